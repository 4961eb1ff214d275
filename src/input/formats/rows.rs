//! The rows of delimited text (CSV, TSV): where they begin and end, and their fields.
//!
//! Written here rather than taken from a CSV reader because of what goes wrong in real dumps: an open quotation mark
//! makes such a reader swallow the rest of the file, or of the memory, as one field. This one can say that the mark was
//! never closed, refuse the line it stands on, and go on behind it; it knows the line and byte of every row; and rows
//! found first can be parsed on all cores. The rules are those of RFC 4180 as the `csv` crate reads them (a quote opens
//! a field only at its beginning, text behind the closing quote belongs to the field); a test holds it to that.

use std::borrow::Cow;

use crate::input::blocks::Ending;

/// A row of a table, or a line that is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) start: usize,
    /// One past the last byte, without the line end.
    pub(super) end: usize,
    /// Lines before it in the same bytes.
    pub(super) lines_before: u64,
    /// Whether a quotation mark was opened that is never closed; the row is then one line of the file.
    pub(super) unbalanced: bool,
}

/// Finds the whole rows in `bytes`, blank lines left out. Gives how many bytes they take.
pub(super) fn split(bytes: &[u8], delimiter: u8, ending: Ending, rows: &mut Vec<Row>) -> usize {
    rows.clear();
    let (mut at, mut lines) = (0, 0);
    while at < bytes.len() {
        let (content_end, next, unbalanced) = match end_of_row(bytes, at, delimiter) {
            End::Line(end) => (end, end + 1, false),
            End::Input if ending == Ending::End => (bytes.len(), bytes.len(), false),
            End::Input => break,
            End::InQuotes if ending == Ending::More || (ending == Ending::TooLong && !rows.is_empty()) => {
                break;
            }
            End::InQuotes => match memchr::memchr(b'\n', &bytes[at..]) {
                Some(len) => (at + len, at + len + 1, true),
                None if ending == Ending::End => (bytes.len(), bytes.len(), true),
                None => break,
            },
        };
        let end = if bytes[at..content_end].ends_with(b"\r") { content_end - 1 } else { content_end };
        if !bytes[at..end].trim_ascii().is_empty() {
            rows.push(Row { start: at, end, lines_before: lines, unbalanced });
        }
        lines += memchr::memchr_iter(b'\n', &bytes[at..next]).count() as u64;
        at = next;
        if unbalanced && ending == Ending::TooLong {
            break;
        }
    }
    at
}

/// How a row ends.
enum End {
    /// At this line feed.
    Line(usize),
    /// With the bytes, outside of quotes.
    Input,
    /// With the bytes, inside of quotes.
    InQuotes,
}

fn end_of_row(bytes: &[u8], start: usize, delimiter: u8) -> End {
    let mut at = start;
    loop {
        // `at` is the beginning of a field.
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match memchr::memchr(b'"', &bytes[at..]) {
                    None => return End::InQuotes,
                    Some(len) => at += len + 1,
                }
                if bytes.get(at) != Some(&b'"') {
                    break;
                }
                at += 1;
            }
        }
        match memchr::memchr2(delimiter, b'\n', &bytes[at..]) {
            None => return End::Input,
            Some(len) if bytes[at + len] == b'\n' => return End::Line(at + len),
            Some(len) => at += len + 1,
        }
    }
}

/// The fields of a row that [`split`] found.
pub(super) fn fields(row: &[u8], delimiter: u8) -> Vec<Cow<'_, [u8]>> {
    let mut fields = Vec::new();
    let mut rest = row;
    loop {
        let (field, len) = first_field(rest, delimiter);
        fields.push(field);
        if len == rest.len() {
            return fields;
        }
        rest = &rest[len + 1..];
    }
}

/// The field at the start of `row`, and its length there.
fn first_field(row: &[u8], delimiter: u8) -> (Cow<'_, [u8]>, usize) {
    let plain_end = |from: usize| memchr::memchr(delimiter, &row[from..]).map_or(row.len(), |len| from + len);
    if row.first() != Some(&b'"') {
        let end = plain_end(0);
        return (Cow::Borrowed(&row[..end]), end);
    }
    let mut value = Cow::Borrowed(&row[..0]);
    let mut at = 1;
    loop {
        let quote = memchr::memchr(b'"', &row[at..]).map_or(row.len(), |len| at + len);
        let piece = &row[at..quote];
        if value.is_empty() {
            value = Cow::Borrowed(piece)
        } else {
            value.to_mut().extend_from_slice(piece)
        }
        at = (quote + 1).min(row.len());
        if row.get(at) != Some(&b'"') || quote == row.len() {
            break;
        }
        value.to_mut().push(b'"');
        at += 1;
    }
    let end = plain_end(at);
    if end > at {
        value.to_mut().extend_from_slice(&row[at..end]);
    }
    (value, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut rows = Vec::new();
        assert_eq!(split(text.as_bytes(), b',', Ending::End, &mut rows), text.len());
        rows.iter()
            .map(|row| {
                let fields = fields(&text.as_bytes()[row.start..row.end], b',');
                (row.lines_before, fields.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect())
            })
            .collect()
    }

    #[test]
    fn quotes_guard_delimiters_and_line_ends() {
        let text = "a,b\r\n\r\n\"x,1\",\"line one\nline \"\"two\"\"\"\r\n5\" disk,\"\"\n,\n\"q\"tail,z";
        let expected = [
            (0, vec!["a", "b"]),
            (2, vec!["x,1", "line one\nline \"two\""]),
            (4, vec!["5\" disk", ""]),
            (5, vec!["", ""]),
            (6, vec!["qtail", "z"]),
        ];
        let expected: Vec<(u64, Vec<String>)> = expected
            .into_iter()
            .map(|(line, f)| (line, f.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!(table(text), expected);
    }

    #[test]
    fn an_open_quote_costs_one_line() {
        let mut rows = Vec::new();
        let text = b"a,b\n\"open,1\nc,d\ne,f";
        split(text, b',', Ending::End, &mut rows);
        assert_eq!(
            rows.iter().map(|r| (r.start, r.unbalanced)).collect::<Vec<_>>(),
            [(0, false), (4, true), (12, false), (16, false)]
        );
        assert_eq!(split(text, b',', Ending::More, &mut rows), 4);
        assert_eq!(split(&text[4..], b',', Ending::TooLong, &mut rows), 8);
    }

    proptest! {
        #[test]
        fn reads_what_the_csv_crate_writes(table_in in prop::collection::vec(prop::collection::vec("[a,\"\n\r é]{0,6}", 2..4), 1..6)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &table_in {
                writer.write_record(row).expect("memory");
            }
            let text = String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8");
            let read: Vec<Vec<String>> = table(&text).into_iter().map(|(_, fields)| fields).collect();
            prop_assert_eq!(read, table_in);
        }

        #[test]
        fn never_panics_and_loses_no_byte(bytes in prop::collection::vec(prop::sample::select(b"\",\n\ra;".to_vec()), 0..60)) {
            let mut rows = Vec::new();
            prop_assert_eq!(split(&bytes, b',', Ending::End, &mut rows), bytes.len());
            for row in &rows {
                fields(&bytes[row.start..row.end], b',');
            }
            for ending in [Ending::More, Ending::TooLong] {
                prop_assert!(split(&bytes, b',', ending, &mut rows) <= bytes.len());
            }
        }
    }
}
