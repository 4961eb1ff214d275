//! Articles as sequences of content words: what the bags of the vectorizer are filled from.
//!
//! A content word is a body or headline token that is not furniture, template or stop word, reduced to its term; in
//! scripts without spaces it is an n-gram of letters (`grams`). The sequence keeps the breaks (stop words, paragraph
//! ends) so that pairs of neighbours are pairs of the text.
//! Articles are compared within a language; kin such as the written standards of Norwegian are one.

use rayon::prelude::*;

use super::{VectorSettings, grams::Grams};
use crate::{
    article::Corpus,
    reuse::{Marked, Reuse},
    text::{
        Texts, Token, WordId, Words,
        kin::kin,
        scripts::{Spaceless, digit, is_spaceless},
        terms::Terms,
    },
    units::{ArticleId, ParagraphId},
};

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
    /// The folded word itself, of an n-gram the first letter.
    pub word: WordId,
    /// How it is written.
    pub case: Case,
    /// Letters of the script without spaces that a term has there, 1 for a word.
    pub letters: u8,
}

impl Content {
    /// What a whole word counts for.
    pub const WORD: usize = 12;

    /// How much of a word's worth of text it stands for: an n-gram begins at every letter.
    #[must_use]
    pub fn worth(&self) -> usize {
        Self::WORD / usize::from(self.letters)
    }

    /// Whether it is an n-gram: its surface is its term, and the next one may overlap it.
    #[must_use]
    pub fn is_gram(&self) -> bool {
        self.letters > 1
    }
}

/// Stands for the term of a word that counts for nothing.
pub(super) const STOP: u32 = u32::MAX;

/// Stands for the term of a letter of a script without spaces.
const LETTER: u32 = u32::MAX - 1;

/// Terms of all words of a corpus, per language.
#[derive(Debug, Default)]
pub struct TermTable {
    /// All distinct terms.
    pub terms: Words,
    /// Per article: index of its language into `of`.
    language: Vec<u16>,
    /// Codes of the languages as they are compared, `None` for articles of unknown language.
    pub languages: Vec<Option<Box<str>>>,
    /// Per language and word: the term, [`STOP`] or [`LETTER`].
    of: Vec<Vec<u32>>,
    /// Per language: the terms of its n-grams.
    grams: Vec<Grams>,
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

    fn content(&self, texts: &Texts, mut term: u32, token: Token) -> Option<Content> {
        let word = texts.words.get(token.word());
        if word == "us" && token.is_capital() {
            // `U.S.` folds to the pronoun; the capital tells them apart.
            term = self.terms.find(word).map_or(STOP, |id| id.0);
        }
        let case = match (token.is_capital(), token.starts_sentence()) {
            _ if word.starts_with(|c: char| digit(c).is_some()) => Case::Number,
            (true, true) => Case::Initial,
            (true, false) => Case::Capital,
            (false, _) => Case::Lower,
        };
        (term != STOP).then_some(Content { term, word: token.word(), case, letters: 1 })
    }

    /// Calls `take` with what each token counts as, in order, until it returns `false`; `None` marks a break.
    fn each(
        &self,
        texts: &Texts,
        article: ArticleId,
        tokens: &[Token],
        excluded: Option<Marked<'_>>,
        mut take: impl FnMut(Option<Content>) -> bool,
    ) {
        let language = self.language(article);
        let of = &self.of[language];
        let left_out = |at: usize| excluded.is_some_and(|excluded| excluded.at(at));
        let mut at = 0;
        while at < tokens.len() {
            let term = of[tokens[at].word().index()];
            if left_out(at) || term != LETTER {
                let content = if left_out(at) { None } else { self.content(texts, term, tokens[at]) };
                if !take(content) {
                    return;
                }
                at += 1;
                continue;
            }
            let (script, run) = letters(texts, &tokens[at..]);
            let run = (1..run).find(|&next| left_out(at + next)).unwrap_or(run);
            for gram in Grams::of(script, &tokens[at..at + run]) {
                let content = gram.and_then(|gram| self.grams[language].content(script, gram));
                if !take(content) {
                    return;
                }
            }
            at += run;
        }
    }

    /// The content words of the headline; `None` marks a break.
    pub fn title(&self, texts: &Texts, article: ArticleId) -> Vec<Option<Content>> {
        let tokens = texts.title_tokens(article);
        let mut title = Vec::with_capacity(tokens.len());
        self.each(texts, article, tokens, None, |content| {
            title.push(content);
            true
        });
        title
    }

