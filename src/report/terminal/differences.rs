//! Differences of two texts on a terminal: in one column with both versions, or side by side.
//!
//! With colours, what goes is red and struck out, what comes is green and underlined; without, they stand in `[-…-]` and
//! `{+…+}` as `wdiff` has it. Text is cleaned first, wrapped between words, and between characters where one word does not
//! fit; a line is never wider than it may be.

use std::io;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthChar;

use super::{
    DIM, PLAIN, Page,
    cells::{clean, width},
};
use crate::{
    report::differences::{Op, Piece},
    text::tokens::is_spaceless,
};

const DELETED: Style = AnsiColor::Red.on_default().strikethrough();
const INSERTED: Style = AnsiColor::Green.on_default().underline();

/// Which of the two versions is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// Both in one text.
    Both,
    /// The old one, with what goes marked.
    Old,
    /// The new one, with what comes marked.
    New,
}

/// How the text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    /// Cells in a line.
    pub(super) cells: usize,
    /// Whether colours tell old from new.
    pub(super) color: bool,
    /// Style of what stays.
    pub(super) same: Style,
    /// Words at each end of a long stretch that are shown; `None` for all of them.
    pub(super) ends: Option<usize>,
}

/// Something that is not broken over two lines.
struct Atom {
    text: String,
    style: Style,
    /// Whether a space or a break stands before it.
    spaced: bool,
}

/// A line of styled pieces.
pub(super) type Line = Vec<(String, Style)>;

/// The pieces in lines of so many cells.
pub(super) fn lines(pieces: &[Piece], version: Version, setting: Setting) -> Vec<Line> {
    wrap(atoms(pieces, version, setting), setting.cells)
}

fn atoms(pieces: &[Piece], version: Version, setting: Setting) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    // Whether each version has a space where it was left.
    let (mut old_spaced, mut new_spaced) = (true, true);
    let mut before = Op::Same;
    for piece in pieces {
        let (text, style, marks) = match (piece.op, version) {
            (Op::Same, Version::New) => (piece.new, setting.same, None),
            (Op::Same, _) => (piece.old, setting.same, None),
            (Op::Deleted, Version::Both | Version::Old) => (piece.old, DELETED, Some(("[-", "-]"))),
            (Op::Inserted, Version::Both | Version::New) => (piece.new, INSERTED, Some(("{+", "+}"))),
            (Op::Deleted | Op::Inserted, _) => continue,
        };
        let cleaned = clean(text);
        let mut words: Vec<&str> = cleaned.split(' ').filter(|word| !word.is_empty()).collect();
        let Some(first) = words.first() else { continue };
        let spaced = match (before, piece.op) {
            // Two versions of one place would run together, but for scripts that know no spaces.
            (Op::Deleted, Op::Inserted) => first.chars().next().is_some_and(|c| !is_spaceless(c)),
            (_, Op::Inserted) => new_spaced,
            (_, Op::Deleted) => old_spaced,
            (_, Op::Same) => old_spaced || new_spaced,
        };
        let ends_spaced = |text: &str| text.ends_with(|c: char| c.is_whitespace() || c == '\u{85}');
        if piece.op != Op::Inserted {
            old_spaced = ends_spaced(piece.old);
        }
        if piece.op != Op::Deleted {
            new_spaced = ends_spaced(piece.new);
        }
        before = piece.op;
        if let Some(ends) = setting.ends.filter(|ends| words.len() > 2 * ends + 4) {
            let rest = words.split_off(words.len() - ends);
            words.truncate(ends);
            words.push("…");
            words.extend(rest);
        }
        let last = words.len() - 1;
        for (index, word) in words.into_iter().enumerate() {
            let mut text = String::new();
            let (open, close) = marks.filter(|_| !setting.color).unwrap_or(("", ""));
            if index == 0 {
                text.push_str(open);
            }
            text.push_str(word);
            if index == last {
                text.push_str(close);
            }
            atoms.push(Atom { text, style, spaced: index > 0 || spaced });
        }
    }
    atoms
}

fn wrap(atoms: Vec<Atom>, cells: usize) -> Vec<Line> {
    let cells = cells.max(2);
    let mut lines: Vec<Line> = Vec::new();
    let mut used = 0;
    for atom in atoms {
        let mut rest = atom.text.as_str();
        let space = usize::from(atom.spaced && used > 0);
        if lines.is_empty() || (used + space + width(rest) > cells && (atom.spaced || used >= cells)) {
            lines.push(Line::new());
            used = 0;
        } else if space > 0 {
            extend(&mut lines, " ", atom.style);
            used += 1;
        }
        while !rest.is_empty() {
            let head = fitting(rest, cells - used.min(cells), used == 0);
            extend(&mut lines, head, atom.style);
            used += width(head);
            rest = &rest[head.len()..];
            if !rest.is_empty() {
                lines.push(Line::new());
                used = 0;
            }
        }
    }
    lines
}

/// The longest beginning that fits; one character at least when the line is `empty`, so that there is an end to it.
fn fitting(text: &str, cells: usize, empty: bool) -> &str {
    let mut used = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > cells && !(empty && at == 0) {
            break;
        }
        end = at + c.len_utf8();
    }
    &text[..end]
}

