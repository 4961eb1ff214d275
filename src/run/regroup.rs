//! The articles and relations of a run, read again without its inputs: what another cut is made from.
//!
//! `articles.jsonl` gives the corpus without its texts, in the order of its articles; `scores.bin` gives what they have to
//! do with each other, and fits no other run. Cost: the two files once.

use std::{collections::BTreeMap, fs, io};

use hashbrown::HashMap;
use rayon::prelude::*;
use serde::Deserialize;

use super::{
    SCORES_FILE,
    lines::ArticleLine,
    reader::{Recorded, malformed, read_text},
    scores::{self, Stamp},
};
use crate::{
    article::{Article, Corpus, InputFile, Published},
    error::{Error, Result},
    events::Relations,
    settings,
    units::OutletId,
};

/// The file with the lines of articles.
pub(super) const ARTICLES_FILE: &str = "articles.jsonl";

/// A `summary.json`, as far as it is read again.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SummaryLine {
    /// Events, those of one article included.
    pub events: u64,
    /// Events of two articles or more.
    pub multi_article_events: u64,
}

impl Recorded {
    /// All articles without their texts, in the order that they had; outlets and inputs are there, rejects are not.
    ///
    /// # Errors
    /// When `articles.jsonl` cannot be read or is not of our making.
    pub fn corpus_without_texts(&self) -> Result<Corpus> {
        let file = self.path.join(ARTICLES_FILE);
        let text = read_text(&file)?;
        let lines: Vec<&str> = text.lines().collect();
        let lines: Vec<ArticleLine> = lines
            .into_par_iter()
            .map(|line| serde_json::from_str(line).map_err(|error| malformed(&file, &error)))
            .collect::<Result<_>>()?;
        let mut outlets: Vec<&str> = lines.iter().filter_map(|line| line.outlet.as_deref()).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let outlets: Vec<Box<str>> = outlets.into_iter().map(Box::from).collect();
        let inputs =
            self.inputs.iter().map(|input| InputFile { path: input.path.clone(), ..InputFile::default() });
        let files: Vec<InputFile> = inputs.collect();
        let numbers: BTreeMap<&str, u32> = files.iter().map(|file| file.path.as_str()).zip(0..).collect();
        let articles = lines.into_par_iter().map(|line| {
            let source_file = numbers.get(line.source_file.as_str()).copied();
            let outlet =
                line.outlet.as_deref().map(|name| outlets.binary_search_by(|other| (**other).cmp(name)));
            let outlet = outlet.map(|place| OutletId(place.unwrap_or_else(|place| place) as u32));
            Ok(Article {
                outlet,
                published: Published::from_line(
                    line.published.as_deref(),
                    &line.date_precision,
                    &line.date_source,
                ),
                title: line.title.map(Box::from),
                lang: line.lang.map(Box::from),
                url: line.url.map(Box::from),
                source_file: source_file.ok_or_else(|| Error::Malformed {
                    path: file.clone(),
                    expected: "a file of this run",
                    detail: format!("`{}` is none of the inputs in `run.json`", line.source_file),
                })?,
                source_row: line.source_row,
                id: line.id,
                ..Article::default()
            })
        });
        let articles = articles.collect::<Result<_>>()?;
        Ok(Corpus { articles, outlets, files, ..Corpus::default() })
    }

    /// The events as the run has them: per article the number of its event, numbered by first articles, and the ids.
    ///
    /// # Errors
    /// When `articles.jsonl` cannot be read or is not of our making, and when events were not looked for.
    pub fn events(&self) -> Result<(Vec<usize>, Vec<String>)> {
        #[derive(Deserialize)]
        struct Line {
            event_id: Option<String>,
        }
        let file = self.path.join(ARTICLES_FILE);
        let text = read_text(&file)?;
        let lines: Vec<&str> = text.lines().collect();
        let ids = lines.into_par_iter().map(|line| {
            let line: Line = serde_json::from_str(line).map_err(|error| malformed(&file, &error))?;
            line.event_id.ok_or_else(|| Error::Malformed {
                path: file.clone(),
                expected: "a run with events",
                detail: "an article is in none".to_owned(),
            })
        });
        let ids: Vec<String> = ids.collect::<Result<_>>()?;
        let (mut numbers, mut events) = (HashMap::new(), Vec::new());
        let of = ids.into_iter().map(|id| {
            *numbers.entry(id).or_insert_with_key(|id: &String| {
                events.push(id.clone());
                events.len() - 1
            })
        });
        Ok((of.collect(), events))
    }

    /// How many events the run has.
    ///
    /// # Errors
    /// When `summary.json` cannot be read or is not of our making.
    pub fn summary(&self) -> Result<SummaryLine> {
        let file = self.path.join("summary.json");
        serde_json::from_str(&read_text(&file)?).map_err(|error| malformed(&file, &error))
    }

    /// What the articles have to do with each other; `corpus` holds them, with or without texts.
    ///
    /// # Errors
    /// [`Error::Malformed`] when `scores.bin` is missing, broken, of another version or of another run, with what to do.
    pub fn relations(&self, corpus: &Corpus) -> Result<Relations> {
        self.relations_of(corpus.articles.iter().map(|article| article.id.as_str()))
    }

    /// The relations of the run's articles, of which these are the ids in order.
    ///
    /// # Errors
    /// As [`Recorded::relations`].
    pub(crate) fn relations_of<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<Relations> {
        let path = self.path.join(SCORES_FILE);
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => Error::Malformed {
                path: self.path.clone(),
                expected: "a run whose events can be cut anew",
                detail: format!(
                    "there is no `{SCORES_FILE}` in it, as in runs of earlier versions; run `retold cluster` again"
                ),
            },
            _ => Error::Read { path: path.clone(), source },
        })?;
        let stamp = Stamp::new(settings::relations_fingerprint(&self.resolved()), ids);
        scores::read(&bytes, stamp).map_err(|detail| Error::Malformed {
            path,
            expected: "the scores of this run",
            detail: format!("{detail}; run `retold cluster` again"),
        })
    }
}
