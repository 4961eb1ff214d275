//! Flat arrays that may be larger than the memory.

use std::{
    borrow::Cow,
    cell::RefCell,
    fs::File,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{Space, read_at, write_at};

/// Bytes that are read ahead at most where an array is read in order, and at first.
const AHEAD: usize = 1 << 18;
const LEAST_AHEAD: usize = 1 << 12;

/// Arrays of which a thread keeps what it read ahead.
const KEPT: usize = 4;

/// A value of fixed size that is stored as bytes, lowest first.
pub trait Plain: Copy + Send + Sync {
    /// Bytes of a value.
    const BYTES: usize;

    /// Appends the bytes of the value.
    fn put(self, bytes: &mut Vec<u8>);

    /// The value of so many bytes.
    fn take(bytes: &[u8]) -> Self;
}

macro_rules! plain_numbers {
    ($($number:ty),*) => {$(
        impl Plain for $number {
            const BYTES: usize = size_of::<$number>();

            #[inline]
            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }

            #[inline]
            fn take(bytes: &[u8]) -> Self {
                bytes.first_chunk().map_or_else(Default::default, |bytes| <$number>::from_le_bytes(*bytes))
            }
        }
    )*};
}

plain_numbers!(u8, u16, u32, u64, f32);

impl<A: Plain, B: Plain> Plain for (A, B) {
    const BYTES: usize = A::BYTES + B::BYTES;

    #[inline]
    fn put(self, bytes: &mut Vec<u8>) {
        self.0.put(bytes);
        self.1.put(bytes);
    }

    #[inline]
    fn take(bytes: &[u8]) -> Self {
        (A::take(bytes), B::take(&bytes[A::BYTES..]))
    }
}

/// A flat array that only grows: held up to a limit, in a file beyond it.
#[derive(Clone, Debug)]
pub struct Array<T> {
    space: Space,
    /// Bytes that are held at most.
    limit: usize,
    held: Vec<T>,
    /// Where the values are once they are more than the limit; `held` then has those that are yet to be written.
    stored: Option<Stored>,
}

#[derive(Clone, Debug)]
struct Stored {
    file: Arc<File>,
    /// Values in the file.
    len: usize,
    /// Different for all files of the process.
    number: u64,
}

impl<T> Default for Array<T> {
    fn default() -> Self {
        Self { space: Space::unbounded(), limit: usize::MAX, held: Vec::new(), stored: None }
    }
}

impl<T: Plain> From<Vec<T>> for Array<T> {
    fn from(held: Vec<T>) -> Self {
        Self { held, ..Self::default() }
    }
}

impl<T: Plain> Array<T> {
    /// An empty array that holds at most so many bytes in memory.
    #[must_use]
    pub fn new(space: &Space, limit: usize) -> Self {
        Self { space: space.clone(), limit, ..Self::default() }
    }

    /// Number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stored.as_ref().map_or(0, |stored| stored.len) + self.held.len()
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends values. Ends the work ([`super::fail`]) when they cannot be written.
    pub fn extend(&mut self, values: impl IntoIterator<Item = T>) {
        self.held.extend(values);
        let limit = if self.stored.is_some() { self.limit.min(16 * AHEAD) } else { self.limit };
        if self.held.len().saturating_mul(T::BYTES) > limit {
            self.store();
        }
    }

    /// Moves what is held to the file.
    fn store(&mut self) {
        let stored = self.stored.get_or_insert_with(|| {
            static NUMBER: AtomicU64 = AtomicU64::new(0);
            let file = self.space.file().unwrap_or_else(|error| super::fail(error));
            Stored { file: Arc::new(file), len: 0, number: NUMBER.fetch_add(1, Ordering::Relaxed) }
        });
        let mut bytes = Vec::with_capacity(16 * AHEAD);
        for values in self.held.chunks(16 * AHEAD / T::BYTES) {
            bytes.clear();
            values.iter().for_each(|value| value.put(&mut bytes));
            let start = (stored.len * T::BYTES) as u64;
            if let Err(error) = write_at(&stored.file, &bytes, start) {
                self.space.broken(error);
            }
            stored.len += values.len();
        }
        self.held = Vec::new();
    }

    /// Ends the growth: gives back memory that is not needed, and leaves nothing unwritten.
    pub fn finish(&mut self) {
        if self.stored.is_some() {
            self.store();
        } else {
            self.held.shrink_to_fit();
        }
    }

