//! Articles to paragraphs and folded word tokens: everything later stages know about language comes from here.
//!
//! `tokens` folds and splits words, `decorations` finds what is not part of a headline, `paragraphs` finds the units of comparison, `quotes` finds quoted speech,
//! `furniture` with `forms` and `widgets` marks what is not prose, `language` with `profiles` tells the language, `settle` decides
//! where the text is too short, `terms` with `spelling` and `stops` turns tokens into stems (`kin` says in which
//! languages together, `scripts` where letters are tokens), `words` numbers distinct words, `chunk` puts all of it
//! together. Cost: one pass over the text; memory 4 bytes a token and 28 a paragraph, plus the distinct words.
//! Token spans are not stored: [`Texts::spans`] finds them again for the few paragraphs that are shown.

mod chunk;
pub mod decorations;
mod forms;
pub mod furniture;
#[cfg(test)]
mod hostile;
pub mod kin;
mod language;
pub mod paragraphs;
mod profiles;
pub mod quotes;
pub mod scripts;
mod settle;
mod spelling;
mod stops;
pub mod terms;
pub mod tokens;
pub mod widgets;
pub mod words;

use std::{borrow::Cow, ops::Range};

use rayon::prelude::*;

use crate::{
    article::Corpus,
    progress::{Progress, Stage},
    space::{Array, Plain},
    units::{ArticleId, ParagraphId, Span},
};
use chunk::Chunk;
pub use furniture::Furniture;
pub use words::{WordId, Words};

/// Articles read together against one small dictionary. Part of no result: numbers follow the article order.
const CHUNK: usize = 256;

/// The part of the memory that tokens may take: one of so many. More of them are kept in a file.
const PART: u64 = 12;

/// One word of the text: its number and what its place says about it, in four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token(u32);

impl Token {
    const WORD_BITS: u32 = 27;
    const ATTACHED: u32 = 1 << 27;
    const CAPITAL: u32 = 1 << 28;
    const SENTENCE_START: u32 = 1 << 29;
    const QUOTED: u32 = 1 << 30;
    const FURNITURE: u32 = 1 << 31;

    /// The folded word.
    #[must_use]
    pub fn word(self) -> WordId {
        WordId(self.0 & ((1 << Self::WORD_BITS) - 1))
    }

    /// Whether nothing stands between it and the token before it in its paragraph or headline, as in scripts without
    /// spaces.
    #[must_use]
    pub fn is_attached(self) -> bool {
        self.0 & Self::ATTACHED != 0
    }

    /// Whether it is written with a capital first letter.
    #[must_use]
    pub fn is_capital(self) -> bool {
        self.0 & Self::CAPITAL != 0
    }

    /// Whether it begins a sentence or paragraph, so that a capital says nothing.
    #[must_use]
    pub fn starts_sentence(self) -> bool {
        self.0 & Self::SENTENCE_START != 0
    }

    /// Whether it stands inside quotation marks.
    #[must_use]
    pub fn is_quoted(self) -> bool {
        self.0 & Self::QUOTED != 0
    }

    /// Whether it belongs to a piece of furniture inside prose, such as a link widget.
    #[must_use]
    pub fn is_furniture(self) -> bool {
        self.0 & Self::FURNITURE != 0
    }

    fn renumbered(self, word: WordId) -> Self {
        Self((self.0 & !((1 << Self::WORD_BITS) - 1)) | word.0)
    }
}

impl Plain for Token {
    const BYTES: usize = u32::BYTES;

    fn put(self, bytes: &mut Vec<u8>) {
        self.0.put(bytes);
    }

    fn take(bytes: &[u8]) -> Self {
        Self(u32::take(bytes))
    }
}

/// A paragraph: the unit of comparison for reuse.
#[derive(Clone, Copy, Debug)]
pub struct Paragraph {
    /// The article it stands in.
    pub article: ArticleId,
    /// Extent in the article's text.
    pub span: Span,
    /// Number of its first non-empty line in the article's text, from 0.
    pub line: u32,
    /// First token, relative to the article's first.
    first_token: u32,
    /// Number of tokens.
    n_tokens: u32,
    /// Set when the whole paragraph is furniture.
    pub furniture: Option<Furniture>,
}

impl Paragraph {
    /// Number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.n_tokens as usize
    }

    /// Whether it has no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n_tokens == 0
    }
}

/// All articles as paragraphs and tokens, in flat arrays.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// All distinct folded words.
    pub words: Words,
    /// Languages that occur, in order of first appearance.
    pub languages: Vec<Box<str>>,
    /// Per article: index into `languages`.
    pub language: Vec<Option<u16>>,
    /// All paragraphs, in article order.
    pub paragraphs: Vec<Paragraph>,
    /// Per article, and one more: index of its first paragraph.
    first_paragraph: Vec<u32>,
    /// Body tokens of all articles, in order.
    tokens: Array<Token>,
    /// Per article, and one more: index of its first body token.
    first_token: Vec<usize>,
    /// Headline tokens of all articles, in order.
    title_tokens: Vec<Token>,
    /// Per article, and one more: index of its first headline token.
    first_title_token: Vec<usize>,
}

