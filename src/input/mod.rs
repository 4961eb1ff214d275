//! Files, folders and standard input to a [`Corpus`].
//!
//! ```text
//! walk ─► open ─────────► format ─► jsonl · json · table · plain ─► record ─► draft ─► corpus
//! files   hash, count,              blocks of whole records,        needed    one      ids, duplicates,
//!         decompress,               parsed on all cores             values    article  order, outlets
//!         decode                                                    (fields)  (dates, language, host)
//! ```
//!
//! Nothing is dropped silently: a record that cannot be used becomes a [`Reject`](crate::article::Reject) with its file,
//! row, byte and reason; what was assumed about the others is a warning. Only a failure of the system ends a run.
//!
//! The corpus does not depend on the order of the inputs, on how records are divided among them, or on compression;
//! only the provenance (`source_file`, `source_row`, `files`, `rejects`) does. With a limit it is the first records of
//! the first inputs, as typed.
//!
//! Cost: linear in the bytes, plus a sort of the articles. Memory: the articles and a few blocks of 8 MiB per file,
//! except for JSON that is not JSON Lines, which is held as a whole while it is parsed.

pub mod agencies;
mod batch;
mod blocks;
mod corpus;
mod date_words;
mod dates;
mod draft;
mod fields;
mod format;
mod headline;
mod host;
mod json;
mod jsonl;
mod language;
mod open;
mod plain;
mod record;
mod rows;
mod table;
mod tally;
mod walk;

use std::io;
use std::path::PathBuf;

use rayon::prelude::*;

pub use fields::Field;

use crate::article::{Corpus, InputFile};
use crate::error::{Error, Result};
use crate::progress::{Progress, Stage};
use crate::space::{self, Shelf, Space};
use batch::{Batch, Place};
use corpus::Part;
use fields::Resolver;
use format::Format;
use open::Content;
use walk::Source;

/// Files below this size are read many at a time; larger ones one after the other, each on all cores.
const SMALL_FILE: u64 = 1 << 20;

/// The part of the memory that the texts may take: one of so many. More of them are kept in a file.
const TEXTS: u64 = 16;

/// What may be asked of the readers. The default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputSettings {
    /// Columns to use for a field before those that are known by name, in order of preference.
    pub map: Vec<(Field, String)>,
    /// Leave out articles dated before this second (UTC); undated ones are kept.
    pub since: Option<i64>,
    /// Leave out articles dated after this second (UTC); undated ones are kept.
    pub until: Option<i64>,
    /// Read no more than so many records, good or bad, in the order of the inputs.
    pub limit: Option<u64>,
    /// Where standard input was kept, when it is not to be read itself.
    pub stdin: Option<PathBuf>,
}

/// Reads all inputs: files, folders, and standard input for `-`.
///
/// # Errors
/// [`Error::Read`] when an input does not exist or cannot be read to its end; [`Error::Empty`] when there is no article
/// in any of them.
pub fn read(inputs: &[PathBuf], settings: &InputSettings, progress: &dyn Progress) -> Result<Corpus> {
    read_into(&Space::unbounded(), inputs, settings, progress)
}

/// As [`read`], with the texts in that space.
///
/// # Errors
/// Those of [`read`], and [`Error::Write`] when there is no room for the texts.
pub fn read_into(
    space: &Space,
    inputs: &[PathBuf],
    settings: &InputSettings,
    progress: &dyn Progress,
) -> Result<Corpus> {
    let (mut sources, warnings) = walk::expand(inputs)?;
    for source in sources.iter_mut().filter(|source| source.path.as_os_str() == "-") {
        source.kept.clone_from(&settings.stdin);
    }
    let resolver = Resolver::new(&settings.map);
    progress.begin(Stage::Read, sources.iter().map(|source| source.bytes).sum());
    let shelf = Shelf::new(space, space.part(TEXTS));
    let parts = space::guard(|| read_all(&sources, &resolver, &shelf, settings.limit, progress));
    progress.end();
    let (mut corpus, left_out) = corpus::assemble(parts??, settings, warnings);
    corpus.space = space.clone();
    if corpus.is_empty() { Err(empty(inputs, &corpus, left_out)) } else { Ok(corpus) }
}

fn read_all(
    sources: &[Source],
    resolver: &Resolver,
    shelf: &Shelf,
    limit: Option<u64>,
    progress: &dyn Progress,
) -> Result<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::with_capacity(sources.len());
    if let Some(limit) = limit {
        let mut left = limit;
        for source in sources {
            if left == 0 {
                break;
            }
            let part = read_source(source, resolver, shelf, Some(left), progress)?;
            left = left.saturating_sub(part.batch.records());
            parts.push(part);
        }
        return Ok(parts);
    }
    let is_small = |source: &Source| source.bytes.is_some_and(|bytes| bytes < SMALL_FILE);
    for run in sources.chunk_by(|a, b| is_small(a) && is_small(b)) {
        let run: Result<Vec<Part>> =
            run.par_iter().map(|source| read_source(source, resolver, shelf, None, progress)).collect();
        parts.extend(run?);
    }
    Ok(parts)
}

