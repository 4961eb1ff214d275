//! `retold inspect`: what was understood of inputs, without doing anything with them.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::Args;

use super::{
    Outcome,
    args::ColorChoice,
    environment,
    inputs::{InputArgs, refuse_terminal},
    print,
    progress::Watched,
    quoted, terminal, with_threads,
};
use crate::{
    input::{self, InputSettings, sources},
    report::{
        inspection::inspect,
        lines::write_line,
        terminal::{Hint, inspection::render},
    },
    run::Size,
    settings::{layers::Typed, origins},
    space::Space,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold inspect crawl/*.jsonl.gz                    columns, coverage, dates, outlets, what is refused
  retold inspect dump.csv --map date=pubDate         the same with a column of your choice
  retold inspect articles/ --meta articles.csv --path-pattern '{outlet}/{date}-*.txt'
  retold inspect dump.parquet --limit 10000 --json | jq .mapping
  retold inspect --formats                           the tools, services and data sets that are known";

#[derive(Args, Debug)]
pub(super) struct InspectArgs {
    /// Files, folders, archives, or `-` for standard input
    #[arg(required_unless_present = "formats", value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    input: InputArgs,
    /// Read no more than N records
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Input")]
    limit: Option<u64>,
    /// List the tools, services and data sets whose columns are known
    #[arg(long, conflicts_with = "inputs", help_heading = "Output")]
    formats: bool,
    /// Write one object of type `inspection` to standard output
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Show no progress
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN", help_heading = "Output")]
    color: ColorChoice,
    /// Worker threads; by default one per core. Results do not depend on it
    #[arg(long, value_name = "N", help_heading = "Performance")]
    threads: Option<NonZeroUsize>,
}

pub(super) fn run(args: &InspectArgs, command_line: &[String]) -> Outcome {
    if args.formats {
        return print(|out| out.write_all(sources::markdown().as_bytes()));
    }
    refuse_terminal(&args.inputs)?;
    // As `cluster` would read them, whatever it is that says so.
    let layers = environment::layers(Typed { limit: args.limit, ..args.input.typed() }, None)?;
    let settings = origins::merged(&layers).settle()?;
    if !args.quiet {
        environment::announce(&layers);
    }
    with_threads(args.threads, || {
        let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
        let space = Space::bounded(Size::fair().0, &std::env::temp_dir());
        let settings = InputSettings { survey: true, ..settings.input.clone() };
        let corpus = input::read_into(&space, &args.inputs, &settings, &watched)?;
        let inspection = inspect(&corpus, next(args, command_line));
        if args.json {
            print(|out| write_line(out, &inspection))
        } else {
            let purpose = "does the work and keeps the results".to_owned();
            let hints = [Hint { command: inspection.next.clone(), purpose }];
            print(|out| render(&inspection, &hints, terminal::view(args.color), out))
        }
    })
}

/// The same words with another verb.
fn next(args: &InspectArgs, command_line: &[String]) -> String {
    let own = ["--json", "--quiet", "-q", "--formats"];
    let words = command_line.iter().skip(2).filter(|word| !own.contains(&word.as_str()));
    let words: Vec<String> = words.map(|word| quoted(word.as_ref())).collect();
    let inputs = if args.inputs.len() > 6 {
        let shown: Vec<String> = args.inputs.iter().take(2).map(|path| quoted(path)).collect();
        format!("{} …", shown.join(" "))
    } else {
        words.join(" ")
    };
    format!("retold cluster {inputs} -o my-run")
}
