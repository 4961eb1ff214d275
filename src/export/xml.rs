//! Text inside XML: escaped, and without the control characters that no XML may hold.

use std::fmt;

/// The text as it may stand in an attribute or between tags.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        use fmt::Write;
        for c in self.0.chars() {
            match c {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                '\'' => out.write_str("&apos;")?,
                // Readers turn these into spaces when they stand in an attribute as they are.
                '\t' => out.write_str("&#9;")?,
                '\n' => out.write_str("&#10;")?,
                '\r' => out.write_str("&#13;")?,
                c if is_allowed(c) => out.write_char(c)?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether XML 1.0 has the character at all.
pub(super) fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{7e}' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_control_characters_go() {
        let text = "a<b> & \"c\" 'd'\n\u{0}\u{1b}\u{fffe}é😀";
        assert_eq!(Escaped(text).to_string(), "a&lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;&#10;é😀");
    }
}
