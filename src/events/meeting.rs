//! At which cut do two articles become one event?
//!
//! Average linkage is a tree: the lower the cut, the more of it is joined. The height at which two articles meet is the
//! highest cut, in steps of [`STEP`], that has them in one event; one step more parts them. It is searched for with
//! the linkage that makes the events, so that `retold recut --cut` with either number does what is said here. Articles of
//! one event meet inside it, so the linkage is run on its members alone; articles of two events meet as their events do, so
//! it is run on events and their mean scores. Only what a chain of pairs above a cut connects can meet at it: everything
//! else is left out. Where scores tie, as those at 1 do, a block that goes to the matrix may be joined in another order.
//!
//! Cost: a search of a dozen linkages on that part; below [`LOWEST`], where the part is all of a corpus and a cut
//! means nothing any more, it is not looked for.

use std::cell::OnceCell;

use super::{Relations, linkage, stories};
use crate::units::ArticleId;

/// Cuts are looked for on this grid, which is that of four decimals.
pub const STEP: f64 = 1e-4;

/// The lowest cut looked at: log-odds of −3, one in twenty. Below it most of a corpus hangs together, and a linkage of all
/// of it takes seconds.
pub const LOWEST: f64 = 0.2;

/// The highest step: a cut of 1 is none.
const HIGHEST: u32 = 9_999;

/// The first stride of a search from above, in steps.
const FIRST_STRIDE: u32 = 64;

/// What a mean may lack of the cut for floating-point reasons, as in [`linkage::link`].
const TOLERANCE: f64 = 1e-9;

/// The height at which two articles meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Height {
    /// One repeats the other, or both a third: they are one event at every cut.
    Always,
    /// They are one event up to this cut, and two above it.
    At(f64),
    /// They are two events at every cut from [`LOWEST`].
    Never,
}

/// Where articles of a run meet.
pub struct Meetings<'a> {
    relations: &'a Relations,
    /// Per article: its event.
    of: &'a [usize],
    /// All events, once somebody asks for two of them.
    events: OnceCell<Graph>,
}

impl<'a> Meetings<'a> {
    /// Of the articles in these events.
    #[must_use]
    pub fn new(relations: &'a Relations, of: &'a [usize]) -> Self {
        Self { relations, of, events: OnceCell::new() }
    }

    /// The height at which two articles meet.
    #[must_use]
    pub fn height(&self, a: ArticleId, b: ArticleId) -> Height {
        let (a, b) = (self.relations.original(a), self.relations.original(b));
        let (from, to) = (self.of[a.index()], self.of[b.index()]);
        if a == b {
            Height::Always
        } else if from == to {
            let found = self.inside(from).highest(a.0, |group| group.contains(&b.0));
            found.map_or(Height::Never, Height::At)
        } else {
            self.height_of_events(from, to).map_or(Height::Never, Height::At)
        }
    }

    /// The highest cut at which two events are one; `None` where none from [`LOWEST`] is.
    #[must_use]
    pub fn height_of_events(&self, a: usize, b: usize) -> Option<f64> {
        let events = self.events.get_or_init(|| {
            let n_events = self.of.iter().max().map_or(0, |&last| last + 1);
            let mut sizes = vec![0.0; n_events];
            for id in self.originals() {
                sizes[self.of[id.index()]] += 1.0;
            }
            Graph::new(sizes, stories::between(self.of, &self.relations.edges).into_iter())
        });
        events.highest(a as u32, |group| group.contains(&(b as u32)))
    }

    /// The highest cut at which an article still has company in its event; `None` for one that stands alone, or with
    /// copies only.
    #[must_use]
    pub fn alone_above(&self, article: ArticleId) -> Option<f64> {
        let article = self.relations.original(article);
        self.inside(self.of[article.index()]).highest(article.0, |group| group.len() > 1)
    }

    fn originals(&self) -> impl Iterator<Item = ArticleId> {
        (0..self.of.len() as u32).map(ArticleId).filter(|&id| self.relations.original(id) == id)
    }

