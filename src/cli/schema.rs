//! `retold schema`: the output contract, for programs.

use clap::{Args, builder::PossibleValuesParser};

use super::{Outcome, print};
use crate::report::schema;

#[derive(Args, Debug)]
pub(super) struct SchemaArgs {
    /// The type of line, or `events` for events.json; without it, the names are listed
    #[arg(value_parser = PossibleValuesParser::new(schema::NAMES))]
    name: Option<String>,
}

pub(super) fn run(args: &SchemaArgs) -> Outcome {
    print(|out| match args.name.as_deref().and_then(schema::schema) {
        Some(schema) => {
            serde_json::to_writer_pretty(&mut *out, &schema)?;
            writeln!(out)
        }
        None => schema::NAMES.iter().try_for_each(|name| writeln!(out, "{name}")),
    })
}
