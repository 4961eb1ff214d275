//! The summary: flat numbers and short lists, small enough for a dashboard.

use std::{cmp::Reverse, collections::BTreeMap};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Report, Source,
    articles::SharesOfMany,
    days::{DayCount, days},
    events::{GroupLines, Groups},
    model::{Event, OutletPair, SCHEMA_VERSION},
    names::{Kind, Scope},
    passages,
    times::Period,
};
use crate::units::{ArticleId, round4};

/// Entries of each list of the summary that people read.
const TOP: usize = 10;

/// Pairs of outlets, which are drawn, not read: all pairs of fifteen outlets.
const TOP_PAIRS: usize = 105;

/// All of a report in numbers; the last line of the stream, so that its absence shows a truncated one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "summary")]
pub struct Summary {
    /// Version of the output contract.
    pub schema_version: &'static str,
    /// Articles.
    pub articles: u64,
    /// Articles without a date.
    pub undated_articles: u64,
    /// Articles that repeat the prose of an earlier one whole.
    pub duplicate_articles: u64,
    /// Articles that are an agency's, by their credit or their text (tiers `strong` and `textual`).
    pub wire_articles: u64,
    /// Outlets.
    pub outlets: u64,
    /// Words of all articles, page furniture aside.
    pub words: u64,
    /// The earliest publication time.
    pub first_published: Option<String>,
    /// The latest publication time.
    pub last_published: Option<String>,
    /// Events, those of one article included.
    pub events: u64,
    /// Events of two articles or more.
    pub multi_article_events: u64,
    /// Articles of the largest event.
    pub largest_event: u64,
    /// The largest event's share of all articles; a large one is a sign of chaining.
    pub largest_event_share: f64,
    /// Stories, those of one event included.
    pub stories: u64,
    /// Stories of two events or more.
    pub multi_event_stories: u64,
    /// Close decisions on events.
    pub borderline: u64,
    /// Passages.
    pub passages: u64,
    /// Passages of narration, mixed or quotation that cross outlets: what a person is shown first.
    pub passages_between_outlets: u64,
    /// Passages that cross outlets.
    pub passages_cross_outlet: u64,
    /// Passages within one outlet.
    pub passages_same_outlet: u64,
    /// Passages of copied narration.
    pub passages_narration: u64,
    /// Passages of shared quotations.
    pub passages_quotation: u64,
    /// Passages of both.
    pub passages_mixed: u64,
    /// Passages of one outlet's recurring text.
    pub passages_template: u64,
    /// Passages of page text.
    pub passages_furniture: u64,
    /// Passages that are phrases of the trade.
    pub passages_stock: u64,
    /// Passages that are captions.
    pub passages_caption: u64,
    /// Share of all words in copied narration; `null` without words.
    pub reused_share: Option<f64>,
    /// Share of all words in shared quotations; `null` without words.
    pub quoted_share: Option<f64>,
    /// What remains; `null` without words.
    pub original_share: Option<f64>,
    /// Records that could not be used.
    pub rejects: u64,
    /// Languages by number of articles, most first; `null` for unknown.
    pub languages: Vec<LanguageCount>,
    /// Reasons of rejects by number of records, most first.
    pub rejects_by_reason: Vec<ReasonCount>,
    /// What a person should know about the input.
    pub warnings: Vec<String>,
    /// The largest events.
    pub top_events: Vec<TopEvent>,
    /// The passages between outlets that most articles carry.
    pub top_passages: Vec<TopPassage>,
    /// The outlets with most words in passages that others carry, by the share of their words.
    pub top_outlets: Vec<TopOutlet>,
    /// The pairs of outlets that share most passages, most first.
    pub top_outlet_pairs: Vec<TopOutletPair>,
    /// Days in UTC on which articles were published; more than `articles_per_day` lists when they are more than 3,660.
    pub days: u64,
    /// The latest of these days in order, those without articles left out. Articles dated to the month only are on none.
    pub articles_per_day: Vec<DayCount>,
}

/// A language and its articles.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LanguageCount {
    /// ISO 639 code.
    pub lang: Option<String>,
    /// Articles.
    pub articles: u64,
}

/// A reason and the records it was given for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReasonCount {
    /// Why they could not be used.
    pub reason: String,
    /// Records.
    pub records: u64,
}

