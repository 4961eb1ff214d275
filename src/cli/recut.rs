//! `retold recut`: other events for a run, from the scores that it keeps.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args, ValueEnum};

use super::{
    Failure, Outcome, args::ColorChoice, environment, print, progress::Watched, quoted, tell, terminal,
    with_threads,
};
use crate::{
    error::{Error, Result},
    events::{self, EventSettings},
    progress::{self, Stage},
    report::{
        self,
        terminal::{Hint, cells::number},
    },
    run::{Clock, Directory, Overwrite, Recorded, Recut, peak_memory_bytes},
    settings::{
        decimal,
        layers::Typed,
        origins::{self, Layer, Origin},
    },
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold recut my-run --granularity fine             what events look like in smaller parts
  retold recut my-run --granularity story -o wide    a run whose events are the stories of my-run
  retold recut my-run --cut 0.5 -o finer && retold eval finer --gold labels.csv
  retold recut my-run --cut 0.5 --json | jq -r 'select(.type == \"event\") | [.size, .label] | @tsv'

The new folder is a run like any other: `query`, `explain`, `eval` and `recut` take it. Its run.json says where it was
cut from (`cut_from`) and at which cut the kinds of passages were settled (`settled_cut`).";

#[derive(Args, Debug)]
pub(super) struct RecutArgs {
    /// The run's folder
    #[arg(value_name = "RUN")]
    run: PathBuf,

    /// How fine events are cut
    #[arg(long, value_enum, value_name = "HOW", conflicts_with = "cut")]
    granularity: Option<Granularity>,
    /// How alike articles of one event must be, between 0 and 1: lower joins more, higher splits more
    #[arg(long, value_name = "C")]
    cut: Option<f32>,
    /// Take the cut from this settings file, as `retold eval --calibrate` writes it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cut", "granularity"])]
    config: Option<PathBuf>,
    /// Print the cut as a settings file, with where it comes from, and end
    #[arg(long)]
    print_config: bool,

    /// Keep the run with its new events in this folder
    #[arg(short, long, value_name = "NEW", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Replace the run that the folder holds, which may be RUN itself
    #[arg(long, requires = "output", help_heading = "Output")]
    force: bool,
    /// Write all lines of the new run to standard output: first `run`, last `summary`
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Print nothing but errors, and results asked for with --json
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN", help_heading = "Output")]
    color: ColorChoice,

    /// Worker threads; by default one per core. Results do not depend on it
    #[arg(long, value_name = "N", help_heading = "Performance")]
    threads: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Granularity {
    /// Single developments: a cut of 0.6
    Fine,
    /// Events as `cluster` cuts them by default: 0.5
    Event,
    /// Running stories: 0.34, at which each story of `stories.jsonl` is one event
    Story,
}

impl Granularity {
    fn cut(self) -> f32 {
        match self {
            Self::Fine => EventSettings::FINE,
            Self::Event => EventSettings::CUT,
            Self::Story => EventSettings::STORY,
        }
    }
}

pub(super) fn run(args: &RecutArgs, command_line: Vec<String>) -> Outcome {
    let layers = layers(args)?;
    let said = origins::in_force(&layers, |_| true).into_iter().find(|(key, ..)| *key == "cut");
    let (Some(cut), Some((key, value, origin))) = (origins::merged(&layers).cut, said) else {
        return Err(no_cut(args));
    };
    let settings = EventSettings::new(cut)?;
    if args.print_config {
        return print(|out| {
            out.write_all(origins::commented(&format!("{key} = {value}"), &origin).as_bytes())
        });
    }
    if !args.quiet {
        environment::announce(&layers);
    }
    with_threads(args.threads, || recut(args, &settings, &command_line))
}

/// What is said of the cut. All else that is set is of no concern here.
fn layers(args: &RecutArgs) -> Outcome<Vec<Layer>> {
    let typed = args.cut.or_else(|| args.granularity.map(Granularity::cut));
    let mut layers = vec![environment::settings()?];
    // A file that lies around may be about other things, and wrong about them: where a cut was typed none is looked for.
    if typed.is_none() {
        layers.extend(environment::file(args.config.as_deref())?);
    }
    layers.insert(0, Layer { typed: Typed { cut: typed, ..Typed::default() }, origin: Origin::Flag });
    for layer in &mut layers {
        layer.typed = Typed { cut: layer.typed.cut, ..Typed::default() };
    }
    Ok(layers)
}

fn no_cut(args: &RecutArgs) -> Failure {
    match &args.config {
        Some(path) => Failure::Run(Error::Malformed {
            path: path.clone(),
            expected: "a settings file to cut by",
            detail: "it has no `cut`".to_owned(),
        }),
        None => Failure::Usage(
            "say how to cut: `--granularity fine|event|story`, `--cut C` or `--config FILE`".to_owned(),
        ),
    }
}

fn recut(args: &RecutArgs, settings: &EventSettings, command_line: &[String]) -> Outcome {
    let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
    let clock = Clock::new(&watched);
    let recorded = Recorded::open(&args.run)?;
    let (corpus, relations) = progress::during(&clock, Stage::Read, || -> Result<_> {
        let corpus = recorded.corpus_without_texts()?;
        let relations = recorded.relations(&corpus)?;
        Ok((corpus, relations))
    })?;
    let overwrite = if args.force { Overwrite::Replace } else { Overwrite::Refuse };
    let directory = args.output.as_deref().map(|path| Directory::prepare(path, overwrite)).transpose()?;
    let found = progress::during(&clock, Stage::Events, || events::group(&corpus, &relations, settings));
    let recut = Recut::new(&recorded, &corpus, &found, settings);
    let before = recorded.summary()?;
    if let Some(directory) = &directory {
        if let Err(error) = progress::during(&clock, Stage::Write, || recut.write(directory)) {
            directory.abandon();
            return Err(error.into());
        }
        recut.complete(directory, command_line, clock.timings(), peak_memory_bytes())?;
    }
    if args.json {
        print(|out| recut.stream(command_line, out))?;
    } else if !args.quiet {
        let (cut, own) = (decimal(settings.cut()), recorded.cut());
        let name = args.granularity.and_then(|granularity| granularity.to_possible_value());
        let name = name.map_or(String::new(), |name| format!(" ({})", name.get_name()));
        let multi = number(before.multi_article_events);
        let alone = number(before.events.saturating_sub(before.multi_article_events));
        let note = format!(
            "cut at {cut}{name}; the run, cut at {own}, has {multi} events of two articles or more, {alone} alone"
        );
        let (hints, view) = (hints(args), terminal::view(args.color));
        let page = (recut.summary(), recut.lines().events.as_slice());
        print(|out| report::terminal::render_events(page, &[note], &hints, view, out))?;
    }
    if let (Some(path), false) = (&args.output, args.quiet) {
        tell(&format!("wrote {}", terminal::path(path, args.color)));
    }
    Ok(())
}

/// Commands to try next.
fn hints(args: &RecutArgs) -> Vec<Hint> {
    let hint = |command: String, purpose: &str| vec![Hint { command, purpose: purpose.to_owned() }];
    match &args.output {
        None => {
            let how = match (args.granularity.and_then(|how| how.to_possible_value()), args.cut) {
                (Some(how), _) => format!("--granularity {}", how.get_name()),
                (None, Some(cut)) => format!("--cut {cut}"),
                (None, None) => {
                    args.config.as_ref().map_or_else(String::new, |path| format!("--config {}", quoted(path)))
                }
            };
            let command = format!("retold recut {} {how} -o my-cut", quoted(&args.run));
            hint(command, "keeps a run with these events; the kinds of its passages stay as they are")
        }
        Some(run) => {
            let command = format!("retold eval {} --gold labels.csv", quoted(run));
            hint(command, "compares the events with your labels (article_id,event_id)")
        }
    }
}
