//! How much of an article's text a report repeats.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

/// How much of passages' text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextMode {
    /// None; for results that may not carry the publishers' words.
    None,
    /// The beginning, of at most [`SNIPPET`] characters: enough to know the passage, short enough to quote.
    #[default]
    Snippets,
    /// All of it.
    Full,
}

/// Characters of a snippet, the ellipsis included. Some three lines in a newspaper; a paragraph of news has 200 to 400.
pub const SNIPPET: usize = 280;

impl TextMode {
    /// The name as typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Snippets => "snippets",
            Self::Full => "full",
        }
    }

    /// What may be written of that text.
    #[must_use]
    pub fn apply(self, text: &str) -> Option<String> {
        match self {
            Self::None => None,
            Self::Snippets => Some(cut(text, SNIPPET).into_owned()),
            Self::Full => Some(text.to_owned()),
        }
    }
}

/// The text, or its beginning and an ellipsis, of at most so many characters. Cuts between words where one ends near.
#[must_use]
pub fn cut(text: &str, characters: usize) -> Cow<'_, str> {
    if text.char_indices().nth(characters).is_none() {
        return Cow::Borrowed(text);
    }
    let end = text.char_indices().nth(characters.saturating_sub(1)).map_or(text.len(), |(byte, _)| byte);
    let kept = &text[..end];
    // A word that the cut would split goes, unless that loses much: long words, scripts without spaces.
    let whole = kept.rfind(char::is_whitespace).filter(|&space| space * 10 >= end * 9).unwrap_or(end);
    Cow::Owned(format!("{}…", kept[..whole].trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_text_stays_whole() {
        assert_eq!(cut("für alle", 8), "für alle");
        assert_eq!(cut("", 8), "");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(cut("ééééééééé", 5), "éééé…");
        assert_eq!(cut("东京新闻社报道", 4), "东京新…");
        let long = "word ".repeat(100);
        let snippet = cut(&long, SNIPPET);
        assert!(snippet.chars().count() <= SNIPPET && snippet.ends_with("word…"));
    }

    #[test]
    fn modes_write_what_they_promise() {
        let text = "x".repeat(1000);
        assert_eq!(TextMode::None.apply(&text), None);
        assert_eq!(TextMode::Snippets.apply(&text).map(|text| text.chars().count()), Some(SNIPPET));
        assert_eq!(TextMode::Full.apply(&text), Some(text));
    }
}
