//! One bit for each token of the corpus.

use std::ops::Range;

use serde::{Deserialize, Serialize};

const BITS: usize = u64::BITS as usize;

/// A mark for each token, in corpus order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Marks {
    bits: Vec<u64>,
    len: usize,
}

impl Marks {
    /// Room for so many.
    pub(super) fn with_capacity(len: usize) -> Self {
        Self { bits: Vec::with_capacity(len.div_ceil(BITS)), len: 0 }
    }

    /// Appends the marks of the next tokens.
    pub(super) fn extend(&mut self, marks: &[bool]) {
        for &mark in marks {
            if self.len.is_multiple_of(BITS) {
                self.bits.push(0);
            }
            if let Some(last) = self.bits.last_mut() {
                *last |= u64::from(mark) << (self.len % BITS);
            }
            self.len += 1;
        }
    }

    /// The marks of some tokens.
    pub(super) fn range(&self, tokens: Range<usize>) -> Marked<'_> {
        debug_assert!(tokens.end <= self.len);
        Marked { marks: self, start: tokens.start }
    }
}

/// The marks of tokens that follow one another.
#[derive(Clone, Copy, Debug)]
pub struct Marked<'a> {
    marks: &'a Marks,
    start: usize,
}

impl Marked<'_> {
    /// Whether the token at that position is marked.
    #[must_use]
    pub fn at(self, position: usize) -> bool {
        let at = self.start + position;
        self.marks.bits[at / BITS] >> (at % BITS) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_back_as_they_went_in() {
        let marks: Vec<bool> = (0..1_000).map(|n| n % 7 == 3 || n % 64 == 63).collect();
        let mut kept = Marks::with_capacity(marks.len());
        marks.chunks(37).for_each(|chunk| kept.extend(chunk));
        for start in [0, 1, 63, 64, 65, 900] {
            let range = kept.range(start..1_000);
            assert!((0..1_000 - start).all(|at| range.at(at) == marks[start + at]));
        }
    }
}
