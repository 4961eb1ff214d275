//! How well do the events found agree with labels that people gave?
//!
//! BCubed (Bagga and Baldwin 1998; per article, the mean over articles), pairwise precision and recall, the adjusted
//! Rand index (Hubert and Arabie 1985), and homogeneity, completeness and V-measure (Rosenberg and Hirschberg 2007).
//! All come from one table: how many articles have gold event `g` and found event `f`. Exact; cost: one look-up per
//! article in an ordered map.
//!
//! [`gold`] reads labels; [`sweep`] does the same at many cuts; [`disagreements`] names the events and the pairs of
//! articles on which the two sides differ most; [`calibrate`] chooses a cut from a few [`labels`].

pub mod calibrate;
pub mod disagreements;
pub mod gold;
pub mod labels;
pub mod sweep;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::ArticleId;

/// An article that is in an event on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labelled<'a> {
    /// Its place in the run.
    pub article: ArticleId,
    /// Its event by the labels.
    pub gold: &'a str,
    /// Its event in the run.
    pub found: &'a str,
}

/// Precision, recall and their harmonic mean.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Scores {
    /// How much of what was put together belongs together.
    pub precision: f64,
    /// How much of what belongs together was put together.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

impl Scores {
    fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        Self { precision, recall, f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 } }
    }
}

/// Agreement of found events with gold events over the same articles.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Agreement {
    /// Articles that have both a gold and a found event.
    pub articles: u64,
    /// Gold events.
    pub gold_events: u64,
    /// Found events.
    pub found_events: u64,
    /// Gold events of one article.
    pub gold_singletons: u64,
    /// Found events of one article.
    pub found_singletons: u64,
    /// Articles of the largest gold event.
    pub gold_largest: u64,
    /// Articles of the largest found event.
    pub found_largest: u64,
    /// BCubed: the mean over articles.
    pub bcubed: Scores,
    /// Over pairs of articles. Without any pair on a side, that side has nothing wrong and scores 1.
    pub pairwise: Scores,
    /// Adjusted Rand index: 0 for chance, 1 for agreement.
    pub adjusted_rand_index: f64,
    /// Whether found events hold one gold event each.
    pub homogeneity: f64,
    /// Whether gold events are in one found event each.
    pub completeness: f64,
    /// The harmonic mean of both.
    pub v_measure: f64,
}

/// How many articles are in gold event `g` and found event `f`, events numbered as they come.
#[derive(Default)]
struct Table {
    cells: BTreeMap<(usize, usize), u64>,
    gold: Vec<u64>,
    found: Vec<u64>,
}

impl Table {
    fn new<G: Ord, F: Ord>(labels: impl IntoIterator<Item = (G, F)>) -> Self {
        let (mut golds, mut founds) = (BTreeMap::new(), BTreeMap::new());
        let mut table = Self::default();
        for (gold, found) in labels {
            let cell =
                (count(&mut golds, gold, &mut table.gold), count(&mut founds, found, &mut table.found));
            *table.cells.entry(cell).or_default() += 1;
        }
        table
    }
}

/// Counts one more of the event; returns its number.
fn count<K: Ord>(numbers: &mut BTreeMap<K, usize>, event: K, sizes: &mut Vec<u64>) -> usize {
    let next = numbers.len();
    let number = *numbers.entry(event).or_insert(next);
    if number == next {
        sizes.push(0);
    }
    sizes[number] += 1;
    number
}

/// Compares labels: for each article its gold event and its found event. `None` without articles.
#[must_use]
pub fn compare<G: Ord, F: Ord>(labels: impl IntoIterator<Item = (G, F)>) -> Option<Agreement> {
    let Table { cells, gold, found } = Table::new(labels);
    let articles: u64 = gold.iter().sum();
    if articles == 0 {
        return None;
    }
    let n = articles as f64;
    // Every one of a cell's c articles shares its found event with c articles of its own gold event, and so on.
    let weighted = |sizes: &dyn Fn(&(usize, usize)) -> u64| -> f64 {
        cells.iter().map(|(cell, &count)| (count * count) as f64 / sizes(cell) as f64).sum::<f64>() / n
    };
    let bcubed = Scores::new(weighted(&|cell| found[cell.1]), weighted(&|cell| gold[cell.0]));

    let pairs = |counts: &mut dyn Iterator<Item = u64>| {
        counts.map(|c| c as f64 * (c as f64 - 1.0) / 2.0).sum::<f64>()
    };
    let both = pairs(&mut cells.values().copied());
    let gold_pairs = pairs(&mut gold.iter().copied());
    let found_pairs = pairs(&mut found.iter().copied());
    let share = |whole: f64| if whole > 0.0 { both / whole } else { 1.0 };
    let pairwise = Scores::new(share(found_pairs), share(gold_pairs));

    let in_gold = |cell: (usize, usize)| gold[cell.0];
    let in_found = |cell: (usize, usize)| found[cell.1];
    let homogeneity = explained(&cells, &gold, &in_found, n);
    let completeness = explained(&cells, &found, &in_gold, n);
    let alone = |events: &[u64]| events.iter().filter(|&&size| size == 1).count() as u64;
    Some(Agreement {
        articles,
        gold_events: gold.len() as u64,
        found_events: found.len() as u64,
        gold_singletons: alone(&gold),
        found_singletons: alone(&found),
        gold_largest: gold.iter().copied().max().unwrap_or(0),
        found_largest: found.iter().copied().max().unwrap_or(0),
        bcubed,
        pairwise,
        adjusted_rand_index: adjusted_rand_index(both, gold_pairs, found_pairs, n * (n - 1.0) / 2.0),
        homogeneity,
        completeness,
        v_measure: Scores::new(homogeneity, completeness).f1,
    })
}

