//! Bytes to text, where nothing says how it is encoded: UTF-8, or what is written instead of it.
//!
//! What is not UTF-8 is nearly always Windows-1252, which spreadsheets and old content systems write, and of which Latin-1
//! is a part. Only where most of the letters beyond ASCII do read as UTF-8, a piece of it is broken, not the encoding.

use std::borrow::Cow;

/// How a text was encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Encoding {
    /// UTF-8, of which ASCII is a part.
    Utf8,
    /// UTF-8 with bytes that are not; each became a replacement character.
    BrokenUtf8,
    /// Windows-1252.
    Windows1252,
}

/// The text, and how it was encoded.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
        Err(_) => {
            let lossy = String::from_utf8_lossy(bytes);
            let broken = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
            let letters = lossy.chars().filter(|c| !c.is_ascii()).count() - broken;
            if letters > broken {
                (Cow::Owned(lossy.into_owned()), Encoding::BrokenUtf8)
            } else {
                let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0;
                (Cow::Owned(text.into_owned()), Encoding::Windows1252)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_and_broken_text_are_told_apart() {
        let cases: [(&[u8], &str, Encoding); 5] = [
            (b"plain", "plain", Encoding::Utf8),
            (
                "na\u{ef}ve \u{201c}quoted\u{201d}".as_bytes(),
                "na\u{ef}ve \u{201c}quoted\u{201d}",
                Encoding::Utf8,
            ),
            (b"caf\xe9 \x93quoted\x94", "caf\u{e9} \u{201c}quoted\u{201d}", Encoding::Windows1252),
            (b"caf\xc3\xa9 na\xc3\xafve \xe2\x80", "caf\u{e9} na\u{ef}ve \u{fffd}", Encoding::BrokenUtf8),
            (b"\xff", "\u{ff}", Encoding::Windows1252),
        ];
        for (bytes, text, encoding) in cases {
            assert_eq!(decode(bytes), (Cow::Borrowed(text), encoding), "{bytes:?}");
        }
    }
}
