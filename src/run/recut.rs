//! A run with other events: the same articles and passages, grouped at another cut.
//!
//! What follows from the events is made anew: their lines, those of stories and close decisions, the ids of events and
//! stories in the lines of articles and passages, what outlets' lines and the summary say of events, and the cut in
//! `run.json` with its fingerprint and origin. Everything else is carried over as it stands: at the cut that the run has,
//! every file but `run.json` comes out the same byte for byte. The kinds of passages and the shares that follow from them
//! were settled with the events of the run that read the articles, and stay as they are; `cut_from` says at which cut.
//!
//! Average linkage only ever joins what a higher cut has joined, so a finer event lies inside a coarser one, and at the cut
//! of stories each story is an event. Ties between equal scores are the exception, because a block of another size may
//! break them in another order: 8 of 87,057 articles between the fine and the default cut, 3 between that and stories.
//!
//! All files are written before the first is put into its place, so that a run that is replaced by itself is never lost
//! half-way; `scores.bin` is linked where the file system can. Cost: the run's files once, lines in
//! parallel; three seconds and 400 MB for 87,057 articles on two cores, half of it linkage.

use std::{
    borrow::Cow,
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::Path,
};

use hashbrown::HashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::{
    Directory, OPTIONAL_FILES, RUN_FILE, Recorded, SCORES_FILE, new_file, regroup::ARTICLES_FILE, splice,
};
use crate::{
    article::Corpus,
    build,
    error::{Error, Result},
    events::{EventSettings, Events},
    report::{
        SCHEMA_VERSION,
        events::{self, GroupLines, Groups},
        lines::{write_line, write_lines},
        part_in_events,
        provenance::{CutFrom, Timings},
        summary::{self, Summary},
    },
    settings::{decimal, fingerprint},
    units::ArticleId,
};

/// Lines that are changed at once.
const BATCH: usize = 8192;

/// Files of a run, in the order of the stream of `--json`. `events.json` is no part of the stream.
const FILES: [&str; 11] = [
    ARTICLES_FILE,
    "events.jsonl",
    "stories.jsonl",
    "passages.jsonl",
    "pairs.jsonl",
    "outlets.jsonl",
    "outlet_pairs.jsonl",
    "templates.jsonl",
    "borderline.jsonl",
    "rejects.jsonl",
    "summary.json",
];

/// Those of them in which nothing depends on events.
const CARRIED: [&str; 4] = ["pairs.jsonl", "outlet_pairs.jsonl", "templates.jsonl", "rejects.jsonl"];

/// A run, and other events for it.
pub struct Recut<'a> {
    recorded: &'a Recorded,
    groups: Groups<'a>,
    lines: GroupLines<'a>,
    summary: Summary,
    cut: f64,
}

impl<'a> Recut<'a> {
    /// The run with these events; `corpus` is that of [`Recorded::corpus_without_texts`].
    #[must_use]
    pub fn new(
        recorded: &'a Recorded,
        corpus: &'a Corpus,
        found: &'a Events,
        settings: &EventSettings,
    ) -> Self {
        let groups = Groups::new(corpus, found);
        let lines = events::lines(&groups);
        let summary = summary::of_events(&groups, &lines);
        Self { recorded, groups, lines, summary, cut: decimal(settings.cut()) }
    }