/// An event in brief.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TopEvent {
    /// Its id.
    pub id: String,
    /// A headline that stands for it.
    pub label: String,
    /// Articles.
    pub size: u64,
    /// Outlets.
    pub outlets: u64,
    /// The earliest known publication time.
    pub first_seen: Option<String>,
}

/// A passage in brief.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TopPassage {
    /// Its id.
    pub id: String,
    /// What kind of reuse it is.
    pub kind: Kind,
    /// Members.
    pub size: u64,
    /// Outlets.
    pub outlets: u64,
    /// Its words, as far as `--text` allows.
    pub text: Option<String>,
}

/// An outlet in brief.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TopOutlet {
    /// Its name.
    pub outlet: String,
    /// Articles.
    pub articles: u64,
    /// Share of its words in copied narration.
    pub reused_share: Option<f64>,
    /// Share of its words in shared quotations.
    pub quoted_share: Option<f64>,
}

/// Two outlets in brief.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TopOutletPair {
    /// The outlet whose name sorts first.
    pub a: String,
    /// The other outlet.
    pub b: String,
    /// Number of passages that both carry.
    pub passages: u64,
    /// Words of these passages.
    pub words: u64,
    /// Passages that `a` carried before `b`.
    pub first_a: u64,
    /// Passages that `b` carried before `a`.
    pub first_b: u64,
    /// Passages where the dates do not tell.
    pub ties: u64,
}

/// Keys of what a summary says of events; all that another cut changes.
pub const OF_EVENTS: [&str; 9] = [
    "events",
    "multi_article_events",
    "largest_event",
    "largest_event_share",
    "stories",
    "multi_event_stories",
    "borderline",
    "top_events",
    "articles_per_day",
];

/// Those of them that summaries of earlier versions have not.
pub const OF_EVENTS_LATER: [&str; 1] = ["articles_per_day"];

/// What can be said of a corpus and its events without texts: how much was read, [`OF_EVENTS`]; all else is 0 and empty.
#[must_use]
pub fn of_events(groups: &Groups, lines: &GroupLines) -> Summary {
    let Groups { corpus, found, .. } = groups;
    let period = Period::of(corpus, (0..corpus.len() as u32).map(ArticleId));
    let largest = found.events.iter().map(|event| event.members.len()).max().unwrap_or(0);
    let days = days(groups);
    Summary {
        schema_version: SCHEMA_VERSION,
        articles: corpus.len() as u64,
        undated_articles: corpus.articles.iter().filter(|article| article.published.is_none()).count() as u64,
        outlets: corpus.outlets.len() as u64,
        first_published: period.first_seen(),
        last_published: period.last_seen(),
        events: found.events.len() as u64,
        multi_article_events: lines.events.len() as u64,
        largest_event: largest as u64,
        largest_event_share: round4(largest as f64 / corpus.len().max(1) as f64),
        stories: found.stories.len() as u64,
        multi_event_stories: lines.stories.len() as u64,
        borderline: lines.borderline.len() as u64,
        languages: languages(corpus.articles.iter().map(|article| article.lang.as_deref())),
        warnings: corpus.warnings.clone(),
        top_events: top_events(&lines.events),
        days: days.count,
        articles_per_day: days.listed,
        ..Summary::default()
    }
}

pub(super) fn build(source: &Source, report: &Report) -> Summary {
    let Source { corpus, analysis, .. } = *source;
    let mut shares = SharesOfMany::default();
    analysis.reuse.shares.iter().for_each(|&article| shares.add(article));
    let written = shares.written();
    let kind = |kind| report.passages.iter().filter(|passage| passage.kind == kind).count() as u64;
    let scope = |scope| report.passages.iter().filter(|passage| passage.scope == scope).count() as u64;
    Summary {
        duplicate_articles: analysis.reuse.duplicate_of.iter().flatten().count() as u64,
        wire_articles: (0..corpus.len() as u32).filter(|&id| analysis.origins.is_wire(ArticleId(id))).count()
            as u64,
        words: shares.words,
        passages: report.passages.len() as u64,
        passages_between_outlets: report.passages.iter().filter(|p| passages::is_between_outlets(p)).count()
            as u64,
        passages_cross_outlet: scope(Scope::CrossOutlet),
        passages_same_outlet: scope(Scope::SameOutlet),
        passages_narration: kind(Kind::Narration),
        passages_quotation: kind(Kind::Quotation),
        passages_mixed: kind(Kind::Mixed),
        passages_template: kind(Kind::Template),
        passages_furniture: kind(Kind::Furniture),
        passages_stock: kind(Kind::Stock),
        passages_caption: kind(Kind::Caption),
        reused_share: written.map(|shares| shares.reused),
        quoted_share: written.map(|shares| shares.quoted),
        original_share: written.map(|shares| shares.original),
        rejects: corpus.rejects.len() as u64,
        languages: languages(report.articles.iter().map(|article| article.lang)),
        rejects_by_reason: counted(report.rejects.iter().map(|reject| reject.reason))
            .map(|(reason, records)| ReasonCount { reason: reason.to_owned(), records })
            .collect(),
        top_passages: top_passages(report),
        top_outlets: top_outlets(source, report),
        top_outlet_pairs: top_outlet_pairs(&report.outlet_pairs),
        ..of_events(&source.groups, &report.groups)
    }
}

