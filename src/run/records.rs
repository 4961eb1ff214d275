//! The lines of a run as exports and pages read them; keys of later versions are passed over.

use serde::Deserialize;

use super::Place;
use crate::article::Published;

#[derive(Deserialize)]
pub(crate) struct Article {
    pub(crate) id: String,
    pub(crate) outlet: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) date_precision: String,
    pub(crate) date_source: String,
    pub(crate) lang: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) source_file: String,
    pub(crate) source_row: u64,
    #[serde(default)]
    pub(crate) text_is_snippet: bool,
    pub(crate) event_id: Option<String>,
    pub(crate) story_id: Option<String>,
    pub(crate) duplicate_of: Option<String>,
    pub(crate) tokens: u64,
    pub(crate) reused_share: Option<f64>,
    pub(crate) quoted_share: Option<f64>,
    pub(crate) original_share: Option<f64>,
    pub(crate) derived_share: Option<f64>,
    pub(crate) derivation: Option<String>,
    pub(crate) wire: Option<Wire>,
}

impl Article {
    /// Where it stands in the inputs.
    pub(crate) fn place(&self) -> Place<'_> {
        Place { file: &self.source_file, row: self.source_row, id: &self.id }
    }

    /// When it was published; `None` when nobody knows.
    pub(crate) fn time(&self) -> Option<Published> {
        Published::from_line(self.published.as_deref(), &self.date_precision, &self.date_source)
    }
}

#[derive(Deserialize)]
pub(crate) struct Wire {
    pub(crate) agency: String,
    pub(crate) name: String,
    pub(crate) tier: String,
    #[serde(default)]
    pub(crate) evidence: Vec<Evidence>,
}

#[derive(Deserialize)]
pub(crate) struct Evidence {
    pub(crate) kind: String,
    pub(crate) start: Option<u64>,
    pub(crate) end: Option<u64>,
    pub(crate) start_byte: Option<u64>,
    pub(crate) end_byte: Option<u64>,
}

#[derive(Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) articles: Vec<String>,
    pub(crate) size: u64,
    pub(crate) outlets: Vec<String>,
    pub(crate) independent_count: u64,
    pub(crate) first_seen: Option<String>,
    pub(crate) last_seen: Option<String>,
    pub(crate) date_precision: String,
    pub(crate) first_in_dump: Option<First>,
    pub(crate) keywords: Vec<String>,
    pub(crate) medoid: String,
    pub(crate) cohesion: Cohesion,
    pub(crate) confidence: Option<f64>,
    pub(crate) story_id: Option<String>,
}

/// Who was first; `published` only where the line says it.
#[derive(Deserialize)]
pub(crate) struct First {
    pub(crate) article_id: String,
    pub(crate) outlet: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) tie: bool,
}

#[derive(Deserialize)]
pub(crate) struct Cohesion {
    pub(crate) mean: f64,
    pub(crate) weakest: f64,
}

#[derive(Deserialize)]
pub(crate) struct Story {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) events: Vec<String>,
    pub(crate) articles: u64,
    pub(crate) first_seen: Option<String>,
    pub(crate) last_seen: Option<String>,
    pub(crate) keywords: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Passage {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) edit: String,
    pub(crate) scope: String,
    pub(crate) text: Option<String>,
    pub(crate) tokens: u64,
    pub(crate) size: u64,
    pub(crate) outlets: Vec<String>,
    #[serde(default)]
    pub(crate) event_ids: Vec<String>,
    pub(crate) earliest: Option<First>,
    pub(crate) source: Option<Source>,
    pub(crate) members: Vec<Member>,
}

impl Passage {
    /// Whether it is reported text, not that of the page or the trade.
    pub(crate) fn is_reuse(&self) -> bool {
        ["narration", "mixed", "quotation"].contains(&&*self.kind)
    }

    /// Whether it is text of their own that outlets took from one another: what pairs of outlets are counted by.
    pub(crate) fn is_between_outlets(&self) -> bool {
        self.scope == "cross_outlet" && self.is_reuse()
    }
}

#[derive(Deserialize)]
pub(crate) struct Source {
    pub(crate) agency: Option<String>,
    pub(crate) article_id: Option<String>,
    pub(crate) tier: String,
    pub(crate) reason: String,
}

#[derive(Deserialize)]
pub(crate) struct Member {
    pub(crate) article_id: String,
    pub(crate) outlet: Option<String>,
    pub(crate) paragraph: u64,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) start_byte: u64,
    pub(crate) end_byte: u64,
    pub(crate) jaccard: f64,
    pub(crate) containment: f64,
    pub(crate) edit: String,
    #[serde(default)]
    pub(crate) edits: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Outlet {
    pub(crate) outlet: String,
    pub(crate) articles: u64,
    pub(crate) first_seen: Option<String>,
    pub(crate) last_seen: Option<String>,
    pub(crate) events: u64,
    pub(crate) first_in_dump: u64,
    pub(crate) reused_share: Option<f64>,
    pub(crate) quoted_share: Option<f64>,
    pub(crate) original_share: Option<f64>,
    pub(crate) first_carried: u64,
    pub(crate) template_tokens: u64,
    pub(crate) wire_share: Option<f64>,
    #[serde(default)]
    pub(crate) owner: Option<Owner>,
    #[serde(default)]
    pub(crate) partners: Vec<Partner>,
}

#[derive(Deserialize)]
pub(crate) struct Owner {
    pub(crate) name: String,
}

#[derive(Deserialize)]
pub(crate) struct Partner {
    pub(crate) outlet: String,
    pub(crate) passages: u64,
}

#[derive(Deserialize)]
pub(crate) struct Borderline {
    pub(crate) event_id: String,
    pub(crate) other_event_id: String,
    pub(crate) a: String,
    pub(crate) b: String,
    #[serde(default)]
    pub(crate) shared_terms: Vec<String>,
    pub(crate) score: f64,
    pub(crate) cut: f64,
    pub(crate) joined: bool,
}

#[derive(Deserialize)]
pub(crate) struct OutletPair {
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) passages: u64,
    pub(crate) articles: u64,
    pub(crate) first_a: u64,
    pub(crate) first_b: u64,
    pub(crate) ties: u64,
    pub(crate) words: u64,
}

#[derive(Deserialize)]
pub(crate) struct Pair {
    pub(crate) a: Side,
    pub(crate) b: Side,
    pub(crate) jaccard: f64,
    pub(crate) containment: f64,
    pub(crate) run_tokens: u64,
    pub(crate) kind: String,
    pub(crate) edit: String,
    pub(crate) scope: String,
}

#[derive(Deserialize)]
pub(crate) struct Side {
    pub(crate) article_id: String,
    pub(crate) paragraph: u64,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) start_byte: u64,
    pub(crate) end_byte: u64,
}

#[derive(Deserialize)]
pub(crate) struct Reject {
    pub(crate) file: String,
    pub(crate) row: u64,
    pub(crate) byte: Option<u64>,
    pub(crate) reason: String,
}
