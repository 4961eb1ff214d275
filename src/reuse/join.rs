//! All pairs of classes whose shingle sets have a Jaccard similarity of at least `t`, exactly.
//!
//! A prefix-filter set-similarity join: order every set by one global order, rarest first; two sets with overlap
//! `o = ⌈t/(1+t)·(n+m)⌉` must share an element in the first `n − ⌈t·n⌉ + 1` of each (AllPairs, Bayardo, Ma and Srikant
//! 2007). A length filter `m ≥ t·n` and a positional filter (PPJoin, Xiao et al. 2008) follow; survivors are verified by
//! a merge that stops as soon as the overlap is out of reach. No suffix filter: verification looks at two elements in
//! the median (Mann, Augsten and Bouros 2016). Any global order gives the same pairs; ours is (rarity, hash).
//!
//! Cost: sets of `s` shingles in all, one sort of the prefix elements; on news, fewer than ten candidates a paragraph.
//! Groups of equal prefix elements are compared pair by pair; masked templates are what keeps them small.

use rayon::prelude::*;

use super::{
    classes::Classes,
    shingles::{self, Rarity, TEMPLATE},
};
use crate::text::Texts;

/// Words from which a paragraph is compared by likeness; shorter ones only by equality.
pub const MIN_WORDS: u32 = 8;

/// A verified pair of classes, `a` before `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetPair {
    /// The class with the smaller number.
    pub a: u32,
    /// The class with the larger number.
    pub b: u32,
    /// Shared distinct shingles.
    pub overlap: u32,
}

/// Distinct unmasked shingles of every class, as keys in the global order; only those in two classes or more are kept,
/// as no other can be shared.
#[derive(Debug, Default)]
pub struct ShingleSets {
    keys: Vec<u64>,
    /// Per class, and one more: index of its first key.
    starts: Vec<usize>,
    /// Per class: number of distinct unmasked shingles, those in one class included; 0 for a class not compared.
    pub sizes: Vec<u32>,
}

impl ShingleSets {
    fn keys(&self, class: u32) -> &[u64] {
        &self.keys[self.starts[class as usize]..self.starts[class as usize + 1]]
    }

    /// Jaccard similarity of two classes that share `overlap` shingles.
    #[must_use]
    pub fn jaccard(&self, pair: SetPair) -> f64 {
        let union = self.sizes[pair.a as usize] + self.sizes[pair.b as usize] - pair.overlap;
        if union == 0 { 0.0 } else { f64::from(pair.overlap) / f64::from(union) }
    }

    /// Number of shared shingles of two classes, without a threshold.
    #[must_use]
    pub fn overlap(&self, a: u32, b: u32) -> u32 {
        merge(self.keys(a), self.keys(b), 0, usize::MAX).unwrap_or(0)
    }
}

/// The shingle sets of all classes of at least [`MIN_WORDS`] words.
///
/// A class whose words are nearly all masked as template has no set: what is left is too little to compare.
#[must_use]
pub fn shingle_sets(texts: &Texts, classes: &Classes, rarity: &Rarity) -> ShingleSets {
    let per_class: Vec<(Vec<u64>, u32)> = classes
        .classes
        .par_iter()
        .map(|class| {
            if class.n_words < MIN_WORDS {
                return (Vec::new(), 0);
            }
            let rarities = rarity.at(texts.paragraph_range(class.first));
            let mut masked = false;
            let mut keys = Vec::with_capacity(class.n_words as usize);
            shingles::for_each(texts, class.first, |shingle| match rarities[shingle.offset as usize] {
                TEMPLATE => masked = true,
                value => keys.push((u64::from(value) << 56) | (shingle.hash >> 8)),
            });
            keys.sort_unstable();
            keys.dedup();
            let size = keys.len() as u32;
            if masked && size < MIN_WORDS - shingles::WIDTH as u32 + 1 {
                return (Vec::new(), 0);
            }
            keys.retain(|key| key >> 56 > 1);
            (keys, size)
        })
        .collect();
    let mut sets = ShingleSets { starts: Vec::with_capacity(per_class.len() + 1), ..ShingleSets::default() };
    sets.starts.push(0);
    sets.keys.reserve(per_class.iter().map(|(keys, _)| keys.len()).sum());
    for (keys, size) in per_class {
        sets.keys.extend(keys);
        sets.starts.push(sets.keys.len());
        sets.sizes.push(size);
    }
    sets
}

