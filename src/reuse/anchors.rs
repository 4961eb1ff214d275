//! All pairs of classes that share a verbatim run of at least [`MIN_RUN`] words covering a stated part of the shorter.
//!
//! A *seed* is a word 12-gram. Only where ten 3-grams in a row stand in two classes or more can one be shared: a
//! twentieth of a crawl's words, so every seed is indexed and none is sampled. Words covered by a template shingle are
//! barriers that no run crosses; a run ends with its paragraph. Positions of equal seeds are extended pair by pair in
//! small groups. In large ones they are sorted by the words that follow (as in a suffix array, Manber and Myers 1993):
//! the partners of a paragraph that needs a run of `r` words are then its neighbours that agree in `r` words, so that
//! nothing is compared in vain. Where they are more than [`HOT`], the shortest of them meets all others and these do not
//! meet each other, see [`Hot::Meet`].
//!
//! Cost: a look at every rarity, one sort of the seeds, and output.

use std::{cmp::Ordering, ops::Range};

use rayon::prelude::*;

use super::{
    classes::{self, Class, Classes},
    join::{HOT, Hot, MIN_WORDS},
    shingles::{self, Rarity, TEMPLATE},
};
use crate::{space::Space, text::Texts, units::mix};

/// Words that a run has at least.
pub const MIN_RUN: usize = 12;

/// Shingles of a seed.
const SHINGLES: usize = MIN_RUN + 1 - shingles::WIDTH;

/// A word that no run crosses.
const BARRIER: u32 = u32::MAX;

/// Seeds sorted at a time. More need more memory, fewer more passes.
const ROUND: u64 = 32_000_000;

/// The part of the memory that these may take: one of so many.
const PART: u64 = 8;

/// Classes that one task lays out.
const TASK: usize = 4_096;

/// Tasks whose classes are laid out before they are put together.
const TASKS: usize = 32;

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

/// The words of every class that can share a run; template words are barriers.
#[derive(Debug, Default)]
pub struct Lanes {
    words: Vec<u32>,
    /// Per class, and one more: index of its first word.
    starts: Vec<usize>,
    /// Per class: number of words that are not barriers, 0 when it can share no run.
    unmasked: Vec<u32>,
    /// Number of seeds in all lanes.
    n_seeds: usize,
}

/// The seed that starts at a word of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seed {
    hash: u64,
    class: u32,
    at: u32,
}

impl Lanes {
    fn of(&self, class: u32) -> &[u32] {
        &self.words[self.starts[class as usize]..self.starts[class as usize + 1]]
    }

    /// The words from the seed on, up to the next barrier or the end.
    fn from(&self, seed: Seed) -> impl Iterator<Item = u32> + '_ {
        self.of(seed.class)[seed.at as usize..].iter().copied().take_while(|&word| word != BARRIER)
    }

    /// The word before the seed, `None` at a barrier or the beginning.
    fn before(&self, seed: Seed) -> Option<u32> {
        let before = (seed.at as usize).checked_sub(1)?;
        Some(self.of(seed.class)[before]).filter(|&word| word != BARRIER)
    }
}

/// Lays out the words of all classes of at least [`MIN_WORDS`] words that can share a run.
#[must_use]
pub fn lanes(texts: &Texts, classes: &Classes, rarity: &Rarity) -> Lanes {
    let of_task = |chunk: &[Class]| {
        let mut lanes = Lanes::default();
        let mut shared: Vec<u8> = Vec::new();
        for class in chunk {
            shared.clear();
            if class.n_words >= MIN_WORDS {
                let rarities = rarity.at(texts.paragraph_range(class.first));
                shingles::for_each(texts, class.first, |s| shared.push(rarities[s.offset as usize]));
            }
            let n_seeds = seeds_at(&shared).count();
            lanes.n_seeds += n_seeds;
            let start = lanes.words.len();
            if n_seeds > 0 {
                lanes.words.extend(classes::words(texts, class.first).map(|word| word.0));
                let masked = shared.iter().enumerate().filter(|&(_, &rarity)| rarity == TEMPLATE);
                for (at, _) in masked {
                    lanes.words[start + at..start + at + shingles::WIDTH].fill(BARRIER);
                }
            }
            let own = &lanes.words[start..];
            lanes.unmasked.push(own.iter().filter(|&&word| word != BARRIER).count() as u32);
            lanes.starts.push(own.len());
        }
        lanes
    };
    let mut lanes = Lanes { starts: vec![0], ..Lanes::default() };
    for together in classes.classes.chunks(TASK * TASKS) {
        let tasks: Vec<Lanes> = together.par_chunks(TASK).map(of_task).collect();
        for task in tasks {
            lanes.words.extend(task.words);
            lanes.unmasked.extend(task.unmasked);
            lanes.n_seeds += task.n_seeds;
            for length in task.starts {
                lanes.starts.push(lanes.starts[lanes.starts.len() - 1] + length);
            }
        }
    }
    lanes
}

