//! A table beside the articles that says more about them: joined by id, by the name of the file, or by address.
//!
//! It is read as any input is, packed or not, by the same names of columns; what it says beats what an article says of itself, because
//! somebody has put it there for that. A text is taken from it only where an article has none. Of several rows for one
//! article the first counts.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_128;

use super::batch::Batch;
use super::corpus::Part;
use super::draft::{Draft, content_hash};
use super::fields::{Field, Resolver};
use super::formats;
use super::formats::Request;
use super::tally::{Tally, counted};
use super::{UNREADABLE, host, read_source, walk};
use crate::article::InputFile;
use crate::error::{Error, Result};
use crate::progress::Silent;
use crate::space::Shelf;

/// Columns that name a file.
const FILE_NAMES: [&str; 10] = [
    "file_name",
    "file",
    "path",
    "file_path",
    "filepath",
    "source_file",
    "text_file",
    "document",
    "doc",
    "doc_id",
];

/// The table.
#[derive(Clone)]
pub struct Sidecar {
    path: PathBuf,
    hash: String,
    content: Arc<Content>,
}

struct Content {
    rows: Vec<Draft>,
    tally: Tally,
    /// Rows by what they are joined by.
    by_id: HashMap<Box<str>, usize>,
    by_file: HashMap<String, usize>,
    by_url: HashMap<String, usize>,
    /// Rows whose keys are those of a row before them.
    repeated: u64,
    refused: Option<String>,
}

impl PartialEq for Sidecar {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, &self.hash) == (&other.path, &other.hash)
    }
}

impl fmt::Debug for Sidecar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sidecar").field("path", &self.path).field("hash", &self.hash).finish_non_exhaustive()
    }
}

impl Sidecar {
    /// Reads a table.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Malformed`] when nothing in it can be joined.
    pub fn read(path: &Path, map: &[(Field, String)]) -> Result<Self> {
        let files: Vec<(Field, String)> = FILE_NAMES.map(|name| (Field::Id, name.to_owned())).into();
        let (batch, hash) = read(path, &Resolver::new(map))?;
        let (names, _) = read(path, &Resolver::only(&files))?;
        let refused = batch.refusals.first().map(|refusal| {
            let others = counted(batch.refusals.len() as u64, "row");
            format!(
                "{others} of `{}` refused, the first at line {}: {}",
                path.display(),
                refusal.place.row,
                refusal.reason
            )
        });
        let mut content = Content {
            rows: batch.drafts,
            tally: batch.tally,
            by_id: HashMap::new(),
            by_file: HashMap::new(),
            by_url: HashMap::new(),
            repeated: 0,
            refused,
        };
        content.number(&names.drafts);
        if content.by_id.is_empty() && content.by_file.is_empty() && content.by_url.is_empty() {
            let nothing = || format!("no column by which to join, such as id, url or {}", FILE_NAMES[0]);
            let detail = content.refused.unwrap_or_else(nothing);
            return Err(Error::Malformed {
                path: path.to_owned(),
                expected: "a table about articles",
                detail,
            });
        }
        Ok(Self { path: path.to_owned(), hash, content: Arc::new(content) })
    }

    /// Where it was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// xxh3-128 of the file, in hexadecimal.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Fills the drafts, and gives what a person should know.
    pub(super) fn join(&self, drafts: &mut [Draft], files: &[InputFile], tally: &mut Tally) -> Vec<String> {
        let Content { rows, by_id, by_url, .. } = &*self.content;
        let mut used = vec![false; rows.len()];
        let mut unmatched = 0u64;
        for draft in drafts.iter_mut() {
            let file = &files[draft.file as usize];
            let is_whole_file = file.records == 1;
            let row = draft
                .id
                .as_ref()
                .and_then(|id| by_id.get(id))
                .or_else(|| is_whole_file.then(|| self.content.by_file_name(&file.path)).flatten())
                .or_else(|| by_url.get(&host::key(draft.url.as_deref()?)));
            match row {
                Some(&row) => {
                    used[row] = true;
                    fill(draft, &rows[row]);
                }
                None => unmatched += 1,
            }
        }
        tally.add_dates(&self.content.tally);
        let unused = used.iter().filter(|used| !**used).count() as u64;
        let name = self.path.display();
        let told = [
            (unmatched, "article", format!("not in `{name}`")),
            (unused, "row", format!("of `{name}` about no article")),
            (
                self.content.repeated,
                "row",
                format!("of `{name}` about what an earlier one is about: not used"),
            ),
        ];
        let told = told.into_iter().filter(|(count, ..)| *count > 0);
        told.map(|(count, noun, what)| format!("{} {what}", counted(count, noun)))
            .chain(self.content.refused.clone())
            .collect()
    }
}

