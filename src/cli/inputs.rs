//! The options that say how inputs are read, for every command that reads some.

use std::{
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use clap::Args;

use super::{Failure, Outcome};
use crate::{
    input::{Field, path_pattern::PathPattern},
    settings::{
        dates,
        layers::{self, Typed},
    },
};

/// How inputs are read.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct InputArgs {
    /// Take a field from this column: date=pubDate
    ///
    /// May be repeated, for other fields or for columns that take turns.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapped_column, help_heading = "Input")]
    map: Vec<(Field, String)>,
    /// Join a table by id, file name or address
    ///
    /// What it says of an article beats what the article says of itself; a text is taken only where there is none. Any format
    /// that is read will do. May be repeated.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    meta: Vec<PathBuf>,
    /// Read paths, as {outlet}/{date}-*.txt
    ///
    /// `{field}` takes a part of a name, `*` any part of a name, `**` any part of a path. May be repeated; the first that
    /// matches counts.
    #[arg(long, value_name = "PATTERN", value_parser = PathPattern::parse, help_heading = "Input")]
    path_pattern: Vec<PathPattern>,
    /// Give outlets one name, and owners
    ///
    /// A table with the columns alias, outlet and owner. `outlets.jsonl` then has what the outlets of an owner have in common.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    outlets: Option<PathBuf>,
    /// Leave out articles dated before
    ///
    /// 2025, 2025-03, 2025-03-04 or 2025-03-04T12:00:00Z.
    #[arg(long, value_name = "DATE", value_parser = dates::since, help_heading = "Input")]
    since: Option<i64>,
    /// Leave out articles dated after
    ///
    /// The whole of that day, month or year still counts.
    #[arg(long, value_name = "DATE", value_parser = dates::until, help_heading = "Input")]
    until: Option<i64>,
}

impl InputArgs {
    /// Whether nothing was typed.
    pub(super) fn is_empty(&self) -> bool {
        self.typed() == Typed::default()
    }

    /// What was typed.
    pub(super) fn typed(&self) -> Typed {
        Typed {
            map: self.map.clone(),
            meta: self.meta.clone(),
            path_pattern: self.path_pattern.clone(),
            outlets: self.outlets.clone(),
            since: self.since,
            until: self.until,
            ..Typed::default()
        }
    }
}

pub(super) fn mapped_column(typed: &str) -> Result<(Field, String), String> {
    layers::mapped(typed)
}

/// Refuses to wait for records that somebody would have to type.
pub(super) fn refuse_terminal(inputs: &[PathBuf]) -> Outcome {
    if inputs.iter().any(|input| input == Path::new("-")) && io::stdin().is_terminal() {
        let message = "`-` reads standard input, which is a terminal: pipe or redirect records into it";
        return Err(Failure::Usage(message.to_owned()));
    }
    Ok(())
}
