//! Spellings of one word that a language uses side by side, made one before words are compared by content.
//!
//! Tokens keep what was written; only terms and stop words go through here, so that `Ετος` and `έτος`, `şehir` typed
//! with either cedilla or comma, an Arabic word with and without its vowel signs, and Serbian in both alphabets count as
//! one. Every rule is a mapping of letters that readers of the language make themselves; nothing is guessed.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The rule of a language given by the code it is compared under (see [`super::kin`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As written.
    Plain,
    /// French drops accents on capitals and writes `œ` as two letters.
    French,
    /// Turkish and its neighbours: a capital `İ` in lower case leaves a dot behind, a capital `I` loses its own.
    Turkish,
    /// Romanian: `ș` and `ț` with a comma as the older letters with a cedilla, which stemmer and stop words know.
    Romanian,
    /// Greek: no accents, one sigma, as the stop words have it.
    Greek,
    /// Cyrillic: `ё` is `е`, and stress marks are dropped.
    Cyrillic,
    /// Serbian, Croatian, Bosnian and Montenegrin: Cyrillic letters as Latin ones, one for one.
    SerboCroatian,
    /// Arabic letters of any language: no vowel signs or stretching, one alef, one yeh, one kaf, one heh.
    Arabic,
    /// Hebrew: no points, and letters at the end of a word as elsewhere.
    Hebrew,
    /// Devanagari: no dot below, one sign of nasalisation.
    Devanagari,
}

impl Spelling {
    /// The rule of that language.
    pub(super) fn of(language: &str) -> Self {
        match language {
            "fr" => Self::French,
            "tr" | "az" | "tk" | "tt" | "crh" => Self::Turkish,
            "ro" => Self::Romanian,
            "el" => Self::Greek,
            "ru" | "uk" | "be" | "bg" | "mk" => Self::Cyrillic,
            "sh" => Self::SerboCroatian,
            "ar" | "fa" | "ur" | "ps" | "ckb" | "ug" | "sd" => Self::Arabic,
            "he" | "yi" => Self::Hebrew,
            "hi" | "mr" | "ne" => Self::Devanagari,
            _ => Self::Plain,
        }
    }

    /// The word before stop words and stemmer see it.
    pub(super) fn fold(self, word: &str) -> Cow<'_, str> {
        match self {
            Self::Plain => Cow::Borrowed(word),
            Self::French => mapped(word, |c| match c {
                'œ' => Some("oe"),
                'æ' => Some("ae"),
                _ => None,
            }),
            Self::Turkish => kept(word, |c| (c != '\u{307}').then_some(c)),
            Self::Romanian => kept(word, |c| {
                Some(match c {
                    'ș' => 'ş',
                    'ț' => 'ţ',
                    _ => c,
                })
            }),
            Self::Greek => {
                let bare = word.nfd().filter(|c| !is_combining_mark(*c));
                Cow::Owned(bare.map(|c| if c == 'ς' { 'σ' } else { c }).collect())
            }
            Self::Cyrillic => kept(word, |c| match c {
                'ё' => Some('е'),
                'ѝ' => Some('и'),
                'ґ' => Some('г'),
                '\u{301}' => None,
                _ => Some(c),
            }),
            Self::SerboCroatian => mapped(word, latin),
            Self::Arabic => kept(word, |c| match c {
                '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' => None,
                'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
                'ى' | 'ی' => Some('ي'),
                'ک' => Some('ك'),
                'ہ' | 'ە' | 'ۀ' => Some('ه'),
                _ => Some(c),
            }),
            Self::Hebrew => kept(word, |c| match c {
                '\u{591}'..='\u{5C7}' => None,
                'ך' => Some('כ'),
                'ם' => Some('מ'),
                'ן' => Some('נ'),
                'ף' => Some('פ'),
                'ץ' => Some('צ'),
                _ => Some(c),
            }),
            Self::Devanagari => kept(word, |c| match c {
                '\u{93C}' => None,
                '\u{901}' => Some('\u{902}'),
                _ => Some(c),
            }),
        }
    }

    /// The stem, after a stemmer that needs the letters that this takes away.
    pub(super) fn fold_stem(self, stem: String) -> String {
        match self {
            Self::French if !stem.is_ascii() => stem.nfd().filter(|c| !is_combining_mark(*c)).collect(),
            Self::Turkish if !stem.is_ascii() => stem.replace('ı', "i"),
            _ => stem,
        }
    }
}

/// The word with each character replaced or, at `None`, left out; borrowed when nothing changes.
fn kept(word: &str, map: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if word.chars().all(|c| map(c) == Some(c)) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.chars().filter_map(map).collect())
}

/// The word with the characters that `map` knows replaced by what it gives for them.
fn mapped<'a>(word: &'a str, map: impl Fn(char) -> Option<&'static str>) -> Cow<'a, str> {
    if word.chars().all(|c| map(c).is_none()) {
        return Cow::Borrowed(word);
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        match map(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        }
    }
    Cow::Owned(folded)
}

/// The Latin spelling of a Serbian Cyrillic letter.
#[rustfmt::skip]
fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'а' => "a", 'б' => "b", 'в' => "v", 'г' => "g", 'д' => "d", 'ђ' => "đ", 'е' => "e", 'ж' => "ž", 'з' => "z",
        'и' => "i", 'ј' => "j", 'к' => "k", 'л' => "l", 'љ' => "lj", 'м' => "m", 'н' => "n", 'њ' => "nj", 'о' => "o",
        'п' => "p", 'р' => "r", 'с' => "s", 'т' => "t", 'ћ' => "ć", 'у' => "u", 'ф' => "f", 'х' => "h", 'ц' => "c",
        'ч' => "č", 'џ' => "dž", 'ш' => "š",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_meet() {
        let cases = [
            ("fr", "cœur", "coeur"),
            ("tr", "i\u{307}stanbul", "istanbul"),
            ("ro", "știință", "ştiinţă"),
            ("el", "έτος", "ετοσ"),
            ("el", "ανακοίνωση", "ανακοινωση"),
            ("ru", "ёлка", "елка"),
            ("sh", "љубав", "ljubav"),
            ("sh", "џеп", "džep"),
            ("sh", "grad", "grad"),
            ("ar", "مُحَمَّد", "محمد"),
            ("ar", "الأخبـــار", "الاخبار"),
            ("fa", "کتاب", "كتاب"),
            ("he", "שָׁלוֹם", "שלומ"),
            ("hi", "हँसी", "हंसी"),
            ("de", "straße", "straße"),
        ];
        for (language, word, expected) in cases {
            assert_eq!(Spelling::of(language).fold(word), expected, "{language} {word}");
        }
        assert_eq!(Spelling::French.fold_stem("état".into()), "etat");
        assert_eq!(Spelling::Turkish.fold_stem("yıl".into()), "yil");
    }
}
