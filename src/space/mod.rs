//! Memory and disk: where the large arrays of a run lie, and how much memory its stages may use.
//!
//! A stage does not open files. It is given a [`Space`], asks it for a part of the memory, and keeps what grows with the dump in
//! an [`Array`] or a [`Shelf`]: both hold what fits into their part and put the rest into a nameless file, from which it is
//! read again in pieces. What a stage computes does not depend on where its data lie.
//!
//! A disk that is full or broken ends the work at once, from wherever it is noticed: [`fail`] unwinds to [`guard`], which
//! gives the error to the caller. Nothing between the two catches it.

mod array;
mod buckets;
mod shelf;

use std::{
    fs::File,
    io,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
};

pub use array::{Array, Plain};
pub use buckets::{Buckets, Filler, bucket_of};
pub use shelf::{Shelf, Text};

use crate::error::{Error, Result};

/// How much memory a run may use, and the folder for what does not fit.
#[derive(Clone, Debug, Default)]
pub struct Space {
    bounds: Option<Bounds>,
}

#[derive(Clone, Debug)]
struct Bounds {
    memory: u64,
    folder: PathBuf,
}

impl Space {
    /// As much memory as there is, and no disk: for a dump that is known to be small.
    #[must_use]
    pub fn unbounded() -> Self {
        Self::default()
    }

    /// About `memory` bytes, and files in `folder`, which must exist once they are needed.
    #[must_use]
    pub fn bounded(memory: u64, folder: &Path) -> Self {
        Self { bounds: Some(Bounds { memory, folder: folder.to_owned() }) }
    }

    /// One of `parts` equal parts of the memory, in bytes.
    #[must_use]
    pub fn part(&self, parts: u64) -> usize {
        self.bounds
            .as_ref()
            .map_or(usize::MAX, |bounds| usize::try_from(bounds.memory / parts.max(1)).unwrap_or(usize::MAX))
    }

    /// In how many rounds a work is done that needs `bytes` of memory in one, and at most `most` of them at a time anyway.
    #[must_use]
    pub fn rounds(&self, bytes: u64, parts: u64, most: u64) -> u64 {
        let at_a_time = most.min(self.part(parts) as u64).max(1 << 16);
        bytes.div_ceil(at_a_time).max(1)
    }

    /// A file without a name, which goes away with the last that holds it.
    fn file(&self) -> Result<File> {
        let Some(bounds) = &self.bounds else {
            let source = io::Error::other("no folder for it");
            return Err(Error::Write { path: PathBuf::new(), source });
        };
        tempfile::tempfile_in(&bounds.folder)
            .map_err(|source| Error::Write { path: bounds.folder.clone(), source })
    }

    /// Ends the work because a file of this space cannot be written or read.
    fn broken(&self, source: io::Error) -> ! {
        let path = self.bounds.as_ref().map(|bounds| bounds.folder.clone()).unwrap_or_default();
        fail(Error::Write { path, source })
    }
}

/// Ends the work that [`guard`] watches with this error.
pub fn fail(error: Error) -> ! {
    panic::resume_unwind(Box::new(error))
}

/// Does the work; an error that something in it ends with is given back.
///
/// # Errors
/// What [`fail`] was called with, on any thread of the work.
pub fn guard<T>(work: impl FnOnce() -> T) -> Result<T> {
    // What the work leaves half done is dropped with it: nothing that outlives it is reached by both sides.
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|cause| match cause.downcast::<Error>() {
        Ok(error) => *error,
        Err(other) => panic::resume_unwind(other),
    })
}

/// Reads exactly so many bytes from there.
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, bytes, start);
    #[cfg(windows)]
    {
        let mut done = 0;
        while done < bytes.len() {
            match std::os::windows::fs::FileExt::seek_read(file, &mut bytes[done..], start + done as u64)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => done += read,
            }
        }
        Ok(())
    }
}

/// Writes all bytes to there.
fn write_at(file: &File, bytes: &[u8], start: u64) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::write_all_at(file, bytes, start);
    #[cfg(windows)]
    {
        let mut done = 0;
        while done < bytes.len() {
            done += std::os::windows::fs::FileExt::seek_write(file, &bytes[done..], start + done as u64)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn a_failure_on_any_thread_comes_back_as_an_error() {
        let work = || -> u32 {
            (0..100_u32)
                .into_par_iter()
                .map(|number| {
                    if number == 77 {
                        fail(Error::Empty { inputs: "x".into(), hint: "y".into() })
                    } else {
                        number
                    }
                })
                .sum()
        };
        assert!(matches!(guard(work), Err(Error::Empty { .. })));
        assert_eq!(guard(|| 7).unwrap(), 7);
    }

    #[test]
    fn parts_and_rounds_follow_the_memory() {
        let folder = tempfile::tempdir().unwrap();
        let space = Space::bounded(1 << 30, folder.path());
        assert_eq!(space.part(4), 1 << 28);
        assert_eq!(Space::unbounded().part(4), usize::MAX);
        assert_eq!(space.rounds(1 << 32, 4, u64::MAX), 16);
        assert_eq!(space.rounds(1, 4, u64::MAX), 1);
        assert_eq!(Space::unbounded().rounds(100 << 20, 4, 10 << 20), 10);
    }
}
