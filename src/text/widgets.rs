//! Link widgets whose text was fused into the prose when the page was scraped.
//!
//! Cost: one look at every pair of neighbouring bytes, sixteen at a time; only paragraphs in which a capital follows a
//! small letter or a full stop are looked at closer.

use crate::units::Span;

/// Link widgets fused into the prose of `paragraph`, as spans of the article's text.
///
/// The pattern: a name of two to four capitalised words stands twice with nothing between (`Mike PompeoMike Pompeo`),
/// headlines of other articles follow, and the word `MORE` in capitals ends them. The second name up to and with
/// `MORE` is the widget. Without a `MORE` within 600 bytes only the doubled name is taken out. Other pages print the name
/// in full before the headlines (`Joe Biden Joseph Robinette BidenStorm closes … MORE`): there the widget begins with the
/// full name, and only a `MORE` gives it away.
#[must_use]
pub fn find(text: &str, paragraph: Span) -> Vec<Span> {
    let body = paragraph.of(text);
    let mut found = Vec::new();
    let mut from = 0;
    for at in seams(body.as_bytes()) {
        if at < from {
            continue;
        }
        let limit = body.floor_char_boundary(at + 600);
        let more = more(&body[at..limit]).map(|length| at + length);
        let widget = match (doubled_name(body, at), more) {
            (Some(name), end) => Some((at, end.unwrap_or(at + name))),
            (None, Some(end)) => full_name(&body[from..at]).map(|start| (from + start, end)),
            (None, None) => None,
        };
        if let Some((start, end)) = widget {
            let base = paragraph.start as usize;
            found.push(Span::new(base + start, base + end));
            from = end;
        }
    }
    found
}

/// Where a capital follows a small letter or a full stop: the places at which two names can be fused.
fn seams(bytes: &[u8]) -> impl Iterator<Item = usize> {
    const BLOCK: usize = 64;
    let is_seam =
        |pair: (&u8, &u8)| (pair.0.is_ascii_lowercase() | (*pair.0 == b'.')) & pair.1.is_ascii_uppercase();
    let pairs = move |from: usize| {
        let block = &bytes[from..bytes.len().min(from + BLOCK + 1)];
        block.iter().zip(&block[1..])
    };
    // Blocks without a seam are found without an early end, which lets the compiler take sixteen pairs at a time.
    let has_seam = move |from: &usize| pairs(*from).fold(0, |any, pair| any | u8::from(is_seam(pair))) != 0;
    let within = move |from| pairs(from).enumerate().filter(move |(_, pair)| is_seam(*pair));
    (0..bytes.len())
        .step_by(BLOCK)
        .filter(has_seam)
        .flat_map(move |from| within(from).map(move |(i, _)| from + i + 1))
}

/// Where the full name begins that ends `before` and repeats the last word of a shorter name right before it, as in
/// `Joe Biden Joseph Robinette Biden`.
fn full_name(before: &str) -> Option<usize> {
    let mut words = before.rsplit(' ');
    let last = words.next()?;
    let mut start = before.len() - last.len();
    if !last.starts_with(char::is_uppercase) {
        return None;
    }
    for word in words.take(6) {
        if word == last {
            return Some(start);
        }
        if !word.starts_with(|c: char| c.is_uppercase() || matches!(c, '(' | '"' | '“')) {
            return None;
        }
        start -= word.len() + 1;
    }
    None
}

/// Length in bytes of the name that ends at `at` and stands again at `at`; at least two words.
fn doubled_name(body: &str, at: usize) -> Option<usize> {
    let (before, after) = (&body[..at], &body[at..]);
    let mut starts = before.rmatch_indices(' ').map(|(space, _)| space + 1).take(4);
    // The last word alone is no name; a name begins one to three words further left, or at the paragraph's start.
    starts.next()?;
    let begin = if before.matches(' ').count() < 4 { Some(0) } else { None };
    starts.chain(begin).find_map(|start| {
        let name = &before[start..];
        let name_like = name.contains(' ') && name.split(' ').all(|w| w.starts_with(char::is_uppercase));
        (name_like && after.starts_with(name)).then_some(name.len())
    })
}

/// End of the first `MORE` that stands as a word of its own.
fn more(text: &str) -> Option<usize> {
    text.match_indices("MORE").map(|(at, _)| at + 4).find(|&end| {
        !text[end..].starts_with(char::is_alphanumeric) && text[..end - 4].ends_with(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::hostile::hostile;

    proptest! {
        #[test]
        fn every_seam_is_found(text in hostile()) {
            let pairs = text.as_bytes().windows(2).enumerate();
            let is_seam = |pair: &[u8]| {
                matches!(pair, [b'a'..=b'z' | b'.', b'A'..=b'Z'])
            };
            let slow: Vec<usize> = pairs.filter(|(_, pair)| is_seam(pair)).map(|(i, _)| i + 1).collect();
            prop_assert_eq!(seams(text.as_bytes()).collect::<Vec<_>>(), slow);
        }
    }

    #[test]
    fn widgets_in_prose_are_cut_out_and_the_sentence_closes() {
        let text = "Secretary Ann BellAnn BellStorm closes harbour Ten things to know MORE on Monday said no. Mc DonaldMac";
        let found = find(text, Span::new(0, text.len()));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].of(text), "Ann BellStorm closes harbour Ten things to know MORE");
        let text = "Then Joe Bell Joseph (Joe) Ann BellStorm closes harbour Ten things to know MORE said no.";
        let found = find(text, Span::new(0, text.len()));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].of(text), "Joseph (Joe) Ann BellStorm closes harbour Ten things to know MORE");
        assert_eq!(find("New YorkNew York", Span::new(0, 16)).len(), 1);
        assert_eq!(find("iPhone and eBay are fine", Span::new(0, 24)), []);
    }
}