/// Where the shingles of a paragraph, given by their rarities, leave room for a run that another class has.
fn seeds_at(rarities: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let mut live = 0;
    rarities.iter().enumerate().filter_map(move |(at, &rarity)| {
        live = if rarity > 1 { live + 1 } else { 0 };
        (live >= SHINGLES).then(|| at + 1 - SHINGLES)
    })
}

/// For every pair of classes that `counts` and whose longest common run has at least [`MIN_RUN`] words and covers at
/// least `coverage` of the shorter one's unmasked words: that run. Sorted by classes; with [`Hot::Meet`] not all pairs of
/// large groups.
#[must_use]
pub fn find_runs(
    space: &Space,
    lanes: &Lanes,
    coverage: f64,
    hot: Hot,
    counts: impl Fn(u32, u32) -> bool + Sync,
) -> Vec<Run> {
    let search = Search { lanes, coverage, hot, counts };
    let bytes = size_of::<Seed>() as u64;
    let rounds = space.rounds(lanes.n_seeds as u64 * bytes, PART, ROUND * bytes);
    let mut runs: Vec<Run> = Vec::new();
    for round in 0..rounds {
        let mut seeds: Vec<Seed> = (0..lanes.unmasked.len() as u32)
            .into_par_iter()
            .filter(|&class| lanes.unmasked[class as usize] > 0)
            .flat_map_iter(|class| seeds_of(lanes, class))
            .filter(|seed| seed.hash % rounds == round)
            .collect();
        seeds.par_sort_unstable();
        let groups: Vec<&[Seed]> = seeds
            .chunk_by(|x, y| x.hash == y.hash)
            .filter(|group| group[0].class != group[group.len() - 1].class)
            .collect();
        runs.par_extend(groups.into_par_iter().flat_map_iter(|group| search.group(group)));
        // Long runs are found in several groups.
        runs.par_sort_unstable_by_key(|run| (run.a, run.b, std::cmp::Reverse(run.length)));
        runs.dedup_by_key(|run| (run.a, run.b));
    }
    runs
}

/// The seeds of one lane.
fn seeds_of(lanes: &Lanes, class: u32) -> Vec<Seed> {
    let words = lanes.of(class);
    let mut seeds = Vec::new();
    let mut start = 0;
    for segment in words.split(|&word| word == BARRIER) {
        for (at, gram) in segment.windows(MIN_RUN).enumerate() {
            let pair = |i: usize| u64::from(gram[i]) | u64::from(gram[i + 1]) << 32;
            let hash = (0..MIN_RUN).step_by(2).fold(0, |hash, i| mix(hash ^ pair(i)));
            seeds.push(Seed { hash, class, at: (start + at) as u32 });
        }
        start += segment.len() + 1;
    }
    seeds
}

struct Search<'a, F> {
    lanes: &'a Lanes,
    coverage: f64,
    hot: Hot,
    counts: F,
}

