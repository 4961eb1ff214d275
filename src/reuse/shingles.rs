//! Word 3-grams of all paragraphs: how rare each is, and which are an outlet's template.
//!
//! A *shingle* is a run of [`WIDTH`] folded words, as a 64-bit hash. For every occurrence in the corpus this module
//! computes one byte, its *rarity*: in how many classes the shingle occurs, saturating at 255, or [`TEMPLATE`] when it
//! belongs to a template, see [`is_template`] (83 % of the near-duplicate pairs of a crawl are one outlet repeating its
//! own template, often inside paragraphs). Rarity is exact up to its saturation, so the order it gives is the same for
//! any number of threads.
//!
//! Cost: linear. The tokens are hashed once a round; a round keeps the shingles of one residue class, partitions them by
//! hash and counts each partition in a small table: n² / [`ROUND`] hashes, n look-ups, memory 20 bytes for [`ROUND`]
//! shingles plus one byte a token. Sorting instead took three times as long.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use rayon::prelude::*;

use super::{classes::Classes, majority::Majority, templates::is_template};
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

/// Shingles counted at a time. More need more memory, fewer more passes over the tokens.
pub const ROUND: usize = 80_000_000;

/// The part of the memory that these may take: one of so many.
const PART: u64 = 4;

/// Paragraphs that one task hashes.
const TASK: u32 = 4_096;

/// Parts of a round, each counted in a table that fits into a core's cache.
const PARTITIONS: usize = 1 << PARTITION_BITS;
const PARTITION_BITS: u32 = 12;

/// The shingle hash of three words: a 64-bit multiply-mix of their numbers, the same within one run.
#[must_use]
pub fn hash(words: [WordId; WIDTH]) -> u64 {
    closed(opened(words[0], words[1]), words[2])
}

/// The first half of [`hash`].
fn opened(first: WordId, second: WordId) -> u64 {
    mix(u64::from(first.0) | (u64::from(second.0) << 32))
}

