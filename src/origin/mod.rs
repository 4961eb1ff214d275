//! Where text came from, as far as there is evidence: the agency of an article, the likely source of a passage.
//!
//! The way of the data, one file each: `agencies` (the list) → `credits` with `datelines`, `credit_lines` and `phrases`
//! (what one article says) → here (what shared text adds).
//!
//! An article's own credit comes first (`credits`). Without one, an article that shares [`PASSAGES`] passages of
//! narration, or half of its words, with articles that are the agency's and not later is the agency's by its text. A
//! passage has a source when exactly one agency is credited among its members; being first is never evidence. Cost:
//! linear in the text, and in the members of passages.

pub mod agencies;
mod credit_lines;
mod credits;
mod datelines;
mod phrases;

use rayon::prelude::*;

use agencies::{Agencies, Agency};
use credits::Reader;
pub use credits::{Credit, Evidence, EvidenceKind, Tier};

use crate::{
    article::{Corpus, Published},
    reuse::{Member, Passage, Shares},
    text::Texts,
    units::{ArticleId, Span},
};

/// Passages of narration that make an article an agency's.
pub const PASSAGES: u32 = 3;

/// Share of an article's words in such passages that does, too.
pub const SHARE: f64 = 0.5;

/// Words that such passages must have for their share to count: a stub of one stock sentence is nobody's.
const LEAST_WORDS: f64 = 20.0;

/// Why a passage's source is likely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The agency's own site carries it, and nobody earlier.
    AgencyOutlet,
    /// An article that carries it credits the agency as a whole.
    Credit,
    /// An article that carries it says that the agency contributed.
    Contribution,
}

/// The likely source of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Index into [`Agencies::all`].
    pub agency: u32,
    /// The agency's own article, when it is among the members and not later than others.
    pub article: Option<ArticleId>,
    /// How sure the credit is.
    pub tier: Tier,
    /// What the evidence is.
    pub reason: Reason,
}

/// What results call an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAgency {
    /// Its id in the list.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// All that is known about where text came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origins {
    /// The agencies of the run, as results name them.
    pub agencies: Vec<NamedAgency>,
    /// Per article: agencies, surest first.
    pub credits: Vec<Vec<Credit>>,
    /// Per passage: its likely source.
    pub sources: Vec<Option<Source>>,
}

impl Origins {
    /// The surest agency of the article.
    #[must_use]
    pub fn wire(&self, article: ArticleId) -> Option<&Credit> {
        self.credits.get(article.index())?.first()
    }

    /// Whether the article is an agency's: by its own credit or by its text.
    #[must_use]
    pub fn is_wire(&self, article: ArticleId) -> bool {
        self.wire(article).is_some_and(|credit| credit.tier() <= Tier::Textual)
    }
}

/// Finds the agencies of all articles and the sources of all passages.
#[must_use]
pub fn trace(
    corpus: &Corpus,
    texts: &Texts,
    passages: &[Passage],
    shares: &[Shares],
    agencies: &Agencies,
) -> Origins {
    let reader = Reader::new(agencies);
    let mut credits: Vec<Vec<Credit>> =
        corpus.articles.par_iter().map(|article| reader.credits(corpus, article)).collect();
    let found = by_text(corpus, texts, passages, shares, &credits);
    for (article, credit) in found {
        let credits = &mut credits[article.index()];
        credits.retain(|other| other.agency != credit.agency || other.tier() > Tier::Textual);
        match credits.iter_mut().find(|other| other.agency == credit.agency) {
            Some(other) => other.evidence.splice(0..0, credit.evidence).for_each(drop),
            None => credits.push(credit),
        }
        credits.sort_by_key(Credit::tier);
    }
    let sources = passages.par_iter().map(|passage| source(corpus, texts, passage, &credits)).collect();
    let named = |agency: &Agency| NamedAgency { id: agency.id.clone(), name: agency.name.clone() };
    Origins { agencies: agencies.all().iter().map(named).collect(), credits, sources }
}

/// A passage that an article without credit shares with an agency's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SharedPassage {
    article: ArticleId,
    agency: u32,
    span: Span,
    n_words: u32,
}

