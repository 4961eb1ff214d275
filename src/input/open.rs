//! From a path to the bytes of its content: opened, hashed, counted, decompressed, in UTF-8.
//!
//! Damage that a decoder finds and failures of the
//! system both end the content early, so that what came before is kept; [`Content::damage`] says so, and it becomes a
//! refusal. Only an input that cannot be opened, or whose first bytes cannot be read, is an error.

use std::fs::File;
use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

use super::compression::{self, Unpacked};
use super::walk::Source;
use crate::progress::Progress;

/// Bytes looked at before a format is decided.
pub(super) const PEEK: usize = 64 << 10;

/// Bytes that any input may unpack to.
pub(super) const UNPACKED_FREELY: u64 = 1 << 30;

/// How many times its size an input may unpack to beyond that: news packs to a fifth, rarely to less than a tenth; what is
/// made to fill a memory packs to a thousandth.
pub(super) const MOST_UNPACKED: u64 = 250;

/// The content of an input: decompressed, a byte order mark dropped, UTF-16 turned to UTF-8.
pub(super) struct Content<'a> {
    inner: Unpacked<'a>,
    /// The name of the format's suffix, such as `+gzip`.
    suffix: String,
    /// Bytes unpacked so far, and how many are allowed whatever the size.
    unpacked: u64,
    unpacked_freely: u64,
    utf16: Option<Decoder>,
    /// Decoded bytes that were looked at but not read yet.
    head: io::Cursor<Vec<u8>>,
    damage: Option<String>,
    /// Offset of the first byte in the decompressed file, `None` when offsets mean nothing because it was UTF-16.
    start: Option<u64>,
}

/// What is known about an input once it was read.
pub(super) struct Provenance {
    pub(super) bytes: u64,
    pub(super) hash: String,
}

/// Opens a source: a file, a member of an archive, or standard input for `-`.
pub(super) fn open<'a>(source: &Source, progress: &'a dyn Progress) -> io::Result<Content<'a>> {
    let path = source.kept.as_deref().unwrap_or(&source.path);
    match &source.member {
        Some(member) => {
            let mut content = content(Box::new(member.open()?), progress)?;
            content.suffix.push_str("+zip");
            Ok(content)
        }
        None if path.as_os_str() == "-" => content(Box::new(io::stdin()), progress),
        None => content(Box::new(File::open(path)?), progress),
    }
}

/// The content of any stream of stored bytes.
pub(super) fn content<'a>(
    inner: Box<dyn Read + Send>,
    progress: &'a dyn Progress,
) -> io::Result<Content<'a>> {
    let inner = compression::unpack(inner, progress)?;
    let suffix = if inner.compression.is_empty() { String::new() } else { format!("+{}", inner.compression) };
    let mut content = Content {
        inner,
        suffix,
        unpacked: 0,
        unpacked_freely: UNPACKED_FREELY,
        utf16: None,
        head: io::Cursor::new(Vec::new()),
        damage: None,
        start: Some(0),
    };
    content.drop_mark()?;
    Ok(content)
}

