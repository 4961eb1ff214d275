//! What `retold inspect` says of inputs: how they were understood, how much of it is there, and what to do next.
//!
//! Everything is counted over the articles as `cluster` would have them, so what is said here holds there. Cost: reading, and
//! one pass over the articles.

use std::{cmp::Reverse, collections::BTreeMap};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::{model::SCHEMA_VERSION, times};
use crate::{
    article::{Article, Corpus, InputFile},
    input::{Field, sources},
    units::round4,
};

/// Outlets and languages that are listed.
const LISTED: usize = 10;

/// Reasons for refusals that are listed.
const REASONS: usize = 8;

/// What was understood.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "inspection")]
pub struct Inspection {
    /// Version of this contract.
    pub schema_version: &'static str,
    /// Inputs, sorted by path.
    pub files: Vec<File>,
    /// Records found, good or not.
    pub records: u64,
    /// Records that became articles.
    pub articles: u64,
    /// Records that were refused.
    pub rejected: u64,
    /// The tool, service or data set that writes such records; `null` when it is none that is known.
    pub profile: Option<&'static str>,
    /// What each field was taken from, in the order of the fields, most records first.
    pub mapping: Vec<Mapped>,
    /// How many articles have each field.
    pub coverage: Vec<Coverage>,
    /// All columns with something in them, most records first.
    pub columns: Vec<Column>,
    /// When they are from.
    pub dates: Dates,
    /// What their texts are like.
    pub texts: Texts,
    /// Number of outlets.
    pub outlet_count: u64,
    /// The largest ones.
    pub outlets: Vec<Share>,
    /// Languages as records state them; what states none is recognised by `cluster`.
    pub languages: Vec<Share>,
    /// Records refused because they repeat another.
    pub duplicates: u64,
    /// Why records were refused, most first, with an example each.
    pub reasons: Vec<Reason>,
    /// Things a person should know.
    pub warnings: Vec<String>,
    /// The command to run next.
    pub next: String,
}

/// An input.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct File {
    /// The path.
    pub path: String,
    /// Size as stored.
    pub bytes: u64,
    /// Format and compression.
    pub format: String,
    /// Records found.
    pub records: u64,
    /// Records refused.
    pub rejected: u64,
}

/// A column that fills a field.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Mapped {
    /// The field.
    pub field: &'static str,
    /// The column.
    pub column: String,
    /// Records that have it from there.
    pub records: u64,
    /// The same as a share of all records.
    pub share: f64,
}

/// How complete a field is.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Coverage {
    /// The field.
    pub field: &'static str,
    /// Articles that have it.
    pub articles: u64,
    /// The same as a share of all articles.
    pub share: f64,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Column {
    /// Its name.
    pub column: String,
    /// Records with something in it.
    pub records: u64,
    /// The same as a share of all records.
    pub share: f64,
    /// Whether a field is taken from it.
    pub is_used: bool,
}

/// When articles are from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Dates {
    /// The earliest time.
    pub first: Option<String>,
    /// The latest time.
    pub last: Option<String>,
    /// Articles without one.
    pub undated: u64,
    /// How exact they are: articles by precision.
    pub precisions: BTreeMap<String, u64>,
    /// What they say: articles by kind of date.
    pub sources: BTreeMap<String, u64>,
    /// The zone that times without one are taken to be in.
    pub assumed_zone: &'static str,
}

/// What texts are like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Texts {
    /// Articles with one.
    pub articles: u64,
    /// Of them, those that are summaries or cut.
    pub snippets: u64,
    /// Words of the middle one; `null` without texts.
    pub median_words: Option<u64>,
}

/// A name and how many articles have it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// The name; `null` for those that have none.
    pub name: Option<String>,
    /// Articles.
    pub articles: u64,
}

/// Why records were refused.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Reason {
    /// The reason of the example.
    pub reason: String,
    /// Records refused for it, other numbers and names aside.
    pub records: u64,
    /// The file of the first of them.
    pub file: String,
    /// Its row.
    pub row: u64,
}

