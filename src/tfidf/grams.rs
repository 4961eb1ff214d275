//! Terms of scripts without spaces: overlapping n-grams of letters.
//!
//! What a word is cannot be seen there without a dictionary. Overlapping n-grams of a word's usual length find what
//! segmenters find (Nie, Gao, Zhang and Zhou 2000; McNamee 2002) and never segment two reports of one thing in two ways.
//! Runs of letters of one script that follow one another are cut into grams of [`Spaceless::letters`]; shorter runs are
//! one gram. Stop words are grams that are stop words as a whole; in Chinese also pairs with a particle. Pairs of letters
//! go together best with single ones (Nie et al.): those take the place of pairs of neighbouring terms in the views.
//! Cost: one look-up per letter; all distinct grams are
//! kept, as words are.

use std::iter;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::content::{Case, Content, STOP};
use crate::{
    text::{
        Texts, Token, WordId, Words,
        scripts::{Spaceless, is_spaceless},
        terms::Terms,
    },
    units::{ArticleId, ParagraphId},
};

/// The most letters of a gram.
const MOST: usize = 4;

/// Articles whose grams are sorted together.
const BATCH: usize = 512;

/// The letters of a gram as word numbers and one more, zeros behind the last.
pub(super) type Gram = [u32; MOST];

/// The grams of a language and the terms they count as.
#[derive(Debug, Default)]
pub(super) struct Grams(HashMap<Gram, u32>);

impl Grams {
    /// The grams of a run of letters in order; `None` for a run whose letters make no terms.
    pub(super) fn of(script: Spaceless, run: &[Token]) -> impl Iterator<Item = Option<Gram>> + '_ {
        let letters = script.letters().min(run.len());
        let windows = if letters == 0 { None } else { Some(run.windows(letters)) };
        let none = iter::repeat_n(None, usize::from(letters == 0));
        none.chain(windows.into_iter().flatten().map(|window| {
            let mut gram = [0; MOST];
            for (place, token) in gram.iter_mut().zip(window) {
                *place = token.word().0 + 1;
            }
            Some(gram)
        }))
    }

    /// What the gram counts as, `None` when it counts for nothing.
    pub(super) fn content(&self, script: Spaceless, gram: Gram) -> Option<Content> {
        let term = *self.0.get(&gram).filter(|&&term| term != STOP)?;
        Some(Content {
            term,
            word: WordId(gram[0] - 1),
            case: Case::Initial,
            letters: script.letters().max(1) as u8,
        })
    }

    /// Finds the grams of some articles. `letters` gives the script at the start of tokens and how far it goes.
    pub(super) fn find(
        texts: &Texts,
        articles: &[ArticleId],
        rules: &Terms,
        terms: &mut Words,
        letters: impl Fn(&[Token]) -> (Spaceless, usize) + Sync,
    ) -> Self {
        let is_letter = |token: &Token| texts.words.get(token.word()).starts_with(is_spaceless);
        let of_tokens = |tokens: &[Token], found: &mut Vec<Gram>| {
            let mut at = 0;
            while at < tokens.len() {
                if is_letter(&tokens[at]) {
                    let (script, run) = letters(&tokens[at..]);
                    found.extend(Self::of(script, &tokens[at..at + run]).flatten());
                    at += run;
                } else {
                    at += 1;
                }
            }
        };
        let mut found: Vec<Gram> = articles
            .par_chunks(BATCH)
            .flat_map_iter(|batch| {
                let mut found = Vec::new();
                for &article in batch {
                    of_tokens(texts.title_tokens(article), &mut found);
                    for paragraph in texts.paragraphs_of(article) {
                        of_tokens(&texts.paragraph_tokens(ParagraphId(paragraph as u32)), &mut found);
                    }
                }
                found.sort_unstable();
                found.dedup();
                found
            })
            .collect();
        found.par_sort_unstable();
        found.dedup();
        let number = |gram: &Gram| {
            let mut spelled = String::new();
            for letter in gram.iter().take_while(|letter| **letter > 0) {
                spelled.push_str(texts.words.get(WordId(letter - 1)));
            }
            if rules.is_stop_gram(&spelled) { STOP } else { terms.intern(&spelled).0 }
        };
        let numbers: Vec<u32> = found.iter().map(number).collect();
        Self(found.into_iter().zip(numbers).collect())
    }
}
