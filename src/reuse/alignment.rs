//! Which words of two paragraphs match which: greedy string tiling.
//!
//! Tiles are maximal common runs of at least [`MIN_TILE`] words, taken longest first (ties: leftmost in `a`, then in
//! `b`), none overlapping another (Wise 1993; used to measure newspaper reuse by Clough et al. 2002). Tiles may cross,
//! so a moved sentence still matches. Cost: n log n to find all common runs, as long as words do not repeat excessively.

use crate::text::WordId;

/// Words in a tile at least. Shorter runs are chance ("said on Monday"); a pair above the Jaccard threshold has longer.
pub const MIN_TILE: usize = 4;

/// Common runs after which the search for more gives up; texts that repeat one word thousands of times reach it.
const MAX_RUNS: usize = 20_000;

/// A run of equal words: `a[a..a + length] == b[b..b + length]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Start in the first paragraph's words.
    pub a: usize,
    /// Start in the second paragraph's words.
    pub b: usize,
    /// Number of words.
    pub length: usize,
}

/// The tiles of two word sequences, in order of `a`.
#[must_use]
pub fn tile(a: &[WordId], b: &[WordId]) -> Vec<Tile> {
    let mut runs = common_runs(a, b);
    runs.sort_unstable_by_key(|run| (std::cmp::Reverse(run.length), run.a, run.b));
    let (mut used_a, mut used_b) = (vec![false; a.len()], vec![false; b.len()]);
    let mut tiles = Vec::new();
    for run in runs {
        // Cut what an earlier, longer tile took off the ends; a hole in the middle leaves the longer side.
        if let Some(rest) = longest_free(run, &used_a, &used_b) {
            used_a[rest.a..rest.a + rest.length].fill(true);
            used_b[rest.b..rest.b + rest.length].fill(true);
            tiles.push(rest);
        }
    }
    tiles.sort_unstable_by_key(|tile| tile.a);
    tiles
}

/// Maximal common runs of at least [`MIN_TILE`] words.
fn common_runs(a: &[WordId], b: &[WordId]) -> Vec<Tile> {
    let grams = |words: &[WordId]| -> Vec<([WordId; MIN_TILE], u32)> {
        let mut grams: Vec<_> = words
            .windows(MIN_TILE)
            .enumerate()
            .map(|(at, gram)| ([gram[0], gram[1], gram[2], gram[3]], at as u32))
            .collect();
        grams.sort_unstable();
        grams
    };
    let (grams_a, grams_b) = (grams(a), grams(b));
    let mut runs = Vec::new();
    let mut j = 0;
    for group in grams_a.chunk_by(|x, y| x.0 == y.0) {
        let gram = group[0].0;
        while j < grams_b.len() && grams_b[j].0 < gram {
            j += 1;
        }
        let matches = grams_b[j..].iter().take_while(|other| other.0 == gram).count();
        for &(_, at_a) in group {
            for &(_, at_b) in &grams_b[j..j + matches] {
                let (x, y) = (at_a as usize, at_b as usize);
                if x > 0 && y > 0 && a[x - 1] == b[y - 1] {
                    continue; // Inside a longer run.
                }
                let length = a[x..].iter().zip(&b[y..]).take_while(|(p, q)| p == q).count();
                runs.push(Tile { a: x, b: y, length });
                if runs.len() >= MAX_RUNS {
                    return runs;
                }
            }
        }
        j += matches;
    }
    runs
}

fn longest_free(run: Tile, used_a: &[bool], used_b: &[bool]) -> Option<Tile> {
    let mut best: Option<Tile> = None;
    let mut start = 0;
    for at in 0..=run.length {
        if at == run.length || used_a[run.a + at] || used_b[run.b + at] {
            let length = at - start;
            if length >= MIN_TILE && best.is_none_or(|tile| tile.length < length) {
                best = Some(Tile { a: run.a + start, b: run.b + start, length });
            }
            start = at + 1;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<WordId> {
        text.chars().filter(|c| !c.is_whitespace()).map(|c| WordId(c as u32)).collect()
    }

    #[test]
    fn worked_examples() {
        type Expected = &'static [(usize, usize, usize)];
        let cases: &[(&str, &str, Expected)] = &[
            ("abcdefgh", "abcdefgh", &[(0, 0, 8)]),
            ("abcdXefgh", "abcdYefgh", &[(0, 0, 4), (5, 5, 4)]),
            ("abcdefgh", "efghabcd", &[(0, 4, 4), (4, 0, 4)]),
            ("abc", "abc", &[]),
            ("abcd", "abcdabcd", &[(0, 0, 4)]),
            ("", "abcd", &[]),
        ];
        for (a, b, expected) in cases {
            let found: Vec<_> =
                tile(&words(a), &words(b)).iter().map(|tile| (tile.a, tile.b, tile.length)).collect();
            assert_eq!(&found, expected, "{a} {b}");
        }
    }

    #[test]
    fn repeated_words_do_not_blow_up() {
        let many = vec![WordId(1); 3_000];
        let found = tile(&many, &many);
        assert_eq!(found.iter().map(|tile| tile.length).sum::<usize>(), 3_000);
    }
}