impl Content<'_> {
    /// The first bytes, without consuming them; fewer than [`PEEK`] only when there are no more.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        let mut head = Vec::new();
        self.by_ref().take(PEEK as u64).read_to_end(&mut head)?;
        // Bytes of an earlier look that were not reached stay behind what was read again.
        let unread = self.head.position() as usize;
        head.extend_from_slice(&self.head.get_ref()[unread..]);
        self.head = io::Cursor::new(head);
        Ok(self.head.get_ref())
    }

    /// Suffix of the format's name.
    pub(super) fn compression(&self) -> &str {
        &self.suffix
    }

    /// Offset of the first byte of content, when offsets into the decompressed file can be given.
    pub(super) fn start(&self) -> Option<u64> {
        self.start
    }

    /// Why the content ended before its time.
    pub(super) fn damage(&self) -> Option<&str> {
        self.damage.as_deref()
    }

    /// Reads what is left of the stored bytes, so that the hash covers them all, or all that can be read.
    pub(super) fn finish(&mut self) -> Provenance {
        let mut stored = self.inner.stored.stored();
        if stored.failure.is_none()
            && let Err(error) = io::copy(&mut *stored, &mut io::sink())
        {
            self.damage.get_or_insert_with(|| broken_off(&error));
        }
        Provenance { bytes: stored.bytes, hash: stored.hash() }
    }

    /// Decompressed bytes; damage is an early end, and so is a failure of the system.
    fn read_decompressed(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.damage.is_some() {
            return Ok(0);
        }
        match self.inner.decoder.read(buffer) {
            Ok(read) => {
                self.unpacked += read as u64;
                let stored = self.inner.stored.stored().bytes;
                if self.unpacked > self.unpacked_freely
                    && self.unpacked > stored.saturating_mul(MOST_UNPACKED)
                {
                    self.damage = Some(format!("unpacks to more than {MOST_UNPACKED} times its size"));
                    return Ok(0);
                }
                Ok(read)
            }
            Err(error) => {
                let what = self.suffix.trim_start_matches('+');
                self.damage = Some(match (&self.inner.stored.stored().failure, error.kind()) {
                    (Some(failure), _) => broken_off(failure),
                    (None, io::ErrorKind::UnexpectedEof) => format!("the {what} stream is cut short"),
                    (None, _) => format!("the {what} stream is damaged: {error}"),
                });
                Ok(0)
            }
        }
    }

    /// Recognises and drops a byte order mark.
    fn drop_mark(&mut self) -> io::Result<()> {
        let mut mark = [0; 4];
        let mut len = 0;
        while len < mark.len() {
            match self.read_decompressed(&mut mark[len..])? {
                0 => break,
                read => len += read,
            }
        }
        let mark = &mark[..len];
        let (utf16, dropped) = match mark {
            [0xef, 0xbb, 0xbf, ..] => (None, 3),
            [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
            [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
            // Without a mark: two letters of ASCII, such as `{"`, begin every table and every JSON.
            [1..0x80, 0, 1..0x80, 0] => (Some(UTF_16LE), 0),
            [0, 1..0x80, 0, 1..0x80] => (Some(UTF_16BE), 0),
            _ => (None, 0),
        };
        self.start = if utf16.is_some() { None } else { Some(dropped as u64) };
        self.utf16 = utf16.map(encoding_rs::Encoding::new_decoder_without_bom_handling);
        let rest = mark[dropped..].to_vec();
        self.head = io::Cursor::new(match &mut self.utf16 {
            Some(decoder) => decode(decoder, &rest, false),
            None => rest,
        });
        Ok(())
    }
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let from_head = self.head.read(buffer)?;
            if from_head > 0 {
                return Ok(from_head);
            }
            let Some(mut decoder) = self.utf16.take() else { return self.read_decompressed(buffer) };
            let mut raw = vec![0; PEEK];
            let read = self.read_decompressed(&mut raw)?;
            let decoded = decode(&mut decoder, &raw[..read], read == 0);
            if read == 0 && decoded.is_empty() {
                return Ok(0);
            }
            self.head = io::Cursor::new(decoded);
            // The last call has finished the decoder, which must not be used again; raw reads give nothing any more.
            if read > 0 {
                self.utf16 = Some(decoder);
            }
        }
    }
}

/// The damage when the system could give no more.
fn broken_off(failure: &io::Error) -> String {
    format!("cannot be read to its end: {failure}")
}

