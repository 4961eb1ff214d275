//! Exact classes: paragraphs whose words are equal after folding are one node from here on.
//!
//! A tenth of the paragraphs of a crawl repeat another one to the letter; comparing each of 15,000 copies of
//! "Advertisement" with anything would be waste. Two paragraphs are in one class when their folded words, widgets left
//! out, are equal in order (128-bit xxh3; the chance of one collision among 10⁸ paragraphs is below 10⁻²²).
//! Cost: one hash a paragraph and one sort of `m` keys.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use crate::{
    text::{Texts, Token, WordId},
    units::ParagraphId,
};

/// A set of equal paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// The first member in corpus order: the earliest, as articles are ordered by time.
    pub first: ParagraphId,
    /// Number of members.
    pub size: u32,
    /// Number of words, widgets left out.
    pub n_words: u32,
}

/// All paragraphs with at least one word, grouped.
#[derive(Clone, Debug, Default)]
pub struct Classes {
    /// Classes in the order of their first members.
    pub classes: Vec<Class>,
    /// Members of all classes, class after class, each in corpus order.
    members: Vec<ParagraphId>,
    /// Per class, and one more: index of its first member.
    starts: Vec<u32>,
    /// Per paragraph: its class; `u32::MAX` for a paragraph without words.
    of: Vec<u32>,
}

impl Classes {
    /// The members of a class, in corpus order.
    #[must_use]
    pub fn members(&self, class: usize) -> &[ParagraphId] {
        &self.members[self.starts[class] as usize..self.starts[class + 1] as usize]
    }

    /// The class of a paragraph, `None` when it has no words.
    #[must_use]
    pub fn of(&self, paragraph: ParagraphId) -> Option<usize> {
        let class = self.of[paragraph.index()];
        (class != u32::MAX).then_some(class as usize)
    }

    /// Number of classes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    /// Whether no paragraph has words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }
}

/// The words of a paragraph that take part in comparison: link widgets fused into it are left out.
pub fn words(texts: &Texts, paragraph: ParagraphId) -> impl Iterator<Item = WordId> + '_ {
    let tokens = texts.paragraph_tokens(paragraph);
    (0..tokens.len()).map(move |at| tokens[at]).filter(|token| !token.is_furniture()).map(Token::word)
}

/// Groups all paragraphs of the corpus.
#[must_use]
pub fn group(texts: &Texts) -> Classes {
    let mut keys: Vec<(u128, ParagraphId, u32)> = (0..texts.paragraphs.len() as u32)
        .into_par_iter()
        .map_init(Vec::new, |bytes, paragraph| {
            bytes.clear();
            words(texts, ParagraphId(paragraph)).for_each(|word| bytes.extend(word.0.to_le_bytes()));
            (xxh3_128(bytes), ParagraphId(paragraph), bytes.len() as u32 / 4)
        })
        .filter(|&(.., n_words)| n_words > 0)
        .collect();
    keys.par_sort_unstable();

    let mut groups: Vec<&[(u128, ParagraphId, u32)]> = keys.chunk_by(|a, b| a.0 == b.0).collect();
    groups.par_sort_unstable_by_key(|group| group[0].1);

    let mut found =
        Classes { of: vec![u32::MAX; texts.paragraphs.len()], starts: vec![0], ..Classes::default() };
    for (class, group) in groups.iter().enumerate() {
        found.classes.push(Class { first: group[0].1, size: group.len() as u32, n_words: group[0].2 });
        for &(_, paragraph, _) in *group {
            found.of[paragraph.index()] = class as u32;
            found.members.push(paragraph);
        }
        found.starts.push(found.members.len() as u32);
    }
    found
}
