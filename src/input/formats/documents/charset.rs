//! In which encoding a document is, and its characters.
//!
//! Bytes that are valid UTF-8 are UTF-8, whatever the document claims: text of another encoding is so by chance only
//! where it is ASCII. Else what is declared counts (`<meta charset>`, `<?xml encoding=…?>`, the header of a reply), else
//! Windows-1252, which is what pages without a declaration are in.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, WINDOWS_1252};
use memchr::memmem;

/// Bytes among which a declaration has to stand; browsers look at 1024.
const DECLARED_WITHIN: usize = 4096;

/// The text; `foreign` is set when nothing was declared and Windows-1252 had to be taken.
pub(super) fn decode<'d>(bytes: &'d [u8], header: Option<&str>, foreign: &mut bool) -> Cow<'d, str> {
    let head = &bytes[..bytes.len().min(DECLARED_WITHIN)];
    let declared =
        || header.and_then(|label| Encoding::for_label(label.as_bytes())).or_else(|| declared(head));
    // An encoding of seven bits looks like ASCII; only its escapes betray it.
    let escapes = memchr::memchr(0x1b, bytes).is_some();
    if escapes && declared() == Some(ISO_2022_JP) {
        return ISO_2022_JP.decode_without_bom_handling(bytes).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let encoding = declared().filter(|encoding| encoding.is_ascii_compatible()).unwrap_or_else(|| {
        *foreign = true;
        WINDOWS_1252
    });
    // A page in UTF-8 with a few bad bytes keeps all others.
    if encoding == UTF_8 {
        String::from_utf8_lossy(bytes)
    } else {
        encoding.decode_without_bom_handling(bytes).0
    }
}

/// The encoding that the first bytes declare.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let markers: [&[u8]; 2] = [b"encoding=", b"charset="];
    markers.into_iter().find_map(|marker| {
        memmem::find_iter(&lower, marker).find_map(|at| {
            let label = lower[at + marker.len()..].trim_ascii_start();
            let label = label.strip_prefix(b"\"").or_else(|| label.strip_prefix(b"'")).unwrap_or(label);
            let is_end = |b: &u8| !b.is_ascii_alphanumeric() && !matches!(b, b'-' | b'_' | b':' | b'.');
            Encoding::for_label(&label[..label.iter().position(is_end).unwrap_or(label.len())])
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_counts_where_the_bytes_leave_it_open() {
        let cases: [(&[u8], &str, bool); 7] = [
            (b"<meta charset=iso-8859-1>caf\xc3\xa9", "<meta charset=iso-8859-1>caf\u{e9}", false),
            (b"<?xml encoding='windows-1251'?>\xcc\xe8\xf0", "<?xml encoding='windows-1251'?>Мир", false),
            (
                b"<meta content=\"text/html; charset=koi8-r\">\xed",
                "<meta content=\"text/html; charset=koi8-r\">М",
                false,
            ),
            (b"<meta charset=\"utf-8\">\xff\xc3\xa9", "<meta charset=\"utf-8\">\u{fffd}é", false),
            (b"caf\xe9", "café", true),
            (b"<meta charset=klingon>caf\xe9", "<meta charset=klingon>café", true),
            (b"<meta charset=iso-2022-jp>\x1b$B$\"\x1b(B", "<meta charset=iso-2022-jp>あ", false),
        ];
        for (bytes, text, is_foreign) in cases {
            let mut foreign = false;
            assert_eq!((&*decode(bytes, None, &mut foreign), foreign), (text, is_foreign), "{text}");
        }
        assert_eq!(decode(b"\xe9", Some("latin1"), &mut true), "é");
    }
}
