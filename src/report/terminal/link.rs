//! Links that a terminal can follow (OSC 8): an address behind text that is shown.
//!
//! The address comes from hostile articles and stands inside an escape sequence, so nothing but printable ASCII goes in:
//! a control character would end the sequence and begin another. It takes no cell of the screen.

/// What addresses begin with that a person may be sent to. A file of ours has no other way in than `file:`.
const SCHEMES: [&str; 3] = ["https://", "http://", "file:///"];

/// Longest address; the longest that browsers are sure to take.
const LONGEST: usize = 2083;

/// The address as it may stand in a link; `None` when it had better not.
#[must_use]
pub fn address(url: &str) -> Option<String> {
    let url = url.trim();
    let is_known = SCHEMES.iter().any(|scheme| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && url.len() > scheme.len()
    });
    if !is_known || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let mut address = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x7f.. => {
                address.push_str(&format!("%{byte:02X}"));
            }
            byte => address.push(byte as char),
        }
    }
    (address.len() <= LONGEST).then_some(address)
}

/// The text with the address behind it.
#[must_use]
pub fn linked(text: &str, address: &str) -> String {
    format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_addresses_become_links() {
        assert_eq!(address("https://post.example/a?b=1#c").as_deref(), Some("https://post.example/a?b=1#c"));
        assert_eq!(address("HTTP://x.example/ü \u{0}").as_deref(), None);
        assert_eq!(address(" http://x.example/ü{} ").as_deref(), Some("http://x.example/%C3%BC%7B%7D"));
        for url in ["javascript:alert(1)", "https://", "ftp://x", "file://host/x", "x.example", "", "https:é"]
        {
            assert_eq!(address(url), None, "{url}");
        }
        for hostile in ["https://x\u{1b}\\\u{1b}]0;t\u{7}", "https://x\u{9c}", "https://x\n", "https://x y"] {
            assert!(
                address(hostile).is_none_or(|safe| safe.chars().all(|c| c.is_ascii_graphic())),
                "{hostile:?}"
            );
        }
        assert_eq!(address(&format!("https://x/{}", "a".repeat(3000))), None);
    }
}
