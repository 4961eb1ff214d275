//! JSON Lines: one object a line, in files and on standard output.

use std::io::{self, Write};

use serde::Serialize;

use super::{Report, provenance::Run};

/// Writes one object and ends the line.
///
/// # Errors
/// What the writer says.
pub fn write_line<T: Serialize>(out: &mut dyn Write, line: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Writes one object a line.
///
/// # Errors
/// What the writer says.
pub fn write_lines<T: Serialize>(out: &mut dyn Write, lines: &[T]) -> io::Result<()> {
    lines.iter().try_for_each(|line| write_line(out, line))
}

/// Writes the whole report as one stream: the `run` line, the lines of all kinds, the `summary` line. A stream without
/// its `summary` is truncated.
///
/// # Errors
/// What the writer says.
pub fn stream(out: &mut dyn Write, run: &Run, report: &Report) -> io::Result<()> {
    write_line(out, run)?;
    write_lines(out, &report.articles)?;
    write_lines(out, &report.groups.events)?;
    write_lines(out, &report.groups.stories)?;
    write_lines(out, &report.passages)?;
    write_lines(out, report.pairs.as_deref().unwrap_or_default())?;
    write_lines(out, &report.outlets)?;
    write_lines(out, &report.outlet_pairs)?;
    write_lines(out, &report.templates)?;
    write_lines(out, &report.groups.borderline)?;
    write_lines(out, &report.rejects)?;
    write_line(out, &report.summary)
}
