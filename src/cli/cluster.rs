//! `retold cluster`: read, analyse, write, show.

use std::io::{self, IsTerminal};

use super::{
    Failure, Outcome, args::ClusterArgs, print, progress::Watched, quoted, tell, terminal, with_threads,
};
use crate::{
    article::{Corpus, InputFile},
    error::Error,
    input, pipeline,
    report::{self, Report, lines, provenance::Run, terminal::Hint},
    run::{Clock, Directory, Overwrite, Scores, peak_memory_bytes},
    settings::Settings,
    space,
};

pub(super) fn run(args: &ClusterArgs, command_line: Vec<String>) -> Outcome {
    if args.inputs.iter().any(|input| input.as_os_str() == "-") && io::stdin().is_terminal() {
        let message = "`-` reads standard input, which is a terminal: pipe or redirect records into it";
        return Err(Failure::Usage(message.to_owned()));
    }
    let typed = args.typed()?;
    let settings = typed.settle()?;
    with_threads(typed.threads, || cluster(args, &settings, typed.is_strict(), command_line))
}

fn cluster(args: &ClusterArgs, settings: &Settings, is_strict: bool, command_line: Vec<String>) -> Outcome {
    let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
    let clock = Clock::new(&watched);
    let overwrite = if args.force { Overwrite::Replace } else { Overwrite::Refuse };
    let directory = args.output.as_deref().map(|path| Directory::prepare(path, overwrite)).transpose()?;
    let corpus = match input::read_into(&args.space(), &args.inputs, &settings.input, &clock) {
        Ok(corpus) => corpus,
        Err(error) => {
            directory.iter().for_each(Directory::abandon);
            return Err(error.into());
        }
    };
    let analysis = space::guard(|| pipeline::analyze(&corpus, settings, &clock))?;
    let report = report::build(&corpus, &analysis, settings.report);
    let mut run = report::provenance::describe(&corpus, &analysis, &report, settings, command_line);
    if let Some(directory) = &directory {
        directory.write(&report, Scores::new(&corpus, &analysis.relations, settings), &clock)?;
        let measured =
            Run { timings: Some(clock.timings()), peak_memory_bytes: peak_memory_bytes(), ..run.clone() };
        directory.complete(&measured)?;
    }
    if args.json {
        // Measurements stay out of the stream: equal runs give equal bytes.
        (run.timings, run.peak_memory_bytes) = (None, None);
        print(|out| lines::stream(out, &run, &report))?;
    } else if !args.quiet {
        let hints = hints(args, &report);
        print(|out| report::terminal::render(&report, &hints, terminal::view(args.color), out))?;
    }
    if !args.quiet {
        notes(args, &corpus, &run, &clock);
    }
    match corpus.rejects.first() {
        Some(first) if is_strict => Err(Failure::Run(Error::Rejected {
            count: corpus.rejects.len(),
            first: format!("`{}:{}`: {}{}", first.file, first.row, first.reason, unread(&corpus)),
        })),
        _ => Ok(()),
    }
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
        tell(&format!("wrote {}", super::one_line(&path.display().to_string())));
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
            if report.summary.passages_between_outlets > 0 {
                hints.push(hint(
                    format!("jq -r 'select(.scope == \"cross_outlet\") | .text' {run}/passages.jsonl"),
                    "lists the text of passages that cross outlets",
                ));
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
