//! Occurrences of passages as passim writes them: one JSON object a line, a cluster's lines one after another.
//!
//! Notebooks written for passim's `out.json` read it as it is: `cluster` is the passage, `series` the outlet, `begin` and
//! `end` count code points of the article's text, and `pboiler` is the share of the cluster's pairs inside one series.
//! `uid` and `gid` are strings here: passim's 64-bit numbers lose digits in every program that reads numbers as doubles.
//! A run keeps no texts, so the words come from the run's inputs, which must still be what they were.

use std::io::{self, Write};

use hashbrown::HashMap;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::articles::Articles;
use crate::run::records::{Article, Passage};
use crate::{
    article::Corpus, error::Error, progress::Progress, report::TextMode, report::lines::write_line,
    run::Recorded, units::round4,
};

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    series: Option<&'a str>,
    cluster: &'a str,
    size: u64,
    begin: u64,
    end: u64,
    text: Option<String>,
    date: Option<&'a str>,
    title: Option<&'a str>,
    url: Option<&'a str>,
    pboiler: f64,
    uid: String,
    gid: Option<String>,
}

pub(super) fn write(
    out: &mut dyn Write,
    recorded: &Recorded,
    mode: TextMode,
    progress: &dyn Progress,
) -> io::Result<Vec<String>> {
    let texts = Texts::read(recorded, mode, progress).map_err(io::Error::other)?;
    let articles = Articles::read(recorded)?;
    recorded.each("passages.jsonl", &mut |passage: Passage| {
        let pboiler = boilerplate(&passage);
        for member in &passage.members {
            let article = articles.get(&member.article_id);
            let series = member.outlet.as_deref();
            let line = Line {
                id: &member.article_id,
                series,
                cluster: &passage.id,
                size: passage.size,
                begin: member.start,
                end: member.end,
                text: texts.of(&member.article_id, member.start_byte, member.end_byte, mode)?,
                date: article.and_then(day),
                title: article.and_then(|article| article.title.as_deref()),
                url: article.and_then(|article| article.url.as_deref()),
                pboiler,
                uid: format!("{:016x}", xxh3_64(member.article_id.as_bytes())),
                gid: series.map(|series| format!("{:016x}", xxh3_64(series.as_bytes()))),
            };
            write_line(out, &line)?;
        }
        Ok(())
    })?;
    Ok(Vec::new())
}

/// The texts of a run's articles.
struct Texts<'a> {
    recorded: &'a Recorded,
    corpus: Corpus,
    by_id: HashMap<String, usize>,
}

impl<'a> Texts<'a> {
    /// Reads the inputs again, unless no text is asked for.
    fn read(recorded: &'a Recorded, mode: TextMode, progress: &dyn Progress) -> Result<Self, Error> {
        let corpus = match mode {
            TextMode::None => Corpus::default(),
            _ => recorded.read_corpus(progress).map_err(|error| match error {
                Error::Input { path, run, detail } => {
                    let detail = format!("{detail}; `--text none` writes positions without the words");
                    Error::Input { path, run, detail }
                }
                other => other,
            })?,
        };
        let by_id = corpus.articles.iter().enumerate().map(|(number, article)| (article.id.clone(), number));
        Ok(Self { recorded, by_id: by_id.collect(), corpus })
    }

    /// A stretch of an article's text; `None` when no text is asked for.
    fn of(&self, id: &str, start: u64, end: u64, mode: TextMode) -> io::Result<Option<String>> {
        if mode == TextMode::None {
            return Ok(None);
        }
        let text = self.by_id.get(id).map(|&number| self.corpus.articles[number].text.read());
        let slice = text.as_deref().and_then(|text| text.get(start as usize..end as usize));
        let slice = slice.ok_or_else(|| {
            io::Error::other(Error::Malformed {
                path: self.recorded.path().join("passages.jsonl"),
                expected: "a file of this run",
                detail: format!("`{id}` has no text from byte {start} to {end}"),
            })
        })?;
        Ok(mode.apply(slice))
    }
}

/// The date as far as it is known: a day, or a month.
fn day(article: &Article) -> Option<&str> {
    let time = article.published.as_deref()?;
    time.get(..if article.date_precision == "month" { 7 } else { 10 })
}

/// Share of the pairs of members that stand in one series.
fn boilerplate(passage: &Passage) -> f64 {
    let mut series: Vec<&str> =
        passage.members.iter().filter_map(|member| member.outlet.as_deref()).collect();
    series.sort_unstable();
    let pairs = |n: usize| n as f64 * (n as f64 - 1.0) / 2.0;
    let inside: f64 = series.chunk_by(|a, b| a == b).map(|same| pairs(same.len())).sum();
    let all = pairs(passage.members.len());
    if all > 0.0 { round4(inside / all) } else { 0.0 }
}
