//! Tables as CSV: UTF-8, `,`, `\n`, quotation marks only where they are needed, an empty cell for what is unknown.
//!
//! Spreadsheets take a cell that begins with `=`, `+`, `-` or `@` for a formula, and scraped headlines are anybody's. The
//! guard puts a `'` before such a cell, and before one that begins with a tab or a carriage return, which some programs
//! skip before they look (OWASP, *CSV injection*). Only columns of text are guarded, so numbers stay numbers; ids are
//! text, and guarded alike in all tables. Programs that never evaluate cells are better off without it.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
};

use super::tables::{self, Cell, Name, Rows};
use crate::run::{Pending, Recorded};

/// How CSV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvSettings {
    /// Whether cells that a spreadsheet would evaluate are defused.
    pub guard: bool,
    /// Whether files begin with a byte order mark, by which Excel knows UTF-8.
    pub byte_order_mark: bool,
}

/// The tables being written.
pub(super) struct Sink {
    settings: CsvSettings,
    /// Per table in the order of [`Name::ALL`].
    tables: Vec<Option<csv::Writer<BufWriter<File>>>>,
    buffer: String,
}

impl Sink {
    pub(super) fn new(recorded: &Recorded, settings: CsvSettings, pending: &Pending) -> io::Result<Self> {
        let mut sink = Self {
            settings,
            tables: std::iter::repeat_with(|| None).take(Name::ALL.len()).collect(),
            buffer: String::new(),
        };
        for (number, name) in tables::of_run(recorded).enumerate() {
            let mut file = BufWriter::new(pending.file(number)?);
            if settings.byte_order_mark {
                file.write_all("\u{feff}".as_bytes())?;
            }
            let mut writer = csv::Writer::from_writer(file);
            writer.write_record(name.table().columns.iter().map(|column| column.name))?;
            sink.tables[name as usize] = Some(writer);
        }
        Ok(sink)
    }

    pub(super) fn finish(mut self) -> io::Result<Vec<String>> {
        self.tables.iter_mut().flatten().try_for_each(csv::Writer::flush)?;
        Ok(Vec::new())
    }
}

impl Rows for Sink {
    fn row(&mut self, table: Name, cells: &[Cell]) -> io::Result<()> {
        let Some(writer) = &mut self.tables[table as usize] else { return Ok(()) };
        for cell in cells {
            self.buffer.clear();
            render(*cell, self.settings.guard, &mut self.buffer);
            writer.write_field(&self.buffer)?;
        }
        Ok(writer.write_record(None::<&[u8]>)?)
    }
}

fn render(cell: Cell, guard: bool, out: &mut String) {
    match cell {
        Cell::Null => {}
        Cell::Text(text) => {
            if guard && text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                out.push('\'');
            }
            out.push_str(text);
        }
        Cell::Time(time) => out.push_str(time),
        Cell::Integer(integer) => out.push_str(&integer.to_string()),
        // Written with a point always, so that a column of whole numbers is still one of fractions.
        Cell::Real(real) => out.push_str(&format!("{real:?}")),
        Cell::Boolean(boolean) => out.push_str(if boolean { "true" } else { "false" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(cell: Cell, guard: bool) -> String {
        let mut out = String::new();
        render(cell, guard, &mut out);
        out
    }

    #[test]
    fn only_text_is_guarded() {
        for text in ["=1+1", "+1", "-1", "@a", "\tx", "\rx"] {
            assert_eq!(rendered(Cell::Text(text), true), format!("'{text}"));
            assert_eq!(rendered(Cell::Text(text), false), text);
        }
        assert_eq!(rendered(Cell::Text("a=b"), true), "a=b");
        assert_eq!(rendered(Cell::Integer(-3), true), "-3");
        assert_eq!(rendered(Cell::Real(-1.0), true), "-1.0");
        assert_eq!(rendered(Cell::Null, true), "");
    }
}
