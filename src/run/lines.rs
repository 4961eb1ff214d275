//! Lines of a run's files, as far as they are read again.

use serde::Deserialize;

use super::Place;

/// A line of `articles.jsonl`, as far as it is read again.
#[derive(Clone, Debug, Deserialize)]
pub struct ArticleLine {
    /// Unique in the run.
    pub id: String,
    /// The outlet.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The publication time.
    pub published: Option<String>,
    /// How exact it is.
    pub date_precision: String,
    /// Which kind of field it came from.
    pub date_source: String,
    /// The language.
    pub lang: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// The file it was read from.
    pub source_file: String,
    /// Its line or position there.
    pub source_row: u64,
    /// Its event.
    pub event_id: Option<String>,
    /// Its story.
    pub story_id: Option<String>,
    /// The article whose prose it repeats whole.
    pub duplicate_of: Option<String>,
    /// Words of its text.
    pub tokens: u64,
}

impl ArticleLine {
    /// Where it stands in the inputs.
    #[must_use]
    pub fn place(&self) -> Place<'_> {
        Place { file: &self.source_file, row: self.source_row, id: &self.id }
    }
}

/// A line of `passages.jsonl`, as far as it is read again.
#[derive(Clone, Debug, Deserialize)]
pub struct PassageLine {
    /// Its id.
    pub id: String,
    /// What kind of reuse it is.
    pub kind: String,
    /// All occurrences.
    pub members: Vec<MemberLine>,
}

/// An occurrence of a passage.
#[derive(Clone, Debug, Deserialize)]
pub struct MemberLine {
    /// The article.
    pub article_id: String,
    /// First byte of it in the article's text.
    pub start_byte: u64,
    /// One past its last byte.
    pub end_byte: u64,
}

/// A line of `events.jsonl`, as far as it is read again.
#[derive(Clone, Debug, Deserialize)]
pub struct EventLine {
    /// Its id.
    pub id: String,
    /// A headline that stands for it.
    pub label: String,
    /// Number of articles.
    pub size: u64,
    /// How well it holds together.
    pub cohesion: CohesionLine,
    /// How sure it is; runs of earlier versions do not say.
    #[serde(default)]
    pub confidence: Option<f64>,
}

/// How well an event holds together.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct CohesionLine {
    /// Mean score of all pairs.
    pub mean: f64,
    /// The lowest mean score of one article with all others.
    pub weakest: f64,
}
