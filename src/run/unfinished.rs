//! What a run keeps while it works, so that another process can go on where it was stopped.
//!
//! Beside its results a run that is not complete has a folder, [`FOLDER`]: `job.json` says what was asked for and of
//! which inputs, the other files hold what stages made. Each is written beside its place and renamed into it, so whatever
//! ends the process (an interrupt, a crash, a full disk, the power) leaves whole files only. What is not there is made
//! again: the articles themselves are read again, because that takes less time than anything else.
//!
//! A checkpoint counts for the same program version, settings and inputs only, byte for byte; of anything else it
//! would be an answer to another question.

use std::{
    env, fs,
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use xxhash_rust::xxh3::xxh3_128;

use super::{Directory, SCORES_FILE, new_file, scores};
use crate::{
    article::Corpus,
    error::{Error, Result},
    events::Relations,
    pipeline::Checkpoints,
    reuse::Reuse,
    settings::Settings,
    space,
};

/// The folder of an unfinished run, in the folder of its results.
pub const FOLDER: &str = ".unfinished";

const JOB_FILE: &str = "job.json";
const REUSE_FILE: &str = "reuse.bin";

/// Where standard input is kept, which cannot be read twice.
const STDIN_FILE: &str = "stdin";

const MAGIC: &[u8; 8] = b"RETOLDCP";

/// Bytes before the content: magic and stamp.
const HEAD: usize = 24;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The program's version.
    pub version: String,
    /// The command as typed.
    pub command_line: Vec<String>,
    /// The folder it was typed in, from which its paths are looked for.
    pub folder: PathBuf,
    /// Fingerprint of the settings.
    pub settings: String,
    /// Settings that were neither typed nor in a file that was named, as a settings file: what lies around when the run is
    /// gone on with is not what it was begun with.
    #[serde(default)]
    pub unseen: String,
    /// What was read, once it was; sorted by path.
    pub inputs: Option<Vec<Input>>,
}

/// An input that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its path.
    pub path: String,
    /// Size as stored.
    pub bytes: u64,
    /// xxh3-128 of the stored bytes; empty when it was not read to its end.
    pub hash: String,
}

/// An unfinished run.
#[derive(Debug)]
pub struct Unfinished<'a> {
    run: PathBuf,
    job: Job,
    settings: &'a Settings,
    /// Set when somebody wants the run to stop.
    stop: &'a AtomicBool,
    /// Whether another process began it.
    is_resumed: bool,
    /// Articles in order, once they are known: what results are about.
    ids: Vec<String>,
}

impl Job {
    /// The job of a command typed here and now.
    #[must_use]
    pub fn new(command_line: Vec<String>, settings: &Settings, unseen: String) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command_line,
            folder: env::current_dir().unwrap_or_default(),
            settings: settings.fingerprint(),
            unseen,
            inputs: None,
        }
    }

    /// The job of an unfinished run.
    ///
    /// # Errors
    /// [`Error::Resume`] when the folder holds no unfinished run, or one that this program or folder cannot go on with.
    pub fn read(run: &Path) -> Result<Self> {
        let refused = |detail: String| Error::Resume { run: run.to_owned(), detail };
        let file = run.join(FOLDER).join(JOB_FILE);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let detail =
                    if super::is_run(run) { "it is complete" } else { "there is no unfinished run in it" };
                return Err(refused(detail.to_owned()));
            }
            Err(source) => return Err(Error::Read { path: file, source }),
        };
        let job: Self = serde_json::from_str(&text)
            .map_err(|error| refused(format!("`{JOB_FILE}` is damaged: {error}")))?;
        let here = env::current_dir().unwrap_or_default();
        if job.version != env!("CARGO_PKG_VERSION") {
            let detail =
                format!("it was begun by version {}, this is {}", job.version, env!("CARGO_PKG_VERSION"));
            return Err(refused(detail));
        }
        if job.folder != here {
            return Err(refused(format!(
                "it was begun in `{}`, from where its paths are looked for: go there first",
                job.folder.display()
            )));
        }
        Ok(job)
    }
}

