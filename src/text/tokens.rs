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
//! Cost: one pass; ASCII runs take a byte-wise path and allocate nothing.

use unicode_normalization::{IsNormalized, UnicodeNormalization, char::is_combining_mark, is_nfkc_quick};

use crate::units::Span;

/// Calls `sink` with each folded token of `text` and its span, in order.
pub fn tokenize(text: &str, mut sink: impl FnMut(&str, Span)) {
    let bytes = text.as_bytes();
    let mut folded = String::with_capacity(32);
    let mut position = 0;
    while position < bytes.len() {
        let byte = bytes[position];
        if byte.is_ascii() {
            if !byte.is_ascii_alphanumeric() {
                position += 1;
                continue;
            }
            folded.clear();
            position = if let Some(end) = acronym(bytes, position, &mut folded) {
                sink(&folded, Span::new(position, end));
                end
            } else {
                word(text, position, &mut folded, &mut sink)
            };
        } else {
            // A non-ASCII character; decoding cannot fail because `position` is a character boundary.
            let Some(character) = text[position..].chars().next() else { break };
            if is_word(character) {
                folded.clear();
                position = word(text, position, &mut folded, &mut sink);
            } else {
                position += character.len_utf8();
            }
        }
    }
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
fn word(text: &str, start: usize, folded: &mut String, sink: &mut impl FnMut(&str, Span)) -> usize {
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
    sink(folded, Span::new(start, end));
    end
}

/// The rest of a word that has a non-ASCII character at `end`; `folded` holds the ASCII letters before it.
fn word_unicode(
    text: &str,
    start: usize,
    mut end: usize,
    folded: &mut String,
    sink: &mut impl FnMut(&str, Span),
) -> usize {
    let mut alone = false;
    for character in text[end..].chars() {
        let mark = is_combining_mark(character);
        if mark || is_joiner(character) {
            if end == start {
                // A mark with no letter before it: not a word; skip it.
                return end + character.len_utf8();
            }
        } else if alone || !is_word(character) || (is_spaceless(character) && end > start) {
            break;
        }
        alone = alone || is_spaceless(character);
        if !is_joiner(character) {
            folded.extend(character.to_lowercase());
        }
        end += character.len_utf8();
    }
    if end == start {
        return start + text[start..].chars().next().map_or(1, char::len_utf8);
    }
    if is_nfkc_quick(folded.chars()) != IsNormalized::Yes {
        *folded = folded.nfkc().flat_map(char::to_lowercase).filter(|c| is_word(*c)).collect();
    }
    if !folded.is_empty() {
        sink(folded, Span::new(start, end));
    }
    end
}

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

/// Whether the character belongs to a script that is written without spaces between words.
#[must_use]
pub fn is_spaceless(character: char) -> bool {
    matches!(character as u32,
        0x0E00..=0x0EFF            // Thai, Lao
        | 0x1000..=0x109F          // Myanmar
        | 0x1780..=0x17FF          // Khmer
        | 0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF // kana, iteration marks
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF // Han
        | 0xFF66..=0xFF9D          // half-width kana
        | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

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
