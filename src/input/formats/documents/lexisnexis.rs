//! The text export of the old LexisNexis: many documents in a file, each behind `N of M DOCUMENTS`.
//!
//! A document is the outlet, the date, the headline, keys (`BYLINE:`, `LENGTH:`), the body, and more keys (`LOAD-DATE:`).
//! Paragraphs are wrapped and parted by blank lines. Traps: the headline has no key; the edition stands between date and
//! headline, centred like both outlet and date; the copyright stands at the top or at the bottom; keys and dates are in
//! the language of the database's surface (English, German, French).

use std::io;

use super::{Columns, Document, Page, read_all};
use crate::input::batch::Batch;
use crate::input::dates;
use crate::input::formats::Request;
use crate::input::open::Content;

/// Keys in front of the body.
#[rustfmt::skip]
const BEFORE: [&str; 26] = [
    "BYLINE", "SECTION", "LENGTH", "DATELINE", "HEADLINE", "HIGHLIGHT", "SOURCE", "SERIES", "COLUMN", "EDITION", "BODY",
    "AUTOR", "RUBRIK", "LÄNGE", "LAENGE", "ORT", "QUELLE", "AUTEUR", "RUBRIQUE", "LONGUEUR", "ENCART", "AUTOR(EN)",
    "SECCIÓN", "LONGITUD", "SEZIONE", "LUNGHEZZA",
];

/// Keys behind the body.
#[rustfmt::skip]
const BEHIND: [&str; 42] = [
    "LOAD-DATE", "LANGUAGE", "GRAPHIC", "PUBLICATION-TYPE", "SUBJECT", "TICKER", "COMPANY", "GEOGRAPHIC", "PERSON", "CITY",
    "STATE", "COUNTRY", "INDUSTRY", "ORGANIZATION", "JOURNAL-CODE", "DOCUMENT-TYPE", "ACC-NO", "DISTRIBUTION", "NOTES",
    "CORRECTION", "CORRECTION-DATE", "TYPE", "URL", "PUB-TYPE", "NAME", "CONTACTS", "UPDATE", "SPRACHE", "GRAFIK",
    "ZEITUNGS-CODE", "KASTEN", "PUBLIKATIONSTYP", "DATE-CHARGEMENT", "LANGUE", "TYPE-PUBLICATION", "GRAPHIQUE", "NOTE",
    "IDIOMA", "FECHA-CARGA", "LINGUA", "TAAL", "DATE DE CHARGEMENT",
];

/// Centred lines begin with so much space.
const CENTRED: usize = 8;

/// Whether the text is an export: its first lines number a document, and keys follow.
pub(super) fn is_export(head: &str) -> bool {
    let mut lines = head.lines();
    let numbered = lines.by_ref().filter(|line| !line.trim().is_empty()).take(10).any(is_boundary);
    let has_key =
        |line: &str| key(line).is_some_and(|(name, _)| !matches!(name, "BODY" | "NAME" | "TYPE" | "NOTE"));
    numbered && head.lines().filter(|line| has_key(line)).take(2).count() == 2
}

/// Reads an export.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let page = Page::read(content)?;
    let (mut ranges, mut start, mut at): (Vec<_>, Option<usize>, _) = (Vec::new(), None, 0);
    for line in page.text.split_inclusive('\n') {
        if is_boundary(line) {
            ranges.extend(start.replace(at).map(|start| start..at));
        }
        at += line.len();
    }
    ranges.extend(start.map(|start| start..at));
    let documents = ranges.into_iter().map(|range| page.document(range)).collect();
    Ok(read_all(page.batch(), documents, request, article))
}

/// `3 of 250 DOCUMENTS`, `Dokument 3 von 250`, `Document 3 de 250`.
fn is_boundary(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(5).collect();
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_of = |word: &str| ["of", "von", "de", "di", "van"].iter().any(|of| word.eq_ignore_ascii_case(of));
    match words[..] {
        [first, of, last, noun] if is_number(first) => {
            is_of(of) && is_number(last) && noun.to_ascii_uppercase().starts_with("DOCUMENT")
        }
        [noun, first, of, last] => {
            let noun = noun.to_ascii_uppercase();
            ["DOCUMENT", "DOKUMENT", "DOCUMENTO"].contains(&&*noun)
                && is_number(first)
                && is_of(of)
                && is_number(last)
        }
        _ => false,
    }
}