    /// The members of an event.
    fn inside(&self, event: usize) -> Graph {
        let edges = self.relations.edges.iter();
        let edges = edges.filter(|edge| self.of[edge.a.index()] == event && self.of[edge.b.index()] == event);
        Graph::new(vec![1.0; self.of.len()], edges.map(|edge| (edge.a.0, edge.b.0, f64::from(edge.score))))
    }
}

/// Nodes with sizes, and the sums of scores between them.
struct Graph {
    sizes: Vec<f64>,
    neighbours: Vec<Vec<(u32, f64)>>,
}

impl Graph {
    fn new(sizes: Vec<f64>, edges: impl Iterator<Item = (u32, u32, f64)>) -> Self {
        let mut neighbours: Vec<Vec<(u32, f64)>> = vec![Vec::new(); sizes.len()];
        for (a, b, sum) in edges {
            neighbours[a as usize].push((b, sum));
            neighbours[b as usize].push((a, sum));
        }
        Self { sizes, neighbours }
    }

    /// The highest cut at which the group of `from` is as wanted. What a cut joins, every lower one joins.
    fn highest(&self, from: u32, wanted: impl Fn(&[u32]) -> bool) -> Option<f64> {
        let lowest = (LOWEST / STEP).round() as u32;
        let reached = |step: u32| wanted(&self.reach(from, cut(step)));
        // What no chain of pairs connects needs no linkage.
        let bound = descend(lowest, HIGHEST, reached)?;
        let joined = |step: u32| {
            let part = self.reach(from, cut(step));
            wanted(&self.group(from, &part, cut(step)))
        };
        descend(lowest, bound, joined).map(|step| f64::from(step) * STEP)
    }

    /// The nodes that a chain of pairs whose mean reaches the cut connects with `from`, ascending.
    fn reach(&self, from: u32, cut: f64) -> Vec<u32> {
        let mut found = vec![false; self.sizes.len()];
        found[from as usize] = true;
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            for &(other, sum) in &self.neighbours[node as usize] {
                let mean = sum / (self.sizes[node as usize] * self.sizes[other as usize]);
                if mean >= cut - TOLERANCE && !found[other as usize] {
                    found[other as usize] = true;
                    open.push(other);
                }
            }
        }
        (0..).zip(found).filter_map(|(node, found)| found.then_some(node)).collect()
    }

    /// The group of `from` when the nodes of `part`, ascending, are linked at the cut.
    fn group(&self, from: u32, part: &[u32], cut: f64) -> Vec<u32> {
        let sizes: Vec<f64> = part.iter().map(|&node| self.sizes[node as usize]).collect();
        let mut edges = Vec::new();
        for (number, &node) in (0..).zip(part) {
            for &(other, sum) in self.neighbours[node as usize].iter().filter(|&&(other, _)| other > node) {
                if let Ok(other) = part.binary_search(&other) {
                    edges.push((number, other as u32, sum));
                }
            }
        }
        let labels = linkage::link(&sizes, &edges, cut);
        let Ok(own) = part.binary_search(&from) else { return vec![from] };
        let group = part.iter().zip(&labels).filter(|&(_, &label)| label == labels[own]);
        group.map(|(&node, _)| node).collect()
    }
}

/// The cut of a step, as settings hold it.
fn cut(step: u32) -> f64 {
    f64::from((f64::from(step) * STEP) as f32)
}

