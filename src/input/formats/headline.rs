//! Where the headline and the byline stand in the text of an article that comes without fields.
//!
//! The headline is the first line when it reads like one: short, not ended like a sentence, and with something behind
//! it. Scraped pages put navigation in front (`- Sputnik International`, `Asia`, a line about the section); then the
//! first line that reads like a headline and stands apart is taken, as long as no article seems to have begun. Nothing
//! is better than a wrong line: a title weighs more than the text it stands above.

use crate::units::Span;

/// Longest headline, in words.
const MOST_WORDS: usize = 25;

/// Fewest words of a headline that is not the first line.
const FEWEST_WORDS: usize = 4;

/// Labels of sections have at most so many words.
const LABEL_WORDS: usize = 2;

/// Lines, blank ones not counted, among which headline and byline are looked for.
const LOOKED_AT: usize = 8;

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) title: Option<Span>,
    pub(super) byline: Option<Span>,
}

/// A line that is not blank.
struct Line<'t> {
    text: &'t str,
    span: Span,
    /// Whether a blank line, or nothing, stands before it.
    apart: bool,
}

/// Finds headline and byline.
pub(super) fn find(text: &str) -> Head {
    let lines = first_lines(text);
    let byline = lines.iter().find(|line| is_byline(line.text)).map(|line| line.span);
    Head { title: title(&lines).map(|index| lines[index].span), byline }
}

fn first_lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut start, mut apart) = (0, true);
    for raw in text.split_inclusive('\n') {
        let line = raw.trim();
        if line.is_empty() {
            apart = true;
        } else {
            let at = start + raw.len() - raw.trim_start().len();
            lines.push(Line { text: line, span: Span::new(at, at + line.len()), apart });
            apart = false;
        }
        start += raw.len();
        if lines.len() == LOOKED_AT {
            break;
        }
    }
    lines
}

/// The index of the headline. It is never the last line: a headline has something behind it.
fn title(lines: &[Line<'_>]) -> Option<usize> {
    let (first, rest) = lines.split_first()?;
    let reads_like_title = |line: &Line<'_>| is_short_and_open(line.text) && !is_byline(line.text);
    let has_navigation = match rest.first() {
        _ if is_bullet(first.text) => true,
        // `Asia` above another short line is the label of a section; above a paragraph it is a terse headline.
        Some(second) => words(first.text) <= LABEL_WORDS && is_short_and_open(second.text),
        None => false,
    };
    if !has_navigation {
        return (reads_like_title(first) && !rest.is_empty()).then_some(0);
    }
    let mut paragraphs = 0;
    for (index, line) in lines.iter().enumerate().take(lines.len() - 1).skip(1) {
        let follows_label = words(lines[index - 1].text) <= LABEL_WORDS;
        let next = &lines[index + 1];
        let stands_out = (line.apart || follows_label) && (next.apart || words(next.text) > MOST_WORDS);
        if reads_like_title(line) && words(line.text) >= FEWEST_WORDS && !is_bullet(line.text) && stands_out {
            return Some(index);
        }
        // One paragraph may describe the section; a second one is the article.
        paragraphs += usize::from(!is_short_and_open(line.text));
        if paragraphs > 1 {
            break;
        }
    }
    (!is_bullet(first.text)).then_some(0)
}

/// Whether the line begins like an entry of a menu and is no sentence.
fn is_bullet(line: &str) -> bool {
    let rest = line.trim_start_matches(['-', '–', '—', '•', '*', '»', '›', '>', '|', '·']);
    rest.len() < line.len() && rest.starts_with([' ', '\u{a0}']) && !ends_sentence(line)
}

fn is_short_and_open(line: &str) -> bool {
    !ends_sentence(line) && (1..=MOST_WORDS).contains(&words(line))
}

/// Words, with two characters counted as one where words are not parted by spaces.
fn words(line: &str) -> usize {
    let unspaced =
        line.chars().filter(|c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{9fff}')).count();
    let spaced = line.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    spaced + unspaced / 2
}

/// Whether the line ends as sentences do. A question mark does not count: headlines ask.
fn ends_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '\'', '”', '’', '»', '“', ')', ']', ' ', '\u{a0}']);
    // An abbreviation of capitals at the end (`in the U.S.`) is no end of a sentence.
    let last = bare.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_abbreviation = last.len() >= 4
        && last
            .split_terminator('.')
            .all(|part| part.len() == 1 && part.starts_with(|c: char| c.is_ascii_uppercase()));
    bare.ends_with(['.', '!', '…', '。', '！', '।', '۔', '።', ':', ';']) && !is_abbreviation
}

