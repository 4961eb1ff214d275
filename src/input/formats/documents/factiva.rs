//! Factiva: text or HTML with two-letter codes of fields, and HTML without them.
//!
//! A document runs to `Document` and its number. With codes (`HD`, `LP`, `TD`) a field begins where its code stands alone
//! on a line or before a gap, codes have an order and stand behind a blank line in a body, so `CO` in it does not begin a field. Without codes the
//! headline is a `span` of class `…Headline`, the paragraphs are of class `articleParagraph`, and what stands between is
//! told by its shape: words, date, time, outlet, code, language. Both have several articles in a file.

use std::io;

use super::lexisnexis::date_at;
use super::{Columns, Document, Page, read_all};
use crate::input::batch::Batch;
use crate::input::formats::Request;
use crate::input::markup::{self, Flow, Token};
use crate::input::open::Content;
use crate::input::{dates, language};

/// Codes of fields in the order in which they stand.
#[rustfmt::skip]
const CODES: [&str; 28] = [
    "SE", "HD", "HLP", "CR", "BY", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "ART", "CT", "RF",
    "CO", "IN", "NS", "RE", "IPD", "IPC", "PUB", "AN",
];

/// Whether the text is an export: a headline, and three more codes that no article has together.
pub(super) fn is_export(head: &str) -> bool {
    let has =
        |wanted: &str| head.lines().any(|line| code(line).is_some_and(|(found, _)| CODES[found] == wanted));
    has("HD") && ["PD", "SN", "LP", "TD", "WC", "LA"].into_iter().filter(|wanted| has(wanted)).count() >= 3
}

/// Whether a page is an export.
pub(super) fn is_page(head: &str) -> bool {
    let has_codes = || ["HD", "PD", "SN"].iter().all(|code| head.contains(&format!(">{code}<")));
    head.contains("articleParagraph") && head.contains("Headline") || has_codes()
}

/// The code at the beginning of a line, and what follows it.
fn code(line: &str) -> Option<(usize, &str)> {
    let line = line.trim_end();
    let end = line.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(line.len());
    let (name, value) = line.split_at(end);
    let is_apart = value.is_empty() || value.starts_with("  ") || value.starts_with(['\t', '\u{a0}']);
    let found = CODES.iter().position(|known| *known == name)?;
    is_apart.then(|| (found, value.trim()))
}

/// The number in the line that ends a document: `Document DAIEX00020171114edbe0001x`.
fn number(line: &str) -> Option<&str> {
    let line = line.trim();
    let line = line.strip_prefix("AN").map_or(line, str::trim);
    let number = line.strip_prefix("Document ")?.trim();
    let is_number =
        (10..=40).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_number && number.bytes().any(|byte| byte.is_ascii_digit())).then_some(number)
}

/// Reads an export of text.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let page = Page::read(content)?;
    Ok(read_text(&page, request))
}

fn read_text(page: &Page, request: Request<'_>) -> Batch {
    let (mut ranges, mut start, mut at, mut has_headline) = (Vec::new(), 0, 0, false);
    for line in page.text.split_inclusive('\n') {
        // A headline without an end before it: the line with the number is missing.
        if code(line).is_some_and(|(found, _)| CODES[found] == "HD") {
            if has_headline {
                ranges.push(start..at);
                start = at;
            }
            has_headline = true;
        }
        at += line.len();
        if has_headline && number(line).is_some() {
            ranges.push(start..at);
            (start, has_headline) = (at, false);
        }
    }
    if has_headline {
        ranges.push(start..at);
    }
    let documents = ranges.into_iter().map(|range| page.document(range)).collect();
    read_all(page.batch(), documents, request, |document| Ok(fields(document.text)))
}

/// The columns of a document with codes.
fn fields(document: &str) -> Columns {
    let mut fields: Vec<(usize, Vec<&str>)> = Vec::new();
    let (mut id, mut is_apart) = (None, true);
    for line in document.lines() {
        let last = fields.last().map(|(code, _)| *code);
        // Inside of a text a code stands behind a blank line.
        let may_begin = |code: usize| {
            last.is_none_or(|last| code > last && (is_apart || !["LP", "TD", "ART"].contains(&CODES[last])))
        };
        if let Some((code, value)) = code(line).filter(|(code, _)| may_begin(*code)) {
            fields.push((code, vec![value]));
        } else if let Some((_, lines)) = fields.last_mut().filter(|_| number(line).is_none()) {
            lines.push(line.trim());
        }
        id = number(line).or(id);
        is_apart = line.trim().is_empty();
    }
    let value = |wanted: &str| {
        let found = fields.iter().find(|(code, _)| CODES[*code] == wanted);
        found.map(|(_, lines)| paragraphs(lines)).filter(|value| !value.is_empty())
    };
    let line =
        |wanted: &str| value(wanted).map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut columns = Columns::default();
    columns.add_some("HD", line("HD"));
    columns.add_some("BY", line("BY"));
    if let Some(date) = line("PD") {
        let timed = line("ET").map(|time| format!("{date} {time}"));
        columns.add("PD", timed.filter(|timed| dates::read(timed).is_ok()).unwrap_or(date));
    }
    columns.add_some("SN", line("SN"));
    columns.add_some("LA", line("LA"));
    columns.add_some("AN", id);
    let text: Vec<String> = ["LP", "TD", "ART"].into_iter().filter_map(value).collect();
    columns.add("text", text.join("\n\n"));
    columns
}

