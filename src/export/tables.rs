//! The tables of an export: their columns, types, keys and references, the same for every format.
//!
//! One row is one observation. What is a list in a line of a run is a table of its own, so no cell holds JSON. Events of
//! one article have an id but no line, so `articles.event_id` and `story_events.event_id` refer to a row only for events
//! of two articles or more, and are no foreign keys.

use std::io;

use crate::run::Recorded;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Real,
    Boolean,
    /// RFC 3339 in UTC.
    Time,
}

#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(all(feature = "parquet", feature = "sqlite")),
    allow(dead_code, reason = "CSV has use for names alone, the two others for the rest")
)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The table whose first column it refers to.
    pub(super) refers: Option<&'static str>,
}

#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(all(feature = "parquet", feature = "sqlite")),
    allow(dead_code, reason = "CSV has use for names alone, the two others for the rest")
)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// Number of leading columns that tell its rows apart; 0 where none do.
    pub(super) key: usize,
    pub(super) columns: &'static [Column],
}

/// The value of a row in a column; `Null` when unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Null,
    Text(&'a str),
    Integer(i64),
    Real(f64),
    Boolean(bool),
    Time(&'a str),
}

/// Whoever writes rows.
pub(super) trait Rows {
    /// Takes a row of a table; cells are as many as its columns and of their kinds.
    fn row(&mut self, table: Name, cells: &[Cell]) -> io::Result<()>;
}

/// All tables, in the order in which the first rows come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    Outlets,
    Articles,
    WireEvidence,
    Events,
    EventArticles,
    EventKeywords,
    Stories,
    StoryEvents,
    StoryKeywords,
    Passages,
    PassageMembers,
    PassageEdits,
    OutletPairs,
    OutletMatrix,
    Pairs,
    Rejects,
}

impl Name {
    /// All of them.
    pub(super) const ALL: [Self; 16] = [
        Self::Outlets,
        Self::Articles,
        Self::WireEvidence,
        Self::Events,
        Self::EventArticles,
        Self::EventKeywords,
        Self::Stories,
        Self::StoryEvents,
        Self::StoryKeywords,
        Self::Passages,
        Self::PassageMembers,
        Self::PassageEdits,
        Self::OutletPairs,
        Self::OutletMatrix,
        Self::Pairs,
        Self::Rejects,
    ];

    /// What it is like.
    pub(super) fn table(self) -> &'static Table {
        &TABLES[self as usize]
    }
}

/// The tables that an export of this run has: `pairs` only when the run lists them.
pub(super) fn of_run(recorded: &Recorded) -> impl Iterator<Item = Name> {
    let has_pairs = recorded.has("pairs.jsonl");
    Name::ALL.into_iter().filter(move |&name| has_pairs || name != Name::Pairs)
}

/// The others.
pub(super) fn not_of_run(recorded: &Recorded) -> impl Iterator<Item = Name> {
    let has_pairs = recorded.has("pairs.jsonl");
    Name::ALL.into_iter().filter(move |&name| !has_pairs && name == Name::Pairs)
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text, refers: None }
}

const fn integer(name: &'static str) -> Column {
    Column { name, kind: Kind::Integer, refers: None }
}

const fn real(name: &'static str) -> Column {
    Column { name, kind: Kind::Real, refers: None }
}

const fn boolean(name: &'static str) -> Column {
    Column { name, kind: Kind::Boolean, refers: None }
}

const fn time(name: &'static str) -> Column {
    Column { name, kind: Kind::Time, refers: None }
}

const fn reference(name: &'static str, table: &'static str) -> Column {
    Column { name, kind: Kind::Text, refers: Some(table) }
}

