//! `retold diff`: how two runs differ.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Outcome, args::ColorChoice, print, terminal};
use crate::{
    report::{self, difference, lines},
    run::{Contents, Recorded},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold diff old-run new-run                        events that came, went, joined and split; numbers side by side
  retold diff my-run my-cut --worst 20               more of each list
  retold diff monday tuesday --json | jq .events
  retold diff before after --exit-code --quiet       for scripts: 1 when they differ, 0 when not";

#[derive(Args, Debug)]
pub(super) struct DiffArgs {
    /// The folder of the first run
    #[arg(value_name = "RUN1")]
    a: PathBuf,
    /// The folder of the second run
    #[arg(value_name = "RUN2")]
    b: PathBuf,

    /// Show so many of each list; 0 for numbers alone
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = "Output")]
    worst: usize,
    /// End with exit code 1 when the runs differ
    #[arg(long, help_heading = "Output")]
    exit_code: bool,
    /// Print one JSON object instead of a page
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Print nothing; of use with --exit-code
    #[arg(short, long, conflicts_with = "json", help_heading = "Output")]
    quiet: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN", help_heading = "Output")]
    color: ColorChoice,
}

pub(super) fn run(args: &DiffArgs) -> Outcome {
    let contents = |path| Contents::read(&Recorded::open(path)?);
    let difference = difference::build(&contents(&args.a)?, &contents(&args.b)?, args.worst);
    if !args.quiet {
        print(|out| match args.json {
            true => lines::write_line(out, &difference),
            false => report::terminal::difference::render(&difference, terminal::view(args.color), out),
        })?;
    }
    if args.exit_code && !difference.identical { Err(Failure::Differ) } else { Ok(()) }
}
