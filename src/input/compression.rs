//! The stored bytes of an input, and what unpacks them: compression is recognised by the first bytes, whatever the name says.

use std::io::{self, BufReader, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bzip2::read::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use lzma_rust2::XzReader;
use xxhash_rust::xxh3::Xxh3;

use crate::progress::Progress;

/// Compressed bytes handed to a decoder at once.
const COMPRESSED_BUFFER: usize = 256 << 10;

/// Zstandard windows of up to 2 GiB, which `zstd --long=31` writes and public dumps use.
const ZSTD_WINDOW_LOG: u32 = 31;

/// KiB that the dictionary of an xz stream may take: what `xz -9e` writes needs 65 MiB.
const XZ_MEMORY_KIB: u32 = 2 << 20;

/// Bytes by which formats of compression are known.
pub(super) const MAGIC: usize = 6;

/// The stored bytes of an input, hashed and counted as they pass.
pub(super) struct Stored<'a> {
    inner: Box<dyn Read + Send + 'a>,
    hash: Xxh3,
    pub(super) bytes: u64,
    /// First bytes, read before the compression was known.
    head: io::Cursor<Vec<u8>>,
    /// What the system said when it could give no more.
    pub(super) failure: Option<io::Error>,
    progress: &'a dyn Progress,
}

impl Stored<'_> {
    /// xxh3-128 of what has passed, in hexadecimal.
    pub(super) fn hash(&self) -> String {
        format!("{:032x}", self.hash.digest128())
    }
}

impl Read for Stored<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let from_head = self.head.read(buffer)?;
        if from_head > 0 {
            return Ok(from_head);
        }
        loop {
            match self.inner.read(buffer) {
                Ok(read) => {
                    self.hash.update(&buffer[..read]);
                    self.bytes += read as u64;
                    self.progress.advance(read as u64);
                    return Ok(read);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let shown = io::Error::new(error.kind(), error.to_string());
                    self.failure = Some(error);
                    return Err(shown);
                }
            }
        }
    }
}

/// Stored bytes that the decoder reads and that the content can look at: not every decoder gives its source back.
#[derive(Clone)]
pub(super) struct Handle<'a>(Arc<Mutex<Stored<'a>>>);

impl<'a> Handle<'a> {
    /// The stored bytes; the lock is never contended.
    pub(super) fn stored(&self) -> MutexGuard<'_, Stored<'a>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for Handle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stored().read(buffer)
    }
}

/// Stored bytes, unpacked.
pub(super) struct Unpacked<'a> {
    pub(super) stored: Handle<'a>,
    pub(super) decoder: Box<dyn Read + Send + 'a>,
    /// The name of the compression; empty for none.
    pub(super) compression: &'static str,
}

/// Recognises the compression of a stream.
pub(super) fn unpack<'a>(
    inner: Box<dyn Read + Send + 'a>,
    progress: &'a dyn Progress,
) -> io::Result<Unpacked<'a>> {
    let head = io::Cursor::new(Vec::new());
    let mut stored = Stored { inner, hash: Xxh3::new(), bytes: 0, head, failure: None, progress };
    let mut magic = Vec::new();
    (&mut stored).take(MAGIC as u64).read_to_end(&mut magic)?;
    stored.head = io::Cursor::new(magic.clone());
    let stored = Handle(Arc::new(Mutex::new(stored)));
    let buffered = || BufReader::with_capacity(COMPRESSED_BUFFER, stored.clone());
    let is_skippable_frame = magic.len() >= 4 && magic[0] & 0xf0 == 0x50 && magic[1..4] == [0x2a, 0x4d, 0x18];
    let (decoder, compression): (Box<dyn Read + Send + 'a>, _) = if magic.starts_with(&[0x1f, 0x8b]) {
        (Box::new(MultiGzDecoder::new(buffered())), "gzip")
    } else if magic.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || is_skippable_frame {
        let mut decoder = zstd::stream::read::Decoder::with_buffer(buffered())?;
        decoder.window_log_max(ZSTD_WINDOW_LOG)?;
        (Box::new(decoder), "zstd")
    } else if magic.starts_with(b"BZh") && magic.get(3).is_some_and(|level| (b'1'..=b'9').contains(level)) {
        (Box::new(MultiBzDecoder::new(buffered())), "bzip2")
    } else if magic.starts_with(&[0xfd, b'7', b'z', b'X', b'Z', 0]) {
        (Box::new(XzReader::new_mem_limit(buffered(), true, XZ_MEMORY_KIB)), "xz")
    } else {
        (Box::new(stored.clone()), "")
    };
    Ok(Unpacked { stored, decoder, compression })
}
