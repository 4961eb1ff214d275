//! Folded words to terms: what a word counts as when articles are compared by content.
//!
//! Stop words of the article's language (NLTK's short lists where there is one, stopwords-iso elsewhere: its 1,300 words
//! for English cost half a point of pairwise F1) and single letters are no terms; other words are reduced by the Snowball
//! stemmer of the language (Porter 1980, 2001; the 18 languages of `rust-stemmers`), or stay as they are where there is
//! none. In scripts without spaces a token is one letter, and so is a term; pairs of them are a view of the vectorizer.
//! Terms are equal across languages when their letters are; articles of different languages are kept apart later.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hashbrown::HashSet;
use rust_stemmers::{Algorithm, Stemmer};

use super::tokens::is_spaceless;

/// Turns words of one language into terms.
pub struct Terms {
    stop_words: HashSet<String>,
    stemmer: Option<(Algorithm, Stemmer)>,
}

impl Terms {
    /// The rules for a language given by its ISO 639-1 code; without a language, words stay as they are.
    #[must_use]
    pub fn new(language: Option<&str>) -> Self {
        let mut stop_words = HashSet::new();
        for entry in language.and_then(stop_words::lookup).unwrap_or_default() {
            // Entries such as `don't` are tokens `don` and `t` here.
            super::tokens::tokenize(entry, |word, _| {
                stop_words.insert(word.to_owned());
            });
        }
        let stemmer = language.and_then(algorithm).map(|algorithm| (algorithm, Stemmer::create(algorithm)));
        Self { stop_words, stemmer }
    }

    /// The term that a folded word counts as, `None` when it counts for nothing.
    #[must_use]
    pub fn term(&self, word: &str) -> Option<String> {
        let mut letters = word.chars();
        let first = letters.next()?;
        let single = letters.next().is_none();
        if (single && !first.is_ascii_digit() && !is_spaceless(first)) || self.stop_words.contains(word) {
            return None;
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(word.to_owned());
        }
        let stem = self.stemmer.as_ref().and_then(|(algorithm, stemmer)| stem(*algorithm, stemmer, word));
        Some(stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| word.to_owned()))
    }
}

/// The stem, `None` where the stemmer fails: the Greek one indexes out of bounds on a handful of words built from the
/// prefix `ισα`, which is refused before it can; the catch is for what nobody has found yet.
fn stem(algorithm: Algorithm, stemmer: &Stemmer, word: &str) -> Option<String> {
    if matches!(algorithm, Algorithm::Greek) {
        if word.starts_with("ισα") {
            return None;
        }
        return catch_unwind(AssertUnwindSafe(|| stemmer.stem(word).into_owned())).ok();
    }
    Some(stemmer.stem(word).into_owned())
}

fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_examples() {
        let cases: &[(Option<&str>, &str, Option<&str>)] = &[
            (Some("en"), "bounties", Some("bounti")),
            (Some("en"), "the", None),
            (Some("en"), "don", None),
            (Some("en"), "s", None),
            (Some("en"), "5000", Some("5000")),
            (Some("en"), "7", Some("7")),
            (Some("fr"), "manifestations", Some("manifest")),
            (Some("de"), "häuser", Some("haus")),
            (Some("el"), "ισαισα", Some("ισαισα")),
            (Some("xh"), "abantu", Some("abantu")),
            (None, "the", Some("the")),
            (Some("zh"), "京", Some("京")),
            (Some("en"), "", None),
        ];
        for (language, word, expected) in cases {
            assert_eq!(Terms::new(*language).term(word).as_deref(), *expected, "{language:?} {word}");
        }
    }
}
