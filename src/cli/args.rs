//! The options of `retold cluster`, and the settings they mean.

use std::{
    env,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{Outcome, inputs::InputArgs};
use crate::{
    report::TextMode,
    run::Size,
    settings::{file, layers::Typed},
    space::Space,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold cluster dump.jsonl.zst -o my-run            keep all results in my-run/
  retold cluster articles/ more.csv --map date=pubDate --since 2025-03
  retold cluster dump.jsonl --json | jq 'select(.type == \"passage\" and .scope == \"cross_outlet\")'
  cat dump.jsonl | retold cluster - --limit 10000    a first look at a large dump
  retold cluster dump.jsonl --config mine.toml       with settings from a file
  retold cluster --resume my-run                     go on with a run that was stopped

A settings file is TOML. Its keys are the names of these options with `_` for `-`: map, meta, path_pattern, outlets,
since, until, limit, strict, reuse_threshold, agencies, cut, pairs, text and threads, such as `cut = 0.5`, `since = \"2025-03\"` or
`map = { date = \"pubDate\" }`. Options on the command line beat it. `retold eval --calibrate` writes one.";

#[derive(Args, Clone, Debug)]
pub(super) struct ClusterArgs {
    /// Files, folders, or `-` for standard input
    #[arg(required_unless_present = "resume", value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Take settings from this file (TOML); options given here beat it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(flatten)]
    input: InputArgs,
    /// Read no more than N records
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Input")]
    limit: Option<u64>,
    /// End with exit code 3 when records or whole files were refused; results are written all the same
    #[arg(long, help_heading = "Input")]
    strict: bool,

    /// How alike paragraphs must be, from 0.3 to 1 (Jaccard similarity of word 3-grams); 0.5 by default
    ///
    /// Two paragraphs of different articles, of 8 words or more each, are near-duplicates when their word 3-grams have at
    /// least this Jaccard similarity once an outlet's templates are masked, or when they share a verbatim run of 12 words
    /// or more that covers six tenths of the shorter one. All such pairs are found and every one is verified; a higher
    /// value gives a part of what a lower one gives.
    #[arg(long, value_name = "T", help_heading = "Matching")]
    reuse_threshold: Option<f64>,
    /// Know the news agencies in this file, too: TOML as in `data/agencies.toml`; equal ids override
    #[arg(long, value_name = "FILE", help_heading = "Matching")]
    agencies: Option<PathBuf>,
    /// How alike articles of one event must be, between 0 and 1: lower joins more, higher splits more; 0.5 by default
    #[arg(long, value_name = "C", help_heading = "Matching")]
    cut: Option<f32>,

    /// Keep all results in this folder
    #[arg(short, long, value_name = "RUN", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// Go on with a run that was stopped, with the inputs and settings that it was begun with
    #[arg(long, value_name = "RUN", help_heading = "Output", conflicts_with_all = [
        "inputs", "config", "map", "meta", "path_pattern", "outlets", "since", "until", "limit", "strict", "reuse_threshold", "agencies", "cut", "output",
        "force", "json", "pairs", "text",
    ])]
    pub(super) resume: Option<PathBuf>,
    /// Replace the run that the folder holds
    #[arg(long, requires = "output", help_heading = "Output")]
    pub(super) force: bool,
    /// Write typed JSON Lines to standard output: first `run`, last `summary`
    #[arg(long, help_heading = "Output")]
    pub(super) json: bool,
    /// Also list every verified pair of paragraphs
    #[arg(long, help_heading = "Output")]
    pairs: bool,
    /// How much of passages' text is written; snippets by default
    #[arg(long, value_enum, value_name = "MODE", help_heading = "Output")]
    text: Option<Text>,
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
    threads: Option<NonZeroUsize>,
    /// Use about so much memory, such as 2G; by default a third of the machine's. What does not fit lies on disk
    #[arg(long, value_name = "SIZE", help_heading = "Performance")]
    memory: Option<Size>,
    /// Put what does not fit into memory there; by default into RUN, or the system's folder for temporary files
    #[arg(long, value_name = "FOLDER", help_heading = "Performance")]
    pub(super) tmpdir: Option<PathBuf>,
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
    /// These inputs and settings, with the manners of `other`.
    pub(super) fn with_manners_of(self, other: &Self, run: &Path) -> Self {
        Self {
            output: Some(run.to_owned()),
            quiet: other.quiet,
            verbose: other.verbose,
            color: other.color,
            threads: other.threads,
            memory: other.memory,
            tmpdir: other.tmpdir.clone(),
            ..self
        }
    }

    /// The memory to use.
    pub(super) fn memory(&self) -> Size {
        self.memory.unwrap_or_else(Size::fair)
    }

    /// The memory to use, and where what does not fit into it goes.
    pub(super) fn space(&self) -> Space {
        let memory = self.memory().0;
        match self.tmpdir.as_ref().or(self.output.as_ref()) {
            Some(folder) => Space::bounded(memory, folder),
            None => Space::bounded(memory, &env::temp_dir()),
        }
    }

    /// What was typed here and in the settings file, checked.
    pub(super) fn typed(&self) -> Outcome<Typed> {
        let flags = Typed {
            strict: self.strict.then_some(true),
            reuse_threshold: self.reuse_threshold,
            agencies: self.agencies.clone(),
            cut: self.cut,
            pairs: self.pairs.then_some(true),
            text: self.text.map(TextMode::from),
            threads: self.threads,
            limit: self.limit,
            ..self.input.typed()
        };
        Ok(match &self.config {
            Some(path) => flags.over(file::read(path)?),
            None => flags,
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;
    use crate::{events::EventSettings, reuse::ReuseSettings};

    #[test]
    fn help_names_the_defaults_and_the_keys() {
        let command = ClusterArgs::augment_args(Command::new("cluster"));
        let help = |name: &str| {
            let argument = command.get_arguments().find(|argument| argument.get_id() == name).unwrap();
            argument.get_help().unwrap().to_string()
        };
        assert!(help("cut").ends_with(&format!("{} by default", EventSettings::CUT)));
        assert!(help("reuse_threshold").ends_with(&format!("{} by default", ReuseSettings::THRESHOLD)));
        let options = command.get_arguments().filter_map(|argument| argument.get_long());
        for option in options {
            let key = option.replace('-', "_");
            let known = file::KEYS.contains(&&*key) || file::TYPED_ONLY.contains(&&*key);
            assert!(known, "`{key}` is neither a key of a settings file nor refused there");
            assert!(!file::KEYS.contains(&&*key) || EXAMPLES.contains(&*key), "`{key}` is not told of");
        }
    }
}
