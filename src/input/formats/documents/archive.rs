//! WARC, and WET, which is WARC with texts: records one after the other, never the whole file.
//!
//! A `response` is a reply of a server, of which pages with status 200 are articles; a `conversion` is the text of a page.
//! All other records, replies with other states or types, are passed over and are no rejects. Traps: replies may be in
//! chunks, compressed, or both; lengths lie. A record that does not end where it says is refused once, and reading goes on
//! at the next line that begins a record. The row is the position among all records of the file.

use std::io::{self, Read};

use memchr::memmem;

use super::{Columns, charset, html};
use crate::input::batch::{Batch, Place, in_parallel};
use crate::input::blocks::MAX_RECORD;
use crate::input::formats::{Request, too_long};
use crate::input::open::Content;
use crate::input::record;

/// Longest head of a record or reply.
const LONGEST_HEAD: usize = 1 << 20;

/// Bytes of records that are parsed together on all cores.
const TOGETHER: usize = 32 << 20;

/// Bytes read at once.
const READ: usize = 256 << 10;

const BEGINS: &[u8] = b"WARC/";
const DECLARATION: &[u8] = b"\nWARC/";

/// Reads an archive.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let byte = content.start();
    let mut window = Window { content, bytes: Vec::new(), at: 0, byte, ended: false };
    let mut all = Batch::default();
    let mut waiting: Vec<(Place, Result<Record, String>)> = Vec::new();
    let (mut row, mut held) = (0, 0);
    loop {
        let next = window.record()?;
        let is_last = next.is_none();
        if let Some((byte, record)) = next {
            row += 1;
            match record {
                Ok(record) if !is_wanted(&record.head) => {}
                record => {
                    held += record.as_ref().map_or(0, |record| record.body.len());
                    waiting.push((Place { row, byte }, record));
                }
            }
        }
        let is_enough = held >= TOGETHER || all.records() + waiting.len() as u64 >= request.most() as u64;
        if is_last || is_enough {
            all.append(parse(&waiting, request));
            waiting.clear();
            held = 0;
        }
        if is_last || all.records() >= request.most() as u64 {
            return Ok(all);
        }
    }
}

fn parse(records: &[(Place, Result<Record, String>)], request: Request<'_>) -> Batch {
    in_parallel(records, request, |(place, record), batch| {
        let mut foreign = false;
        let columns = match record {
            Ok(record) => record.columns(&mut foreign),
            Err(reason) => Err(reason.clone()),
        };
        batch.tally.count_foreign(foreign);
        match columns {
            // A reply that is no page.
            Ok(None) => {}
            Ok(Some(columns)) => {
                batch.add(*place, Ok(record::from_columns(columns.into_pairs(), request.resolver)));
            }
            Err(reason) => batch.refuse(*place, reason),
        }
    })
}

/// A record of an archive.
struct Record {
    head: Head,
    body: Vec<u8>,
}

/// Names in lower case, and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Head {
    first: String,
    fields: Vec<(String, String)>,
}