/// The key at the beginning of a line, and what follows it.
fn key(line: &str) -> Option<(&'static str, &str)> {
    let (name, value) = line.split_once(':')?;
    let known = BEFORE.iter().chain(&BEHIND).find(|known| **known == name)?;
    Some((known, value.trim()))
}

fn is_copyright(block: &str) -> bool {
    let lower = block.trim_start().to_lowercase();
    lower.starts_with("copyright")
        || lower.starts_with("all rights reserved")
        || lower.starts_with("alle rechte")
}

/// The lines of a document in blocks that blank lines part.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks = vec![Vec::new()];
    for line in text.lines().skip(1) {
        if line.trim().is_empty() {
            if blocks.last().is_some_and(|block| !block.is_empty()) {
                blocks.push(Vec::new());
            }
        } else if let Some(block) = blocks.last_mut() {
            block.push(line);
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// A wrapped paragraph on one line.
fn joined(block: &[&str]) -> String {
    block.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ")
}

fn article(document: &Document<'_>) -> Result<Columns, String> {
    let mut columns = Columns::default();
    let blocks = blocks(document.text);
    let first_key = blocks.iter().position(|block| key(block[0]).is_some()).unwrap_or(blocks.len());
    // Without keys the head cannot be told from the body; the first blocks are all that it can be.
    let head = &blocks[..first_key.min(8)];
    let (mut outlet, mut dated, mut headline): (Option<String>, bool, Option<&[&str]>) = (None, false, None);
    for block in head {
        // The outlet may stand right below the copyright.
        let n_legal = block.iter().take_while(|line| is_copyright(line)).count();
        let block = &block[n_legal..];
        if block.is_empty() {
            continue;
        }
        if outlet.is_none() {
            outlet = Some(joined(&block[..1]));
            dated = find_date(&block[1..], &mut columns);
        } else if !dated && headline.is_none() && find_date(block, &mut columns) {
            dated = true;
        } else if headline.is_none() || !is_centred(block) {
            // The edition stands before the headline and is centred; of two that are not, the later is the headline.
            headline = Some(block);
        }
    }
    columns.add_some("outlet", outlet);
    columns.add_some("title", headline.map(joined));
    let mut body = Vec::new();
    let mut behind = false;
    for block in &blocks[first_key..] {
        let Some((name, value)) = key(block[0]) else {
            if !behind && !is_copyright(block[0]) {
                body.push(joined(block));
            }
            behind |= is_copyright(block[0]) && !body.is_empty();
            continue;
        };
        behind |= BEHIND.contains(&name);
        let value = [&[value], &block[1..]].concat();
        match name {
            "HEADLINE" => {
                columns.0.retain(|(column, _)| *column != "title");
                columns.add("title", joined(&value));
            }
            "BYLINE" | "AUTOR" | "AUTEUR" | "AUTOR(EN)" => columns.add("byline", joined(&value)),
            "LANGUAGE" | "SPRACHE" | "LANGUE" | "IDIOMA" | "LINGUA" | "TAAL" => {
                columns.add("language", joined(&value));
            }
            "BODY" if !joined(&value).is_empty() => body.push(joined(&value)),
            _ => {}
        }
    }
    columns.add("text", body.join("\n\n"));
    Ok(columns)
}

fn is_centred(block: &[&str]) -> bool {
    block.iter().all(|line| line.len() - line.trim_start().len() >= CENTRED)
}

/// Looks for the date among the lines, also where an edition follows it.
fn find_date(lines: &[&str], columns: &mut Columns) -> bool {
    for line in lines.iter().take(3) {
        if let Some(date) = date_at(line.trim()) {
            columns.add("date", date);
            return true;
        }
    }
    false
}

/// The longest beginning of a line that is a date with at least a month and a year.
pub(super) fn date_at(line: &str) -> Option<&str> {
    let is_possible = line.len() <= 120 && line.bytes().any(|byte| byte.is_ascii_digit());
    if !is_possible {
        return None;
    }
    let ends = line.char_indices().filter(|(_, c)| c.is_whitespace() || *c == ',').map(|(at, _)| at);
    let mut ends: Vec<usize> = ends.chain([line.len()]).collect();
    ends.reverse();
    let is_date = |end: &usize| {
        let text = &line[..*end];
        text.bytes().filter(u8::is_ascii_digit).count() >= 4 && dates::read(text).is_ok()
    };
    ends.into_iter().find(is_date).map(|end| &line[..end])
}
