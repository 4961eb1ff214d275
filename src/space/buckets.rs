//! Values parted by a key, so that each part can be looked at by itself: the outer half of a sort.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::{Array, Plain, Space};

/// Values that a task gathers for a bucket before they are put there.
const TOGETHER: usize = 1 << 10;

/// As many arrays as a key has values. Tasks fill them side by side, so the order within one depends on chance.
pub struct Buckets<T> {
    arrays: Vec<Mutex<Array<T>>>,
}

impl<T: Plain> Buckets<T> {
    /// Buckets for `most` values that hold at most `room` bytes in memory, all together. They are so many that as many
    /// of them as there are threads can be looked at in as much memory again.
    #[must_use]
    pub fn new(space: &Space, room: usize, most: usize) -> Self {
        let one = (room / rayon::current_num_threads()).max(1 << 16);
        // Keys are seldom spread quite evenly; and a few more keep all cores busy.
        let n = (most.saturating_mul(4 * size_of::<T>()) / one).clamp(64, 2_048);
        Self::with_number(space, room, n)
    }

    fn with_number(space: &Space, limit: usize, n: usize) -> Self {
        Self { arrays: (0..n).map(|_| Mutex::new(Array::new(space, limit / n))).collect() }
    }

    /// A task's own view of the buckets.
    pub fn filler(&self) -> Filler<'_, T> {
        Filler { buckets: self, gathered: self.arrays.iter().map(|_| Vec::new()).collect() }
    }

    /// Number of buckets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.arrays.len()
    }

    /// Whether there is no bucket.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.arrays.is_empty()
    }

    /// What `look` makes of the values of each bucket, in the order of the buckets.
    pub fn map<U: Send>(self, look: impl Fn(Vec<T>) -> U + Sync) -> Vec<U> {
        let look = |array: Mutex<Array<T>>| {
            let array = array.into_inner().unwrap_or_else(PoisonError::into_inner);
            look(array.into_vec())
        };
        self.arrays.into_par_iter().with_max_len(1).map(look).collect()
    }
}

/// Gathers a task's values, and puts them into the buckets when they are many or it goes out of scope.
pub struct Filler<'b, T: Plain> {
    buckets: &'b Buckets<T>,
    gathered: Vec<Vec<T>>,
}

impl<T: Plain> Filler<'_, T> {
    /// Puts a value into a bucket.
    pub fn put(&mut self, bucket: usize, value: T) {
        let gathered = &mut self.gathered[bucket];
        gathered.push(value);
        if gathered.len() >= TOGETHER {
            empty(&self.buckets.arrays[bucket], gathered);
        }
    }

    /// Puts everything into the buckets.
    pub fn finish(mut self) {
        for (array, gathered) in self.buckets.arrays.iter().zip(&mut self.gathered) {
            empty(array, gathered);
        }
    }
}

fn empty<T: Plain>(array: &Mutex<Array<T>>, gathered: &mut Vec<T>) {
    if !gathered.is_empty() {
        array.lock().unwrap_or_else(PoisonError::into_inner).extend(gathered.drain(..));
    }
}

/// The bucket, of so many, of a hash whose upper bits are even.
#[must_use]
pub fn bucket_of(hash: u64, n: usize) -> usize {
    ((u128::from(hash) * n as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::mix;

    #[test]
    fn every_value_is_in_its_bucket_once() {
        let folder = tempfile::tempdir().unwrap();
        let space = Space::bounded(1 << 20, folder.path());
        for limit in [0, usize::MAX] {
            let buckets = Buckets::with_number(&space, limit, 7);
            (0..20_u64).into_par_iter().for_each(|task| {
                let mut filler = buckets.filler();
                for value in task * 1_000..(task + 1) * 1_000 {
                    filler.put(bucket_of(mix(value), 7), value);
                }
                filler.finish();
            });
            let mut all = Vec::new();
            for (bucket, values) in buckets.map(|values| values).into_iter().enumerate() {
                assert!(values.iter().all(|&value| bucket_of(mix(value), 7) == bucket));
                assert!((2_000..4_000).contains(&values.len()));
                all.extend(values);
            }
            all.sort_unstable();
            assert_eq!(all, (0..20_000).collect::<Vec<_>>());
        }
    }
}
