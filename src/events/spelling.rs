//! How a term is written, so that people can read it: the word that an article uses most for it, with a capital or without.
//!
//! A term is a stem, and words are folded; what is shown should look as it does in the article, `Pellworth` and `fire`.

use crate::tfidf::content::Case;

/// How a term is written: for a term of the text view a word and whether it has a capital; for a name its first word and
/// one more than the second, 0 when there is none.
pub(super) type Spelling = (u32, u32);

/// In place of the capital: the first number is that of a phrase, of a script without spaces.
pub(super) const PHRASE: u32 = 2;

/// A term, the word that stands for it, and what that says for a capital.
pub(super) type Use = (u32, u32, i32);

/// Where a capital is no choice, as at the start of a sentence, a word says nothing.
pub(super) fn capital(case: Case) -> i32 {
    match case {
        Case::Capital => 1,
        Case::Lower => -1,
        Case::Initial | Case::Number => 0,
    }
}

/// The most frequent word of a term, ties to the smaller; with a capital unless small letters have the majority.
pub(super) fn usual(uses: &[Use]) -> Spelling {
    let words = uses.chunk_by(|x, y| x.1 == y.1);
    let best = words.max_by_key(|uses| (uses.len(), std::cmp::Reverse(uses[0].1))).unwrap_or_default();
    let capitals: i32 = best.iter().map(|&(_, _, capital)| capital).sum();
    (best.first().map_or(0, |&(_, word, _)| word), u32::from(capitals >= 0))
}

/// A folded word as it is read: with a capital or without, and with the points that folding took from `U.S.`
pub(super) fn written(word: &str, capital: bool) -> String {
    if !capital {
        return word.to_owned();
    }
    if word == "us" {
        return "U.S.".to_owned();
    }
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_word_has_a_capital_unless_it_is_mostly_small() {
        assert_eq!(usual(&[(7, 1, -1), (7, 1, 1), (7, 2, -1)]), (1, 1));
        assert_eq!(usual(&[(7, 1, -1), (7, 1, -1), (7, 1, 1), (7, 2, 1)]), (1, 0));
        assert_eq!(usual(&[(7, 3, -1), (7, 4, 1)]), (3, 0));
        assert_eq!(usual(&[(7, 3, 0), (7, 3, 0)]), (3, 1), "as it is written, at the start of sentences");
    }

    #[test]
    fn words_are_written_as_they_are_read() {
        let cases = [
            ("pellworth", true, "Pellworth"),
            ("us", true, "U.S."),
            ("us", false, "us"),
            ("élan", true, "Élan"),
        ];
        for (word, capital, expected) in cases {
            assert_eq!(written(word, capital), expected);
        }
    }
}
