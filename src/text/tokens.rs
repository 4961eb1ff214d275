//! Source text to folded word tokens, each with its byte span in the source.
//!
//! A token is a maximal run of letters, digits and combining marks (Unicode *alphanumeric* plus *Mark*), with four
//! rules that news text asks for:
//! * dotted acronyms are one token without dots: `U.S.` and `US` are equal, `p.m.` is `pm`;
//! * digit groups are one token without separators: `5,000` and `5000` are equal, `3.5` stays whole;
//! * apostrophes separate, straight or curly: `Pompeo's` is `pompeo`, `s`; `l’accord` is `l`, `accord`;
//! * in scripts written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar) every letter with its marks is a token.
//!
//! Folding is NFKC and lower case. Quotes, dashes and all kinds of space separate tokens, so their variants cannot
//! differ. Soft hyphens and joiners inside a word are dropped.
//! Cost: one pass. Words of ASCII letters and digits are read eight bytes at a time; others character by character.

use std::sync::LazyLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, char::is_combining_mark, is_nfkc_quick};

pub use super::scripts::is_spaceless;
use super::words::{Key, head, lane};
use crate::units::Span;

/// Calls `sink` with each folded token of `text` and its span, in order.
pub fn tokenize(text: &str, mut sink: impl FnMut(&str, Span)) {
    fold(text, |key, span| key.spell(|word| sink(word, span)));
}

