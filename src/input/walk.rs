//! What a person typed to the list of files that are read.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::format::{Named, from_name, is_compressed};
use super::tally::counted;
use crate::error::{Error, Result};

/// A file to read, or standard input.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// Size as stored; unknown for standard input and pipes.
    pub(super) bytes: Option<u64>,
    /// Where its bytes are kept, when that is elsewhere.
    pub(super) kept: Option<PathBuf>,
}

/// The files, in the order typed, those of a folder sorted by path; and what was left out.
pub(super) fn expand(inputs: &[PathBuf]) -> Result<(Vec<Source>, Vec<String>)> {
    let mut sources = Vec::new();
    let mut skipped = Vec::new();
    for path in inputs {
        if path.as_os_str() == "-" {
            sources.push(Source { path: path.clone(), bytes: None, kept: None });
            continue;
        }
        let metadata = fs::metadata(path).map_err(|source| Error::Read { path: path.clone(), source })?;
        if metadata.is_dir() {
            expand_folder(path, &mut sources, &mut skipped)?;
        } else {
            let bytes = metadata.is_file().then_some(metadata.len());
            sources.push(Source { path: path.clone(), bytes, kept: None });
        }
    }
    let warnings = skipped
        .iter()
        .min()
        .map(|example| {
            let files = counted(skipped.len() as u64, "file");
            format!("{files} of a type that is not read, such as `{}`: skipped", example.display())
        })
        .into_iter()
        .collect();
    Ok((sources, warnings))
}

/// Whether the folder holds the results of a run: a run written beside its articles must not be read as articles.
fn is_run(folder: &Path) -> bool {
    ["run.json", "articles.jsonl", "events.jsonl"].iter().all(|name| folder.join(name).is_file())
}

fn expand_folder(folder: &Path, sources: &mut Vec<Source>, skipped: &mut Vec<PathBuf>) -> Result<()> {
    let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
    let entries = walkdir::WalkDir::new(folder)
        .follow_links(true)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !(is_hidden(entry.file_name()) || is_run(entry.path())));
    let mut found = Vec::new();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            // A link to a folder above it leads to files that are read anyway.
            Err(error) if error.loop_ancestor().is_some() => continue,
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_path_buf();
                let source = error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into());
                return Err(Error::Read { path, source });
            }
        };
        if !entry.file_type().is_file() {
            continue;
        }
        match from_name(entry.path()) {
            Named::As(_) => {}
            Named::Nothing if is_compressed(entry.path()) => {}
            Named::Nothing | Named::Unknown => {
                skipped.push(entry.into_path());
                continue;
            }
        }
        let bytes = entry.metadata().ok().map(|metadata| metadata.len());
        found.push(Source { path: entry.into_path(), bytes, kept: None });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    sources.append(&mut found);
    Ok(())
}
