//! Numbers and positions that cannot be wrong.
//!
//! Dense ids are `u32` newtypes that mean something in one run only; anything written to disk uses the stable,
//! content-derived ids of [`stable_id`] instead.

use serde::{Deserialize, Serialize};

/// Position of an article in the corpus' canonical order (time, outlet, id); dense, this run only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleId(pub u32);

/// Position of an outlet in the corpus' sorted list of outlet names; dense, this run only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutletId(pub u32);

/// Position of a paragraph among all paragraphs of the corpus; dense, this run only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ParagraphId(pub u32);

impl ArticleId {
    /// The id as an index into per-article arrays.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl OutletId {
    /// The id as an index into per-outlet arrays.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl ParagraphId {
    /// The id as an index into per-paragraph arrays.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Half-open byte range into one article's text as it was read; both ends lie on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span `start..end`. Articles are at most 4 GiB (the readers reject longer records), so `u32` holds.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end && u32::try_from(end).is_ok());
        Self { start: start as u32, end: end as u32 }
    }

    /// The text under the span.
    ///
    /// # Panics
    /// When the span was made for another text and does not lie on its character boundaries.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether the two spans share a byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A likeness in `0.0..=1.0`; never NaN. Grows with likeness, unlike a distance.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct Similarity(f32);

impl Similarity {
    /// No likeness at all.
    pub const ZERO: Similarity = Similarity(0.0);

    /// The similarity of that value, or `None` when it is NaN or outside `0.0..=1.0`.
    #[must_use]
    pub fn new(value: f32) -> Option<Self> {
        (0.0..=1.0).contains(&value).then_some(Self(value))
    }

    /// The similarity of that value after removing floating-point overshoot; NaN counts as 0.
    #[must_use]
    pub fn clamped(value: f32) -> Self {
        if value.is_nan() { Self::ZERO } else { Self(value.clamp(0.0, 1.0)) }
    }

    /// The value in `0.0..=1.0`.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }
}

/// Rounds a score to the four decimals that the output contract promises; NaN and infinities become 0.
#[must_use]
pub fn round4(score: f64) -> f64 {
    if score.is_finite() { (score * 1e4).round() / 1e4 } else { 0.0 }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every input bit reaches every output bit. For hashes
/// that live within one run; what is written to disk is hashed with xxh3.
#[must_use]
pub fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A short stable id `PREFIX_xxxxxxxxxxxx` derived from content: 60 bits of xxh3 in base 32 (no look-alike letters).
///
/// Sixty bits keep the chance of one collision among ten million ids below 5 in 100,000.
#[must_use]
pub fn stable_id(prefix: &str, content: u128) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut id = String::with_capacity(prefix.len() + 13);
    id.push_str(prefix);
    id.push('_');
    let mut bits = (content ^ (content >> 64)) as u64;
    for _ in 0..12 {
        id.push(ALPHABET[(bits & 31) as usize] as char);
        bits >>= 5;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similarity_refuses_what_is_not_a_likeness() {
        assert!(Similarity::new(f32::NAN).is_none());
        assert!(Similarity::new(1.1).is_none());
        assert_eq!(Similarity::clamped(1.000_001).get(), 1.0);
        assert_eq!(Similarity::clamped(f32::NAN).get(), 0.0);
    }

    #[test]
    fn scores_have_four_decimals() {
        assert_eq!(round4(1.0 / 3.0), 0.3333);
        assert_eq!(round4(f64::INFINITY), 0.0);
    }

    #[test]
    fn stable_ids_are_short_and_differ() {
        assert_eq!(stable_id("ev", 7).len(), 15);
        assert_ne!(stable_id("ev", 7), stable_id("ev", 8));
    }
}