    /// The values of a range. Cheap in ascending order and where the array is held.
    ///
    /// # Panics
    /// When the range ends behind the array. Ends the work ([`super::fail`]) when the file cannot be read.
    #[must_use]
    pub fn get(&self, range: Range<usize>) -> Cow<'_, [T]> {
        match &self.stored {
            None => Cow::Borrowed(&self.held[range]),
            Some(stored) if range.start >= stored.len => {
                Cow::Borrowed(&self.held[range.start - stored.len..range.end - stored.len])
            }
            Some(stored) => {
                let in_file = range.start..range.end.min(stored.len);
                let mut values = Vec::with_capacity(range.len());
                if let Err(error) = stored.read(in_file, &mut values) {
                    self.space.broken(error);
                }
                values.extend_from_slice(&self.held[..range.end.saturating_sub(stored.len)]);
                Cow::Owned(values)
            }
        }
    }

    /// All values.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        match self.stored {
            None => self.held,
            Some(_) => self.get(0..self.len()).into_owned(),
        }
    }
}

/// A piece of a file that a thread has read.
struct Piece {
    number: u64,
    start: usize,
    /// A buffer whose first `len` bytes are the piece.
    bytes: Vec<u8>,
    len: usize,
    /// Bytes that the next piece has at least, when it follows this one.
    ahead: usize,
}

thread_local! {
    static PIECES: RefCell<Vec<Piece>> = const { RefCell::new(Vec::new()) };
}

impl Stored {
    /// Appends the values of a range. Who reads in order gets what was read ahead: more and more of it, so that who jumps
    /// about is not given what nobody wants.
    fn read<T: Plain>(&self, range: Range<usize>, values: &mut Vec<T>) -> std::io::Result<()> {
        let (start, end) = (range.start * T::BYTES, range.end * T::BYTES);
        PIECES.with_borrow_mut(|pieces| {
            let at = pieces.iter().position(|piece| piece.number == self.number);
            let mut piece = at.map_or_else(
                || Piece { number: self.number, start: 0, bytes: Vec::new(), len: 0, ahead: LEAST_AHEAD },
                |at| pieces.remove(at),
            );
            let piece_end = piece.start + piece.len;
            if start < piece.start || end > piece_end {
                let goes_on = (piece.start..=piece_end + LEAST_AHEAD).contains(&start);
                piece.ahead = if goes_on { (2 * piece.ahead).min(AHEAD) } else { LEAST_AHEAD };
                let wanted = if goes_on { piece.ahead.max(end - start) } else { end - start };
                piece.start = start;
                piece.len = wanted.min(self.len * T::BYTES - start);
                if piece.bytes.len() < piece.len {
                    piece.bytes.resize(piece.len, 0);
                }
                read_at(&self.file, &mut piece.bytes[..piece.len], start as u64)?;
            }
            let bytes = &piece.bytes[start - piece.start..end - piece.start];
            values.extend(bytes.chunks_exact(T::BYTES).map(T::take));
            pieces.insert(0, piece);
            pieces.truncate(KEPT);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_is_the_same_wherever_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let space = Space::bounded(1 << 20, folder.path());
        let values: Vec<(u32, f32)> = (0..200_000).map(|i| (i * 7, i as f32 / 3.0)).collect();
        for limit in [0, 1, 4_096, 100_000, usize::MAX] {
            let mut array = Array::new(&space, limit);
            let mut rest = values.as_slice();
            for piece in (1..).map(|n| n * 37 % 1_000) {
                let (now, later) = rest.split_at(rest.len().min(piece));
                array.extend(now.iter().copied());
                rest = later;
                let len = array.len();
                if len > 10 {
                    assert_eq!(&*array.get(len - 10..len), &values[len - 10..len]);
                }
                if rest.is_empty() {
                    break;
                }
            }
            array.finish();
            assert_eq!(array.len(), values.len());
            for start in (0..values.len()).step_by(997).chain((0..values.len()).rev().step_by(31_013)) {
                let end = (start + start % 1_500).min(values.len());
                assert_eq!(&*array.get(start..end), &values[start..end], "{limit} {start}..{end}");
            }
        }
    }

    #[test]
    fn arrays_do_not_take_each_others_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let space = Space::bounded(1 << 20, folder.path());
        let arrays: Vec<Array<u64>> = (0..6_u64)
            .map(|n| {
                let mut array = Array::new(&space, 0);
                array.extend((0..10_000).map(|i| i * 10 + n));
                array.finish();
                array
            })
            .collect();
        for i in (0..9_000).step_by(13) {
            for (n, array) in arrays.iter().enumerate() {
                assert_eq!(array.get(i..i + 2)[1], (i as u64 + 1) * 10 + n as u64);
            }
        }
    }

    #[test]
    fn a_missing_folder_ends_the_work_with_its_name() {
        let space = Space::bounded(1, std::path::Path::new("/nonexistent/folder"));
        let work = || Array::new(&space, 0).extend([1_u8]);
        let error = super::super::guard(work).unwrap_err();
        assert!(error.to_string().contains("/nonexistent/folder"), "{error}");
    }
}
