//! The lines of `retold query --json`: first what was asked and what came of it, then the articles that carry it.
//!
//! Part of the output contract, like `model`. Order of matches: largest share of the query first, then the earlier, then
//! by id.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    differences::{self, Op, Side},
    model::SCHEMA_VERSION,
    names::{DatePrecision, DateSource, Edit, Kind},
    places::{Place, Places},
    text::TextMode,
    times,
};
use crate::{
    article::Corpus,
    query::{self, Answer, QUERY, QuerySettings},
    units::{ArticleId, round4},
};

/// What was looked for and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "query")]
pub struct Query<'a> {
    /// Version of the output contract.
    pub schema_version: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Words of the query.
    pub tokens: u64,
    /// Words of a verbatim run from which an article matches.
    pub min_words: u64,
    /// Jaccard similarity of word 3-grams from which paragraphs are near-duplicates.
    pub reuse_threshold: f64,
    /// Articles that were looked at.
    pub articles_read: u64,
    /// Articles that carry something of the query; one `match` line each.
    pub articles_matched: u64,
    /// Their outlets, sorted by name.
    pub outlets: Vec<&'a str>,
    /// The earliest article that matches, `null` when none has a date.
    pub earliest: Option<Earliest<'a>>,
    /// The query's sentences, in order.
    pub sentences: Vec<Sentence<'a>>,
}

/// The first occurrence in this dump, as far as dates tell.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Earliest<'a> {
    /// The article.
    pub article_id: &'a str,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// Its publication time.
    pub published: Option<String>,
    /// How exact `published` is.
    pub date_precision: DatePrecision,
    /// Whether another article may be as early, given the precision of the dates or missing ones.
    pub tie: bool,
}

/// A sentence of the query.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Sentence<'a> {
    /// The paragraph it stands in: its first non-empty line among the non-empty lines of the query, from 0.
    pub paragraph: u64,
    /// Where it stands in the query.
    #[serde(flatten)]
    pub place: Place,
    /// The sentence.
    pub text: Cow<'a, str>,
    /// Its words.
    pub tokens: u64,
    /// Number of articles that carry at least half of its words.
    pub articles: u64,
    /// The earliest of them, `null` when none has a date.
    pub earliest: Option<Earliest<'a>>,
}

/// An article that carries something of the query.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "match")]
pub struct Match<'a> {
    /// The article.
    pub article_id: &'a str,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// The headline.
    pub title: Option<&'a str>,
    /// The publication time, RFC 3339 in UTC.
    pub published: Option<String>,
    /// How exact `published` is.
    pub date_precision: DatePrecision,
    /// Which kind of field `published` came from.
    pub date_source: DateSource,
    /// The address, as given.
    pub url: Option<&'a str>,
    /// The file it was read from.
    pub source_file: &'a str,
    /// The line in that file, or the position in a JSON array; from 1.
    pub source_row: u64,
    /// Share of the query's words that the article carries.
    pub query_share: f64,
    /// Share of the article's words, furniture aside, that come from the query.
    pub article_share: f64,
    /// Words of the query that the article carries.
    pub tokens: u64,
    /// What it carries, in the order of the article.
    pub passages: Vec<Passage<'a>>,
}

/// A stretch of an article and the stretch of the query that it equals or nearly equals.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Passage<'a> {
    /// What kind of reuse it is.
    pub kind: Kind,
    /// How far apart the two are.
    pub edit: Edit,
    /// Words that both have.
    pub tokens: u64,
    /// Where it stands in the query.
    pub query: Part,
    /// Where it stands in the article.
    pub article: Part,
    /// The query's words.
    pub query_text: Cow<'a, str>,
    /// The article's words: whole, cut to a snippet, or `null`, as asked for with `--text`.
    pub text: Option<String>,
    /// What the article has instead of what the query has, in order; `null` with `--text none`.
    pub changes: Option<Vec<Change>>,
}

/// A stretch of one paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Part {
    /// The paragraph: its first non-empty line among the non-empty lines of the text, from 0.
    pub paragraph: u64,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
}

/// Words that differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What the first text has; empty where words were added.
    pub deleted: String,
    /// What the second text has; empty where words were left out.
    pub inserted: String,
}