fn read_source(
    source: &Source,
    resolver: &Resolver,
    shelf: &Shelf,
    limit: Option<u64>,
    progress: &dyn Progress,
) -> Result<Part> {
    let read = || -> io::Result<Part> {
        let mut content = open::open(source.kept.as_deref().unwrap_or(&source.path), progress)?;
        let format = format::decide(format::from_name(&source.path), content.peek()?, resolver);
        let mut batch = match format {
            Ok(format) => read_format(format, &mut content, source, resolver, shelf, limit)?,
            Err(reason) => {
                let mut batch = Batch::default();
                batch.refuse(Place { row: 1, byte: content.start() }, reason);
                batch
            }
        };
        if let Some(damage) = content.damage() {
            refuse_the_cut(&mut batch, format.ok(), damage);
        }
        let mut file = InputFile {
            path: source.path.display().to_string(),
            bytes: source.bytes.unwrap_or_default(),
            format: format.map_or("unknown", Format::name).to_owned() + content.compression(),
            records: batch.records(),
            rejected: batch.refusals.len() as u64,
            mapping: batch.tally.mapping(),
            ..InputFile::default()
        };
        // Where the limit ended the reading, the rest is not read for the sake of a hash.
        if limit.is_none_or(|limit| batch.records() < limit) {
            let provenance = content.finish()?;
            (file.bytes, file.hash) = (provenance.bytes, provenance.hash);
        }
        Ok(Part { file, batch })
    };
    read().map_err(|error| Error::Read { path: source.path.clone(), source: error })
}

fn read_format(
    format: Format,
    content: &mut Content<'_>,
    source: &Source,
    resolver: &Resolver,
    shelf: &Shelf,
    limit: Option<u64>,
) -> io::Result<Batch> {
    match format {
        Format::Plain => {
            // Standard input and pipes have no name that would identify the text.
            let id = source.bytes.map(|_| format::stem(&source.path));
            plain::read(content, shelf, id.as_deref())
        }
        Format::JsonLines => jsonl::read(content, resolver, shelf, limit),
        Format::Json => json::read(content, resolver, shelf, limit),
        Format::Table => table::read(content, resolver, shelf, limit),
    }
}

/// Refuses the record in which a compressed stream broke off. A JSON object shows that it is cut; of a text or the last
/// row of a table one cannot know, so it goes.
fn refuse_the_cut(batch: &mut Batch, format: Option<Format>, damage: &str) {
    let last_draft = batch.drafts.last().map_or(0, |draft| draft.row);
    let last_refusal = batch.refusals.last().map_or(0, |refusal| refusal.place.row);
    match batch.refusals.last_mut() {
        Some(refusal) if last_refusal > last_draft => {
            refusal.reason = format!("{damage} ({})", refusal.reason);
        }
        _ => {
            let cut_draft = match format {
                Some(Format::Plain | Format::Table) => batch.drafts.pop(),
                _ => None,
            };
            let place = cut_draft.map_or(Place { row: last_draft + 1, byte: None }, |draft| Place {
                row: draft.row,
                byte: draft.byte,
            });
            batch.refuse(place, damage);
        }
    }
}

/// Why there is nothing, and what to do about it.
fn empty(inputs: &[PathBuf], corpus: &Corpus, left_out: u64) -> Error {
    const SHOWN: usize = 3;
    let mut names: Vec<String> =
        inputs.iter().take(SHOWN).map(|path| format!("`{}`", path.display())).collect();
    if inputs.len() > SHOWN {
        names.push(format!("{} more", inputs.len() - SHOWN));
    }
    let hint = if inputs.is_empty() {
        "name a file, a folder, or `-` for standard input".to_owned()
    } else if left_out > 0 {
        format!("{} outside the time asked for", tally::counted(left_out, "article"))
    } else if let Some(first) = corpus.rejects.first() {
        let records = tally::counted(corpus.rejects.len() as u64, "record");
        let mut hint =
            format!("{records} refused, the first at `{}:{}`: {}", first.file, first.row, first.reason);
        if first.reason == draft::NOTHING_TO_READ {
            hint.push_str("; say which columns hold them with `--map text=COLUMN` or `--map title=COLUMN`");
        }
        hint
    } else if corpus.files.is_empty() {
        "no file of a known type (.txt .jsonl .json .csv .tsv, also .gz and .zst)".to_owned()
    } else {
        "no record was found".to_owned()
    };
    Error::Empty { inputs: if names.is_empty() { "no input".to_owned() } else { names.join(", ") }, hint }
}
