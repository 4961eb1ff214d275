//! What can end a run. A bad record never does: it becomes a [`crate::article::Reject`].

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a run ended without a result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input does not exist, or a file that is needed as a whole could not be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The input, `-` for standard input.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// An output could not be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The output.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No article was found in any input.
    #[error("no articles in {inputs}: {hint}")]
    Empty {
        /// The inputs as typed.
        inputs: String,
        /// What to do about it.
        hint: String,
    },
    /// A setting has a value that makes no sense.
    #[error("`{setting}` is {got}, expected {expected}")]
    Setting {
        /// The setting's name as typed.
        setting: &'static str,
        /// The value.
        got: String,
        /// What would be accepted.
        expected: &'static str,
    },
    /// Records were refused under `--strict`.
    #[error("{count} records were refused and `--strict` was given; the first: {first}")]
    Rejected {
        /// How many.
        count: usize,
        /// File, row and reason of the first.
        first: String,
    },
    /// A file that should be of our own making, or of a stated shape, is not.
    #[error("`{}` is not {expected}: {detail}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What it should be.
        expected: &'static str,
        /// Where and why it is not.
        detail: String,
    },
    /// An input of an earlier run is not what it was.
    #[error("`{}`, which `{}` was made from, {detail}", path.display(), run.display())]
    Input {
        /// The input.
        path: PathBuf,
        /// The run.
        run: PathBuf,
        /// What is wrong, and what to do about it.
        detail: String,
    },
    /// A run has nothing of that id.
    #[error("no {what} `{id}` in `{}`; {hint}", run.display())]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// The id as typed.
        id: String,
        /// The run.
        run: PathBuf,
        /// Ids that look alike.
        hint: String,
    },
    /// A run has several things whose ids begin like that.
    #[error("several ids in `{}` begin with `{beginning}`: {ids}", run.display())]
    Ambiguous {
        /// The beginning as typed.
        beginning: String,
        /// The run.
        run: PathBuf,
        /// The ids.
        ids: String,
    },
    /// The output exists and would be overwritten.
    #[error("`{}` exists: give another folder, or `--force` to replace the run in it", path.display())]
    Exists {
        /// The output folder.
        path: PathBuf,
    },
    /// The output holds a run that was stopped.
    #[error(
        "`{}` holds an unfinished run: go on with `retold cluster --resume {}`, or start anew with `--force`",
        path.display(), path.display()
    )]
    Unfinished {
        /// The output folder.
        path: PathBuf,
    },
    /// A run cannot be gone on with.
    #[error("cannot go on with `{}`: {detail}", run.display())]
    Resume {
        /// The folder.
        run: PathBuf,
        /// Why, and what to do about it.
        detail: String,
    },
    /// Somebody asked for the end.
    #[error("interrupted")]
    Interrupted,
    /// The output file exists and would be overwritten.
    #[error("`{}` exists: give another file, or `--force` to replace it", path.display())]
    FileExists {
        /// The output file.
        path: PathBuf,
    },
    /// The worker threads could not be started.
    #[error("cannot start {threads} threads: {detail}")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What the system said.
        detail: String,
    },
}

impl Error {
    /// Whether the machine had no room for what was to be done.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        use io::ErrorKind::{OutOfMemory, QuotaExceeded, StorageFull};
        match self {
            Self::Write { source, .. } => matches!(source.kind(), StorageFull | QuotaExceeded | OutOfMemory),
            _ => false,
        }
    }

    /// The error that an [`io::Error`] of a writer carries, or that this output could not be written.
    #[must_use]
    pub fn within(error: io::Error, path: &Path) -> Self {
        error.downcast::<Self>().unwrap_or_else(|source| Self::Write { path: path.to_owned(), source })
    }
}

/// A result whose error ends the run.
pub type Result<T, E = Error> = std::result::Result<T, E>;