/// In the order of [`Name::ALL`]. A table refers to those before it, or to itself.
const TABLES: [Table; 16] = [
    Table {
        name: "outlets",
        key: 1,
        columns: &[
            text("outlet"),
            integer("articles"),
            time("first_seen"),
            time("last_seen"),
            integer("events"),
            integer("first_in_dump"),
            real("reused_share"),
            real("quoted_share"),
            real("original_share"),
            integer("first_carried"),
            integer("template_tokens"),
            real("wire_share"),
        ],
    },
    Table {
        name: "articles",
        key: 1,
        columns: &[
            text("id"),
            reference("outlet", "outlets"),
            text("title"),
            time("published"),
            text("date_precision"),
            text("date_source"),
            text("lang"),
            text("url"),
            text("source_file"),
            integer("source_row"),
            text("event_id"),
            text("story_id"),
            reference("duplicate_of", "articles"),
            integer("tokens"),
            real("reused_share"),
            real("quoted_share"),
            real("original_share"),
            real("derived_share"),
            text("derivation"),
            text("wire_agency"),
            text("wire_name"),
            text("wire_tier"),
        ],
    },
    Table {
        name: "wire_evidence",
        key: 2,
        columns: &[
            reference("article_id", "articles"),
            integer("position"),
            text("kind"),
            integer("start"),
            integer("end"),
            integer("start_byte"),
            integer("end_byte"),
        ],
    },
    Table {
        name: "events",
        key: 1,
        columns: &[
            text("id"),
            text("label"),
            integer("size"),
            integer("outlets"),
            integer("independent_count"),
            time("first_seen"),
            time("last_seen"),
            text("date_precision"),
            reference("first_article_id", "articles"),
            text("first_outlet"),
            boolean("first_tie"),
            reference("medoid", "articles"),
            real("cohesion_mean"),
            real("cohesion_weakest"),
            real("confidence"),
            text("story_id"),
        ],
    },
    Table {
        name: "event_articles",
        key: 2,
        columns: &[reference("event_id", "events"), reference("article_id", "articles"), integer("position")],
    },
    Table {
        name: "event_keywords",
        key: 2,
        columns: &[reference("event_id", "events"), integer("position"), text("keyword")],
    },
    Table {
        name: "stories",
        key: 1,
        columns: &[
            text("id"),
            text("label"),
            integer("events"),
            integer("articles"),
            time("first_seen"),
            time("last_seen"),
        ],
    },
    Table {
        name: "story_events",
        key: 2,
        columns: &[reference("story_id", "stories"), text("event_id"), integer("position")],
    },
    Table {
        name: "story_keywords",
        key: 2,
        columns: &[reference("story_id", "stories"), integer("position"), text("keyword")],
    },
    Table {
        name: "passages",
        key: 1,
        columns: &[
            text("id"),
            text("kind"),
            text("edit"),
            text("scope"),
            text("text"),
            integer("tokens"),
            integer("size"),
            integer("outlets"),
            reference("earliest_article_id", "articles"),
            text("earliest_outlet"),
            time("earliest_published"),
            boolean("earliest_tie"),
            text("source_agency"),
            reference("source_article_id", "articles"),
            text("source_tier"),
            text("source_reason"),
        ],
    },
    Table {
        name: "passage_members",
        key: 2,
        columns: &[
            reference("passage_id", "passages"),
            integer("member"),
            reference("article_id", "articles"),
            text("outlet"),
            integer("paragraph"),
            integer("start"),
            integer("end"),
            integer("start_byte"),
            integer("end_byte"),
            real("jaccard"),
            real("containment"),
            text("edit"),
        ],
    },
    Table {
        name: "passage_edits",
        key: 3,
        columns: &[reference("passage_id", "passages"), integer("member"), text("change")],
    },
    Table {
        name: "outlet_pairs",
        key: 2,
        columns: &[
            reference("a", "outlets"),
            reference("b", "outlets"),
            integer("passages"),
            integer("articles"),
            integer("first_a"),
            integer("first_b"),
            integer("ties"),
            integer("words"),
        ],
    },
    Table {
        name: "outlet_matrix",
        key: 2,
        columns: &[
            reference("row_outlet", "outlets"),
            reference("column_outlet", "outlets"),
            integer("passages"),
            integer("words"),
            integer("row_first"),
            integer("column_first"),
            integer("ties"),
        ],
    },
    Table {
        name: "pairs",
        key: 0,
        columns: &[
            reference("a_article_id", "articles"),
            integer("a_paragraph"),
            integer("a_start"),
            integer("a_end"),
            integer("a_start_byte"),
            integer("a_end_byte"),
            reference("b_article_id", "articles"),
            integer("b_paragraph"),
            integer("b_start"),
            integer("b_end"),
            integer("b_start_byte"),
            integer("b_end_byte"),
            real("jaccard"),
            real("containment"),
            integer("run_tokens"),
            text("kind"),
            text("edit"),
            text("scope"),
        ],
    },
    Table {
        name: "rejects",
        key: 0,
        columns: &[text("file"), integer("row"), integer("byte"), text("reason")],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_refer_to_those_before_them() {
        for (index, name) in Name::ALL.into_iter().enumerate() {
            assert_eq!(name as usize, index);
            let table = name.table();
            assert!(table.key <= table.columns.len(), "{}", table.name);
            for column in table.columns {
                let earlier = TABLES[..=index].iter().any(|table| Some(table.name) == column.refers);
                assert!(column.refers.is_none() || earlier, "{}.{}", table.name, column.name);
            }
        }
    }
}
