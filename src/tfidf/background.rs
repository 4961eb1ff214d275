//! How usual words are in news at large: shares of articles that have a term, for the languages with a built-in table.
//!
//! The tables under `background/` are plain document frequencies counted by `examples/background.rs`: facts about
//! words, no text. A line is `VIEW FIRST [SECOND] SHARE`, the view `t` for a term, `l` for a term in headline or lead,
//! `n` for a name, `p` for a pair of terms; the share is in units of 1/10,000. What is not listed is too rare to matter.

use hashbrown::HashMap;

use super::{
    bags::{Bag, Feature},
    content::TermTable,
};
use crate::text::Words;

/// The languages with a table.
const TABLES: &[(&str, &str)] =
    &[("en", include_str!("background/en.txt")), ("pt", include_str!("background/pt.txt"))];

/// Background shares of the features that the corpus has.
#[derive(Debug, Default)]
pub struct Background {
    shares: HashMap<Feature, f32>,
    /// Per language of the corpus: what the background counts for.
    mass: Vec<f64>,
}

impl Background {
    /// Reads the tables of the languages in the corpus; words that the corpus does not have are passed over. A table
    /// counts for `mass` articles.
    #[must_use]
    pub fn load(terms: &TermTable, words: &Words, mass: f64) -> Self {
        let mut background = Self::default();
        for (language, code) in terms.languages.iter().enumerate() {
            let table = TABLES.iter().find(|(name, _)| Some(*name) == code.as_deref());
            background.mass.push(if table.is_some() { mass } else { 0.0 });
            for line in table.map_or("", |(_, table)| table).lines() {
                background.shares.extend(entry(line, language, terms, words));
            }
        }
        background
    }

    /// What the background of a language counts for, in articles; 0 without a table.
    #[must_use]
    pub fn mass(&self, language: usize) -> f64 {
        self.mass[language]
    }

    /// Share of background articles that have the feature, 0 when it is not listed.
    #[must_use]
    pub fn share(&self, feature: Feature) -> f64 {
        self.shares.get(&feature).map_or(0.0, |&share| f64::from(share))
    }
}

fn entry(line: &str, language: usize, terms: &TermTable, words: &Words) -> Option<(Feature, f32)> {
    let mut fields = line.split(' ');
    let bag = match fields.next()? {
        "t" => Bag::Text,
        "l" => Bag::Lead,
        "n" => Bag::Names,
        "p" => Bag::Pairs,
        _ => return None, // A comment.
    };
    let share: f32 = fields.next_back()?.parse().ok()?;
    let number = |word: &str| match bag {
        Bag::Names => words.find(word).map(|id| id.0),
        Bag::Text | Bag::Lead | Bag::Pairs => terms.terms.find(word).map(|id| id.0),
    };
    let first = number(fields.next()?)?;
    let second = match fields.next() {
        Some(word) => Some(number(word)?),
        None => None,
    };
    Some((Feature::new(bag, language, first, second), share / 10_000.0))
}
