//! CSV, TSV and their relatives: delimiter and header row found by looking, rows parsed on all cores.
//!
//! The delimiter and the header are those under which most columns have a known name; rows above the header (a title,
//! `sep=;`) are passed over. Fields that are not UTF-8 are read as Windows-1252, which is what spreadsheets write.

use std::io;

use super::rows::{self, Row};
use super::{HOLDS_NUL, Request, too_long};
use crate::input::batch::{Batch, Place, in_parallel};
use crate::input::blocks::{Block, Blocks, Ending};
use crate::input::encoding::{self, Encoding};
use crate::input::fields::{Resolver, normalise};
use crate::input::open::Content;
use crate::input::record::Found;

/// Delimiters that are tried, in order of preference.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Rows among which the header is looked for.
const HEADER_ROWS: usize = 10;

/// What the first rows say about a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    delimiter: u8,
    columns: Vec<String>,
    /// Rows up to and with the header.
    skip: usize,
}

/// The layout under which the bytes are a table of articles, `None` when they do not look like one.
pub(super) fn layout(head: &[u8], resolver: &Resolver) -> Option<Layout> {
    let candidates = DELIMITERS.into_iter().flat_map(|delimiter| first_rows(head, delimiter));
    candidates
        .filter(|layout| layout.columns.len() > 1 && resolver.names_article(&layout.columns))
        // `max_by_key` takes the last of equals; the first has to win, so the list is reversed.
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .max_by_key(|layout| resolver.count_known(&layout.columns))
}

/// Each of the first rows as a header.
fn first_rows(head: &[u8], delimiter: u8) -> Vec<Layout> {
    let mut rows = Vec::new();
    rows::split(head, delimiter, Ending::End, &mut rows);
    let columns = |row: &Row| -> Vec<String> {
        let fields = rows::fields(&head[row.start..row.end], delimiter);
        fields.iter().map(|field| encoding::decode(field).0.trim().to_owned()).collect()
    };
    let rows = rows.iter().take(HEADER_ROWS).enumerate();
    rows.map(|(index, row)| Layout { delimiter, columns: columns(row), skip: index + 1 }).collect()
}

/// Reads up to `limit` records.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let head = content.peek()?;
    // Without known columns the first row is the header, so that `--map` can be told about it.
    let layout = layout(head, request.resolver).or_else(|| {
        DELIMITERS
            .into_iter()
            .filter_map(|d| first_rows(head, d).into_iter().next())
            .max_by_key(|l| l.columns.len())
    });
    match layout {
        Some(layout) => read_blocks(&mut Blocks::new(content), &layout, request),
        None => Ok(Batch::default()),
    }
}

