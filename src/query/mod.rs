//! One document against a dump: who ran these sentences, when, and with which changes.
//!
//! **Definition.** An article matches when it shares with the query a verbatim run of at least `min_words` folded words,
//! across paragraphs or not, or when one of its paragraphs is a near-duplicate of a paragraph of the query: both have at
//! least 8 words and the Jaccard similarity of their sets of word 3-grams is at least `t`. A word is *carried* when it
//! lies in such a run, or in a stretch of at least 4 equal words of a paragraph and the query paragraph nearest to it.
//! *Every* matching article is found; nothing is sampled, and nothing depends on hashing luck or the number of threads.
//!
//! The way of the data, one file each: `lane` (a document as words), `index` (the query's n-grams; what of them a
//! document has), `passages` (aligned, with kind and edit level), `sentences`. All articles are read once against the
//! index; only those that match are analysed further. Cost: linear in the dump.

pub mod index;
pub mod lane;
pub mod passages;
pub mod sentences;

use rayon::prelude::*;

use crate::{
    article::{Article, Corpus},
    error::{Error, Result},
    progress::{Progress, Silent, Stage},
    reuse::ReuseSettings,
    text::{self, Texts, WordId},
    units::{ArticleId, ParagraphId, Span},
};
use index::{Index, Stretch};
use lane::Lane;
use passages::{Common, Passage};
use sentences::Sentence;

/// Share of a sentence's words that an article must carry to count as having run it.
const RAN: f64 = 0.5;

/// What counts as taken from the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuerySettings {
    min_words: usize,
    threshold: f64,
}

impl QuerySettings {
    /// Words of a common run. Eight words in a row are rarely chance; fewer find shorter claims and more stock phrases.
    pub const MIN_WORDS: usize = 8;

    /// The shortest run that may be asked for: three words in a row are in every dump.
    pub const FEWEST_WORDS: usize = 4;

    /// Checked settings.
    ///
    /// # Errors
    /// When `min_words` is below [`Self::FEWEST_WORDS`], or the threshold is not one of reuse.
    pub fn new(min_words: usize, threshold: f64) -> Result<Self> {
        if min_words < Self::FEWEST_WORDS {
            return Err(Error::Setting {
                setting: "--min-words",
                got: min_words.to_string(),
                expected: "a number of words from 4 on",
            });
        }
        let threshold = ReuseSettings::new(threshold, false)?.threshold();
        Ok(Self { min_words, threshold })
    }

    /// Words of a common run at least.
    #[must_use]
    pub fn min_words(&self) -> usize {
        self.min_words
    }

    /// Jaccard similarity of word 3-grams from which paragraphs are near-duplicates.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        self.threshold
    }
}

impl Default for QuerySettings {
    fn default() -> Self {
        Self { min_words: Self::MIN_WORDS, threshold: ReuseSettings::THRESHOLD }
    }
}

/// An article that carries something of the query.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The article, in [`Answer::corpus`].
    pub article: ArticleId,
    /// Share of the query's words that it carries.
    pub query_share: f64,
    /// Share of its own words, furniture aside, that the query carries.
    pub article_share: f64,
    /// Carried words of the query.
    pub words: u64,
    /// Passages in order of the article.
    pub passages: Vec<Passage>,
}

/// Everything that was found.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The query as article 0, then the articles that match, in the order of the dump.
    pub corpus: Corpus,
    /// Their words.
    pub texts: Texts,
    /// Matches: largest share of the query first, then the earlier, undated ones last, then by id.
    pub matches: Vec<Match>,
    /// The query's sentences, each with the articles that ran it: at least half of its words; in the order of the dump.
    pub sentences: Vec<(Sentence, Vec<ArticleId>)>,
    /// Words of the query.
    pub n_words: usize,
    /// Articles that were looked at.
    pub n_articles: usize,
}

/// The query in [`Answer::corpus`].
pub const QUERY: ArticleId = ArticleId(0);

/// Number of words that the text has for a search.
#[must_use]
pub fn count_words(text: &str) -> usize {
    let mut n_words = 0;
    text::tokens::tokenize(text, |_, _| n_words += 1);
    n_words
}