/// How often each value occurs, most often first, then in the order of the values.
fn counted<T: Ord + Copy>(values: impl Iterator<Item = T>) -> impl Iterator<Item = (T, u64)> {
    let mut counts: BTreeMap<T, u64> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<(T, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, count)| Reverse(count));
    counts.into_iter()
}

fn languages<'a>(of_articles: impl Iterator<Item = Option<&'a str>>) -> Vec<LanguageCount> {
    let languages = counted(of_articles);
    languages.map(|(lang, articles)| LanguageCount { lang: lang.map(str::to_owned), articles }).collect()
}

fn top_events(events: &[Event]) -> Vec<TopEvent> {
    let events = events.iter().take(TOP).map(|event| TopEvent {
        id: event.id.clone(),
        label: event.label.to_owned(),
        size: event.size,
        outlets: event.outlet_count,
        first_seen: event.first_seen.clone(),
    });
    events.collect()
}

fn top_passages(report: &Report) -> Vec<TopPassage> {
    let shown = report.passages.iter().take_while(|passage| passages::is_between_outlets(passage));
    let passages = shown.take(TOP).map(|passage| TopPassage {
        id: passage.id.clone(),
        kind: passage.kind,
        size: passage.size,
        outlets: passage.outlets.len() as u64,
        // Whatever the text mode allows elsewhere, a summary stays small.
        text: passage.text.as_deref().map(|text| super::text::cut(text, super::text::SNIPPET).into_owned()),
    });
    passages.collect()
}

/// Those with most words that others carry too, so that a stub of one copied line does not lead; among them by share.
fn top_outlets(source: &Source, report: &Report) -> Vec<TopOutlet> {
    let mut words = vec![0.0; report.outlets.len()];
    for (article, shares) in source.corpus.articles.iter().zip(&source.analysis.reuse.shares) {
        if let Some(outlet) = article.outlet {
            words[outlet.index()] += (shares.reused + shares.quoted) * f64::from(shares.words);
        }
    }
    let mut order: Vec<usize> = (0..words.len()).filter(|&outlet| words[outlet] > 0.0).collect();
    order.sort_by(|&a, &b| words[b].total_cmp(&words[a]).then(a.cmp(&b)));
    order.truncate(TOP);
    let share = |outlet: usize| 1.0 - report.outlets[outlet].original_share.unwrap_or(1.0);
    order.sort_by(|&a, &b| share(b).total_cmp(&share(a)).then(a.cmp(&b)));
    let outlets = order.into_iter().map(|index| &report.outlets[index]).map(|outlet| TopOutlet {
        outlet: outlet.outlet.to_owned(),
        articles: outlet.articles,
        reused_share: outlet.reused_share,
        quoted_share: outlet.quoted_share,
    });
    outlets.collect()
}

fn top_outlet_pairs(pairs: &[OutletPair]) -> Vec<TopOutletPair> {
    let mut order: Vec<&OutletPair> = pairs.iter().collect();
    order.sort_by(|one, other| {
        other.passages.cmp(&one.passages).then_with(|| (one.a, one.b).cmp(&(other.a, other.b)))
    });
    let pairs = order.into_iter().take(TOP_PAIRS).map(|pair| TopOutletPair {
        a: pair.a.to_owned(),
        b: pair.b.to_owned(),
        passages: pair.passages,
        words: pair.words,
        first_a: pair.first_a,
        first_b: pair.first_b,
        ties: pair.ties,
    });
    pairs.collect()
}
