//! What a document carries of the query, aligned: passages with their place on both sides, kind and edit level.

use super::{
    index::{Hit, Index, Near, Stretch, unite},
    lane::Lane,
    lead, sentences, words_of,
};
use crate::{
    article::Corpus,
    reuse::{
        Edit, Kind,
        alignment::{self, Tile},
        kinds,
    },
    text::{Furniture, Texts},
    units::{ArticleId, ParagraphId, Span},
};

/// Words between two matching stretches up to which they are one passage with a change: on the side that has fewer of
/// them, and on the side that has more.
const GAPS: (usize, usize) = (12, 40);

/// Words between a matching stretch and the end of its sentence up to which they belong to the passage as a change, when
/// that is so on both sides and no other passage stands there.
const EDGE: usize = 6;

/// A stretch of a document that was taken from a stretch of the query, or the other way round.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The paragraph of the query.
    pub query_paragraph: ParagraphId,
    /// What of it belongs to the passage, in the query's text.
    pub query_span: Span,
    /// The paragraph of the document.
    pub paragraph: ParagraphId,
    /// What of it belongs to the passage, in the document's text.
    pub span: Span,
    /// Matching stretches in order; `a` counts words of the query's part, `b` of the document's.
    pub tiles: Vec<Tile>,
    /// Words of the query's part.
    pub query_words: usize,
    /// Words of the document's part.
    pub n_words: usize,
    /// Matching words.
    pub matched: usize,
    /// Quotation, narration or both by quotation marks; or what the page says about the paragraph.
    pub kind: Kind,
    /// How far apart the two parts are.
    pub edit: Edit,
}

/// What a document and the query have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Common {
    /// Words of the query that the document carries.
    pub query_words: Vec<Stretch>,
    /// Words of the document that the query carries.
    pub words: Vec<Stretch>,
    /// Passages in order of the document.
    pub passages: Vec<Passage>,
}

/// What the document has in common with the query that was indexed, `None` when it does not match.
#[must_use]
pub fn common(
    corpus: &Corpus,
    texts: &Texts,
    index: &Index,
    query: ArticleId,
    document: ArticleId,
) -> Option<Common> {
    let lane = Lane::of(texts, document);
    let hits = index.hits(&lane.words);
    let near = index.near(&lane);
    if hits.is_empty() && near.is_empty() {
        return None;
    }
    let tiles = tiles(index, &lane, &hits, &near);
    let mut query_words = index.carried(&hits);
    query_words.extend(tiles.iter().map(|tile| stretch(tile.a, tile.length)));
    let query_words = unite(query_words);
    let words = unite(tiles.iter().map(|tile| stretch(tile.b, tile.length)).collect());
    let sides = Sides { corpus, texts, query: (query, index.lane()), document: (document, &lane) };
    let chains = chains(&sides, &tiles);
    let passages = chains.iter().enumerate().map(|(index, chain)| {
        let beside =
            |other: Option<&Chain>| other.filter(|other| other.paragraph == chain.paragraph).map(Chain::ends);
        let before = beside(index.checked_sub(1).map(|before| &chains[before])).map_or(0, |(_, end)| end.1);
        let after = beside(chains.get(index + 1)).map_or(usize::MAX, |(start, _)| start.1);
        passage(&sides, chain, (before, after))
    });
    let passages = passages.collect();
    Some(Common { query_words, words, passages })
}

fn stretch(start: usize, length: usize) -> Stretch {
    Stretch { start: start as u32, end: (start + length) as u32 }
}