/// Whether the line says who wrote the article: `By` and names, that is, words in capitals and what joins them.
fn is_byline(line: &str) -> bool {
    let Some(names) = ["By ", "BY ", "by ", "By: "].iter().find_map(|by| line.strip_prefix(by)) else {
        return false;
    };
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || !c.is_alphanumeric())
            || matches!(
                word,
                "and" | "of" | "for" | "in" | "de" | "da" | "van" | "von" | "der" | "la" | "with" | "al-"
            )
    };
    let first = names.split_whitespace().next().unwrap_or_default();
    words(names) <= 15
        && !ends_sentence(line)
        && !matches!(first, "The" | "A" | "An" | "This" | "That" | "Now")
        && names.split_whitespace().all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPH: &str = "Officials said on Tuesday that the talks between the two sides would go on for another \
        week, although neither of them expected a result before the end of the month.";

    fn found(text: &str) -> (Option<&str>, Option<&str>) {
        let head = find(text);
        (head.title.map(|span| span.of(text)), head.byline.map(|span| span.of(text)))
    }

    #[test]
    fn headlines_are_found() {
        let cases = [
            ("Talks go on\n\nP", Some("Talks go on")),
            ("\n\n  Talks go on \r\nP", Some("Talks go on")),
            ("Minister: 'We go on'\nP", Some("Minister: 'We go on'")),
            ("Will the talks go on?\nP", Some("Will the talks go on?")),
            ("Attack kills two in the U.S.\nP", Some("Attack kills two in the U.S.")),
            ("Earthquake\n\nP", Some("Earthquake")),
            ("塔利班代表团会见美国特使\n\nP", Some("塔利班代表团会见美国特使")),
            ("P\nQ", None),
            ("The talks go on.\nP", None),
            ("He said: “The talks go on.”\nP", None),
            ("Talks go on", None),
            ("", None),
            ("By Ann Lee and Bob Ray, Daily News\n\nP", None),
            ("By the numbers: what the talks cost\n\nP", Some("By the numbers: what the talks cost")),
            (
                "- World News Daily\nAsia\nFind all stories here.\n\nTalks Go On in Doha\n\nP",
                Some("Talks Go On in Doha"),
            ),
            ("Asia\nTalks Go On in Doha\nP", Some("Talks Go On in Doha")),
            ("- World News Daily\nP\nP\n\nWhat comes next in talks\n\nP", None),
        ];
        for (text, title) in cases {
            let text = text.replace(['P', 'Q'], PARAGRAPH);
            assert_eq!(found(&text).0, title, "{text}");
        }
    }

    #[test]
    fn bylines_are_found() {
        let cases = [
            (
                "By Ann Lee and Bob Ray, Daily News–\n\nText goes here.",
                Some("By Ann Lee and Bob Ray, Daily News–"),
            ),
            ("Talks go on\nBy Ann Lee\n\nText goes here.", Some("By Ann Lee")),
            ("Talks go on\nBy then, it was late.\n", None),
            ("By The Numbers\nText goes here.", None),
        ];
        for (text, byline) in cases {
            assert_eq!(found(text).1, byline, "{text}");
        }
    }
}