impl<F: Fn(u32, u32) -> bool + Sync> Search<'_, F> {
    fn group(&self, group: &[Seed]) -> Vec<Run> {
        let before = self.lanes.before(group[0]);
        if before.is_some() && group.iter().all(|&seed| self.lanes.before(seed) == before) {
            // Every run through these seeds starts further left, and all are met there.
            return Vec::new();
        }
        if group.len() <= HOT { self.pairwise(group) } else { self.by_following_words(group) }
    }

    /// Runs that start at one of these seeds, every pair looked at.
    fn pairwise(&self, group: &[Seed]) -> Vec<Run> {
        let mut runs = Vec::new();
        for (i, &x) in group.iter().enumerate() {
            for &y in group[i + 1..].iter().filter(|y| y.class != x.class) {
                let before = self.lanes.before(x);
                if before.is_none() || before != self.lanes.before(y) {
                    runs.extend(self.run(x, y));
                }
            }
        }
        runs
    }

    /// Runs that start at one of many seeds.
    fn by_following_words(&self, group: &[Seed]) -> Vec<Run> {
        let mut sorted = group.to_vec();
        sorted.sort_by(|&x, &y| self.lanes.from(x).cmp(self.lanes.from(y)));
        let mut order: Vec<usize> = (0..sorted.len()).collect();
        order.sort_unstable_by_key(|&i| (self.lanes.unmasked[sorted[i].class as usize], sorted[i]));
        let mut met = vec![false; sorted.len()];
        let mut runs = Vec::new();
        for i in order {
            let x = sorted[i];
            let range = self.agreeing(&sorted, i);
            if range.len() <= HOT || self.hot == Hot::List {
                // Of each pair the shorter one, which needs the shorter run, looks for the other.
                let shorter =
                    |y: Seed| self.lanes.unmasked[y.class as usize] < self.lanes.unmasked[x.class as usize];
                runs.extend(sorted[range].iter().filter(|&&y| !shorter(y)).filter_map(|&y| self.run(x, y)));
            } else if !met[i] {
                met[range.clone()].fill(true);
                let range = &sorted[range];
                let other = range.iter().find(|y| (self.counts)(x.class, y.class));
                for &y in range {
                    // Paragraphs of one article make no pair; those of the first one's meet a member of another.
                    runs.extend(self.run(x, y).or_else(|| self.run(*other?, y)));
                }
            }
        }
        runs
    }

    /// The seeds, sorted by their following words, that agree with the `i`-th in all words that it needs.
    fn agreeing(&self, sorted: &[Seed], i: usize) -> Range<usize> {
        let x = sorted[i];
        let needed = self.needed(x.class);
        let compare = |y: &Seed| self.lanes.from(*y).take(needed).cmp(self.lanes.from(x).take(needed));
        if self.lanes.from(x).take(needed).count() < needed {
            return i..i + 1;
        }
        let start = sorted[..i].partition_point(|y| compare(y) == Ordering::Less);
        let end = i + sorted[i..].partition_point(|y| compare(y) == Ordering::Equal);
        start..end
    }

    /// Words of a run that covers enough of the class.
    fn needed(&self, class: u32) -> usize {
        let covering = self.coverage * f64::from(self.lanes.unmasked[class as usize]);
        MIN_RUN.max((covering - 1e-9).ceil() as usize)
    }

    /// The run that starts at these seeds or further left, if it is one by the definition.
    fn run(&self, x: Seed, y: Seed) -> Option<Run> {
        if x.class == y.class || !(self.counts)(x.class, y.class) {
            return None;
        }
        let (a, b) = (self.lanes.of(x.class), self.lanes.of(y.class));
        let (at_a, at_b) = (x.at as usize, y.at as usize);
        let same = |(x, y): &(&u32, &u32)| x == y && **x != BARRIER;
        let before = a[..at_a].iter().rev().zip(b[..at_b].iter().rev()).take_while(same).count();
        let after = a[at_a..].iter().zip(&b[at_b..]).take_while(same).count();
        let length = before + after;
        let shorter = if self.lanes.unmasked[x.class as usize] <= self.lanes.unmasked[y.class as usize] {
            x.class
        } else {
            y.class
        };
        // Seeds are equal by hash only, so `after` may be anything.
        (after > 0 && length >= self.needed(shorter)).then(|| Run {
            a: x.class.min(y.class),
            b: x.class.max(y.class),
            length: length as u32,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(texts: &[&str]) -> Lanes {
        let mut lanes = Lanes { starts: vec![0], ..Lanes::default() };
        for text in texts {
            let words = text.bytes().map(|byte| if byte == b'|' { BARRIER } else { u32::from(byte) });
            lanes.words.extend(words);
            lanes.starts.push(lanes.words.len());
            lanes.unmasked.push(text.bytes().filter(|&byte| byte != b'|').count() as u32);
            lanes.n_seeds += text.len();
        }
        lanes
    }

    fn runs(texts: &[&str], coverage: f64, hot: Hot) -> Vec<(u32, u32, u32)> {
        let found = find_runs(&Space::unbounded(), &lanes(texts), coverage, hot, |_, _| true);
        found.iter().map(|run| (run.a, run.b, run.length)).collect()
    }

    #[test]
    fn a_run_of_twelve_words_is_found_one_of_eleven_is_not() {
        let found = runs(&["abcdefghijklXY", "PQabcdefghijkl", "abcdefghijkZ"], 0.6, Hot::List);
        assert_eq!(found, [(0, 1, 12)]);
    }

    #[test]
    fn a_run_must_cover_enough_of_the_shorter() {
        let long = format!("abcdefghijkl{}", "z".repeat(9));
        let other = format!("{}abcdefghijkl", "y".repeat(9));
        assert_eq!(runs(&[&long, &other], 0.6, Hot::List), []);
        assert_eq!(runs(&[&long, &other], 0.5, Hot::List), [(0, 1, 12)]);
    }

    #[test]
    fn no_run_crosses_a_barrier() {
        assert_eq!(runs(&["abcdefg|hijklmn", "abcdefg|hijklmn"], 0.1, Hot::List), []);
    }

    #[test]
    fn seeds_need_ten_shared_shingles_in_a_row() {
        let shared = [[2; 10].as_slice(), &[1], &[2; 9], &[0], &[3; 11]].concat();
        assert_eq!(seeds_at(&shared).collect::<Vec<_>>(), [0, 21, 22]);
        assert_eq!(seeds_at(&[2; 9]).count(), 0);
    }

    /// Many texts around one run, some with more words on either side.
    fn crowd() -> Vec<String> {
        let core = "abcdefghijklmnop";
        let side = |n: usize| -> String {
            (0..n % 5).map(|i| (b'A' + ((n * 7 + i * 3) % 23) as u8) as char).collect()
        };
        (0..300).map(|n| format!("{}{}{}", side(n), &core[n % 3..], side(n / 5))).collect()
    }

    #[test]
    fn large_groups_give_the_pairs_that_looking_at_all_gives() {
        let texts = crowd();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let all = lanes(&texts);
        let search = Search { lanes: &all, coverage: 0.6, hot: Hot::List, counts: |_, _| true };
        let mut seeds: Vec<Seed> = (0..texts.len() as u32).flat_map(|class| seeds_of(&all, class)).collect();
        seeds.sort_unstable();
        let mut expected: Vec<Run> =
            seeds.chunk_by(|x, y| x.hash == y.hash).flat_map(|group| search.pairwise(group)).collect();
        expected.sort_unstable_by_key(|run| (run.a, run.b, std::cmp::Reverse(run.length)));
        expected.dedup_by_key(|run| (run.a, run.b));
        let expected: Vec<_> = expected.iter().map(|run| (run.a, run.b, run.length)).collect();
        assert!(expected.len() > 10_000);
        assert_eq!(runs(&texts, 0.6, Hot::List), expected);

        let met = runs(&texts, 0.6, Hot::Meet);
        assert!(met.len() < 30 * texts.len(), "{} pairs", met.len());
        let with_a_pair = |pairs: &[(u32, u32, u32)]| -> std::collections::BTreeSet<u32> {
            pairs.iter().flat_map(|&(a, b, _)| [a, b]).collect()
        };
        assert_eq!(with_a_pair(&met), with_a_pair(&expected));
        assert!(met.iter().all(|run| expected.binary_search(run).is_ok()));
    }
}
