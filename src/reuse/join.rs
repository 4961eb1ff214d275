//! All pairs of classes whose shingle sets have a Jaccard similarity of at least `t`, exactly.
//!
//! A prefix-filter set-similarity join: order every set by one global order, rarest first; two sets with overlap
//! `o = ⌈t/(1+t)·(n+m)⌉` must share an element in the first `n − ⌈t·n⌉ + 1` of each (AllPairs, Bayardo, Ma and Srikant
//! 2007). A length filter `m ≥ t·n` and a positional filter (PPJoin, Xiao et al. 2008) follow; survivors are verified by
//! a merge that stops as soon as the overlap is out of reach. No suffix filter: verification looks at two elements in
//! the median (Mann, Augsten and Bouros 2016). Any global order gives the same pairs; ours is (rarity, hash).
//!
//! The smaller set of a pair needs to be met by a shorter prefix only, `n − ⌈2t/(1+t)·n⌉ + 1` (Xiao et al.).
//!
//! Cost: a look at every shingle, one sort of the prefix elements of paragraphs that can have a partner (a third of a
//! crawl's), and fewer than ten candidates for each of those. In a group of more than [`HOT`] equal prefix elements
//! ([`Hot::Meet`]) members meet representatives instead of each other: members × representatives, where a
//! representative is a member that no earlier one is alike to. Nothing is dropped for being frequent.

use std::borrow::Cow;

use rayon::prelude::*;

use super::{
    classes::{Class, Classes},
    merge::{merge, shares_any},
    shingles::{self, Rarity, TEMPLATE},
};
use crate::{
    space::{Array, Space},
    text::Texts,
    units::mix,
};

/// Words from which a paragraph is compared by likeness; shorter ones only by equality.
pub const MIN_WORDS: u32 = 8;

/// Classes whose sets are made together.
const TASK: usize = 4_096;

/// Tasks whose sets are made before they are put away.
const TASKS: usize = 32;

/// The part of the memory that the sets may take, which are read in no order: one of so many.
const KEYS_PART: u64 = 3;

/// The part of the memory that the prefix elements of a round may take: one of so many.
const PART: u64 = 6;

/// Prefix elements that are sorted at a time. More need more memory, fewer more passes over the sets.
const ROUND: u64 = 32_000_000;

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

/// Members of a group from which they meet representatives.
pub const HOT: usize = 64;

/// What to do in a group of more than [`HOT`] members, where alike ones make pairs by the square of their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hot {
    /// Every member meets the group's representatives: each class that has a pair still has one.
    Meet,
    /// Every pair is listed.
    List,
}

/// Distinct unmasked shingles of the classes that can have a partner, as keys in the global order; only those in two
/// classes or more are kept, as no other can be shared.
#[derive(Debug, Default)]
pub struct ShingleSets {
    keys: Array<u64>,
    /// Per class, and one more: index of its first key.
    starts: Vec<usize>,
    /// Per class: number of distinct unmasked shingles, those in one class included; 0 for a class without partner.
    sizes: Vec<u32>,
}

impl ShingleSets {
    fn keys(&self, class: u32) -> Cow<'_, [u64]> {
        self.keys.get(self.starts[class as usize]..self.starts[class as usize + 1])
    }

    /// Jaccard similarity of a pair that [`join`] found.
    #[must_use]
    pub fn jaccard(&self, pair: SetPair) -> f64 {
        jaccard(pair.overlap, self.sizes[pair.a as usize], self.sizes[pair.b as usize])
    }
}

fn jaccard(overlap: u32, a: u32, b: u32) -> f64 {
    let union = a + b - overlap;
    if union == 0 { 0.0 } else { f64::from(overlap) / f64::from(union) }
}

/// Jaccard similarity of any two classes, whether or not a threshold leaves them a partner.
#[must_use]
pub fn likeness(texts: &Texts, classes: &Classes, rarity: &Rarity, a: u32, b: u32) -> f64 {
    let keys = |class: u32| {
        let mut keys = Keys::default();
        keys.read(texts, &classes.classes[class as usize], rarity);
        keys.close();
        keys.keys
    };
    let (a, b) = (keys(a), keys(b));
    jaccard(merge(&a, &b, 0, usize::MAX).unwrap_or(0), a.len() as u32, b.len() as u32)
}

/// The shingles of one class.
#[derive(Default)]
struct Keys {
    keys: Vec<u64>,
    /// Occurrences of shingles that no other class has, less those that may repeat one.
    alone: usize,
    masked: bool,
}

