//! Profiles: the few terms of each article that say what it is about, kept when texts and vectors are gone.
//!
//! Of every article the [`TERMS`] heaviest terms of the text view and the [`NAMES`] heaviest names, each with its weight in
//! the article's row, its weight by tf·idf alone, which keywords are ranked by, and the way the article writes it. Forty
//! terms hold most of a row: they are those under which candidates are found. Terms that one article alone has are left
//! out, because they tell nothing of its likeness to others. An article without a headline keeps the first sentence of its
//! lead. An n-gram of a script without spaces is written as the phrase that it stands in ([`phrases`]).
//!
//! Everything lies in flat arrays; an entry takes eight bytes, because weights are rounded to 16 bits *before* anybody
//! uses them: what is described from a stored profile is what was described at first. Forms are numbered so that those of
//! a term stand together, text terms before names, both in the order in which articles first use them.
//! Cost: a pass over the content words of each article and one look-up in the vocabulary for each distinct one.

use std::collections::BTreeSet;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::{
    heaviest::Kept,
    leads,
    spelling::{PHRASE, Spelling, Use, capital, usual, written},
};
use crate::{
    article::Corpus,
    reuse::Reuse,
    text::{Texts, WordId, Words},
    tfidf::{
        Vectors,
        bags::{Bag, Feature},
        content::{Case, Content},
        phrases::phrases,
    },
    units::ArticleId,
};

/// Terms of the text view in a profile.
pub const TERMS: usize = 40;

/// Names, and pairs of names, in a profile.
pub const NAMES: usize = 8;

/// A weight of 1 in a row, as it is kept: rows have unit length, so no weight is larger.
const UNIT: f32 = 65_535.0;

/// A tf·idf weight of 1, as it is kept: the largest, of a rare term that fills an article, are about 120.
const TFIDF_UNIT: f32 = 256.0;

/// Articles that are read at once, before their terms are numbered.
const TASK: usize = 4096;

/// A term of a profile as it is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Number of the form: the term, and how the article writes it.
    pub form: u32,
    /// Weight in the row, in 65,535ths.
    pub weight: u16,
    /// Weight by tf·idf, in 256ths.
    pub tfidf: u16,
}

impl Entry {
    /// Weight in the article's row.
    #[must_use]
    pub fn weight(self) -> f32 {
        f32::from(self.weight) / UNIT
    }

    /// Weight by tf·idf, the length of the article aside.
    #[must_use]
    pub fn tfidf(self) -> f32 {
        f32::from(self.tfidf) / TFIDF_UNIT
    }
}

/// Strings end to end in one buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strings {
    /// All of them.
    pub buffer: String,
    /// End of each in `buffer`; one starts where the one before it ends.
    pub ends: Vec<u32>,
}

impl Strings {
    /// The string with that number.
    ///
    /// # Panics
    /// When there are not as many.
    #[must_use]
    pub fn get(&self, number: usize) -> &str {
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.buffer[start..self.ends[number] as usize]
    }

    fn push(&mut self, string: &str) {
        self.buffer.push_str(string);
        self.ends.push(self.buffer.len() as u32);
    }
}

/// The profiles of all articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profiles {
    /// Per article, and one more: its first entry.
    pub starts: Vec<u32>,
    /// The terms of all articles; those of an article ascending by form, so that text terms come first.
    pub entries: Vec<Entry>,
    /// Per form: the number of its term; ascending.
    pub term_of: Vec<u32>,
    /// Per form: how it is written, such as `fire`, `Pellworth`, `U.S.` or `Tannery Road`.
    pub forms: Strings,
    /// Number of terms of the text view; terms from this number on are names.
    pub n_text_terms: u32,
    /// Articles without a headline, ascending.
    pub untitled: Vec<ArticleId>,
    /// The beginnings of their leads, in the same order; empty where there is no text.
    pub leads: Strings,
}

