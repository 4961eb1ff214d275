//! Which format an input has, by its name where the name tells, else by its first bytes; and one file for each that
//! makes records of the content.

pub(in crate::input) mod documents;
mod headline;
mod json;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;
mod plain;
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;
mod table;

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use serde::de::IgnoredAny;

use super::batch::Batch;
use super::blocks::MAX_RECORD;
use super::fields::Resolver;
use super::open::Content;
use crate::space::Shelf;
use documents::Kind;

/// What every reader is given beside the content.
#[derive(Clone, Copy)]
pub(in crate::input) struct Request<'r> {
    /// What columns mean.
    pub(in crate::input) resolver: &'r Resolver,
    /// Where texts go.
    pub(in crate::input) shelf: &'r Shelf,
    /// Read no more than so many records, good or bad.
    pub(in crate::input) limit: Option<u64>,
    /// Keep the articles of these rows alone.
    pub(in crate::input) rows: Option<&'r BTreeSet<u64>>,
    /// The name of the file without its extensions: the id of an article that is a file of its own and has none. Standard
    /// input and pipes have no name that would identify a text.
    pub(in crate::input) stem: Option<&'r str>,
    /// The file itself, where its content is what it stores.
    #[cfg_attr(
        not(any(feature = "parquet", feature = "sqlite")),
        expect(dead_code, reason = "only these read files by themselves")
    )]
    pub(in crate::input) file: Option<&'r Path>,
}

impl<'r> Request<'r> {
    /// All records, whose articles have no names of their own.
    pub(in crate::input) fn of(resolver: &'r Resolver, shelf: &'r Shelf) -> Self {
        Self { resolver, shelf, limit: None, rows: None, stem: None, file: None }
    }

    /// Whether somebody asks for the record in that row.
    fn wants(&self, row: u64) -> bool {
        self.rows.is_none_or(|rows| rows.contains(&row))
    }

    /// Puts what was asked for on the shelf; drops the rest.
    pub(in crate::input) fn put(&self, batch: &mut Batch) {
        if let Some(rows) = self.rows {
            batch.keep_rows(rows);
        }
        self.shelf.put(batch.drafts.iter_mut().map(|draft| &mut draft.text));
    }

    /// The limit as a number of items.
    fn most(&self) -> usize {
        self.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
    }
}

/// Reads records of that format.
///
/// # Errors
/// When the first bytes cannot be read; what goes wrong later is damage of the content.
pub(in crate::input) fn read(
    format: Format,
    content: &mut Content<'_>,
    request: Request<'_>,
) -> io::Result<Batch> {
    match format {
        Format::Plain => plain::read(content, request),
        Format::JsonLines => jsonl::read(content, request),
        Format::Json => json::read(content, request),
        Format::Table => table::read(content, request),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::read(content, request),
        #[cfg(feature = "sqlite")]
        Format::Sqlite => sqlite::read(content, request),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => Ok(unbuilt(format)),
        #[cfg(not(feature = "sqlite"))]
        Format::Sqlite => Ok(unbuilt(format)),
        Format::Document(kind) => documents::read(kind, content, request),
    }
}

/// A file of a format that this program was built without: one refusal.
#[cfg(not(all(feature = "parquet", feature = "sqlite")))]
fn unbuilt(format: Format) -> Batch {
    let mut batch = Batch::default();
    let reason = format!("this build does not read {}: build with the feature of that name", format.name());
    batch.refuse(super::batch::Place { row: 1, byte: None }, reason);
    batch
}

/// The reason for refusing text with NUL characters: a torn file, a foreign encoding, or no text at all.
const HOLDS_NUL: &str = "holds NUL characters, which no text does";

/// The reason for refusing what is longer than any article.
fn too_long() -> String {
    format!("longer than {} MiB", MAX_RECORD >> 20)
}

