//! Articles that a tool took out of pages and wrote as XML: trafilatura's own form, and TEI.
//!
//! Both part the text into paragraphs already, and mark the comments of readers, which are not part of it. Several
//! documents may stand in one file, in any root or one behind the other with a declaration each. Traps: TEI states title,
//! publisher and date twice, for the file and for its source, and of the two the first is often empty or `N/A`; the date
//! under `creation` is that of the download.

use std::io;

use super::xml::{self, Element};
use super::{Columns, Document, Page, read_all};
use crate::input::batch::Batch;
use crate::input::formats::Request;
use crate::input::markup::text_of_xml;
use crate::input::open::Content;

/// Elements that are a paragraph each, unless they stand in another one.
const PARAGRAPHS: [&str; 10] = ["p", "head", "item", "quote", "row", "code", "ab", "l", "figDesc", "hi"];

/// Reads documents of trafilatura.
pub(super) fn read_trafilatura(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    read_pieces(content, request, &["doc"], |document| {
        let elements = xml::elements(document.text)?;
        let mut columns = Columns::default();
        let Some(doc) = elements.first() else { return Ok(columns) };
        for name in [
            "title",
            "author",
            "date",
            "url",
            "hostname",
            "sitename",
            "id",
            "language",
            "description",
            "excerpt",
            "filedate",
        ] {
            columns.add_some(name, doc.attribute(name));
        }
        // Some versions write the address as `source`.
        columns.add_some("source", doc.attribute("source"));
        columns.add("text", paragraphs(&elements, "main"));
        Ok(columns)
    })
}

/// Reads documents of the Text Encoding Initiative.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    read_pieces(content, request, &["TEI", "TEI.2"], |document| tei(document.text))
}

fn read_pieces(
    content: &mut Content<'_>,
    request: Request<'_>,
    names: &[&str],
    columns: impl Fn(&Document<'_>) -> Result<Columns, String> + Sync,
) -> io::Result<Batch> {
    let page = Page::read(content)?;
    let documents = xml::pieces(&page.text, names).into_iter().map(|piece| page.document(piece)).collect();
    Ok(read_all(page.batch(), documents, request, columns))
}

fn tei(document: &str) -> Result<Columns, String> {
    let elements = xml::elements(document)?;
    let mut columns = Columns::default();
    let mut path: Vec<&str> = Vec::new();
    for element in &elements {
        path.truncate(element.depth);
        let local = element.local();
        let is_in = |name: &str| path.contains(&name);
        if let "TEI" | "TEI.2" | "text" = local {
            columns.add_some("xml:lang", element.attribute("xml:lang"));
        }
        if is_in("teiHeader") && !element.inside.contains("<p") {
            let value = || element.characters();
            let kind = element.attribute("type").unwrap_or_default();
            match local {
                "title" if is_in("titleStmt") && !matches!(kind, "sub" | "alt") => {
                    columns.add("title", value())
                }
                "author" if is_in("titleStmt") => columns.add("author", value()),
                "publisher" if is_in("publicationStmt") => columns.add("publisher", value()),
                "date" if kind == "download" => columns.add("crawl_date", date(element)),
                "date" if is_in("publicationStmt") || is_in("bibl") || is_in("biblStruct") => {
                    columns.add("date", date(element));
                }
                "ptr" => columns.add_url("url", element.attribute("target").unwrap_or_default()),
                "idno" if kind.eq_ignore_ascii_case("url") || kind.eq_ignore_ascii_case("uri") => {
                    columns.add_url("url", value().trim());
                }
                "idno" => columns.add("id", value()),
                "note" if kind == "id" => columns.add("id", value()),
                "language" => columns.add_some("language", element.attribute("ident")),
                _ => {}
            }
        }
        path.push(local);
    }
    columns.add("text", paragraphs(&elements, "body"));
    Ok(columns)
}

/// A date as its attributes state it, else as it is written.
fn date(element: &Element<'_>) -> String {
    let stated =
        ["when", "when-iso", "from", "notBefore"].into_iter().find_map(|name| element.attribute(name));
    stated.map_or_else(|| element.characters(), str::to_owned)
}

/// The paragraphs inside of the first element of that name, parted by blank lines, without what readers wrote.
fn paragraphs(elements: &[Element<'_>], name: &str) -> String {
    let Some(start) = elements.iter().position(|element| element.local() == name) else {
        return String::new();
    };
    let depth = elements[start].depth;
    let mut text = String::new();
    let mut rest = elements[start + 1..].iter().take_while(|element| element.depth > depth).peekable();
    while let Some(element) = rest.next() {
        let is_comment = element.local() == "comments" || element.attribute("type") == Some("comments");
        if !is_comment && !PARAGRAPHS.contains(&element.local()) {
            continue;
        }
        if !is_comment {
            let paragraph = text_of_xml(element.inside);
            if !paragraph.is_empty() && !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&paragraph);
        }
        while rest.next_if(|inner| inner.depth > element.depth).is_some() {}
    }
    text
}
