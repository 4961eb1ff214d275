//! How stages tell the outside how far they are, without knowing whether anybody looks.

/// The parts of a run that a person waits for, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Reading and parsing inputs; counted in stored bytes.
    Read,
    /// Paragraphs, tokens, languages, furniture; counted in articles.
    Text,
    /// Finding, verifying and grouping reused paragraphs; counted in steps.
    Reuse,
    /// TF-IDF rows; counted in articles.
    Vectors,
    /// Candidates, linkage, description of events; counted in articles.
    Events,
    /// Looking for one document in all articles; counted in articles.
    Search,
    /// Writing results; counted in records, those of a page in files.
    Write,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Stage; 7] =
        [Stage::Read, Stage::Text, Stage::Reuse, Stage::Vectors, Stage::Events, Stage::Search, Stage::Write];

    /// The stage's name, one lower-case word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Text => "text",
            Self::Reuse => "reuse",
            Self::Vectors => "vectors",
            Self::Events => "events",
            Self::Search => "search",
            Self::Write => "write",
        }
    }
}

/// Receives progress. Calls may come from several threads; totals are estimates.
pub trait Progress: Sync {
    /// A stage begins; `total` is in the stage's own unit, `None` when unknown.
    fn begin(&self, stage: Stage, total: Option<u64>);
    /// `amount` more of the current stage's unit is done.
    fn advance(&self, amount: u64);
    /// The current stage is done.
    fn end(&self);
}

/// Does one stage's work of unknown length between its beginning and its end.
pub fn during<T>(progress: &dyn Progress, stage: Stage, work: impl FnOnce() -> T) -> T {
    progress.begin(stage, None);
    let done = work();
    progress.end();
    done
}

/// Nobody looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
}
