//! Several inputs at once: as many as there are threads, as long as what they hold while they are read stays within a bound.
//!
//! The largest come first, so that none of them is left to the end. All of them share all cores: a thread that finds no
//! further input parses records of those that are open, so that the last and the largest are not read by one thread alone.
//!
//! An input is begun when another is done, not by whichever thread happens to be free: a thread that waits for a part of
//! its own input takes up other work, and with a parallel iterator that would be one more input each time, without a bound.

use std::cmp::Reverse;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::Scope;

use super::blocks::BLOCK;
use super::fields::Resolver;
use super::formats::{self, Format};
use super::open;
use super::walk::Source;
use crate::progress::Silent;

/// Bytes that inputs may hold while they are read: 16 in blocks. More would only help where more than 60 cores parse what 16
/// decompress.
pub(super) const MOST_HELD: u64 = 16 * IN_BLOCKS;

/// Bytes that an input in blocks holds: the block that is parsed, its records, the next block and what is left over of it.
const IN_BLOCKS: u64 = 4 * BLOCK as u64;

/// How many times its size a compressed input holds: news packs to a fifth at most, rarely to less than a tenth.
const UNPACKED: u64 = 16;

/// Reads all sources, within `bound` bytes unless one alone needs more; gives what `read` gave, in the order of the sources.
pub(super) fn read_all<T: Send>(
    sources: &[Source],
    resolver: &Resolver,
    bound: u64,
    read: impl Fn(&Source) -> T + Sync,
) -> Vec<T> {
    let mut waiting: Vec<usize> = (0..sources.len()).collect();
    // Standard input and pipes have no size and come first.
    waiting.sort_by_key(|index| Reverse(sources[*index].bytes.unwrap_or(u64::MAX)));
    let turns = waiting.into_iter().map(|index| {
        let source = &sources[index];
        // Of one alone it does not matter.
        let held = if sources.len() == 1 { 0 } else { held(source, resolver) };
        Turn { index, source, held }
    });
    let state = Mutex::new(State { next: 0, open: 0, held: 0, done: Vec::with_capacity(sources.len()) });
    let queue = Queue { turns: turns.collect(), at_once: rayon::current_num_threads(), bound, read, state };
    rayon::scope(|scope| queue.admit(scope));
    let mut done = queue.state.into_inner().unwrap_or_else(PoisonError::into_inner).done;
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, read)| read).collect()
}

/// Bytes that a source holds at most while it is read, as far as its size and its first bytes tell.
fn held(source: &Source, resolver: &Resolver) -> u64 {
    let Some(bytes) = source.bytes else { return u64::MAX };
    let unpacked = bytes.saturating_mul(UNPACKED);
    if unpacked <= IN_BLOCKS {
        return unpacked;
    }
    let look = || -> io::Result<u64> {
        let mut content = open::open(source, &Silent)?;
        let format = formats::decide(formats::from_name(&source.path), content.peek()?, resolver);
        Ok(match format {
            // Held as a whole, together with its records.
            Ok(Format::Json | Format::Plain) if content.compression().is_empty() => bytes.saturating_mul(2),
            Ok(Format::Json | Format::Plain) => unpacked,
            // One group of rows a thread, of some ten MiB each.
            Ok(Format::Parquet) if content.compression().is_empty() => bytes.min(4 * IN_BLOCKS),
            Ok(Format::Parquet) => unpacked,
            Ok(Format::Document(kind)) if kind.is_held() => {
                if content.compression().is_empty() {
                    bytes.saturating_mul(2)
                } else {
                    unpacked
                }
            }
            Ok(Format::JsonLines | Format::Table | Format::Sqlite | Format::Document(_)) | Err(_) => {
                IN_BLOCKS
            }
        })
    };
    // What cannot be opened holds nothing; that it cannot is said when its turn comes.
    look().unwrap_or_default()
}

/// A source that is to be read.
struct Turn<'q> {
    index: usize,
    source: &'q Source,
    held: u64,
}

struct Queue<'q, T, R> {
    turns: Vec<Turn<'q>>,
    at_once: usize,
    bound: u64,
    read: R,
    state: Mutex<State<T>>,
}

struct State<T> {
    /// The first turn that has not come.
    next: usize,
    /// Sources that are being read, and what they hold.
    open: usize,
    held: u64,
    done: Vec<(usize, T)>,
}

impl<T: Send, R: Fn(&Source) -> T + Sync> Queue<'_, T, R> {
    /// Begins as many as may be open.
    fn admit<'s>(&'s self, scope: &Scope<'s>) {
        let mut state = self.state();
        while let Some(turn) = self.turns.get(state.next) {
            let held = state.held.saturating_add(turn.held);
            if state.open > 0 && (state.open == self.at_once || held > self.bound) {
                break;
            }
            (state.next, state.open, state.held) = (state.next + 1, state.open + 1, held);
            scope.spawn(move |scope| {
                let read = (self.read)(turn.source);
                let mut state = self.state();
                (state.open, state.held) = (state.open - 1, state.held - turn.held);
                state.done.push((turn.index, read));
                drop(state);
                self.admit(scope);
            });
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;
    use std::time::Duration;

    use rayon::prelude::*;

    use super::*;

    #[test]
    fn all_are_read_within_the_bound() {
        const BOUND: u64 = 100 * UNPACKED;
        let sizes =
            (0..200_u64).map(|number| Some(number * 7_919 % 61)).chain([None, Some(150), None, Some(0)]);
        let sources: Vec<Source> = sizes.map(|bytes| Source::new("nowhere".into(), bytes)).collect();
        let (open, held) = (AtomicU64::new(0), AtomicU64::new(0));
        for threads in [1, 2, 5] {
            let read = |source: &Source| {
                let (holds, is_alone) = match source.bytes {
                    Some(bytes) if bytes <= 100 => (bytes * UNPACKED, false),
                    _ => (BOUND, true),
                };
                let n_open = open.fetch_add(1, Ordering::SeqCst) + 1;
                assert!(n_open <= threads as u64 && (n_open == 1 || !is_alone), "{n_open} at once");
                assert!(held.fetch_add(holds, Ordering::SeqCst) + holds <= BOUND);
                // Work for other threads, on which this one has to wait.
                (0..4).into_par_iter().for_each(|_| thread::sleep(Duration::from_micros(50)));
                held.fetch_sub(holds, Ordering::SeqCst);
                open.fetch_sub(1, Ordering::SeqCst);
                source.bytes
            };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let done = pool.install(|| read_all(&sources, &Resolver::new(&[]), BOUND, read));
            assert!(done.iter().eq(sources.iter().map(|source| &source.bytes)), "{threads} threads");
        }
    }
}
