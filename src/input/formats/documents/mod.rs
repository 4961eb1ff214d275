//! Documents with labelled parts: feeds, pages, archives of pages, and the exports of newspaper databases.
//!
//! They are recognised by their content, because names mislead: a database gives `.txt` or `.html`, a feed is `.xml`.
//! Each reader makes columns of a document, under names that the table of fields knows; a document that is malformed
//! costs itself only. But for archives, of which records pass one after the other, a file is held as a whole.

mod archive;
mod charset;
mod factiva;
mod feeds;
mod html;
mod lexisnexis;
mod nexis;
mod proquest;
mod tei;
mod xml;

use std::borrow::Cow;
use std::io::{self, Read};
use std::ops::Range;

use super::{Request, too_long};
use crate::input::batch::{Batch, Place, in_parallel};
use crate::input::blocks::MAX_RECORD;
use crate::input::host;
use crate::input::open::Content;
use crate::input::record;

/// The reason for refusing other XML.
pub(super) const UNKNOWN_XML: &str =
    "XML of a kind that is not read (RSS, Atom, TEI, ProQuest TDM and trafilatura's are)";

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum Kind {
    /// RSS 2.0 or 1.0.
    Rss,
    /// Atom.
    Atom,
    /// XML as trafilatura writes it.
    Xml,
    /// The XML of the Text Encoding Initiative.
    Tei,
    /// A page.
    Html,
    /// An archive of replies.
    Warc,
    /// An archive of texts.
    Wet,
    /// An export of LexisNexis.
    LexisNexis,
    /// An export of Nexis Uni.
    Nexis,
    /// An export of Factiva as text.
    Factiva,
    /// An export of Factiva as HTML.
    FactivaPage,
    /// An export of ProQuest as text.
    ProQuest,
    /// An article of ProQuest TDM Studio.
    ProQuestXml,
}

impl Kind {
    /// The name in reports.
    pub(in crate::input) fn name(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Xml => "xml",
            Self::Tei => "tei",
            Self::Html => "html",
            Self::Warc => "warc",
            Self::Wet => "wet",
            Self::LexisNexis => "lexisnexis",
            Self::Nexis => "nexis",
            Self::Factiva | Self::FactivaPage => "factiva",
            Self::ProQuest | Self::ProQuestXml => "proquest",
        }
    }

    /// The kind that an extension promises.
    pub(in crate::input) fn from_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "rss" | "rdf" => Self::Rss,
            "atom" => Self::Atom,
            "xml" => Self::Xml,
            "tei" => Self::Tei,
            "html" | "htm" | "xhtml" => Self::Html,
            "warc" => Self::Warc,
            "wet" => Self::Wet,
            _ => return None,
        })
    }

    /// Whether a file is held as a whole while it is read.
    pub(in crate::input) fn is_held(self) -> bool {
        !matches!(self, Self::Warc | Self::Wet)
    }

    /// Whether a file that broke off may end in a document that does not show it.
    pub(in crate::input) fn hides_a_cut(self) -> bool {
        !matches!(
            self,
            Self::Warc | Self::Wet | Self::Rss | Self::Atom | Self::Xml | Self::Tei | Self::ProQuestXml
        )
    }
}

/// The kind of a file by its first bytes; the error is the reason for refusing it, `None` that it is no document.
pub(in crate::input) fn recognise(head: &[u8]) -> Option<Result<Kind, &'static str>> {
    let head = head.trim_ascii_start();
    if head.starts_with(b"WARC/") {
        let is_wet = memchr::memmem::find(head, b"WARC-Type: conversion").is_some();
        return Some(Ok(if is_wet { Kind::Wet } else { Kind::Warc }));
    }
    let text = String::from_utf8_lossy(head);
    if head.starts_with(b"<") { recognise_markup(&text) } else { recognise_export(head).map(Ok) }
}

/// The kind of an export of text by its first bytes.
pub(in crate::input) fn recognise_export(head: &[u8]) -> Option<Kind> {
    let text = String::from_utf8_lossy(head);
    if lexisnexis::is_export(&text) {
        Some(Kind::LexisNexis)
    } else if nexis::is_export(&text) {
        Some(Kind::Nexis)
    } else if proquest::is_export(&text) {
        Some(Kind::ProQuest)
    } else if factiva::is_export(&text) {
        Some(Kind::Factiva)
    } else {
        None
    }
}

