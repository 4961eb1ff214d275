//! The query as a set of word n-grams, and what of it any other document carries.
//!
//! All n-grams of `min_words` words of the query lie in one hash table that compares words, not hashes, so nothing is
//! found by collision. A document is read once: a rolling hash over its words finds every position at which a common run
//! of `min_words` begins, and the union of those n-grams is the union of all maximal common runs, without a look at any
//! pair of positions. The second half of the definition goes by word 3-grams: a posting list from each to the query's
//! paragraphs. Cost: one rolling hash and one look-up a word of the document; words that the query does not have at all
//! cost a comparison.

use std::ops::Range;

use hashbrown::{HashMap, HashTable};

use super::{
    QuerySettings,
    lane::{Lane, UNKNOWN},
};
use crate::{
    reuse::{alignment::Tile, join::MIN_WORDS, shingles},
    text::WordId,
    units::mix,
};

/// Occurrences of a gram in the query that are compared to find the longest run from a position. All of them count as
/// carried; this only bounds the choice of the one that is shown, in texts that repeat one phrase without end.
const COMPARED: usize = 64;

/// The query, ready to be looked for.
#[derive(Debug)]
pub struct Index {
    settings: QuerySettings,
    lane: Lane,
    /// Grams by content: number of the gram.
    grams: HashTable<u32>,
    /// Positions of all grams, gram after gram, ascending.
    positions: Vec<u32>,
    /// Per gram, and one more: index of its first position.
    starts: Vec<u32>,
    /// Shingle to where its paragraphs are among the holders.
    shingles: HashMap<u64, Range<u32>>,
    /// Paragraphs, shingle after shingle.
    holders: Vec<u32>,
    /// Per paragraph: distinct shingles; 0 for one too short to be compared.
    sizes: Vec<u32>,
    /// Shared shingles below which a paragraph is near none of the query's.
    least_shared: f64,
}

/// A paragraph of a document that is a near-duplicate of a query paragraph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Position of the paragraph in the document.
    pub paragraph: usize,
    /// Position of the nearest paragraph in the query.
    pub query_paragraph: usize,
    /// Jaccard similarity of their word 3-grams.
    pub jaccard: f64,
}

/// A position in a document at which a gram of the query begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The position, in words.
    pub at: u32,
    /// The gram.
    gram: u32,
}

impl Index {
    /// Indexes the words of the query.
    #[must_use]
    pub fn new(lane: Lane, settings: QuerySettings) -> Self {
        let width = settings.min_words();
        let words = &lane.words;
        let mut grams: HashTable<u32> = HashTable::with_capacity(words.len());
        let mut firsts: Vec<u32> = Vec::new();
        let mut placed: Vec<(u32, u32)> = Vec::new();
        roll(words, width, |at, hash| {
            let gram = |number: &u32| &words[firsts[*number as usize] as usize..][..width];
            let number = match grams.find(hash, |number| gram(number) == &words[at..at + width]) {
                Some(&number) => number,
                None => {
                    let number = firsts.len() as u32;
                    firsts.push(at as u32);
                    let rehash = |number: &u32| {
                        let first = firsts[*number as usize] as usize;
                        hash_of(&words[first..first + width])
                    };
                    grams.insert_unique(hash, number, rehash);
                    number
                }
            };
            placed.push((number, at as u32));
        });
        placed.sort_unstable();
        let mut starts = vec![0; firsts.len() + 1];
        for &(gram, _) in &placed {
            starts[gram as usize + 1] += 1;
        }
        for gram in 0..firsts.len() {
            starts[gram + 1] += starts[gram];
        }
        let positions = placed.into_iter().map(|(_, at)| at).collect();
        let mut held: Vec<(u64, u32)> = Vec::with_capacity(words.len());
        let mut sizes = Vec::with_capacity(lane.n_paragraphs());
        for paragraph in 0..lane.n_paragraphs() {
            let set = shingle_set(&words[lane.range(paragraph)]);
            held.extend(set.iter().map(|&shingle| (shingle, paragraph as u32)));
            sizes.push(set.len() as u32);
        }
        held.sort_unstable();
        let mut shingles: HashMap<u64, Range<u32>> = HashMap::with_capacity(held.len());
        for (at, &(shingle, _)) in (0..).zip(&held) {
            shingles.entry(shingle).or_insert(at..at).end = at + 1;
        }
        let holders = held.into_iter().map(|(_, paragraph)| paragraph).collect();
        let smallest = sizes.iter().copied().filter(|&size| size > 0).min().unwrap_or(0);
        let least_shared = settings.threshold() * f64::from(smallest) - 1e-9;
        Self { settings, lane, grams, positions, starts, shingles, holders, sizes, least_shared }
    }

