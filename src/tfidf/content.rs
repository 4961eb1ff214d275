//! Articles as sequences of content words: what the bags of the vectorizer are filled from.
//!
//! A content word is a body or headline token that is not furniture, template or stop word, reduced to its term. The
//! sequence keeps the breaks (stop words, paragraph ends) so that pairs of neighbours are pairs of the text.

use rayon::prelude::*;

use crate::{
    article::Corpus,
    reuse::Reuse,
    text::{Texts, Token, WordId, Words, terms::Terms},
    units::{ArticleId, ParagraphId},
};

/// Content words of the body that count: news tells the event first. 200 costs .3 points of F1, 800 no time worth it.
pub const BODY_WORDS: usize = 800;

/// How a word is written where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Small first letter.
    Lower,
    /// Capital inside a sentence: a name, in most languages.
    Capital,
    /// Capital at the start of a sentence, which says nothing.
    Initial,
    /// A number.
    Number,
}

/// One content word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// The term it counts as: an index into [`TermTable::terms`].
    pub term: u32,
    /// The folded word itself.
    pub word: WordId,
    /// How it is written.
    pub case: Case,
}

const STOP: u32 = u32::MAX;

/// Terms of all words of a corpus, per language.
#[derive(Debug, Default)]
pub struct TermTable {
    /// All distinct terms.
    pub terms: Words,
    /// Per article: index of its language into `of`.
    language: Vec<u16>,
    /// Language codes, `None` for articles of unknown language.
    pub languages: Vec<Option<Box<str>>>,
    /// Per language and word: the term, or [`STOP`].
    of: Vec<Vec<u32>>,
}

impl TermTable {
    /// The article's language as an index into [`TermTable::languages`].
    #[must_use]
    pub fn language(&self, article: ArticleId) -> usize {
        usize::from(self.language[article.index()])
    }

    /// Number of articles of each language.
    #[must_use]
    pub fn articles_per_language(&self) -> Vec<usize> {
        let mut counts = vec![0; self.languages.len()];
        for &language in &self.language {
            counts[usize::from(language)] += 1;
        }
        counts
    }

    fn content(&self, texts: &Texts, article: ArticleId, token: Token) -> Option<Content> {
        let mut term = self.of[self.language(article)][token.word().index()];
        let word = texts.words.get(token.word());
        if word == "us" && token.is_capital() {
            // `U.S.` folds to the pronoun; the capital tells them apart.
            term = self.terms.find(word).map_or(STOP, |id| id.0);
        }
        let case = match (token.is_capital(), token.starts_sentence()) {
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => Case::Number,
            (true, true) => Case::Initial,
            (true, false) => Case::Capital,
            (false, _) => Case::Lower,
        };
        (term != STOP).then_some(Content { term, word: token.word(), case })
    }

    /// The content words of the headline; `None` marks a break.
    pub fn title(&self, texts: &Texts, article: ArticleId) -> Vec<Option<Content>> {
        texts.title_tokens(article).iter().map(|&token| self.content(texts, article, token)).collect()
    }

    /// The first [`BODY_WORDS`] content words of the body; `None` marks a break.
    pub fn body(&self, texts: &Texts, reuse: &Reuse, article: ArticleId) -> Vec<Option<Content>> {
        let mut body = Vec::with_capacity(512);
        let mut n_words = 0;
        for paragraph in texts.paragraphs_of(article) {
            let paragraph = ParagraphId(paragraph as u32);
            let excluded = reuse.excluded(texts.paragraph_range(paragraph));
            for (&token, &excluded) in texts.paragraph_tokens(paragraph).iter().zip(excluded) {
                let content = if excluded { None } else { self.content(texts, article, token) };
                n_words += usize::from(content.is_some());
                // Breaks say nothing twice in a row.
                if content.is_some() || body.last().is_some_and(Option::is_some) {
                    body.push(content);
                }
                if n_words == BODY_WORDS {
                    return body;
                }
            }
            if body.last().is_some_and(Option::is_some) {
                body.push(None);
            }
        }
        body
    }
}

/// Finds the terms of all words, language by language. Articles of unknown language count as the most usual one.
#[must_use]
pub fn term_table(corpus: &Corpus, texts: &Texts) -> TermTable {
    let mut counts = vec![0_usize; texts.languages.len()];
    for language in texts.language.iter().flatten() {
        counts[usize::from(*language)] += 1;
    }
    let most_usual =
        (0..counts.len()).max_by_key(|&language| (counts[language], std::cmp::Reverse(language)));
    let mut table = TermTable {
        languages: texts.languages.iter().cloned().map(Some).collect(),
        language: texts
            .language
            .iter()
            .map(|language| language.or(most_usual.map(|l| l as u16)).unwrap_or(0))
            .collect(),
        ..TermTable::default()
    };
    if table.languages.is_empty() {
        table.languages.push(None);
    }
    // Which words each language uses: only those are stemmed.
    let mut used: Vec<Vec<bool>> = vec![vec![false; texts.words.len()]; table.languages.len()];
    for article in 0..corpus.len() as u32 {
        let article = ArticleId(article);
        let used = &mut used[table.language(article)];
        for token in texts.article_tokens(article).iter().chain(texts.title_tokens(article)) {
            used[token.word().index()] = true;
        }
    }
    for (language, used) in used.iter().enumerate() {
        let rules = Terms::new(table.languages[language].as_deref());
        let stems: Vec<Option<String>> = used
            .par_iter()
            .enumerate()
            .map(|(word, &used)| if used { rules.term(texts.words.get(WordId(word as u32))) } else { None })
            .collect();
        let numbers =
            stems.into_iter().map(|stem| stem.map_or(STOP, |stem| table.terms.intern(&stem).0)).collect();
        table.of.push(numbers);
    }
    table.terms.intern("us");
    table
}
