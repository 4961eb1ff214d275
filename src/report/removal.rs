//! The lines of `retold export --to drop`: what a corpus without copies leaves out, and why.

use schemars::JsonSchema;
use serde::Serialize;

/// An article that a corpus without copies leaves out.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "drop")]
pub struct Dropped<'a> {
    /// The article.
    pub id: &'a str,
    /// What it is of the one that is kept.
    pub reason: CopyKind,
    /// The article that is kept and holds its words.
    pub keeper_id: &'a str,
    /// Share of its words that the kept article has, too: 1 for a whole copy.
    pub score: f64,
    /// The file it was read from.
    pub source_file: &'a str,
    /// The line in that file, or the position in a JSON array; from 1.
    pub source_row: u64,
}

/// How much of an article another one repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CopyKind {
    /// The same prose, paragraph by paragraph.
    WholeCopy,
    /// Nine tenths of its words or more stand in the other article, too.
    NearWholeCopy,
}

/// Text of a kept article that another kept article has, too.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "drop_span")]
pub struct DroppedSpan<'a> {
    /// The article.
    pub article_id: &'a str,
    /// First position, in Unicode code points.
    pub start: u64,
    /// One past the last position, in Unicode code points.
    pub end: u64,
    /// First position, in bytes of UTF-8.
    pub start_byte: u64,
    /// One past the last position, in bytes of UTF-8.
    pub end_byte: u64,
    /// The kind of reuse, as in the line of the passage.
    pub reason: &'a str,
    /// The article in which it may stay.
    pub keeper_article_id: &'a str,
    /// The passage.
    pub passage_id: &'a str,
}
