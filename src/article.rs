//! The types that travel from the readers through every stage: articles, outlets, dates, the corpus.

use std::fmt;

use crate::space::{Space, Text};
use crate::units::{ArticleId, OutletId, Span};

/// How exact a publication time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatePrecision {
    /// Known to the second.
    Second,
    /// Known to the minute.
    Minute,
    /// Known to the day; the time of day is midnight UTC and means nothing.
    Day,
    /// Known to the month; the day is the first and means nothing.
    Month,
}

/// Which kind of field a time came from; only `Published` is the outlet's own word on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateSource {
    /// A publication date.
    Published,
    /// A modification date; the article may be older.
    Modified,
    /// When an aggregator saw it; the article may be older.
    Seen,
    /// When a crawler fetched it; the article may be much older.
    Crawled,
}

/// A publication time with what is known about its quality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Published {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// How exact `seconds` is.
    pub precision: DatePrecision,
    /// Which kind of field it came from.
    pub source: DateSource,
}

impl Published {
    /// Length in seconds of the interval that the stated precision leaves open.
    #[must_use]
    pub fn uncertainty(self) -> i64 {
        match self.precision {
            DatePrecision::Second => 1,
            DatePrecision::Minute => 60,
            DatePrecision::Day => 86_400,
            DatePrecision::Month => 31 * 86_400,
        }
    }

    /// The time of an article as a run wrote it: the moment, how exact it is and what kind of date it came from.
    /// Seconds are whole, so nothing is lost.
    #[must_use]
    pub fn from_line(moment: Option<&str>, precision: &str, source: &str) -> Option<Self> {
        let time: jiff::Timestamp = moment?.parse().ok()?;
        let precisions =
            [DatePrecision::Second, DatePrecision::Minute, DatePrecision::Day, DatePrecision::Month];
        let sources = [DateSource::Published, DateSource::Modified, DateSource::Seen, DateSource::Crawled];
        Some(Self {
            seconds: time.as_second(),
            precision: precisions.into_iter().find(|known| known.to_string() == precision)?,
            source: sources.into_iter().find(|known| known.to_string() == source)?,
        })
    }

    /// Whether the two times cannot be told apart at the coarser of their precisions.
    #[must_use]
    pub fn ties_with(self, other: Published) -> bool {
        let (earlier, later) = if self.seconds <= other.seconds { (self, other) } else { (other, self) };
        later.seconds < earlier.seconds + earlier.uncertainty()
            || earlier.seconds >= later.seconds.div_euclid(later.uncertainty()) * later.uncertainty()
    }
}

/// When somebody first had something, as far as the dates of their articles tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earliest {
    /// The earliest known time.
    pub known: Option<Published>,
    /// Whether one of the articles has no date, so that it may be earlier.
    pub has_undated: bool,
}

impl Earliest {
    /// Takes the time of one more article; of equal times the first stays.
    pub fn add(&mut self, time: Option<Published>) {
        self.has_undated |= time.is_none();
        if let Some(time) = time
            && self.known.is_none_or(|known| time.seconds < known.seconds)
        {
            self.known = Some(time);
        }
    }

    /// Whether it was surely before the other: both are dated and do not tie, and the other has no article of unknown date.
    #[must_use]
    pub fn is_before(self, other: Self) -> bool {
        match (self.known, other.known) {
            (Some(own), Some(others)) => {
                !other.has_undated && own.seconds < others.seconds && !own.ties_with(others)
            }
            _ => false,
        }
    }
}

