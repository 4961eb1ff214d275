//! Two versions of a passage as what stays, what goes and what comes, word by word.
//!
//! The matching stretches are given; of those that follow one another on both sides the heaviest chain is kept, and what
//! lies between is aligned by a longest common subsequence of words (Hunt and Szymanski's problem, by the textbook
//! table: passages are short). One or two words that happen to match amid larger changes count as changed, as a person
//! reading would have it. Marks between words go with the word they touch.

use std::borrow::Cow;

use crate::{
    article::Corpus,
    query::{lead, words_of},
    reuse::alignment::Tile,
    text::{Texts, WordId},
    units::{ParagraphId, Span},
};

/// Cells of the table above which two stretches count as replaced rather than aligned.
const TABLE: usize = 4_000_000;

/// Matching words amid changes up to which they count as chance.
const ISLAND: usize = 2;

/// Words of the changes on both sides from which they do.
const SEA: usize = 3;

/// What happened to some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Both versions have them, apart from case and marks.
    Same,
    /// Only the old version has them.
    Deleted,
    /// Only the new version has them.
    Inserted,
}

/// Words in a row of which the same is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// What happened to them.
    pub op: Op,
    /// The old version of them, with the marks and the space around.
    pub old: &'a str,
    /// The new version of them.
    pub new: &'a str,
}

/// One version of a passage.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    text: Cow<'a, str>,
    words: Vec<WordId>,
    /// Per word, and one more: where its text begins.
    starts: Vec<usize>,
}

impl<'a> Side<'a> {
    /// What the paragraph has in that place.
    #[must_use]
    pub fn new(corpus: &'a Corpus, texts: &Texts, paragraph: ParagraphId, place: Span) -> Self {
        let text = corpus.article(texts.paragraphs[paragraph.index()].article).text.read();
        let words = words_of(corpus, texts, paragraph).into_iter();
        let words: Vec<(WordId, Span)> =
            words.filter(|(_, span)| span.start >= place.start && span.end <= place.end).collect();
        let mut starts = vec![place.start as usize];
        starts.extend(words.windows(2).map(|pair| lead(&text, pair[0].1, pair[1].1) as usize));
        if !words.is_empty() {
            starts.push(place.end as usize);
        }
        Self { text, words: words.into_iter().map(|(word, _)| word).collect(), starts }
    }

    fn text(&self, first: usize, end: usize) -> &str {
        if first == end { "" } else { &self.text[self.starts[first]..self.starts[end]] }
    }
}

/// The differences of two versions with these matching stretches (`a` in the old one).
#[must_use]
pub fn pieces<'a>(old: &'a Side, new: &'a Side, tiles: &[Tile]) -> Vec<Piece<'a>> {
    let mut kept = Vec::new();
    let (mut a, mut b) = (0, 0);
    for tile in heaviest_chain(tiles) {
        align(old, new, (a, tile.a), (b, tile.b), &mut kept);
        kept.extend((0..tile.length).map(|at| (tile.a + at, tile.b + at)));
        (a, b) = (tile.a + tile.length, tile.b + tile.length);
    }
    align(old, new, (a, old.words.len()), (b, new.words.len()), &mut kept);
    let runs = without_islands(runs(&kept), old.words.len(), new.words.len());
    let mut pieces = Vec::new();
    let mut push = |op, old: &'a str, new: &'a str| {
        if !(old.is_empty() && new.is_empty()) {
            pieces.push(Piece { op, old, new });
        }
    };
    let (mut a, mut b) = (0, 0);
    for run in runs.into_iter().chain([Tile { a: old.words.len(), b: new.words.len(), length: 0 }]) {
        push(Op::Deleted, old.text(a, run.a), "");
        push(Op::Inserted, "", new.text(b, run.b));
        (a, b) = (run.a + run.length, run.b + run.length);
        push(Op::Same, old.text(run.a, a), new.text(run.b, b));
    }
    pieces
}

/// The tiles that follow one another on both sides and together have the most words; of equal ones the first.
fn heaviest_chain(tiles: &[Tile]) -> Vec<Tile> {
    let mut tiles = tiles.to_vec();
    tiles.sort_unstable_by_key(|tile| (tile.a, tile.b));
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(tiles.len());
    for (index, tile) in tiles.iter().enumerate() {
        let mut weight = (0, None);
        for (before, other) in tiles[..index].iter().enumerate() {
            let follows = other.a + other.length <= tile.a && other.b + other.length <= tile.b;
            if follows && best[before].0 > weight.0 {
                weight = (best[before].0, Some(before));
            }
        }
        best.push((weight.0 + tile.length, weight.1));
    }
    let mut chain = Vec::new();
    let mut next = (0..tiles.len()).max_by_key(|&index| (best[index].0, std::cmp::Reverse(index)));
    while let Some(index) = next {
        chain.push(tiles[index]);
        next = best[index].1;
    }
    chain.reverse();
    chain
}