    /// The new lines.
    #[must_use]
    pub fn lines(&self) -> &GroupLines<'a> {
        &self.lines
    }

    /// What there is to say of the events in numbers; nothing of reuse is in it.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Writes everything as one stream, as [`crate::report::lines::stream`] does.
    ///
    /// # Errors
    /// What the writer says; an [`Error`] of reading the run inside an [`io::Error`].
    pub fn stream(&self, command_line: &[String], out: &mut dyn Write) -> io::Result<()> {
        let run = self.run_json(command_line, None, None).map_err(io::Error::other)?;
        let run = splice::compact(&run).ok_or_else(|| io::Error::other(self.strange(RUN_FILE, "it")))?;
        writeln!(out, "{run}")?;
        let is_there = |name: &&str| !OPTIONAL_FILES.contains(name) || self.source(name).is_file();
        FILES.iter().filter(|name| is_there(name)).try_for_each(|name| self.write_file(name, out))
    }

    /// Writes all files but `run.json`, which [`Recut::complete`] adds.
    ///
    /// # Errors
    /// [`Error::Write`] when a file cannot be written, and what reading the run says. Before the last file is ready,
    /// nothing that the folder holds has changed.
    pub fn write(&self, directory: &Directory) -> Result<()> {
        let folder = directory.path();
        let is_same = same_folder(&self.recorded.path, folder);
        let mut names: Vec<&str> = FILES.to_vec();
        names.push("events.json");
        names.retain(|name| {
            let is_there = !OPTIONAL_FILES.contains(name) || self.source(name).is_file();
            is_there && !(is_same && CARRIED.contains(name))
        });
        let staged: Vec<(&str, NamedTempFile)> =
            names.into_iter().map(|name| Ok((name, self.stage(folder, name)?))).collect::<Result<_>>()?;
        if directory.remove(RUN_FILE)? {
            // Those of an earlier run, or made from the events that go.
            let mut stale = OPTIONAL_FILES.iter().filter(|name| !(is_same && CARRIED.contains(name)));
            stale.try_for_each(|name| directory.remove(name).map(drop))?;
            directory.remove_further_pages()?;
        }
        for (name, file) in staged {
            let path = folder.join(name);
            file.persist(&path).map_err(|error| Error::Write { path, source: error.error })?;
        }
        if is_same { Ok(()) } else { self.link_scores(directory) }
    }

    /// Writes `run.json`, which says that the run is complete.
    ///
    /// # Errors
    /// As [`Recut::write`].
    pub fn complete(
        &self,
        directory: &Directory,
        command_line: &[String],
        timings: Timings,
        peak_memory_bytes: Option<u64>,
    ) -> Result<()> {
        let run = self.run_json(command_line, Some(timings), peak_memory_bytes)?;
        directory.replace(RUN_FILE, &|out| out.write_all(run.as_bytes()))
    }

    fn source(&self, name: &str) -> std::path::PathBuf {
        self.recorded.path.join(name)
    }

    fn stage(&self, folder: &Path, name: &str) -> Result<NamedTempFile> {
        let attempt = || -> io::Result<NamedTempFile> {
            let mut out = BufWriter::with_capacity(1 << 16, new_file(folder, name)?);
            self.write_file(name, &mut out)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)
        };
        attempt().map_err(|error| Error::within(error, &folder.join(name)))
    }

    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        match name {
            ARTICLES_FILE => self.articles(out),
            "passages.jsonl" => self.passages(out),
            "outlets.jsonl" => self.outlets(out),
            "events.jsonl" => write_lines(out, &self.lines.events),
            "events.json" => write_line(out, &self.lines.events),
            "stories.jsonl" => write_lines(out, &self.lines.stories),
            "borderline.jsonl" => write_lines(out, &self.lines.borderline),
            "summary.json" => self.rewrite(name, out, &|_, line| {
                let new = text(&self.summary);
                let values: Vec<(&str, String)> = summary::OF_EVENTS
                    .into_iter()
                    // A run of an earlier version stays one: nothing else of a later version could be filled in.
                    .filter(|key| {
                        !summary::OF_EVENTS_LATER.contains(key) || splice::value(line, key).is_some()
                    })
                    .map(|key| Some((key, splice::value(&new, key)?.to_owned())))
                    .collect::<Option<_>>()?;
                splice::replace(line, &values)
            }),
            _ => {
                let path = self.source(name);
                let mut file =
                    File::open(&path).map_err(|source| io::Error::other(Error::Read { path, source }))?;
                io::copy(&mut file, out).map(drop)
            }
        }
    }

    fn articles(&self, out: &mut dyn Write) -> io::Result<()> {
        self.rewrite(ARTICLES_FILE, out, &|number, line| {
            let article = ArticleId(u32::try_from(number).ok()?);
            let values = [
                ("event_id", text(&self.groups.event_id(article))),
                ("story_id", text(&self.groups.story_id(article))),
            ];
            splice::replace(line, &values)
        })
    }

    fn passages(&self, out: &mut dyn Write) -> io::Result<()> {
        #[derive(Deserialize)]
        struct Passage<'a> {
            #[serde(borrow)]
            members: Vec<Member<'a>>,
        }
        #[derive(Deserialize)]
        struct Member<'a> {
            #[serde(borrow)]
            article_id: Cow<'a, str>,
        }
        let articles = self.groups.corpus().articles.iter().map(|article| article.id.as_str());
        let numbers: HashMap<&str, ArticleId> = articles.zip((0..).map(ArticleId)).collect();
        self.rewrite("passages.jsonl", out, &|_, line| {
            let passage: Passage = serde_json::from_str(line).ok()?;
            let members = passage.members.iter().map(|member| numbers.get(&*member.article_id).copied());
            let members: Vec<ArticleId> = members.collect::<Option<_>>()?;
            let events: Vec<&str> = self.groups.event_ids_of(members.into_iter()).collect();
            splice::replace(line, &[("event_ids", text(&events))])
        })
    }

    fn outlets(&self, out: &mut dyn Write) -> io::Result<()> {
        let parts = part_in_events(&self.groups);
        let outlets = &self.groups.corpus().outlets;
        self.rewrite("outlets.jsonl", out, &|_, line| {
            let name: String = serde_json::from_str(splice::value(line, "outlet")?).ok()?;
            let part = outlets
                .binary_search_by(|outlet| (**outlet).cmp(&name))
                .map_or_else(|_| Default::default(), |at| parts[at]);
            let values =
                [("events", part.events.to_string()), ("first_in_dump", part.first_in_dump.to_string())];
            splice::replace(line, &values)
        })
    }

    /// Writes the file with all its lines changed.
    fn rewrite(
        &self,
        name: &str,
        out: &mut dyn Write,
        change: &(dyn Fn(usize, &str) -> Option<String> + Sync),
    ) -> io::Result<()> {
        let path = self.source(name);
        let failed = |source| io::Error::other(Error::Read { path: path.clone(), source });
        let mut lines = BufReader::with_capacity(1 << 20, File::open(&path).map_err(failed)?).lines();
        let mut number = 0;
        loop {
            let batch: Vec<String> = lines.by_ref().take(BATCH).collect::<io::Result<_>>().map_err(failed)?;
            if batch.is_empty() {
                return Ok(());
            }
            let changed: Vec<Option<String>> =
                batch.par_iter().enumerate().map(|(offset, line)| change(number + offset, line)).collect();
            for (offset, line) in changed.into_iter().enumerate() {
                let strange =
                    || io::Error::other(self.strange(name, &format!("line {}", number + offset + 1)));
                writeln!(out, "{}", line.ok_or_else(strange)?)?;
            }
            number += batch.len();
        }
    }

    /// `run.json` of the new run.
    fn run_json(
        &self,
        command_line: &[String],
        timings: Option<Timings>,
        peak_memory_bytes: Option<u64>,
    ) -> Result<String> {
        let run = &self.recorded.text;
        let cut = Value::from(self.cut);
        let mut resolved = self.recorded.resolved();
        resolved.insert("cut".to_owned(), cut.clone());
        let found = self.groups.found();
        let counts =
            [("events", found.events.len().to_string()), ("stories", found.stories.len().to_string())];
        let from = CutFrom {
            run: self.recorded.path.display().to_string(),
            cut: self.recorded.cut(),
            settled_cut: self.recorded.settled_cut(),
        };
        let attempt = || {
            let settings = splice::replace(splice::value(run, "settings")?, &[("cut", cut.to_string())])?;
            let counts = splice::replace(splice::value(run, "counts")?, &counts)?;
            // Runs of earlier versions do not say which commit they were made by.
            let run = match splice::value(run, "commit") {
                Some(_) => splice::replace(run, &[("commit", text(&build::commit()))])?,
                None => run.clone(),
            };
            splice::replace(
                &run,
                &[
                    ("schema_version", text(&SCHEMA_VERSION)),
                    ("version", text(&build::VERSION)),
                    ("settings", settings),
                    ("settings_fingerprint", text(&fingerprint(&resolved))),
                    ("command_line", pretty(&command_line)),
                    ("counts", counts),
                    ("cut_from", pretty(&from)),
                    ("timings", pretty(&timings)),
                    ("peak_memory_bytes", json!(peak_memory_bytes).to_string()),
                ],
            )
        };
        attempt().ok_or_else(|| self.strange(RUN_FILE, "it"))
    }

    fn strange(&self, name: &str, where_: &str) -> Error {
        Error::Malformed {
            path: self.source(name),
            expected: "a file of a run of this version",
            detail: format!("{where_} has other keys or none; run `retold cluster` again"),
        }
    }

    /// Puts the scores into the new run: a second name of the same file, or a copy where that cannot be.
    fn link_scores(&self, directory: &Directory) -> Result<()> {
        directory.remove(SCORES_FILE)?;
        let source = self.source(SCORES_FILE);
        if fs::hard_link(&source, directory.path().join(SCORES_FILE)).is_ok() {
            return Ok(());
        }
        directory.replace(SCORES_FILE, &|out| io::copy(&mut File::open(&source)?, out).map(drop))
    }
}

fn same_folder(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

/// A value as it is written on a line. Words and numbers always have a JSON form.
fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A value as it is written inside an object over several lines.
fn pretty<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default().replace('\n', "\n  ")
}
