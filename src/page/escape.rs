//! How text becomes part of a page.
//!
//! Every value in a template goes through [`Html`], which `askama.toml` names as the only escaper, so that none can be
//! forgotten. Beside the five characters that mean something to HTML it replaces those that a page must not hold at all:
//! control characters and noncharacters, which are parse errors, and marks that turn the direction of the text after
//! them, of which browsers are protected by `dir="auto"` and `<bdi>` but a person who copies a line is not.

use std::fmt;

use askama::filters::Escaper;

/// The escaper of pages.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Html;

impl Escaper for Html {
    fn write_escaped_str<W: fmt::Write>(&self, mut out: W, text: &str) -> fmt::Result {
        let mut plain = 0;
        for (at, c) in text.char_indices() {
            let Some(instead) = replacement(c) else { continue };
            out.write_str(&text[plain..at])?;
            out.write_str(instead)?;
            plain = at + c.len_utf8();
        }
        out.write_str(&text[plain..])
    }
}

fn replacement(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        '\t' | '\n' => None,
        // A lone carriage return would come out as a line break, two of them as none.
        '\r' => Some(" "),
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Some("\u{fffd}"),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(""),
        '\u{fdd0}'..='\u{fdef}' => Some("\u{fffd}"),
        c if (c as u32) & 0xfffe == 0xfffe => Some("\u{fffd}"),
        _ => None,
    }
}

/// Markup of our own making. Templates put it into a page as it is with `|safe`, which nothing else may have.
#[derive(Clone, Debug, Default)]
pub(super) struct Markup(pub(super) String);

impl fmt::Display for Markup {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// JSON as it may stand inside a `script` element: nothing in it can end the element, begin a comment, or be a line break
/// to a program that takes it for a script.
pub(super) fn json(value: &impl serde::Serialize) -> Markup {
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\u{7f}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => {
                safe += &format!("\\u{:04x}", c as u32);
            }
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if (c as u32) & 0xfffe == 0xfffe => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    Markup(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        Html.write_escaped_str(&mut out, text).unwrap();
        out
    }

    #[test]
    fn nothing_of_an_article_is_markup() {
        assert_eq!(
            escaped("</script><script>alert(1)</script>"),
            "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
        );
        assert_eq!(escaped("\" onload='x' &amp;"), "&quot; onload=&#39;x&#39; &amp;amp;");
        assert_eq!(escaped("a\0b\u{85}c\u{ffff}d\u{202e}e\r\nf"), "a\u{fffd}b\u{fffd}c\u{fffd}de \nf");
        assert_eq!(escaped("שלום 你好 é"), "שלום 你好 é");
    }

    #[test]
    fn json_cannot_end_its_element() {
        let text = "</script><!--&\u{2028}\u{7f}\u{fffe}\"";
        let written = json(&text).to_string();
        assert!(!written.contains(['<', '>', '&', '\u{2028}', '\u{7f}']), "{written}");
        let read: String = serde_json::from_str(&written).unwrap();
        assert_eq!(read, "</script><!--&\u{2028}\u{7f}\u{fffd}\"");
    }
}