/// Lines as paragraphs: what blank lines part.
fn paragraphs(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut apart = false;
    for line in lines {
        if line.is_empty() {
            apart = !text.is_empty();
            continue;
        }
        if !text.is_empty() {
            text.push_str(if apart { "\n\n" } else { "\n" });
        }
        text.push_str(line);
        apart = false;
    }
    text
}

/// Reads an export of HTML.
pub(super) fn read_page(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let page = Page::read(content)?;
    if !page.text.contains("articleParagraph") || [">HD<", ">PD<"].iter().all(|code| page.text.contains(code))
    {
        let mut flow = Flow::default();
        for token in markup::tokens(&page.text) {
            if let Token::Open(tag) = token
                && (tag.is("td") || tag.is("th"))
            {
                flow.part();
            }
            flow.push(&token);
        }
        // Offsets into the text are none of the file.
        return Ok(read_text(&Page { text: flow.text, start: None, foreign: page.foreign }, request));
    }
    let starts: Vec<usize> = headlines(&page.text);
    let ends = starts.iter().skip(1).copied().chain([page.text.len()]);
    let documents = starts.iter().zip(ends).map(|(start, end)| page.document(*start..end)).collect();
    Ok(read_all(page.batch(), documents, request, |document: &Document<'_>| Ok(unlabelled(document.text))))
}

/// Where the elements begin that are headlines.
fn headlines(page: &str) -> Vec<usize> {
    let is_headline = |token: &Token<'_>| match token {
        Token::Open(tag) => tag
            .attribute("class")
            .is_some_and(|class| class.split_whitespace().any(|class| class.ends_with("Headline"))),
        _ => false,
    };
    let mut starts = Vec::new();
    for token in markup::tokens(page).filter(is_headline) {
        if let Token::Open(tag) = token {
            // The tag is a part of the page, one byte behind its `<`.
            starts.push((tag.name.as_ptr() as usize - page.as_ptr() as usize).saturating_sub(1));
        }
    }
    starts
}

/// The columns of a document without codes, from its headline on.
fn unlabelled(document: &str) -> Columns {
    let (mut head, mut body) = (Flow::default(), Flow::default());
    let mut in_paragraph = false;
    for token in markup::tokens(document) {
        match &token {
            Token::Open(tag) if tag.is("p") => {
                in_paragraph = tag.attribute("class").is_some_and(|class| class.contains("articleParagraph"));
            }
            Token::Close(name) if name.eq_ignore_ascii_case("p") => in_paragraph = false,
            _ => {}
        }
        if in_paragraph {
            body.push(&token)
        } else {
            head.push(&token)
        }
        if !in_paragraph {
            body.part();
        }
    }
    let mut columns = Columns::default();
    let mut lines = head.text.lines().filter(|line| !line.is_empty());
    columns.add_some("HD", lines.next());
    let (mut date, mut outlet, mut lang): (Option<String>, Option<&str>, Option<&str>) = (None, None, None);
    for line in lines {
        if let Some(id) = number(line) {
            columns.add("AN", id);
            break;
        }
        if let Some(found) = &mut date {
            let timed = format!("{found} {line}");
            if outlet.is_none() && line.contains(':') && dates::read(&timed).is_ok() {
                *found = timed;
            } else if outlet.is_none() {
                outlet = Some(line);
            } else if lang.is_none()
                && line.len() > 3
                && language::code(line).is_some_and(|code| code.len() == 2)
            {
                lang = Some(line);
            }
        } else if let Some(found) = date_at(line) {
            date = Some(found.to_owned());
        } else if !line.starts_with(|c: char| c.is_ascii_digit()) && !columns.has("BY") {
            columns.add("BY", line);
        }
    }
    columns.add_some("PD", date);
    columns.add_some("SN", outlet);
    columns.add_some("LA", lang);
    let text = body.text.trim();
    // The number may stand in a paragraph of the same class.
    let (text, id) = match text.rsplit_once("\n\n") {
        Some((text, last)) if number(last).is_some() => (text, number(last)),
        _ => (text, None),
    };
    columns.add_some("AN", id);
    columns.add("text", text);
    columns
}
