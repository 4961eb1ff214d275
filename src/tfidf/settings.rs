//! How articles are weighed: every choice of the vectorizer in one place, each with what another choice costs.

/// The choices of the vectorizer. The defaults serve all corpora; `examples/ablation.rs` measures what others give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VectorSettings {
    /// How often a headline word counts in text and lead.
    pub title_weight: u32,
    /// Content words of the body that belong to the lead.
    pub lead_words: usize,
    /// Content words of the body that count: news tells the event first.
    pub body_words: usize,
    /// Weight of each view in the blended similarity, in the order of [`super::bags::Bag::ALL`]; they sum to 1.
    pub views: [f32; 4],
    /// Whether a term that occurs often in an article counts as `1 + ln tf`, or as often as it occurs.
    pub sublinear: bool,
    /// Power of the inverse document frequency.
    pub idf_power: f64,
    /// Number of articles that the built-in background counts for next to the corpus; 0 for the corpus alone.
    pub background: f64,
    /// Whether runs of content words that recur too widely are left out.
    pub without_boilerplate: bool,
    /// Whether templates, furniture and link widgets, as the reuse stage knows them, are left out.
    pub without_templates: bool,
}

impl Default for VectorSettings {
    fn default() -> Self {
        Self {
            title_weight: 2,
            lead_words: 60,
            body_words: 800,
            views: [0.3, 0.3, 0.1, 0.3],
            sublinear: true,
            idf_power: 1.0,
            background: 20_000.0,
            without_boilerplate: true,
            without_templates: true,
        }
    }
}
