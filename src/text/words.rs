//! Interning: every distinct folded word of the corpus gets one dense number, the same for any thread count.
//!
//! Chunks of articles are tokenised in parallel, each into its own small [`Words`]; those that nobody had before are then
//! added one chunk after another in article order ([`Words::absorb`]), so a number depends only on the order of the
//! articles. Cost: one hash look-up per token in the chunk, most of them without a look at the letters (see [`Key`]);
//! one per distinct word of a chunk among all words.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
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
        if word.len() > 8 {
            return Self::Long(word);
        }
        let mut bytes = [0; 8];
        bytes[..word.len()].copy_from_slice(word.as_bytes());
        Self::Short(u64::from_le_bytes(bytes))
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
        slice(&self.buffer, &self.ends, id.0)
    }

    /// All words in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|id| slice(&self.buffer, &self.ends, id))
    }

    /// The number of that word, if it is in the set.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<WordId> {
        let Words { buffer, ends, short, long } = self;
        match Key::new(word) {
            Key::Short(letters) => {
                short.find(mix(letters), |other| other.letters() == letters).map(|found| WordId(found.id))
            }
            Key::Long(word) => {
                long.find(hash(word), |&other| slice(buffer, ends, other) == word).map(|&id| WordId(id))
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
        let Words { buffer, ends, short, long } = self;
        let new = ends.len() as u32;
        match key {
            Key::Short(letters) => {
                let is_same = |other: &Short| other.letters() == letters;
                match short.entry(mix(letters), is_same, |other| mix(other.letters())) {
                    Entry::Occupied(found) => return WordId(found.get().id),
                    Entry::Vacant(vacant) => {
                        vacant.insert(Short { letters: letters.to_le_bytes(), id: new });
                    }
                }
            }
            Key::Long(word) => {
                let is_same = |&other: &u32| slice(buffer, ends, other) == word;
                match long.entry(hash(word), is_same, |&other| hash(slice(buffer, ends, other))) {
                    Entry::Occupied(found) => return WordId(*found.get()),
                    Entry::Vacant(vacant) => {
                        vacant.insert(new);
                    }
                }
            }
        }
        key.spell(|word| buffer.push_str(word));
        ends.push(buffer.len() as u32);
        WordId(new)
    }

    /// Adds all words of `other`; returns, for each of its numbers in order, the number here.
    pub fn absorb(&mut self, other: &Words) -> Vec<WordId> {
        other.iter().map(|word| self.intern(word)).collect()
    }
}

fn slice<'a>(buffer: &'a str, ends: &[u32], id: u32) -> &'a str {
    let start = if id == 0 { 0 } else { ends[id as usize - 1] as usize };
    &buffer[start..ends[id as usize] as usize]
}

fn hash(word: &str) -> u64 {
    xxh3_64(word.as_bytes())
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