/// The name of plain text, the format that says least of its articles.
pub(in crate::input) const PLAIN: &str = "txt";

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum Format {
    /// One article.
    Plain,
    /// One JSON object a line.
    JsonLines,
    /// JSON objects in an array, a wrapper, or behind one another.
    Json,
    /// Comma-separated values and relatives.
    Table,
    /// A table in columns.
    Parquet,
    /// A database of tables.
    Sqlite,
    /// Documents with labelled parts.
    Document(Kind),
}

impl Format {
    /// The name in reports.
    pub(in crate::input) fn name(self) -> &'static str {
        match self {
            Self::Plain => PLAIN,
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Table => "csv",
            Self::Parquet => "parquet",
            Self::Sqlite => "sqlite",
            Self::Document(kind) => kind.name(),
        }
    }
}

/// What a file's name says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum Named {
    /// The format.
    As(Format),
    /// Nothing: no extension, or only that of a compression.
    Nothing,
    /// An extension that is not ours.
    Unknown,
}

/// Reads a name, without the extension of a compression.
pub(in crate::input) fn from_name(path: &Path) -> Named {
    let name = without_compression(path);
    match Path::new(&name).extension().map(|extension| extension.to_string_lossy().to_lowercase()).as_deref()
    {
        None => Named::Nothing,
        Some("txt" | "text") => Named::As(Format::Plain),
        Some("jsonl" | "ndjson" | "jsonlines") => Named::As(Format::JsonLines),
        Some("json") => Named::As(Format::Json),
        Some("csv" | "tsv" | "tab") => Named::As(Format::Table),
        Some("parquet") => Named::As(Format::Parquet),
        Some("sqlite" | "sqlite3" | "db") => Named::As(Format::Sqlite),
        Some(other) => {
            Kind::from_extension(other).map_or(Named::Unknown, |kind| Named::As(Format::Document(kind)))
        }
    }
}

/// Whether the name ends as those of compressed files do.
pub(in crate::input) fn is_compressed(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name != without_compression(path)
}

/// The file's name without path, compression and extension.
pub(in crate::input) fn stem(path: &Path) -> String {
    let name = without_compression(path);
    Path::new(&name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn without_compression(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    let suffix = [".gz", ".zst", ".zstd", ".bz2", ".xz"]
        .into_iter()
        .find(|suffix| lower.ends_with(suffix) && lower != *suffix);
    name[..name.len() - suffix.map_or(0, str::len)].to_owned()
}

/// The format, from the name and the first bytes of the content; the error is the reason for refusing the file.
pub(in crate::input) fn decide(
    named: Named,
    head: &[u8],
    resolver: &Resolver,
) -> Result<Format, &'static str> {
    // Whatever the name says: no text begins like this.
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if head.starts_with(b"SQLite format 3\0") {
        return Ok(Format::Sqlite);
    }
    if let Some((_, reason)) = NOT_READ.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(reason);
    }
    let start = head.trim_ascii_start();
    match named {
        Named::As(Format::Parquet) => Err("not a Parquet file"),
        Named::As(Format::Sqlite) => Err("not a SQLite database"),
        // Many files named `.json` are JSON Lines, and some the other way round; the first line tells.
        Named::As(Format::Json) if is_json_lines(start) => Ok(Format::JsonLines),
        Named::As(Format::JsonLines) if opens_over_lines(start) => Ok(Format::Json),
        // What names promise of documents is not to be relied on; an export of a database is named as a text is.
        Named::As(Format::Document(kind)) => documents::recognise(head)
            .unwrap_or(if kind == Kind::Xml { Err(documents::UNKNOWN_XML) } else { Ok(kind) })
            .map(Format::Document),
        Named::As(Format::Plain) => {
            Ok(documents::recognise_export(head).map_or(Format::Plain, Format::Document))
        }
        Named::As(format) => Ok(format),
        Named::Nothing | Named::Unknown => sniff(start, resolver),
    }
}

/// First bytes of what is not read, and what to do with it.
const NOT_READ: [(&[u8], &str); 4] = [
    (b"%PDF-", "a PDF: extract its text first, with `pdftotext`"),
    (b"{\\rtf", "a rich-text document: save it as plain text"),
    (b"\xd0\xcf\x11\xe0", "an office document of old: save it as plain text, or as CSV"),
    (b"PK\x03\x04", "a zip archive within another, or on standard input: unpack it, or save it as a file"),
];

