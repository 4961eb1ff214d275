//! Interning: every distinct folded word of the corpus gets one dense number, the same for any thread count.
//!
//! Chunks of articles are tokenised in parallel, each into its own small [`Words`]; those that nobody had before are then
//! added one chunk after another in article order ([`Words::absorb`]), so a number depends only on the order of the
//! articles. Cost: one hash look-up per token in the chunk, most of them without a look at the letters (see [`Key`]);
//! one per distinct word of a chunk among all words.

use std::ops::Range;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use crate::units::mix;

/// Number of a distinct folded word; dense, in order of first appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

impl WordId {
    /// The id as an index into per-word arrays.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A folded word as it is looked up. Words of up to eight bytes are a number, which is compared at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// The bytes, first one lowest, the rest zero. No word holds a zero byte.
    Short(u64),
    /// A word of more than eight bytes.
    Long(&'a str),
}

impl<'a> Key<'a> {
    /// The key of that word.
    #[must_use]
    pub fn new(word: &'a str) -> Self {
        if word.len() > 8 { Self::Long(word) } else { Self::Short(lane(word.as_bytes())) }
    }

    /// Calls `take` with the word.
    pub fn spell<T>(self, take: impl FnOnce(&str) -> T) -> T {
        match self {
            Self::Short(letters) => {
                let length = 8 - letters.leading_zeros() as usize / 8;
                // Always UTF-8, because keys are made of words.
                take(std::str::from_utf8(&letters.to_le_bytes()[..length]).unwrap_or_default())
            }
            Self::Long(word) => take(word),
        }
    }
}

/// The first eight bytes as a number, first one lowest; zeros behind the end.
#[inline]
pub(super) fn lane(bytes: &[u8]) -> u64 {
    let chunk = bytes.first_chunk().copied().unwrap_or_else(|| {
        let mut chunk = [0; 8];
        chunk[..bytes.len()].copy_from_slice(bytes);
        chunk
    });
    u64::from_le_bytes(chunk)
}

/// The first `length` bytes of a lane, which are not all eight.
#[inline]
pub(super) fn head(lane: u64, length: usize) -> u64 {
    lane & ((1 << (8 * length)) - 1)
}

/// A set of distinct strings with dense numbers; strings lie end to end in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Words {
    buffer: String,
    /// End of each word in `buffer`; a word starts where the one before it ends.
    ends: Vec<u32>,
    short: HashTable<Short>,
    long: HashTable<u32>,
}

/// A word of up to eight bytes and its number. Bytes, because a `u64` would be aligned and take four more.
#[derive(Clone, Copy, Debug)]
struct Short {
    letters: [u8; 8],
    id: u32,
}

impl Short {
    fn letters(self) -> u64 {
        u64::from_le_bytes(self.letters)
    }
}

impl Words {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of distinct words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no word is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The word with that number.
    ///
    /// # Panics
    /// When the number was given by another set and is too large for this one.
    #[must_use]
    pub fn get(&self, id: WordId) -> &str {
        &self.buffer[range(&self.ends, id.0)]
    }

    /// The keys of all words, in the order of their numbers.
    pub fn keys(&self) -> impl Iterator<Item = Key<'_>> {
        (0..self.ends.len() as u32).map(|id| {
            let range = range(&self.ends, id);
            if range.len() < 8 {
                // Read with what follows it, which is cheaper than to copy so many bytes.
                Key::Short(head(lane(&self.buffer.as_bytes()[range.start..]), range.len()))
            } else {
                Key::new(&self.buffer[range])
            }
        })
    }

    /// The number of that word, if it is in the set.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<WordId> {
        self.find_key(Key::new(word))
    }

    /// The number of the word with that key, if it is in the set.
    #[must_use]
    #[inline]
    pub fn find_key(&self, key: Key<'_>) -> Option<WordId> {
        match key {
            Key::Short(letters) => {
                let found = self.short.find(mix(letters), |other| other.letters() == letters);
                found.map(|found| WordId(found.id))
            }
            Key::Long(word) => {
                let found =
                    self.long.find(hash(word.as_bytes()), |&other| self.bytes(other) == word.as_bytes());
                found.map(|&id| WordId(id))
            }
        }
    }

    /// The number of that word, added when new.
    pub fn intern(&mut self, word: &str) -> WordId {
        self.intern_key(Key::new(word))
    }

    /// The number of the word with that key, added when new.
    #[inline]
    pub fn intern_key(&mut self, key: Key<'_>) -> WordId {
        self.find_key(key).unwrap_or_else(|| self.add(key))
    }

    /// Adds a word that is not in the set.
    #[cold]
    fn add(&mut self, key: Key<'_>) -> WordId {
        let id = self.ends.len() as u32;
        let Words { buffer, ends, short, long } = self;
        match key {
            Key::Short(letters) => {
                let entry = Short { letters: letters.to_le_bytes(), id };
                short.insert_unique(mix(letters), entry, |other| mix(other.letters()));
            }
            Key::Long(word) => {
                let bytes = |id: u32| &buffer.as_bytes()[range(ends, id)];
                long.insert_unique(hash(word.as_bytes()), id, |&other| hash(bytes(other)));
            }
        }
        key.spell(|word| buffer.push_str(word));
        ends.push(buffer.len() as u32);
        WordId(id)
    }

    /// Adds all words of `other`; returns, for each of its numbers in order, the number here.
    pub fn absorb(&mut self, other: &Words) -> Vec<WordId> {
        other.keys().map(|key| self.intern_key(key)).collect()
    }

    #[inline]
    fn bytes(&self, id: u32) -> &[u8] {
        &self.buffer.as_bytes()[range(&self.ends, id)]
    }
}

/// Where the word of that number stands in the buffer.
#[inline]
fn range(ends: &[u32], id: u32) -> Range<usize> {
    let start = if id == 0 { 0 } else { ends[id as usize - 1] as usize };
    start..ends[id as usize] as usize
}

fn hash(word: &[u8]) -> u64 {
    xxh3_64(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dense_and_follow_first_appearance() {
        let mut words = Words::new();
        let cases = ["a", "bc", "a", "", "eight888", "nine99999", "eight888", "nine99999", "ärger", "bc"];
        let numbers = cases.map(|word| words.intern(word).0);
        assert_eq!(numbers, [0, 1, 0, 2, 3, 4, 3, 4, 5, 1]);
        for (word, number) in cases.into_iter().zip(numbers) {
            assert_eq!((words.get(WordId(number)), words.find(word)), (word, Some(WordId(number))));
        }
        assert_eq!((words.len(), words.find("x"), words.find("nine9999x")), (6, None, None));
    }

    #[test]
    fn absorbing_maps_every_number() {
        let (mut all, mut part) = (Words::new(), Words::new());
        for word in ["x", "y"] {
            all.intern(word);
        }
        for word in ["z", "y"] {
            part.intern(word);
        }
        assert_eq!(all.absorb(&part), [WordId(2), WordId(1)]);
    }
}
