//! How articles are weighed: every choice of the vectorizer in one place.
//!
//! The defaults were chosen once, on four labelled sets together, by what `examples/ablation.rs` prints; they serve all
//! corpora. Most lie on a plateau: a view more or less, a lead of half or twice the length, a background of a tenth of the
//! size move both F1s by less than a point. What must be there: headlines, the logarithm of the term frequency, and a
//! background for dumps that are small.

/// The choices of the vectorizer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VectorSettings {
    /// How often a headline word counts in text and lead. From 1 to 3 both F1s gain half a point, beyond 3 nothing.
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
            title_weight: 3,
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
