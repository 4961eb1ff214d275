//! `retold cluster`: read, analyse, write, show.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{
    Failure, Outcome, args::ClusterArgs, config, dry_run, environment, estimate::Estimate,
    inputs::refuse_terminal, print, progress::Watched, quoted, tell, terminal, with_threads,
};
use crate::{
    article::{Corpus, InputFile},
    error::Error,
    input, pipeline,
    report::{self, Report, lines, provenance::Run, terminal::Hint},
    run::{
        Clock, Directory, KeptScores, Overwrite, Scores, Size, peak_memory_bytes,
        unfinished::{self, Job, Unfinished},
    },
    settings::{Settings, file, origins},
    space,
};

/// Set when somebody asked for the end.
static STOP: AtomicBool = AtomicBool::new(false);

pub(super) fn run(args: &ClusterArgs, command_line: Vec<String>) -> Outcome {
    if args.print_config {
        return config::show(args);
    }
    let Some(run) = &args.resume else {
        refuse_terminal(&args.inputs)?;
        return begin(args.clone().on_this_machine()?, command_line, None);
    };
    let job = Job::read(run)?;
    let Some(asked) = super::cluster_args(&job.command_line) else {
        let detail = "the command that began it is not understood".to_owned();
        return Err(Error::Resume { run: run.clone(), detail }.into());
    };
    let (begun, _) = file::parse(&job.unseen).map_err(|detail| Error::Resume { run: run.clone(), detail })?;
    let args = asked.resumed(args, run, begun).on_this_machine()?;
    begin(args, job.command_line.clone(), Some(job))
}

fn begin(args: ClusterArgs, command_line: Vec<String>, job: Option<Job>) -> Outcome {
    if let Some(folder) = args.tmpdir.as_ref().filter(|folder| !folder.is_dir()) {
        let message = format!("`--tmpdir`: there is no folder `{}`", folder.display());
        return Err(Failure::Usage(message));
    }
    let layers = args.layers()?;
    let typed = origins::merged(&layers);
    let settings = typed.settle()?;
    if !args.quiet {
        environment::announce(&layers);
    }
    if args.dry_run {
        return with_threads(typed.threads, || dry_run::run(&args, &settings));
    }
    let unseen = origins::unseen(&layers);
    let work = Work { args: &args, settings: &settings, is_strict: typed.is_strict(), command_line, unseen };
    with_threads(typed.threads, || work.cluster(job))
}

/// Everything that was asked for.
struct Work<'a> {
    args: &'a ClusterArgs,
    settings: &'a Settings,
    is_strict: bool,
    command_line: Vec<String>,
    /// Settings that nobody typed, to go on with.
    unseen: String,
}