/// `both`, `gold` and `found` count pairs that are together in both, in gold, in found, of `all` pairs.
fn adjusted_rand_index(both: f64, gold: f64, found: f64, all: f64) -> f64 {
    let expected = if all > 0.0 { gold * found / all } else { 0.0 };
    let most = f64::midpoint(gold, found);
    // All apart or all together on both sides: nothing but agreement is possible.
    if most == expected { 1.0 } else { (both - expected) / (most - expected) }
}

/// 1 − H(of | given) / H(of): homogeneity where `of` is gold, completeness where it is found. `given` is the size of the
/// other side's event of a cell. 1 when there is nothing to explain.
fn explained(
    cells: &BTreeMap<(usize, usize), u64>,
    of: &[u64],
    given: &dyn Fn((usize, usize)) -> u64,
    n: f64,
) -> f64 {
    let entropy: f64 = of.iter().map(|&c| -(c as f64 / n) * (c as f64 / n).ln()).sum();
    let conditional: f64 = cells
        .iter()
        .map(|(&cell, &c)| {
            let c = c as f64;
            -(c / n) * (c / given(cell) as f64).ln()
        })
        .sum();
    if entropy > 0.0 { (1.0 - conditional / entropy).clamp(0.0, 1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(gold: &'static str, found: &'static str) -> Agreement {
        compare(gold.split(' ').zip(found.split(' '))).unwrap()
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn equal_groupings_agree_whatever_their_names() {
        let same = labels("a a b c", "1 1 2 3");
        for score in [same.bcubed.f1, same.pairwise.f1, same.adjusted_rand_index, same.v_measure] {
            assert!(close(score, 1.0));
        }
        assert_eq!((same.gold_events, same.gold_singletons, same.gold_largest), (3, 2, 2));
    }

    /// Gold aaa bb, found 11 222: cells (a,1)=2 (a,2)=1 (b,2)=2.
    #[test]
    fn scores_are_those_worked_out_by_hand() {
        let score = labels("a a a b b", "1 1 2 2 2");
        // Precision: (2·2/2 + 1·1/3 + 2·2/3) / 5 = 11/15; recall: (4/3 + 1/3 + 4/2) / 5 = 11/15.
        assert!(close(score.bcubed.precision, 11.0 / 15.0) && close(score.bcubed.recall, 11.0 / 15.0));
        // Pairs: together in both 1 + 0 + 1, in gold 3 + 1, in found 1 + 3.
        assert!(close(score.pairwise.precision, 0.5) && close(score.pairwise.recall, 0.5));
        // Expected 4·4/10 = 1.6; (2 − 1.6) / (4 − 1.6) = 1/6.
        assert!(close(score.adjusted_rand_index, 1.0 / 6.0));
        // H(gold) = H(.6, .4); H(gold | found) = 3/5 · H(1/3, 2/3).
        let h = |p: f64| -p * p.ln() - (1.0 - p) * (1.0 - p).ln();
        assert!(close(score.homogeneity, 1.0 - 0.6 * h(1.0 / 3.0) / h(0.6)));
        assert!(close(score.completeness, score.homogeneity) && close(score.v_measure, score.homogeneity));
    }

    #[test]
    fn extremes_score_as_defined() {
        let together = labels("a a b b", "1 1 1 1");
        assert!(close(together.bcubed.precision, 0.5) && close(together.bcubed.recall, 1.0));
        assert!(close(together.homogeneity, 0.0) && close(together.completeness, 1.0));
        assert!(close(together.adjusted_rand_index, 0.0));
        let apart = labels("a a b b", "1 2 3 4");
        assert!(close(apart.bcubed.precision, 1.0) && close(apart.bcubed.recall, 0.5));
        assert!(close(apart.pairwise.precision, 1.0) && close(apart.pairwise.recall, 0.0));
        let alone = labels("a b", "1 2");
        assert!(close(alone.adjusted_rand_index, 1.0) && close(alone.pairwise.f1, 1.0));
        assert!(compare([] as [(u8, u8); 0]).is_none());
    }
}