    /// The first content words of the body; `None` marks a break.
    pub fn body(
        &self,
        texts: &Texts,
        reuse: &Reuse,
        article: ArticleId,
        settings: &VectorSettings,
    ) -> Vec<Option<Content>> {
        let most = settings.body_words * Content::WORD;
        let mut body = Vec::with_capacity(512);
        let mut worth = 0;
        for paragraph in texts.paragraphs_of(article) {
            let paragraph = ParagraphId(paragraph as u32);
            let excluded =
                settings.without_templates.then(|| reuse.excluded(texts.paragraph_range(paragraph)));
            self.each(texts, article, &texts.paragraph_tokens(paragraph), excluded, |content| {
                worth += content.map_or(0, |content| content.worth());
                // Breaks say nothing twice in a row.
                if content.is_some() || body.last().is_some_and(Option::is_some) {
                    body.push(content);
                }
                worth < most
            });
            if worth >= most {
                return body;
            }
            if body.last().is_some_and(Option::is_some) {
                body.push(None);
            }
        }
        body
    }
}

/// The script of a letter at the start of `tokens`, and how many letters of it follow one another from there.
fn letters(texts: &Texts, tokens: &[Token]) -> (Spaceless, usize) {
    let script = |token: &Token| texts.words.get(token.word()).chars().next().and_then(Spaceless::of);
    // A letter has such a script; any would do.
    let first = script(&tokens[0]).unwrap_or(Spaceless::Hiragana);
    let rest = tokens[1..].iter().take_while(|token| token.is_attached() && script(token) == Some(first));
    (first, 1 + rest.count())
}

/// Finds the terms of all words, language by language. Articles of unknown language count as the most usual one.
#[must_use]
pub fn term_table(corpus: &Corpus, texts: &Texts) -> TermTable {
    let mut codes: Vec<&str> = texts.languages.iter().map(|code| kin(code)).collect();
    // Kin have one number: that of the first of them.
    let numbers: Vec<usize> =
        codes.iter().map(|code| codes.iter().position(|other| other == code).unwrap_or(0)).collect();
    let mut counts = vec![0_usize; codes.len().max(1)];
    for language in texts.language.iter().flatten() {
        counts[numbers[usize::from(*language)]] += 1;
    }
    // Ties to the code that comes first in the alphabet, whatever the order of the articles.
    let most_usual =
        (0..codes.len()).max_by_key(|&language| (counts[language], std::cmp::Reverse(codes[language])));
    let language = |language: &Option<u16>| {
        language.map(|language| numbers[usize::from(language)]).or(most_usual).unwrap_or(0) as u16
    };
    let mut table = TermTable {
        language: texts.language.iter().map(language).collect(),
        languages: codes.drain(..).map(|code| Some(code.into())).collect(),
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
    let is_letter = |word: usize| texts.words.get(WordId(word as u32)).starts_with(is_spaceless);
    let is_letter: Vec<bool> = (0..texts.words.len()).into_par_iter().map(is_letter).collect();
    for (language, used) in used.iter().enumerate() {
        let rules = Terms::new(table.languages[language].as_deref());
        let stems: Vec<Option<String>> = used
            .par_iter()
            .enumerate()
            .map(|(word, &used)| {
                let is_word = used && !is_letter[word];
                if is_word { rules.term(texts.words.get(WordId(word as u32))) } else { None }
            })
            .collect();
        let numbers = stems.into_iter().zip(&is_letter).map(|(stem, &is_letter)| match stem {
            Some(stem) => table.terms.intern(&stem).0,
            None => {
                if is_letter {
                    LETTER
                } else {
                    STOP
                }
            }
        });
        let numbers = numbers.collect();
        table.of.push(numbers);
        let has_letters = used.iter().zip(&is_letter).any(|(&used, &is_letter)| used && is_letter);
        let articles = || (0..corpus.len() as u32).map(ArticleId);
        let own: Vec<ArticleId> = if has_letters {
            articles().filter(|&article| table.language(article) == language).collect()
        } else {
            Vec::new()
        };
        let grams = Grams::find(texts, &own, &rules, &mut table.terms, |tokens| letters(texts, tokens));
        table.grams.push(grams);
    }
    table.terms.intern("us");
    table
}