    /// The query's words.
    #[must_use]
    pub fn lane(&self) -> &Lane {
        &self.lane
    }

    /// Whether the document may match. Never wrong about a document that does; [`UNKNOWN`] words may stand for
    /// different ones.
    #[must_use]
    pub fn may_match(&self, document: &Lane) -> bool {
        let mut found = false;
        self.for_each_hit(&document.words, |_| found = true);
        found
            || (0..document.n_paragraphs()).any(|paragraph| {
                let set = self.shared_shingles(&document.words[document.range(paragraph)]);
                if set.is_empty() || (set.len() as f64) < self.least_shared {
                    return false;
                }
                let needed = |query: u32| self.settings.threshold() * f64::from(self.sizes[query as usize]);
                self.overlaps(&set).iter().any(|&(query, overlap)| f64::from(overlap) >= needed(query) - 1e-9)
            })
    }

    /// All positions of the document at which a common run of the asked length begins.
    #[must_use]
    pub fn hits(&self, words: &[WordId]) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.for_each_hit(words, |hit| hits.push(hit));
        hits
    }

    fn for_each_hit(&self, words: &[WordId], mut sink: impl FnMut(Hit)) {
        let width = self.settings.min_words();
        roll(words, width, |at, hash| {
            let found = self.grams.find(hash, |&number| {
                let first = self.positions[self.starts[number as usize] as usize] as usize;
                self.lane.words[first..first + width] == words[at..at + width]
            });
            if let Some(&gram) = found {
                sink(Hit { at: at as u32, gram });
            }
        });
    }

    fn occurrences(&self, gram: u32) -> &[u32] {
        let gram = gram as usize;
        &self.positions[self.starts[gram] as usize..self.starts[gram + 1] as usize]
    }

    /// Which words of the query lie in a common run: its grams among the hits, wherever they stand.
    #[must_use]
    pub fn carried(&self, hits: &[Hit]) -> Vec<Stretch> {
        let mut grams: Vec<u32> = hits.iter().map(|hit| hit.gram).collect();
        grams.sort_unstable();
        grams.dedup();
        let width = self.settings.min_words() as u32;
        let starts = grams.iter().flat_map(|&gram| self.occurrences(gram));
        unite(starts.map(|&at| Stretch { start: at, end: at + width }).collect())
    }

    /// The hits as runs that do not overlap in the document and together cover every hit: each the longest from its
    /// first word, ties to the one that goes on where the run before ended, then to the first in the query.
    #[must_use]
    pub fn runs(&self, words: &[WordId], hits: &[Hit]) -> Vec<Tile> {
        let query = &self.lane.words;
        let width = self.settings.min_words();
        let mut runs: Vec<Tile> = Vec::new();
        let (mut end, mut query_end) = (0, 0);
        for hit in hits {
            let at = hit.at as usize;
            if at + width <= end {
                continue;
            }
            let occurrences = self.occurrences(hit.gram);
            let onward =
                occurrences[occurrences.partition_point(|&other| (other as usize) < query_end)..].first();
            let compared = onward.into_iter().chain(occurrences.iter().take(COMPARED));
            let mut best = Tile { a: 0, b: at, length: 0 };
            for &start in compared {
                let start = start as usize;
                let same = |(x, y): &(&WordId, &WordId)| x == y;
                let length = query[start..].iter().zip(&words[at..]).take_while(same).count();
                if length > best.length {
                    best = Tile { a: start, b: at, length };
                }
            }
            (query_end, end) = (best.a + best.length, {
                let overlap = end.saturating_sub(at).min(best.length);
                runs.push(Tile { a: best.a + overlap, b: at + overlap, length: best.length - overlap });
                at + best.length
            });
        }
        runs.retain(|run| run.length > 0);
        runs
    }

    /// The paragraphs of the document that are near-duplicates of one of the query's, each with the nearest one; ties
    /// to the first.
    #[must_use]
    pub fn near(&self, document: &Lane) -> Vec<Near> {
        let mut found = Vec::new();
        for paragraph in 0..document.n_paragraphs() {
            let words = &document.words[document.range(paragraph)];
            let shared = self.shared_shingles(words);
            if shared.is_empty() || (shared.len() as f64) < self.least_shared {
                continue;
            }
            let size = shingle_set(words).len() as u32;
            let mut best: Option<Near> = None;
            // What this paragraph shares with all of the query bounds what it shares with one paragraph.
            if (shared.len() as f64) < self.settings.threshold() * f64::from(size) - 1e-9 {
                continue;
            }
            for (query, overlap) in self.overlaps(&shared) {
                let union = self.sizes[query as usize] + size - overlap;
                let jaccard = f64::from(overlap) / f64::from(union);
                if jaccard >= self.settings.threshold() - 1e-9
                    && best.is_none_or(|near| near.jaccard < jaccard)
                {
                    best = Some(Near { paragraph, query_paragraph: query as usize, jaccard });
                }
            }
            found.extend(best);
        }
        found
    }

    /// The paragraph's distinct shingles that the query has.
    fn shared_shingles(&self, words: &[WordId]) -> Vec<u64> {
        if words.len() < MIN_WORDS as usize {
            return Vec::new();
        }
        let known = words.windows(shingles::WIDTH).filter(|window| !window.contains(&UNKNOWN));
        let mut set: Vec<u64> =
            known.map(hash_shingle).filter(|hash| self.shingles.contains_key(hash)).collect();
        set.sort_unstable();
        set.dedup();
        set
    }

    /// For every query paragraph that holds any of these shingles: how many; in order of the paragraphs.
    fn overlaps(&self, shingles: &[u64]) -> Vec<(u32, u32)> {
        let ranges = shingles.iter().filter_map(|shingle| self.shingles.get(shingle));
        let of = |range: &Range<u32>| &self.holders[range.start as usize..range.end as usize];
        let mut holders: Vec<u32> = ranges.flat_map(of).copied().collect();
        holders.sort_unstable();
        holders.chunk_by(|a, b| a == b).map(|group| (group[0], group.len() as u32)).collect()
    }
}

