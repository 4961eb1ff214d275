//! ProQuest: documents parted by a line of underscores, with `Key: value`; and the XML of TDM Studio.
//!
//! `Full text:` runs over paragraphs to the next known key at the beginning of a line, so only keys that are known
//! count; a sentence that begins with a word and a colon is text. In the XML, which is a file each, the text is HTML that
//! was escaped, and the title of the publication is a `Title` below another element than that of the article.

use std::io;

use super::{Columns, Document, Page, read_all, xml};
use crate::input::batch::Batch;
use crate::input::formats::Request;
use crate::input::markup::text_of;
use crate::input::open::Content;

/// Fewest underscores of a line that parts documents; they write 60.
const FEWEST_UNDERSCORES: usize = 50;

/// Keys of an export, with the columns that they fill.
#[rustfmt::skip]
const KEYS: [(&str, Option<&str>); 43] = [
    ("Title", Some("title")), ("Author", Some("author")), ("Publication title", Some("publication title")),
    ("Publication date", Some("publication date")), ("Full text", Some("full text")),
    ("ProQuest document ID", Some("goid")), ("GOID", Some("goid")), ("Document URL", Some("url")),
    ("Language of publication", Some("language")), ("Language", Some("language")), ("Abstract", Some("abstract")),
    ("Publication info", None), ("Publication year", None), ("Publication subject", None), ("Subject", None),
    ("Location", None), ("People", None), ("Company / organization", None), ("Publisher", None), ("Links", None),
    ("Place of publication", None), ("Country of publication", None), ("Source type", None), ("Document type", None),
    ("Document feature", None), ("ISSN", None), ("e-ISSN", None), ("Pages", None), ("First page", None), ("Volume", None),
    ("Issue", None), ("Section", None), ("Dateline", None), ("Copyright", None), ("Last updated", None),
    ("Database", None), ("Identifier / keyword", None), ("Classification", None), ("Column", None),
    ("Number of pages", None), ("DOI", None), ("Accession number", None), ("Credit", None),
];

/// Whether the text is an export: a line of underscores, and keys that no article has together.
pub(super) fn is_export(head: &str) -> bool {
    const EVIDENCE: [&str; 5] =
        ["Title", "Publication title", "Publication date", "Full text", "ProQuest document ID"];
    let has =
        |wanted: &&str| head.lines().any(|line| key(line).is_some_and(|(found, _)| KEYS[found].0 == *wanted));
    head.lines().any(is_boundary) && EVIDENCE.iter().filter(|wanted| has(wanted)).count() >= 3
}

/// Reads an export.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let page = Page::read(content)?;
    let (mut ranges, mut start, mut at) = (Vec::new(), 0, 0);
    for line in page.text.split_inclusive('\n') {
        if is_boundary(line) {
            ranges.push(start..at);
            start = at + line.len();
        }
        at += line.len();
    }
    ranges.push(start..at);
    // Covers and lists of what was exported have no keys, or none of an article.
    ranges.retain(|range| {
        page.text[range.clone()]
            .lines()
            .any(|line| key(line).is_some_and(|(found, _)| ["Title", "Full text"].contains(&KEYS[found].0)))
    });
    let documents = ranges.into_iter().map(|range| page.document(range)).collect();
    Ok(read_all(page.batch(), documents, request, |document| Ok(article(document))))
}

fn is_boundary(line: &str) -> bool {
    let line = line.trim();
    line.len() >= FEWEST_UNDERSCORES && line.bytes().all(|byte| byte == b'_')
}

/// The known key at the beginning of a line, and what follows it.
fn key(line: &str) -> Option<(usize, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    let known = KEYS.iter().position(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some((known, value.trim()))
}

fn article(document: &Document<'_>) -> Columns {
    let mut values: Vec<(usize, String)> = Vec::new();
    let mut n_blank = 0;
    for line in document.text.lines() {
        let line = line.trim();
        if let Some((key, value)) = key(line) {
            values.push((key, value.to_owned()));
        } else if line.is_empty() {
            n_blank += 1;
            continue;
        } else if let Some((_, value)) = values.last_mut() {
            let joint = match (value.is_empty(), n_blank) {
                (true, _) => "",
                (false, 0) => "\n",
                (false, _) => "\n\n",
            };
            value.push_str(joint);
            value.push_str(line);
        }
        n_blank = 0;
    }
    let mut columns = Columns::default();
    for (key, value) in values {
        let Some(column) = KEYS[key].1 else { continue };
        // Values of other keys are one paragraph; what stands behind a blank line is none of theirs.
        let value = match column {
            "full text" | "abstract" => value,
            _ => value.split("\n\n").next().unwrap_or_default().replace('\n', " "),
        };
        columns.add(column, value);
    }
    columns
}

/// Reads a file of TDM Studio.
pub(super) fn read_xml(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let page = Page::read(content)?;
    let documents =
        xml::pieces(&page.text, &["RECORD"]).into_iter().map(|piece| page.document(piece)).collect();
    Ok(read_all(page.batch(), documents, request, |document| record(document.text)))
}

fn record(document: &str) -> Result<Columns, String> {
    let mut columns = Columns::default();
    let mut path: Vec<&str> = Vec::new();
    for element in xml::elements(document)? {
        path.truncate(element.depth);
        let value = || element.characters().trim().to_owned();
        let is_of_publication = path.iter().any(|name| name.starts_with("Pub") || *name == "DFS");
        match element.local() {
            "GOID" if !columns.has("goid") => columns.add("goid", value()),
            "Title" | "PubTitle" | "PublicationTitle" if is_of_publication || element.local() != "Title" => {
                columns.add("publication title", value());
            }
            "Title" => columns.add("title", value()),
            "NumericDate" => columns.add("NumericDate", value()),
            "RawLang" | "ISOCode" => columns.add("language", value()),
            "OriginalForm" | "NormalizedForm" if path.contains(&"Contributor") => {
                columns.add("author", value())
            }
            "FullText" | "Text" | "HiddenText" => columns.add("full text", text_of(&element.characters())),
            "Abstract" | "AbsText" => columns.add("abstract", text_of(&element.characters())),
            "URL" | "DocumentURL" => columns.add_url("url", value()),
            _ => {}
        }
        path.push(element.name);
    }
    Ok(columns)
}
