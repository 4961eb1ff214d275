//! Files, folders and standard input to a [`Corpus`].
//!
//! ```text
//! walk ─► open ─────────► formats ───────────► record ─► choice, draft ─► corpus
//! files   hash, count,    one file for each;    needed    one article        ids, duplicates,
//!         decompress,     blocks of records,    values    (dates, language,  order, outlets
//!         decode          parsed on all cores   (fields)  host, markup)
//! ```
//!
//! Nothing is dropped silently: a record that cannot be used becomes a [`Reject`](crate::article::Reject) with its file,
//! row, byte and reason; what was assumed about the others is a warning. A file that cannot be read, or not to its end, is
//! a reject of its own, and the others go on; what came before stays.
//!
//! The corpus does not depend on the order of the inputs, on how records are divided among them, or on compression;
//! only the provenance (`source_file`, `source_row`, `files`, `rejects`) does, and what paths say
//! (`completion.rs`). With a limit it is the first records of
//! the first inputs, as typed.
//!
//! Cost: linear in the bytes, plus a sort of the articles. Memory: the articles, and a few blocks of 8 MiB for each of the
//! files that are open at once, except for JSON that is not JSON Lines, which is held as a whole while it is parsed; fewer
//! files are open where that is much (`queue.rs`).

pub mod agencies;
mod archive;
mod batch;
mod blocks;
mod choice;
mod completion;
mod compression;
mod corpus;
mod date_words;
mod dates;
mod draft;
mod encoding;
mod entities;
mod fields;
mod formats;
pub mod guard;
mod host;
mod language;
mod markup;
mod open;
pub mod outlets;
pub mod path_pattern;
mod queue;
mod record;
pub mod sidecar;
pub mod sources;
mod tally;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

pub use archive::Archives;
pub use fields::Field;

use crate::article::{Corpus, InputFile};
use crate::error::{Error, Result};
use crate::progress::{Progress, Silent, Stage};
use crate::space::{self, Shelf, Space};
use batch::{Batch, Place};
use corpus::Part;
use fields::Resolver;
use formats::{Format, Request};
use open::Content;
use outlets::Outlets;
use path_pattern::PathPattern;
use sidecar::Sidecar;
use walk::Source;

/// The format of a file of which nothing could be read.
pub const UNREADABLE: &str = "unreadable";

/// The part of the memory that files may take while they are read: one of so many.
const READING: u64 = 8;

/// The part of the memory that the texts may take: one of so many. More of them are kept in a file.
const TEXTS: u64 = 16;

/// What may be asked of the readers. The default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InputSettings {
    /// Columns to use for a field before those that are known by name, in order of preference.
    pub map: Vec<(Field, String)>,
    /// Leave out articles dated before this second (UTC); undated ones are kept.
    pub since: Option<i64>,
    /// Leave out articles dated after this second (UTC); undated ones are kept.
    pub until: Option<i64>,
    /// Read no more than so many records, good or bad, in the order of the inputs.
    pub limit: Option<u64>,
    /// Tables that say more about the articles, in order.
    pub meta: Vec<Sidecar>,
    /// What paths say about the articles; the first that matches counts.
    pub path_patterns: Vec<PathPattern>,
    /// The one name of each outlet, and its owner.
    pub outlets: Option<Outlets>,
    /// Keep the articles of these records alone, by the path of their file and their rows: for who knows what is there and
    /// needs some of it again. Of the others nothing is kept, nor need they be parsed.
    pub only: Option<BTreeMap<String, BTreeSet<u64>>>,
    /// Count all columns that are seen, those of no use, too ([`InputFile::columns`]).
    pub survey: bool,
    /// Where standard input was kept, when it is not to be read itself.
    pub stdin: Option<PathBuf>,
}

/// The files that [`read`] would read, with their sizes as far as they are known.
///
/// # Errors
/// [`Error::Read`] when an input does not exist.
pub fn files(inputs: &[PathBuf]) -> Result<Vec<(PathBuf, Option<u64>)>> {
    let (sources, _) = walk::expand(inputs)?;
    Ok(sources.into_iter().map(|source| (source.path, source.bytes)).collect())
}

