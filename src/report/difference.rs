//! How two runs differ: the `difference` line of `retold diff`.
//!
//! Articles are the same when their ids are, passages when their ids are, which follow from their words. Events have no
//! names of their own to go by: two belong together when they share an article, and all that hang together so make one
//! change. Cost: look-ups in ordered maps, a few for each article and passage.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{evaluation::rounded, event_changes, model::SCHEMA_VERSION};
use crate::{
    evaluate::{self, Agreement, gold::Line},
    run::{Contents, PassageHead},
};

pub use event_changes::{Change, EventChange, EventCounts, EventHead};

/// Numbers of the summary that are compared, in the order they are shown.
const METRICS: [&str; 20] = [
    "articles",
    "undated_articles",
    "duplicate_articles",
    "wire_articles",
    "outlets",
    "rejects",
    "events",
    "multi_article_events",
    "largest_event",
    "stories",
    "passages",
    "passages_narration",
    "passages_quotation",
    "passages_mixed",
    "passages_template",
    "passages_furniture",
    "passages_stock",
    "passages_caption",
    "reused_share",
    "quoted_share",
];

/// How two runs differ.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "difference")]
pub struct Difference {
    /// Version of the output contract.
    pub schema_version: &'static str,
    /// The folder of the first run, as typed.
    pub a: String,
    /// The folder of the second run, as typed.
    pub b: String,
    /// Whether there is no difference at all, what was measured and how the runs were called aside.
    pub identical: bool,
    /// Settings, and versions of the program, that differ.
    pub settings: Vec<Pair>,
    /// Numbers of both runs, equal ones, too.
    pub metrics: Vec<Metric>,
    /// Which articles there are.
    pub articles: Articles,
    /// How far both group the articles alike that they have in common; the first run stands for gold. `null` when there are none.
    pub agreement: Option<Agreement>,
    /// How many changes of events there are of each sort; events of one article count only with those of more.
    pub events: EventCounts,
    /// The changes that matter most, by sort and then by number of articles.
    pub event_changes: Vec<EventChange>,
    /// Which passages there are.
    pub passages: Passages,
}

/// A value of both runs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Pair {
    /// What it is the value of.
    pub name: String,
    /// The first run's; `null` when it has none.
    pub a: Value,
    /// The second run's.
    pub b: Value,
}

/// A number of both runs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Metric {
    /// Its name in `summary.json`, or `singletons`.
    pub name: String,
    /// The first run's; `null` when it has none.
    pub a: Option<f64>,
    /// The second run's.
    pub b: Option<f64>,
}

/// Which articles both runs have.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Articles {
    /// In both.
    pub common: u64,
    /// In the first run only.
    pub only_a: u64,
    /// In the second run only.
    pub only_b: u64,
    /// Some of those in the first run only.
    pub examples_a: Vec<ArticleHead>,
    /// Some of those in the second run only.
    pub examples_b: Vec<ArticleHead>,
}

/// An article in brief.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ArticleHead {
    /// Its id.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
}

/// Which passages both runs have.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Passages {
    /// In both.
    pub common: u64,
    /// Of these, those with another number of members.
    pub resized: u64,
    /// Of these, those of another kind.
    pub other_kind: u64,
    /// In the second run only.
    pub new: u64,
    /// In the first run only.
    pub gone: u64,
    /// Some of those in the second run only, those with most members first.
    pub examples_new: Vec<Passage>,
    /// Some of those in the first run only.
    pub examples_gone: Vec<Passage>,
}

/// A passage in brief.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Passage {
    /// Its id.
    pub id: String,
    /// What kind of reuse it is.
    pub kind: String,
    /// Number of members.
    pub size: u64,
    /// Its words, as far as the run has them.
    pub text: Option<String>,
}

/// Compares two runs; lists hold no more than `shown` entries of each sort.
#[must_use]
pub fn build(a: &Contents, b: &Contents, shown: usize) -> Difference {
    let settings = settings(a, b);
    let metrics = metrics(a, b);
    let articles = articles(&a.articles, &b.articles, shown);
    let events_of = |lines: &[Line]| -> BTreeMap<String, String> {
        lines.iter().filter_map(|line| Some((line.id.clone(), line.event_id.clone()?))).collect()
    };
    let (of_a, of_b) = (events_of(&a.articles), events_of(&b.articles));
    let both = of_a.iter().filter_map(|(id, event)| Some((event.as_str(), of_b.get(id)?.as_str())));
    let agreement = evaluate::compare(both).map(rounded);
    let (events, event_changes) = event_changes::find((&of_a, &a.labels), (&of_b, &b.labels), shown);
    let passages = passages(&a.passages, &b.passages, shown);
    let identical = settings.is_empty()
        && metrics.iter().all(|metric| metric.a == metric.b)
        && (articles.only_a, articles.only_b) == (0, 0)
        && events.is_unchanged()
        && [passages.resized, passages.other_kind, passages.new, passages.gone] == [0; 4];
    Difference {
        schema_version: SCHEMA_VERSION,
        a: a.path.clone(),
        b: b.path.clone(),
        identical,
        settings,
        metrics,
        articles,
        agreement,
        events,
        event_changes,
        passages,
    }
}