/// Articles without a credit of their own that are an agency's by their text; in corpus order, one agency each.
fn by_text(
    corpus: &Corpus,
    texts: &Texts,
    passages: &[Passage],
    shares: &[Shares],
    credits: &[Vec<Credit>],
) -> Vec<(ArticleId, Credit)> {
    let article_of = |member: &Member| texts.paragraphs[member.paragraph.index()].article;
    let is_credited = |id: ArticleId| credits[id.index()].iter().any(|credit| credit.tier() == Tier::Strong);
    let mut shared: Vec<SharedPassage> = passages
        .par_iter()
        .filter(|passage| passage.kind.has_narration())
        .flat_map_iter(|passage| {
            let mut first: Vec<(u32, Published)> = Vec::new();
            for id in passage.members.iter().map(article_of) {
                let whole = credits[id.index()].iter().filter(|credit| credit.is_whole());
                let Some(time) = corpus.article(id).published else { continue };
                first.extend(whole.map(|credit| (credit.agency, time)));
            }
            // Of each agency the earliest article decides.
            first.sort_by_key(|&(agency, time)| (agency, time.seconds));
            first.dedup_by_key(|&mut (agency, _)| agency);
            let takers =
                passage.members.iter().filter(|member| !first.is_empty() && !is_credited(article_of(member)));
            takers
                .flat_map(|member| {
                    let article = article_of(member);
                    let time = corpus.article(article).published;
                    let not_later = |from: Published| {
                        time.is_some_and(|time| from.seconds <= time.seconds || from.ties_with(time))
                    };
                    let paragraph = &texts.paragraphs[member.paragraph.index()];
                    let part = member.span.len() as f64 / paragraph.span.len().max(1) as f64;
                    let n_words = (part * paragraph.len() as f64).round() as u32;
                    first
                        .iter()
                        .filter(|&&(_, from)| not_later(from))
                        .map(|&(agency, _)| SharedPassage { article, agency, span: member.span, n_words })
                        .collect::<Vec<_>>()
                })
                .collect::<Vec<_>>()
        })
        .collect();
    shared.par_sort_unstable();
    let mut found: Vec<(ArticleId, Credit)> = Vec::new();
    for of_article in shared.chunk_by(|a, b| a.article == b.article) {
        let article = of_article[0].article;
        let total = f64::from(shares.get(article.index()).map_or(0, |shares| shares.words));
        let enough = |words: u32, n: usize| {
            let words = f64::from(words);
            n as u32 >= PASSAGES || (words >= LEAST_WORDS && words >= SHARE * total)
        };
        let best = of_article
            .chunk_by(|a, b| a.agency == b.agency)
            .map(|shared| (shared.iter().map(|passage| passage.n_words).sum::<u32>(), shared))
            .filter(|&(words, shared)| enough(words, shared.len()))
            .max_by_key(|&(words, shared)| (words, std::cmp::Reverse(shared[0].agency)));
        if let Some((_, shared)) = best {
            let evidence =
                shared.iter().map(|passage| Evidence { kind: EvidenceKind::Text, span: Some(passage.span) });
            found.push((article, Credit { agency: shared[0].agency, evidence: evidence.collect() }));
        }
    }
    found
}

/// The likely source of a passage: the one agency that its members credit.
fn source(corpus: &Corpus, texts: &Texts, passage: &Passage, credits: &[Vec<Credit>]) -> Option<Source> {
    if !passage.kind.has_narration() {
        return None;
    }
    let members = || passage.members.iter().map(|member| texts.paragraphs[member.paragraph.index()].article);
    let mut best: Option<Source> = None;
    for id in members() {
        for credit in credits[id.index()].iter().filter(|credit| credit.tier() <= Tier::Textual) {
            let reason = if credit.is_whole() || credit.tier() == Tier::Textual {
                Reason::Credit
            } else {
                Reason::Contribution
            };
            let source = Source { agency: credit.agency, article: None, tier: credit.tier(), reason };
            best = match best {
                Some(other) if other.agency != source.agency => return None,
                Some(other) if (other.tier, other.reason) <= (source.tier, source.reason) => Some(other),
                _ => Some(source),
            };
        }
    }
    let mut source = best?;
    let is_own = |id: ArticleId| {
        credits[id.index()].first().is_some_and(|credit| {
            credit.agency == source.agency && credit.evidence[0].kind == EvidenceKind::Outlet
        })
    };
    // Members are in corpus order, so the first of the agency's own articles is the earliest.
    if let Some(own) = members().find(|&id| is_own(id)) {
        let time = corpus.article(own).published;
        let not_later = |other: ArticleId| match (time, corpus.article(other).published) {
            (Some(own), Some(other)) => own.seconds <= other.seconds || own.ties_with(other),
            _ => false,
        };
        if members().all(|other| other == own || not_later(other)) {
            source.article = Some(own);
            source.reason = Reason::AgencyOutlet;
        }
    }
    Some(source)
}
