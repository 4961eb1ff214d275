//! Two articles laid beside each other: which paragraphs match, how closely, and what that adds up to.
//!
//! Paragraphs are paired when they are near-duplicates (word 3-gram Jaccard at least `t`), when they share a verbatim run
//! of the query's length (see [`crate::query`]), when a passage of the run stands in both, or when their words are
//! equal. Of all such pairs those with most matching words are kept first; a paragraph may take part in several when
//! the other side of each has no partner yet, as where an outlet joins two paragraphs to one. Each pair is aligned by
//! [`links::compare`]. What part of one article the other carries is counted as a query counts it, in both directions,
//! so that exchanging the two exchanges the result. Cost: that of two queries on one article.

use crate::{
    article::Corpus,
    progress::Silent,
    query::{
        QuerySettings,
        index::{Index, Stretch, shingle_likeness, unite},
        lane::Lane,
        own_words,
        passages::{self, Common, page_kind},
        share,
    },
    reuse::{
        Edit, Kind, alignment, kinds,
        links::{self, Match},
    },
    text::{self, Texts},
    units::{ArticleId, ParagraphId, Span},
};

/// The first article in the corpus of two.
pub const A: ArticleId = ArticleId(0);

/// The second article in the corpus of two.
pub const B: ArticleId = ArticleId(1);

/// Words of equal paragraphs at least; one or two words are a heading or a reply.
const EQUAL_WORDS: usize = 3;

/// A passage that a run found in both articles: where it stands in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// In the first article.
    pub a: Span,
    /// In the second article.
    pub b: Span,
}

/// Two paragraphs that match.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The paragraph of the first article.
    pub a: ParagraphId,
    /// The paragraph of the second article.
    pub b: ParagraphId,
    /// How they match, word by word.
    pub found: Match,
    /// Jaccard similarity of their word 3-grams.
    pub jaccard: f64,
    /// What kind of reuse it is, as far as the two tell.
    pub kind: Kind,
    /// How far apart they are.
    pub edit: Edit,
    /// The passage of the run that stands in both, by its number in the list given.
    pub known: Option<usize>,
}

/// What one article is to the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Words, furniture aside.
    pub words: u64,
    /// Share of them that the other article carries.
    pub carried: f64,
    /// Paragraphs of its own prose without a partner.
    pub alone: Vec<ParagraphId>,
    /// Paragraphs of furniture without a partner; left out.
    pub furniture: u64,
}

/// Two articles compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Their words.
    pub texts: Texts,
    /// Paragraphs that match, in the order of the first article, then of the second.
    pub pairs: Vec<Pair>,
    /// The first article.
    pub a: Side,
    /// The second article.
    pub b: Side,
    /// Words of the longest verbatim run, across paragraphs or not.
    pub longest: usize,
}

/// Compares the two articles of the corpus; `known` are the passages that a run found in both.
#[must_use]
pub fn compare(corpus: &Corpus, settings: QuerySettings, known: &[Known]) -> Comparison {
    let texts = text::analyze(corpus, &Silent);
    let lanes = [Lane::of(&texts, A), Lane::of(&texts, B)];
    let longest = alignment::tile(&lanes[0].words, &lanes[1].words).iter().map(|tile| tile.length).max();
    let indexes = lanes.each_ref().map(|lane| Index::new(lane.clone(), settings));
    let forth = passages::common(corpus, &texts, &indexes[0], A, B).unwrap_or_default();
    let back = passages::common(corpus, &texts, &indexes[1], B, A).unwrap_or_default();
    let pairs = pairs(corpus, &texts, &lanes, &indexes, [&forth, &back], known);
    let side = |article, stretches: [&[Stretch]; 2], partners: Vec<ParagraphId>| {
        let (words, carried) = own_words(&texts, article, &unite(stretches.concat()));
        let mut side = Side { words, carried: share(carried, words), alone: Vec::new(), furniture: 0 };
        for number in texts.paragraphs_of(article) {
            let paragraph = ParagraphId(number as u32);
            match texts.paragraphs[number].furniture {
                _ if partners.contains(&paragraph) || texts.paragraphs[number].is_empty() => {}
                Some(_) => side.furniture += 1,
                None => side.alone.push(paragraph),
            }
        }
        side
    };
    Comparison {
        a: side(A, [&forth.query_words, &back.words], pairs.iter().map(|pair| pair.a).collect()),
        b: side(B, [&forth.words, &back.query_words], pairs.iter().map(|pair| pair.b).collect()),
        longest: longest.unwrap_or(0),
        pairs,
        texts,
    }
}