fn extend(lines: &mut [Line], text: &str, style: Style) {
    let Some(line) = lines.last_mut() else { return };
    match line.last_mut() {
        Some((last, other)) if *other == style => last.push_str(text),
        // The space before a change is not part of it.
        _ if text == " " => line.push((text.to_owned(), PLAIN)),
        _ => line.push((text.to_owned(), style)),
    }
}

impl Page<'_> {
    /// Writes both versions in one text, in at most so many lines.
    pub(super) fn difference(&mut self, pieces: &[Piece], indent: usize, setting: Setting) -> io::Result<()> {
        let setting = Setting { cells: self.view.width.saturating_sub(indent), ..setting };
        for line in lines(pieces, Version::Both, setting) {
            self.styled(&line, indent)?;
        }
        Ok(())
    }

    /// Writes a line behind a margin.
    pub(super) fn styled(&mut self, line: &Line, indent: usize) -> io::Result<()> {
        let margin = " ".repeat(indent);
        let pieces = line.iter().map(|(text, style)| (text.as_str(), *style));
        self.line(&std::iter::once((margin.as_str(), PLAIN)).chain(pieces).collect::<Vec<_>>())
    }

    /// Writes two columns of lines beside each other.
    pub(super) fn beside(
        &mut self,
        left: &[Line],
        right: &[Line],
        indent: usize,
        cells: usize,
    ) -> io::Result<()> {
        let empty = Line::new();
        for row in 0..left.len().max(right.len()) {
            let (left, right) = (left.get(row).unwrap_or(&empty), right.get(row).unwrap_or(&empty));
            let used: usize = left.iter().map(|(text, _)| width(text)).sum();
            let mut line = left.clone();
            line.push((" ".repeat(cells.saturating_sub(used)), PLAIN));
            line.push((" │ ".to_owned(), DIM));
            line.extend(right.iter().cloned());
            self.styled(&line, indent)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(op: Op, text: &str) -> Piece<'_> {
        match op {
            Op::Same => Piece { op, old: text, new: text },
            Op::Deleted => Piece { op, old: text, new: "" },
            Op::Inserted => Piece { op, old: "", new: text },
        }
    }

    fn plain(pieces: &[Piece], version: Version, cells: usize, ends: Option<usize>) -> Vec<String> {
        let setting = Setting { cells, color: false, same: PLAIN, ends };
        let lines = lines(pieces, version, setting).into_iter();
        lines.map(|line| line.into_iter().map(|(text, _)| text).collect()).collect()
    }

    #[test]
    fn changes_are_marked_without_colour() {
        let pieces = [
            piece(Op::Same, "A fire "),
            piece(Op::Deleted, "tore "),
            piece(Op::Inserted, "raced quickly "),
            piece(Op::Same, "through."),
        ];
        assert_eq!(plain(&pieces, Version::Both, 60, None), ["A fire [-tore-] {+raced quickly+} through."]);
        assert_eq!(plain(&pieces, Version::Old, 60, None), ["A fire [-tore-] through."]);
        assert_eq!(plain(&pieces, Version::New, 12, None), ["A fire", "{+raced", "quickly+}", "through."]);
    }

    #[test]
    fn versions_of_an_end_are_kept_apart_and_scripts_without_spaces_together() {
        let ends = [piece(Op::Deleted, "old"), piece(Op::Inserted, "new")];
        assert_eq!(plain(&ends, Version::Both, 60, None), ["[-old-] {+new+}"]);
        let inside = [
            piece(Op::Same, "a 60-"),
            piece(Op::Deleted, "acre "),
            piece(Op::Inserted, "hectare "),
            piece(Op::Same, "wood"),
        ];
        assert_eq!(plain(&inside, Version::Both, 60, None), ["a 60-[-acre-] {+hectare+} wood"]);
        let spaceless = [piece(Op::Same, "港は"), piece(Op::Deleted, "月"), piece(Op::Same, "曜日")];
        assert_eq!(plain(&spaceless, Version::Both, 60, None), ["港は[-月-]曜日"]);
        assert_eq!(plain(&[piece(Op::Same, "東京新聞")], Version::Both, 5, None), ["東京", "新聞"]);
    }

    #[test]
    fn long_stretches_can_be_shortened() {
        let text = (0..30).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(plain(&[piece(Op::Same, &text)], Version::Both, 60, Some(2)), ["0 1 … 28 29"]);
    }

    #[test]
    fn lines_fit_and_hostile_text_is_harmless() {
        let text = "safe\u{202e}gpj \u{1b}[2J x </script> 東京新聞社の長い見出し extraordinarily-long-word-without-end";
        let pieces = [piece(Op::Same, text), piece(Op::Inserted, text), piece(Op::Deleted, text)];
        for cells in 2..50 {
            for line in plain(&pieces, Version::Both, cells, None) {
                assert!(width(&line) <= cells, "{cells}: {line}");
                assert!(!line.contains(['\u{1b}', '\u{202e}']));
            }
        }
    }
}