/// The bytes as UTF-8; unpaired surrogates become replacement characters.
fn decode(decoder: &mut Decoder, bytes: &[u8], last: bool) -> Vec<u8> {
    let mut text = String::new();
    let mut read = 0;
    loop {
        text.reserve(decoder.max_utf8_buffer_length(bytes.len() - read).unwrap_or(bytes.len() * 3) + 16);
        let (result, consumed, _) = decoder.decode_to_string(&bytes[read..], &mut text, last);
        read += consumed;
        if result == CoderResult::InputEmpty {
            return text.into_bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;
    use std::io::Write;

    fn read(stored: Vec<u8>) -> (Vec<u8>, Option<String>, Option<u64>, Provenance) {
        read_from(Box::new(io::Cursor::new(stored)))
    }

    fn read_from(stored: Box<dyn Read + Send>) -> (Vec<u8>, Option<String>, Option<u64>, Provenance) {
        let mut content = content(stored, &Silent).expect("opens");
        let peeked = content.peek().expect("reads").to_vec();
        let mut all = Vec::new();
        content.read_to_end(&mut all).expect("reads");
        assert!(all.starts_with(&peeked));
        let provenance = content.finish();
        (all, content.damage().map(str::to_owned), content.start(), provenance)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn compression_is_seen_by_the_first_bytes() {
        let (one, two) = (b"one\n".repeat(50_000), b"two\n".repeat(50_000));
        let both = [one.clone(), two.clone()].concat();
        let members = [gzip(&one), gzip(&two)].concat();
        let frames =
            [zstd::encode_all(&*one, 1), zstd::encode_all(&*two, 1)].map(|f| f.expect("memory")).concat();
        for stored in [both.clone(), members, frames] {
            let (all, damage, start, provenance) = read(stored.clone());
            assert_eq!((all, damage, start), (both.clone(), None, Some(0)));
            assert_eq!(provenance.bytes, stored.len() as u64);
            assert_eq!(provenance.hash, format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&stored)));
        }
    }

    #[test]
    fn marks_are_dropped_and_utf16_is_decoded() {
        let text = "\u{1f600} naïve";
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let little = [vec![0xff, 0xfe], utf16.iter().flat_map(|u| u.to_le_bytes()).collect()].concat();
        let big = [vec![0xfe, 0xff], utf16.iter().flat_map(|u| u.to_be_bytes()).collect()].concat();
        let utf8 = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for (stored, start) in [(little, None), (big, None), (utf8, Some(3))] {
            let (all, _, at, _) = read(stored);
            assert_eq!((String::from_utf8(all).as_deref(), at), (Ok(text), start));
        }
        for short in [&b""[..], b"a", b"\xff\xfe", b"\xff\xfea", b"\xef\xbb"] {
            let _ = read(short.to_vec());
        }
    }

    #[test]
    fn utf16_without_a_mark_is_seen() {
        for text in ["{\"title\": \"na\u{ef}ve\"}", "id\ttitle"] {
            let utf16: Vec<u16> = text.encode_utf16().collect();
            let little: Vec<u8> = utf16.iter().flat_map(|u| u.to_le_bytes()).collect();
            let big: Vec<u8> = utf16.iter().flat_map(|u| u.to_be_bytes()).collect();
            for stored in [little, big] {
                assert_eq!(String::from_utf8(read(stored).0).as_deref(), Ok(text));
            }
        }
    }

    #[test]
    fn what_unpacks_without_end_is_cut() {
        let stored = zstd::encode_all(&*vec![b' '; 4 << 20], 1).expect("memory");
        for (freely, damage) in [(1 << 10, Some("unpacks to more than 250 times its size")), (5 << 20, None)]
        {
            let mut content = content(Box::new(io::Cursor::new(stored.clone())), &Silent).expect("opens");
            content.unpacked_freely = freely;
            let read = io::copy(&mut content, &mut io::sink()).expect("reads");
            assert_eq!(content.damage(), damage);
            assert_eq!(read == 4 << 20, damage.is_none());
        }
    }

    #[test]
    fn damage_is_not_a_failure() {
        let text: Vec<u8> =
            (0..200_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let (gz, zst) = (gzip(&text), zstd::encode_all(&*text, 1).expect("memory"));
        for (stored, name) in [(&gz[..gz.len() / 2], "gzip"), (&zst[..zst.len() / 2], "zstd")] {
            let (all, damage, ..) = read(stored.to_vec());
            assert!(!all.is_empty() && text.starts_with(&all), "{name}");
            assert_eq!(damage, Some(format!("the {name} stream is cut short")));
        }
    }

    /// A disk that breaks after those bytes, and gives other bytes when it is asked again.
    struct Breaking(io::Cursor<Vec<u8>>, bool);

    impl Read for Breaking {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 if !self.1 => {
                    self.1 = true;
                    Err(io::Error::other("the disk is broken"))
                }
                0 => Ok(buffer.len()),
                read => Ok(read),
            }
        }
    }

    #[test]
    fn a_failure_of_the_system_keeps_what_came_before() {
        let text: Vec<u8> =
            (0..200_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let (gz, zst) = (gzip(&text), zstd::encode_all(&*text, 1).expect("memory"));
        for whole in [text.clone(), gz, zst] {
            let stored = whole[..whole.len() / 2].to_vec();
            let (all, damage, _, provenance) =
                read_from(Box::new(Breaking(io::Cursor::new(stored.clone()), false)));
            assert!(all.len() > text.len() / 4 && text.starts_with(&all));
            assert_eq!(damage.as_deref(), Some("cannot be read to its end: the disk is broken"));
            assert_eq!(provenance.bytes, stored.len() as u64);
            assert_eq!(provenance.hash, format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&stored)));
        }
    }
}
