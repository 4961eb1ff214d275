//! JSON that is not one object a line: an array, objects behind one another, or the answer of a news service that
//! wraps an array (`{"status":"ok","articles":[…]}`).
//!
//! Outside of objects, commas and brackets carry no meaning here, which reads arrays, concatenated objects, trailing
//! commas and the `[{…},]{…}]` of a well-known tool by one rule. Objects are found by their braces and then parsed on
//! their own, so that a bad one costs itself only. The file is held in memory as a whole.

use std::io::{self, Read};

use super::{Request, too_long};
use crate::input::batch::{Batch, Place, in_parallel};
use crate::input::blocks::MAX_RECORD;
use crate::input::fields::{Field, Resolver, Role, normalise};
use crate::input::open::Content;
use crate::input::record::{self, Found};

/// Keys under which services put the array of articles, or the object that holds it.
const WRAPPERS: [&str; 16] = [
    "articles",
    "results",
    "data",
    "items",
    "docs",
    "hits",
    "response",
    "value",
    "posts",
    "stories",
    "documents",
    "records",
    "entries",
    "rows",
    "news",
    "@graph",
];

/// How deep wrappers are followed: `hits.hits`, `response.docs`, `articles.results`.
const WRAPPER_DEPTH: usize = 2;

/// Reads up to `limit` records.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let resolver = request.resolver;
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes)?;
    let mut pieces = Vec::new();
    for piece in pieces_of(&bytes, 0) {
        match wrapped(&bytes, &piece, resolver, WRAPPER_DEPTH) {
            Some(start) => pieces.extend(pieces_of(array_at(&bytes, start), start)),
            None => pieces.push(piece),
        }
    }
    pieces.truncate(request.most());
    let places: Vec<(Place, Piece)> = (1..)
        .zip(pieces)
        .map(|(row, piece)| {
            (Place { row, byte: content.start().map(|byte| byte + piece.start as u64) }, piece)
        })
        .collect();
    Ok(in_parallel(&places, request, |(place, piece), batch| {
        if piece.end - piece.start > MAX_RECORD {
            return batch.refuse(*place, too_long());
        }
        let json = batch.tally.decode(&bytes[piece.start..piece.end]);
        batch.add(*place, record::from_json(&json, resolver));
    }))
}

/// Adds the record that an object is, or all those that it wraps: an event with its articles on one line.
pub(super) fn add(batch: &mut Batch, place: Place, json: &str, resolver: &Resolver) {
    let record = record::from_json(json, resolver);
    let is_text = |found: &Found<'_>| found.slot.field == Field::Text && found.slot.role == Role::Plain;
    // Looking for wrapped records costs as much as reading; what has a text of its own is none.
    if record.as_ref().is_ok_and(|record| !record.iter().any(is_text)) {
        let bytes = json.as_bytes();
        let piece = Piece { start: 0, end: bytes.len() };
        if let Some(start) = wrapped(bytes, &piece, resolver, WRAPPER_DEPTH) {
            for piece in pieces_of(array_at(bytes, start), start) {
                batch.add(place, record::from_json(&json[piece.start..piece.end], resolver));
            }
            return;
        }
    }
    batch.add(place, record);
}

/// Bytes that should be one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    start: usize,
    end: usize,
}

/// The values in those bytes, which begin at `offset` of the file.
fn pieces_of(bytes: &[u8], offset: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b',' | b'[' | b']' => at + 1,
            byte if byte.is_ascii_whitespace() => at + 1,
            _ => {
                let end = end_of_value(bytes, at);
                pieces.push(Piece { start: offset + at, end: offset + end });
                end
            }
        };
        at = end;
    }
    pieces
}

/// Where the value that begins at `at` ends: after the closing brace, the closing quote, or before a delimiter. A value
/// that never ends takes the rest.
fn end_of_value(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b'"' => end_of_string(bytes, at),
        b'{' | b'[' => {
            let mut depth = 0usize;
            let mut at = at;
            while at < bytes.len() {
                match bytes[at] {
                    b'"' => {
                        at = end_of_string(bytes, at);
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    return at;
                }
            }
            bytes.len()
        }
        _ => {
            let is_end = |b: &u8| matches!(b, b',' | b'[' | b']' | b'{' | b'\n');
            bytes[at + 1..].iter().position(is_end).map_or(bytes.len(), |len| at + 1 + len)
        }
    }
}

