//! SQLite: every table of a database that holds articles, in the order of the tables' names.
//!
//! A table counts when one of its columns names a text or a title; virtual tables, their shadows and views do not. Rows are
//! numbered from 1 over all tables, in the order of their `rowid`. The database is opened for reading only and left as it is.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::Request;
use crate::input::batch::{Batch, Place, in_parallel};
use crate::input::fields::normalise;
use crate::input::guard::guarded;
use crate::input::open::Content;
use crate::input::record;

/// Rows that are read before they are made articles on all cores.
const CHUNK: usize = 4096;

/// Why a database that is not a file of its own is not read.
const NO_FILE: &str = "a SQLite database is read from a file of its own: unpack or save it first";

/// A row: columns and values.
type Cells = Vec<(Cow<'static, str>, Cow<'static, str>)>;

/// Reads up to `limit` records.
pub(super) fn read(_: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let mut batch = Batch::default();
    let outcome = match request.file {
        None => Err(NO_FILE.to_owned()),
        Some(path) => match guarded(|| read_tables(path, request, &mut batch)) {
            Some(result) => result.map_err(|error| format!("damaged SQLite: {error}")),
            None => Err("damaged SQLite: it contradicts itself".to_owned()),
        },
    };
    if let Err(reason) = outcome {
        batch.refuse(Place { row: batch.records() + 1, byte: None }, reason);
    }
    Ok(batch)
}

fn read_tables(path: &Path, request: Request<'_>, batch: &mut Batch) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    let tables = tables(&connection)?;
    let mut others = Vec::new();
    let mut found = false;
    for table in tables {
        let select = format!("SELECT * FROM \"{}\"", table.replace('"', "\"\""));
        let statement = connection.prepare(&select)?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        if request.resolver.names_article(&columns) {
            found = true;
            read_table(&connection, &format!("{select} ORDER BY rowid"), &select, request, batch)?;
        } else {
            others.push(table);
        }
    }
    if !found {
        let reason = match &others[..] {
            [] => "the database has no tables".to_owned(),
            others => format!("no table has a column for text or title, among {}", others.join(", ")),
        };
        batch.refuse(Place { row: 1, byte: None }, reason);
    }
    Ok(())
}

fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    statement.query_map([], |row| row.get(0))?.collect()
}

fn read_table(
    connection: &Connection,
    in_order: &str,
    select: &str,
    request: Request<'_>,
    batch: &mut Batch,
) -> rusqlite::Result<()> {
    // A table without `rowid` is stored in the order of its key, which is as good.
    let mut statement = connection.prepare(in_order).or_else(|_| connection.prepare(select))?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let known: Vec<usize> = (0..columns.len())
        .filter(|&index| !request.resolver.slots(&normalise(&columns[index])).is_empty())
        .collect();
    let mut rows = statement.query([])?;
    loop {
        let left = request.most().saturating_sub(usize::try_from(batch.records()).unwrap_or(usize::MAX));
        let mut chunk: Vec<(Place, Cells)> = Vec::new();
        while chunk.len() < CHUNK.min(left) {
            let Some(row) = rows.next()? else { break };
            let mut cells = Cells::new();
            for &index in &known {
                if let Some(value) = text(row.get_ref(index)?) {
                    cells.push((Cow::Owned(columns[index].clone()), value));
                }
            }
            let row = batch.records() + chunk.len() as u64 + 1;
            chunk.push((Place { row, byte: None }, cells));
        }
        if chunk.is_empty() {
            return Ok(());
        }
        batch.append(in_parallel(&chunk, request, |(place, cells), batch| {
            batch.add(*place, Ok(record::from_columns(cells.iter().cloned(), request.resolver)));
        }));
    }
}

fn text(value: ValueRef<'_>) -> Option<Cow<'static, str>> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string().into()),
        ValueRef::Real(number) => Some(number.to_string().into()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned().into())
        }
    }
}
