//! Tables as one SQLite database: keys, references, indices, full-text search, views and what it was made from.
//!
//! Made for Datasette and the `sqlite3` shell. The database is filled in one transaction without a journal, which is
//! safe because it is a temporary file until it is whole. Rows come in the order of the run, so the same run gives the
//! same bytes with the same version of SQLite, which is built in.

use std::{io, iter};

use rusqlite::{Connection, OpenFlags, Statement};

use super::{
    rows,
    tables::{self, Cell, Column, Kind, Name, Rows, Table},
};
use crate::{
    report::TextMode,
    run::{Pending, Recorded},
};

/// References are checked by tests, once, and not row by row: rows of `articles` refer to later ones, too.
const BEFORE: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA foreign_keys = OFF;
    BEGIN;
";

/// The full-text tables hold an index alone; the words stay in the tables they are about (external content).
const SEARCH: &str = "
    CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, content = 'articles', tokenize = 'unicode61 remove_diacritics 2');
    INSERT INTO articles_fts(articles_fts) VALUES ('rebuild');
    CREATE VIRTUAL TABLE passages_fts USING fts5(
        text, content = 'passages', tokenize = 'unicode61 remove_diacritics 2');
    INSERT INTO passages_fts(passages_fts) VALUES ('rebuild');
";

const INDICES: &str = "
    CREATE INDEX articles_event_id ON articles(event_id);
    CREATE INDEX articles_story_id ON articles(story_id);
    CREATE INDEX articles_outlet ON articles(outlet, published);
    CREATE INDEX articles_published ON articles(published);
    CREATE INDEX articles_duplicate_of ON articles(duplicate_of);
    CREATE INDEX event_articles_article_id ON event_articles(article_id);
    CREATE INDEX event_keywords_keyword ON event_keywords(keyword);
    CREATE INDEX events_story_id ON events(story_id);
    CREATE INDEX events_first_article_id ON events(first_article_id);
    CREATE INDEX events_medoid ON events(medoid);
    CREATE INDEX story_events_event_id ON story_events(event_id);
    CREATE INDEX passage_members_article_id ON passage_members(article_id);
    CREATE INDEX passages_kind ON passages(scope, kind, size);
    CREATE INDEX passages_earliest_article_id ON passages(earliest_article_id);
    CREATE INDEX passages_source_article_id ON passages(source_article_id);
    CREATE INDEX outlet_pairs_b ON outlet_pairs(b);
    CREATE INDEX outlet_matrix_column_outlet ON outlet_matrix(column_outlet);
";

const VIEWS: &str = "
    CREATE VIEW event_overview AS
    SELECT events.id, events.label, events.size, events.outlets, events.independent_count, events.first_seen,
        events.last_seen, events.first_outlet, events.first_tie, events.confidence,
        (SELECT group_concat(keyword, ', ') FROM (
            SELECT keyword FROM event_keywords WHERE event_id = events.id ORDER BY position)) AS keywords,
        stories.label AS story
    FROM events LEFT JOIN stories ON stories.id = events.story_id
    ORDER BY events.size DESC, events.id;

    CREATE VIEW passage_overview AS
    SELECT passages.id, passages.kind, passages.edit, passages.scope, passages.size, passages.outlets,
        passages.tokens, passages.text, passages.earliest_outlet, passages.earliest_published, passages.earliest_tie,
        articles.title AS earliest_title, articles.url AS earliest_url, passages.source_agency
    FROM passages LEFT JOIN articles ON articles.id = passages.earliest_article_id
    ORDER BY passages.scope = 'cross_outlet' AND passages.kind IN ('narration', 'mixed', 'quotation') DESC,
        passages.size DESC, passages.id;

    CREATE VIEW outlet_reuse AS
    SELECT outlets.outlet, outlets.articles, outlets.original_share, outlets.reused_share, outlets.quoted_share,
        outlets.wire_share, outlets.first_carried, count(outlet_matrix.column_outlet) AS partners,
        coalesce(sum(outlet_matrix.passages), 0) AS shared_passages,
        coalesce(sum(outlet_matrix.row_first), 0) AS before_partner,
        coalesce(sum(outlet_matrix.column_first), 0) AS after_partner,
        coalesce(sum(outlet_matrix.ties), 0) AS ties
    FROM outlets LEFT JOIN outlet_matrix ON outlet_matrix.row_outlet = outlets.outlet
    GROUP BY outlets.outlet
    ORDER BY shared_passages DESC, outlets.outlet;
