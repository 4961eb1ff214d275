//! Datelines that name an agency: `CITY (AP) —`, `PARIS, 3 May (AFP)`, `LONDON, Reuters –`, `/TASS/`.
//!
//! A dateline begins a line, or stands in capitals before a dash where line breaks were lost. A station's call letters are
//! no agency's, and letters that the words before them spell out are an abbreviation explained.

use super::{
    credit_lines::is_of_picture,
    credits::{Mention, words},
    phrases::{ends_sentence, head, is_ornament, tail},
};
use crate::units::Span;

/// An agency's name in its line.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mention: Mention,
}

impl<'a> Line<'a> {
    pub(super) fn before(&self) -> &'a str {
        &self.text[self.start..self.mention.start]
    }

    pub(super) fn after(&self) -> &'a str {
        &self.text[self.mention.end..self.end]
    }

    pub(super) fn line(&self) -> &'a str {
        &self.text[self.start..self.end]
    }
}

/// Bytes that place and date take before the agency in a dateline.
const DATELINE: usize = 90;

/// Small words between names.
pub(super) const LINKS: &[&str] = &[
    "and", "of", "the", "for", "via", "with", "in", "und", "von", "et", "de", "la", "y", "e", "da", "do",
    "del", "di",
];

fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '（' | '【')
}

fn closes(c: char) -> bool {
    matches!(c, ')' | ']' | '）' | '】')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '−' | '_' | ':')
}

/// `CITY (AP) —`, `(Reuters) -`, `PARIS, 3 May (AFP)`, `LONDON, Reuters –`, `MOSCOW, November 3. /TASS/.`
pub(super) fn dateline(line: &Line) -> Option<Span> {
    let Line { text, mention, .. } = *line;
    let (before, after) = (line.before(), line.after());
    if line.line().contains("(@") && line.line().len() < 400 {
        return None; // A post of the agency's, embedded.
    }
    // What shares the parenthesis: other agencies or stations, `(AP/WXYZ)`, `(dpa/lno)`, `(AFP, dpa)`.
    let open = tail(before, 40).rfind(opens).map(|at| before.len() - tail(before, 40).len() + at);
    let close = head(after, 40).find(closes);
    if let (Some(open), Some(close)) = (open, close) {
        let width = before[open..].chars().next().map_or(1, char::len_utf8);
        let inside = [&before[open + width..], &after[..close]];
        let only_marks = inside.iter().all(|part| {
            words(part).all(|word| word.chars().count() <= 6 || word.starts_with(char::is_uppercase))
                && !part.contains(':')
        });
        let pictures = |part: &&str| words(part).any(is_of_picture);
        let place = before[..open].trim_end();
        let width = after[close..].chars().next().map_or(1, char::len_utf8);
        // The first words may stand on the next line.
        let rest = head(&text[mention.end + close + width..], 200).trim_start_matches([' ', '\t', '\u{a0}']);
        if only_marks && !inside.iter().any(pictures) && !defines(place, text, mention) {
            let alone = inside.iter().all(|part| part.trim().is_empty());
            let from = dateline_start(place, rest, alone)?;
            let end = mention.end + close + after[close..].chars().next().map_or(1, char::len_utf8);
            return Some(Span::new(line.start + from, end));
        }
        return None;
    }
    if let Some(place) = before.strip_suffix('/')
        && after.starts_with('/')
    {
        let parted = place.is_empty() || place.ends_with([' ', '.', ',', '-', '–', '—']);
        return (parted && place.len() <= DATELINE && is_place(place))
            .then(|| Span::new(line.start, mention.end + 1));
    }
    // Without parenthesis: a comma or dash on the left, a dash or, after a dash, a stop on the right.
    let place = before.trim_end();
    let left = place.chars().next_back()?;
    let rest = after.trim_start();
    let right = rest.chars().next()?;
    let named = mention.is_name || left == ',' || place.starts_with(|c: char| c.is_uppercase());
    let dashes = (left == ',' && is_dash(right) && right != ':' && (after.starts_with(' ') || right != '-'))
        || (is_dash(left) && left != ':' && right == '.' && rest.len() > 20);
    let place = place.trim_end_matches(is_ornament);
    (named && dashes && place.len() <= DATELINE && is_place(place) && is_shouted(place))
        .then(|| Span::new(line.start, mention.end))
}

/// Where the dateline begins in its line, when `place` and `rest`, before and after the parenthesis, make it one.
fn dateline_start(place: &str, rest: &str, alone: bool) -> Option<usize> {
    let dash = rest.starts_with(is_dash) || rest.starts_with(".-") || rest.starts_with(".–");
    if rest.len() < 20 {
        return None;
    }
    if place.trim_matches(is_ornament).is_empty() {
        let opens_text = rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || !c.is_ascii());
        return (dash || (alone && opens_text)).then_some(0);
    }
    if place.len() <= DATELINE
        && is_place(place)
        && (dash || (alone && is_shouted(place) && !words(place).any(is_of_picture)))
    {
        return Some(0);
    }
    // Amid a line whose breaks were lost: back over the words in capitals and the names after them.
    if !dash {
        return None;
    }
    let mut start = place.len();
    let mut shouted = None;
    for word in tail(place, DATELINE).split_whitespace().rev() {
        let at = place[..start].rfind(word)?;
        if is_shout(word) {
            shouted = Some(at);
        } else if shouted.is_some()
            || !word.starts_with(char::is_uppercase) && !word.starts_with(char::is_numeric)
        {
            break;
        }
        start = at;
    }
    shouted
}

/// Whether the text is a place, a date, or both.
fn is_place(text: &str) -> bool {
    let text = text.trim_matches(is_ornament);
    let small =
        words(text).filter(|word| word.starts_with(char::is_lowercase) && !LINKS.contains(word)).count();
    let n_words = words(text).count();
    n_words > 0
        && n_words <= 12
        && small <= 1
        && !ends_sentence(text)
        && !text.contains(['"', '“', '?', '!'])
        && words(text).next().is_some_and(|word| !word.starts_with(char::is_lowercase))
}

/// Whether the first word is in capitals.
fn is_shouted(place: &str) -> bool {
    place.split_whitespace().next().is_some_and(is_shout)
}

/// Whether the word is of three capital letters or more, or of a script without small letters.
pub(super) fn is_shout(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && !word.chars().any(char::is_lowercase)
}

/// Whether the text before explains the letters: `Andhra Pradesh (AP)`, `Associated Press (AP)`.
fn defines(place: &str, text: &str, mention: Mention) -> bool {
    let mark = &text[mention.start..mention.end];
    if mention.is_name || mark.chars().count() > 6 {
        return false;
    }
    let mut initials: Vec<char> = words(tail(place, 120))
        .rev()
        .filter_map(|word| word.chars().next())
        .take(mark.chars().count())
        .flat_map(char::to_uppercase)
        .collect();
    initials.reverse();
    initials.into_iter().eq(mark.chars().flat_map(char::to_uppercase))
}