/// Describes what was read. `next` is the command to run.
#[must_use]
pub fn inspect(corpus: &Corpus, next: String) -> Inspection {
    let records: u64 = corpus.files.iter().map(|file| file.records).sum();
    let rejected = corpus.rejects.len() as u64;
    let columns = columns(&corpus.files, records);
    let profile = sources::recognise(columns.iter().map(|column| column.column.as_str()));
    let duplicates = corpus.rejects.iter().filter(|reject| reject.reason.starts_with("duplicate of "));
    Inspection {
        schema_version: SCHEMA_VERSION,
        files: corpus.files.iter().map(file).collect(),
        records,
        articles: corpus.len() as u64,
        rejected,
        profile: profile.map(|source| source.name),
        mapping: mapping(&corpus.files, records),
        coverage: coverage(corpus),
        columns,
        dates: dates(corpus),
        texts: texts(corpus),
        outlet_count: corpus.outlets.len() as u64,
        outlets: most(
            corpus
                .articles
                .iter()
                .map(|article| article.outlet.map(|outlet| corpus.outlets[outlet.index()].to_string())),
        ),
        languages: most(corpus.articles.iter().map(|article| article.lang.as_deref().map(str::to_owned))),
        duplicates: duplicates.count() as u64,
        reasons: reasons(corpus),
        warnings: corpus.warnings.clone(),
        next,
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { round4(part as f64 / whole as f64) }
}

fn file(file: &InputFile) -> File {
    File {
        path: file.path.clone(),
        bytes: file.bytes,
        format: file.format.clone(),
        records: file.records,
        rejected: file.rejected,
    }
}

fn mapping(files: &[InputFile], records: u64) -> Vec<Mapped> {
    let mut counts: BTreeMap<(Field, &str), u64> = BTreeMap::new();
    for (field, column, count) in files.iter().flat_map(|file| &file.mapping) {
        if let Some(field) = Field::from_name(field) {
            *counts.entry((field, column)).or_default() += count;
        }
    }
    let mut mapping: Vec<((Field, &str), u64)> = counts.into_iter().collect();
    mapping.sort_by_key(|((field, column), count)| (*field, Reverse(*count), *column));
    let mapped = mapping.into_iter().map(|((field, column), count)| Mapped {
        field: field.name(),
        column: column.to_owned(),
        records: count,
        share: share(count, records),
    });
    mapped.collect()
}

fn columns(files: &[InputFile], records: u64) -> Vec<Column> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (column, count) in files.iter().flat_map(|file| &file.columns) {
        *counts.entry(column).or_default() += count;
    }
    let is_used =
        |column: &str| files.iter().flat_map(|file| &file.mapping).any(|(_, used, _)| used == column);
    let mut columns: Vec<Column> = counts
        .into_iter()
        .map(|(column, count)| Column {
            column: column.to_owned(),
            records: count,
            share: share(count, records),
            is_used: is_used(column),
        })
        .collect();
    // Stable: of equals by name.
    columns.sort_by_key(|column| Reverse(column.records));
    columns
}

fn coverage(corpus: &Corpus) -> Vec<Coverage> {
    let of = |field: Field, has: fn(&Article) -> bool| {
        let articles = corpus.articles.iter().filter(|article| has(article)).count() as u64;
        Coverage { field: field.name(), articles, share: share(articles, corpus.len() as u64) }
    };
    vec![
        of(Field::Title, |article| article.title.is_some()),
        of(Field::Text, |article| !article.text.is_empty()),
        of(Field::Date, |article| article.published.is_some()),
        of(Field::Outlet, |article| article.outlet.is_some()),
        of(Field::Url, |article| article.url.is_some()),
        of(Field::Lang, |article| article.lang.is_some()),
        of(Field::Byline, |article| article.byline.is_some()),
    ]
}

fn dates(corpus: &Corpus) -> Dates {
    let mut dates = Dates { assumed_zone: "UTC", ..Dates::default() };
    // Articles are in the order of time, undated ones last.
    let dated = corpus.articles.iter().filter_map(|article| article.published);
    dates.first = times::published(dated.clone().next());
    dates.last = times::published(dated.clone().next_back());
    for published in dated {
        *dates.precisions.entry(published.precision.to_string()).or_default() += 1;
        *dates.sources.entry(published.source.to_string()).or_default() += 1;
    }
    dates.undated = corpus.articles.iter().filter(|article| article.published.is_none()).count() as u64;
    dates
}

fn texts(corpus: &Corpus) -> Texts {
    let with_text = corpus.articles.par_iter().filter(|article| !article.text.is_empty());
    let mut words: Vec<u64> =
        with_text.map(|article| article.text.read().split_whitespace().count() as u64).collect();
    words.par_sort_unstable();
    Texts {
        articles: words.len() as u64,
        snippets: corpus.articles.iter().filter(|article| article.text_is_snippet).count() as u64,
        median_words: words.get(words.len() / 2).copied(),
    }
}

fn most(names: impl Iterator<Item = Option<String>>) -> Vec<Share> {
    let mut counts: BTreeMap<Option<String>, u64> = BTreeMap::new();
    names.for_each(|name| *counts.entry(name).or_default() += 1);
    let mut shares: Vec<Share> =
        counts.into_iter().map(|(name, articles)| Share { name, articles }).collect();
    shares.sort_by_key(|share| Reverse(share.articles));
    shares.truncate(LISTED);
    shares
}

fn reasons(corpus: &Corpus) -> Vec<Reason> {
    let mut found: Vec<(String, Reason)> = Vec::new();
    for reject in &corpus.rejects {
        let kind = kind(&reject.reason);
        match found.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, reason)) => reason.records += 1,
            None => found.push((
                kind,
                Reason {
                    reason: reject.reason.clone(),
                    records: 1,
                    file: reject.file.clone(),
                    row: reject.row,
                },
            )),
        }
    }
    let mut reasons: Vec<Reason> = found.into_iter().map(|(_, reason)| reason).collect();
    reasons.sort_by_key(|reason| Reverse(reason.records));
    reasons.truncate(REASONS);
    reasons
}

/// A reason without the numbers and names that differ from record to record.
fn kind(reason: &str) -> String {
    let reason = if reason.starts_with("duplicate of ") { "duplicate" } else { reason };
    reason.chars().filter(|c| !c.is_ascii_digit()).take(60).collect()
}