/// One news article as it was read; nothing in it has been normalised.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// Unique in the corpus: the source's own id, the file stem, or a hash of the content.
    pub id: String,
    /// The outlet, `None` when nothing in the record names one.
    pub outlet: Option<OutletId>,
    /// The headline, `None` when there is none.
    pub title: Option<Box<str>>,
    /// The text as it was read; for a plain-text file the whole file. Empty for records that are headlines only.
    pub text: Text,
    /// Whether the text is only a summary, or the beginning of one that goes on elsewhere.
    pub text_is_snippet: bool,
    /// Where the headline stands inside `text`, when it was found there (plain-text files).
    pub title_span: Option<Span>,
    /// The publication time, `None` when unknown.
    pub published: Option<Published>,
    /// The language the record states, as an ISO 639 code in lower case.
    pub lang: Option<Box<str>>,
    /// The address, as given.
    pub url: Option<Box<str>>,
    /// Author or byline field, which may credit an agency.
    pub byline: Option<Box<str>>,
    /// Index into [`Corpus::files`].
    pub source_file: u32,
    /// Line of the record in that file, from 1 (the position in the array for JSON arrays); 1 for plain text.
    pub source_row: u64,
}

/// What one input file gave.
#[derive(Clone, Debug, Default)]
pub struct InputFile {
    /// The path as typed, or found below a typed folder; `-` for standard input.
    pub path: String,
    /// Size in bytes as stored, before decompression.
    pub bytes: u64,
    /// xxh3-128 of the stored bytes, in hexadecimal.
    pub hash: String,
    /// Format and compression recognised, such as `jsonl+zstd`.
    pub format: String,
    /// Records found.
    pub records: u64,
    /// Records refused.
    pub rejected: u64,
    /// How often each field was filled from which column: (`field`, `column`, records), sorted.
    pub mapping: Vec<(String, String, u64)>,
    /// Records with something in each column, of use or not: (`column`, records), sorted. Counted on demand only.
    pub columns: Vec<(String, u64)>,
}

/// A record that could not be used, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// The file it stands in.
    pub file: String,
    /// Its line in the file, or its position in a JSON array; from 1.
    pub row: u64,
    /// Byte offset of the record in the decompressed file, when known.
    pub byte: Option<u64>,
    /// Why, in a few words.
    pub reason: String,
}

/// Everything that was read, in canonical order.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// All articles in the order (time, outlet name, id), undated ones last: the order of [`ArticleId`].
    pub articles: Vec<Article>,
    /// Names of all outlets, sorted: the order of [`OutletId`].
    pub outlets: Vec<Box<str>>,
    /// Who owns each outlet, in the same order, as far as the list of outlets says.
    pub owners: Vec<Option<Box<str>>>,
    /// All inputs, sorted by path.
    pub files: Vec<InputFile>,
    /// All refused records, sorted by file and row.
    pub rejects: Vec<Reject>,
    /// Things a person should know about the input, one sentence each, sorted.
    pub warnings: Vec<String>,
    /// Where what is made of it may lie.
    pub space: Space,
}

impl Corpus {
    /// The article with that id.
    #[must_use]
    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.index()]
    }

    /// The name of that article's outlet.
    #[must_use]
    pub fn outlet_name(&self, id: ArticleId) -> Option<&str> {
        self.article(id).outlet.map(|outlet| &*self.outlets[outlet.index()])
    }

    /// Number of articles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether nothing was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }
}

impl fmt::Display for DatePrecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Day => "day",
            Self::Month => "month",
        })
    }
}

impl fmt::Display for DateSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Published => "published",
            Self::Modified => "modified",
            Self::Seen => "seen",
            Self::Crawled => "crawled",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64, precision: DatePrecision) -> Published {
        Published { seconds, precision, source: DateSource::Published }
    }

    #[test]
    fn ties_respect_the_coarser_precision() {
        let noon = at(86_400 + 43_200, DatePrecision::Second);
        let that_day = at(86_400, DatePrecision::Day);
        let next_day = at(2 * 86_400, DatePrecision::Day);
        assert!(noon.ties_with(that_day) && that_day.ties_with(noon));
        assert!(!noon.ties_with(next_day) && !next_day.ties_with(noon));
        assert!(!noon.ties_with(at(86_400 + 43_201, DatePrecision::Second)));
        assert!(noon.ties_with(noon));
    }
}
