//! Dot products of one row with many.
//!
//! The one row is scattered into a small hash table, behind a filter that fits into the first cache; of each other row
//! every column is looked up in it. Products are added in column order in double precision, like [`Rows::dot`], so
//! that the result is the same to the last bit.

use crate::tfidf::Rows;

/// Some rows, held in memory one after the other.
#[derive(Debug, Default)]
pub(super) struct HeldRows {
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl HeldRows {
    /// Reads the rows with these numbers.
    pub(super) fn read(rows: &Rows, numbers: impl Iterator<Item = usize>) -> Self {
        let mut held = Self { starts: vec![0], entries: Vec::new() };
        for number in numbers {
            let (columns, weights) = rows.row(number);
            held.entries.extend(columns.iter().copied().zip(weights.iter().copied()));
            held.starts.push(held.entries.len());
        }
        held
    }
}

const FILTER_BITS: usize = 1 << 15;

/// Stands for no column: there are never so many.
const NONE: u32 = u32::MAX;

/// A row as a hash table from column to weight.
#[derive(Debug)]
pub(super) struct Scattered {
    /// Open addressing, half full at most.
    slots: Vec<(u32, f32)>,
    /// Which columns, by their low bits, the row has.
    filter: Vec<u64>,
}

impl Default for Scattered {
    fn default() -> Self {
        Self { slots: Vec::new(), filter: vec![0; FILTER_BITS / 64] }
    }
}

impl Scattered {
    /// Takes that row in place of the one before.
    pub(super) fn fill(&mut self, rows: &Rows, row: usize) {
        let (columns, weights) = rows.row(row);
        self.slots.clear();
        self.slots.resize((2 * columns.len()).next_power_of_two().max(2), (NONE, 0.0));
        self.filter.fill(0);
        for (&column, &weight) in columns.iter().zip(&weights) {
            let mut slot = self.home(column);
            while self.slots[slot].0 != NONE {
                slot = (slot + 1) & (self.slots.len() - 1);
            }
            self.slots[slot] = (column, weight);
            let bit = column as usize % FILTER_BITS;
            self.filter[bit / 64] |= 1 << (bit % 64);
        }
    }

    fn home(&self, column: u32) -> usize {
        // Multiplicative hashing (Knuth 1973, 6.4): columns that follow one another are spread widely.
        (column.wrapping_mul(0x9E37_79B1) >> 8) as usize & (self.slots.len() - 1)
    }

    /// The dot product with the held row at that position.
    pub(super) fn dot(&self, held: &HeldRows, position: usize) -> f32 {
        let mut sum = 0.0_f64;
        for &(column, weight) in &held.entries[held.starts[position]..held.starts[position + 1]] {
            let bit = column as usize % FILTER_BITS;
            if self.filter[bit / 64] >> (bit % 64) & 1 == 0 {
                continue;
            }
            let mut slot = self.home(column);
            while self.slots[slot].0 != column && self.slots[slot].0 != NONE {
                slot = (slot + 1) & (self.slots.len() - 1);
            }
            // An empty slot weighs nothing.
            sum += f64::from(weight) * f64::from(self.slots[slot].1);
        }
        sum as f32
    }
}