impl Work<'_> {
    fn cluster(&self, job: Option<Job>) -> Outcome {
        let Some(path) = &self.args.output else { return self.find_and_show(None) };
        let overwrite = if self.args.force || job.is_some() { Overwrite::Replace } else { Overwrite::Refuse };
        let directory = Directory::prepare(path, overwrite)?;
        stop_when_interrupted();
        let unfinished = match job {
            Some(job) => Unfinished::resume(&directory, job, self.settings, &STOP)?,
            None => {
                let job = Job::new(self.command_line.clone(), self.settings, self.unseen.clone());
                Unfinished::begin(&directory, job, self.settings, &STOP)?
            }
        };
        let outcome = self.find_and_show(Some((&directory, unfinished)));
        if let Err(failure) = &outcome {
            after_failure(failure, &directory);
        }
        outcome
    }

    fn find_and_show(&self, kept: Option<(&Directory, Unfinished)>) -> Outcome {
        let Self { args, settings, .. } = *self;
        let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
        let clock = Clock::new(&watched);
        let space = args.space();
        let mut input = settings.input.clone();
        if let Some((_, unfinished)) = &kept
            && args.inputs.iter().any(|input| input.as_os_str() == "-")
        {
            input.stdin = Some(unfinished.keep_stdin()?);
        }
        let corpus = input::read_into(&space, &args.inputs, &input, &clock)?;
        let (analysis, scores, directory, unfinished) = match kept {
            None => (space::guard(|| pipeline::analyze(&corpus, settings, &clock))?, None, None, None),
            Some((directory, mut unfinished)) => {
                unfinished.seal(&corpus)?;
                if !args.quiet {
                    estimate(&corpus, args.memory(), directory);
                }
                let analysis = space::guard(|| pipeline::resume(&corpus, settings, &unfinished, &clock))?;
                (analysis, unfinished.scores(), Some(directory), Some(unfinished))
            }
        };
        let report = report::build(&corpus, &analysis, settings.report);
        let command_line = self.command_line.clone();
        let mut run = report::provenance::describe(&corpus, &analysis, &report, settings, command_line);
        if let Some(directory) = directory {
            let made = || KeptScores::Made(Scores::new(&corpus, &analysis.relations, settings));
            let scores = scores.as_deref().map_or_else(made, KeptScores::Lie);
            directory.write(&report, scores, &clock)?;
            let measured = Run {
                timings: Some(clock.timings()),
                peak_memory_bytes: peak_memory_bytes(),
                memory_limit_bytes: Some(args.memory().0),
                ..run.clone()
            };
            directory.complete(&measured)?;
        }
        unfinished.map(Unfinished::finish).transpose()?;
        if args.json {
            // Measurements stay out of the stream: equal runs give equal bytes.
            (run.timings, run.peak_memory_bytes, run.memory_limit_bytes) = (None, None, None);
            print(|out| lines::stream(out, &run, &report))?;
        } else if !args.quiet {
            let hints = hints(args, &report);
            print(|out| report::terminal::render(&report, &hints, terminal::view(args.color), out))?;
        }
        if !args.quiet {
            notes(args, &corpus, &run, &clock);
        }
        match corpus.rejects.first() {
            Some(first) if self.is_strict => Err(Failure::Run(Error::Rejected {
                count: corpus.rejects.len(),
                first: format!("`{}:{}`: {}{}", first.file, first.row, first.reason, unread(&corpus)),
            })),
            _ => Ok(()),
        }
    }
}

/// The first interrupt asks the run to stop where it can be gone on with, the second ends it.
fn stop_when_interrupted() {
    let handler = || {
        if STOP.swap(true, Ordering::Relaxed) {
            #[expect(clippy::exit, reason = "somebody asked twice; what is half done has no name yet")]
            std::process::exit(130);
        }
        tell("stopping when this step is done and saved; interrupt again to stop at once");
    };
    // Without the handler an interrupt ends the run at once, which loses one step at most.
    let _ = ctrlc::set_handler(handler);
}

/// Says how to go on, or takes away what is of no use.
fn after_failure(failure: &Failure, directory: &Directory) {
    let run = quoted(directory.path());
    match failure {
        // Nothing was read, or what was read cannot be used: there is nothing to go on with. A run that has read its inputs
        // once loses nothing when one of them is away for a while.
        Failure::Run(Error::Empty { .. } | Error::Read { .. }) if !unfinished::has_read(directory.path()) => {
            unfinished::abandon(directory.path());
            directory.abandon();
        }
        Failure::Run(Error::Input { .. } | Error::Resume { .. }) => {}
        Failure::Run(_) if unfinished::is_unfinished(directory.path()) => {
            tell(&format!("what is done is kept: `retold cluster --resume {run}` goes on from there"));
        }
        _ => {}
    }
}

/// Seconds from which a person is told how long it will take.
const WORTH_TELLING: f64 = 30.0;