fn sniff(start: &[u8], resolver: &Resolver) -> Result<Format, &'static str> {
    if start.starts_with(b"WARC/") {
        return documents::recognise(start).unwrap_or(Ok(Kind::Warc)).map(Format::Document);
    }
    if memchr::memchr(0, start).is_some() {
        return Err("not a text file");
    }
    if let Some(found) = documents::recognise(start) {
        return found.map(Format::Document);
    }
    let is_array = start.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"));
    Ok(if start.starts_with(b"{") {
        let whole_line = first_line(start).is_some_and(|line| line.ends_with(b"}"));
        if is_json_lines(start) || (whole_line && !is_object(start)) {
            Format::JsonLines
        } else {
            Format::Json
        }
    } else if is_array {
        Format::Json
    } else if table::layout(start, resolver).is_some() {
        Format::Table
    } else {
        Format::Plain
    })
}

/// Whether the first line is an object of its own, and what follows is another.
fn is_json_lines(start: &[u8]) -> bool {
    let Some(line) = first_line(start) else { return false };
    let rest = start[line.len()..].trim_ascii_start();
    is_object(line) && rest.starts_with(b"{")
}

fn first_line(start: &[u8]) -> Option<&[u8]> {
    memchr::memchr(b'\n', start).map(|end| start[..end].trim_ascii_end())
}

/// Whether the first line only opens an array or an object, or begins an array of objects.
fn opens_over_lines(start: &[u8]) -> bool {
    let line = first_line(start).unwrap_or(start);
    matches!(line, b"{" | b"[")
        || line.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii().starts_with(b"{"))
}

fn is_object(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell() {
        let cases = [
            ("a/b.jsonl.gz", Named::As(Format::JsonLines)),
            ("b.NDJSON.zst", Named::As(Format::JsonLines)),
            ("b.txt", Named::As(Format::Plain)),
            ("b.tsv", Named::As(Format::Table)),
            ("b.json", Named::As(Format::Json)),
            ("dump.gz", Named::Nothing),
            ("dump", Named::Nothing),
            ("a.tar.gz", Named::Unknown),
            ("a.pdf", Named::Unknown),
        ];
        for (name, expected) in cases {
            assert_eq!(from_name(Path::new(name)), expected, "{name}");
        }
        assert_eq!(stem(Path::new("x/000_a.b.txt.gz")), "000_a.b");
    }

    #[test]
    fn first_bytes_tell() {
        let resolver = Resolver::new(&[]);
        let cases: [(Named, &str, Result<Format, &str>); 12] = [
            (Named::Nothing, "{\"a\":1}\n{\"a\":2}\n", Ok(Format::JsonLines)),
            (Named::Nothing, "{\"a\":1}", Ok(Format::Json)),
            (Named::Nothing, "{\n\"a\":1}", Ok(Format::Json)),
            (Named::Nothing, "[{\"a\":1}]", Ok(Format::Json)),
            (Named::Nothing, "title,text\na,b\n", Ok(Format::Table)),
            (Named::Nothing, "A headline\n\nSome text, here.\n", Ok(Format::Plain)),
            (Named::Nothing, "<!DOCTYPE html><html>", Ok(Format::Document(Kind::Html))),
            (Named::Unknown, "PK\0\0", Err("not a text file")),
            (Named::As(Format::Json), "{\"a\":1}\n{\"a\":2}\n", Ok(Format::JsonLines)),
            (Named::As(Format::JsonLines), "[\n{\"a\":1}\n]", Ok(Format::Json)),
            (Named::As(Format::JsonLines), "{\"a\":\n{}", Ok(Format::JsonLines)),
            (Named::As(Format::Plain), "{\"a\":1}", Ok(Format::Plain)),
        ];
        for (named, head, expected) in cases {
            assert_eq!(decide(named, head.as_bytes(), &resolver), expected, "{head}");
        }
    }
}