fn settings(a: &Contents, b: &Contents) -> Vec<Pair> {
    let empty = Map::new();
    let of = |run: &Contents| run.run.get("settings").and_then(Value::as_object).unwrap_or(&empty).clone();
    let (mut a_has, mut b_has) = (of(a), of(b));
    a_has.insert("version".to_owned(), a.run.get("version").cloned().unwrap_or_default());
    b_has.insert("version".to_owned(), b.run.get("version").cloned().unwrap_or_default());
    let names: BTreeSet<&String> = a_has.keys().chain(b_has.keys()).collect();
    let value = |settings: &Map<String, Value>, name: &str| settings.get(name).cloned().unwrap_or_default();
    let pairs = names.into_iter().map(|name| Pair {
        name: name.clone(),
        a: value(&a_has, name),
        b: value(&b_has, name),
    });
    pairs.filter(|pair| pair.a != pair.b).collect()
}

fn metrics(a: &Contents, b: &Contents) -> Vec<Metric> {
    let number = |run: &Contents, name: &str| run.summary.get(name).and_then(Value::as_f64);
    let mut metrics: Vec<Metric> = METRICS
        .into_iter()
        .map(|name| Metric { name: name.to_owned(), a: number(a, name), b: number(b, name) })
        .collect();
    let alone = |run| Some(number(run, "events")? - number(run, "multi_article_events")?);
    let singletons = Metric { name: "singletons".to_owned(), a: alone(a), b: alone(b) };
    let at = metrics.iter().position(|metric| metric.name == "largest_event").unwrap_or(metrics.len());
    metrics.insert(at, singletons);
    metrics
}

fn articles(a: &[Line], b: &[Line], shown: usize) -> Articles {
    let ids = |lines: &[Line]| lines.iter().map(|line| line.id.clone()).collect::<BTreeSet<String>>();
    let (in_a, in_b) = (ids(a), ids(b));
    let only = |lines: &[Line], other: &BTreeSet<String>| -> Vec<ArticleHead> {
        let heads = lines.iter().filter(|line| !other.contains(&line.id)).map(|line| ArticleHead {
            id: line.id.clone(),
            outlet: line.outlet.clone(),
            title: line.title.clone(),
        });
        heads.collect()
    };
    let (mut examples_a, mut examples_b) = (only(a, &in_b), only(b, &in_a));
    let counts = (examples_a.len() as u64, examples_b.len() as u64);
    examples_a.truncate(shown);
    examples_b.truncate(shown);
    Articles { common: a.len() as u64 - counts.0, only_a: counts.0, only_b: counts.1, examples_a, examples_b }
}

fn passages(a: &BTreeMap<String, PassageHead>, b: &BTreeMap<String, PassageHead>, shown: usize) -> Passages {
    let only = |of: &BTreeMap<String, PassageHead>, other: &BTreeMap<String, PassageHead>| {
        let mut heads: Vec<PassageHead> =
            of.values().filter(|passage| !other.contains_key(&passage.id)).cloned().collect();
        heads.sort_by(|p, q| q.size.cmp(&p.size).then_with(|| p.id.cmp(&q.id)));
        let number = heads.len() as u64;
        heads.truncate(shown);
        let brief =
            heads.into_iter().map(|PassageHead { id, kind, text, size }| Passage { id, kind, size, text });
        (number, brief.collect::<Vec<Passage>>())
    };
    let (gone, examples_gone) = only(a, b);
    let (new, examples_new) = only(b, a);
    let both = || a.values().filter_map(|passage| Some((passage, b.get(&passage.id)?)));
    Passages {
        common: both().count() as u64,
        resized: both().filter(|(p, q)| p.size != q.size).count() as u64,
        other_kind: both().filter(|(p, q)| p.kind != q.kind).count() as u64,
        new,
        gone,
        examples_new,
        examples_gone,
    }
}
