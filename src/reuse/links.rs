//! Both halves of the definition in one list of verified pairs, and how a pair matches word by word.

use rayon::prelude::*;

use super::{
    ReuseSettings,
    alignment::{self, Tile},
    anchors::{self, Run},
    classes::{self, Classes},
    edits::{self, Changes},
    join::{self, Hot},
    kinds::{self, Edit},
    shingles::Rarity,
};
use crate::{
    space::Space,
    text::{Texts, Token},
    units::ParagraphId,
};

/// Two classes that are near-duplicates by the definition, `a` before `b`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassPair {
    /// The class with the smaller number.
    pub a: u32,
    /// The class with the larger number.
    pub b: u32,
    /// Jaccard similarity of their sets of unmasked shingles.
    pub jaccard: f64,
}

/// All pairs of classes by either half of the definition that stand in different articles, sorted by classes.
#[must_use]
pub fn find(
    space: &Space,
    texts: &Texts,
    classes: &Classes,
    rarity: &Rarity,
    settings: &ReuseSettings,
    hot: Hot,
) -> Vec<ClassPair> {
    let counts = |a, b| cross_articles(texts, classes, a, b);
    let alike: Vec<ClassPair> = {
        let sets = join::shingle_sets(space, texts, classes, rarity, settings.threshold);
        let pairs = join::join(space, &sets, settings.threshold, hot, counts);
        pairs.iter().map(|&pair| ClassPair { a: pair.a, b: pair.b, jaccard: sets.jaccard(pair) }).collect()
    };
    let by_runs = {
        let lanes = anchors::lanes(texts, classes, rarity);
        anchors::find_runs(space, &lanes, settings.coverage, hot, counts)
    };
    let only_run = |run: &Run| alike.binary_search_by_key(&(run.a, run.b), |pair| (pair.a, pair.b)).is_err();
    let by_runs: Vec<ClassPair> = by_runs
        .par_iter()
        .filter(|run| only_run(run))
        .map(|&Run { a, b, .. }| ClassPair { a, b, jaccard: join::likeness(texts, classes, rarity, a, b) })
        .collect();
    let mut pairs = alike;
    pairs.extend(by_runs);
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
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
    /// What was changed from the first paragraph to the second.
    pub changes: Changes,
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
        changes: edits::changes(&texts.words, &words_a, &words_b, &tiles),
        tiles,
    }
}

/// Whether any two paragraphs of these classes stand in different articles.
fn cross_articles(texts: &Texts, classes: &Classes, a: u32, b: u32) -> bool {
    let article = |paragraph: ParagraphId| texts.paragraphs[paragraph.index()].article;
    // Members are in corpus order: the first and the last tell.
    let ends = |class: u32| {
        let members = classes.members(class as usize);
        [article(members[0]), article(members[members.len() - 1])]
    };
    let (a, b) = (ends(a), ends(b));
    a[0] != a[1] || b[0] != b[1] || a[0] != b[0]
}
