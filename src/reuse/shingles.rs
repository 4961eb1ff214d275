//! Word 3-grams of all paragraphs: how rare each is, and which are an outlet's template.
//!
//! A *shingle* is a run of [`WIDTH`] folded words, as a 64-bit hash. For every occurrence in the corpus this module
//! computes one byte, its *rarity*: in how many classes the shingle occurs, saturating at 255, or [`TEMPLATE`] when it
//! belongs to a template, see [`is_template`] (83 % of the near-duplicate pairs of a crawl are one outlet repeating its
//! own template, often inside paragraphs). Rarity is exact up to its saturation, so the order it gives is the same for
//! any number of threads.
//!
//! Cost: the tokens are hashed once a round, each round keeping and sorting the shingles of one residue class; n log n
//! overall with n² / [`ROUND`] hashes, memory 16 bytes for [`ROUND`] shingles plus one byte a token.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use rayon::prelude::*;

use super::classes::Classes;
use crate::{
    article::Corpus,
    text::{Texts, WordId},
    units::{ArticleId, ParagraphId, mix},
};

/// Words in a shingle. Three: one changed word in twenty leaves a Jaccard of .71, with five it leaves .52.
pub const WIDTH: usize = 3;

/// Rarity of a shingle that is masked as template.
pub const TEMPLATE: u8 = 0;

/// Articles in which a template's shingle is seen at least. Fewer are copies, more misses small outlets.
pub const TEMPLATE_ARTICLES: usize = 5;

/// Share of those articles that one outlet has at least.
pub const TEMPLATE_SHARE: f64 = 0.9;

/// Days over which a template is seen at least, where half of its articles are dated: an outlet that sends one story
/// five times does so within days. Without this rule a third of the true pairs of an agency's year were masked.
pub const TEMPLATE_DAYS: i64 = 14;

/// Articles from which it is a template whatever its dates: nobody sends a story that often.
pub const TEMPLATE_BURST: usize = 20;

/// Shingles sorted at a time. More need more memory, fewer more passes over the tokens.
pub const ROUND: usize = 16_000_000;

/// Paragraphs that one task hashes.
const TASK: u32 = 4_096;

/// The shingle hash of three words: a 64-bit multiply-mix of their numbers, the same within one run.
#[must_use]
pub fn hash(words: [WordId; WIDTH]) -> u64 {
    let low = u64::from(words[0].0) | (u64::from(words[1].0) << 32);
    mix(mix(low) ^ u64::from(words[2].0))
}

/// Rarity of the shingle that starts at each body token of the corpus.
#[derive(Debug, Default)]
pub struct Rarity(Vec<u8>);

impl Rarity {
    /// The rarities at a range of tokens.
    #[must_use]
    pub fn at(&self, tokens: std::ops::Range<usize>) -> &[u8] {
        &self.0[tokens]
    }
}

/// One shingle occurrence: its hash and the offset of its first word among the paragraph's tokens.
#[derive(Clone, Copy, Debug)]
pub struct Occurrence {
    /// The shingle.
    pub hash: u64,
    /// Index of its first word among the tokens of the paragraph.
    pub offset: u32,
}

/// Calls `sink` with every shingle of a paragraph, in order; link widgets are stepped over.
pub fn for_each(texts: &Texts, paragraph: ParagraphId, mut sink: impl FnMut(Occurrence)) {
    let mut window = [(WordId(0), 0_u32); WIDTH];
    let mut seen = 0;
    for (offset, token) in texts.paragraph_tokens(paragraph).iter().enumerate() {
        if token.is_furniture() {
            continue;
        }
        window.rotate_left(1);
        window[WIDTH - 1] = (token.word(), offset as u32);
        seen += 1;
        if seen >= WIDTH {
            sink(Occurrence { hash: hash(window.map(|(word, _)| word)), offset: window[0].1 });
        }
    }
}

/// Measures the rarity of every shingle occurrence.
#[must_use]
pub fn rarity(corpus: &Corpus, texts: &Texts, classes: &Classes) -> Rarity {
    // Atomics only because groups write disjoint positions of one array; no position is written twice.
    let rarity: Vec<AtomicU8> = (0..texts.n_tokens()).map(|_| AtomicU8::new(1)).collect();
    let rounds = texts.n_tokens().div_ceil(ROUND).max(1) as u64;
    let n_paragraphs = texts.paragraphs.len() as u32;
    for round in 0..rounds {
        let mut entries: Vec<(u64, Place)> = (0..n_paragraphs.div_ceil(TASK))
            .into_par_iter()
            .flat_map_iter(|task| {
                let mut entries = Vec::new();
                for number in task * TASK..n_paragraphs.min((task + 1) * TASK) {
                    let paragraph = ParagraphId(number);
                    let Some(class) = classes.of(paragraph) else { continue };
                    let first = classes.classes[class].first == paragraph;
                    for_each(texts, paragraph, |shingle| {
                        if shingle.hash % rounds == round {
                            entries.push((shingle.hash, Place::new(number, shingle.offset, first)));
                        }
                    });
                }
                entries
            })
            .collect();
        entries.par_sort_unstable();
        entries.par_chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).for_each(|group| {
            let value = value_of(corpus, texts, group);
            if value != 1 {
                for (_, place) in group {
                    let start = texts.paragraph_range(place.paragraph()).start;
                    rarity[start + place.offset()].store(value, Relaxed);
                }
            }
        });
    }
    Rarity(rarity.into_iter().map(AtomicU8::into_inner).collect())
}