/// The second half.
fn closed(opened: u64, third: WordId) -> u64 {
    mix(opened ^ u64::from(third.0))
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
pub fn for_each(texts: &Texts, paragraph: ParagraphId, sink: impl FnMut(Occurrence)) {
    for_each_of(texts, paragraph, |_| true, sink);
}

/// As [`for_each`], of those whose first two words are wanted by their hash.
fn for_each_of(
    texts: &Texts,
    paragraph: ParagraphId,
    wanted: impl Fn(u64) -> bool,
    mut sink: impl FnMut(Occurrence),
) {
    // The two words before, in variables of their own: an array that is shifted has its halves read before they are
    // written, which took a third of the time.
    let (mut first, mut second) = ((WordId(0), 0_u32), (WordId(0), 0_u32));
    let mut seen = 0;
    for (offset, token) in texts.paragraph_tokens(paragraph).iter().enumerate() {
        if token.is_furniture() {
            continue;
        }
        let third = (token.word(), offset as u32);
        seen += 1;
        if seen >= WIDTH {
            let opened = opened(first.0, second.0);
            if wanted(opened) {
                sink(Occurrence { hash: closed(opened, third.0), offset: first.1 });
            }
        }
        (first, second) = (second, third);
    }
}

/// Measures the rarity of every shingle occurrence.
#[must_use]
pub fn rarity(corpus: &Corpus, texts: &Texts, classes: &Classes) -> Rarity {
    // Atomics only because partitions write disjoint positions of one array; no position is written twice.
    let rarity: Vec<AtomicU8> = (0..texts.n_tokens()).map(|_| AtomicU8::new(1)).collect();
    let bytes = size_of::<Place>() as u64;
    let rounds = corpus.space.rounds(texts.n_tokens() as u64 * bytes, PART, ROUND as u64 * bytes);
    for round in 0..rounds {
        let tasks: Vec<Partitioned> = (0..(texts.paragraphs.len() as u32).div_ceil(TASK))
            .into_par_iter()
            .map(|task| {
                // By the first two words, so that the third is not looked at in vain.
                Partitioned::of(corpus, texts, classes, task, |opened| {
                    (u64::from(opened as u32) * rounds) >> 32 == round
                })
            })
            .collect();
        (0..PARTITIONS).into_par_iter().for_each(|partition| {
            let parts = || tasks.iter().map(|task| (task.first_token, task.part(partition)));
            let mut values = values(corpus, parts().map(|(_, places)| places)).into_iter();
            for (first_token, places) in parts() {
                for (place, value) in places.iter().zip(&mut values).filter(|&(_, value)| value != 1) {
                    rarity[first_token + place.token()].store(value, Relaxed);
                }
            }
        });
    }
    Rarity(rarity.into_iter().map(AtomicU8::into_inner).collect())
}

/// Where a shingle stands. Everything that counting needs is here: looking it up would miss the cache each time.
#[derive(Clone, Copy, Default)]
struct Place {
    hash: u64,
    paragraph: u32,
    article: u32,
    /// Number of the outlet plus one; 0 for an unknown one.
    outlet: u32,
    /// The first word's place among the task's tokens, and whether the paragraph is the first of its class.
    token_and_first: u32,
}

impl Place {
    fn token(self) -> usize {
        (self.token_and_first >> 1) as usize
    }

    fn is_first_of_class(self) -> bool {
        self.token_and_first & 1 == 1
    }

    /// By the hash's highest bits; its low half chooses the round, the bits between the slot.
    fn partition(self) -> usize {
        (self.hash >> (64 - PARTITION_BITS)) as usize
    }
}

/// The shingles of one task's paragraphs, partition after partition, each in corpus order.
struct Partitioned {
    /// The task's first token among all tokens of the corpus.
    first_token: usize,
    places: Vec<Place>,
    /// Per partition, and one more: index of its first place.
    starts: Vec<u32>,
}

impl Partitioned {
    fn of(
        corpus: &Corpus,
        texts: &Texts,
        classes: &Classes,
        task: u32,
        wanted: impl Fn(u64) -> bool,
    ) -> Self {
        let paragraphs = task * TASK..(texts.paragraphs.len() as u32).min((task + 1) * TASK);
        let first_token = texts.paragraph_range(ParagraphId(paragraphs.start)).start;
        let mut found: Vec<Place> = Vec::new();
        for number in paragraphs {
            let paragraph = ParagraphId(number);
            let Some(class) = classes.of(paragraph) else { continue };
            let first = u32::from(classes.classes[class].first == paragraph);
            let article = texts.paragraphs[paragraph.index()].article;
            let outlet = corpus.article(article).outlet.map_or(0, |outlet| outlet.0 + 1);
            let start = (texts.paragraph_range(paragraph).start - first_token) as u32;
            for_each_of(texts, paragraph, &wanted, |Occurrence { hash, offset }| {
                let token_and_first = ((start + offset) << 1) | first;
                found.push(Place { hash, paragraph: number, article: article.0, outlet, token_and_first });
            });
        }
        let mut starts = vec![0_u32; PARTITIONS + 1];
        for place in &found {
            starts[place.partition() + 1] += 1;
        }
        for partition in 0..PARTITIONS {
            starts[partition + 1] += starts[partition];
        }
        let mut next = starts.clone();
        let mut places = vec![Place::default(); found.len()];
        for place in found {
            let at = &mut next[place.partition()];
            places[*at as usize] = place;
            *at += 1;
        }
        Self { first_token, places, starts }
    }

    fn part(&self, partition: usize) -> &[Place] {
        &self.places[self.starts[partition] as usize..self.starts[partition + 1] as usize]
    }
}

/// What is known of one shingle of a partition.
#[derive(Clone, Default)]
struct Seen {
    hash: u64,
    n_articles: u32,
    /// At least 1, as the first paragraph of its class is among the occurrences; [`TEMPLATE`] once it is known for one.
    n_classes: u32,
    /// Last paragraph and article it was met in, plus one.
    last_paragraph: u32,
    last_article: u32,
    /// The first article it was met in.
    first_article: u32,
    majority: Majority,
}

/// The rarities of shingle occurrences that are in corpus order and hold every occurrence of each of their shingles.
fn values<'a>(corpus: &Corpus, parts: impl Iterator<Item = &'a [Place]> + Clone) -> Vec<u8> {
    // An open-addressed table, half full at most.
    let n_places: usize = parts.clone().map(<[Place]>::len).sum();
    let slots = (2 * n_places).next_power_of_two();
    let mut table: Vec<Seen> = vec![Seen::default(); slots];
    let mut slot_of: Vec<u32> = Vec::with_capacity(n_places);
    for place in parts.clone().flatten() {
        let mut slot = (place.hash >> 32) as usize & (slots - 1);
        while table[slot].n_articles > 0 && table[slot].hash != place.hash {
            slot = (slot + 1) & (slots - 1);
        }
        let seen = &mut table[slot];
        seen.hash = place.hash;
        if seen.last_paragraph != place.paragraph + 1 {
            seen.last_paragraph = place.paragraph + 1;
            seen.n_classes += u32::from(place.is_first_of_class());
            if seen.last_article != place.article + 1 {
                if seen.n_articles == 0 {
                    seen.first_article = place.article;
                }
                seen.last_article = place.article + 1;
                seen.n_articles += 1;
                seen.majority.vote(place.outlet);
            }
        }
        slot_of.push(slot as u32);
    }

    // Few shingles may be templates; of these all articles are looked at.
    let mut suspects: Vec<(u32, ArticleId)> = parts
        .flatten()
        .zip(&slot_of)
        .filter(|&(_, &slot)| table[slot as usize].may_be_template(corpus))
        .map(|(place, &slot)| (slot, ArticleId(place.article)))
        .collect();
    suspects.sort_unstable();
    suspects.dedup();
    for suspect in suspects.chunk_by(|x, y| x.0 == y.0) {
        let articles: Vec<ArticleId> = suspect.iter().map(|&(_, article)| article).collect();
        if is_template(corpus, &articles) {
            table[suspect[0].0 as usize].n_classes = u32::from(TEMPLATE);
        }
    }
    slot_of.iter().map(|&slot| table[slot as usize].n_classes.min(255) as u8).collect()
}

