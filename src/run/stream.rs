//! The files of a run as typed lines, one at a time, for whoever passes them on.
//!
//! A run of millions of articles has files larger than memory, so nothing here but [`Recorded::all_lines`] holds more than a
//! line.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    ops::ControlFlow,
    path::Path,
};

use serde::{Deserialize, de::DeserializeOwned};

use super::Recorded;
use crate::error::{Error, Result};

/// A line of a file of a run.
#[derive(Clone, Copy)]
pub(crate) struct Line<'l> {
    path: &'l Path,
    number: u64,
    /// As it is written, without its end.
    pub(crate) text: &'l str,
}

impl<'l> Line<'l> {
    /// What the line says.
    pub(crate) fn parsed<T: Deserialize<'l>>(&self) -> io::Result<T> {
        serde_json::from_str(self.text).map_err(|error| {
            let detail = format!("line {}: {error}", self.number);
            let path = self.path.to_owned();
            io::Error::other(Error::Malformed { path, expected: "a file of a run", detail })
        })
    }
}

impl Recorded {
    /// Whether the run has that file; not every run lists its pairs.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.path.join(name).is_file()
    }

    /// Reads a file of the run line by line. Keys that the type does not know are passed over.
    ///
    /// # Errors
    /// What `visit` says; an [`Error`] inside an [`io::Error`] when the file cannot be read or is not of our making.
    pub fn each<T: DeserializeOwned>(
        &self,
        name: &str,
        visit: &mut dyn FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.each_line(name, &mut |line| {
            visit(line.parsed()?)?;
            Ok(ControlFlow::Continue(()))
        })
    }

    /// Reads a file of the run line by line as it is written, until `visit` has seen enough.
    ///
    /// # Errors
    /// As [`Recorded::each`].
    pub(crate) fn each_line(
        &self,
        name: &str,
        visit: &mut dyn FnMut(Line) -> io::Result<ControlFlow<()>>,
    ) -> io::Result<()> {
        let path = self.path.join(name);
        let failed = |source| io::Error::other(Error::Read { path: path.clone(), source });
        let mut file = BufReader::with_capacity(1 << 16, File::open(&path).map_err(failed)?);
        let mut text = String::new();
        let mut number = 0_u64;
        loop {
            text.clear();
            if file.read_line(&mut text).map_err(failed)? == 0 {
                return Ok(());
            }
            number += 1;
            let text = text.strip_suffix('\n').unwrap_or(&text);
            if visit(Line { path: &path, number, text })?.is_break() {
                return Ok(());
            }
        }
    }

    /// All lines of a file.
    ///
    /// # Errors
    /// When the file cannot be read or is not of our making.
    pub(crate) fn all_lines<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>> {
        let mut lines = Vec::new();
        let read = self.each(name, &mut |line| {
            lines.push(line);
            Ok(())
        });
        read.map(|()| lines).map_err(|error| Error::within(error, &self.path.join(name)))
    }
}
