//! The lines of a report: what is written to `*.jsonl` and streamed by `--json`, one typed object a line.
//!
//! Every struct here is part of the output contract (version [`SCHEMA_VERSION`], additive within a major version). Keys
//! are always present and `null` when unknown; scores have four decimals; ids are content-derived strings; times are
//! RFC 3339 in UTC; offsets are half-open and count into the article's text as it was read. Strings that the corpus
//! already holds are borrowed from it, so that a report costs little beside the corpus.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    names::{Change, DatePrecision, DateSource, Derivation, Edit, FurnitureKind, Kind, Scope, Sides},
    places::Place,
    wire::{PassageSource, Wire},
};

/// Version of the output contract.
pub const SCHEMA_VERSION: &str = "1.0";

/// An article as it was read, the event it belongs to, and how much of it others carry too.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "article")]
pub struct Article<'a> {
    /// Unique in the run: the source's own id, the file stem, or a hash of the content.
    pub id: &'a str,
    /// The outlet.
    pub outlet: Option<&'a str>,
    /// The headline.
    pub title: Option<&'a str>,
    /// The publication time, RFC 3339 in UTC.
    pub published: Option<String>,
    /// How exact `published` is.
    pub date_precision: DatePrecision,
    /// Which kind of field `published` came from.
    pub date_source: DateSource,
    /// The language, an ISO 639 code.
    pub lang: Option<&'a str>,
    /// The address, as given.
    pub url: Option<&'a str>,
    /// The file it was read from.
    pub source_file: &'a str,
    /// The line in that file, or the position in a JSON array; from 1.
    pub source_row: u64,
    /// Whether the text is only a summary, or the beginning of one that goes on elsewhere.
    pub text_is_snippet: bool,
    /// The event it belongs to. Events of one article have an id but no line of their own.
    pub event_id: Option<String>,
    /// The story its event belongs to. Stories of one event have an id but no line of their own.
    pub story_id: Option<String>,
    /// The earlier article whose prose it repeats whole.
    pub duplicate_of: Option<&'a str>,
    /// Words of the text, page furniture included.
    pub tokens: u64,
    /// Share of its words, furniture aside, in copied narration that another article carries; `null` without words.
    pub reused_share: Option<f64>,
    /// Share of its words, furniture aside, in quotations that another article carries; `null` without words.
    pub quoted_share: Option<f64>,
    /// What remains: 1 less the two other shares; `null` without words.
    pub original_share: Option<f64>,
    /// Share of its words, furniture aside, in copied narration of which it is not surely the earliest carrier in this
    /// dump; `null` without words.
    pub derived_share: Option<f64>,
    /// The same in three levels; `null` without words.
    pub derivation: Option<Derivation>,
    /// The agency it came from or only cites, with the evidence; `null` when it names none.
    pub wire: Option<Wire<'a>>,
    /// What is not the article's own prose, in order of position.
    pub furniture: Vec<FurnitureSpan>,
}

/// A stretch of text that is not the article's own prose.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FurnitureSpan {
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// Why it does not count as prose.
    pub kind: FurnitureKind,
}

/// Two articles or more that cover one event.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "event")]
pub struct Event<'a> {
    /// Derived from the id of its earliest article.
    pub id: String,
    /// A headline that stands for the event.
    pub label: &'a str,
    /// Ids of its articles, in order of time.
    pub articles: Vec<&'a str>,
    /// Number of articles.
    pub size: u64,
    /// Outlets that carried it, sorted by name.
    pub outlets: Vec<&'a str>,
    /// Number of outlets.
    pub outlet_count: u64,
    /// Number of independent texts: articles that share half of their words or more with one another count once.
    pub independent_count: u64,
    /// The earliest known publication time.
    pub first_seen: Option<String>,
    /// The latest known publication time.
    pub last_seen: Option<String>,
    /// Days from `first_seen` to `last_seen` in UTC, both counted; `null` when a day is not known.
    pub days: Option<u64>,
    /// The coarser precision of `first_seen` and `last_seen`.
    pub date_precision: DatePrecision,
    /// The earliest article in this dump, `null` when none has a date.
    pub first_in_dump: Option<FirstInDump<'a>>,
    /// Words that tell this event from others, strongest first.
    pub keywords: &'a [String],
    /// Id of the most central article.
    pub medoid: &'a str,
    /// How well it holds together.
    pub cohesion: Cohesion,
    /// Expected share of its pairs of articles that cover one event, in 0..=1, from its cohesion and from how near the
    /// nearest other event is.
    pub confidence: f64,
    /// The story it belongs to.
    pub story_id: Option<String>,
}