impl Seen {
    fn may_be_template(&self, corpus: &Corpus) -> bool {
        self.n_articles as usize >= TEMPLATE_ARTICLES
            && self.majority.may_reach(TEMPLATE_SHARE, self.n_articles)
            && !self.is_burst(corpus)
    }

    /// Whether it is known from the first and the last article alone that all are too near in time for a template:
    /// articles are in the order of time, undated ones last.
    fn is_burst(&self, corpus: &Corpus) -> bool {
        let time = |article: u32| corpus.article(ArticleId(article)).published.map(|time| time.seconds);
        let span =
            time(self.first_article).zip(time(self.last_article - 1)).map(|(first, last)| last - first);
        (self.n_articles as usize) < TEMPLATE_BURST && span.is_some_and(|span| span <= TEMPLATE_DAYS * 86_400)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::{article::Article, progress::Silent, text, units::OutletId};

    #[test]
    fn counting_in_partitions_equals_counting_in_a_map() {
        // Forty articles of few words, so that shingles recur in every way: in one outlet, in many, in equal paragraphs.
        let text = |n: usize| -> String {
            let word =
                |i: usize| ["ox", "elm", "ivy", "fir", "sea"][mix((n / 3 * 31 + i) as u64) as usize % 5];
            (0..30).map(|i| if i % 10 == 9 { "\n\n" } else { word(i) }).collect::<Vec<_>>().join(" ")
        };
        let article = |n: usize| Article {
            outlet: (!n.is_multiple_of(7)).then_some(OutletId(u32::from(n.is_multiple_of(11)))),
            text: text(n).into(),
            ..Article::default()
        };
        let corpus = Corpus { articles: (0..40).map(article).collect(), ..Corpus::default() };
        let texts = text::analyze(&corpus, &Silent);
        let classes = crate::reuse::classes::group(&texts);
        let mut seen: BTreeMap<u64, (BTreeSet<ArticleId>, BTreeSet<usize>)> = BTreeMap::new();
        let each = |sink: &mut dyn FnMut(usize, u64, ArticleId, usize)| {
            for paragraph in (0..texts.paragraphs.len() as u32).map(ParagraphId) {
                let start = texts.paragraph_range(paragraph).start;
                let class = classes.of(paragraph).unwrap_or(usize::MAX);
                let article = texts.paragraphs[paragraph.index()].article;
                for_each(&texts, paragraph, |s| sink(start + s.offset as usize, s.hash, article, class));
            }
        };
        each(&mut |_, hash, article, class| {
            let (articles, classes) = seen.entry(hash).or_default();
            articles.insert(article);
            classes.insert(class);
        });
        let rarity = rarity(&corpus, &texts, &classes);
        let mut templates = 0;
        each(&mut |token, hash, _, _| {
            let (articles, classes) = &seen[&hash];
            let articles: Vec<ArticleId> = articles.iter().copied().collect();
            let template = is_template(&corpus, &articles);
            templates += usize::from(template);
            let expected = if template { TEMPLATE } else { classes.len() as u8 };
            assert_eq!(rarity.at(token..token + 1), [expected]);
        });
        assert!(templates > 0 && templates < texts.n_tokens());
    }
}