impl Head {
    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.lines();
        let mut head = Self { first: lines.next().unwrap_or_default().trim().to_owned(), fields: Vec::new() };
        for line in lines {
            match (line.split_once(':'), head.fields.last_mut()) {
                // A line that begins with space continues the one before it.
                (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                (Some((name, value)), _) => {
                    head.fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
                _ => {}
            }
        }
        head
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Record {
    /// The columns, or `None` when the record is no page.
    fn columns(&self, foreign: &mut bool) -> Result<Option<Columns>, String> {
        let mut columns = if self.head.get("warc-type") == Some("conversion") {
            let text = charset::decode(&self.body, None, foreign);
            let mut columns = Columns::default();
            columns.add_some("title", text.lines().map(str::trim).find(|line| !line.is_empty()));
            columns.add("text", text.trim());
            columns
        } else {
            match page(&self.body, foreign)? {
                Some(html) => html::article(&html)?,
                None => return Ok(None),
            }
        };
        columns.add_some("WARC-Date", self.head.get("warc-date"));
        let target = self.head.get("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']));
        columns.add_some("WARC-Target-URI", target);
        let id = self.head.get("warc-record-id").map(|id| id.trim_matches(['<', '>']));
        columns.add_some("WARC-Record-ID", id);
        columns.add_some("language", self.head.get("warc-identified-content-language"));
        Ok(Some(columns))
    }
}

/// Whether a record can be an article.
fn is_wanted(head: &Head) -> bool {
    match head.get("warc-type") {
        Some("conversion") => head.get("content-type").is_none_or(|kind| kind.starts_with("text/plain")),
        Some("response") => head.get("content-type").is_none_or(|kind| kind.starts_with("application/http")),
        _ => false,
    }
}

/// The page that a reply holds; `None` when it is no page.
fn page(reply: &[u8], foreign: &mut bool) -> Result<Option<String>, String> {
    let Some((len, gap)) = end_of_head(reply) else {
        return Err("a reply without an end of its head".into());
    };
    let head = Head::read(&reply[..len]);
    if head.first.split_whitespace().nth(1) != Some("200") {
        return Ok(None);
    }
    let kind = head.get("content-type").unwrap_or("text/html").to_ascii_lowercase();
    if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml") {
        return Ok(None);
    }
    let body = &reply[len + gap..];
    let in_chunks =
        head.get("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
    let joined;
    // Some crawlers join the chunks and leave the field as it was.
    let body = match in_chunks.then(|| join_chunks(body)).flatten() {
        Some(whole) => {
            joined = whole;
            &joined[..]
        }
        None => body,
    };
    let unpacked = match head.get("content-encoding").map(str::to_ascii_lowercase).as_deref() {
        Some("gzip" | "x-gzip") if body.starts_with(&[0x1f, 0x8b]) => {
            Some(unpack(flate2::read::MultiGzDecoder::new(body))?)
        }
        Some("deflate") if body.first().is_some_and(|byte| byte & 0x0f == 8) => {
            Some(unpack(flate2::read::ZlibDecoder::new(body))?)
        }
        Some("zstd") if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
            let decoder = zstd::stream::read::Decoder::new(body).map_err(|error| error.to_string())?;
            Some(unpack(decoder)?)
        }
        Some("br") if std::str::from_utf8(body).is_err() => {
            return Err("the reply is compressed with Brotli, which is not read".into());
        }
        _ => None,
    };
    let label = kind.split_once("charset=").map(|(_, label)| label.trim_matches([' ', '"', '\'']));
    let label = label.map(|label| label.split([';', ' ', '"', '\'']).next().unwrap_or_default());
    Ok(Some(charset::decode(unpacked.as_deref().unwrap_or(body), label, foreign).into_owned()))
}

fn unpack(decoder: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = decoder.take(MAX_RECORD as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > MAX_RECORD {
        return Err(too_long());
    }
    match read {
        Err(error) if bytes.is_empty() => Err(format!("the reply cannot be unpacked: {error}")),
        // Replies that broke off are common in crawls, and browsers show what came.
        _ => Ok(bytes),
    }
}

/// The chunks of a body joined; `None` when it is not in chunks.
fn join_chunks(body: &[u8]) -> Option<Vec<u8>> {
    let (mut joined, mut rest) = (Vec::with_capacity(body.len()), body);
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(1024)])?;
        let size = std::str::from_utf8(rest[..end].trim_ascii()).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            break;
        }
        let (chunk, after) = rest.split_at(size.min(rest.len()));
        joined.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
    }
    Some(joined)
}

/// Length of a head, and of the blank line behind it.
fn end_of_head(bytes: &[u8]) -> Option<(usize, usize)> {
    let head = &bytes[..bytes.len().min(LONGEST_HEAD)];
    let (crlf, lf) = (memmem::find(head, b"\r\n\r\n"), memmem::find(head, b"\n\n"));
    match (crlf, lf) {
        (Some(crlf), Some(lf)) if lf < crlf => Some((lf, 2)),
        (Some(crlf), _) => Some((crlf, 4)),
        (None, lf) => lf.map(|lf| (lf, 2)),
    }
}

/// A record's place and itself, or the reason why there is none.
type Next = (Option<u64>, Result<Record, String>);

/// What was read of the content and not used yet.
struct Window<'c, 'a> {
    content: &'c mut Content<'a>,
    bytes: Vec<u8>,
    at: usize,
    /// Offset of `bytes[at]` in the decompressed file.
    byte: Option<u64>,
    ended: bool,
}