/// Consecutive words, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// First word.
    pub start: u32,
    /// One past the last word.
    pub end: u32,
}

impl Stretch {
    /// Number of words that it shares with another one.
    #[must_use]
    pub fn shared(self, other: Stretch) -> u32 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }
}

/// The union of stretches, as disjoint ones in order.
#[must_use]
pub fn unite(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable();
    let mut united: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        match united.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
            _ => united.push(stretch),
        }
    }
    united
}

/// Jaccard similarity of the word 3-grams of two paragraphs, however short; texts of one or two words are alike when equal.
#[must_use]
pub fn shingle_likeness(a: &[WordId], b: &[WordId]) -> f64 {
    let (set_a, set_b) = (distinct_shingles(a), distinct_shingles(b));
    let shared = set_a.iter().filter(|shingle| set_b.binary_search(shingle).is_ok()).count();
    let union = set_a.len() + set_b.len() - shared;
    if union == 0 { f64::from(u8::from(a == b)) } else { shared as f64 / union as f64 }
}

/// The distinct shingles of a paragraph, sorted; none when it is too short to be compared.
fn shingle_set(words: &[WordId]) -> Vec<u64> {
    if words.len() < MIN_WORDS as usize {
        return Vec::new();
    }
    distinct_shingles(words)
}

/// The distinct shingles of these words, sorted.
fn distinct_shingles(words: &[WordId]) -> Vec<u64> {
    let mut set: Vec<u64> = words.windows(shingles::WIDTH).map(hash_shingle).collect();
    set.sort_unstable();
    set.dedup();
    set
}

fn hash_shingle(words: &[WordId]) -> u64 {
    shingles::hash([words[0], words[1], words[2]])
}

const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

fn value(word: WordId) -> u64 {
    (u64::from(word.0) + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// Calls `sink` with the start and the hash of every `width` words without an [`UNKNOWN`] one: a polynomial modulo 2⁶⁴.
fn roll(words: &[WordId], width: usize, mut sink: impl FnMut(usize, u64)) {
    let top = (1..width).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let (mut rolling, mut known) = (0_u64, 0);
    for (at, &word) in words.iter().enumerate() {
        if word == UNKNOWN {
            (rolling, known) = (0, 0);
            continue;
        }
        if known >= width {
            rolling = rolling.wrapping_sub(value(words[at - width]).wrapping_mul(top));
        }
        rolling = rolling.wrapping_mul(BASE).wrapping_add(value(word));
        known += 1;
        if known >= width {
            sink(at + 1 - width, mix(rolling));
        }
    }
}

fn hash_of(words: &[WordId]) -> u64 {
    mix(words.iter().fold(0_u64, |hash, &word| hash.wrapping_mul(BASE).wrapping_add(value(word))))
}