/// Which article of this dump was first, as far as dates tell.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FirstInDump<'a> {
    /// The article.
    pub article_id: &'a str,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// Whether another article may be as early, given the precision of the dates or missing ones.
    pub tie: bool,
}

/// How well an event holds together, in 0..=1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Cohesion {
    /// Mean score of all pairs of its articles.
    pub mean: f64,
    /// The lowest mean score of one article with all others: where the event is thinnest.
    pub weakest: f64,
}

/// Two events or more that belong to one running story.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "story")]
pub struct Story<'a> {
    /// Derived from the id of the earliest article of its first event.
    pub id: String,
    /// The label of its largest event.
    pub label: &'a str,
    /// Ids of its events, in order of their first articles; events of one article included.
    pub events: Vec<String>,
    /// Number of articles in all its events.
    pub articles: u64,
    /// The earliest known publication time.
    pub first_seen: Option<String>,
    /// The latest known publication time.
    pub last_seen: Option<String>,
    /// Words that tell this story from others, strongest first.
    pub keywords: &'a [String],
}

/// A paragraph, or part of one, that stands in two articles or more.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "passage")]
pub struct Passage<'a> {
    /// Derived from the folded words of its representative paragraph.
    pub id: String,
    /// What kind of reuse it is.
    pub kind: Kind,
    /// The loosest edit level among the members.
    pub edit: Edit,
    /// Whether it crosses outlets.
    pub scope: Scope,
    /// The representative's words: whole, cut to a snippet, or `null`, as asked for with `--text`.
    pub text: Option<String>,
    /// Words of the representative.
    pub tokens: u64,
    /// Number of members.
    pub size: u64,
    /// Outlets that carry it, sorted by name.
    pub outlets: Vec<&'a str>,
    /// Events in whose articles it stands, in order of their first articles.
    pub event_ids: Vec<String>,
    /// The earliest occurrence in this dump, `null` when no member has a date.
    pub earliest: Option<EarliestMember<'a>>,
    /// Where it likely comes from; `null` without evidence. Being first is none.
    pub source: Option<PassageSource<'a>>,
    /// All occurrences, in corpus order: by time, outlet, id.
    pub members: Vec<Member<'a>>,
}

/// The first occurrence of a passage in this dump, as far as dates tell.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EarliestMember<'a> {
    /// The article.
    pub article_id: &'a str,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// Its publication time.
    pub published: Option<String>,
    /// Whether another article may be as early, given the precision of the dates or missing ones.
    pub tie: bool,
}

/// One occurrence of a passage.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Member<'a> {
    /// The article.
    pub article_id: &'a str,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// The paragraph: its first non-empty line among the non-empty lines of the text, from 0.
    pub paragraph: u64,
    /// What of the paragraph belongs to the passage.
    #[serde(flatten)]
    pub place: Place,
    /// Jaccard similarity of word 3-grams with the representative's paragraph.
    pub jaccard: f64,
    /// Matched words as a share of the shorter of the two paragraphs.
    pub containment: f64,
    /// Edit level against the representative's paragraph.
    pub edit: Edit,
    /// What was changed from the representative's paragraph to this one.
    pub edits: Vec<Change>,
}

/// A verified pair of near-duplicate paragraphs of different articles.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "pair")]
pub struct Pair<'a> {
    /// The side earlier in corpus order.
    pub a: PairSide<'a>,
    /// The side later in corpus order.
    pub b: PairSide<'a>,
    /// Jaccard similarity of word 3-grams.
    pub jaccard: f64,
    /// Matched words as a share of the shorter paragraph.
    pub containment: f64,
    /// Words of the longest verbatim run.
    pub run_tokens: u64,
    /// What kind of reuse it is.
    pub kind: Kind,
    /// How far apart the two are.
    pub edit: Edit,
    /// What was changed from `a` to `b`.
    pub edits: Vec<Change>,
    /// Whether it crosses outlets.
    pub scope: Scope,
}