impl<'a> Unfinished<'a> {
    /// Begins a run in the folder; what another unfinished run left there goes.
    ///
    /// # Errors
    /// [`Error::Write`] when the folder cannot be written to.
    pub fn begin(
        directory: &Directory,
        job: Job,
        settings: &'a Settings,
        stop: &'a AtomicBool,
    ) -> Result<Self> {
        remove(directory.path())?;
        let folder = directory.path().join(FOLDER);
        fs::create_dir_all(&folder).map_err(|source| Error::Write { path: folder.clone(), source })?;
        let begun = Self {
            run: directory.path().to_owned(),
            job,
            settings,
            stop,
            is_resumed: false,
            ids: Vec::new(),
        };
        begun.write_job()?;
        Ok(begun)
    }

    /// Goes on with the job of an unfinished run.
    ///
    /// # Errors
    /// [`Error::Resume`] when the settings are not what they were: a settings file or a list of agencies has changed.
    pub fn resume(
        directory: &Directory,
        job: Job,
        settings: &'a Settings,
        stop: &'a AtomicBool,
    ) -> Result<Self> {
        if job.settings != settings.fingerprint() {
            let detail =
                "its settings have changed; the settings file or the list of agencies is not what it was";
            return Err(Error::Resume { run: directory.path().to_owned(), detail: detail.to_owned() });
        }
        remove_partial(directory.path());
        Ok(Self { run: directory.path().to_owned(), job, settings, stop, is_resumed: true, ids: Vec::new() })
    }

    /// Keeps standard input and returns the file to read in its stead.
    ///
    /// # Errors
    /// [`Error::Write`]; [`Error::Resume`] when the run was stopped before all of it was kept.
    pub fn keep_stdin(&self) -> Result<PathBuf> {
        let path = self.path(STDIN_FILE);
        if !self.is_resumed {
            self.replace(STDIN_FILE, |out| io::copy(&mut io::stdin().lock(), out).map(drop))?;
        } else if !path.is_file() {
            let detail = "standard input had not been read to its end; start anew with `--force`".to_owned();
            return Err(Error::Resume { run: self.run.clone(), detail });
        }
        Ok(path)
    }

    /// Notes what was read, or compares it with what was read before.
    ///
    /// # Errors
    /// [`Error::Input`] when an input is not what it was, [`Error::Write`].
    pub fn seal(&mut self, corpus: &Corpus) -> Result<()> {
        let input = |file: &crate::article::InputFile| Input {
            path: file.path.clone(),
            bytes: file.bytes,
            hash: file.hash.clone(),
        };
        let now: Vec<Input> = corpus.files.iter().map(input).collect();
        self.ids = corpus.articles.iter().map(|article| article.id.clone()).collect();
        let Some(before) = &self.job.inputs else {
            self.job.inputs = Some(now);
            return self.write_job();
        };
        if *before == now {
            return Ok(());
        }
        let changed = before.iter().find(|input| !now.contains(input));
        let path = changed.or_else(|| now.iter().find(|input| !before.contains(input)));
        Err(Error::Input {
            path: path.map(|input| PathBuf::from(&input.path)).unwrap_or_default(),
            run: self.run.clone(),
            detail: "is not what it was when the run began; start anew with `--force`".to_owned(),
        })
    }

    /// Ends the unfinished state: the run is complete.
    ///
    /// # Errors
    /// [`Error::Write`] when the folder cannot be removed.
    pub fn finish(self) -> Result<()> {
        remove(&self.run)
    }

    /// Where the relations lie, when they were kept: they are a file of the finished run, too.
    #[must_use]
    pub fn scores(&self) -> Option<PathBuf> {
        Some(self.path(SCORES_FILE)).filter(|path| path.is_file())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.run.join(FOLDER).join(name)
    }

    fn write_job(&self) -> Result<()> {
        self.replace(JOB_FILE, |out| {
            serde_json::to_writer_pretty(&mut *out, &self.job)?;
            out.write_all(b"\n")
        })
    }

    fn replace(&self, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let path = self.path(name);
        let attempt = || -> io::Result<()> {
            let mut out = BufWriter::with_capacity(1 << 18, new_file(&self.run.join(FOLDER), name)?);
            write(&mut out)?;
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            // What a checkpoint promises holds when the machine stops, too.
            file.as_file().sync_data()?;
            file.persist(&path)?;
            Ok(())
        };
        attempt().map_err(|source| Error::Write { path: path.clone(), source })
    }