";

/// Writes the database into the first of these files.
pub(super) fn write(recorded: &Recorded, text: TextMode, pending: &Pending) -> io::Result<Vec<String>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let database = Connection::open_with_flags(pending.place(0), flags).map_err(failed)?;
    database.execute_batch(BEFORE).map_err(failed)?;
    let mut filling = Filling { statements: Name::ALL.map(|_| None).into_iter().collect() };
    for name in tables::of_run(recorded) {
        let table = name.table();
        database.execute_batch(&definition(table)).map_err(failed)?;
        let places = iter::repeat_n("?", table.columns.len()).collect::<Vec<_>>().join(", ");
        let insert = format!("INSERT INTO {} VALUES ({places})", table.name);
        filling.statements[name as usize] = Some(database.prepare(&insert).map_err(failed)?);
    }
    rows::all(recorded, text, &mut filling)?;
    drop(filling);
    metadata(&database, recorded, text).map_err(failed)?;
    for last in [INDICES, SEARCH, VIEWS, "COMMIT; PRAGMA optimize;"] {
        database.execute_batch(last).map_err(failed)?;
    }
    database.close().map_err(|(_, error)| failed(error))?;
    Ok(Vec::new())
}

/// The statements that fill the tables.
struct Filling<'a> {
    /// Per table in the order of [`Name::ALL`].
    statements: Vec<Option<Statement<'a>>>,
}

impl Rows for Filling<'_> {
    fn row(&mut self, table: Name, cells: &[Cell]) -> io::Result<()> {
        let Some(statement) = &mut self.statements[table as usize] else { return Ok(()) };
        for (index, cell) in cells.iter().enumerate() {
            let place = index + 1;
            let bound = match *cell {
                Cell::Null => statement.raw_bind_parameter(place, rusqlite::types::Null),
                Cell::Text(text) | Cell::Time(text) => statement.raw_bind_parameter(place, text),
                Cell::Integer(integer) => statement.raw_bind_parameter(place, integer),
                Cell::Real(real) => statement.raw_bind_parameter(place, real),
                Cell::Boolean(boolean) => statement.raw_bind_parameter(place, boolean),
            };
            bound.map_err(failed)?;
        }
        statement.raw_execute().map(drop).map_err(failed)
    }
}

fn definition(table: &Table) -> String {
    let mut parts: Vec<String> = table.columns.iter().map(column).collect();
    let key = &table.columns[..table.key];
    if !key.is_empty() {
        let key: Vec<String> = key.iter().map(|column| format!("\"{}\"", column.name)).collect();
        parts.push(format!("PRIMARY KEY ({})", key.join(", ")));
    }
    format!("CREATE TABLE {} (\n    {}\n);", table.name, parts.join(",\n    "))
}

fn column(column: &Column) -> String {
    let kind = match column.kind {
        Kind::Text | Kind::Time => "TEXT",
        Kind::Integer | Kind::Boolean => "INTEGER",
        Kind::Real => "REAL",
    };
    let refers = column.refers.and_then(|table| {
        let table = Name::ALL.into_iter().map(Name::table).find(|other| other.name == table)?;
        Some(format!(" REFERENCES {}({})", table.name, table.columns[0].name))
    });
    format!("\"{}\" {kind}{}", column.name, refers.unwrap_or_default())
}

/// What the database was made from.
fn metadata(database: &Connection, recorded: &Recorded, text: TextMode) -> rusqlite::Result<()> {
    database.execute_batch("CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT);")?;
    let facts = recorded.facts();
    let fact = |key: &str| facts.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let entries = [
        ("made_by", format!("retold {}", env!("CARGO_PKG_VERSION"))),
        ("run_version", fact("version")),
        ("schema_version", fact("schema_version")),
        ("settings_fingerprint", fact("settings_fingerprint")),
        ("settings", facts.get("settings").map(ToString::to_string).unwrap_or_default()),
        ("text", text.name().to_owned()),
    ];
    entries.into_iter().try_for_each(|(key, value)| {
        database.execute("INSERT INTO metadata VALUES (?, ?)", [key, &value]).map(drop)
    })
}

/// A full disk comes through as what it is.
fn failed(error: rusqlite::Error) -> io::Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => io::Error::new(io::ErrorKind::StorageFull, error),
        _ => io::Error::other(error),
    }
}
