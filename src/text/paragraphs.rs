//! Article text to paragraphs, adapting to how the text was broken into lines.
//!
//! News dumps break text in three ways: blank lines between paragraphs, one line per paragraph, and hard-wrapped lines
//! of a fixed width. A paragraph is a non-empty line, unless the text is hard-wrapped: then the lines of a paragraph
//! are joined. A line longer than [`LONG_LINE`] is a body whose breaks were lost; it is cut at sentence ends into
//! windows that find back into step after an insertion.
//!
//! The number of a paragraph is that of its first non-empty line, counted from 0 with the title line included, so that
//! anybody can look it up in the source. Windows of one line share its number.

use crate::units::Span;

/// Bytes from which a line counts as a body that lost its breaks: the 99.5th percentile of real paragraphs.
pub const LONG_LINE: usize = 1_500;

/// Bytes that a sentence window has at least: about 27 words, enough to compare, short enough to find back into step.
const WINDOW: usize = 160;

/// Bytes at which text without any sentence end is cut at the next space, and without any space anywhere, so that no
/// paragraph is ever so long that comparing two of them takes noticeable time.
const WINDOW_LIMIT: usize = 4_000;

/// A paragraph before tokens: where it stands and the number of its first non-empty line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Trimmed extent in the article's text.
    pub span: Span,
    /// Number of its first non-empty line, from 0.
    pub line: u32,
}

/// Splits `text` into paragraphs, in order.
#[must_use]
pub fn split(text: &str) -> Vec<Block> {
    let lines = lines(text);
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    if let Some(width) = wrap_width(text, &lines) {
        for (number, line) in lines.iter().enumerate() {
            let joined = number > 0
                && !line.after_blank
                && !line.indented
                && !ends_paragraph(lines[number - 1].span.of(text), width);
            match blocks.last_mut() {
                Some(block) if joined => block.span.end = line.span.end,
                _ => blocks.push(Block { span: line.span, line: number as u32 }),
            }
        }
    } else {
        for (number, line) in lines.iter().enumerate() {
            blocks.push(Block { span: line.span, line: number as u32 });
        }
    }
    if blocks.iter().any(|block| block.span.len() > LONG_LINE) {
        blocks = blocks.into_iter().flat_map(|block| windows(text, block)).collect();
    }
    blocks
}

struct Line {
    span: Span,
    after_blank: bool,
    indented: bool,
}

/// All non-empty lines, trimmed of white space (no-break spaces included).
fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut after_blank = true;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let raw = &text[start..end];
        let trimmed = raw.trim();
        if trimmed.is_empty() {
            after_blank = true;
        } else {
            let lead = raw.len() - raw.trim_start().len();
            let span = Span::new(start + lead, start + lead + trimmed.len());
            lines.push(Line { span, after_blank, indented: lead > 0 });
            after_blank = false;
        }
        start = end + 1;
    }
    lines
}

/// The column at which the text was hard-wrapped, `None` when its line breaks are paragraph breaks.
///
/// Wrapped text gives itself away by lines that have a follower in the same block: nearly all are close to one width
/// and most stop in the middle of a sentence.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let mut interior: Vec<usize> = Vec::new();
    let mut mid_sentence = 0;
    for pair in lines.windows(2) {
        if !pair[1].after_blank {
            let line = pair[0].span.of(text);
            interior.push(line.chars().count());
            mid_sentence += usize::from(!ends_sentence(line));
        }
    }
    if interior.len() < 4 {
        return None;
    }
    interior.sort_unstable();
    let width = interior[interior.len() * 9 / 10];
    let near = interior.iter().filter(|&&length| length * 10 >= width * 7 && length <= width + 8).count();
    let wrapped = (40..=120).contains(&width)
        && near * 10 >= interior.len() * 7
        && mid_sentence * 10 >= interior.len() * 5;
    wrapped.then_some(width)
}

fn ends_paragraph(line: &str, width: usize) -> bool {
    ends_sentence(line) && line.chars().count() * 10 < width * 9
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '“', '’', '»', ')', ']', '\''])
        .ends_with(['.', '!', '?', '…', ':', '。', '።', '।'])
}

/// Ends of sentences.
const ENDING: &[char] = &['.', '!', '?', '…', '。', '！', '？', '።', '।'];

/// What may stand between the end of a sentence and the space behind it.
const CLOSING: &[char] = &['"', '”', '’', '»', ')', '」'];

