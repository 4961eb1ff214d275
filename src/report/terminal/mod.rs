//! The report for a person at a terminal: one calm page that says what there is and what to look at next.
//!
//! Fits the width it is given and makes sense without colour. Text of articles is hostile: it goes through
//! [`cells::clean`] before it is shown. Where nothing was found the page says why that may be and what to try.

pub mod calibration;
pub mod cells;
mod charts;
pub mod difference;
mod differences;
pub mod evaluation;
pub mod explanation;
mod heatmap;
pub mod inspection;
pub mod link;
pub mod placement;
pub mod query;
mod relation;
mod sections;
pub(crate) mod show;
mod timeline;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{Report, model::Event, summary::Summary};
use cells::{clean, cut, number, wrap};
use sections::Known;

/// How the page is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Cells in a line.
    pub width: usize,
    /// Whether colours are used.
    pub color: bool,
    /// Whether the terminal can follow links.
    pub links: bool,
    /// Whether there are charts, which are for people's eyes and no use in a pipe.
    pub charts: bool,
}

impl View {
    /// Below this width lines would hold nothing but numbers.
    pub const NARROWEST: usize = 40;

    /// Lines longer than this are hard to read.
    pub const WIDEST: usize = 120;

    /// A view of that width, kept to what can be read.
    #[must_use]
    pub fn new(width: usize, color: bool) -> Self {
        Self { width: width.clamp(Self::NARROWEST, Self::WIDEST), color, links: false, charts: false }
    }

    /// The same view, with links or without.
    #[must_use]
    pub fn with_links(self, links: bool) -> Self {
        Self { links, ..self }
    }

    /// The same view, with charts or without.
    #[must_use]
    pub fn with_charts(self, charts: bool) -> Self {
        Self { charts, ..self }
    }
}

impl Default for View {
    fn default() -> Self {
        Self { width: 80, color: false, links: false, charts: false }
    }
}

/// A command to try, and what it is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The command as it can be typed.
    pub command: String,
    /// What it does.
    pub purpose: String,
}

/// Writes the page.
///
/// # Errors
/// What the writer says.
pub fn render(report: &Report, hints: &[Hint], view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, view };
    sections::header(&mut page, &report.summary)?;
    let url = |id: &str| report.articles.iter().find(|article| article.id == id)?.url;
    let times = |events: &[Event]| charts::times_of(events, &report.articles);
    sections::events(&mut page, &report.summary, &report.groups.events, &Known { url: &url, times: &times })?;
    sections::passages(&mut page, report)?;
    sections::outlets(&mut page, report)?;
    if view.charts {
        charts::sections(&mut page, report)?;
    }
    sections::notes(&mut page, report)?;
    next(&mut page, hints)
}

/// Writes the part of the page that tells of events, for who has a cut and no texts.
///
/// # Errors
/// What the writer says.
pub fn render_events(
    (summary, events): (&Summary, &[Event]),
    notes: &[String],
    hints: &[Hint],
    view: View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page { out, view };
    sections::header(&mut page, summary)?;
    sections::events(&mut page, summary, events, &Known { url: &|_| None, times: &|_| Vec::new() })?;
    page.heading("In numbers", "")?;
    page.paragraph(&sections::of_groups(summary).join(" · "), 2, PLAIN)?;
    notes.iter().try_for_each(|note| page.paragraph(note, 2, PLAIN))?;
    next(&mut page, hints)
}

fn next(page: &mut Page, hints: &[Hint]) -> io::Result<()> {
    if hints.is_empty() {
        return Ok(());
    }
    page.heading("Next", "")?;
    for hint in hints {
        page.line(&[("  ", PLAIN), (&clean(&hint.command), BOLD)])?;
        page.paragraph(&hint.purpose, 6, DIM)?;
    }
    Ok(())
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const HEADING: Style = AnsiColor::Cyan.on_default().bold();
const ACCENT: Style = AnsiColor::Cyan.on_default();
const CAUTION: Style = AnsiColor::Yellow.on_default();

/// A page being written: lines of styled pieces, none wider than the view.
struct Page<'a> {
    out: &'a mut dyn Write,
    view: View,
}

