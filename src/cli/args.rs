//! The options of `retold cluster`, and the settings they mean.

use std::{
    env,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::{
    ArgAction, Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{Outcome, environment, inputs::InputArgs};
use crate::{
    report::TextMode,
    run::Size,
    settings::{
        layers::Typed,
        origins::{self, Layer, Origin},
        preset::Preset,
    },
    space::Space,
};

pub(super) const FEW_EXAMPLES: &str = "\
Example: retold cluster articles/ dump.jsonl.zst -o my-run --since 2025-03
More options, presets and settings files: retold cluster --help";

pub(super) const EXAMPLES: &str = "\
Examples:
  retold cluster dump.jsonl.zst -o my-run            keep all results in my-run/
  retold cluster articles/ more.csv --map date=pubDate --since 2025-03
  retold cluster dump.jsonl --json | jq 'select(.type == \"passage\" and .scope == \"cross_outlet\")'
  cat dump.jsonl | retold cluster - --limit 10000    a first look at a large dump
  retold cluster dump.jsonl --config mine.toml       with settings from a file
  retold cluster --resume my-run                     go on with a run that was stopped

A settings file is TOML. Its keys are the names of these options with `_` for `-`: preset, map, meta,
path_pattern, outlets, since, until, limit, strict, reuse_threshold, agencies, cut, pairs, text and threads, such as `cut = 0.5`, `since = \"2025-03\"` or
`map = { date = \"pubDate\" }`. `retold.toml` is found in this folder, else in $XDG_CONFIG_HOME/retold or ~/.config/retold;
--config names another one instead. Each key, and memory, tmpdir and color, may also stand in the environment:
`RETOLD_CUT=0.6`, `RETOLD_MAP=date=pubDate,title=head`. What is typed beats the environment, that beats the file. A preset
counts just below the place that names it. --print-config shows what holds and why. `retold eval --calibrate` writes a file.

Presets: `events` (text = none: results without the publishers' words), `reuse` (pairs = true, text = full: all evidence, for
close reading), `dedup` (reuse_threshold = 0.8, pairs = true: strict copies, as pairs), `churnalism` (reuse_threshold = 0.4,
text = full: reworked releases and agency copy, too).";

#[derive(Args, Clone, Debug)]
pub(super) struct ClusterArgs {
    /// Files, folders, or `-` for standard input
    #[arg(required_unless_present_any = ["resume", "print_config"], value_name = "INPUT", help_heading = "Input")]
    pub(super) inputs: Vec<PathBuf>,
    /// For a purpose: events, reuse, dedup or churnalism
    ///
    /// Stands for several settings, which are said before the run; whatever is given here beats them. See below.
    #[arg(long, hide_possible_values = true, value_name = "NAME", value_parser = preset_names(), help_heading = "Settings")]
    preset: Option<Preset>,
    /// Take settings from this file
    ///
    /// TOML, instead of a `retold.toml` that is found. Options given here beat it.
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    config: Option<PathBuf>,
    /// Print all settings and their origins, and end
    ///
    /// What is printed can be used as a settings file.
    #[arg(long, help_heading = "Settings")]
    pub(super) print_config: bool,

    #[command(flatten)]
    input: InputArgs,
    /// Read no more than N records
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Input")]
    limit: Option<u64>,
    /// End with exit code 3 when records were refused
    ///
    /// Or whole files. Results are written all the same. `--strict=false` beats a settings file.
    #[arg(long, hide_short_help = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = "Input")]
    strict: Option<bool>,

    /// Likeness of paragraphs, 0.3 to 1; 0.5 by default
    ///
    /// Two paragraphs of different articles, of 8 words or more each, are near-duplicates when their word 3-grams have at
    /// least this Jaccard similarity once an outlet's templates are masked, or when they share a verbatim run of 12 words
    /// or more that covers six tenths of the shorter one. All such pairs are found and every one is verified; a higher
    /// value gives a part of what a lower one gives.
    #[arg(long, value_name = "T", help_heading = "Matching")]
    reuse_threshold: Option<f64>,
    /// Know the news agencies in this file, too
    ///
    /// TOML as in `data/agencies.toml`; equal ids override.
    #[arg(long, value_name = "FILE", help_heading = "Matching")]
    agencies: Option<PathBuf>,
    /// Likeness within events, 0 to 1; 0.5 by default
    ///
    /// Between 0 and 1: lower joins more, higher splits more.
    #[arg(long, value_name = "C", help_heading = "Matching")]
    cut: Option<f32>,

    /// Say what would be read and what it would take
    ///
    /// Nothing is written. Inputs of up to 64 MiB together are read to the end, of larger ones the first 1,000 records of each
    /// of the first 100 files.
    #[arg(long, conflicts_with_all = ["json", "resume"], help_heading = "Output")]
    pub(super) dry_run: bool,
    /// Keep all results in this folder
    #[arg(short, long, value_name = "RUN", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// Go on with a run that was stopped
    ///
    /// With the inputs and settings that it was begun with, whatever a settings file or the environment say by now.
    #[arg(long, value_name = "RUN", help_heading = "Output", conflicts_with_all = [
        "inputs", "preset", "config", "print_config", "map", "meta", "path_pattern", "outlets", "since", "until", "limit", "strict", "reuse_threshold", "agencies", "cut", "output",
        "force", "json", "pairs", "text",
    ])]
    pub(super) resume: Option<PathBuf>,
    /// Replace the run that the folder holds
    #[arg(long, requires = "output", help_heading = "Output")]
    pub(super) force: bool,
    /// Write JSON Lines to standard output
    ///
    /// Typed ones: first `run`, last `summary`.
    #[arg(long, help_heading = "Output")]
    pub(super) json: bool,
    /// Also list every verified pair of paragraphs
    ///
    /// `--pairs=false` beats a preset or a settings file.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = "Output")]
    pairs: Option<bool>,
    /// Write passages' text: none, snippets or full
    ///
    /// Snippets by default.
    #[arg(long, value_enum, hide_possible_values = true, value_name = "MODE", help_heading = "Output")]
    text: Option<Text>,
    /// Print nothing but errors, and what --json gives
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(super) quiet: bool,
    /// Also print settings and the time of each stage
    #[arg(short, long, hide_short_help = true, help_heading = "Output")]
    pub(super) verbose: bool,
    /// When to use colours
    #[arg(long, hide_short_help = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN", help_heading = "Output")]
    pub(super) color: ColorChoice,

    /// Worker threads; by default one per core
    ///
    /// Results do not depend on it.
    #[arg(long, value_name = "N", help_heading = "Performance")]
    threads: Option<NonZeroUsize>,
    /// Use about so much memory, such as 2G
    ///
    /// By default a third of the machine's. What does not fit lies on disk.
    #[arg(long, value_name = "SIZE", help_heading = "Performance")]
    pub(super) memory: Option<Size>,
    /// Put what does not fit into memory there
    ///
    /// By default into RUN, or the system's folder for temporary files.
    #[arg(long, hide_short_help = true, value_name = "FOLDER", help_heading = "Performance")]
    pub(super) tmpdir: Option<PathBuf>,

    /// Print help, all of it with --help
    #[arg(short, long, action = ArgAction::Help, hide_short_help = true, help_heading = "Output")]
    help: Option<bool>,

    /// What the environment and a file that was found said when the run was begun that is gone on with.
    #[arg(skip)]
    begun: Option<Layer>,
}