/// Matching stretches that do not overlap in the document, in its order: the words that near-duplicate paragraphs share
/// (`b` in the document), then what common runs add to them.
fn tiles(index: &Index, lane: &Lane, hits: &[Hit], near: &[Near]) -> Vec<Tile> {
    let query = index.lane();
    let mut tiles = Vec::new();
    let mut used = vec![false; lane.words.len()];
    for pair in near {
        let (a, b) = (query.range(pair.query_paragraph), lane.range(pair.paragraph));
        let (words_a, words_b) = (&query.words[a.clone()], &lane.words[b.clone()]);
        let found = if words_a == words_b {
            vec![Tile { a: 0, b: 0, length: words_a.len() }]
        } else {
            alignment::tile(words_a, words_b)
        };
        for tile in found {
            let tile = Tile { a: a.start + tile.a, b: b.start + tile.b, length: tile.length };
            used[tile.b..tile.b + tile.length].fill(true);
            tiles.push(tile);
        }
    }
    for run in index.runs(&lane.words, hits) {
        let mut start = 0;
        for at in 0..=run.length {
            if at == run.length || used[run.b + at] {
                if at > start {
                    tiles.push(Tile { a: run.a + start, b: run.b + start, length: at - start });
                }
                start = at + 1;
            }
        }
    }
    tiles.sort_unstable_by_key(|tile| tile.b);
    tiles
}

/// The two documents that are compared.
struct Sides<'a> {
    corpus: &'a Corpus,
    texts: &'a Texts,
    query: (ArticleId, &'a Lane),
    document: (ArticleId, &'a Lane),
}

/// Stretches of one paragraph of each side that follow one another; positions within the paragraphs.
struct Chain {
    query_paragraph: usize,
    paragraph: usize,
    tiles: Vec<Tile>,
}

impl Chain {
    /// First word and one past the last word, each in the query and in the document.
    fn ends(&self) -> ((usize, usize), (usize, usize)) {
        let (first, last) = (self.tiles[0], self.tiles[self.tiles.len() - 1]);
        ((first.a, first.b), (last.a + last.length, last.b + last.length))
    }
}

/// Cuts the stretches at the ends of paragraphs and chains those that follow one another on both sides.
fn chains(sides: &Sides, tiles: &[Tile]) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    let (query, lane) = (sides.query.1, sides.document.1);
    for tile in tiles {
        let mut done = 0;
        while done < tile.length {
            let (at_a, at_b) = (tile.a + done, tile.b + done);
            let (query_paragraph, paragraph) = (query.paragraph_at(at_a), lane.paragraph_at(at_b));
            let (range_a, range_b) = (query.range(query_paragraph), lane.range(paragraph));
            let length = (tile.length - done).min(range_a.end - at_a).min(range_b.end - at_b);
            let piece = Tile { a: at_a - range_a.start, b: at_b - range_b.start, length };
            done += length;
            let follows = |chain: &&mut Chain| {
                let last = chain.tiles[chain.tiles.len() - 1];
                let gaps = (piece.a.checked_sub(last.a + last.length), piece.b - (last.b + last.length));
                (chain.query_paragraph, chain.paragraph) == (query_paragraph, paragraph)
                    && gaps.0.is_some_and(|gap| gap.min(gaps.1) <= GAPS.0 && gap.max(gaps.1) <= GAPS.1)
            };
            match chains.last_mut().filter(|chain| chain.paragraph == paragraph).filter(follows) {
                Some(chain) => chain.tiles.push(piece),
                None => chains.push(Chain { query_paragraph, paragraph, tiles: vec![piece] }),
            }
        }
    }
    chains
}