impl Page<'_> {
    /// Writes the pieces on one line; what does not fit is cut.
    fn line(&mut self, pieces: &[(&str, Style)]) -> io::Result<()> {
        self.linked_line(pieces, usize::MAX, None)
    }

    /// The same, with an address behind one of the pieces where the terminal can follow it.
    fn linked_line(&mut self, pieces: &[(&str, Style)], at: usize, url: Option<&str>) -> io::Result<()> {
        let address = url.filter(|_| self.view.links).and_then(link::address);
        let mut left = self.view.width;
        for (index, (text, style)) in pieces.iter().enumerate() {
            let shown = cut(text, left);
            left -= cells::width(&shown);
            // Nothing may trail at the end of a line.
            let rest_is_blank = pieces[index + 1..].iter().all(|(text, _)| text.trim().is_empty());
            let shown = if rest_is_blank { shown.trim_end() } else { &shown };
            let behind = address.as_ref().filter(|_| index == at && !shown.is_empty());
            // The width is counted by now, and a link takes none.
            let linked = behind.map(|address| link::linked(shown, address));
            let (shown, is_empty) = (linked.as_deref().unwrap_or(shown), shown.is_empty());
            if self.view.color && *style != PLAIN && !is_empty {
                write!(self.out, "{style}{shown}{style:#}")?;
            } else {
                self.out.write_all(shown.as_bytes())?;
            }
        }
        writeln!(self.out)
    }

    /// Writes an empty line and a heading.
    fn heading(&mut self, title: &str, aside: &str) -> io::Result<()> {
        self.line(&[])?;
        let gap = if aside.is_empty() { "" } else { "  " };
        self.line(&[(title, HEADING), (gap, PLAIN), (aside, DIM)])
    }

    /// Writes text over as many lines as it takes.
    fn paragraph(&mut self, text: &str, indent: usize, style: Style) -> io::Result<()> {
        let margin = " ".repeat(indent);
        for line in wrap(text, self.view.width.saturating_sub(indent)) {
            self.line(&[(&margin, PLAIN), (&line, style)])?;
        }
        Ok(())
    }

    /// Says that a list goes on.
    fn more(&mut self, shown: usize, all: u64, noun: &str) -> io::Result<()> {
        let hidden = all.saturating_sub(shown as u64);
        if hidden == 0 {
            return Ok(());
        }
        let text = format!("  … and {} more {noun}{}", number(hidden), if hidden == 1 { "" } else { "s" });
        self.line(&[(&text, DIM)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(view: View, write: impl Fn(&mut Page) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut Page { out: &mut out, view }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_never_exceed_the_view() {
        let view = View { width: 10, ..View::default() };
        let line = written(view, |page| page.line(&[("12345678", PLAIN), ("90abc", BOLD), ("x", DIM)]));
        assert_eq!(line, "123456789…\n");
        assert_eq!(written(view, |page| page.line(&[("ab  ", PLAIN), ("  ", DIM)])), "ab\n");
    }

    #[test]
    fn links_take_no_room() {
        let pieces = [("abc ", PLAIN), ("defghijkl", BOLD)];
        let line = |links, url| {
            let view = View { width: 10, links, ..View::default() };
            written(view, |page| page.linked_line(&pieces, 1, url))
        };
        let plain = "abc defgh…\n";
        assert_eq!(
            (line(false, Some("https://x.example")), line(true, None)),
            (plain.to_owned(), plain.to_owned())
        );
        assert_eq!(line(true, Some("javascript:x")), plain);
        let expected = "abc \u{1b}]8;;https://x.example\u{1b}\\defgh…\u{1b}]8;;\u{1b}\\\n";
        assert_eq!(line(true, Some("https://x.example")), expected);
    }

    #[test]
    fn colour_is_there_only_when_asked_for() {
        let plain = written(View::default(), |page| page.heading("Events", "none"));
        assert_eq!(plain, "\nEvents  none\n");
        let colored = written(View { color: true, ..View::default() }, |page| page.heading("Events", "none"));
        assert!(colored.contains("\u{1b}[") && colored.contains("Events"));
    }

    #[test]
    fn views_are_kept_to_what_can_be_read() {
        assert_eq!(View::new(3, true).width, View::NARROWEST);
        assert_eq!(View::new(400, false).width, View::WIDEST);
    }
}
