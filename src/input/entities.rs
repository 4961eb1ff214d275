//! Names and numbers of characters in HTML and XML (`&eacute;`, `&#233;`) to the characters.
//!
//! What is no such name stays as it is, since `AT&T` means what it says. Nothing is ever expanded to more than the
//! table of HTML has for it.

use std::borrow::Cow;

use memchr::memchr;

/// Longest name of a character that is looked up, in bytes.
const LONGEST_ENTITY: usize = 32;

/// The text with the names and numbers of characters replaced by the characters.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let len =
            rest.bytes().take(LONGEST_ENTITY).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let (name, after) = rest.split_at(len);
        let closed = after.strip_prefix(';');
        match character(name, closed.is_some()) {
            Some(found) => {
                out.push_str(&found);
                rest = closed.unwrap_or(after);
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What stands for the name between `&` and `;`. Without `;` only the names count that browsers take so and that are in use.
pub(super) fn character(name: &str, closed: bool) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let code = code.ok()?;
        // Numbers of the C1 controls mean Windows-1252, and nothing else is ever meant by them.
        let c = match u8::try_from(code) {
            Ok(byte @ 0x80..=0x9f) => {
                return Some(
                    encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned().into(),
                );
            }
            Ok(0) => char::REPLACEMENT_CHARACTER,
            _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        return Some(c.to_string().into());
    }
    let known = closed || matches!(name, "amp" | "lt" | "gt" | "quot" | "nbsp");
    if known { quick_xml::escape::resolve_html5_entity(name).map(Cow::Borrowed) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_characters_are_decoded() {
        let cases = [
            ("&lt;b&gt; &amp;amp; &eacute; &#233; &#xE9; &#150;", "<b> &amp; é é é –"),
            ("a&nbsp;&nbsp;b&nbsp c&ampd", "a\u{a0}\u{a0}b\u{a0} c&ampd"),
            ("AT&T &unknown; &; &#; &#xzz;", "AT&T &unknown; &; &#; &#xzz;"),
            ("&#0;&#xD800;&#x110000;", "\u{fffd}\u{fffd}\u{fffd}"),
            ("&copy 2025 ?a=1&copy=2", "&copy 2025 ?a=1&copy=2"),
        ];
        for (html, text) in cases {
            assert_eq!(decoded(html), text, "{html}");
        }
    }
}
