//! A stream as large blocks of whole records, so that one block can be parsed on all cores while the next is read.

use std::io::{self, Read};

use super::open::Content;

/// Bytes per block: large enough to keep all cores busy, small enough to stay in memory a few times over.
pub(super) const BLOCK: usize = 8 << 20;

/// Bytes of the first block.
const FIRST_BLOCK: usize = 256 << 10;

/// Longest record that is read. A larger one is a file without line ends or with an open quotation mark.
pub(super) const MAX_RECORD: usize = 256 << 20;

/// How the bytes that a block is cut from end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// More bytes follow.
    More,
    /// The content ends here.
    End,
    /// More bytes follow, but the first record is already longer than allowed: part with as little as possible.
    TooLong,
}

/// A run of whole records. Its buffer can be given back to be filled again.
#[derive(Debug, Default)]
pub(super) struct Block {
    buffer: Vec<u8>,
    len: usize,
    /// Offset of the first byte in the decompressed file.
    pub(super) byte: Option<u64>,
    /// Line of the first byte, from 1.
    pub(super) row: u64,
    /// Whether, instead of records, the block is the beginning of one that was too long; the rest of it was skipped.
    pub(super) too_long: bool,
}

impl Block {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }
}

/// Cuts a content into blocks.
pub(super) struct Blocks<'c, 'a> {
    content: &'c mut Content<'a>,
    /// What was read behind the last whole record.
    carry: Vec<u8>,
    byte: Option<u64>,
    row: u64,
    ended: bool,
    /// Bytes of the next block. Grows to `largest`, so that small files do not pay for large buffers.
    block: usize,
    largest: usize,
    max_record: usize,
}

impl<'c, 'a> Blocks<'c, 'a> {
    pub(super) fn new(content: &'c mut Content<'a>) -> Self {
        Self::sized(content, BLOCK, MAX_RECORD)
    }

    /// With other sizes than the usual ones; for tests.
    pub(super) fn sized(content: &'c mut Content<'a>, block: usize, max_record: usize) -> Self {
        let byte = content.start();
        let first = block.min(FIRST_BLOCK);
        Self {
            content,
            carry: Vec::new(),
            byte,
            row: 1,
            ended: false,
            block: first,
            largest: block,
            max_record,
        }
    }

    /// The next block, in the buffer of `used`; `None` at the end. `whole` says how many of the bytes are whole
    /// records (with [`Ending::End`], all of them).
    pub(super) fn next(
        &mut self,
        used: Block,
        mut whole: impl FnMut(&[u8], Ending) -> usize,
    ) -> io::Result<Option<Block>> {
        let mut buffer = used.buffer;
        let mut len = self.carry.len();
        let mut target = (len + self.block).min(self.max_record.max(len));
        self.block = (self.block * 2).min(self.largest);
        if buffer.len() < target {
            buffer.resize(target, 0);
        }
        buffer[..len].copy_from_slice(&self.carry);
        self.carry.clear();
        loop {
            while len < target && !self.ended {
                match self.content.read(&mut buffer[len..target])? {
                    0 => self.ended = true,
                    read => len += read,
                }
            }
            if len == 0 {
                return Ok(None);
            }
            let ending = if self.ended { Ending::End } else { Ending::More };
            let mut cut = whole(&buffer[..len], ending);
            if cut == 0 && len >= self.max_record {
                cut = whole(&buffer[..len], Ending::TooLong);
            }
            let too_long = cut == 0 && (len >= self.max_record || self.ended);
            if cut > 0 || too_long {
                let cut = if too_long { len } else { cut };
                self.carry.extend_from_slice(&buffer[cut..len]);
                let block = Block { len: cut, byte: self.byte, row: self.row, too_long, buffer };
                self.pass(block.bytes());
                if too_long {
                    self.skip_line()?;
                }
                return Ok(Some(block));
            }
            // No whole record yet: the buffer grows until there is one.
            target = (len * 2).min(self.max_record);
            if buffer.len() < target {
                buffer.resize(target, 0);
            }
        }
    }

    /// Moves the position behind those bytes.
    fn pass(&mut self, bytes: &[u8]) {
        self.byte = self.byte.map(|byte| byte + bytes.len() as u64);
        self.row += memchr::memchr_iter(b'\n', bytes).count() as u64;
    }

    /// Skips the rest of a line.
    fn skip_line(&mut self) -> io::Result<()> {
        let mut buffer = vec![0; self.block];
        while !self.ended {
            let read = self.content.read(&mut buffer)?;
            self.ended = read == 0;
            if let Some(end) = memchr::memchr(b'\n', &buffer[..read]) {
                self.pass(&buffer[..=end]);
                self.carry.extend_from_slice(&buffer[end + 1..read]);
                return Ok(());
            }
            self.pass(&buffer[..read]);
        }
        Ok(())
    }
}