/// The lines about an answer.
#[must_use]
pub fn build(answer: &Answer, settings: QuerySettings, text: TextMode) -> (Query<'_>, Vec<Match<'_>>) {
    let Answer { corpus, texts, matches, sentences, .. } = answer;
    let passages = matches.iter().flat_map(|found| {
        let spans = found.passages.iter();
        spans.flat_map(|passage| [(QUERY, passage.query_span), (found.article, passage.span)])
    });
    let spans = sentences.iter().map(|(sentence, _)| (QUERY, sentence.span)).chain(passages);
    let places = Places::find(corpus, spans);
    let mut articles: Vec<ArticleId> = matches.iter().map(|found| found.article).collect();
    articles.sort_unstable();
    let mut outlets: Vec<&str> = articles.iter().filter_map(|&id| corpus.outlet_name(id)).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let line = |paragraph: crate::units::ParagraphId| u64::from(texts.paragraphs[paragraph.index()].line);
    let head = Query {
        schema_version: SCHEMA_VERSION,
        version: env!("CARGO_PKG_VERSION"),
        tokens: answer.n_words as u64,
        min_words: settings.min_words() as u64,
        reuse_threshold: settings.threshold(),
        articles_read: answer.n_articles as u64,
        articles_matched: matches.len() as u64,
        outlets,
        earliest: earliest(corpus, &articles),
        sentences: sentences
            .iter()
            .map(|(sentence, carriers)| Sentence {
                paragraph: line(sentence.paragraph),
                place: places.of(QUERY, sentence.span),
                text: corpus.article(QUERY).text.part(sentence.span),
                tokens: u64::from(sentence.words.end - sentence.words.start),
                articles: carriers.len() as u64,
                earliest: earliest(corpus, carriers),
            })
            .collect(),
    };
    let passage = |article: ArticleId, passage: &query::passages::Passage| {
        let old = Side::new(corpus, texts, passage.query_paragraph, passage.query_span);
        let new = Side::new(corpus, texts, passage.paragraph, passage.span);
        Passage {
            kind: passage.kind.into(),
            edit: passage.edit.into(),
            tokens: passage.matched as u64,
            query: Part {
                paragraph: line(passage.query_paragraph),
                place: places.of(QUERY, passage.query_span),
            },
            article: Part { paragraph: line(passage.paragraph), place: places.of(article, passage.span) },
            query_text: corpus.article(QUERY).text.part(passage.query_span),
            text: text.apply(&corpus.article(article).text.part(passage.span)),
            changes: (text != TextMode::None)
                .then(|| changes(&differences::pieces(&old, &new, &passage.tiles))),
        }
    };
    let lines = matches.iter().map(|found| {
        let article = corpus.article(found.article);
        Match {
            article_id: &article.id,
            outlet: corpus.outlet_name(found.article),
            title: article.title.as_deref(),
            published: times::published(article.published),
            date_precision: article.published.map_or(DatePrecision::Unknown, |time| time.precision.into()),
            date_source: article.published.map_or(DateSource::None, |time| time.source.into()),
            url: article.url.as_deref(),
            source_file: corpus.files.get(article.source_file as usize).map_or("", |file| &file.path),
            source_row: article.source_row,
            query_share: round4(found.query_share),
            article_share: round4(found.article_share),
            tokens: found.words,
            passages: found.passages.iter().map(|of| passage(found.article, of)).collect(),
        }
    });
    (head, lines.collect())
}

/// The earliest of these articles.
fn earliest<'a>(corpus: &'a Corpus, articles: &[ArticleId]) -> Option<Earliest<'a>> {
    let (first, tie) = times::earliest(corpus, articles)?;
    let article = corpus.article(first);
    Some(Earliest {
        article_id: &article.id,
        outlet: corpus.outlet_name(first),
        published: times::published(article.published),
        date_precision: article.published.map_or(DatePrecision::Unknown, |time| time.precision.into()),
        tie,
    })
}

/// What differs, without what stays.
#[must_use]
pub fn changes(pieces: &[differences::Piece]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut open = false;
    for piece in pieces {
        if piece.op == Op::Same {
            open = false;
            continue;
        }
        if !open {
            changes.push(Change::default());
            open = true;
        }
        if let Some(change) = changes.last_mut() {
            change.deleted.push_str(piece.old.trim());
            change.inserted.push_str(piece.new.trim());
        }
    }
    changes
}