fn read_blocks(blocks: &mut Blocks<'_, '_>, layout: &Layout, request: Request<'_>) -> io::Result<Batch> {
    let mut next = |used: Block, mut rows: Vec<Row>| -> io::Result<Option<(Block, Vec<Row>)>> {
        let block =
            blocks.next(used, |bytes, ending| rows::split(bytes, layout.delimiter, ending, &mut rows))?;
        Ok(block.map(|block| (block, rows)))
    };
    let mut all = Batch::default();
    let mut skip = layout.skip;
    let mut current = next(Block::default(), Vec::new())?;
    let mut spare = (Block::default(), Vec::new());
    while let Some((block, rows)) = current {
        let left = request.limit.map_or(u64::MAX, |limit| limit.saturating_sub(all.records()));
        if left == 0 {
            break;
        }
        let body = &rows[skip.min(rows.len())..];
        skip -= rows.len() - body.len();
        let body = &body[..body.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
        let (batch, following) =
            rayon::join(|| parse(&block, body, layout, request), || next(spare.0, spare.1));
        all.append(batch);
        current = following?;
        spare = (block, rows);
    }
    Ok(all)
}

fn parse(block: &Block, rows: &[Row], layout: &Layout, request: Request<'_>) -> Batch {
    if block.too_long {
        let mut batch = Batch::default();
        batch.refuse(Place { row: block.row, byte: block.byte }, too_long());
        return batch;
    }
    let slots: Vec<_> =
        layout.columns.iter().map(|column| request.resolver.slots(&normalise(column))).collect();
    in_parallel(rows, request, |row, batch| {
        let byte = block.byte.map(|byte| byte + row.start as u64);
        let place = Place { row: block.row + row.lines_before, byte };
        if !request.wants(place.row) {
            return batch.pass_over();
        }
        if row.unbalanced {
            return batch.refuse(place, "unbalanced quotes");
        }
        let mut fields = rows::fields(&block.bytes()[row.start..row.end], layout.delimiter);
        // A delimiter behind the last column is a habit of some writers, not a wrong length.
        while fields.len() > layout.columns.len() && fields.last().is_some_and(|field| field.is_empty()) {
            fields.pop();
        }
        if fields.len() != layout.columns.len() {
            let (has, needs) = (fields.len(), layout.columns.len());
            return batch.refuse(place, format!("{has} fields where the header has {needs}"));
        }
        if fields.iter().any(|field| memchr::memchr(0, field).is_some()) {
            return batch.refuse(place, HOLDS_NUL);
        }
        // Field by field: cells of one row come from several sources. The row counts once.
        let mut worst = Encoding::Utf8;
        let mut record = Vec::with_capacity(8);
        for ((column, slots), field) in layout.columns.iter().zip(&slots).zip(&fields) {
            for slot in *slots {
                let (value, encoding) = encoding::decode(field);
                worst = worst.max(encoding);
                record.push(Found {
                    slot: *slot,
                    nested: false,
                    column: column.into(),
                    value,
                    continued: false,
                });
            }
        }
        batch.tally.count_encoding(worst);
        batch.add(place, Ok(record));
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::open::content;
    use crate::progress::Silent;
    use crate::space::Shelf;

    fn parsed(bytes: &[u8], block: usize, max: usize) -> Batch {
        let resolver = Resolver::new(&[]);
        let layout = layout(bytes, &resolver).expect("a table");
        let mut content = content(Box::new(io::Cursor::new(bytes.to_vec())), &Silent).expect("opens");
        let shelf = Shelf::default();
        let request = Request::of(&resolver, &shelf);
        read_blocks(&mut Blocks::sized(&mut content, block, max), &layout, request).expect("reads")
    }

    #[test]
    fn delimiter_and_header_are_found() {
        let resolver = Resolver::new(&[]);
        let cases = [
            ("title,text\na,b\n", b',', 1),
            ("title\ttext, long\na\tb\n", b'\t', 1),
            ("sep=;\ntitle;url;publish_date\n", b';', 2),
            ("My export, all rows\n\nid|title|text\n", b'|', 2),
        ];
        for (text, delimiter, skip) in cases {
            let layout = layout(text.as_bytes(), &resolver).expect("a table");
            assert_eq!((layout.delimiter, layout.skip), (delimiter, skip), "{text}");
        }
        assert_eq!(layout(b"Some prose, with commas.\nAnd more, too.\n", &resolver), None);
    }

    #[test]
    fn rows_keep_their_lines_whatever_the_size_of_blocks() {
        let text = b"id,title,text\r\n1,a,\"x\r\ny\"\r\n\r\n2,b\r\n3,c,z,,\r\n4,\"d,w\r\n5,e,v\r\n";
        for block in [1, 5, 16, 1000] {
            let batch = parsed(text, block, 10_000);
            let good: Vec<_> =
                batch.drafts.iter().map(|d| (d.row, d.byte, d.text.read().into_owned())).collect();
            let good: Vec<_> = good.iter().map(|(row, byte, text)| (*row, *byte, text.as_str())).collect();
            assert_eq!(good, [(2, Some(15), "x\r\ny"), (6, Some(34), "z"), (8, Some(51), "v")], "{block}");
            let refused: Vec<_> = batch.refusals.iter().map(|r| (r.place.row, &*r.reason)).collect();
            assert_eq!(
                refused,
                [(5, "2 fields where the header has 3"), (7, "unbalanced quotes")],
                "{block}"
            );
        }
    }

    #[test]
    fn an_open_quote_does_not_take_all_memory() {
        let text = format!("id,title\n1,a\n2,\"b\n{}", "3,c\n".repeat(100));
        let batch = parsed(text.as_bytes(), 16, 64);
        assert_eq!((batch.drafts.len(), batch.refusals.len()), (101, 1));
        assert_eq!(batch.refusals[0].place.row, 3);
    }

    #[test]
    fn what_is_not_utf8_is_windows_1252() {
        let batch = parsed(b"title,text\ncaf\xe9,na\xc3\xafve\n", 100, 1000);
        assert_eq!(
            (batch.drafts[0].title.as_deref(), &*batch.drafts[0].text.read()),
            (Some("café"), "naïve")
        );
        assert_eq!(batch.tally.warnings(), ["1 text not in UTF-8: read as Windows-1252"]);
    }
}