/// Looks for the text in all articles of the corpus, which is consumed: only what matches is kept.
#[must_use]
pub fn search(mut corpus: Corpus, text: &str, settings: QuerySettings, progress: &dyn Progress) -> Answer {
    let query = || Article { text: text.into(), ..Article::default() };
    let alone = Corpus { articles: vec![query()], ..Corpus::default() };
    let texts = text::analyze(&alone, &Silent);
    let index = Index::new(Lane::of(&texts, QUERY), settings);
    let n_articles = corpus.len();
    progress.begin(Stage::Search, Some(n_articles as u64));
    let candidates: Vec<bool> = corpus
        .articles
        .par_iter()
        .map(|article| {
            let found = index.may_match(&Lane::scan(&article.text.read(), &texts));
            progress.advance(1);
            found
        })
        .collect();
    let mut candidates = candidates.into_iter();
    corpus.articles.retain(|_| candidates.next().unwrap_or_default());
    corpus.articles.insert(0, query());
    // The query comes first, so its words have the same numbers as in the index.
    let texts = text::analyze(&corpus, &Silent);
    let found: Vec<(ArticleId, Common)> = (1..corpus.len() as u32)
        .into_par_iter()
        .filter_map(|article| {
            let article = ArticleId(article);
            Some((article, passages::common(&corpus, &texts, &index, QUERY, article)?))
        })
        .collect();
    progress.end();
    let sentences = sentences::split(&corpus, &texts, texts.paragraphs_of(QUERY));
    let sentences = sentences.into_iter().map(|sentence| (sentence, carriers(&sentence, &found))).collect();
    let n_words = index.lane().words.len();
    let mut matches: Vec<Match> =
        found.into_iter().map(|(article, common)| weigh(&texts, article, common, n_words)).collect();
    let place = |found: &Match| {
        let article = corpus.article(found.article);
        (article.published.map_or((true, 0), |time| (false, time.seconds)), &article.id)
    };
    matches.sort_by(|a, b| b.words.cmp(&a.words).then_with(|| place(a).cmp(&place(b))));
    Answer { matches, sentences, n_words, n_articles, corpus, texts }
}

/// The articles that ran the sentence.
fn carriers(sentence: &Sentence, found: &[(ArticleId, Common)]) -> Vec<ArticleId> {
    let all = sentence.words.end - sentence.words.start;
    let runs = |common: &Common| {
        let first = common.query_words.partition_point(|stretch| stretch.end <= sentence.words.start);
        let near =
            common.query_words[first..].iter().take_while(|stretch| stretch.start < sentence.words.end);
        let carried: u32 = near.map(|stretch| stretch.shared(sentence.words)).sum();
        f64::from(carried) >= RAN * f64::from(all)
    };
    found.iter().filter(|(_, common)| runs(common)).map(|(article, _)| *article).collect()
}

fn weigh(texts: &Texts, article: ArticleId, common: Common, query_words: usize) -> Match {
    let words = length(&common.query_words);
    let (own, carried) = own_words(texts, article, &common.words);
    Match {
        article,
        query_share: share(words, query_words as u64),
        article_share: share(carried, own),
        words,
        passages: common.passages,
    }
}

/// Number of words in these disjoint stretches.
#[must_use]
pub fn length(stretches: &[Stretch]) -> u64 {
    stretches.iter().map(|stretch| u64::from(stretch.end - stretch.start)).sum()
}

/// A part of a whole; nothing of nothing.
#[must_use]
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The article's words, furniture aside, and how many of them lie in these disjoint stretches.
#[must_use]
pub fn own_words(texts: &Texts, article: ArticleId, stretches: &[Stretch]) -> (u64, u64) {
    let (mut start, mut own, mut carried) = (0, 0, 0);
    for paragraph in texts.paragraphs_of(article) {
        let tokens = texts.paragraph_tokens(ParagraphId(paragraph as u32));
        let end = start + tokens.iter().filter(|token| !token.is_furniture()).count() as u32;
        if texts.paragraphs[paragraph].furniture.is_none() {
            own += u64::from(end - start);
            let place = Stretch { start, end };
            let first = stretches.partition_point(|stretch| stretch.end <= start);
            let within = stretches[first..].iter().take_while(|stretch| stretch.start < end);
            carried += within.map(|stretch| u64::from(stretch.shared(place))).sum::<u64>();
        }
        start = end;
    }
    (own, carried)
}

/// The words of a paragraph with their places in the article's text; link widgets are left out.
#[must_use]
pub fn words_of(corpus: &Corpus, texts: &Texts, paragraph: ParagraphId) -> Vec<(WordId, Span)> {
    let tokens = texts.paragraph_tokens(paragraph);
    let placed = tokens.iter().zip(texts.spans(corpus, paragraph)).filter(|(token, _)| !token.is_furniture());
    placed.map(|(token, span)| (token.word(), span)).collect()
}

/// Where the marks begin that belong to the second of two neighbouring words: behind the last space between them.
#[must_use]
pub fn lead(text: &str, before: Span, word: Span) -> u32 {
    let gap = &text[before.end as usize..word.start as usize];
    let space = gap.char_indices().rev().find(|(_, c)| c.is_whitespace());
    match space {
        Some((at, c)) => before.end + (at + c.len_utf8()) as u32,
        // Without a space marks go to the word before: `。` ends its sentence.
        None => word.start,
    }
}