/// One past the closing quote of the string that opens at `at`.
fn end_of_string(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += next;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

/// Where the array of articles begins, if the object is a wrapper: it has a known key with an array of objects (at most
/// `depth` levels down) and no text of its own.
fn wrapped(bytes: &[u8], piece: &Piece, resolver: &Resolver, depth: usize) -> Option<usize> {
    if depth == 0 || bytes[piece.start] != b'{' {
        return None;
    }
    let mut array = None;
    for (key, value) in members(bytes, piece) {
        let key = normalise(&String::from_utf8_lossy(key));
        let is_text = resolver.slots(&key).iter().any(|s| s.field == Field::Text && s.role == Role::Plain);
        let is_wrapper = WRAPPERS.contains(&&*key);
        match bytes.get(value) {
            Some(b'[') if is_wrapper && opens_with_object(&bytes[value + 1..]) => {
                array = array.or(Some(value))
            }
            Some(b'{') if is_wrapper => {
                let piece = Piece { start: value, end: end_of_value(bytes, value) };
                array = array.or_else(|| wrapped(bytes, &piece, resolver, depth - 1));
            }
            Some(b'"') if is_text => return None,
            _ => {}
        }
    }
    array
}

fn opens_with_object(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"{")
}

/// The bytes of the array that opens at `start`.
fn array_at(bytes: &[u8], start: usize) -> &[u8] {
    &bytes[start..end_of_value(bytes, start)]
}

/// The keys of an object and where their values begin. Stops where the object is malformed.
fn members<'b>(bytes: &'b [u8], piece: &Piece) -> impl Iterator<Item = (&'b [u8], usize)> {
    let bytes = &bytes[..piece.end];
    let mut at = piece.start + 1;
    std::iter::from_fn(move || {
        let skip = |at: usize| {
            let rest = bytes.get(at..)?;
            rest.iter().position(|b| !b.is_ascii_whitespace() && *b != b',').map(|space| at + space)
        };
        let key_start = skip(at).filter(|at| bytes[*at] == b'"')?;
        let key_end = end_of_string(bytes, key_start);
        let colon = skip(key_end).filter(|at| bytes[*at] == b':')?;
        let value = skip(colon + 1)?;
        at = end_of_value(bytes, value);
        let key = bytes.get(key_start + 1..key_end - 1)?;
        Some((key, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::open::content;
    use crate::progress::Silent;
    use crate::space::Shelf;

    fn parsed(text: &str) -> Batch {
        let mut content =
            content(Box::new(io::Cursor::new(text.as_bytes().to_vec())), &Silent).expect("opens");
        let (resolver, shelf) = (Resolver::new(&[]), Shelf::default());
        let request = Request::of(&resolver, &shelf);
        read(&mut content, request).expect("reads")
    }

    fn titles(text: &str) -> Vec<String> {
        parsed(text).drafts.iter().filter_map(|draft| draft.title.as_deref().map(str::to_owned)).collect()
    }

    #[test]
    fn every_way_of_wrapping_gives_the_articles() {
        let cases = [
            r#"[{"title":"a"},{"title":"b"}]"#,
            "\u{feff} [ {\"title\":\"a\"} , {\"title\":\"b\"} , ]\n",
            r#"{"title":"a"}{"title":"b"}"#,
            "{\n \"title\":\"a\"\n}\n{\n \"title\":\"b\"\n}",
            r#"[{"title":"a"},]{"title":"b"}]"#,
            r#"{"status":"ok","totalResults":2,"articles":[{"title":"a"},{"title":"b"}]}"#,
            r#"{"title":"Feed","items":[{"title":"a"},{"title":"b"}]}"#,
            r#"{"articles":{"page":1,"results":[{"title":"a"},{"title":"b"}]}}"#,
            r#"{"hits":{"total":2,"hits":[{"_id":"1","_source":{"title":"a"}},{"_source":{"title":"b"}}]}}"#,
            r#"{"data":[{"title":"a"}]}{"data":[{"title":"b"}]}"#,
        ];
        for text in cases {
            assert_eq!(titles(text), ["a", "b"], "{text}");
        }
    }

    #[test]
    fn an_article_with_items_is_an_article() {
        let batch = parsed(r#"{"title":"a","text":"t","items":[{"title":"x"}]}"#);
        assert_eq!((batch.drafts.len(), batch.drafts[0].title.as_deref()), (1, Some("a")));
    }

    #[test]
    fn a_bad_object_costs_itself_only() {
        let batch = parsed(r#"[{"title":"a"},{"title":},7,"x\"",{"title":"b"},{"title":"c"#);
        assert_eq!(
            batch.drafts.iter().map(|d| (d.row, d.byte)).collect::<Vec<_>>(),
            [(1, Some(1)), (5, Some(34))]
        );
        let refused: Vec<_> = batch.refusals.iter().map(|r| (r.place.row, &*r.reason)).collect();
        let expected = [
            (2, "malformed JSON at column 10: expected value"),
            (3, "not an object"),
            (4, "not an object"),
            (6, "malformed JSON at column 11: EOF while parsing a string"),
        ];
        assert_eq!(refused, expected);
    }
}