fn pairs(
    corpus: &Corpus,
    texts: &Texts,
    lanes: &[Lane; 2],
    indexes: &[Index; 2],
    found: [&Common; 2],
    known: &[Known],
) -> Vec<Pair> {
    let number = |article, at: usize| ParagraphId((texts.paragraphs_of(article).start + at) as u32);
    let mut wanted: Vec<(ParagraphId, ParagraphId)> = Vec::new();
    wanted.extend(found[0].passages.iter().map(|passage| (passage.query_paragraph, passage.paragraph)));
    wanted.extend(found[1].passages.iter().map(|passage| (passage.paragraph, passage.query_paragraph)));
    let forth = indexes[0].near(&lanes[1]).into_iter();
    wanted.extend(forth.map(|near| (number(A, near.query_paragraph), number(B, near.paragraph))));
    let back = indexes[1].near(&lanes[0]).into_iter();
    wanted.extend(back.map(|near| (number(A, near.paragraph), number(B, near.query_paragraph))));
    let places: Vec<(ParagraphId, ParagraphId)> = known
        .iter()
        .filter_map(|known| Some((paragraph_at(texts, A, known.a)?, paragraph_at(texts, B, known.b)?)))
        .collect();
    wanted.extend(&places);
    wanted.extend(equal_paragraphs(texts, lanes));
    wanted.sort_unstable();
    wanted.dedup();
    let is_furniture = |paragraph: ParagraphId| texts.paragraphs[paragraph.index()].furniture.is_some();
    wanted.retain(|&(a, b)| !(is_furniture(a) && is_furniture(b)));
    let mut pairs: Vec<Pair> = wanted
        .into_iter()
        .map(|(a, b)| {
            let known = places.iter().position(|place| *place == (a, b));
            pair(corpus, texts, lanes, (a, b), known)
        })
        .collect();
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.found.matched), pair.a, pair.b));
    let mut kept: Vec<Pair> = Vec::new();
    let mut later = Vec::new();
    let taken = |kept: &[Pair], pair: &Pair| {
        [kept.iter().any(|other| other.a == pair.a), kept.iter().any(|other| other.b == pair.b)]
    };
    for pair in pairs {
        if taken(&kept, &pair) == [false, false] { kept.push(pair) } else { later.push(pair) }
    }
    for pair in later {
        if taken(&kept, &pair) != [true, true] {
            kept.push(pair);
        }
    }
    kept.sort_by_key(|pair| (pair.a, pair.b));
    kept
}

/// The paragraph of the article that holds that place.
fn paragraph_at(texts: &Texts, article: ArticleId, place: Span) -> Option<ParagraphId> {
    let mut paragraphs = texts.paragraphs_of(article);
    let found = paragraphs.find(|&number| texts.paragraphs[number].span.overlaps(place));
    found.map(|number| ParagraphId(number as u32))
}

/// Paragraphs with the same words, each with one that has no other partner: the first with the first, and so on.
fn equal_paragraphs(texts: &Texts, lanes: &[Lane; 2]) -> Vec<(ParagraphId, ParagraphId)> {
    let sorted = |lane: &Lane, article| {
        let first = texts.paragraphs_of(article).start;
        let mut paragraphs: Vec<(Vec<u32>, u32)> = (0..lane.n_paragraphs())
            .map(|at| {
                let words = lane.words[lane.range(at)].iter().map(|word| word.0).collect();
                (words, (first + at) as u32)
            })
            .filter(|(words, _): &(Vec<u32>, u32)| words.len() >= EQUAL_WORDS)
            .collect();
        paragraphs.sort_unstable();
        paragraphs
    };
    let (in_a, in_b) = (sorted(&lanes[0], A), sorted(&lanes[1], B));
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < in_a.len() && j < in_b.len() {
        match in_a[i].0.cmp(&in_b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                found.push((ParagraphId(in_a[i].1), ParagraphId(in_b[j].1)));
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    found
}

fn pair(
    corpus: &Corpus,
    texts: &Texts,
    lanes: &[Lane; 2],
    (a, b): (ParagraphId, ParagraphId),
    known: Option<usize>,
) -> Pair {
    let found = links::compare(texts, a, b);
    let words = |lane: &Lane, article, paragraph: ParagraphId| {
        lane.words[lane.range(paragraph.index() - texts.paragraphs_of(article).start)].to_vec()
    };
    let text = |article, paragraph: ParagraphId| {
        corpus.article(article).text.part(texts.paragraphs[paragraph.index()].span)
    };
    let is_identical = found.edit == Edit::Verbatim && text(A, a) == text(B, b);
    Pair {
        a,
        b,
        jaccard: shingle_likeness(&words(&lanes[0], A, a), &words(&lanes[1], B, b)),
        kind: page_kind(texts, a)
            .or_else(|| page_kind(texts, b))
            .unwrap_or_else(|| kinds::by_quoted_share(found.quoted as f64 / found.matched.max(1) as f64)),
        edit: if is_identical { Edit::Identical } else { found.edit },
        known,
        found,
    }
}