/// Cuts a block that is too long at sentence ends.
fn windows(text: &str, block: Block) -> Vec<Block> {
    if block.span.len() <= LONG_LINE {
        return vec![block];
    }
    let body = block.span.of(text);
    let cuts = cuts(body);
    cuts.windows(2)
        .filter_map(|cut| {
            let raw = &body[cut[0]..cut[1]];
            let trimmed = raw.trim();
            let start = block.span.start as usize + cut[0] + (raw.len() - raw.trim_start().len());
            (!trimmed.is_empty())
                .then(|| Block { span: Span::new(start, start + trimmed.len()), line: block.line })
        })
        .collect()
}

/// Where the windows of a text begin, and its end.
fn cuts(body: &str) -> Vec<usize> {
    let mut cuts = vec![0];
    // Where the current window begins, and where the text that may close a sentence before it does.
    let (mut last, mut sentence) = (0, 0);
    'window: loop {
        // No window ends before it has its bytes.
        let from = body.floor_char_boundary(last + WINDOW - 1);
        let mut previous_end = body[sentence..from].trim_end_matches(CLOSING).ends_with(ENDING);
        for (offset, character) in body[from..].char_indices() {
            let at = from + offset;
            let length = at - last;
            if (character.is_whitespace() && ((previous_end && length >= WINDOW) || length >= WINDOW_LIMIT))
                || length >= 2 * WINDOW_LIMIT
            {
                cuts.push(at);
                last = at;
                continue 'window;
            }
            // Scripts that do not put a space after a full stop.
            let end = at + character.len_utf8();
            if matches!(character, '。' | '！' | '？' | '።') && end - last >= WINDOW {
                cuts.push(end);
                (last, sentence) = (end, end);
                continue 'window;
            }
            previous_end = ENDING.contains(&character) || (previous_end && CLOSING.contains(&character));
        }
        cuts.push(body.len());
        return cuts;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::hostile::{SAMPLE, hostile};

    /// Where windows begin, found by looking at every character.
    fn slow_cuts(body: &str) -> Vec<usize> {
        let (mut cuts, mut previous_end, mut last) = (vec![0], false, 0);
        for (at, character) in body.char_indices() {
            let length = at - last;
            let at_space = (previous_end && length >= WINDOW) || length >= WINDOW_LIMIT;
            if (character.is_whitespace() && at_space) || length >= 2 * WINDOW_LIMIT {
                cuts.push(at);
                last = at;
            }
            previous_end = ENDING.contains(&character) || (previous_end && CLOSING.contains(&character));
            let end = at + character.len_utf8();
            if matches!(character, '。' | '！' | '？' | '።') && end - last >= WINDOW {
                cuts.push(end);
                (last, previous_end) = (end, false);
            }
        }
        cuts.push(body.len());
        cuts
    }

    proptest! {
        #[test]
        fn windows_begin_where_they_should(text in hostile()) {
            prop_assert_eq!(cuts(&text), slow_cuts(&text));
        }
    }

    #[test]
    fn windows_of_the_sample_begin_where_they_should() {
        assert_eq!(cuts(SAMPLE), slow_cuts(SAMPLE));
    }

    fn texts(text: &str) -> Vec<(u32, String)> {
        split(text).into_iter().map(|block| (block.line, block.span.of(text).to_owned())).collect()
    }

    #[test]
    fn blank_lines_and_single_lines_are_both_breaks() {
        assert_eq!(
            texts("One.\n\n\u{A0}Two. \r\n\nThree"),
            [(0, "One.".to_owned()), (1, "Two.".to_owned()), (2, "Three".to_owned())]
        );
        assert_eq!(texts("Title\n- a point\nBody.").len(), 3);
        assert_eq!(texts(" \n \n"), []);
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        let text = "The council voted on Tuesday to close the old harbour\nbridge after engineers found cracks in two of its\npiers and warned that the spring floods could bring\nthe whole structure down within hours of a storm.\nShort end.\nA new paragraph starts here and runs on for as long\nas it takes to reach a second line of the same width\nand then it ends.";
        let found = texts(text);
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [0, 5]);
    }

    #[test]
    fn long_lines_become_sentence_windows_that_cover_everything() {
        let sentence = "The committee heard from eleven witnesses who described what they saw. ";
        let text = sentence.repeat(40);
        let found = split(&text);
        assert!(found.len() > 10 && found.iter().all(|block| block.line == 0));
        let covered: usize = found.iter().map(|block| block.span.len() + 1).sum();
        assert_eq!(covered, text.len());
    }
}
