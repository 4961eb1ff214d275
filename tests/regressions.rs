//! What fuzzing found, kept: `tests/regressions/` holds the files, `fuzz/` the target that found them. None may end the
//! program, and of none may a record be lost.
//!
//! - `parquet-offsets`: a column that begins before the file, on which the library gives up.
//! - `sqlite-column-name`: a column whose name is not UTF-8, on which the library gives up.
//! - `html-attribute`: an attribute that begins with a letter of two bytes.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::{fs, path::Path};

use retold::{
    error::Error,
    input::{self, InputSettings},
    progress::Silent,
};

#[test]
fn nothing_that_was_found_does_harm_again() {
    input::guard::silence();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regressions");
    let mut read = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match input::read(std::slice::from_ref(&path), &InputSettings::default(), &Silent) {
            Ok(corpus) => {
                let records: u64 = corpus.files.iter().map(|file| file.records).sum();
                assert_eq!(records, (corpus.len() + corpus.rejects.len()) as u64, "{}", path.display());
            }
            Err(Error::Empty { hint, .. }) => assert!(hint.contains("refused"), "{}: {hint}", path.display()),
            Err(other) => panic!("{}: {other}", path.display()),
        }
        read += 1;
    }
    assert!(read >= 3);
}