/// Reads all inputs: files, folders, and standard input for `-`.
///
/// # Errors
/// [`Error::Read`] when an input does not exist; [`Error::Empty`] when there is no article in any of them.
pub fn read(inputs: &[PathBuf], settings: &InputSettings, progress: &dyn Progress) -> Result<Corpus> {
    read_into(&Space::unbounded(), inputs, settings, progress)
}

/// Reads what one file of that name would hold.
///
/// # Errors
/// [`Error::Empty`] when there is no article in it.
pub fn read_bytes(name: &Path, bytes: &[u8], settings: &InputSettings) -> Result<Corpus> {
    let source = Source::new(name.to_owned(), None);
    let (resolver, shelf) = (Resolver::new(&settings.map), Shelf::default());
    let content = open::content(Box::new(io::Cursor::new(bytes.to_vec())), &Silent);
    let request = Request { limit: settings.limit, ..Request::of(&resolver, &shelf) };
    let read = content.and_then(|content| read_content(content, &source, request));
    let taken = read.unwrap_or_else(|failure| unreadable(&source, &failure));
    let warnings = unread(std::slice::from_ref(&taken)).into_iter().collect();
    let (corpus, left_out) = corpus::assemble(vec![taken.part], settings, warnings);
    if corpus.is_empty() { Err(empty(&[name.to_owned()], &corpus, left_out)) } else { Ok(corpus) }
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
    let (mut sources, mut warnings) = walk::expand(inputs)?;
    for source in sources.iter_mut().filter(|source| source.path.as_os_str() == "-") {
        source.kept.clone_from(&settings.stdin);
    }
    let resolver = Resolver::new(&settings.map).surveying(settings.survey);
    progress.begin(Stage::Read, sources.iter().map(|source| source.bytes).sum());
    let shelf = Shelf::new(space, space.part(TEXTS));
    let bound = queue::MOST_HELD.min(space.part(READING) as u64);
    let nothing = BTreeSet::new();
    let read = |source: &Source, limit| {
        let rows = settings.only.as_ref().map(|only| only.get(&source.name()).unwrap_or(&nothing));
        read_source(source, Request { limit, rows, ..Request::of(&resolver, &shelf) }, progress)
    };
    let taken = space::guard(|| match settings.limit {
        Some(limit) => read_in_order(&sources, limit, read),
        None => queue::read_all(&sources, &resolver, bound, |source| read(source, None)),
    });
    progress.end();
    let taken = taken?;
    warnings.extend(unread(&taken));
    let parts = taken.into_iter().map(|taken| taken.part).collect();
    let (mut corpus, left_out) = corpus::assemble(parts, settings, warnings);
    corpus.space = space.clone();
    let is_in_vain = corpus.is_empty() && settings.only.is_none();
    if is_in_vain { Err(empty(inputs, &corpus, left_out)) } else { Ok(corpus) }
}

/// What a file gave, and how much of it that is.
struct Taken {
    part: Part,
    extent: Extent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Whole,
    Beginning,
    Nothing,
}

/// Reads one after the other, up to so many records.
fn read_in_order(sources: &[Source], limit: u64, read: impl Fn(&Source, Option<u64>) -> Taken) -> Vec<Taken> {
    let mut left = limit;
    let mut all = Vec::new();
    for source in sources {
        if left == 0 {
            break;
        }
        let taken = read(source, Some(left));
        // A file that cannot be read is no record.
        if taken.part.file.format != UNREADABLE {
            left = left.saturating_sub(taken.part.batch.records());
        }
        all.push(taken);
    }
    all
}

fn read_source(source: &Source, request: Request<'_>, progress: &dyn Progress) -> Taken {
    let read = || open::open(source, progress).and_then(|content| read_content(content, source, request));
    match &source.failure {
        Some(failure) => unreadable(source, failure),
        None => read().unwrap_or_else(|failure| unreadable(source, &failure)),
    }
}