/// The passage that a chain makes; in its paragraph of the document the words between `free.0` and `free.1` are its own.
fn passage(sides: &Sides, chain: &Chain, free: (usize, usize)) -> Passage {
    let Sides { corpus, texts, .. } = *sides;
    let number =
        |article, paragraph: usize| ParagraphId((texts.paragraphs_of(article).start + paragraph) as u32);
    let query_paragraph = number(sides.query.0, chain.query_paragraph);
    let paragraph = number(sides.document.0, chain.paragraph);
    let (mut start, mut end) = chain.ends();
    let sentences = |paragraph: ParagraphId| {
        let text = &*corpus.article(texts.paragraphs[paragraph.index()].article).text.read();
        sentences::ends(texts, text, &words_of(corpus, texts, paragraph))
    };
    let (ends_a, ends_b) = (sentences(query_paragraph), sentences(paragraph));
    let begin =
        |ends: &[usize], word| ends.iter().copied().take_while(|&end| end <= word).last().unwrap_or(0);
    let finish = |ends: &[usize], word| ends.iter().copied().find(|&end| end >= word).unwrap_or(word);
    let wider = (begin(&ends_a, start.0), begin(&ends_b, start.1));
    if wider.1 >= free.0 && (start.0 - wider.0).max(start.1 - wider.1) <= EDGE {
        start = wider;
    }
    let wider = (finish(&ends_a, end.0), finish(&ends_b, end.1));
    if wider.1 <= free.1 && (wider.0 - end.0).max(wider.1 - end.1) <= EDGE {
        end = wider;
    }
    let (query_words, n_words) = (end.0 - start.0, end.1 - start.1);
    let matched = chain.tiles.iter().map(|tile| tile.length).sum();
    let quoted = |paragraph, start: fn(&Tile) -> usize| -> usize {
        let tokens = texts.paragraph_tokens(paragraph);
        let own = tokens.iter().filter(|token| !token.is_furniture());
        let quoted: Vec<bool> = own.map(|token| token.is_quoted()).collect();
        let tiles = chain.tiles.iter();
        tiles.map(|tile| quoted[start(tile)..start(tile) + tile.length].iter().filter(|q| **q).count()).sum()
    };
    let quoted = quoted(query_paragraph, |tile| tile.a).max(quoted(paragraph, |tile| tile.b));
    let is_end = |a: usize, b: usize| (a == 0 || ends_a.contains(&a)) && (b == 0 || ends_b.contains(&b));
    let whole = (is_end(start.0, start.1), is_end(end.0, end.1));
    let query_span = part(sides, query_paragraph, (start.0, end.0), whole);
    let span = part(sides, paragraph, (start.1, end.1), whole);
    let text = |article, span: Span| corpus.article(article).text.part(span);
    let edit = if matched < query_words || matched < n_words {
        kinds::edit_level(matched, query_words, n_words)
    } else if text(sides.query.0, query_span) == text(sides.document.0, span) {
        Edit::Identical
    } else {
        Edit::Verbatim
    };
    let tiles = chain.tiles.iter();
    Passage {
        query_paragraph,
        query_span,
        paragraph,
        span,
        tiles: tiles
            .map(|tile| Tile { a: tile.a - start.0, b: tile.b - start.1, length: tile.length })
            .collect(),
        query_words,
        n_words,
        matched,
        kind: page_kind(texts, paragraph)
            .unwrap_or_else(|| kinds::by_quoted_share(quoted as f64 / matched.max(1) as f64)),
        edit,
    }
}

/// The kind of a paragraph that is no prose, as far as its own page tells.
#[must_use]
pub fn page_kind(texts: &Texts, paragraph: ParagraphId) -> Option<Kind> {
    match texts.paragraphs[paragraph.index()].furniture? {
        Furniture::Caption => Some(Kind::Caption),
        _ => Some(Kind::Furniture),
    }
}

/// Where the words from `first` to before `end` of a paragraph stand. At an end of a sentence, as `whole` says of both
/// sides, and of the paragraph the marks around the word belong to it.
fn part(sides: &Sides, paragraph: ParagraphId, (first, end): (usize, usize), whole: (bool, bool)) -> Span {
    let Sides { corpus, texts, .. } = *sides;
    let place = &texts.paragraphs[paragraph.index()];
    let text = &*corpus.article(place.article).text.read();
    let words = words_of(corpus, texts, paragraph);
    if first >= end || end > words.len() {
        return place.span;
    }
    let start = match (first, whole.0) {
        (0, _) => place.span.start,
        (_, true) => lead(text, words[first - 1].1, words[first].1),
        (_, false) => words[first].1.start,
    };
    let last = words[end - 1].1;
    let stop = match (words.get(end), whole.1) {
        (None, _) => place.span.end,
        (Some(next), true) => {
            let next = lead(text, last, next.1);
            last.end + text[last.end as usize..next as usize].trim_end().len() as u32
        }
        (Some(_), false) => last.end,
    };
    Span { start, end: stop }
}