/// The same with tokens as keys of the dictionary, which spares most of them the way through a string.
pub fn fold(text: &str, mut sink: impl FnMut(Key<'_>, Span)) {
    let bytes = text.as_bytes();
    let mut folded = String::with_capacity(32);
    let mut at = 0;
    while at < bytes.len() {
        let (lane, run) = ascii_run(bytes, at);
        let end = at + run;
        // The usual word: nothing but ASCII letters and digits up to what cannot belong to a word.
        if run > 0 && ends_word(&bytes[end..]) {
            if run <= 8 {
                sink(Key::Short(lane), Span::new(at, end));
            } else {
                folded.clear();
                folded.push_str(&text[at..end]);
                folded.make_ascii_lowercase();
                sink(Key::Long(&folded), Span::new(at, end));
            }
            at = end;
        } else if run > 0 {
            folded.clear();
            at = if let Some(end) = acronym(bytes, at, &mut folded) {
                sink(Key::new(&folded), Span::new(at, end));
                end
            } else {
                word(text, at, &mut folded, &mut sink)
            };
        } else if bytes[at].is_ascii() {
            at += 1;
        } else if is_punctuation(&bytes[at..]) {
            at += 3;
        } else {
            // Decoding cannot fail because `at` is a character boundary.
            let Some(character) = text[at..].chars().next() else { break };
            if is_word(character) {
                folded.clear();
                at = word(text, at, &mut folded, &mut sink);
            } else {
                at += character.len_utf8();
            }
        }
    }
}

/// Number of ASCII letters and digits in a row at `at`, and the first eight of them in lower case as a [`Key::Short`].
#[inline]
fn ascii_run(bytes: &[u8], at: usize) -> (u64, usize) {
    let lane = lane(&bytes[at..]);
    let others = others(lane);
    if others != 0 {
        let run = others.trailing_zeros() as usize / 8;
        // Digits have the bit that makes letters small.
        return (head(lane | repeat(0x20), run), run);
    }
    let rest = bytes[at + 8..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
    (lane | repeat(0x20), 8 + rest.count())
}

/// Marks with their highest bit those of eight bytes that are not ASCII letters or digits.
#[inline]
fn others(lane: u64) -> u64 {
    // Below 0x80 each, so that no sum of theirs with up to 0x80 carries into the next byte.
    let digits = lane & repeat(0x7f);
    let letters = digits | repeat(0x20);
    let reaches = |bytes: u64, bound: u8| bytes + repeat(0x80 - bound);
    let is_letter = reaches(letters, b'a') & !reaches(letters, b'z' + 1);
    let is_digit = reaches(digits, b'0') & !reaches(digits, b'9' + 1);
    (!(is_letter | is_digit) | lane) & repeat(0x80)
}

const fn repeat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Whether an ASCII word that stands before those bytes ends there for sure: no acronym, number or letter follows.
#[inline]
fn ends_word(rest: &[u8]) -> bool {
    match rest {
        [b'.' | b',', next, ..] => !next.is_ascii_alphanumeric(),
        [byte, ..] => byte.is_ascii() || is_punctuation(rest),
        [] => true,
    }
}

/// Whether the bytes begin with one of U+2010 to U+202F: dashes, quotation marks and the like, no part of any word.
#[inline]
fn is_punctuation(bytes: &[u8]) -> bool {
    matches!(bytes, [0xE2, 0x80, 0x90..=0xAF, ..])
}

/// A dotted acronym at `start`: single ASCII letters, each followed by a dot, at least two of them; the last dot may
/// be missing. Writes it in lower case without dots and returns its end.
fn acronym(bytes: &[u8], start: usize, folded: &mut String) -> Option<usize> {
    if !(bytes[start].is_ascii_alphabetic() && bytes.get(start + 1) == Some(&b'.')) {
        return None;
    }
    let starts_word = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
    let mut end = start;
    while bytes.get(end).is_some_and(u8::is_ascii_alphabetic) && !starts_word(end + 1) {
        folded.push(bytes[end].to_ascii_lowercase() as char);
        end += 1;
        if bytes.get(end) != Some(&b'.') {
            break;
        }
        end += 1;
    }
    if folded.len() >= 2 {
        return Some(end);
    }
    folded.clear();
    None
}

/// A word starting at `start`; calls `sink` and returns its end.
fn word(text: &str, start: usize, folded: &mut String, sink: &mut impl FnMut(Key<'_>, Span)) -> usize {
    let bytes = text.as_bytes();
    let mut end = start;
    while end < bytes.len() {
        let byte = bytes[end];
        if byte.is_ascii_alphanumeric() {
            folded.push(byte.to_ascii_lowercase() as char);
            end += 1;
        } else if byte.is_ascii() {
            match digit_separator(bytes, end) {
                Separator::Dropped => end += 1,
                Separator::Kept => {
                    folded.push('.');
                    end += 1;
                }
                Separator::None => break,
            }
        } else {
            return word_unicode(text, start, end, folded, sink);
        }
    }
    sink(Key::new(folded), Span::new(start, end));
    end
}

/// The rest of a word that has a non-ASCII character at `end`; `folded` holds the ASCII letters before it.
fn word_unicode(
    text: &str,
    start: usize,
    mut end: usize,
    folded: &mut String,
    sink: &mut impl FnMut(Key<'_>, Span),
) -> usize {
    let mut alone = false;
    let simple = &**SIMPLE;
    // Whether the word is its own normal form for sure: simple letters are, unless a mark follows.
    let mut normal = true;
    for character in text[end..].chars() {
        if let Some(&letter) = simple.get(character as usize).filter(|letter| **letter != '\0') {
            if alone {
                break;
            }
            folded.push(letter);
            end += character.len_utf8();
            continue;
        }
        let mark = is_combining_mark(character);
        if mark || is_joiner(character) {
            if end == start {
                // A mark with no letter before it: not a word; skip it.
                return end + character.len_utf8();
            }
        } else if alone || !is_word(character) || (is_spaceless(character) && end > start) {
            break;
        }
        normal = false;
        alone = alone || is_spaceless(character);
        if !is_joiner(character) {
            folded.extend(character.to_lowercase());
        }
        end += character.len_utf8();
    }
    if end == start {
        return start + text[start..].chars().next().map_or(1, char::len_utf8);
    }
    if !normal && is_nfkc_quick(folded.chars()) != IsNormalized::Yes {
        *folded = folded.nfkc().flat_map(char::to_lowercase).filter(|c| is_word(*c)).collect();
    }
    if !folded.is_empty() {
        sink(Key::new(folded), Span::new(start, end));
    }
    end
}

/// For characters below U+2000 that are letters or digits of scripts with spaces, are written as one character in lower
/// case and are then their own normal form: that lower case. NUL for all others.
static SIMPLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let simple = |c: char| {
        let mut lower = c.to_lowercase();
        let is_letter = c.is_alphanumeric() && !is_combining_mark(c) && !is_spaceless(c);
        let is_simple = lower.len() == 1 && is_nfkc_quick(c.to_lowercase()) == IsNormalized::Yes;
        lower.next().filter(|_| is_letter && is_simple).unwrap_or('\0')
    };
    ('\0'..'\u{2000}').map(simple).collect()
});

enum Separator {
    None,
    Dropped,
    Kept,
}

/// Whether the ASCII byte at `at` separates digits of one number: a comma before exactly three digits, a dot before one.
fn digit_separator(bytes: &[u8], at: usize) -> Separator {
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    if at == 0 || !digit(at - 1) || !digit(at + 1) {
        return Separator::None;
    }
    match bytes[at] {
        b',' if digit(at + 2) && digit(at + 3) && !digit(at + 4) => Separator::Dropped,
        b'.' => Separator::Kept,
        _ => Separator::None,
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

/// Soft hyphen, zero-width non-joiner and joiner, word joiner: invisible inside a word.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::hostile::{SAMPLE, hostile};

    /// The tokens by the rules alone, one character after the other.
    fn slow(text: &str) -> Vec<(String, Span)> {
        let mut tokens = Vec::new();
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let (word, end) = if first.is_ascii_alphabetic() { slow_acronym(text, at) } else { None }
                .or_else(|| is_word(first).then(|| slow_word(text, at)))
                .unwrap_or((String::new(), at + first.len_utf8()));
            if !word.is_empty() {
                tokens.push((word, Span::new(at, end)));
            }
            at = end;
        }
        tokens
    }

    fn slow_acronym(text: &str, start: usize) -> Option<(String, usize)> {
        let mut letters = String::new();
        let mut end = start;
        while let Some(letter) = text[end..].chars().next().filter(char::is_ascii_alphabetic) {
            let rest = &text[end + 1..];
            if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii()) {
                break;
            }
            letters.push(letter.to_ascii_lowercase());
            end += 1 + usize::from(rest.starts_with('.'));
            if !rest.starts_with('.') {
                break;
            }
        }
        (letters.len() >= 2).then_some((letters, end))
    }

    fn slow_word(text: &str, start: usize) -> (String, usize) {
        let (mut folded, mut end, mut ascii, mut alone) = (String::new(), start, true, false);
        for c in text[start..].chars() {
            ascii &= c.is_ascii();
            if ascii && !c.is_ascii_alphanumeric() {
                match digit_separator(text.as_bytes(), end) {
                    Separator::Dropped => {}
                    Separator::Kept => folded.push('.'),
                    Separator::None => break,
                }
            } else if is_combining_mark(c) || is_joiner(c) {
                if end == start {
                    return (folded, end + c.len_utf8());
                }
            } else if alone || !is_word(c) || (is_spaceless(c) && end > start) {
                break;
            }
            alone |= is_spaceless(c);
            if ascii && !c.is_ascii_alphanumeric() || is_joiner(c) {
                end += c.len_utf8();
                continue;
            }
            folded.extend(c.to_lowercase());
            end += c.len_utf8();
        }
        if is_nfkc_quick(folded.chars()) != IsNormalized::Yes {
            folded = folded.nfkc().flat_map(char::to_lowercase).filter(|c| is_word(*c)).collect();
        }
        (folded, end)
    }

    fn fast(text: &str) -> Vec<(String, Span)> {
        let mut tokens = Vec::new();
        tokenize(text, |token, span| tokens.push((token.to_owned(), span)));
        tokens
    }

    #[test]
    fn the_sample_has_the_tokens_of_the_rules() {
        assert_eq!(fast(SAMPLE), slow(SAMPLE));
    }

    proptest! {
        #[test]
        fn any_text_has_the_tokens_of_the_rules(text in hostile()) {
            prop_assert_eq!(fast(&text), slow(&text));
        }
    }

    fn folded(text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        tokenize(text, |token, _| tokens.push(token.to_owned()));
        tokens
    }

    #[test]
    fn worked_examples() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("The U.S.-Taliban Agreement", &["the", "us", "taliban", "agreement"]),
            ("the US -Taliban Agreement", &["the", "us", "taliban", "agreement"]),
            ("at 5 p.m. Friday", &["at", "5", "pm", "friday"]),
            ("plan A. Then B", &["plan", "a", "then", "b"]),
            ("J. K. Rowling", &["j", "k", "rowling"]),
            ("U.S", &["us"]),
            ("a.m.x", &["amx"]),
            ("5,000 men, 1,23 and 3.5%, 2,000,000.", &["5000", "men", "1", "23", "and", "3.5", "2000000"]),
            ("Pompeo’s and Pompeo's", &["pompeo", "s", "and", "pompeo", "s"]),
            ("L’intersyndicale appelle", &["l", "intersyndicale", "appelle"]),
            ("Überfall STRASSE straße", &["überfall", "strasse", "straße"]),
            ("cafe\u{301} café", &["café", "café"]),
            ("ﬁne ＡＢ１", &["fine", "ab1"]),
            ("co\u{AD}operate", &["cooperate"]),
            ("東京タワー is", &["東", "京", "タ", "ワ", "ー", "is"]),
            ("ไทย", &["ไ", "ท", "ย"]),
            ("हिन्दी भाषा", &["हिन्दी", "भाषा"]),
            ("“Don’t”—he said…", &["don", "t", "he", "said"]),
            ("\u{301}x", &["x"]),
            ("covid-19 B2B", &["covid", "19", "b2b"]),
        ];
        for (text, expected) in cases {
            assert_eq!(&folded(text), expected, "{text:?}");
        }
    }

    #[test]
    fn spans_lie_on_the_source() {
        let text = "The U.S. “naïve” 5,000 東京";
        let mut slices = Vec::new();
        tokenize(text, |_, span| slices.push(span.of(text).to_owned()));
        assert_eq!(slices, ["The", "U.S.", "naïve", "5,000", "東", "京"]);
    }
}