    /// What checkpoints of this run begin with.
    fn stamp(&self) -> [u8; 16] {
        let inputs = serde_json::to_vec(&(&self.job.version, &self.job.settings, &self.job.inputs));
        xxh3_128(&inputs.unwrap_or_default()).to_le_bytes()
    }

    fn keep<T: Serialize>(&self, name: &str, made: &T) -> Result<()> {
        self.replace(name, |out| {
            out.write_all(MAGIC)?;
            out.write_all(&self.stamp())?;
            let mut packed = zstd::stream::write::Encoder::new(out, 1)?;
            packed.include_checksum(true)?;
            postcard::to_io(made, &mut packed).map_err(io::Error::other)?;
            packed.finish()?;
            Ok(())
        })
    }

    fn recall<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let path = self.path(name);
        let failed = |source| Error::Read { path: path.clone(), source };
        let mut file = match fs::File::open(&path) {
            Ok(file) => BufReader::with_capacity(1 << 18, file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let mut head = [0; HEAD];
        file.read_exact(&mut head).map_err(failed)?;
        if head[..8] != MAGIC[..] || head[8..] != self.stamp() {
            return Ok(None);
        }
        let packed = zstd::stream::read::Decoder::with_buffer(file).map_err(failed)?;
        let mut scratch = [0; 64];
        let (made, _) = postcard::from_io((BufReader::new(packed), &mut scratch))
            .map_err(|error| failed(io::Error::other(error)))?;
        Ok(Some(made))
    }

    /// Ends the work when somebody asked for it.
    fn stop_when_asked(&self) {
        if self.stop.load(Ordering::Relaxed) {
            space::fail(Error::Interrupted);
        }
    }

    fn scores_stamp(&self) -> scores::Stamp {
        scores::Stamp::new(self.settings.relations_fingerprint(), self.ids.iter().map(String::as_str))
    }
}

impl Checkpoints for Unfinished<'_> {
    fn reuse(&self) -> Option<Reuse> {
        self.stop_when_asked();
        self.recall(REUSE_FILE).unwrap_or_else(|error| space::fail(error))
    }

    fn keep_reuse(&self, reuse: &Reuse) {
        self.keep(REUSE_FILE, reuse).unwrap_or_else(|error| space::fail(error));
        self.stop_when_asked();
    }

    fn relations(&self) -> Option<Relations> {
        let bytes = fs::read(self.scores()?).ok()?;
        scores::read(&bytes, self.scores_stamp()).ok()
    }

    fn keep_relations(&self, relations: &Relations) {
        let scores = scores::Scores { relations, stamp: self.scores_stamp() };
        self.replace(SCORES_FILE, |out| scores::write(out, scores))
            .unwrap_or_else(|error| space::fail(error));
        self.stop_when_asked();
    }
}

/// Whether the folder holds an unfinished run.
#[must_use]
pub fn is_unfinished(run: &Path) -> bool {
    run.join(FOLDER).join(JOB_FILE).is_file()
}

/// Whether the folder holds an unfinished run that has read its inputs.
#[must_use]
pub fn has_read(run: &Path) -> bool {
    Job::read(run).is_ok_and(|job| job.inputs.is_some())
}

/// Gives up an unfinished run. What stays because it cannot be removed does no harm.
pub fn abandon(run: &Path) {
    let _ = remove(run);
}

/// Removes what an unfinished run left.
fn remove(run: &Path) -> Result<()> {
    remove_partial(run);
    let folder = run.join(FOLDER);
    // The job goes last: until then, who is killed here leaves a run that can be gone on with.
    match remove_checkpoints(&folder).and_then(|()| fs::remove_dir_all(&folder)) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::Write { path: folder, source }),
        _ => Ok(()),
    }
}

/// Removes all that the folder holds but the job.
fn remove_checkpoints(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() != JOB_FILE && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Removes files that a process was writing when it was killed. One that stays does no harm.
fn remove_partial(run: &Path) {
    for folder in [run, &run.join(FOLDER)] {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') && name.ends_with(".partial") {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}