/// Says what is ahead, when that is much.
fn estimate(corpus: &Corpus, memory: Size, directory: &Directory) {
    let bytes: u64 = corpus.articles.iter().map(|article| article.text.len() as u64).sum();
    let estimate = Estimate::new(bytes, rayon::current_num_threads());
    if estimate.seconds < WORTH_TELLING {
        return;
    }
    tell(&format!(
        "{} with {} of text: about {} on {}; up to {memory} of memory and {} of disk in `{}`",
        report::terminal::cells::counted(corpus.len() as u64, "article"),
        Size(bytes),
        estimate.time(),
        report::terminal::cells::counted(estimate.threads as u64, "thread"),
        estimate.disk,
        super::one_line(&directory.path().display().to_string()),
    ));
}

/// The files of which nothing could be read, unless the first reject names the only one.
fn unread(corpus: &Corpus) -> String {
    let is_unread = |file: &&InputFile| file.format == input::UNREADABLE;
    let paths: Vec<&str> = corpus.files.iter().filter(is_unread).map(|file| file.path.as_str()).collect();
    match paths[..] {
        [] => String::new(),
        [only] if corpus.rejects.first().is_some_and(|reject| reject.file == only) => String::new(),
        [only] => format!("; `{only}` could not be read"),
        [first, ..] => format!("; {} files could not be read, such as `{first}`", paths.len()),
    }
}

/// What is not a result: where results are, what the stream does not show to a person, what it cost.
fn notes(args: &ClusterArgs, corpus: &Corpus, run: &Run, clock: &Clock) {
    if args.json {
        for warning in &corpus.warnings {
            tell(&format!("warning: {}", super::one_line(warning)));
        }
        if !corpus.rejects.is_empty() {
            let refused = report::terminal::cells::counted(corpus.rejects.len() as u64, "record");
            tell(&format!("warning: {refused} could not be used; see the lines of type `reject`"));
        }
    }
    if let Some(path) = &args.output {
        tell(&format!("wrote {}", terminal::path(path, args.color)));
    }
    if args.verbose {
        let json = |value: serde_json::Result<String>| value.unwrap_or_default();
        tell(&format!(
            "settings {} {}",
            run.settings_fingerprint,
            json(serde_json::to_string(&run.settings))
        ));
        tell(&format!("seconds {}", json(serde_json::to_string(&clock.timings()))));
        if let Some(bytes) = peak_memory_bytes() {
            tell(&format!("peak memory {} MiB", bytes >> 20));
        }
    }
}

/// Commands to try next.
fn hints(args: &ClusterArgs, report: &Report) -> Vec<Hint> {
    let hint = |command: String, purpose: &str| Hint { command, purpose: purpose.to_owned() };
    let inputs: Vec<String> = args.inputs.iter().take(2).map(|path| quoted(path)).collect();
    let inputs = format!("{}{}", inputs.join(" "), if args.inputs.len() > 2 { " …" } else { "" });
    let mut hints = Vec::new();
    match &args.output {
        None => {
            hints.push(hint(format!("retold cluster {inputs} -o my-run"), "keeps all results, as JSON Lines"))
        }
        Some(run) => {
            let run = quoted(run);
            let run = run.trim_end_matches('/');
            hints.push(hint(
                format!("retold report {run}"),
                "makes one page of it for a browser, with the evidence; no network needed",
            ));
            if report.summary.passages_between_outlets > 0 {
                hints.push(hint(
                    format!("jq -r 'select(.scope == \"cross_outlet\") | .text' {run}/passages.jsonl"),
                    "lists the text of passages that cross outlets",
                ));
            }
            if let Some(largest) = report.groups.events.first() {
                let command = format!("retold show {run} {}", largest.id);
                hints.push(hint(command, "shows the largest event; ids of all are in events.jsonl"));
            }
            if report.summary.events > 0 {
                let command = format!("retold eval {run} --gold labels.csv");
                hints.push(hint(command, "compares the events with your labels (article_id,event_id)"));
            }
        }
    }
    if report.summary.rejects > 0 && args.output.is_none() {
        let command = format!("retold cluster {inputs} --json | grep '^{{\"type\":\"reject\"'");
        hints.push(hint(command, "shows every record that could not be used"));
    }
    hints
}