/// The highest step from `lowest` to `highest` that holds, where all below one that holds do; `None` when none does.
///
/// It is looked for from above, in strides that double, and then by halving, because the lower a cut the more there is to
/// link; and often `highest` itself holds: where nothing else is near, the linkage has no choice.
fn descend(lowest: u32, highest: u32, holds: impl Fn(u32) -> bool) -> Option<u32> {
    if holds(highest) {
        return Some(highest);
    }
    let (mut failed, mut stride) = (highest, FIRST_STRIDE);
    let mut held = loop {
        let probe = failed.saturating_sub(stride).max(lowest);
        if holds(probe) {
            break probe;
        }
        if probe == lowest {
            return None;
        }
        (failed, stride) = (probe, 2 * stride);
    };
    while held + 1 < failed {
        let middle = held.midpoint(failed);
        if holds(middle) {
            held = middle;
        } else {
            failed = middle;
        }
    }
    Some(held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Edge;

    fn relations(n: u32, scores: &[(u32, u32, f32)]) -> Relations {
        let edge = |&(a, b, score)| Edge { a: ArticleId(a), b: ArticleId(b), similarity: score, score };
        Relations {
            edges: scores.iter().map(edge).collect(),
            duplicate_of: vec![None; n as usize],
            text_of: (0..n).map(ArticleId).collect(),
            ..Relations::default()
        }
    }

    fn meet(relations: &Relations, of: &[usize], a: u32, b: u32) -> f64 {
        match Meetings::new(relations, of).height(ArticleId(a), ArticleId(b)) {
            Height::At(height) => height,
            Height::Always => f64::INFINITY,
            Height::Never => 0.0,
        }
    }

    /// Two pairs, `0 1` at .9 and `2 3` at .8, and .6, .5, .4 and .3 between them: mean .45.
    fn two_pairs() -> Relations {
        let between = [(0, 2, 0.6), (1, 2, 0.5), (0, 3, 0.4), (1, 3, 0.3)];
        relations(5, &[[(0, 1, 0.9), (2, 3, 0.8)].as_slice(), &between].concat())
    }

    #[test]
    fn heights_by_hand() {
        let relations = two_pairs();
        // As one event, and as two: the same tree.
        for of in [[0, 0, 0, 0, 1], [0, 0, 1, 1, 2]] {
            assert!((meet(&relations, &of, 0, 2) - 0.45).abs() < 1.01 * STEP, "{of:?}");
            assert!((meet(&relations, &of, 3, 1) - 0.45).abs() < 1.01 * STEP, "{of:?}");
        }
        let of = [0, 0, 0, 0, 1];
        assert!((meet(&relations, &of, 0, 1) - 0.9).abs() < 1.01 * STEP);
        assert!((meet(&relations, &of, 2, 3) - 0.8).abs() < 1.01 * STEP);
        assert_eq!(meet(&relations, &of, 0, 4), 0.0);
        let meetings = Meetings::new(&relations, &of);
        assert!((meetings.alone_above(ArticleId(3)).unwrap() - 0.8).abs() < 1.01 * STEP);
        assert_eq!(meetings.alone_above(ArticleId(4)), None);
    }

    #[test]
    fn a_copy_stands_where_its_original_stands() {
        let mut relations = two_pairs();
        relations.duplicate_of[4] = Some(ArticleId(3));
        let of = [0, 0, 1, 1, 1];
        assert_eq!(Meetings::new(&relations, &of).height(ArticleId(3), ArticleId(4)), Height::Always);
        assert_eq!(meet(&relations, &of, 4, 0), meet(&relations, &of, 3, 0));
    }

    #[test]
    fn the_height_joins_and_a_step_more_parts() {
        // A fixed linear congruential generator: the same graphs in every run.
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1 << 24) as f32
        };
        for n in [4, 9, 25] {
            let mut scores = Vec::new();
            for a in 0..n {
                for b in a + 1..n {
                    let near = if a % 3 == b % 3 { 0.4 } else { 0.0 };
                    if next() < 0.7 {
                        scores.push((a, b, near + 0.6 * next()));
                    }
                }
            }
            let relations = relations(n, &scores);
            let groups = |cut: f64| linkage::cluster(n as usize, &relations.edges, cut as f32);
            let of = groups(0.46);
            for (a, b) in [(0, 1), (0, 3), (1, 2), (2, 3)] {
                let height = meet(&relations, &of, a, b);
                let (low, high) = (groups(height.max(LOWEST)), groups(height.max(LOWEST - STEP) + STEP));
                assert_eq!(low[a as usize] == low[b as usize], height > 0.0, "{n} {a} {b} {height}");
                assert_ne!(high[a as usize], high[b as usize], "{n} {a} {b} {height}");
            }
        }
    }
}
