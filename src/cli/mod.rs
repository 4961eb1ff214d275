//! What the user typed, and one file per command that does it. The only place that prints.
//!
//! Standard output carries results, standard error everything else. Exit codes: 0 done, 1 failed, 2 usage, 3 done but
//! records were refused under `--strict`, 4 a resource limit ended it, 130 interrupted. A closed pipe is quiet success.

mod args;
mod cite;
mod cluster;
mod config;
mod demo;
mod diff;
mod dry_run;
mod environment;
mod estimate;
mod eval;
mod explain;
mod export;
mod help;
mod inputs;
mod inspect;
mod progress;
mod query;
mod recut;
mod report;
mod schema;
mod shell;
mod show;
mod terminal;

use std::{
    ffi::OsString,
    io::{self, Write},
    num::NonZeroUsize,
    path::Path,
};

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, parser::ValueSource};

use crate::error::Error;
use args::ClusterArgs;

const ABOUT: &str =
    "Which articles cover the same event, and which paragraphs did outlets take from one another?";

#[derive(Debug, Parser)]
#[command(name = "retold", version, about = ABOUT, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Group articles by event and find reused paragraphs
    ///
    /// Reads files, folders or standard input, and shows what it found; with `-o` everything is kept in a folder. May
    /// be left out: `retold dump.jsonl` does the same.
    #[command(disable_help_flag = true, after_help = args::FEW_EXAMPLES, after_long_help = args::EXAMPLES)]
    Cluster(Box<ClusterArgs>),
    /// Show how files are understood, before anything is done with them
    ///
    /// Reads inputs as `cluster` does and says which columns fill what, how complete they are, when the articles are from and of
    /// which outlets, what else is in there, and which records would be refused and why.
    #[command(after_help = inspect::EXAMPLES)]
    Inspect(inspect::InspectArgs),
    /// Compare the events of a run with labels that people gave
    ///
    /// Shows the usual scores and, with headlines, the events and pairs of articles on which the two differ most; with
    /// `--sweep` the scores at other cuts. `--calibrate` takes a few labels of your own and gives the cut that suits them,
    /// as a settings file.
    #[command(after_help = eval::EXAMPLES)]
    Eval(eval::EvalArgs),
    /// Find who ran a text: a press release or a claim against a run or a dump
    ///
    /// Lists the articles that carry sentences of the text, how much of it, when, and with which changes.
    #[command(after_help = query::EXAMPLES)]
    Query(query::QueryArgs),
    /// Show why an article is in its event, or why two articles are one event or not, and what text they share
    ///
    /// One article: its event, the members nearest to it and what holds it there, the events that it nearly joined. Two
    /// articles: score, surroundings, time and terms behind the decision, and the cut at which it would be another; then, from
    /// the run's inputs, the paragraphs that match, with all differences word by word, and how much of each the other carries.
    #[command(after_help = explain::EXAMPLES)]
    Explain(explain::ExplainArgs),
    /// Show one event, story or passage of a run, by its id
    ///
    /// An event with its articles in order of time, the text they share and what almost belonged; a passage with everybody who
    /// carries it; a story with its events. The beginning of an id will do where no other begins like it. Reads the run alone,
    /// not its inputs.
    #[command(after_help = show::EXAMPLES)]
    Show(show::ShowArgs),
    /// Cut the events of a run finer or coarser, without reading its inputs again
    ///
    /// Takes the scores that the run keeps, so it needs seconds where `cluster` needs minutes. Prints the events; with `-o`
    /// writes a run like the one that `cluster --cut` would write, except that the kinds of passages, and the shares of
    /// words that follow from them, stay as they were settled with the events of the run that read the articles.
    #[command(after_help = recut::EXAMPLES)]
    Recut(recut::RecutArgs),
    /// Show how two runs differ: articles, events, passages, numbers, settings
    ///
    /// Events are matched by the articles that they share, passages by their words. Differences are no failure: the exit code
    /// is 0 unless `--exit-code` is given.
    #[command(after_help = diff::EXAMPLES)]
    Diff(diff::DiffArgs),
    /// Write a run as one page for a browser, which needs no network
    ///
    /// Events with timelines, articles side by side with their differences, passages, outlets, and how far to trust it. What
    /// does not fit under the limit goes into a folder beside the page.
    #[command(after_help = report::EXAMPLES)]
    Report(report::ReportArgs),
    /// Write a run for other tools: tables, databases, networks, search engines, lists without copies
    ///
    /// Reads what the run found and writes it as the format says: whole files or none, the same bytes for the same run.
    #[command(after_help = export::EXAMPLES)]
    Export(export::ExportArgs),
    /// Run on the bundled sample and show what is found
    Demo(demo::DemoArgs),
    /// Print how to cite retold, or a paragraph on the methods of a run
    #[command(after_help = cite::EXAMPLES)]
    Cite(cite::CiteArgs),
    /// Print the JSON Schema of a type of line
    Schema(schema::SchemaArgs),
    /// Print completions for a shell
    Completions(shell::CompletionsArgs),
    /// Print the manual page, in roff
    Man(shell::ManArgs),
}

/// Why the command did not end well.
#[derive(Debug)]
pub enum Failure {
    /// The command line was not understood, or help was asked for.
    CommandLine(clap::Error),
    /// The command line was understood but makes no sense.
    Usage(String),
    /// The run failed.
    Run(Error),
    /// Two runs differ, and that was asked for.
    Differ,
    /// Nobody reads the output any more, which is nobody's fault.
    ClosedPipe,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Run(error)
    }
}

