//! JSON Lines: one object a line, read in blocks, parsed on all cores while the next block is read.
//!
//! Memory is two blocks beside the articles, whatever the size of the file.

use std::io;

use super::{Request, json, too_long};
use crate::input::batch::{Batch, Place, in_parallel};
use crate::input::blocks::{Block, Blocks, Ending};
use crate::input::open::Content;

/// Reads up to `limit` records.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    read_blocks(&mut Blocks::new(content), request)
}

fn read_blocks(blocks: &mut Blocks<'_, '_>, request: Request<'_>) -> io::Result<Batch> {
    let mut all = Batch::default();
    let mut current = blocks.next(Block::default(), whole_lines)?;
    let mut spare = Block::default();
    while let Some(block) = current {
        let left = request.limit.map(|limit| limit.saturating_sub(all.records()));
        if left == Some(0) {
            break;
        }
        let (batch, next) = rayon::join(
            || parse(&block, Request { limit: left, ..request }),
            || blocks.next(spare, whole_lines),
        );
        all.append(batch);
        current = next?;
        spare = block;
    }
    Ok(all)
}

/// Bytes up to and with the last line end.
fn whole_lines(bytes: &[u8], ending: Ending) -> usize {
    match ending {
        Ending::More => memchr::memrchr(b'\n', bytes).map_or(0, |end| end + 1),
        Ending::End => bytes.len(),
        Ending::TooLong => 0,
    }
}

/// A line that is not blank.
struct Line<'b> {
    place: Place,
    bytes: &'b [u8],
}

fn parse(block: &Block, request: Request<'_>) -> Batch {
    if block.too_long {
        let mut batch = Batch::default();
        batch.refuse(Place { row: block.row, byte: block.byte }, too_long());
        return batch;
    }
    let lines = lines_of(block, request.most());
    in_parallel(&lines, request, |line, batch| {
        if !request.wants(line.place.row) {
            return batch.pass_over();
        }
        let json = batch.tally.decode(line.bytes);
        json::add(batch, line.place, &json, request.resolver);
    })
}

fn lines_of(block: &Block, limit: usize) -> Vec<Line<'_>> {
    let bytes = block.bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len()));
    for (row, end) in (block.row..).zip(ends) {
        if lines.len() == limit {
            break;
        }
        // Files that were put behind one another keep their marks.
        let line = bytes[start..end].trim_ascii();
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        if !line.is_empty() {
            let place = Place { row, byte: block.byte.map(|byte| byte + start as u64) };
            lines.push(Line { place, bytes: line });
        }
        start = end + 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::fields::Resolver;
    use crate::input::open::content;
    use crate::progress::Silent;
    use crate::space::Shelf;

    fn read_sized(text: &str, block: usize, max: usize, limit: Option<u64>) -> Batch {
        let mut content =
            content(Box::new(io::Cursor::new(text.as_bytes().to_vec())), &Silent).expect("opens");
        let mut blocks = Blocks::sized(&mut content, block, max);
        let (resolver, shelf) = (Resolver::new(&[]), Shelf::default());
        read_blocks(&mut blocks, Request { limit, ..Request::of(&resolver, &shelf) }).expect("reads")
    }

    #[test]
    fn places_do_not_depend_on_the_size_of_blocks() {
        let text = "{\"title\":\"one\"}\r\n\n  \n{\"title\":\nnull\n{\"title\":\"two\"}";
        for block in [1, 2, 7, 16, 1000] {
            let batch = read_sized(text, block, 1000, None);
            let rows: Vec<_> = batch.drafts.iter().map(|d| (d.row, d.byte)).collect();
            assert_eq!(rows, [(1, Some(0)), (6, Some(36))], "{block}");
            let refused: Vec<_> = batch.refusals.iter().map(|r| (r.place.row, r.place.byte)).collect();
            assert_eq!(refused, [(4, Some(21)), (5, Some(31))], "{block}");
        }
    }

    #[test]
    fn too_long_lines_are_refused_and_passed_over() {
        let long = format!("{{\"title\":\"{}\"}}", "x".repeat(200));
        let text = format!("{{\"title\":\"a\"}}\n{long}\n{{\"title\":\"b\"}}\n{long}");
        for block in [8, 64, 4096] {
            let batch = read_sized(&text, block, 100, None);
            assert_eq!(batch.drafts.iter().map(|d| d.row).collect::<Vec<_>>(), [1, 3], "{block}");
            let refused: Vec<_> = batch.refusals.iter().map(|r| (r.place.row, &*r.reason)).collect();
            assert_eq!(refused, [(2, "longer than 256 MiB"), (4, "longer than 256 MiB")], "{block}");
        }
    }

    #[test]
    fn limits_count_records_good_or_bad() {
        let text = "{\"title\":\"a\"}\n\n7\n{\"title\":\"b\"}\n";
        for block in [4, 1000] {
            for (limit, good, bad) in [(0, 0, 0), (1, 1, 0), (2, 1, 1), (3, 2, 1), (9, 2, 1)] {
                let batch = read_sized(text, block, 1000, Some(limit));
                assert_eq!((batch.drafts.len(), batch.refusals.len()), (good, bad), "{limit}");
            }
        }
    }
}
