//! Plain text: one file, one article. The text is the whole file; the headline is looked for in it.

use std::io::{self, Read};

use super::{HOLDS_NUL, Request, headline, too_long};
use crate::input::batch::{Batch, Place};
use crate::input::blocks::MAX_RECORD;
use crate::input::draft::{Draft, NOTHING_TO_READ, content_hash};
use crate::input::open::Content;

/// Reads the file as one article.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let place = Place { row: 1, byte: content.start() };
    let mut batch = Batch::default();
    let mut bytes = Vec::new();
    content.take(MAX_RECORD as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_RECORD {
        batch.refuse(place, too_long());
        return Ok(batch);
    }
    let text = batch.tally.decode(&bytes).into_owned();
    if text.contains('\0') {
        batch.refuse(place, HOLDS_NUL);
        return Ok(batch);
    }
    if text.trim().is_empty() {
        // An empty stream that was cut short is refused for that, once.
        if content.damage().is_none() {
            batch.refuse(place, NOTHING_TO_READ);
        }
        return Ok(batch);
    }
    let head = headline::find(&text);
    let of = |span: crate::units::Span| Box::from(span.of(&text));
    let mut draft = Draft {
        id: request.stem.map(Into::into),
        outlet: None,
        title: head.title.map(of),
        is_snippet: false,
        title_span: head.title,
        published: None,
        open_date: None,
        lang: None,
        url: None,
        byline: head.byline.map(of),
        file: 0,
        row: place.row,
        byte: place.byte,
        content: 0,
        text: text.into(),
    };
    draft.content = content_hash(&draft);
    batch.drafts.push(draft);
    request.put(&mut batch);
    Ok(batch)
}
