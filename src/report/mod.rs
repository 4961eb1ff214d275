//! What was found, as a plain serialisable picture; and its renderings for people and programs.
//!
//! `model` and `names` are the output contract, line by line, with `summary` and `provenance` for the last and the
//! first line; `schema` publishes it. [`build`] turns an [`Analysis`] into a [`Report`]: `articles`, `events`,
//! `passages`, `outlets`, one kind of line each, with `wire` (agencies), `times`, `places` (code points) and `text` (how
//! much may be repeated). `lines` writes JSON Lines, `terminal` a page for people. `query`, `explanation`, `relation`,
//! `evaluation`, `calibration` and `removal` are the lines of the commands that need them, `differences` what two versions of a text
//! come to.
//!
//! **Order of lines.** Articles: corpus order, that is time, outlet, id, undated last. Events: size, largest first, then
//! id. Stories: articles, most first, then id. Passages: across outlets and narration, mixed or quotation first; then
//! size, largest first; then id. Pairs: corpus order of both sides. Outlets: name. Outlet pairs: passages, most first,
//! then names. Templates: outlet, articles, most first. Borderline decisions: most doubtful first. Rejects: file, row.

mod articles;
pub mod calibration;
pub mod days;
pub mod difference;
pub mod differences;
pub mod evaluation;
mod event_changes;
pub mod events;
pub mod explanation;
pub mod inspection;
pub mod lines;
pub mod methods;
pub mod model;
pub mod names;
mod outlets;
pub mod owners;
mod passages;
mod places;
pub mod provenance;
pub mod query;
pub mod relation;
pub mod removal;
pub mod schema;
pub mod summary;
pub mod terminal;
pub mod text;
mod times;
pub mod wire;

pub use model::SCHEMA_VERSION;
pub use outlets::{PartInEvents, part_in_events};
pub use places::Place;
pub use text::TextMode;

use rayon::prelude::*;

use crate::{
    article::Corpus,
    pipeline::Analysis,
    units::{ArticleId, Span},
};
use articles::NotProse;
use events::{GroupLines, Groups};
use model::{Article, Outlet, OutletPair, Pair, Passage, Reject, Template};
use places::Places;
use summary::Summary;

/// What a report should hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportSettings {
    /// How much of passages' text is written.
    pub text: TextMode,
    /// Whether verified pairs are listed; the analysis must have been asked to keep them.
    pub pairs: bool,
}

/// Everything that is written about a corpus; the order of lines is that of the module's documentation.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// All articles.
    pub articles: Vec<Article<'a>>,
    /// Events, stories and close decisions.
    pub groups: GroupLines<'a>,
    /// Passages.
    pub passages: Vec<Passage<'a>>,
    /// Verified pairs, when asked for.
    pub pairs: Option<Vec<Pair<'a>>>,
    /// Outlets.
    pub outlets: Vec<Outlet<'a>>,
    /// Pairs of outlets that carry the same passages.
    pub outlet_pairs: Vec<OutletPair<'a>>,
    /// What was masked as template.
    pub templates: Vec<Template<'a>>,
    /// Records that could not be used.
    pub rejects: Vec<Reject<'a>>,
    /// All of it in numbers.
    pub summary: Summary,
}

/// What the builders of lines work from.
struct Source<'a> {
    corpus: &'a Corpus,
    analysis: &'a Analysis,
    groups: Groups<'a>,
    places: Places,
    settings: ReportSettings,
}

impl<'a> Source<'a> {
    fn id(&self, article: ArticleId) -> &'a str {
        self.groups.id(article)
    }

    fn outlet(&self, article: ArticleId) -> Option<&'a str> {
        self.groups.outlet(article)
    }
}

/// Builds the report on an analysis of that corpus. Depends on nothing else.
#[must_use]
pub fn build<'a>(corpus: &'a Corpus, analysis: &'a Analysis, settings: ReportSettings) -> Report<'a> {
    let groups = Groups::new(corpus, &analysis.events);
    let lines = events::lines(&groups);
    let furniture = articles::furniture(corpus, analysis);
    let places = Places::find(corpus, spans(corpus, analysis, &furniture, settings));
    let source = Source { corpus, analysis, groups, places, settings };
    let (outlets, outlet_pairs) = outlets::build(&source);
    let mut report = Report {
        articles: articles::build(&source, &furniture),
        groups: lines,
        passages: passages::build(&source),
        pairs: settings.pairs.then(|| passages::pairs(&source)),
        outlets,
        outlet_pairs,
        templates: passages::templates(&source),
        rejects: corpus
            .rejects
            .iter()
            .map(|reject| Reject {
                file: &reject.file,
                row: reject.row,
                byte: reject.byte,
                reason: &reject.reason,
            })
            .collect(),
        summary: Summary::default(),
    };
    report.summary = summary::build(&source, &report);
    report
}

/// All spans that the report mentions.
fn spans<'a>(
    corpus: &'a Corpus,
    analysis: &'a Analysis,
    furniture: &'a [NotProse],
    settings: ReportSettings,
) -> impl Iterator<Item = (ArticleId, Span)> + 'a {
    let Analysis { texts, reuse, .. } = analysis;
    let article = |paragraph: crate::units::ParagraphId| texts.paragraphs[paragraph.index()].article;
    let members = reuse.passages.iter().flat_map(|passage| &passage.members);
    let pairs = settings.pairs.then_some(&reuse.pairs).into_iter().flatten();
    let templates: Vec<(ArticleId, Span)> = {
        let listed = reuse.templates.listed.par_iter();
        listed.map(|template| (article(template.paragraph), template.span(corpus, texts))).collect()
    };
    furniture
        .iter()
        .map(|&(article, span, _)| (article, span))
        .chain(templates)
        .chain(wire::spans(analysis))
        .chain(members.map(move |member| (article(member.paragraph), member.span)))
        .chain(pairs.flat_map(move |pair| [(article(pair.a), pair.span_a), (article(pair.b), pair.span_b)]))
}
