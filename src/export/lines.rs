//! The lines of a run as far as exports need them; keys of later versions are passed over.

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Article {
    pub(super) id: String,
    pub(super) outlet: Option<String>,
    pub(super) title: Option<String>,
    pub(super) published: Option<String>,
    pub(super) date_precision: String,
    pub(super) date_source: String,
    pub(super) lang: Option<String>,
    pub(super) url: Option<String>,
    pub(super) source_file: String,
    pub(super) source_row: u64,
    pub(super) event_id: Option<String>,
    pub(super) story_id: Option<String>,
    pub(super) duplicate_of: Option<String>,
    pub(super) tokens: u64,
    pub(super) reused_share: Option<f64>,
    pub(super) quoted_share: Option<f64>,
    pub(super) original_share: Option<f64>,
    pub(super) derived_share: Option<f64>,
    pub(super) derivation: Option<String>,
    pub(super) wire: Option<Wire>,
}

#[derive(Deserialize)]
pub(super) struct Wire {
    pub(super) agency: String,
    pub(super) name: String,
    pub(super) tier: String,
    #[serde(default)]
    pub(super) evidence: Vec<Evidence>,
}

#[derive(Deserialize)]
pub(super) struct Evidence {
    pub(super) kind: String,
    pub(super) start: Option<u64>,
    pub(super) end: Option<u64>,
    pub(super) start_byte: Option<u64>,
    pub(super) end_byte: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Event {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) articles: Vec<String>,
    pub(super) size: u64,
    pub(super) outlets: Vec<String>,
    pub(super) independent_count: u64,
    pub(super) first_seen: Option<String>,
    pub(super) last_seen: Option<String>,
    pub(super) date_precision: String,
    pub(super) first_in_dump: Option<First>,
    pub(super) keywords: Vec<String>,
    pub(super) medoid: String,
    pub(super) cohesion: Cohesion,
    pub(super) confidence: Option<f64>,
    pub(super) story_id: Option<String>,
}

/// Who was first; `published` only where the line says it.
#[derive(Deserialize)]
pub(super) struct First {
    pub(super) article_id: String,
    pub(super) outlet: Option<String>,
    pub(super) published: Option<String>,
    pub(super) tie: bool,
}

#[derive(Deserialize)]
pub(super) struct Cohesion {
    pub(super) mean: f64,
    pub(super) weakest: f64,
}

#[derive(Deserialize)]
pub(super) struct Story {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) events: Vec<String>,
    pub(super) articles: u64,
    pub(super) first_seen: Option<String>,
    pub(super) last_seen: Option<String>,
    pub(super) keywords: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Passage {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) edit: String,
    pub(super) scope: String,
    pub(super) text: Option<String>,
    pub(super) tokens: u64,
    pub(super) size: u64,
    pub(super) outlets: Vec<String>,
    pub(super) earliest: Option<First>,
    pub(super) source: Option<Source>,
    pub(super) members: Vec<Member>,
}

impl Passage {
    /// Whether it is reported text, not that of the page or the trade.
    pub(super) fn is_reuse(&self) -> bool {
        ["narration", "mixed", "quotation"].contains(&&*self.kind)
    }

    /// Whether it is text of their own that outlets took from one another: what pairs of outlets are counted by.
    pub(super) fn is_between_outlets(&self) -> bool {
        self.scope == "cross_outlet" && self.is_reuse()
    }
}

#[derive(Deserialize)]
pub(super) struct Source {
    pub(super) agency: Option<String>,
    pub(super) article_id: Option<String>,
    pub(super) tier: String,
    pub(super) reason: String,
}

#[derive(Deserialize)]
pub(super) struct Member {
    pub(super) article_id: String,
    pub(super) outlet: Option<String>,
    pub(super) paragraph: u64,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) start_byte: u64,
    pub(super) end_byte: u64,
    pub(super) jaccard: f64,
    pub(super) containment: f64,
    pub(super) edit: String,
    #[serde(default)]
    pub(super) edits: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Outlet {
    pub(super) outlet: String,
    pub(super) articles: u64,
    pub(super) first_seen: Option<String>,
    pub(super) last_seen: Option<String>,
    pub(super) events: u64,
    pub(super) first_in_dump: u64,
    pub(super) reused_share: Option<f64>,
    pub(super) quoted_share: Option<f64>,
    pub(super) original_share: Option<f64>,
    pub(super) first_carried: u64,
    pub(super) template_tokens: u64,
    pub(super) wire_share: Option<f64>,
}

#[derive(Deserialize)]
pub(super) struct OutletPair {
    pub(super) a: String,
    pub(super) b: String,
    pub(super) passages: u64,
    pub(super) articles: u64,
    pub(super) first_a: u64,
    pub(super) first_b: u64,
    pub(super) ties: u64,
    pub(super) words: u64,
}

#[derive(Deserialize)]
pub(super) struct Pair {
    pub(super) a: Side,
    pub(super) b: Side,
    pub(super) jaccard: f64,
    pub(super) containment: f64,
    pub(super) run_tokens: u64,
    pub(super) kind: String,
    pub(super) edit: String,
    pub(super) scope: String,
}

#[derive(Deserialize)]
pub(super) struct Side {
    pub(super) article_id: String,
    pub(super) paragraph: u64,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) start_byte: u64,
    pub(super) end_byte: u64,
}

#[derive(Deserialize)]
pub(super) struct Reject {
    pub(super) file: String,
    pub(super) row: u64,
    pub(super) byte: Option<u64>,
    pub(super) reason: String,
}
