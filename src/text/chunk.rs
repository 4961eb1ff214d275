//! A run of neighbouring articles, read by one thread.
//!
//! Words are looked up in a small dictionary of the chunk, which stays in the cache of the core, and only once per
//! chunk among all that are known. (To look up every token among all words misses the cache: that alone took the stage
//! from 13.5 to 16.9 cpu-seconds on 52 million tokens, although the words themselves were read faster.)

use super::furniture::{self, Candidate};
use super::language::{self, Told};
use super::paragraphs::{self, Block};
use super::{Paragraph, Token, WordId, Words, quotes, tokens, widgets};
use crate::article::Article;
use crate::units::{ArticleId, Span};

/// What was read of some articles.
pub(super) struct Chunk {
    /// Number of words that were known before.
    pub(super) known: u32,
    /// While reading, all words of the chunk; then those that were not known, numbered from `known` in the tokens.
    pub(super) words: Words,
    pub(super) tokens: Vec<Token>,
    pub(super) title_tokens: Vec<Token>,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) sizes: Vec<Sizes>,
    pub(super) languages: Vec<Told>,
}

/// What one article has.
pub(super) struct Sizes {
    pub(super) paragraphs: u32,
    pub(super) tokens: u32,
    pub(super) title_tokens: u32,
}

impl Chunk {
    /// Reads the articles, the first of which has the number `first`.
    pub(super) fn read(known: &Words, articles: &[Article], first: u32) -> Self {
        let mut chunk = Self {
            known: known.len() as u32,
            words: Words::new(),
            tokens: Vec::new(),
            title_tokens: Vec::new(),
            paragraphs: Vec::new(),
            sizes: Vec::with_capacity(articles.len()),
            languages: Vec::with_capacity(articles.len()),
        };
        for (id, article) in (first..).zip(articles) {
            chunk.read_article(article, ArticleId(id));
        }
        chunk.renumber(known);
        chunk
    }

    /// Gives words that were known their numbers, and those that were not the numbers behind them.
    fn renumber(&mut self, known: &Words) {
        let mut new = Words::new();
        let number = |key| known.find_key(key).unwrap_or_else(|| WordId(self.known + new.intern_key(key).0));
        let numbers: Vec<WordId> = self.words.keys().map(number).collect();
        for token in self.tokens.iter_mut().chain(&mut self.title_tokens) {
            *token = token.renumbered(numbers[token.word().index()]);
        }
        self.words = new;
    }

    fn read_article(&mut self, article: &Article, id: ArticleId) {
        let Chunk { words, tokens, title_tokens, .. } = self;
        let text = &*article.text.read();
        let first_title_token = title_tokens.len();
        if let Some(title) = article.title.as_deref() {
            Place::new(title, Span::new(0, title.len()), &[], &[]).read(words, title_tokens);
        }
        let blocks = paragraphs::split(text);
        let spans: Vec<Span> = blocks.iter().map(|block| block.span).collect();
        let quoted = quotes::quoted_ranges(text, &spans);
        let first_token = tokens.len();
        let mut ends = Vec::with_capacity(blocks.len());
        for block in &blocks {
            let fused = widgets::find(text, block.span);
            Place::new(text, block.span, &quoted, &fused).read(words, tokens);
            ends.push(tokens.len());
        }
        let starts = std::iter::once(first_token).chain(ends.iter().copied());
        let candidates: Vec<Candidate> = blocks
            .iter()
            .zip(starts.zip(&ends))
            .map(|(block, (start, &end))| Candidate { span: block.span, tokens: &tokens[start..end] })
            .collect();
        let kinds = furniture::mark(article, text, &title_tokens[first_title_token..], &candidates);
        let mut begin = first_token;
        for ((block, kind), &end) in blocks.iter().zip(&kinds).zip(&ends) {
            self.paragraphs.push(Paragraph {
                article: id,
                span: block.span,
                line: block.line,
                first_token: (begin - first_token) as u32,
                n_tokens: (end - begin) as u32,
                furniture: *kind,
            });
            begin = end;
        }
        let is_prose = |(block, kind): (&Block, &Option<_>)| kind.is_none().then_some(block.span.start);
        let body_start = blocks.iter().zip(&kinds).find_map(is_prose).unwrap_or(0);
        self.languages.push(language::tell(article, text, body_start as usize));
        self.sizes.push(Sizes {
            paragraphs: blocks.len() as u32,
            tokens: (self.tokens.len() - first_token) as u32,
            title_tokens: (self.title_tokens.len() - first_title_token) as u32,
        });
    }
}

/// A headline or a paragraph with what is known about its places.
struct Place<'a> {
    /// The paragraph's own text.
    body: &'a str,
    /// Where it begins in the article's.
    base: u32,
    /// Quoted ranges of the article that end in the paragraph or behind it.
    quoted: &'a [Span],
    /// Link widgets in the paragraph.
    widgets: &'a [Span],
}

impl<'a> Place<'a> {
    fn new(text: &'a str, paragraph: Span, quoted: &'a [Span], widgets: &'a [Span]) -> Self {
        let base = paragraph.start;
        let quoted = &quoted[quoted.partition_point(|range| range.end <= base)..];
        Self { body: paragraph.of(text), base, quoted, widgets }
    }

    /// Appends the tokens, flagged by what their place says.
    fn read(self, words: &mut Words, tokens: &mut Vec<Token>) {
        let Self { body, base, mut quoted, widgets } = self;
        let bytes = body.as_bytes();
        let mut end_before = 0;
        tokens::fold(body, |key, span| {
            let at = Span { start: base + span.start, end: base + span.end };
            let mut flags = 0;
            if is_capital(body, span) {
                flags |= Token::CAPITAL;
            }
            if end_before == span.start as usize && end_before > 0 {
                flags |= Token::ATTACHED;
            }
            if end_before == 0 || ends_sentence(&bytes[end_before..span.start as usize]) {
                flags |= Token::SENTENCE_START;
            }
            while let [range, rest @ ..] = quoted
                && range.end <= at.start
            {
                quoted = rest;
            }
            if quoted.first().is_some_and(|range| range.overlaps(at)) {
                flags |= Token::QUOTED;
            }
            if widgets.iter().any(|widget| widget.overlaps(at)) {
                flags |= Token::FURNITURE;
            }
            tokens.push(Token(words.intern_key(key).0 | flags));
            end_before = span.end as usize;
        });
    }
}

/// Whether the word begins with a capital.
#[inline]
fn is_capital(text: &str, word: Span) -> bool {
    let first = text.as_bytes()[word.start as usize];
    if first.is_ascii() { first.is_ascii_uppercase() } else { word.of(text).starts_with(char::is_uppercase) }
}

/// Whether a sentence or a quotation can begin behind what stands between two words: one of `.!?:"“•…` or a line end.
#[inline]
fn ends_sentence(gap: &[u8]) -> bool {
    gap != b" "
        && gap.iter().enumerate().any(|(i, byte)| match byte {
            b'.' | b'!' | b'?' | b':' | b'"' | b'\n' => true,
            // The last two bytes of “, • and ….
            0xE2 => matches!(gap[i + 1..], [0x80, 0x9C | 0xA2 | 0xA6, ..]),
            _ => false,
        })
}
