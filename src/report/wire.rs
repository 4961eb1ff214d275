//! The agency of an article and the likely source of a passage, as they are written.

use schemars::JsonSchema;
use serde::Serialize;

use super::Source;
use crate::{
    origin::{self, Credit},
    pipeline::Analysis,
    units::{ArticleId, Span},
};

/// Signs of an agency that an article's line lists; a hundred citations say no more than a few.
const LISTED: usize = 5;

/// The agency that an article came from, or only cites.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Wire<'a> {
    /// The agency's id in the list of agencies.
    pub agency: &'a str,
    /// The agency's name.
    pub name: &'a str,
    /// How sure it is, by the surest evidence.
    pub tier: Tier,
    /// What shows it, surest first, then in order of position; at most five.
    pub evidence: Vec<WireEvidence>,
}

/// How sure it is that text came from an agency, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The article says so, or its outlet is the agency.
    Strong,
    /// It shares its prose with articles that say so and are not later.
    Textual,
    /// Its address hints at it.
    Weak,
    /// It cites the agency, which is no credit: not wire text.
    CitedOnly,
}

/// One sign of an agency; positions are `null` when it is not in the text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WireEvidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// First position, in Unicode code points.
    pub start: Option<u64>,
    /// One past the last position, in Unicode code points.
    pub end: Option<u64>,
    /// First position, in bytes of UTF-8.
    pub start_byte: Option<u64>,
    /// One past the last position, in bytes of UTF-8.
    pub end_byte: Option<u64>,
}

/// What shows an agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// The author's line or field.
    Byline,
    /// A dateline such as `CITY (AP) —`.
    Dateline,
    /// A copyright line.
    Copyright,
    /// The agency's part is acknowledged.
    Contribution,
    /// The agency's name below the last words.
    Signature,
    /// The outlet is the agency.
    Outlet,
    /// Prose shared with articles of the agency.
    Text,
    /// A part of the address.
    Url,
    /// The agency is cited, not credited.
    Citation,
}

/// Where a passage likely comes from.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PassageSource<'a> {
    /// The agency's id in the list of agencies.
    pub agency: Option<&'a str>,
    /// The agency's own article, when it carries the passage and is not later than others.
    pub article_id: Option<&'a str>,
    /// That article's outlet.
    pub outlet: Option<&'a str>,
    /// How sure the surest credit among the members is.
    pub tier: Tier,
    /// What the evidence is.
    pub reason: Reason,
}

/// Why a passage's source is likely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The agency's own outlet carries it, and nobody earlier.
    AgencyOutlet,
    /// An article that carries it is credited to the agency, and none to another.
    Credit,
    /// An article that carries it says that the agency contributed, and none names another.
    Contribution,
}

/// The article's agency as written.
pub(super) fn of_article<'a>(source: &Source<'a>, id: ArticleId) -> Option<Wire<'a>> {
    let origins = &source.analysis.origins;
    let credit = origins.wire(id)?;
    let agency = origins.agencies.get(credit.agency as usize)?;
    let evidence = listed(credit).iter().map(|evidence| {
        let place = evidence.span.map(|span| source.places.of(id, span));
        WireEvidence {
            kind: evidence.kind.into(),
            start: place.map(|place| place.start),
            end: place.map(|place| place.end),
            start_byte: place.map(|place| place.start_byte),
            end_byte: place.map(|place| place.end_byte),
        }
    });
    Some(Wire {
        agency: &agency.id,
        name: &agency.name,
        tier: credit.tier().into(),
        evidence: evidence.collect(),
    })
}

/// The likely source of the passage with that number.
pub(super) fn of_passage<'a>(source: &Source<'a>, passage: usize) -> Option<PassageSource<'a>> {
    let origins = &source.analysis.origins;
    let found = origins.sources.get(passage).copied().flatten()?;
    Some(PassageSource {
        agency: origins.agencies.get(found.agency as usize).map(|agency| &*agency.id),
        article_id: found.article.map(|id| source.id(id)),
        outlet: found.article.and_then(|id| source.outlet(id)),
        tier: found.tier.into(),
        reason: found.reason.into(),
    })
}

/// All spans of evidence that lines mention.
pub(super) fn spans(analysis: &Analysis) -> impl Iterator<Item = (ArticleId, Span)> {
    let credits = analysis.origins.credits.iter().enumerate();
    credits.flat_map(|(index, credits)| {
        let evidence = credits.first().map_or(&[][..], listed);
        evidence.iter().filter_map(move |evidence| Some((ArticleId(index as u32), evidence.span?)))
    })
}

fn listed(credit: &Credit) -> &[origin::Evidence] {
    &credit.evidence[..credit.evidence.len().min(LISTED)]
}

impl From<origin::Tier> for Tier {
    fn from(tier: origin::Tier) -> Self {
        match tier {
            origin::Tier::Strong => Self::Strong,
            origin::Tier::Textual => Self::Textual,
            origin::Tier::Weak => Self::Weak,
            origin::Tier::CitedOnly => Self::CitedOnly,
        }
    }
}

impl From<origin::EvidenceKind> for EvidenceKind {
    fn from(kind: origin::EvidenceKind) -> Self {
        match kind {
            origin::EvidenceKind::Outlet => Self::Outlet,
            origin::EvidenceKind::Byline => Self::Byline,
            origin::EvidenceKind::Dateline => Self::Dateline,
            origin::EvidenceKind::Copyright => Self::Copyright,
            origin::EvidenceKind::Signature => Self::Signature,
            origin::EvidenceKind::Contribution => Self::Contribution,
            origin::EvidenceKind::Text => Self::Text,
            origin::EvidenceKind::Url => Self::Url,
            origin::EvidenceKind::Citation => Self::Citation,
        }
    }
}

impl From<origin::Reason> for Reason {
    fn from(reason: origin::Reason) -> Self {
        match reason {
            origin::Reason::AgencyOutlet => Self::AgencyOutlet,
            origin::Reason::Credit => Self::Credit,
            origin::Reason::Contribution => Self::Contribution,
        }
    }
}
