//! The options of `retold cluster`, and the settings they mean.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args, ValueEnum};

use super::{Outcome, dates};
use crate::{
    events::EventSettings,
    input::{self, Field, InputSettings},
    origin::agencies::Agencies,
    report::{ReportSettings, TextMode},
    reuse::ReuseSettings,
    settings::Settings,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold cluster dump.jsonl.zst -o my-run            keep all results in my-run/
  retold cluster articles/ more.csv --map date=pubDate --since 2025-03
  retold cluster dump.jsonl --json | jq 'select(.type == \"passage\" and .scope == \"cross_outlet\")'
  cat dump.jsonl | retold cluster - --limit 10000    a first look at a large dump";

#[derive(Args, Clone, Debug)]
pub(super) struct ClusterArgs {
    /// Files, folders, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// Take a field from this column, such as `date=pubDate`; may be repeated
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapped_column, help_heading = "Input")]
    map: Vec<(Field, String)>,
    /// Leave out articles dated before: 2025, 2025-03, 2025-03-04 or 2025-03-04T12:00:00Z
    #[arg(long, value_name = "DATE", value_parser = dates::since, help_heading = "Input")]
    since: Option<i64>,
    /// Leave out articles dated after; the whole of that day, month or year still counts
    #[arg(long, value_name = "DATE", value_parser = dates::until, help_heading = "Input")]
    until: Option<i64>,
    /// Read no more than N records
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Input")]
    limit: Option<u64>,
    /// End with exit code 3 when records were refused; results are written all the same
    #[arg(long, help_heading = "Input")]
    pub(super) strict: bool,

    /// How alike paragraphs must be, from 0.3 to 1 (Jaccard similarity of word 3-grams)
    ///
    /// Two paragraphs of different articles, of 8 words or more each, are near-duplicates when their word 3-grams have at
    /// least this Jaccard similarity once an outlet's templates are masked, or when they share a verbatim run of 12 words
    /// or more that covers six tenths of the shorter one. All such pairs are found and every one is verified; a higher
    /// value gives a part of what a lower one gives.
    #[arg(long, value_name = "T", default_value_t = ReuseSettings::THRESHOLD, help_heading = "Matching")]
    reuse_threshold: f64,
    /// Know the news agencies in this file, too: TOML as in `data/agencies.toml`; equal ids override
    #[arg(long, value_name = "FILE", help_heading = "Matching")]
    agencies: Option<PathBuf>,
    /// How alike articles of one event must be, between 0 and 1: lower joins more, higher splits more
    #[arg(long, value_name = "C", default_value_t = EventSettings::CUT, help_heading = "Matching")]
    cut: f32,

    /// Keep all results in this folder
    #[arg(short, long, value_name = "RUN", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// Replace the run that the folder holds
    #[arg(long, requires = "output", help_heading = "Output")]
    pub(super) force: bool,
    /// Write typed JSON Lines to standard output: first `run`, last `summary`
    #[arg(long, help_heading = "Output")]
    pub(super) json: bool,
    /// Also list every verified pair of paragraphs
    #[arg(long, help_heading = "Output")]
    pairs: bool,
    /// How much of passages' text is written
    #[arg(long, value_enum, default_value_t = Text::Snippets, help_heading = "Output")]
    text: Text,
    /// Print nothing but errors, and results asked for with --json
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(super) quiet: bool,
    /// Also print settings and the time of each stage
    #[arg(short, long, help_heading = "Output")]
    pub(super) verbose: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN", help_heading = "Output")]
    pub(super) color: ColorChoice,

    /// Worker threads; by default one per core. Results do not depend on it
    #[arg(long, value_name = "N", help_heading = "Performance")]
    pub(super) threads: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Text {
    /// None, for results that may not carry the publishers' words
    None,
    /// The beginning, of at most 280 characters
    Snippets,
    /// All of it
    Full,
}

impl From<Text> for TextMode {
    fn from(text: Text) -> Self {
        match text {
            Text::None => Self::None,
            Text::Snippets => Self::Snippets,
            Text::Full => Self::Full,
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless NO_COLOR, CLICOLOR=0 or TERM=dumb say otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ClusterArgs {
    /// The checked settings.
    pub(super) fn settings(&self) -> Outcome<Settings> {
        dates::check_order(self.since, self.until)?;
        Ok(Settings {
            input: InputSettings {
                map: self.map.clone(),
                since: self.since,
                until: self.until,
                limit: self.limit,
            },
            reuse: ReuseSettings::new(self.reuse_threshold, self.pairs)?,
            agencies: match &self.agencies {
                Some(path) => input::agencies::read(path)?,
                None => Agencies::built_in(),
            },
            events: EventSettings::new(self.cut)?,
            report: ReportSettings { text: self.text.into(), pairs: self.pairs },
        })
    }
}

pub(super) fn mapped_column(typed: &str) -> Result<(Field, String), String> {
    let (field, column) = typed.split_once('=').ok_or("expected FIELD=COLUMN, such as date=pubDate")?;
    let known = || Field::ALL.map(Field::name).join(", ");
    let field =
        Field::from_name(field.trim()).ok_or_else(|| format!("no field `{field}`; there are {}", known()))?;
    if column.trim().is_empty() {
        return Err("the column has no name".to_owned());
    }
    Ok((field, column.trim().to_owned()))
}
