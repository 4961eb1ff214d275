//! Interning: every distinct folded word of the corpus gets one dense number, the same for any thread count.
//!
//! Chunks of articles are tokenised in parallel, each into its own small [`Words`]; the chunks are then merged one
//! after another in article order ([`Words::absorb`]), so a number depends only on the order of the articles.
//! Cost: one hash look-up per token in the chunk, one per distinct word of a chunk in the merge.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

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

/// A set of distinct strings with dense numbers; strings lie end to end in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Words {
    buffer: String,
    /// End of each word in `buffer`; a word starts where the one before it ends.
    ends: Vec<u32>,
    table: HashTable<u32>,
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

    /// The number of that word, if it is in the set.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<WordId> {
        let Words { buffer, ends, table } = self;
        table.find(hash(word), |&other| slice(buffer, ends, other) == word).map(|&id| WordId(id))
    }

    /// The number of that word, added when new.
    pub fn intern(&mut self, word: &str) -> WordId {
        let Words { buffer, ends, table } = self;
        let entry = table.entry(
            hash(word),
            |&other| slice(buffer, ends, other) == word,
            |&other| hash(slice(buffer, ends, other)),
        );
        match entry {
            hashbrown::hash_table::Entry::Occupied(found) => WordId(*found.get()),
            hashbrown::hash_table::Entry::Vacant(vacant) => {
                let id = ends.len() as u32;
                vacant.insert(id);
                buffer.push_str(word);
                ends.push(buffer.len() as u32);
                WordId(id)
            }
        }
    }

    /// Adds all words of `other`; returns, for each of its numbers in order, the number here.
    pub fn absorb(&mut self, other: &Words) -> Vec<WordId> {
        (0..other.len()).map(|id| self.intern(other.get(WordId(id as u32)))).collect()
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
        assert_eq!(words.intern("a"), WordId(0));
        assert_eq!(words.intern("bc"), WordId(1));
        assert_eq!(words.intern("a"), WordId(0));
        assert_eq!(words.intern(""), WordId(2));
        assert_eq!((words.get(WordId(1)), words.get(WordId(2)), words.len()), ("bc", "", 3));
        assert_eq!(words.find("bc"), Some(WordId(1)));
        assert_eq!(words.find("x"), None);
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