fn recognise_markup(text: &str) -> Option<Result<Kind, &'static str>> {
    let root = xml::root(text)?;
    let local = root.rsplit(':').next().unwrap_or_default();
    Some(Ok(match local {
        "rss" | "RDF" | "channel" => Kind::Rss,
        "feed" => Kind::Atom,
        "opml" => return Some(Err("a list of feeds (OPML), not articles; fetch the feeds and give those")),
        "TEI" | "TEI.2" | "teiCorpus" => Kind::Tei,
        "RECORD" if text.contains("<GOID") => Kind::ProQuestXml,
        _ if local.eq_ignore_ascii_case("html") => {
            if factiva::is_page(text) {
                Kind::FactivaPage
            } else {
                Kind::Html
            }
        }
        _ if text.trim_start().starts_with("<?xml") || text.contains("<doc ") => {
            if !(text.contains("<doc ") && text.contains("<main")) {
                return Some(Err(UNKNOWN_XML));
            }
            Kind::Xml
        }
        _ if ["head", "body", "div", "p", "meta", "title", "article", "table"]
            .iter()
            .any(|name| local.eq_ignore_ascii_case(name)) =>
        {
            if factiva::is_page(text) {
                Kind::FactivaPage
            } else {
                Kind::Html
            }
        }
        _ => return None,
    }))
}

/// Reads documents of that kind.
pub(super) fn read(kind: Kind, content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    match kind {
        Kind::Rss | Kind::Atom => feeds::read(content, request),
        Kind::Xml => tei::read_trafilatura(content, request),
        Kind::Tei => tei::read(content, request),
        Kind::ProQuestXml => proquest::read_xml(content, request),
        Kind::Html => html::read(content, request),
        Kind::Warc | Kind::Wet => archive::read(content, request),
        Kind::LexisNexis => lexisnexis::read(content, request),
        Kind::Nexis => nexis::read(content, request),
        Kind::Factiva => factiva::read(content, request),
        Kind::FactivaPage => factiva::read_page(content, request),
        Kind::ProQuest => proquest::read(content, request),
    }
}

/// The columns of a document.
#[derive(Debug, Default, PartialEq, Eq)]
struct Columns(Vec<(&'static str, String)>);

impl Columns {
    fn add(&mut self, column: &'static str, value: impl Into<String>) {
        self.0.push((column, value.into()));
    }

    /// Adds a value that counts only when it is an address.
    fn add_url(&mut self, column: &'static str, value: impl Into<String>) {
        let value = value.into();
        if host::is_url(&value) {
            self.add(column, value);
        }
    }

    /// Adds what is there.
    fn add_some(&mut self, column: &'static str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.add(column, value);
        }
    }

    fn has(&self, column: &str) -> bool {
        self.0.iter().any(|(name, value)| *name == column && !value.trim().is_empty())
    }

    fn into_pairs(self) -> impl Iterator<Item = (Cow<'static, str>, Cow<'static, str>)> {
        self.0.into_iter().map(|(column, value)| (Cow::Borrowed(column), Cow::Owned(value)))
    }
}

/// A file that is held as a whole, as text.
struct Page {
    text: String,
    start: Option<u64>,
    foreign: bool,
}

/// A document in a page.
struct Document<'p> {
    text: &'p str,
    place: Place,
}

impl Page {
    fn read(content: &mut Content<'_>) -> io::Result<Self> {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        let mut foreign = false;
        let text = match String::from_utf8(bytes) {
            // Seven-bit encodings look like UTF-8 and are rare; the escape tells.
            Ok(text) if memchr::memchr(0x1b, text.as_bytes()).is_none() => {
                return Ok(Self { text, start: content.start(), foreign });
            }
            Ok(text) => charset::decode(text.as_bytes(), None, &mut foreign).into_owned(),
            Err(error) => charset::decode(error.as_bytes(), None, &mut foreign).into_owned(),
        };
        // Offsets into what was decoded mean nothing in the file.
        Ok(Self { text, start: None, foreign })
    }

    /// A batch that knows how the page was decoded.
    fn batch(&self) -> Batch {
        let mut batch = Batch::default();
        batch.tally.count_foreign(self.foreign);
        batch
    }

    /// The document at that range, in the row that [`read_all`] gives it.
    fn document(&self, range: Range<usize>) -> Document<'_> {
        let byte = self.start.map(|start| start + range.start as u64);
        Document { text: self.text.get(range).unwrap_or_default(), place: Place { row: 0, byte } }
    }
}

/// Reads documents on all cores; their rows are their positions.
fn read_all(
    mut batch: Batch,
    mut documents: Vec<Document<'_>>,
    request: Request<'_>,
    columns: impl Fn(&Document<'_>) -> Result<Columns, String> + Sync,
) -> Batch {
    documents.truncate(request.most());
    for (row, document) in (1..).zip(&mut documents) {
        document.place.row = row;
    }
    batch.append(in_parallel(&documents, request, |document, batch| {
        if document.text.len() > MAX_RECORD {
            return batch.refuse(document.place, too_long());
        }
        let record =
            columns(document).map(|columns| record::from_columns(columns.into_pairs(), request.resolver));
        batch.add(document.place, record);
    }));
    batch
}

#[cfg(test)]
mod tests;
