//! Verified pairs of classes, compared word by word.

use rayon::prelude::*;

use super::{
    alignment::{self, Tile},
    anchors::Run,
    classes::{self, Classes},
    join::{SetPair, ShingleSets},
    kinds::{self, Edit},
};
use crate::{
    text::{Texts, Token},
    units::ParagraphId,
};

/// Two classes that are near-duplicates by the definition, `a` before `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClassPair {
    /// The class with the smaller number.
    pub a: u32,
    /// The class with the larger number.
    pub b: u32,
    /// Shared distinct shingles.
    pub overlap: u32,
    /// Words of the longest verbatim run that qualified, 0 when the pair was found by its shingles only.
    pub run: u32,
}

/// Both halves of the definition in one list, sorted by classes.
#[must_use]
pub fn unite(sets: &ShingleSets, by_shingles: &[SetPair], by_runs: &[Run]) -> Vec<ClassPair> {
    let mut pairs: Vec<ClassPair> = Vec::with_capacity(by_shingles.len() + by_runs.len());
    let (mut i, mut j) = (0, 0);
    while i < by_shingles.len() || j < by_runs.len() {
        let left = by_shingles.get(i).map(|pair| (pair.a, pair.b));
        let right = by_runs.get(j).map(|run| (run.a, run.b));
        let (a, b) = match (left, right) {
            (Some(left), Some(right)) => left.min(right),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => break,
        };
        let mut pair = ClassPair { a, b, overlap: 0, run: 0 };
        if left == Some((a, b)) {
            pair.overlap = by_shingles[i].overlap;
            i += 1;
        }
        if right == Some((a, b)) {
            pair.run = by_runs[j].length;
            j += 1;
        }
        pairs.push(pair);
    }
    pairs
        .par_iter_mut()
        .filter(|pair| pair.overlap == 0)
        .for_each(|pair| pair.overlap = sets.overlap(pair.a, pair.b));
    pairs
}

/// How two paragraphs match, word by word.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Matching runs, in order of the first paragraph; positions count words, widgets left out.
    pub tiles: Vec<Tile>,
    /// Matched words.
    pub matched: usize,
    /// Matched words inside quotation marks, on the side that has more of them.
    pub quoted: usize,
    /// Matched words as a share of the shorter paragraph.
    pub containment: f64,
    /// Words of the longest tile.
    pub longest: usize,
    /// Edit level by words; [`Edit::Verbatim`] at the closest.
    pub edit: Edit,
}

/// Compares two paragraphs.
#[must_use]
pub fn compare(texts: &Texts, a: ParagraphId, b: ParagraphId) -> Match {
    let tokens = |paragraph| -> Vec<Token> {
        texts.paragraph_tokens(paragraph).iter().copied().filter(|token| !token.is_furniture()).collect()
    };
    let words = |paragraph| -> Vec<_> { classes::words(texts, paragraph).collect() };
    let (words_a, words_b) = (words(a), words(b));
    let tiles = if words_a == words_b {
        vec![Tile { a: 0, b: 0, length: words_a.len() }]
    } else {
        alignment::tile(&words_a, &words_b)
    };
    let matched: usize = tiles.iter().map(|tile| tile.length).sum();
    let (tokens_a, tokens_b) = (tokens(a), tokens(b));
    let quoted = |tokens: &[Token], start: fn(&Tile) -> usize| -> usize {
        tiles
            .iter()
            .map(|tile| {
                tokens[start(tile)..start(tile) + tile.length].iter().filter(|t| t.is_quoted()).count()
            })
            .sum()
    };
    Match {
        matched,
        quoted: quoted(&tokens_a, |tile| tile.a).max(quoted(&tokens_b, |tile| tile.b)),
        containment: matched as f64 / words_a.len().min(words_b.len()).max(1) as f64,
        longest: tiles.iter().map(|tile| tile.length).max().unwrap_or(0),
        edit: if words_a == words_b {
            Edit::Verbatim
        } else {
            kinds::edit_level(matched, words_a.len(), words_b.len())
        },
        tiles,
    }
}

/// Whether any two paragraphs of these classes stand in different articles.
#[must_use]
pub fn crosses_articles(texts: &Texts, classes: &Classes, pair: ClassPair) -> bool {
    let article = |paragraph: &ParagraphId| texts.paragraphs[paragraph.index()].article;
    let (a, b) = (classes.members(pair.a as usize), classes.members(pair.b as usize));
    let first = article(&a[0]);
    a.iter().chain(b).any(|paragraph| article(paragraph) != first)
}
