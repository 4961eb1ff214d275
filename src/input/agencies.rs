//! A list of agencies of the user's own.

use std::{fs, path::Path};

use crate::{
    error::{Error, Result},
    origin::agencies::Agencies,
};

/// The built-in list of agencies with the one in that file added to it.
///
/// # Errors
/// When the file cannot be read, or is not such a list; the error names line and key.
pub fn read(path: &Path) -> Result<Agencies> {
    let text = fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Agencies::built_in().with(&text).map_err(|detail| Error::Malformed {
        path: path.to_owned(),
        expected: "a list of agencies",
        detail,
    })
}