impl Content {
    fn number(&mut self, names: &[Draft]) {
        let by_row: HashMap<(u32, u64), &Box<str>> =
            names.iter().filter_map(|named| Some(((named.file, named.row), named.id.as_ref()?))).collect();
        for (index, row) in self.rows.iter().enumerate() {
            let mut is_repeated = false;
            if let Some(id) = &row.id {
                is_repeated |= *self.by_id.entry(id.clone()).or_insert(index) != index;
            }
            if let Some(name) = by_row.get(&(row.file, row.row)) {
                is_repeated |= *self.by_file.entry(file_key(name)).or_insert(index) != index;
            }
            if let Some(url) = &row.url {
                self.by_url.entry(host::key(url)).or_insert(index);
            }
            self.repeated += u64::from(is_repeated);
        }
    }

    /// The row that names the file: by as much of its path as the row gives, with or without its extension.
    fn by_file_name(&self, path: &str) -> Option<&usize> {
        let path = file_key(path);
        let ends = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
        ends.into_iter().find_map(|start| {
            let name = &path[start..];
            let stem = formats::stem(Path::new(name));
            let folder = name.rfind('/').map_or("", |at| &name[..=at]);
            let bare = format!("{folder}{stem}");
            let by_id = self.by_id.get(name).or_else(|| self.by_id.get(bare.as_str()));
            self.by_file.get(name).or_else(|| self.by_file.get(&bare)).or(by_id)
        })
    }
}

/// A path as it is compared.
fn file_key(path: &str) -> String {
    path.replace('\\', "/").trim_start_matches("./").to_owned()
}

fn fill(draft: &mut Draft, row: &Draft) {
    fn set(of: &mut Option<Box<str>>, value: &Option<Box<str>>) {
        if value.is_some() {
            of.clone_from(value);
        }
    }
    set(&mut draft.id, &row.id);
    set(&mut draft.outlet, &row.outlet);
    set(&mut draft.lang, &row.lang);
    set(&mut draft.url, &row.url);
    set(&mut draft.byline, &row.byline);
    set(&mut draft.title, &row.title);
    if row.published.is_some() || row.open_date.is_some() {
        draft.published = row.published;
        draft.open_date.clone_from(&row.open_date);
    }
    if draft.text.is_empty() && !row.text.is_empty() {
        draft.text = row.text.read().into_owned().into();
        draft.is_snippet = row.is_snippet;
    }
    draft.content = content_hash(draft);
}

/// The records of a table, of all its files when it is a folder or an archive, and the hash of what they store.
fn read(path: &Path, resolver: &Resolver) -> Result<(Batch, String)> {
    let (sources, _) = walk::expand(&[path.to_owned()])?;
    let shelf = Shelf::default();
    let (mut all, mut hashes) = (Batch::default(), Vec::new());
    for (number, source) in (0..).zip(&sources) {
        let Part { file, mut batch } = read_source(source, Request::of(resolver, &shelf), &Silent).part;
        if let (UNREADABLE, Some(refusal)) = (&*file.format, batch.refusals.first()) {
            let source = io::Error::other(refusal.reason.clone());
            return Err(Error::Read { path: path.to_owned(), source });
        }
        batch.drafts.iter_mut().for_each(|draft| draft.file = number);
        all.append(batch);
        hashes.push(file.hash);
    }
    let hash = match &hashes[..] {
        [only] => only.clone(),
        several => format!("{:032x}", xxh3_128(several.concat().as_bytes())),
    };
    Ok((all, hash))
}
