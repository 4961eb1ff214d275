//! The run directory: everything a run found, in files that are either whole or not there.
//!
//! Every file is written beside its place and renamed into it. `run.json` is written last and removed first, so that a
//! folder that holds one holds a complete run. What a run keeps to go on after it was stopped is in [`unfinished`].
//! Files that are not of our making are never touched.

mod again;
mod clock;
mod contents;
mod files;
mod find;
mod lines;
mod memory;
pub(crate) mod pages;
mod reader;
pub(crate) mod records;
mod recut;
mod regroup;
pub mod scores;
mod splice;
mod stream;
pub mod unfinished;

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

pub use again::{Again, Place};
pub use clock::Clock;
pub use contents::{Contents, PassageHead};
pub use files::{Done, Written};
pub(crate) use files::{Pending, new_file};
pub(crate) use find::{LineKind, Named};
pub use lines::{ArticleLine, EventLine, MemberLine, PassageLine};
pub use memory::{Memory, Size, peak_memory_bytes};
pub use reader::{Recorded, is_run};
pub use recut::Recut;
pub use scores::Scores;

use crate::{
    error::{Error, Result},
    progress::{Progress, Stage},
    report::{
        Report,
        events::GroupLines,
        lines::{write_line, write_lines},
        provenance::Run,
    },
};

/// The file that makes a folder a run.
pub const RUN_FILE: &str = "run.json";

/// The file that other cuts are made from.
pub const SCORES_FILE: &str = "scores.bin";

/// Files that only some runs have; those of an earlier run would contradict a later one.
const OPTIONAL_FILES: [&str; 2] = ["pairs.jsonl", pages::PAGE];

/// What to do when the folder is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overwrite {
    /// Leave it alone and say so.
    #[default]
    Refuse,
    /// Replace the files of an earlier run; leave all others.
    Replace,
}

