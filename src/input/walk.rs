//! What a person typed to the list of files that are read.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::archive::{self, Archives, Member};
use super::formats::{Named, from_name, is_compressed};
use super::tally::counted;
use crate::error::{Error, Result};

/// A file to read, or standard input.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// Size as stored; unknown for standard input and pipes.
    pub(super) bytes: Option<u64>,
    /// The member of an archive that it is.
    pub(super) member: Option<Member>,
    /// Where its bytes are kept, when that is elsewhere.
    pub(super) kept: Option<PathBuf>,
    /// Why it cannot be read, where that is known before it is opened.
    pub(super) failure: Option<io::Error>,
}

impl Source {
    pub(super) fn new(path: PathBuf, bytes: Option<u64>) -> Self {
        Self { path, bytes, member: None, kept: None, failure: None }
    }

    /// What the input is called wherever it is named.
    pub(super) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// The file that holds its bytes and nothing else.
    pub(super) fn file(&self) -> Option<&Path> {
        let path = self.kept.as_deref().unwrap_or(&self.path);
        (self.member.is_none() && self.bytes.is_some() && path.as_os_str() != "-").then_some(path)
    }

    fn member(member: Member) -> Self {
        let (path, bytes) = (member.path(), member.bytes);
        Self { member: Some(member), ..Self::new(path, Some(bytes)) }
    }

    fn unreadable(path: PathBuf, failure: io::Error) -> Self {
        Self { failure: Some(failure), ..Self::new(path, Some(0)) }
    }
}

/// The files, in the order typed, those of a folder sorted by path; and what was left out. What was typed must exist;
/// what cannot be looked at for another reason is among the files, with the reason.
pub(super) fn expand(inputs: &[PathBuf]) -> Result<(Vec<Source>, Vec<String>)> {
    let mut sources = Vec::new();
    let mut skipped = Vec::new();
    let mut archives = Archives::default();
    for path in inputs {
        if path.as_os_str() == "-" {
            sources.push(Source::new(path.clone(), None));
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => expand_folder(path, &mut sources, &mut skipped),
            Ok(metadata) if metadata.is_file() && archive::is_archive(path) => {
                expand_archive(path, &mut sources, &mut skipped);
            }
            Ok(metadata) => {
                let bytes = metadata.is_file().then_some(metadata.len());
                sources.push(Source::new(path.clone(), bytes));
            }
            Err(source) if is_absence(source.kind()) => match archives.member(path) {
                Some(member) => sources.push(Source::member(member.clone())),
                None => return Err(Error::Read { path: path.clone(), source }),
            },
            Err(failure) => sources.push(Source::unreadable(path.clone(), failure)),
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

/// Whether the system said that there is no such file, rather than that it cannot be reached.
fn is_absence(kind: ErrorKind) -> bool {
    use ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    matches!(kind, NotFound | NotADirectory | InvalidFilename | InvalidInput)
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether the name is one of those that are read when they are found in a folder.
fn has_known_type(path: &Path) -> bool {
    match from_name(path) {
        Named::As(_) => true,
        Named::Nothing => is_compressed(path) || is_archive_by_name(path),
        Named::Unknown => is_archive_by_name(path),
    }
}

fn is_archive_by_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// The members of an archive, chosen as the files of a folder are.
fn expand_archive(path: &Path, sources: &mut Vec<Source>, skipped: &mut Vec<PathBuf>) {
    let members = match archive::members(path) {
        Ok(members) => members,
        Err(failure) => return sources.push(Source::unreadable(path.to_owned(), failure)),
    };
    let is_meant = |member: &Member| {
        let mut parts = member.name.split('/');
        !parts.any(|part| part.starts_with('.') || part == "__MACOSX")
    };
    for member in members.into_iter().filter(is_meant) {
        let is_read = has_known_type(Path::new(&member.name)) && !is_archive_by_name(Path::new(&member.name));
        if is_read { sources.push(Source::member(member)) } else { skipped.push(member.path()) }
    }
}

fn expand_folder(folder: &Path, sources: &mut Vec<Source>, skipped: &mut Vec<PathBuf>) {
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
                if error.depth() > 0 && path.file_name().is_some_and(is_hidden) {
                    continue;
                }
                // A folder that cannot be listed, or a file that cannot be looked at, such as a link to nowhere.
                if has_known_type(&path) || fs::metadata(&path).is_ok_and(|found| found.is_dir()) {
                    let failure = error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into());
                    found.push(Source::unreadable(path, failure));
                } else {
                    skipped.push(path);
                }
                continue;
            }
        };
        if !entry.file_type().is_file() {
            continue;
        }
        if !has_known_type(entry.path()) {
            skipped.push(entry.into_path());
            continue;
        }
        if is_archive_by_name(entry.path()) {
            expand_archive(entry.path(), &mut found, skipped);
            continue;
        }
        let bytes = entry.metadata().ok().map(|metadata| metadata.len());
        found.push(Source::new(entry.into_path(), bytes));
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    sources.append(&mut found);
}