impl Keys {
    fn read(&mut self, texts: &Texts, class: &Class, rarity: &Rarity) {
        self.keys.clear();
        (self.alone, self.masked) = (0, false);
        if class.n_words < MIN_WORDS {
            return;
        }
        let rarities = rarity.at(texts.paragraph_range(class.first));
        let mut met = [0_u64; 16];
        shingles::for_each(texts, class.first, |shingle| match rarities[shingle.offset as usize] {
            TEMPLATE => self.masked = true,
            value => {
                if value == 1 {
                    let (word, bit) = (shingle.hash as usize >> 6 & 15, 1 << (shingle.hash & 63));
                    self.alone += usize::from(met[word] & bit == 0);
                    met[word] |= bit;
                }
                self.keys.push((u64::from(value) << 56) | (shingle.hash >> 8));
            }
        });
    }

    /// Whether what is shared with other classes is too little for a partner at this threshold.
    fn cannot_have_partner(&self, threshold: f64) -> bool {
        self.alone >= prefix(self.keys.len(), threshold)
    }

    /// Makes a set of the keys; a class whose words are nearly all masked has none: too little is left to compare.
    fn close(&mut self) {
        self.keys.sort_unstable();
        self.keys.dedup();
        if self.masked && self.keys.len() < MIN_WORDS as usize - shingles::WIDTH + 1 {
            self.keys.clear();
        }
    }
}

/// Elements of a set of `size` among which there is one that it shares with any partner.
fn prefix(size: usize, threshold: f64) -> usize {
    (size + 1) - at_least(threshold * size as f64)
}

/// The sets of one task's classes in one piece, not a vector for each of a million classes.
#[derive(Default)]
struct SetsOfTask {
    keys: Vec<u64>,
    /// Per class: size of the set, and number of keys that are kept.
    sizes: Vec<(u32, u32)>,
}

/// The shingle sets of all classes of at least [`MIN_WORDS`] words that can have a partner at this threshold.
#[must_use]
pub fn shingle_sets(
    space: &Space,
    texts: &Texts,
    classes: &Classes,
    rarity: &Rarity,
    threshold: f64,
) -> ShingleSets {
    let mut sets = ShingleSets {
        keys: Array::new(space, space.part(KEYS_PART)),
        starts: vec![0],
        sizes: Vec::with_capacity(classes.len()),
    };
    for together in classes.classes.chunks(TASK * TASKS) {
        let tasks: Vec<SetsOfTask> = together
            .par_chunks(TASK)
            .map(|chunk| {
                let mut keys = Keys::default();
                let mut sets = SetsOfTask::default();
                for class in chunk {
                    keys.read(texts, class, rarity);
                    if keys.cannot_have_partner(threshold) {
                        sets.sizes.push((0, 0));
                        continue;
                    }
                    keys.close();
                    let before = sets.keys.len();
                    sets.keys.extend(keys.keys.iter().filter(|&key| key >> 56 > 1));
                    sets.sizes.push((keys.keys.len() as u32, (sets.keys.len() - before) as u32));
                }
                sets
            })
            .collect();
        for task in tasks {
            sets.keys.extend(task.keys);
            for (size, kept) in task.sizes {
                sets.starts.push(sets.starts[sets.starts.len() - 1] + kept as usize);
                sets.sizes.push(size);
            }
        }
    }
    sets.keys.finish();
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
    /// Whether larger sets find this one by it.
    indexed: bool,
}

/// All pairs with Jaccard ≥ `threshold` that `counts`, sorted; with [`Hot::Meet`] not all in large groups of alike sets.
#[must_use]
pub fn join(
    space: &Space,
    sets: &ShingleSets,
    threshold: f64,
    hot: Hot,
    counts: impl Fn(u32, u32) -> bool + Sync,
) -> Vec<SetPair> {
    // The prefix elements of a set are at most its kept keys; at the usual thresholds about a third of them.
    let bytes = size_of::<Posting>() as u64;
    let rounds = space.rounds(sets.keys.len() as u64 / 3 * bytes, PART, ROUND * bytes);
    let join = Join { sets, threshold, counts };
    let mut pairs: Vec<SetPair> = Vec::new();
    for round in 0..rounds {
        let mut postings: Vec<Posting> = (0..sets.sizes.len() as u32)
            .into_par_iter()
            .flat_map_iter(|class| postings(sets, threshold, class))
            .filter(|posting| mix(posting.key) % rounds == round)
            .collect();
        postings.par_sort_unstable_by_key(|posting| (posting.key, posting.size, posting.class));
        let groups: Vec<&[Posting]> =
            postings.chunk_by(|a, b| a.key == b.key).filter(|group| group.len() > 1).collect();
        pairs.par_extend(groups.into_par_iter().flat_map_iter(|group| {
            if group.len() > HOT && hot == Hot::Meet { join.meet(group) } else { join.list(group) }
        }));
    }
    pairs.par_sort_unstable();
    // Representatives may meet a member in several groups.
    pairs.dedup();
    pairs
}

