//! All pairs of classes that share a verbatim run of at least [`MIN_RUN`] words covering a stated part of the shorter.
//!
//! Seeds are word 8-grams chosen by winnowing (Schleimer, Wilkerson and Aiken 2003): of every five neighbouring 8-grams
//! the one with the least hash. Two texts that share a run of 8 + 5 − 1 = 12 words therefore share a seed inside it, so
//! extending every pair of equal seeds to both sides finds every such run, and a third of the postings suffice.
//! Words covered by a template shingle are barriers that no run crosses.
//!
//! Cost: one rolling hash a word, one sort of a third of the words, and one extension a pair of equal seeds.

use rayon::prelude::*;

use super::{
    classes::{self, Classes},
    join::MIN_WORDS,
    shingles::{self, Rarity, TEMPLATE},
};
use crate::text::Texts;

/// Words that a run has at least.
pub const MIN_RUN: usize = 12;

/// Words of a seed.
const SEED: usize = 8;

/// Neighbouring seeds of which one is kept.
const WINDOW: usize = MIN_RUN - SEED + 1;

/// A word that no run crosses.
pub const BARRIER: u32 = u32::MAX;

/// The longest verbatim run of two classes, `a` before `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// The class with the smaller number.
    pub a: u32,
    /// The class with the larger number.
    pub b: u32,
    /// Number of words in the run.
    pub length: u32,
}

/// The words of every class that can hold a run; template words are [`BARRIER`]s.
#[derive(Debug, Default)]
pub struct Lanes {
    words: Vec<u32>,
    /// Per class, and one more: index of its first word.
    starts: Vec<usize>,
    /// Per class: number of words that are not barriers.
    pub unmasked: Vec<u32>,
}

impl Lanes {
    fn of(&self, class: u32) -> &[u32] {
        &self.words[self.starts[class as usize]..self.starts[class as usize + 1]]
    }
}

/// Lays out the words of all classes of at least [`MIN_WORDS`] words.
#[must_use]
pub fn lanes(texts: &Texts, classes: &Classes, rarity: &Rarity) -> Lanes {
    let per_class: Vec<Vec<u32>> = classes
        .classes
        .par_iter()
        .map(|class| {
            if class.n_words < MIN_WORDS {
                return Vec::new();
            }
            let mut words: Vec<u32> = classes::words(texts, class.first).map(|word| word.0).collect();
            let rarities = rarity.at(texts.paragraph_range(class.first));
            let mut index = 0;
            let mut barriers: Vec<usize> = Vec::new();
            shingles::for_each(texts, class.first, |shingle| {
                if rarities[shingle.offset as usize] == TEMPLATE {
                    barriers.push(index);
                }
                index += 1;
            });
            for start in barriers {
                words[start..start + shingles::WIDTH].fill(BARRIER);
            }
            words
        })
        .collect();
    let mut lanes = Lanes { starts: vec![0], ..Lanes::default() };
    lanes.words.reserve(per_class.iter().map(Vec::len).sum());
    for words in per_class {
        lanes.unmasked.push(words.iter().filter(|&&word| word != BARRIER).count() as u32);
        lanes.words.extend(words);
        lanes.starts.push(lanes.words.len());
    }
    lanes
}

/// For every pair of classes whose longest common run has at least [`MIN_RUN`] words and covers at least `coverage` of
/// the shorter one's unmasked words: that run. Sorted by classes.
#[must_use]
pub fn find_runs(lanes: &Lanes, coverage: f64) -> Vec<Run> {
    let mut seeds: Vec<(u64, u32, u32)> = (0..lanes.unmasked.len() as u32)
        .into_par_iter()
        .flat_map_iter(|class| winnow(lanes.of(class)).into_iter().map(move |(hash, at)| (hash, class, at)))
        .collect();
    seeds.par_sort_unstable();
    let groups: Vec<&[(u64, u32, u32)]> =
        seeds.chunk_by(|x, y| x.0 == y.0).filter(|group| group[0].1 != group[group.len() - 1].1).collect();
    let mut runs: Vec<Run> = groups
        .into_par_iter()
        .flat_map_iter(|group| {
            let mut runs = Vec::new();
            for (i, &(_, a, at_a)) in group.iter().enumerate() {
                for &(_, b, at_b) in group[i + 1..].iter().filter(|other| other.1 != a) {
                    let length = extend(lanes.of(a), at_a as usize, lanes.of(b), at_b as usize);
                    let shorter = lanes.unmasked[a as usize].min(lanes.unmasked[b as usize]);
                    if length >= MIN_RUN && length as f64 >= coverage * f64::from(shorter) - 1e-9 {
                        runs.push(Run { a, b, length: length as u32 });
                    }
                }
            }
            runs.sort_unstable_by_key(|run| (run.a, run.b, std::cmp::Reverse(run.length)));
            runs.dedup_by_key(|run| (run.a, run.b));
            runs
        })
        .collect();
    runs.par_sort_unstable_by_key(|run| (run.a, run.b, std::cmp::Reverse(run.length)));
    runs.dedup_by_key(|run| (run.a, run.b));
    runs
}