fn read_content(mut content: Content<'_>, source: &Source, request: Request<'_>) -> io::Result<Taken> {
    let limit = request.limit;
    let format = formats::decide(formats::from_name(&source.path), content.peek()?, request.resolver);
    let mut batch = match format {
        Ok(format) => {
            let stem = source.bytes.map(|_| formats::stem(&source.path));
            let file = source.file().filter(|_| content.compression().is_empty());
            let request = Request { stem: stem.as_deref(), file, ..request };
            formats::read(format, &mut content, request)?
        }
        Err(reason) => {
            let mut batch = Batch::default();
            batch.refuse(Place { row: 1, byte: content.start() }, reason);
            batch
        }
    };
    // Where the limit ended the reading, the rest is not read for the sake of a hash.
    let provenance = limit.is_none_or(|limit| batch.records() < limit).then(|| content.finish());
    let mut extent = Extent::Whole;
    if let Some(damage) = content.damage() {
        extent = if batch.drafts.is_empty() { Extent::Nothing } else { Extent::Beginning };
        // Who asks for rows was told of the cut one before.
        if request.rows.is_none() {
            refuse_the_cut(&mut batch, format.ok(), damage);
        }
    }
    let mut file = InputFile {
        path: source.name(),
        bytes: source.bytes.unwrap_or_default(),
        format: format.map_or("unknown", Format::name).to_owned() + content.compression(),
        records: batch.records(),
        rejected: batch.refusals.len() as u64,
        mapping: batch.tally.mapping(),
        columns: batch.tally.columns(),
        ..InputFile::default()
    };
    if let Some(provenance) = provenance {
        // What the system could not give counts, too.
        file.bytes = file.bytes.max(provenance.bytes);
        file.hash = provenance.hash;
    }
    Ok(Taken { part: Part { file, batch }, extent })
}

/// A file of which nothing can be read: one refusal.
fn unreadable(source: &Source, failure: &io::Error) -> Taken {
    let mut batch = Batch::default();
    batch.refuse(Place { row: 1, byte: None }, format!("cannot be read: {failure}"));
    let file = InputFile {
        path: source.name(),
        bytes: source.bytes.unwrap_or_default(),
        format: UNREADABLE.to_owned(),
        records: batch.records(),
        rejected: batch.records(),
        ..InputFile::default()
    };
    Taken { part: Part { file, batch }, extent: Extent::Nothing }
}

/// How many files could not be read, and what to do about it.
fn unread(taken: &[Taken]) -> Option<String> {
    let of = |extent: Extent| {
        let files = taken.iter().filter(move |taken| taken.extent == extent);
        files.map(|taken| taken.part.file.path.as_str())
    };
    let (nothing, beginning) = (of(Extent::Nothing), of(Extent::Beginning));
    let files = |count: usize| tally::counted(count as u64, "file");
    let what = match (nothing.clone().count(), beginning.clone().count()) {
        (0, 0) => return None,
        (none, 0) => format!("{} could not be read", files(none)),
        (0, part) => format!("{} could be read only in part", files(part)),
        (none, part) => format!("{} could not be read, {part} more only in part", files(none)),
    };
    let first = nothing.min().or_else(|| beginning.min()).unwrap_or_default();
    Some(format!("{what}, such as `{first}`: the rejects say why; repair or replace them and run again"))
}

/// Refuses the record in which a file broke off. A JSON object shows that it is cut; of a text or the last
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
                Some(Format::Document(kind)) if kind.hides_a_cut() => batch.drafts.pop(),
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
        "no file of a known type (.txt .jsonl .json .csv .tsv .parquet .xml .html and others, also packed)"
            .to_owned()
    } else {
        "no record was found".to_owned()
    };
    Error::Empty { inputs: if names.is_empty() { "no input".to_owned() } else { names.join(", ") }, hint }
}