/// The prefix elements of one set.
fn postings(sets: &ShingleSets, threshold: f64, class: u32) -> impl Iterator<Item = Posting> + '_ {
    let size = sets.sizes[class as usize] as usize;
    let keys = if size == 0 { Cow::default() } else { sets.keys(class) };
    // Shingles of one class only come first in the order; they are not kept but use up the prefix.
    let alone = size - keys.len();
    let probed = if size == 0 { 0 } else { prefix(size, threshold).saturating_sub(alone).min(keys.len()) };
    let indexed =
        (size + 1 - at_least(2.0 * threshold / (1.0 + threshold) * size as f64)).saturating_sub(alone);
    (0..probed).map(move |position| Posting {
        key: keys[position],
        size: size as u32,
        class,
        position: position as u32,
        indexed: position < indexed,
    })
}

struct Join<'a, F> {
    sets: &'a ShingleSets,
    threshold: f64,
    counts: F,
}

impl<F: Fn(u32, u32) -> bool + Sync> Join<'_, F> {
    /// The pairs of one group whose first shared prefix element is the group's; sizes ascend.
    fn list(&self, group: &[Posting]) -> Vec<SetPair> {
        let mut pairs = Vec::new();
        for (i, y) in group.iter().enumerate() {
            for x in self.large_enough(&group[..i], y).iter().filter(|x| x.indexed) {
                let needed = self.needed(x, y);
                let (keys_x, keys_y) = (self.sets.keys(x.class), self.sets.keys(y.class));
                let (at_x, at_y) = (x.position as usize, y.position as usize);
                let reachable = (keys_x.len() - at_x).min(keys_y.len() - at_y);
                // A pair that shares an earlier element was, or will be, met in that element's group.
                if reachable < needed || shares_any(&keys_x[..at_x], &keys_y[..at_y]) {
                    continue;
                }
                if let Some(overlap) = merge(&keys_x[at_x..], &keys_y[at_y..], needed, usize::MAX) {
                    pairs.extend(self.pair(x, y, overlap));
                }
            }
        }
        pairs
    }

    /// The pairs of one large group with its representatives; sizes ascend. A member that is alike to none of them meets
    /// all members before it and becomes one.
    fn meet(&self, group: &[Posting]) -> Vec<SetPair> {
        let mut pairs = Vec::new();
        let mut representatives: Vec<Posting> = Vec::new();
        for (i, y) in group.iter().enumerate() {
            let mut alike = false;
            for x in self.large_enough(&representatives, y) {
                if let Some(overlap) = self.overlap(x, y) {
                    alike = true;
                    pairs.extend(self.pair(x, y, overlap));
                }
            }
            if !alike {
                for x in self.large_enough(&group[..i], y).iter().filter(|x| x.indexed) {
                    pairs.extend(self.overlap(x, y).and_then(|overlap| self.pair(x, y, overlap)));
                }
                representatives.push(*y);
            }
        }
        pairs
    }

    /// The part of a group, sizes ascending, that is not too small to be alike to `y`.
    fn large_enough<'a>(&self, group: &'a [Posting], y: &Posting) -> &'a [Posting] {
        let shortest = at_least(self.threshold * f64::from(y.size)) as u32;
        &group[group.partition_point(|x| x.size < shortest)..]
    }

    fn needed(&self, x: &Posting, y: &Posting) -> usize {
        at_least(self.threshold / (1.0 + self.threshold) * f64::from(x.size + y.size)).max(1)
    }

    fn overlap(&self, x: &Posting, y: &Posting) -> Option<u32> {
        merge(&self.sets.keys(x.class), &self.sets.keys(y.class), self.needed(x, y), usize::MAX)
    }

    fn pair(&self, x: &Posting, y: &Posting, overlap: u32) -> Option<SetPair> {
        let (a, b) = (x.class.min(y.class), x.class.max(y.class));
        (self.counts)(a, b).then_some(SetPair { a, b, overlap })
    }
}

/// The least whole number that is not below `bound`; a bound that misses a whole number by rounding counts as it.
fn at_least(bound: f64) -> usize {
    (bound - 1e-9).ceil().max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_not_moved_by_rounding() {
        assert_eq!(at_least(0.7 * 10.0), 7);
        assert_eq!(at_least(0.1 * 3.0 * 10.0), 3);
        assert_eq!(at_least(6.000_1), 7);
    }
}
