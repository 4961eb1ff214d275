//! The export of Nexis Uni and its siblings as text: headline, outlet, date, labels, `Body`, text, `Classification`.
//!
//! Every document ends with `End of Document`. Traps: labels end in a colon and a space that does not break
//! (`Length:\u{a0}512 words`); a cover that lists the documents may stand before the first of them, so headline and outlet are
//! looked for from the date upwards; paragraphs are lines of any length, or wrapped where the text went through a
//! converter.

use std::io;

use super::lexisnexis::date_at;
use super::{Columns, Document, Page, read_all};
use crate::input::batch::Batch;
use crate::input::formats::Request;
use crate::input::open::Content;

const ENDS: [&str; 5] =
    ["End of Document", "Ende des Dokuments", "Fin du document", "Fin del documento", "Fine documento"];
const BODIES: [&str; 6] = ["Body", "Text", "Volltext", "Corps", "Cuerpo", "Corpo"];
const BEHIND: [&str; 8] = [
    "Classification",
    "Klassifizierung",
    "Classement",
    "Clasificación",
    "Graphic",
    "Grafik",
    "Load-Date",
    "Notes",
];
const LENGTHS: [&str; 5] = ["Length", "Länge", "Longueur", "Longitud", "Lunghezza"];

/// Labels between date and body.
const LABELS: [&str; 12] = [
    "Section",
    "Byline",
    "Dateline",
    "Highlight",
    "Copyright",
    "Series",
    "Edition",
    "Rubrik",
    "Autor",
    "Auteur",
    "Rubrique",
    "Source",
];

/// Lines above the body in which the date stands.
const HEADER_LINES: usize = 20;

/// Whether the text is an export: a length is stated, a body begins, and a document ends or is classified.
pub(super) fn is_export(head: &str) -> bool {
    let has = |wanted: &[&str], labelled: bool| {
        head.lines().any(|line| if labelled { label(line, wanted).is_some() } else { is_line(line, wanted) })
    };
    has(&LENGTHS, true)
        && has(&BODIES, false)
        && (has(&ENDS, false) || has(&BEHIND[..4], false) || has(&["Load-Date"], true))
}

/// Reads an export.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let page = Page::read(content)?;
    let (mut ranges, mut start, mut at) = (Vec::new(), 0, 0);
    for line in page.text.split_inclusive('\n') {
        at += line.len();
        if is_line(line, &ENDS) {
            ranges.push(start..at);
            start = at;
        }
    }
    if !page.text[start..].trim().is_empty() {
        ranges.push(start..at);
    }
    let documents = ranges.into_iter().map(|range| page.document(range)).collect();
    Ok(read_all(page.batch(), documents, request, article))
}

fn is_line(line: &str, wanted: &[&str]) -> bool {
    let line = line.trim();
    wanted.iter().any(|wanted| line.eq_ignore_ascii_case(wanted))
}

/// What follows one of those labels at the beginning of a line.
fn label<'l>(line: &'l str, wanted: &[&str]) -> Option<&'l str> {
    let (name, value) = line.split_once(':')?;
    wanted.contains(&name.trim()).then(|| value.trim())
}

fn article(document: &Document<'_>) -> Result<Columns, String> {
    let lines: Vec<&str> = document.text.lines().collect();
    let Some(body) = lines.iter().position(|line| is_line(line, &BODIES)) else {
        return Err("no line says `Body`".into());
    };
    let mut columns = Columns::default();
    let above: Vec<&str> =
        lines[..body].iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let above = &above[above.len().saturating_sub(HEADER_LINES)..];
    let is_label = |line: &&str| {
        label(line, &LENGTHS).or_else(|| label(line, &LABELS)).is_some() || line.starts_with("Copyright")
    };
    let n_names = above.iter().position(is_label).unwrap_or(above.len());
    let dated = above[..n_names].iter().rposition(|line| date_at(line).is_some());
    let (title, outlet) = match dated {
        Some(date) => {
            columns.add_some("date", date_at(above[date]));
            (date.checked_sub(2), date.checked_sub(1))
        }
        None => (Some(0), Some(1)),
    };
    let line = |index: Option<usize>| index.and_then(|index| above[..n_names].get(index)).copied();
    columns.add_some("title", line(title));
    columns.add_some("outlet", line(outlet));
    let byline = above.iter().find_map(|line| label(line, &["Byline", "Autor", "Auteur"]));
    columns.add_some("byline", byline);
    let is_end = |line: &&str| {
        is_line(line, &ENDS) || is_line(line, &BEHIND) || label(line, &["Load-Date", "Graphic"]).is_some()
    };
    let text = &lines[body + 1..];
    let end = text.iter().position(is_end).unwrap_or(text.len());
    columns.add("text", paragraphs(&text[..end]));
    let language = text[end..].iter().find_map(|line| label(line, &["Language", "Sprache", "Langue"]));
    columns.add_some("language", language);
    Ok(columns)
}

/// The lines as paragraphs: each of them, or, where blank lines part short ones, what stands between.
fn paragraphs(lines: &[&str]) -> String {
    const WRAPPED_AT: usize = 100;
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    let has_runs = lines.windows(2).any(|pair| !pair[0].is_empty() && !pair[1].is_empty());
    let has_gaps =
        lines.windows(3).any(|three| !three[0].is_empty() && three[1].is_empty() && !three[2].is_empty());
    let is_wrapped = has_runs && has_gaps && lines.iter().all(|line| line.chars().count() <= WRAPPED_AT);
    let mut text = String::new();
    let mut apart = false;
    for line in lines {
        if line.is_empty() {
            apart = true;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if is_wrapped && !apart { " " } else { "\n\n" });
        }
        text.push_str(line);
        apart = false;
    }
    text
}
