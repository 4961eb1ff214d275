//! `retold query`: one document against a run or a dump.

use std::{
    fs,
    io::{self, IsTerminal, Read},
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    Failure, Outcome,
    args::{ColorChoice, Text},
    inputs::InputArgs,
    print,
    progress::Watched,
    quoted, tell, terminal, with_threads,
};
use crate::{
    article::Corpus,
    error::Error,
    input::{self, InputSettings},
    query::{self, QuerySettings},
    report::{
        self, lines,
        terminal::{Hint, query::Found},
    },
    reuse::ReuseSettings,
    run::{Recorded, is_run},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold query my-run --text press-release.txt       who ran it, sentence by sentence, with which changes
  retold query dump.jsonl.zst --text claim.txt --min-words 5
  pbpaste | retold query my-run --text -             the text from standard input
  retold query my-run --text claim.txt --json | jq -r 'select(.type == \"match\") | [.published, .outlet, .url] | @tsv'

An article matches when it shares a run of --min-words words with the text, whatever the case and marks, or when one of
its paragraphs is nearly the same as one of the text's: both of 8 words or more, word 3-grams alike to
--reuse-threshold. Every such article is found.";

#[derive(Args, Debug)]
pub(super) struct QueryArgs {
    /// The folder of a run, whose inputs are read again; or files, folders and `-` as for `cluster`
    #[arg(required = true, value_name = "RUN|INPUT")]
    inputs: Vec<PathBuf>,
    /// The text to look for: a file, or `-` for standard input
    #[arg(long, value_name = "FILE")]
    text: PathBuf,

    /// Words in a row that count as taken from the text, 4 or more
    #[arg(long, value_name = "N", default_value_t = QuerySettings::MIN_WORDS, help_heading = "Matching")]
    min_words: usize,
    /// How alike paragraphs must be, from 0.3 to 1; by default as in the run, or 0.5
    #[arg(long, value_name = "T", help_heading = "Matching")]
    reuse_threshold: Option<f64>,

    #[command(flatten)]
    input: InputArgs,

    /// List no more than N articles; --json lists all
    #[arg(long, value_name = "N", default_value = "20", help_heading = "Output")]
    limit: NonZeroUsize,
    /// Write typed JSON Lines to standard output: first `query`, then a `match` an article
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// How much of the articles' text --json repeats
    #[arg(long, value_enum, value_name = "MODE", default_value_t = Text::Snippets, help_heading = "Output")]
    show: Text,
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

/// Where the articles come from.
enum Dump {
    Run(Box<Recorded>),
    Inputs(Box<InputSettings>),
}

pub(super) fn run(args: &QueryArgs) -> Outcome {
    with_threads(args.threads, || search(args))
}

fn search(args: &QueryArgs) -> Outcome {
    let dump = dump(args)?;
    let default = match &dump {
        Dump::Run(recorded) => recorded.reuse_threshold(),
        Dump::Inputs(_) => ReuseSettings::THRESHOLD,
    };
    let settings = QuerySettings::new(args.min_words, args.reuse_threshold.unwrap_or(default))?;
    let text = read_text(args)?;
    let n_words = query::count_words(&text);
    if n_words == 0 {
        return Err(Failure::Usage(format!("there is not a word in `{}`", args.text.display())));
    }
    if n_words < args.min_words {
        let advice = if n_words >= QuerySettings::FEWEST_WORDS {
            format!("; ask for fewer with `--min-words {n_words}`")
        } else {
            ", and fewer than 4 are in every dump: give a longer text".to_owned()
        };
        let words = report::terminal::cells::counted(n_words as u64, "word");
        return Err(Failure::Usage(format!(
            "the text has {words}, fewer than the {} in a row that count as taken from it{advice}",
            args.min_words
        )));
    }
    let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
    let corpus = match &dump {
        Dump::Run(recorded) => recorded.read_corpus(&watched)?,
        Dump::Inputs(input) => input::read(&args.inputs, input, &watched)?,
    };
    warn(args, &corpus);
    let answer = query::search(corpus, &text, settings, &watched);
    let (head, matches) = report::query::build(&answer, settings, args.show.into());
    if args.json {
        return print(|out| {
            lines::write_line(out, &head)?;
            lines::write_lines(out, &matches)
        });
    }
    let found = Found { answer: &answer, query: &head, matches: &matches, limit: args.limit.get() };
    let hints = hints(args, &found, matches!(dump, Dump::Run(_)));
    print(|out| report::terminal::query::render(&found, &hints, terminal::view(args.color), out))
}

fn dump(args: &QueryArgs) -> Outcome<Dump> {
    let usage = |message: &str| Err(Failure::Usage(message.to_owned()));
    let reads_stdin = |path: &Path| path.as_os_str() == "-";
    let n_stdin = args.inputs.iter().chain([&args.text]).filter(|path| reads_stdin(path)).count();
    if n_stdin > 1 {
        return usage("standard input holds either the text or the articles: `-` may be given once");
    }
    if n_stdin > 0 && io::stdin().is_terminal() {
        return usage("`-` reads standard input, which is a terminal: pipe or redirect into it");
    }
    if let Some(run) = args.inputs.iter().find(|path| is_run(path)) {
        if args.inputs.len() > 1 {
            return usage("a run stands alone: give one run, or only files and folders of articles");
        }
        if !args.input.is_empty() {
            return usage(
                "a run is read as it was made: the options under `Input` are for files and folders",
            );
        }
        return Ok(Dump::Run(Box::new(Recorded::open(run)?)));
    }
    Ok(Dump::Inputs(Box::new(args.input.typed().settle()?.input)))
}

/// The text to look for; what is not UTF-8 in it is replaced.
fn read_text(args: &QueryArgs) -> Outcome<String> {
    let bytes = if args.text.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(&args.text)
    };
    let bytes = bytes.map_err(|source| Error::Read { path: args.text.clone(), source })?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

fn warn(args: &QueryArgs, corpus: &Corpus) {
    if args.quiet {
        return;
    }
    for warning in &corpus.warnings {
        tell(&format!("warning: {}", super::one_line(warning)));
    }
    if !corpus.rejects.is_empty() {
        let refused = report::terminal::cells::counted(corpus.rejects.len() as u64, "record");
        tell(&format!("warning: {refused} could not be used; `retold cluster` lists them"));
    }
}

/// Commands to try next.
fn hints(args: &QueryArgs, found: &Found, is_run: bool) -> Vec<Hint> {
    let inputs: Vec<String> = args.inputs.iter().take(2).map(|path| quoted(path)).collect();
    let inputs = format!("{}{}", inputs.join(" "), if args.inputs.len() > 2 { " …" } else { "" });
    let typed = format!("retold query {inputs} --text {}", quoted(&args.text));
    let hint = |command: String, purpose: &str| Hint { command, purpose: purpose.to_owned() };
    let mut hints = Vec::new();
    let fewest = QuerySettings::FEWEST_WORDS;
    if found.matches.is_empty() {
        if args.min_words > fewest {
            let fewer = (args.min_words / 2 + 1).clamp(fewest, args.min_words - 1);
            hints.push(hint(
                format!("{typed} --min-words {fewer}"),
                "counts shorter runs of words; expect phrases of the trade as well",
            ));
        }
        if found.query.reuse_threshold > 0.35 {
            hints.push(hint(format!("{typed} --reuse-threshold 0.35"), "takes looser rewrites"));
        }
        return hints;
    }
    hints
        .push(hint(format!("{typed} --json"), "lists all articles with positions and changes, for programs"));
    if let ([first, second, ..], true) = (found.matches, is_run) {
        let ids = [first, second].map(|found| quoted(Path::new(found.article_id)));
        hints.push(hint(
            format!("retold explain {inputs} {} {}", ids[0], ids[1]),
            "compares the first two paragraph by paragraph",
        ));
    }
    hints
}
