//! Text in terminal cells: made harmless, cut, padded and wrapped by the width it takes on the screen.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text on one line, without anything that could steer a terminal: control characters and those that change the
/// direction of writing become `�`, breaks and runs of space one space, invisible marks nothing.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() || c == '\u{85}' => {
                if !cleaned.is_empty() && !cleaned.ends_with(' ') {
                    cleaned.push(' ');
                }
            }
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            c if steers(c) => cleaned.push('\u{fffd}'),
            c => cleaned.push(c),
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

/// Control characters, directional marks, embeddings, overrides and isolates, annotations, tags.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Cells that the text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text, or its beginning and an ellipsis, in at most so many cells.
#[must_use]
pub fn cut(text: &str, cells: usize) -> Cow<'_, str> {
    if text.width() <= cells {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    let kept = text.char_indices().find(|&(_, c)| {
        used += c.width().unwrap_or(0);
        used + 1 > cells
    });
    let kept = &text[..kept.map_or(text.len(), |(byte, _)| byte)];
    Cow::Owned(if cells == 0 { String::new() } else { format!("{}…", kept.trim_end()) })
}

/// The text in exactly so many cells, filled up at the right.
#[must_use]
pub fn pad(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    let fill = cells.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(fill))
}

/// The text in lines of at most so many cells, broken between words; a longer word is cut.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= cells => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(cut(word, cells).into_owned()),
        }
    }
    lines
}

/// A number with a comma between thousands.
#[must_use]
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number and what it counts, such as `1 article`, `2 articles`, `2 stories`.
#[must_use]
pub fn counted(n: u64, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if n == 1 => format!("1 {noun}"),
        Some(stem) => format!("{} {stem}ies", number(n)),
        None => format!("{} {noun}s", number(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_made_harmless() {
        assert_eq!(clean("\u{1b}[31mred\u{1b}]0;title\u{7}"), "�[31mred�]0;title�");
        assert_eq!(clean("safe\u{202e}gpj.exe\u{2066}x\u{2069}"), "safe�gpj.exe�x�");
        assert_eq!(clean("  two\r\n\n lines\u{2028}\tand\u{a0}more \n"), "two lines and more");
        assert_eq!(clean("soft\u{ad}ly\u{200b} \u{feff}"), "softly");
        assert_eq!(clean("\u{9b}31m \u{85} x"), "�31m x");
    }

    #[test]
    fn cutting_counts_cells() {
        assert_eq!(cut("plain", 5), "plain");
        assert_eq!(cut("plainly", 5), "plai…");
        assert_eq!(cut("东京新闻社", 10), "东京新闻社");
        assert_eq!(cut("东京新闻社", 9), "东京新闻…");
        assert_eq!(cut("东京新闻社", 8), "东京新…");
        assert_eq!(cut("x", 0), "");
        assert_eq!(cut("cafe\u{301}s", 4), "caf…");
        for cells in 0..12 {
            assert!(cut("a東b京c新d聞e", cells).width() <= cells);
            assert_eq!(pad("a東b京c新d聞e", cells).width(), cells);
        }
    }

    #[test]
    fn wrapping_never_exceeds_the_width() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("extraordinarily so", 6), ["extra…", "so"]);
        assert!(wrap("", 6).is_empty());
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(
            [number(0), number(999), number(1000), number(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(
            [counted(1, "story"), counted(2, "story"), counted(1200, "article")],
            ["1 story", "2 stories", "1,200 articles"]
        );
    }
}