/// Names of presets, for the parser and for completions.
fn preset_names() -> impl TypedValueParser<Value = Preset> {
    PossibleValuesParser::new(Preset::ALL.map(Preset::name)).try_map(|name| Preset::from_name(&name))
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
    /// These inputs and settings, with the manners of `other`, and with what held unseen when the run was begun.
    pub(super) fn resumed(self, other: &Self, run: &Path, begun: Typed) -> Self {
        Self {
            output: Some(run.to_owned()),
            quiet: other.quiet,
            verbose: other.verbose,
            color: other.color,
            threads: other.threads,
            memory: other.memory,
            tmpdir: other.tmpdir.clone(),
            begun: Some(Layer { typed: begun, origin: Origin::Begun }),
            ..self
        }
    }

    /// These arguments, with what the environment says of the machine where nothing was typed.
    pub(super) fn on_this_machine(mut self) -> Outcome<Self> {
        let machine = environment::machine()?;
        // When a run is begun its threads are a setting as others are; when it is gone on with they are those of today.
        if self.begun.is_some() {
            self.threads = self.threads.or(machine.threads);
        }
        self.memory = self.memory.or(machine.memory);
        self.tmpdir = self.tmpdir.take().or(machine.tmpdir);
        Ok(self)
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

    /// What was typed here, in the environment and in a settings file, the strongest first.
    pub(super) fn layers(&self) -> Outcome<Vec<Layer>> {
        let Some(begun) = &self.begun else {
            return environment::layers(self.flags(), self.config.as_deref());
        };
        // What lies around today is not what the run was begun with; a file that was named must be what it was.
        let mut layers = vec![Layer { typed: self.flags(), origin: Origin::Flag }, begun.clone()];
        if let Some(named) = &self.config {
            layers.extend(environment::file(Some(named))?);
        }
        Ok(origins::with_preset(layers))
    }

    /// What was typed here.
    fn flags(&self) -> Typed {
        Typed {
            preset: self.preset,
            limit: self.limit,
            strict: self.strict,
            reuse_threshold: self.reuse_threshold,
            agencies: self.agencies.clone(),
            cut: self.cut,
            pairs: self.pairs,
            text: self.text.map(TextMode::from),
            threads: self.threads,
            ..self.input.typed()
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;
    use crate::{events::EventSettings, reuse::ReuseSettings, settings::file};

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
            if key == "help" {
                continue;
            }
            let known = file::KEYS.contains(&&*key) || file::TYPED_ONLY.contains(&&*key);
            assert!(known, "`{key}` is neither a key of a settings file nor refused there");
            assert!(!file::KEYS.contains(&&*key) || EXAMPLES.contains(&*key), "`{key}` is not told of");
        }
    }
}
