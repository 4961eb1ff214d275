//! `retold export`: a finished run for spreadsheets, databases, networks, search engines and corpus cleaning.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Failure, Outcome, args::Text, one_line, print, progress::Watched, quoted, tell};
use crate::{
    export::{self, CsvSettings, ExportSettings, Format, Over, Policy},
    report::{TextMode, terminal::cells::number},
    run::{Done, Overwrite, Recorded},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold export my-run --to csv                    tables for spreadsheets, R, pandas: my-run/export/csv/
  retold export my-run --to parquet -o tables      typed tables for DuckDB, pandas, Arrow
  retold export my-run --to sqlite                 my-run/retold.sqlite, with full-text search, for Datasette
  retold export my-run --to gexf                   who takes from whom, for Gephi; graphml for networkx and igraph
  retold export my-run --to passim -o - | jq .cluster
  retold export my-run --to elastic -o - | split -l 20000 - bulk-    in parts for _bulk
  retold export my-run --to vega                   timeline and heatmap for Vega-Lite: my-run/export/vega/
  retold export my-run --to keep -o keep.txt       ids of a corpus without copies; `drop` says what goes, and why

Tables: outlets, articles, wire_evidence, events, event_articles, event_keywords, stories, story_events, story_keywords,
passages, passage_members, passage_edits, outlet_pairs, outlet_matrix, rejects, and pairs when the run lists them. Unknown
values are empty cells or null. Networks lead from the later carrier of a passage to the earlier one.

keep and drop take articles in the order of --keep, then earlier (undated last), then longer, then the smaller id. An
article is dropped when a kept one is the same prose (`duplicate_of`), or carries nine tenths of its words and it
has 100 words or more. The input is never touched.";

#[derive(Args, Debug)]
pub(super) struct ExportArgs {
    /// The run's folder
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// What to write
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: To,

    /// Write into this folder (csv, parquet, vega, drop) or to this file; `-` for standard output. By default into RUN
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Replace an earlier export
    #[arg(long, help_heading = "Output")]
    force: bool,
    /// How much of passages' text is written, as far as the run has it; passim takes it from the run's
    /// inputs, and vega names events by keywords where there is to be none, not by headlines
    #[arg(long, value_enum, value_name = "MODE", help_heading = "Output")]
    text: Option<Text>,
    /// Print nothing but errors
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,

    /// csv: put `'` before text cells that a spreadsheet takes for a formula: those that begin with = + - @, tab or CR
    #[arg(long, value_enum, value_name = "WHEN", help_heading = "Of one format")]
    formula_guard: Option<Guard>,
    /// csv: begin each file with a byte order mark, by which Excel knows UTF-8
    #[arg(long, help_heading = "Of one format")]
    bom: bool,
    /// graphml, gexf: what the nodes are; outlets by default
    #[arg(long, value_enum, value_name = "NODES", help_heading = "Of one format")]
    network: Option<Network>,
    /// elastic: what names of indices begin with; `retold` by default
    #[arg(long, value_name = "PREFIX", value_parser = index_prefix, help_heading = "Of one format")]
    index_prefix: Option<String>,
    /// keep, drop: which copy is kept: earliest (by default), longest, or priority=FILE (outlets, one a line, best first)
    #[arg(long, value_name = "WHICH", value_parser = keep, help_heading = "Of one format")]
    keep: Option<Keep>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum To {
    /// A folder of tables, one observation a row
    Csv,
    /// The same tables with types, zstd
    Parquet,
    /// The same tables with keys, indices, full-text search and views
    Sqlite,
    /// A network for networkx, igraph, Cytoscape
    Graphml,
    /// A network for Gephi (GEXF 1.3)
    Gexf,
    /// JSON Lines as passim writes them, one a passage's occurrence
    Passim,
    /// Bulk lines for Elasticsearch and OpenSearch
    Elastic,
    /// Charts for Vega-Lite: articles over time with the largest events, and outlets by outlets
    Vega,
    /// Ids of the articles of a corpus without copies
    Keep,
    /// The articles that go, and spans of the others that stand elsewhere, too
    Drop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Guard {
    /// Cells are as safe as a spreadsheet needs them
    On,
    /// Cells are what was read
    Off,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Network {
    /// Outlets, and the passages that they share
    Outlets,
    /// Articles, their events and the passages that they share
    Articles,
}

#[derive(Clone, Debug)]
enum Keep {
    Earliest,
    Longest,
    Priority(PathBuf),
}

fn keep(typed: &str) -> Result<Keep, String> {
    match typed.split_once('=') {
        None if typed == "earliest" => Ok(Keep::Earliest),
        None if typed == "longest" => Ok(Keep::Longest),
        Some(("priority", file)) if !file.is_empty() => Ok(Keep::Priority(file.into())),
        _ => Err("expected `earliest`, `longest` or `priority=FILE`".to_owned()),
    }
}

/// What Elasticsearch and OpenSearch take as the beginning of an index's name.
fn index_prefix(typed: &str) -> Result<String, String> {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    if typed.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && typed.chars().all(is_allowed)
        && typed.len() <= 200
    {
        return Ok(typed.to_owned());
    }
    Err("expected lower-case letters, digits, `-` and `_`, a letter or digit first".to_owned())
}

impl From<To> for Format {
    fn from(to: To) -> Self {
        match to {
            To::Csv => Self::Csv,
            To::Parquet => Self::Parquet,
            To::Sqlite => Self::Sqlite,
            To::Graphml => Self::Graphml,
            To::Gexf => Self::Gexf,
            To::Passim => Self::Passim,
            To::Elastic => Self::Elastic,
            To::Vega => Self::Vega,
            To::Keep => Self::Keep,
            To::Drop => Self::Drop,
        }
    }
}

pub(super) fn run(args: &ExportArgs) -> Outcome {
    let format = Format::from(args.to);
    check_options(args, format)?;
    let settings = ExportSettings {
        format,
        text: args.text.map_or(TextMode::Full, TextMode::from),
        csv: CsvSettings { guard: args.formula_guard != Some(Guard::Off), byte_order_mark: args.bom },
        over: match args.network {
            None | Some(Network::Outlets) => Over::Outlets,
            Some(Network::Articles) => Over::Articles,
        },
        index_prefix: args.index_prefix.clone().unwrap_or_else(|| "retold".to_owned()),
        policy: match &args.keep {
            None | Some(Keep::Earliest) => Policy::Earliest,
            Some(Keep::Longest) => Policy::Longest,
            Some(Keep::Priority(file)) => Policy::from_file(file)?,
        },
    };
    let recorded = Recorded::open(&args.run)?;
    let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
    if args.output.as_deref() == Some(Path::new("-")) {
        if !format.is_stream() {
            let name = format.name();
            return Err(Failure::Usage(format!("{name} cannot be streamed: name a path with `-o`")));
        }
        let mut notes = Vec::new();
        print(|out| {
            notes = export::to_stream(&recorded, &settings, out, &watched)?;
            Ok(())
        })?;
        say(args, &Done { files: Vec::new(), notes });
        return Ok(());
    }
    let output = args.output.clone();
    let output = output.unwrap_or_else(|| export::default_output(recorded.path(), format, settings.over));
    let overwrite = if args.force { Overwrite::Replace } else { Overwrite::Refuse };
    if output.is_dir() != format.is_folder() && output.exists() {
        let what = if format.is_folder() { "a folder" } else { "a file" };
        let shown = one_line(&output.display().to_string());
        return Err(Failure::Usage(format!("{} writes {what}, and `{shown}` is none", format.name())));
    }
    let done = export::to_files(&recorded, &settings, &output, overwrite, &watched)?;
    say(args, &done);
    if !args.quiet {
        tell(&format!("next: {}", next_step(format, &output)));
    }
    Ok(())
}

/// Refuses options that the format has no use for: who typed one expects something of it.
fn check_options(args: &ExportArgs, format: Format) -> Outcome {
    let is_network = matches!(format, Format::Graphml | Format::Gexf);
    let is_choice = matches!(format, Format::Keep | Format::Drop);
    let options = [
        ("--formula-guard", args.formula_guard.is_some(), format == Format::Csv),
        ("--bom", args.bom, format == Format::Csv),
        ("--network", args.network.is_some(), is_network),
        ("--index-prefix", args.index_prefix.is_some(), format == Format::Elastic),
        ("--keep", args.keep.is_some(), is_choice),
        ("--text", args.text.is_some(), !is_network && !is_choice),
    ];
    match options.into_iter().find(|(_, is_typed, fits)| *is_typed && !fits) {
        Some((option, ..)) => {
            Err(Failure::Usage(format!("`{option}` means nothing with `--to {}`", format.name())))
        }
        None => Ok(()),
    }
}

/// Says what was written.
fn say(args: &ExportArgs, done: &Done) {
    if args.quiet {
        return;
    }
    done.notes.iter().for_each(|note| tell(&one_line(note)));
    for file in &done.files {
        let path = one_line(&file.path.display().to_string());
        tell(&format!("wrote {path} ({} bytes)", number(file.bytes)));
    }
}

/// A command that opens what was written.
fn next_step(format: Format, output: &Path) -> String {
    let path = |name: &str| output.join(name).display().to_string().replace('\'', "''");
    let whole = quoted(output);
    match format {
        Format::Csv => {
            let table = path("outlet_matrix.csv");
            format!("duckdb -c \"select * from '{table}' order by passages desc limit 10\"")
        }
        Format::Parquet => {
            let table = path("passages.parquet");
            format!(
                "duckdb -c \"select kind, count(*), sum(size) from '{table}' group by kind order by 2 desc\""
            )
        }
        Format::Sqlite => format!("sqlite3 {whole} 'select * from event_overview limit 10'"),
        Format::Graphml => {
            format!("python3 -c 'import networkx, sys; print(networkx.read_graphml(sys.argv[1]))' {whole}")
        }
        Format::Gexf => format!("gephi {whole}"),
        Format::Passim => format!("jq -r '[.cluster, .series, .date] | @tsv' {whole}"),
        Format::Elastic => format!(
            "curl -H 'Content-Type: application/x-ndjson' --data-binary @{whole} localhost:9200/_bulk"
        ),
        Format::Vega => {
            let chart = quoted(&output.join("timeline.vl.json"));
            let draw = "import sys, vl_convert; print(vl_convert.vegalite_to_svg(open(sys.argv[1]).read()))";
            format!("python3 -c '{draw}' {chart} > timeline.svg")
        }
        Format::Keep => format!("wc -l {whole}"),
        Format::Drop => {
            let lines = quoted(&output.join("drop.jsonl"));
            format!("jq -r '[.id, .reason, .keeper_id] | @tsv' {lines}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_what_the_engines_take() {
        assert!(index_prefix("news-2025").is_ok());
        for bad in ["", "News", "-news", "a b", "a,b", "a*"] {
            assert!(index_prefix(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn policies_are_understood() {
        assert!(matches!(keep("earliest"), Ok(Keep::Earliest)));
        assert!(matches!(keep("priority=a=b.txt"), Ok(Keep::Priority(file)) if file == Path::new("a=b.txt")));
        assert!(keep("priority=").is_err() && keep("latest").is_err() && keep("longest=x").is_err());
    }
}