/// Where a shingle stands: paragraph, offset in it, and whether the paragraph is the first of its class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place(u64);

impl Place {
    fn new(paragraph: u32, offset: u32, first_of_class: bool) -> Self {
        Self((u64::from(paragraph) << 32) | (u64::from(offset) << 1) | u64::from(first_of_class))
    }

    fn paragraph(self) -> ParagraphId {
        ParagraphId((self.0 >> 32) as u32)
    }

    fn offset(self) -> usize {
        (self.0 as u32 >> 1) as usize
    }

    fn is_first_of_class(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The rarity of a shingle from all its occurrences, which are in corpus order.
fn value_of(corpus: &Corpus, texts: &Texts, group: &[(u64, Place)]) -> u8 {
    let mut articles: Vec<ArticleId> = Vec::new();
    let mut n_classes = 0_usize;
    let mut last_paragraph = None;
    for &(_, place) in group {
        if place.is_first_of_class() && last_paragraph != Some(place.paragraph()) {
            n_classes += 1;
        }
        last_paragraph = Some(place.paragraph());
        let article = texts.paragraphs[place.paragraph().index()].article;
        if articles.last() != Some(&article) {
            articles.push(article);
        }
    }
    if is_template(corpus, &articles) { TEMPLATE } else { n_classes.clamp(1, 255) as u8 }
}

/// Whether text that stands in these articles (ascending, distinct) is one outlet's template: in
/// [`TEMPLATE_ARTICLES`] of them or more, [`TEMPLATE_SHARE`] of them one known outlet's, and not just a story that the
/// outlet sent again and again: over more than [`TEMPLATE_DAYS`] days where dates tell, or in [`TEMPLATE_BURST`].
#[must_use]
pub fn is_template(corpus: &Corpus, articles: &[ArticleId]) -> bool {
    if articles.len() < TEMPLATE_ARTICLES {
        return false;
    }
    // Boyer and Moore's majority vote (1981) names the only outlet that can have the share.
    let mut candidate = None;
    let mut votes = 0_usize;
    for outlet in articles.iter().map(|&id| corpus.article(id).outlet) {
        if votes == 0 {
            candidate = outlet;
            votes = usize::from(outlet.is_some());
        } else if outlet == candidate {
            votes += 1;
        } else {
            votes -= 1;
        }
    }
    let own = articles.iter().filter(|&&id| corpus.article(id).outlet == candidate).count();
    if candidate.is_none() || (own as f64) < TEMPLATE_SHARE * articles.len() as f64 {
        return false;
    }
    let dates: Vec<i64> =
        articles.iter().filter_map(|&id| Some(corpus.article(id).published?.seconds)).collect();
    let span = dates.iter().max().zip(dates.iter().min()).map_or(0, |(last, first)| last - first);
    2 * dates.len() < articles.len() || span > TEMPLATE_DAYS * 86_400 || articles.len() >= TEMPLATE_BURST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, DatePrecision, DateSource, Published},
        units::OutletId,
    };

    /// Whether text in `n` articles of one outlet and `others` of others, `days` apart each, is a template.
    fn judged(n: u32, others: u32, days: Option<i64>) -> bool {
        let article = |number: u32| Article {
            outlet: Some(OutletId(number.saturating_sub(n - 1))),
            published: days.map(|days| Published {
                seconds: i64::from(number) * days * 86_400,
                precision: DatePrecision::Day,
                source: DateSource::Published,
            }),
            ..Article::default()
        };
        let corpus = Corpus { articles: (0..n + others).map(article).collect(), ..Corpus::default() };
        is_template(&corpus, &(0..n + others).map(ArticleId).collect::<Vec<_>>())
    }

    #[test]
    fn a_template_is_one_outlets_and_no_story_sent_again() {
        assert!(judged(5, 0, None) && !judged(4, 0, None));
        assert!(judged(9, 1, None) && !judged(8, 1, None));
        assert!(judged(5, 0, Some(4)) && !judged(5, 0, Some(3)));
        assert!(judged(20, 0, Some(0)) && !judged(19, 0, Some(0)));
    }
}