/// One side of a pair.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PairSide<'a> {
    /// The article.
    pub article_id: &'a str,
    /// The paragraph: its first non-empty line among the non-empty lines of the text, from 0.
    pub paragraph: u64,
    /// The matching part of it.
    #[serde(flatten)]
    pub place: Place,
}

/// An outlet and what its articles add up to.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "outlet")]
pub struct Outlet<'a> {
    /// Its name.
    pub outlet: &'a str,
    /// Number of articles.
    pub articles: u64,
    /// The earliest known publication time.
    pub first_seen: Option<String>,
    /// The latest known publication time.
    pub last_seen: Option<String>,
    /// Number of events among its articles.
    pub events: u64,
    /// Events of several outlets that it carried first in this dump; ties are left out.
    pub first_in_dump: u64,
    /// Share of all its words in copied narration; `null` without words.
    pub reused_share: Option<f64>,
    /// Share of all its words in shared quotations; `null` without words.
    pub quoted_share: Option<f64>,
    /// What remains; `null` without words.
    pub original_share: Option<f64>,
    /// Passages between outlets that it carried first in this dump; ties are left out.
    pub first_carried: u64,
    /// Words of its articles that were masked as its template before paragraphs were compared.
    pub template_tokens: u64,
    /// Share of its articles that are an agency's, by their credit or their text (tiers `strong` and `textual`); `null`
    /// without articles.
    pub wire_share: Option<f64>,
    /// Who owns it, with all of the owner's outlets taken together; `null` when the list of outlets (`--outlets`) does not
    /// say.
    pub owner: Option<super::owners::Owner<'a>>,
    /// The outlets it shares most passages with, most first.
    pub partners: Vec<Partner<'a>>,
}

/// An outlet that shares passages with another one.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Partner<'a> {
    /// Its name.
    pub outlet: &'a str,
    /// Number of passages that both carry.
    pub passages: u64,
}

/// Words that an outlet repeats from article to article, masked before paragraphs were compared.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "template")]
pub struct Template<'a> {
    /// The outlet.
    pub outlet: &'a str,
    /// The words: whole, cut to a snippet, or `null`, as asked for with `--text`.
    pub text: Option<String>,
    /// Number of words.
    pub tokens: u64,
    /// Articles of the outlet that hold these words.
    pub articles: u64,
    /// The first of them.
    pub article_id: &'a str,
    /// Where they stand in it.
    #[serde(flatten)]
    pub place: Place,
}

/// Two outlets that carry the same passages; narration, mixed and quotation only.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "outlet_pair")]
pub struct OutletPair<'a> {
    /// The outlet whose name sorts first.
    pub a: &'a str,
    /// The other outlet.
    pub b: &'a str,
    /// Number of passages that both carry.
    pub passages: u64,
    /// Number of articles of the two that carry one of these passages.
    pub articles: u64,
    /// Passages that `a` carried before `b`.
    pub first_a: u64,
    /// Passages that `b` carried before `a`.
    pub first_b: u64,
    /// Passages where the dates do not tell.
    pub ties: u64,
    /// Words of all these passages.
    pub words: u64,
}

/// A decision on events that could have gone the other way.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "borderline")]
pub struct Borderline<'a> {
    /// The event.
    pub event_id: String,
    /// The event it nearly joined; the same one when it nearly fell apart.
    pub other_event_id: String,
    /// How many articles the two sides have, whole copies aside.
    pub sides: Sides,
    /// An article of one side: the pair with the highest score.
    pub a: &'a str,
    /// An article of the other side.
    pub b: &'a str,
    /// Terms that these two share, strongest first.
    pub shared_terms: &'a [String],
    /// Mean score of the two sides, in 0..=1.
    pub score: f64,
    /// The cut that decided.
    pub cut: f64,
    /// Whether the two sides are one event.
    pub joined: bool,
}

/// A record that could not be used.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "reject")]
pub struct Reject<'a> {
    /// The file it stands in.
    pub file: &'a str,
    /// Its line in the file, or its position in a JSON array; from 1.
    pub row: u64,
    /// Byte offset of the record in the decompressed file, when known.
    pub byte: Option<u64>,
    /// Why.
    pub reason: &'a str,
}
