//! The object of `retold eval --json`: how well events agree with labels, and where they do not. Part of the output
//! contract.
//!
//! Order: of events those first that cost most; of pairs that gold keeps apart the highest score first, of those that it
//! holds together the lowest.

use schemars::JsonSchema;
use serde::Serialize;

use super::model::SCHEMA_VERSION;
use crate::{
    evaluate::{
        Agreement, Labelled, Scores, disagreements,
        gold::Line,
        sweep::{self, Point},
    },
    events::EventSettings,
    settings::decimal,
    units::{ArticleId, round4},
};

/// How well the events of a run agree with labels.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "evaluation")]
pub struct Evaluation<'a> {
    /// Version of the output contract.
    pub schema_version: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// All scores.
    #[serde(flatten)]
    pub agreement: Agreement,
    /// Articles of the run without a gold label; left out.
    pub only_in_run: u64,
    /// Gold labels of articles that are not in the run; left out.
    pub only_in_gold: u64,
    /// Gold events that lie in several events of the run.
    pub split: Vec<Torn<'a>>,
    /// Events of the run that hold several gold events.
    pub mixed: Vec<Torn<'a>>,
    /// Pairs with the highest score that gold keeps apart, one for two gold events; `null` without scores.
    pub apart: Option<Vec<Pair<'a>>>,
    /// Pairs with the lowest score that gold holds together, one for a gold event; `null` without scores.
    pub together: Option<Vec<Pair<'a>>>,
    /// Why there are no scores; `null` where there are, or where nobody asked for pairs.
    pub no_scores: Option<String>,
    /// The same at many cuts; `null` unless asked for.
    pub sweep: Option<Sweep>,
}

/// An event of one side that lies in several of the other.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Torn<'a> {
    /// The event.
    pub event_id: &'a str,
    /// Its labelled articles.
    pub size: u64,
    /// What it costs: a part of the BCubed recall where a gold event is split, of the precision where gold events mix.
    pub lost: f64,
    /// Pairs of its articles that are parted, or joined wrongly.
    pub pairs: u64,
    /// What the other side makes of it, largest first.
    pub parts: Vec<Part<'a>>,
}

/// The articles that two events have in common.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Part<'a> {
    /// The event of the other side.
    pub event_id: &'a str,
    /// Its articles, in order of time.
    pub articles: Vec<Named<'a>>,
}

/// An article, and what a person knows it by.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Named<'a> {
    /// The article.
    pub article_id: &'a str,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// The headline.
    pub title: Option<&'a str>,
    /// The publication time.
    pub published: Option<&'a str>,
}

/// Two articles on whom score and gold differ.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Pair<'a> {
    /// The earlier article.
    pub a: Named<'a>,
    /// The later article.
    pub b: Named<'a>,
    /// The gold event of `a`.
    pub gold_a: &'a str,
    /// The gold event of `b`.
    pub gold_b: &'a str,
    /// Whether the run has both in one event.
    pub joined: bool,
    /// Their score, in 0..=1; 0 also where too little is alike for a score, 1 also for copies of one text.
    pub score: f64,
}

/// Agreement at many cuts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Sweep {
    /// The cut of the run.
    pub run_cut: f64,
    /// The default cut.
    pub default_cut: f64,
    /// The cut with the best BCubed F1; of equal ones the middle one.
    pub best_bcubed: Option<f64>,
    /// The cut with the best pairwise F1.
    pub best_pairwise: Option<f64>,
    /// The cut with the best mean of both.
    pub best_mean: Option<f64>,
    /// All cuts, ascending.
    pub points: Vec<SweepPoint>,
}

/// Agreement at one cut.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SweepPoint {
    /// The cut.
    pub cut: f64,
    /// Events of the labelled articles.
    pub events: u64,
    /// Events of all articles of the run.
    pub all_events: u64,
    /// BCubed: the mean over articles.
    pub bcubed: Scores,
    /// Over pairs of articles.
    pub pairwise: Scores,
}

