//! Texts of articles: in memory while they are few, in a file from then on.

use std::{
    borrow::Cow,
    fmt,
    fs::File,
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use super::{Space, read_at, write_at};
use crate::units::Span;

/// The text of an article, wherever it lies.
#[derive(Clone)]
pub struct Text(Place);

#[derive(Clone)]
enum Place {
    Held(Box<str>),
    Stored { file: Arc<Stored>, start: u64, len: u32 },
}

/// The file of a shelf.
struct Stored {
    file: File,
    space: Space,
    end: AtomicU64,
}

impl Stored {
    fn read(&self, start: u64, len: usize) -> String {
        let mut bytes = vec![0; len];
        if let Err(error) = read_at(&self.file, &mut bytes, start) {
            self.space.broken(error);
        }
        String::from_utf8(bytes).unwrap_or_else(|error| {
            // It was written from a string, so somebody else has written to the file.
            self.space.broken(io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
        })
    }
}

impl Text {
    /// The text. Ends the work ([`super::fail`]) when the file that it lies in cannot be read.
    #[must_use]
    pub fn read(&self) -> Cow<'_, str> {
        match &self.0 {
            Place::Held(text) => Cow::Borrowed(text),
            Place::Stored { file, start, len } => Cow::Owned(file.read(*start, *len as usize)),
        }
    }

    /// The part of the text under the span.
    ///
    /// # Panics
    /// When the span was made for another text and does not lie on its character boundaries.
    #[must_use]
    pub fn part(&self, span: Span) -> Cow<'_, str> {
        match &self.0 {
            Place::Held(text) => Cow::Borrowed(span.of(text)),
            Place::Stored { file, start, .. } => {
                Cow::Owned(file.read(*start + u64::from(span.start), span.len()))
            }
        }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Place::Held(text) => text.len(),
            Place::Stored { len, .. } => *len as usize,
        }
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Place::Held(Box::default()))
    }
}

impl<T: Into<Box<str>>> From<T> for Text {
    fn from(text: T) -> Self {
        Self(Place::Held(text.into()))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.read(), f)
    }
}

/// Takes texts as they are read, on any thread. Which of them are held depends on chance; what they say does not.
pub struct Shelf {
    space: Space,
    /// Bytes that may still be held.
    left: AtomicUsize,
    stored: Mutex<Option<Arc<Stored>>>,
}

impl Default for Shelf {
    fn default() -> Self {
        Self::new(&Space::unbounded(), usize::MAX)
    }
}

impl Shelf {
    /// An empty shelf that holds at most so many bytes in memory.
    #[must_use]
    pub fn new(space: &Space, limit: usize) -> Self {
        Self { space: space.clone(), left: AtomicUsize::new(limit), stored: Mutex::new(None) }
    }

    /// Puts away texts that came together: leaves them where they are, or moves all of them to the file. Ends the work
    /// ([`super::fail`]) when they cannot be written.
    pub fn put<'t>(&self, texts: impl Iterator<Item = &'t mut Text>) {
        let texts: Vec<&mut Text> = texts.collect();
        let total: usize = texts.iter().map(|text| text.len()).sum();
        let fits = |left: usize| left.checked_sub(total);
        if self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_ok() {
            return;
        }
        let stored = self.stored();
        let mut bytes = Vec::with_capacity(total);
        texts.iter().for_each(|text| bytes.extend_from_slice(text.read().as_bytes()));
        let mut start = stored.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if let Err(error) = write_at(&stored.file, &bytes, start) {
            self.space.broken(error);
        }
        for text in texts {
            // The readers refuse records that are longer.
            let len = text.len() as u32;
            *text = Text(Place::Stored { file: Arc::clone(&stored), start, len });
            start += u64::from(len);
        }
    }

    fn stored(&self) -> Arc<Stored> {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = stored.get_or_insert_with(|| {
            let file = self.space.file().unwrap_or_else(|error| super::fail(error));
            Arc::new(Stored { file, space: self.space.clone(), end: AtomicU64::new(0) })
        });
        Arc::clone(stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_wherever_they_lie() {
        let folder = tempfile::tempdir().unwrap();
        let space = Space::bounded(1 << 20, folder.path());
        let words = |i: usize| format!("Über {i}").repeat(i % 50) + &"x".repeat(i);
        for limit in [0, 5_000, usize::MAX] {
            let shelf = Shelf::new(&space, limit);
            let mut texts: Vec<Text> = (0..500).map(|i| words(i).into()).collect();
            texts.chunks_mut(7).for_each(|chunk| shelf.put(chunk.iter_mut()));
            assert_eq!(shelf.stored.lock().unwrap().is_some(), limit < usize::MAX);
            for (i, text) in texts.iter().enumerate() {
                assert_eq!((&*text.read(), text.len()), (&*words(i), words(i).len()));
                let part = Span::new(text.len() - i % 40, text.len());
                assert_eq!(text.part(part), part.of(&words(i)));
            }
        }
    }
}
