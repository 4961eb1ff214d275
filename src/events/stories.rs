//! Events to running stories: the same linkage, one level up and with a looser cut.

use super::{Edge, EventSettings, linkage};

/// Mean score at which two events still belong to one story.
pub const CUT: f64 = EventSettings::STORY as f64;

/// Per event the number of its story; stories are numbered by their first event. `sums` is what [`between`] gives.
#[must_use]
pub fn group(sizes: &[usize], sums: &[(u32, u32, f64)]) -> Vec<usize> {
    let sizes: Vec<f64> = sizes.iter().map(|&size| size as f64).collect();
    linkage::link(&sizes, sums, CUT)
}

/// Sum of scores between each pair of different events that have an edge, ascending.
#[must_use]
pub fn between(event_of: &[usize], edges: &[Edge]) -> Vec<(u32, u32, f64)> {
    let mut sums: Vec<(u32, u32, f64)> = edges
        .iter()
        .map(|edge| (event_of[edge.a.index()] as u32, event_of[edge.b.index()] as u32, f64::from(edge.score)))
        .filter(|(a, b, _)| a != b)
        .map(|(a, b, score)| (a.min(b), a.max(b), score))
        .collect();
    // A stable sort keeps the order of the edges within a pair of events, so the sum is the same every time.
    sums.sort_by_key(|&(a, b, _)| (a, b));
    sums.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1))
        .map(|group| (group[0].0, group[0].1, group.iter().map(|entry| entry.2).sum()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::ArticleId;

    #[test]
    fn sums_are_per_pair_of_events() {
        let edge = |a, b, score| Edge { a: ArticleId(a), b: ArticleId(b), similarity: score, score };
        let edges = [edge(0, 2, 0.5), edge(0, 1, 0.9), edge(1, 2, 0.25), edge(2, 3, 0.1)];
        let sums = between(&[0, 0, 1, 2], &edges);
        assert_eq!(sums, [(0, 1, 0.75), (1, 2, f64::from(0.1_f32))]);
        assert_eq!(group(&[2, 1, 1], &sums), [0, 0, 1]);
    }
}