/// Who is compared: labels that stand in the run, and how many do not.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// All articles of the run.
    pub articles: &'a [Line],
    /// Those with an event on both sides.
    pub labelled: &'a [Labelled<'a>],
    /// Gold labels of articles that are not in the run.
    pub only_in_gold: u64,
}

/// Everything but pairs and sweep, which take scores. Of disagreements the `worst` first.
#[must_use]
pub fn build<'a>(compared: Compared<'a>, agreement: Agreement, worst: usize) -> Evaluation<'a> {
    let Compared { articles, labelled, only_in_gold } = compared;
    let torn = |events: Vec<disagreements::Torn<'a>>| -> Vec<Torn<'a>> {
        events.into_iter().take(worst).map(|event| torn(articles, event)).collect()
    };
    Evaluation {
        schema_version: SCHEMA_VERSION,
        version: env!("CARGO_PKG_VERSION"),
        agreement: rounded(agreement),
        only_in_run: (articles.len() - labelled.len()) as u64,
        only_in_gold,
        split: torn(disagreements::split(labelled)),
        mixed: torn(disagreements::mixed(labelled)),
        apart: None,
        together: None,
        no_scores: None,
        sweep: None,
    }
}

fn torn<'a>(articles: &'a [Line], event: disagreements::Torn<'a>) -> Torn<'a> {
    let part = |part: disagreements::Part<'a>| Part {
        event_id: part.event,
        articles: part.articles.iter().map(|&id| named(articles, id)).collect(),
    };
    Torn {
        event_id: event.event,
        size: event.size,
        lost: round4(event.lost),
        pairs: event.pairs,
        parts: event.parts.into_iter().map(part).collect(),
    }
}

fn named(articles: &[Line], id: ArticleId) -> Named<'_> {
    let line = &articles[id.index()];
    Named {
        article_id: &line.id,
        outlet: line.outlet.as_deref(),
        title: line.title.as_deref(),
        published: line.published.as_deref(),
    }
}

/// The first pairs.
#[must_use]
pub fn pairs<'a>(articles: &'a [Line], pairs: &[disagreements::Pair<'a>], worst: usize) -> Vec<Pair<'a>> {
    let pair = |pair: &disagreements::Pair<'a>| Pair {
        a: named(articles, pair.a.article),
        b: named(articles, pair.b.article),
        gold_a: pair.a.gold,
        gold_b: pair.b.gold,
        joined: pair.a.found == pair.b.found,
        score: round4(f64::from(pair.score)),
    };
    pairs.iter().take(worst).map(pair).collect()
}

/// A sweep of a run with that cut.
#[must_use]
pub fn sweep(points: &[Point], run_cut: f64) -> Sweep {
    let best = |value: fn(&Point) -> f64| sweep::best(points, value).map(|at| decimal(points[at].cut));
    let point = |point: &Point| {
        let agreement = rounded(point.agreement);
        SweepPoint {
            cut: decimal(point.cut),
            events: agreement.found_events,
            all_events: point.all_events,
            bcubed: agreement.bcubed,
            pairwise: agreement.pairwise,
        }
    };
    Sweep {
        run_cut,
        default_cut: decimal(EventSettings::CUT),
        best_bcubed: best(|point| point.agreement.bcubed.f1),
        best_pairwise: best(|point| point.agreement.pairwise.f1),
        best_mean: best(Point::mean),
        points: points.iter().map(point).collect(),
    }
}

/// Scores as they are written.
pub(super) fn rounded(mut agreement: Agreement) -> Agreement {
    for scores in [&mut agreement.bcubed, &mut agreement.pairwise] {
        for score in [&mut scores.precision, &mut scores.recall, &mut scores.f1] {
            *score = round4(*score);
        }
    }
    agreement.adjusted_rand_index = round4(agreement.adjusted_rand_index);
    agreement.homogeneity = round4(agreement.homogeneity);
    agreement.completeness = round4(agreement.completeness);
    agreement.v_measure = round4(agreement.v_measure);
    agreement
}