impl Texts {
    /// Number of articles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.first_token.len().saturating_sub(1)
    }

    /// Whether there is no article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.language.is_empty()
    }

    /// Number of body tokens in all articles.
    #[must_use]
    pub fn n_tokens(&self) -> usize {
        self.tokens.len()
    }

    /// Numbers of the article's paragraphs.
    #[must_use]
    pub fn paragraphs_of(&self, article: ArticleId) -> Range<usize> {
        self.first_paragraph[article.index()] as usize..self.first_paragraph[article.index() + 1] as usize
    }

    /// Where the article's body tokens lie among all tokens of the corpus.
    #[must_use]
    pub fn token_range(&self, article: ArticleId) -> Range<usize> {
        self.first_token[article.index()]..self.first_token[article.index() + 1]
    }

    /// Where the paragraph's tokens lie among all tokens of the corpus.
    #[must_use]
    pub fn paragraph_range(&self, paragraph: ParagraphId) -> Range<usize> {
        let paragraph = &self.paragraphs[paragraph.index()];
        let start = self.first_token[paragraph.article.index()] + paragraph.first_token as usize;
        start..start + paragraph.len()
    }

    /// The body tokens of one article.
    #[must_use]
    pub fn article_tokens(&self, article: ArticleId) -> Cow<'_, [Token]> {
        self.tokens.get(self.token_range(article))
    }

    /// The tokens of one paragraph.
    #[must_use]
    pub fn paragraph_tokens(&self, paragraph: ParagraphId) -> Cow<'_, [Token]> {
        self.tokens.get(self.paragraph_range(paragraph))
    }

    /// The tokens of the article's headline.
    #[must_use]
    pub fn title_tokens(&self, article: ArticleId) -> &[Token] {
        &self.title_tokens
            [self.first_title_token[article.index()]..self.first_title_token[article.index() + 1]]
    }

    /// The article's language code.
    #[must_use]
    pub fn language_of(&self, article: ArticleId) -> Option<&str> {
        self.language[article.index()].map(|language| &*self.languages[usize::from(language)])
    }

    /// Where each token of the paragraph stands in its article's text. Tokenises the paragraph again.
    #[must_use]
    pub fn spans(&self, corpus: &Corpus, paragraph: ParagraphId) -> Vec<Span> {
        let paragraph = &self.paragraphs[paragraph.index()];
        let mut spans = Vec::with_capacity(paragraph.len());
        let base = paragraph.span.start;
        let text = corpus.article(paragraph.article).text.part(paragraph.span);
        tokens::tokenize(&text, |_, span| {
            spans.push(Span { start: base + span.start, end: base + span.end });
        });
        spans
    }
}

/// Reads all articles of the corpus into tokens, in parallel; the result does not depend on the number of threads.
#[must_use]
pub fn analyze(corpus: &Corpus, progress: &dyn Progress) -> Texts {
    progress.begin(Stage::Text, Some(corpus.len() as u64));
    let mut told = Vec::with_capacity(corpus.len());
    let mut texts = Texts {
        first_paragraph: vec![0],
        first_token: vec![0],
        first_title_token: vec![0],
        tokens: Array::new(&corpus.space, corpus.space.part(PART)),
        ..Texts::default()
    };
    // Chunks of a batch share the words known before it: few enough that most words are, many enough that the cores
    // seldom wait for the last one.
    for batch in corpus.articles.chunks(8 * CHUNK * rayon::current_num_threads()) {
        let first = texts.len();
        let read: Vec<Chunk> = batch
            .par_chunks(CHUNK)
            .enumerate()
            .map(|(i, articles)| {
                let chunk = Chunk::read(&texts.words, articles, (first + i * CHUNK) as u32);
                progress.advance(articles.len() as u64);
                chunk
            })
            .collect();
        for mut chunk in read {
            told.append(&mut chunk.languages);
            texts.append(chunk);
        }
    }
    texts.tokens.finish();
    texts.set_languages(settle::settle(corpus, told));
    progress.end();
    texts
}

impl Texts {
    fn append(&mut self, chunk: Chunk) {
        // Words from here on were new to the chunk and are numbered in its own order.
        let known = chunk.known;
        let numbers = self.words.absorb(&chunk.words);
        let renumber = |token: &Token| match token.word().0.checked_sub(known) {
            Some(new) => token.renumbered(numbers[new as usize]),
            None => *token,
        };
        self.tokens.extend(chunk.tokens.iter().map(renumber));
        self.title_tokens.extend(chunk.title_tokens.iter().map(renumber));
        self.paragraphs.extend(chunk.paragraphs);
        for sizes in chunk.sizes {
            self.first_paragraph
                .push(self.first_paragraph[self.first_paragraph.len() - 1] + sizes.paragraphs);
            self.first_token.push(self.first_token[self.first_token.len() - 1] + sizes.tokens as usize);
            self.first_title_token
                .push(self.first_title_token[self.first_title_token.len() - 1] + sizes.title_tokens as usize);
        }
    }

    fn set_languages(&mut self, languages: Vec<Option<Box<str>>>) {
        for language in languages {
            let index = language.map(|code| {
                let known = self.languages.iter().position(|other| *other == code);
                known.unwrap_or_else(|| {
                    self.languages.push(code);
                    self.languages.len() - 1
                }) as u16
            });
            self.language.push(index);
        }
    }
}