impl Window<'_, '_> {
    fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// Reads until there are so many bytes, or no more.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        if self.at > READ {
            self.bytes.drain(..self.at);
            self.at = 0;
        }
        while self.rest().len() < wanted && !self.ended {
            // What is stated is not believed: memory grows with what comes.
            let len = self.bytes.len();
            let more = (wanted - self.rest().len()).clamp(READ, 4 << 20);
            self.bytes.resize(len + more, 0);
            let read = self.content.read(&mut self.bytes[len..])?;
            self.bytes.truncate(len + read);
            self.ended = read == 0;
        }
        Ok(())
    }

    fn pass(&mut self, n_bytes: usize) {
        self.at += n_bytes;
        self.byte = self.byte.map(|byte| byte + n_bytes as u64);
    }

    /// Passes over what is no record, up to the next line that begins one.
    fn seek(&mut self) -> io::Result<()> {
        loop {
            self.fill(READ)?;
            if let Some(found) = memmem::find(self.rest(), DECLARATION) {
                self.pass(found + 1);
                return Ok(());
            }
            // The end may hold the beginning of the mark.
            let keep = if self.ended { 0 } else { DECLARATION.len() };
            let rest = self.rest().len();
            self.pass(rest.saturating_sub(keep));
            if self.ended {
                return Ok(());
            }
        }
    }

    /// The next record, `None` at the end.
    fn record(&mut self) -> io::Result<Option<Next>> {
        loop {
            self.fill(READ)?;
            let space = self.rest().len() - self.rest().trim_ascii_start().len();
            self.pass(space);
            if space == 0 || !self.rest().is_empty() {
                break;
            }
        }
        self.fill(READ)?;
        if self.rest().is_empty() {
            return Ok(None);
        }
        let byte = self.byte;
        if !self.rest().starts_with(BEGINS) {
            self.seek()?;
            return Ok(Some((byte, Err("no record of WARC begins here".into()))));
        }
        if end_of_head(self.rest()).is_none() {
            self.fill(LONGEST_HEAD)?;
        }
        let Some((len, gap)) = end_of_head(self.rest()) else {
            let reason = if self.ended { "cut short in its head" } else { "a head that does not end" };
            self.pass(BEGINS.len());
            self.seek()?;
            return Ok(Some((byte, Err(reason.into()))));
        };
        let head = Head::read(&self.rest()[..len]);
        let length = head.get("content-length").and_then(|length| length.parse::<u64>().ok());
        let Some(length) = length else {
            self.pass(len);
            self.seek()?;
            return Ok(Some((byte, Err("no `Content-Length`".into()))));
        };
        self.pass(len + gap);
        let record = self.body(head, length)?;
        Ok(Some((byte, record)))
    }

    /// The body of the record of that head.
    fn body(&mut self, head: Head, length: u64) -> io::Result<Result<Record, String>> {
        let wanted = is_wanted(&head);
        let fits = usize::try_from(length).ok().filter(|length| *length <= MAX_RECORD);
        let Some(length) = fits else {
            let skipped = self.skip(length)?;
            return Ok(match (wanted, skipped) {
                (_, false) => Err("cut short, or a `Content-Length` that is too large".into()),
                (true, true) => Err(too_long()),
                (false, true) => Ok(Record { head, body: Vec::new() }),
            });
        };
        // Enough to see whether another record begins behind it.
        self.fill(length + 64)?;
        if self.rest().len() < length {
            // What follows may be within; a length that is too large must not hide it.
            self.seek()?;
            return Ok(Err("cut short, or a `Content-Length` that is too large".into()));
        }
        let behind = self.rest()[length..].trim_ascii_start();
        if !behind.starts_with(BEGINS) && !behind.is_empty() {
            self.seek()?;
            return Ok(Err("does not end where its `Content-Length` says".into()));
        }
        let body = if wanted { self.rest()[..length].to_vec() } else { Vec::new() };
        self.pass(length);
        Ok(Ok(Record { head, body }))
    }

    /// Passes over so many bytes; `false` when there are fewer.
    fn skip(&mut self, n_bytes: u64) -> io::Result<bool> {
        let mut left = n_bytes;
        loop {
            let here = (self.rest().len() as u64).min(left);
            self.pass(here as usize);
            left -= here;
            if left == 0 {
                return Ok(true);
            }
            self.fill(READ)?;
            if self.rest().is_empty() {
                return Ok(false);
            }
        }
    }
}