/// Adds the pairs of equal words of a longest common subsequence of two stretches.
fn align(old: &Side, new: &Side, a: (usize, usize), b: (usize, usize), kept: &mut Vec<(usize, usize)>) {
    let (words_a, words_b) = (&old.words[a.0..a.1.max(a.0)], &new.words[b.0..b.1.max(b.0)]);
    let columns = words_b.len() + 1;
    if words_a.is_empty() || words_b.is_empty() || (words_a.len() + 1) * columns > TABLE {
        return;
    }
    // Per pair of positions: length of the longest common subsequence of what follows.
    let mut table = vec![0_u16; (words_a.len() + 1) * columns];
    for i in (0..words_a.len()).rev() {
        for j in (0..words_b.len()).rev() {
            table[i * columns + j] = if words_a[i] == words_b[j] {
                table[(i + 1) * columns + j + 1] + 1
            } else {
                table[(i + 1) * columns + j].max(table[i * columns + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < words_a.len() && j < words_b.len() {
        if words_a[i] == words_b[j] {
            kept.push((a.0 + i, b.0 + j));
            (i, j) = (i + 1, j + 1);
        } else if table[(i + 1) * columns + j] >= table[i * columns + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

/// Pairs that follow one another on both sides, as runs.
fn runs(kept: &[(usize, usize)]) -> Vec<Tile> {
    let mut runs: Vec<Tile> = Vec::new();
    for &(a, b) in kept {
        match runs.last_mut() {
            Some(run) if (run.a + run.length, run.b + run.length) == (a, b) => run.length += 1,
            _ => runs.push(Tile { a, b, length: 1 }),
        }
    }
    runs
}

/// The runs without short ones that stand between larger changes.
fn without_islands(runs: Vec<Tile>, n_old: usize, n_new: usize) -> Vec<Tile> {
    let mut kept: Vec<Tile> = Vec::new();
    let mut rest = runs.into_iter().peekable();
    while let Some(run) = rest.next() {
        let before = kept.last().map_or((0, 0), |last| (last.a + last.length, last.b + last.length));
        let after = rest.peek().map_or((n_old, n_new), |next| (next.a, next.b));
        let change_before = (run.a - before.0).max(run.b - before.1);
        let change_after = (after.0 - run.a - run.length).max(after.1 - run.b - run.length);
        if run.length > ISLAND || change_before.min(change_after) < SEA {
            kept.push(run);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Article, progress::Silent, reuse::alignment, text, units::ArticleId};

    /// The differences as `same [-deleted-] {+inserted+}`.
    fn shown(old: &str, new: &str) -> String {
        let article = |text: &str| Article { text: text.into(), ..Article::default() };
        let corpus = Corpus { articles: vec![article(old), article(new)], ..Corpus::default() };
        let texts = text::analyze(&corpus, &Silent);
        let side = |article| {
            let paragraph = texts.paragraphs_of(ArticleId(article)).start;
            Side::new(&corpus, &texts, ParagraphId(paragraph as u32), texts.paragraphs[paragraph].span)
        };
        let (a, b) = (side(0), side(1));
        let pieces = pieces(&a, &b, &alignment::tile(&a.words, &b.words));
        let old_again: String = pieces.iter().map(|piece| piece.old).collect();
        let new_again: String = pieces.iter().map(|piece| piece.new).collect();
        assert_eq!((old_again.as_str(), new_again.as_str()), (old, new), "nothing is lost");
        let shown = pieces.iter().map(|piece| match piece.op {
            Op::Same => piece.old.trim().to_owned(),
            Op::Deleted => format!("[-{}-]", piece.old.trim()),
            Op::Inserted => format!("{{+{}+}}", piece.new.trim()),
        });
        shown.collect::<Vec<String>>().join(" ")
    }

    #[test]
    fn worked_examples() {
        let cases = [
            (
                "A fire tore through the depot.",
                "A fire tore through the depot.",
                "A fire tore through the depot.",
            ),
            (
                "A fire tore through the old depot.",
                "A fire raced through the depot",
                "A fire [-tore-] {+raced+} through the [-old-] depot.",
            ),
            (
                "“Stop,” said Dolan on Monday.",
                "On Monday Dolan said: “Stop.”",
                "[-“Stop,” said Dolan on Monday.-] {+On Monday Dolan said: “Stop.”+}",
            ),
            ("one two", "three four", "[-one two-] {+three four+}"),
            (
                "the mayor spoke of a new school in the village",
                "the mayor spoke after three days of rain and wind in the village",
                "the mayor spoke [-of a new school-] {+after three days of rain and wind+} in the village",
            ),
            ("港は月曜日に閉鎖", "港は火曜日に閉鎖", "港は [-月-] {+火+} 曜日に閉鎖"),
        ];
        for (old, new, expected) in cases {
            assert_eq!(shown(old, new), expected);
        }
    }

    #[test]
    fn moved_words_are_shown_once_as_going_and_once_as_coming() {
        let (first, second) = ("a b c d e f g h", "one two three four");
        assert_eq!(
            shown(&format!("{first} {second}"), &format!("{second} {first}")),
            "{+one two three four+} a b c d e f g h [-one two three four-]"
        );
    }
}