/// Where the relations of articles are.
#[derive(Clone, Copy, Debug)]
pub enum KeptScores<'a> {
    /// In memory.
    Made(Scores<'a>),
    /// In this file.
    Lie(&'a Path),
}

/// A folder that may be written to.
#[derive(Clone, Debug)]
pub struct Directory {
    path: PathBuf,
    /// Whether it was made for this run.
    is_new: bool,
}

impl Directory {
    /// Makes the folder, or takes an empty one, or one that may be overwritten. Nothing in it changes yet.
    ///
    /// # Errors
    /// [`Error::Exists`] when it holds anything, or is no folder, [`Error::Unfinished`] when that is a run that was
    /// stopped; [`Error::Write`] when it cannot be made.
    pub fn prepare(path: &Path, overwrite: Overwrite) -> Result<Self> {
        let failed = |source| Error::Write { path: path.to_owned(), source };
        let is_new = match fs::read_dir(path) {
            Ok(mut entries) => {
                if overwrite == Overwrite::Refuse && unfinished::is_unfinished(path) {
                    return Err(Error::Unfinished { path: path.to_owned() });
                }
                if overwrite == Overwrite::Refuse && entries.next().is_some() {
                    return Err(Error::Exists { path: path.to_owned() });
                }
                false
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(path).map_err(failed)?;
                true
            }
            Err(error) => return Err(failed(error)),
        };
        Ok(Self { path: path.to_owned(), is_new })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the folder away again when it was made for this run and nothing was written.
    pub fn abandon(&self) {
        if self.is_new {
            // An empty folder that stays does no harm.
            let _ = fs::remove_dir(&self.path);
        }
    }

    /// Writes all files but `run.json`, which [`Directory::complete`] adds. `scores` are the relations, or the file of an
    /// unfinished run that has them.
    ///
    /// # Errors
    /// [`Error::Write`] when a file cannot be written; the folder then holds no run.
    pub fn write(&self, report: &Report, scores: KeptScores, progress: &dyn Progress) -> Result<()> {
        let Report {
            articles,
            groups: GroupLines { events, stories, borderline },
            passages,
            pairs,
            outlets,
            outlet_pairs,
            templates,
            rejects,
            ..
        } = report;
        let records = articles.len()
            + 2 * events.len()
            + stories.len()
            + passages.len()
            + pairs.as_ref().map_or(0, Vec::len)
            + outlets.len()
            + outlet_pairs.len()
            + templates.len()
            + borderline.len()
            + rejects.len();
        progress.begin(Stage::Write, Some(records as u64));
        let was_a_run = self.remove(RUN_FILE)?;
        if was_a_run {
            OPTIONAL_FILES.iter().try_for_each(|file| self.remove(file).map(drop))?;
            self.remove_further_pages()?;
        }
        let lines = |name, count: usize, write: &dyn Fn(&mut dyn Write) -> io::Result<()>| -> Result<()> {
            self.replace(name, write)?;
            progress.advance(count as u64);
            Ok(())
        };
        lines("articles.jsonl", articles.len(), &|out| write_lines(out, articles))?;
        lines("events.jsonl", events.len(), &|out| write_lines(out, events))?;
        lines("events.json", events.len(), &|out| write_line(out, events))?;
        lines("stories.jsonl", stories.len(), &|out| write_lines(out, stories))?;
        lines("passages.jsonl", passages.len(), &|out| write_lines(out, passages))?;
        if let Some(pairs) = pairs {
            lines("pairs.jsonl", pairs.len(), &|out| write_lines(out, pairs))?;
        }
        lines("outlets.jsonl", outlets.len(), &|out| write_lines(out, outlets))?;
        lines("outlet_pairs.jsonl", outlet_pairs.len(), &|out| write_lines(out, outlet_pairs))?;
        lines("templates.jsonl", templates.len(), &|out| write_lines(out, templates))?;
        lines("borderline.jsonl", borderline.len(), &|out| write_lines(out, borderline))?;
        lines("rejects.jsonl", rejects.len(), &|out| write_lines(out, rejects))?;
        lines("summary.json", 0, &|out| write_line(out, &report.summary))?;
        match scores {
            KeptScores::Made(scores) => self.replace(SCORES_FILE, &|out| scores::write(out, scores))?,
            KeptScores::Lie(file) => self.take(SCORES_FILE, file)?,
        }
        progress.end();
        Ok(())
    }

    /// Writes `run.json`, which says that the run is complete.
    ///
    /// # Errors
    /// [`Error::Write`] when it cannot be written.
    pub fn complete(&self, run: &Run) -> Result<()> {
        self.replace(RUN_FILE, &|out| {
            serde_json::to_writer_pretty(&mut *out, run)?;
            out.write_all(b"\n")
        })
    }

    /// Writes a file beside its place, then renames it into it.
    fn replace(&self, name: &str, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let path = self.path.join(name);
        let attempt = || -> io::Result<()> {
            let mut out = BufWriter::with_capacity(1 << 16, new_file(&self.path, name)?);
            write(&mut out)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)?.persist(&path)?;
            Ok(())
        };
        attempt().map_err(|source| Error::Write { path: path.clone(), source })
    }

    /// Takes a file from elsewhere: as it is where the system can, else a copy of it.
    fn take(&self, name: &str, file: &Path) -> Result<()> {
        let beside = self.path.join(format!(".{name}.partial"));
        let path = self.path.join(name);
        let attempt = || -> io::Result<()> {
            // One that was left behind; what is there is of no use to anybody.
            let _ = fs::remove_file(&beside);
            fs::hard_link(file, &beside).or_else(|_| fs::copy(file, &beside).map(drop))?;
            fs::rename(&beside, &path)
        };
        attempt().map_err(|source| Error::Write { path: path.clone(), source })
    }

    /// Removes what did not fit into the page of an earlier run.
    fn remove_further_pages(&self) -> Result<()> {
        let failed = |(path, source)| Error::Write { path, source };
        pages::remove_further_files(&self.path.join(pages::FOLDER)).map_err(failed)
    }

    /// Removes a file of ours; says whether there was one.
    fn remove(&self, name: &str) -> Result<bool> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(Error::Write { path, source }),
        }
    }
}