/// One prefix element of one set.
#[derive(Clone, Copy)]
struct Posting {
    key: u64,
    size: u32,
    class: u32,
    /// Index of the element among the set's kept keys.
    position: u32,
}

/// All pairs with Jaccard ≥ `threshold`, sorted.
#[must_use]
pub fn join(sets: &ShingleSets, threshold: f64) -> Vec<SetPair> {
    let mut postings: Vec<Posting> = (0..sets.sizes.len() as u32)
        .into_par_iter()
        .flat_map_iter(|class| {
            let size = sets.sizes[class as usize];
            let keys = sets.keys(class);
            // Shingles of one class only come first in the order; they are not kept but use up the prefix.
            let alone = size as usize - keys.len();
            let prefix = (size as usize + 1)
                .saturating_sub(at_least(threshold * f64::from(size)))
                .saturating_sub(alone);
            let prefix = if size == 0 { 0 } else { prefix.min(keys.len()) };
            keys[..prefix].iter().enumerate().map(move |(position, &key)| Posting {
                key,
                size,
                class,
                position: position as u32,
            })
        })
        .collect();
    postings.par_sort_unstable_by_key(|posting| (posting.key, posting.size, posting.class));

    let groups: Vec<&[Posting]> =
        postings.chunk_by(|a, b| a.key == b.key).filter(|group| group.len() > 1).collect();
    let mut pairs: Vec<SetPair> =
        groups.into_par_iter().flat_map_iter(|group| join_group(sets, group, threshold)).collect();
    pairs.par_sort_unstable();
    pairs
}

/// The pairs of one group whose first shared prefix element is the group's; sizes ascend.
fn join_group(sets: &ShingleSets, group: &[Posting], threshold: f64) -> Vec<SetPair> {
    let mut pairs = Vec::new();
    for (i, y) in group.iter().enumerate() {
        let shortest = at_least(threshold * f64::from(y.size)) as u32;
        let from = group[..i].partition_point(|x| x.size < shortest);
        for x in &group[from..i] {
            let needed = at_least(threshold / (1.0 + threshold) * f64::from(x.size + y.size)).max(1);
            let (keys_x, keys_y) = (sets.keys(x.class), sets.keys(y.class));
            let (at_x, at_y) = (x.position as usize, y.position as usize);
            let reachable = 1 + (keys_x.len() - at_x - 1).min(keys_y.len() - at_y - 1);
            // A pair that shares an earlier element was, or will be, met in that element's group.
            if reachable < needed || shares_any(&keys_x[..at_x], &keys_y[..at_y]) {
                continue;
            }
            if let Some(overlap) = merge(&keys_x[at_x..], &keys_y[at_y..], needed, usize::MAX) {
                pairs.push(SetPair { a: x.class.min(y.class), b: x.class.max(y.class), overlap });
            }
        }
    }
    pairs
}

fn shares_any(a: &[u64], b: &[u64]) -> bool {
    merge(a, b, 1, 1).is_some_and(|shared| shared > 0)
}

/// Number of common elements of two ascending slices, `None` as soon as `needed` is out of reach; stops at `enough`.
fn merge(a: &[u64], b: &[u64], needed: usize, enough: usize) -> Option<u32> {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        if shared + (a.len() - i).min(b.len() - j) < needed {
            return None;
        }
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                i += 1;
                j += 1;
                shared += 1;
                if shared >= enough {
                    break;
                }
            }
        }
    }
    (shared >= needed).then_some(shared as u32)
}

/// The least whole number that is not below `bound`; a bound that misses a whole number by rounding counts as it.
fn at_least(bound: f64) -> usize {
    (bound - 1e-9).ceil().max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_stops_early_and_counts_right() {
        assert_eq!(merge(&[1, 2, 3, 9], &[2, 3, 4, 9], 3, usize::MAX), Some(3));
        assert_eq!(merge(&[1, 2, 3], &[4, 5, 6], 1, usize::MAX), None);
        assert_eq!(merge(&[], &[1], 0, usize::MAX), Some(0));
        assert_eq!(merge(&[1, 2], &[1, 2], 1, 1), Some(1));
    }

    #[test]
    fn bounds_are_not_moved_by_rounding() {
        assert_eq!(at_least(0.7 * 10.0), 7);
        assert_eq!(at_least(0.1 * 3.0 * 10.0), 3);
        assert_eq!(at_least(6.000_1), 7);
    }
}