/// Length of the maximal common run through `a[at_a]` and `b[at_b]`.
fn extend(a: &[u32], at_a: usize, b: &[u32], at_b: usize) -> usize {
    let same = |(x, y): &(&u32, &u32)| x == y && **x != BARRIER;
    let before = a[..at_a].iter().rev().zip(b[..at_b].iter().rev()).take_while(same).count();
    let after = a[at_a..].iter().zip(&b[at_b..]).take_while(same).count();
    // Seeds are equal by hash only: a collision shows as a run that does not start at the seed.
    if after == 0 { 0 } else { before + after }
}

/// The seeds of one lane: (hash, position), no position twice.
fn winnow(words: &[u32]) -> Vec<(u64, u32)> {
    let mut chosen: Vec<(u64, u32)> = Vec::new();
    let mut start = 0;
    for segment in words.split(|&word| word == BARRIER) {
        if segment.len() >= MIN_RUN {
            let grams: Vec<u64> = gram_hashes(segment);
            for (window, hashes) in grams.windows(WINDOW).enumerate() {
                let mut least = 0;
                for (i, hash) in hashes.iter().enumerate() {
                    if hash <= &hashes[least] {
                        least = i;
                    }
                }
                let at = (start + window + least) as u32;
                if chosen.last().is_none_or(|&(_, last)| last != at) {
                    chosen.push((hashes[least], at));
                }
            }
        }
        start += segment.len() + 1;
    }
    chosen
}

/// Hashes of all [`SEED`]-grams: a polynomial over the words modulo 2⁶⁴, mixed so that the least one is arbitrary.
fn gram_hashes(words: &[u32]) -> Vec<u64> {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    let top = (1..SEED).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let value = |word: u32| (u64::from(word) + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let mut rolling = 0_u64;
    let mut hashes = Vec::with_capacity(words.len().saturating_sub(SEED - 1));
    for (i, &word) in words.iter().enumerate() {
        if i >= SEED {
            rolling = rolling.wrapping_sub(value(words[i - SEED]).wrapping_mul(top));
        }
        rolling = rolling.wrapping_mul(BASE).wrapping_add(value(word));
        if i + 1 >= SEED {
            let mixed = (rolling ^ (rolling >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            hashes.push(mixed ^ (mixed >> 32));
        }
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_grams_have_equal_hashes_wherever_they_stand() {
        let words: Vec<u32> = (0..40).chain(0..20).collect();
        let hashes = gram_hashes(&words);
        assert_eq!(hashes[3], hashes[43]);
        assert_ne!(hashes[3], hashes[4]);
    }

    #[test]
    fn a_run_of_twelve_shares_a_seed_and_of_eleven_may_not() {
        let run: Vec<u32> = (100..112).collect();
        for shift in 0..30 {
            let a: Vec<u32> = (0..shift).chain(run.clone()).chain(500..510).collect();
            let b: Vec<u32> = (1_000..1_007 + shift).chain(run.clone()).chain(900..930).collect();
            let (seeds_a, seeds_b) = (winnow(&a), winnow(&b));
            let shared = seeds_a.iter().any(|(hash, _)| seeds_b.iter().any(|(other, _)| other == hash));
            assert!(shared, "shift {shift}");
        }
    }

    #[test]
    fn runs_stop_at_barriers() {
        let a: Vec<u32> = (0..20).collect();
        let mut b = a.clone();
        b[15] = BARRIER;
        assert_eq!(extend(&a, 5, &b, 5), 15);
        b[5] = BARRIER;
        assert_eq!(extend(&a, 5, &b, 5), 0);
    }
}