impl Failure {
    /// The exit code.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Self::CommandLine(error) => u8::try_from(error.exit_code()).unwrap_or(2),
            Self::Usage(_) | Self::Run(Error::Setting { .. }) => 2,
            Self::Run(Error::Rejected { .. }) => 3,
            Self::Run(error) if error.is_limit() => 4,
            Self::Run(Error::Interrupted) => 130,
            Self::Run(_) | Self::Differ => 1,
            Self::ClosedPipe => 0,
        }
    }

    /// Says what happened, on one line of standard error; help that was asked for goes to standard output.
    pub fn print(&self) {
        match self {
            // A help page that nobody can read any more leaves nobody to tell.
            Self::CommandLine(error) => error.print().unwrap_or(()),
            Self::Usage(message) => tell(&format!("error: {message}")),
            Self::Run(error) => tell(&format!("error: {}", one_line(&error.to_string()))),
            Self::Differ | Self::ClosedPipe => {}
        }
    }
}

/// What a command gives.
type Outcome<T = ()> = std::result::Result<T, Failure>;

/// Does what the command line says.
///
/// # Errors
/// See [`Failure`].
pub fn run(command_line: Vec<OsString>) -> Outcome {
    crate::input::guard::silence();
    let typed: Vec<String> = command_line.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let matches =
        help::command().try_get_matches_from(with_verb(command_line)).map_err(Failure::CommandLine)?;
    let cli = Cli::from_arg_matches(&matches).map_err(Failure::CommandLine)?;
    if may_choose_color(&matches) {
        environment::choose_color()?;
    }
    match cli.command {
        Command::Cluster(args) => cluster::run(&args, typed),
        Command::Inspect(args) => inspect::run(&args, &typed),
        Command::Eval(args) => eval::run(&args),
        Command::Query(args) => query::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Recut(args) => recut::run(&args, typed),
        Command::Diff(args) => diff::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Cite(args) => cite::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
    }
}

/// Whether the command has colours and nobody typed when to use them.
fn may_choose_color(matches: &ArgMatches) -> bool {
    let Some((_, verb)) = matches.subcommand() else { return false };
    verb.try_contains_id("color").unwrap_or(false)
        && verb.value_source("color") == Some(ValueSource::DefaultValue)
}

/// What an earlier command line asked `cluster` for; `None` when it was for something else.
fn cluster_args(command_line: &[String]) -> Option<ClusterArgs> {
    let command_line = command_line.iter().map(OsString::from).collect();
    match Cli::try_parse_from(with_verb(command_line)).ok()?.command {
        Command::Cluster(args) => Some(*args),
        _ => None,
    }
}

/// Adds the verb `cluster` where it was left out: before something that exists, standard input, or an option of its own.
fn with_verb(mut command_line: Vec<OsString>) -> Vec<OsString> {
    let Some(first) = command_line.get(1) else { return command_line };
    let word = first.to_string_lossy();
    let is_verb = word == "help"
        || Cli::command()
            .get_subcommands()
            .any(|verb| verb.get_name() == word || verb.get_all_aliases().any(|alias| alias == word));
    let is_general = ["-h", "--help", "-V", "--version"].contains(&&*word);
    // What looks like a file and is none had better be told so than be taken for a command.
    let is_input = word.starts_with('-') || word.contains(['.', '/']) || Path::new(first).exists();
    if !is_verb && !is_general && is_input {
        command_line.insert(1, "cluster".into());
    }
    command_line
}

/// Writes results to standard output.
fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Outcome {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).map_err(|source| match source.kind() {
        io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
        _ => Failure::Run(Error::within(source, Path::new("standard output"))),
    })
}

/// Writes a line to standard error. When even that fails there is nobody to tell.
fn tell(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Works in a pool of so many threads, or in the usual one.
fn with_threads(threads: Option<NonZeroUsize>, work: impl FnOnce() -> Outcome + Send) -> Outcome {
    let threads = match threads {
        None => environment::machine()?.threads,
        typed => typed,
    };
    let Some(threads) = threads else { return work() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build();
    let pool = pool.map_err(|error| Error::Threads { threads: threads.get(), detail: error.to_string() })?;
    pool.install(work)
}

/// The path as it can be typed into a shell.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "-_./+=:,@%~".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

fn one_line(text: &str) -> String {
    crate::report::terminal::cells::clean(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verb(words: &[&str]) -> Vec<OsString> {
        with_verb(words.iter().map(OsString::from).collect())
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn paths_can_be_typed_into_a_shell() {
        assert_eq!(quoted(Path::new("a/b-c.jsonl")), "a/b-c.jsonl");
        assert_eq!(quoted(Path::new("my dump's")), "'my dump'\\''s'");
    }

    #[test]
    fn the_verb_may_be_left_out_before_inputs_only() {
        assert_eq!(verb(&["retold", "Cargo.toml"]), ["retold", "cluster", "Cargo.toml"]);
        assert_eq!(verb(&["retold", "-", "--json"]), ["retold", "cluster", "-", "--json"]);
        assert_eq!(verb(&["retold", "--json", "x"])[1], "cluster");
        for words in
            [&["retold", "demo"][..], &["retold", "clutser"], &["retold", "--help"], &["retold", "-V"]]
        {
            assert_eq!(verb(words), words);
        }
        assert_eq!(verb(&["retold"]), ["retold"]);
    }
}