impl Profiles {
    /// The terms of an article, ascending by form; terms of the text view first, then names.
    #[must_use]
    pub fn of(&self, article: ArticleId) -> &[Entry] {
        let index = article.index();
        &self.entries[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    /// The term that an entry counts as. Equal terms of two articles may have different forms.
    #[must_use]
    pub fn term(&self, entry: Entry) -> u32 {
        self.term_of[entry.form as usize]
    }

    /// Number of distinct terms, names included.
    #[must_use]
    pub fn n_terms(&self) -> usize {
        self.term_of.last().map_or(0, |&last| last as usize + 1)
    }

    /// Whether the term is of the view of names, where a pair of names is one term.
    #[must_use]
    pub fn is_name(&self, term: u32) -> bool {
        term >= self.n_text_terms
    }

    /// How a form is written.
    #[must_use]
    pub fn form(&self, form: u32) -> &str {
        self.forms.get(form as usize)
    }

    /// What stands for the headline of an article without one; empty where there is no text either.
    #[must_use]
    pub fn lead(&self, article: ArticleId) -> &str {
        self.untitled.binary_search(&article).map_or("", |at| self.leads.get(at))
    }

    /// Profiles all articles.
    #[must_use]
    pub fn collect(corpus: &Corpus, texts: &Texts, reuse: &Reuse, vectors: &Vectors) -> Self {
        let mut table = Table::default();
        let entries = Vec::with_capacity((TERMS + NAMES) * corpus.len());
        let mut profiles = Self { starts: vec![0], entries, ..Self::default() };
        let articles: Vec<ArticleId> = (0..corpus.len() as u32).map(ArticleId).collect();
        let read = |task: &[ArticleId]| -> Vec<Vec<Found>> {
            task.par_iter().map(|&id| heaviest(texts, reuse, vectors, id)).collect()
        };
        let mut number = |found: Vec<Vec<Found>>| {
            for found in found {
                profiles.entries.extend(found.iter().map(|found| table.entry(found)));
                profiles.starts.push(profiles.entries.len() as u32);
            }
        };
        // Terms are numbered in order, by one thread, while the others read on.
        let last = articles.chunks(TASK).fold(Vec::new(), |before, task| {
            let ((), found) = rayon::join(|| number(before), || read(task));
            found
        });
        number(last);
        let order = table.settle(vectors.rows.n_text_columns() as u32, &texts.words, &mut profiles);
        for entry in &mut profiles.entries {
            entry.form = order[entry.form as usize];
        }
        for range in profiles.starts.windows(2) {
            profiles.entries[range[0] as usize..range[1] as usize].sort_unstable_by_key(|entry| entry.form);
        }
        profiles.untitled =
            articles.into_iter().filter(|&id| leads::title(corpus.article(id)).is_none()).collect();
        for &id in &profiles.untitled {
            profiles.leads.push(&leads::lead(texts, corpus, id));
        }
        profiles
    }
}

/// A term of one article.
struct Found {
    column: u32,
    spelling: Spelling,
    /// The phrase that an n-gram stands in.
    phrase: Option<String>,
    weight: f32,
    tfidf: f64,
}

/// The heaviest terms and names of an article.
fn heaviest(texts: &Texts, reuse: &Reuse, vectors: &Vectors, article: ArticleId) -> Vec<Found> {
    let (title, body) = vectors.content(texts, reuse, article);
    let language = vectors.terms.language(article);
    let (columns, weights) = vectors.rows.row(article.index());
    let kept = |bag: Bag, most: usize| Kept::of(vectors, bag, most, &columns, &weights);
    let found = |kept: &Kept, feature: Feature, count: usize, spelling: Spelling| {
        let (column, weight, frequency) = kept.find(feature)?;
        let tfidf = (1.0 + (count as f64).ln()) * vectors.idf(language, feature, frequency);
        Some(Found { column, spelling, phrase: None, weight, tfidf })
    };
    let mut uses: Vec<Use> = title
        .iter()
        .chain(&body)
        .flatten()
        .map(|content| (content.term, content.word.0, capital(content.case)))
        .collect();
    uses.sort_unstable();
    let kept_terms = kept(Bag::Text, TERMS);
    let mut terms: Vec<Found> = uses
        .chunk_by(|x, y| x.0 == y.0)
        .filter_map(|uses| {
            let feature = Feature::new(Bag::Text, language, uses[0].0, None);
            found(&kept_terms, feature, uses.len(), usual(uses))
        })
        .collect();
    terms.sort_unstable_by_key(|found| found.column);
    let sequences = [title, body];
    spell_grams(&mut terms, vectors, language, &sequences);
    let [title, body] = sequences;
    let names = names(&title, &body);
    let kept_names = kept(Bag::Names, NAMES);
    let mut names: Vec<Found> = names
        .chunk_by(|x, y| x == y)
        .filter_map(|uses| {
            let (first, second) = uses[0];
            let feature = Feature::new(Bag::Names, language, first, second.checked_sub(1));
            found(&kept_names, feature, uses.len(), uses[0])
        })
        .collect();
    names.sort_unstable_by_key(|found| found.column);
    terms.append(&mut names);
    terms
}

/// Gives the n-grams among the terms of an article the phrases that they stand in, as far as its heaviest grams make them.
fn spell_grams(
    terms: &mut [Found],
    vectors: &Vectors,
    language: usize,
    sequences: &[Vec<Option<Content>>; 2],
) {
    let mut grams: Vec<u32> =
        sequences.iter().flatten().flatten().filter(|c| c.is_gram()).map(|c| c.term).collect();
    grams.sort_unstable();
    grams.dedup();
    let place = |gram: u32| {
        let (column, _) = vectors.column(Feature::new(Bag::Text, language, gram, None))?;
        terms.binary_search_by_key(&column, |found| found.column).ok()
    };
    let kept: Vec<(usize, u32)> = grams.into_iter().filter_map(|gram| Some((place(gram)?, gram))).collect();
    if kept.is_empty() {
        return;
    }
    let chosen: BTreeSet<u32> = kept.iter().map(|&(_, gram)| gram).collect();
    let mut phrases = phrases(&vectors.terms, sequences, &chosen);
    for (at, gram) in kept {
        let alone = || vectors.terms.terms.get(WordId(gram)).to_owned();
        terms[at].phrase = Some(phrases.remove(&gram).unwrap_or_else(alone));
    }
}

/// All uses of words that may be names, and of pairs of them, sorted; which of them are, the article's row tells.
fn names(title: &[Option<Content>], body: &[Option<Content>]) -> Vec<Spelling> {
    let content = || title.iter().chain(body).flatten();
    let mut capitals: Vec<u32> =
        content().filter(|content| content.case == Case::Capital).map(|content| content.word.0).collect();
    capitals.sort_unstable();
    capitals.dedup();
    let is_name = |content: &Content| capitals.binary_search(&content.word.0).is_ok();
    let mut uses: Vec<Spelling> =
        content().filter(|content| is_name(content)).map(|content| (content.word.0, 0)).collect();
    for sequence in [title, body] {
        for pair in sequence.windows(2) {
            if let [Some(first), Some(second)] = pair
                && is_name(first)
                && is_name(second)
            {
                uses.push((first.word.0, second.word.0 + 1));
            }
        }
    }
    uses.sort_unstable();
    uses
}

/// Numbers of terms and forms, in the order in which they are met.
#[derive(Default)]
struct Table {
    phrases: Words,
    terms: HashMap<u32, u32>,
    numbers: HashMap<(u32, Spelling), u32>,
    /// Per form: its column, its term and its spelling.
    forms: Vec<(u32, u32, Spelling)>,
}

impl Table {
    fn entry(&mut self, found: &Found) -> Entry {
        let next_term = self.terms.len() as u32;
        let phrase = found.phrase.as_deref().map(|phrase| (self.phrases.intern(phrase).0, PHRASE));
        let spelling = phrase.unwrap_or(found.spelling);
        let form = *self.numbers.entry((found.column, spelling)).or_insert_with(|| {
            let term = *self.terms.entry(found.column).or_insert(next_term);
            self.forms.push((found.column, term, spelling));
            self.forms.len() as u32 - 1
        });
        Entry {
            form,
            weight: (found.weight * UNIT).round() as u16,
            tfidf: (found.tfidf as f32 * TFIDF_UNIT).round() as u16,
        }
    }

    /// Gives forms and terms their final numbers; per form met, its number.
    fn settle(self, n_text_columns: u32, words: &Words, profiles: &mut Profiles) -> Vec<u32> {
        let is_name = |column: u32| column >= n_text_columns;
        let mut order: Vec<usize> = (0..self.forms.len()).collect();
        order.sort_unstable_by_key(|&form| {
            let (column, term, _) = self.forms[form];
            (is_name(column), term, form)
        });
        let mut numbers = vec![0; order.len()];
        let mut last = None;
        let mut term = 0;
        for (number, &form) in order.iter().enumerate() {
            let (column, met, (first, second)) = self.forms[form];
            term += u32::from(last.is_some_and(|last| last != met));
            last = Some(met);
            numbers[form] = number as u32;
            profiles.term_of.push(term);
            let word = |word: u32| words.get(WordId(word));
            if is_name(column) {
                let second =
                    second.checked_sub(1).map_or(String::new(), |w| format!(" {}", written(word(w), true)));
                profiles.forms.push(&format!("{}{second}", written(word(first), true)));
            } else {
                profiles.n_text_terms = term + 1;
                let phrase = || self.phrases.get(WordId(first)).to_owned();
                profiles.forms.push(&if second == PHRASE {
                    phrase()
                } else {
                    written(word(first), second == 1)
                });
            }
        }
        numbers
    }
}
