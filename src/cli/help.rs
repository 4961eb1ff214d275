//! The first page of help: what one asks for and which command answers, on one screen.
//!
//! Commands stand in groups by what they are for, which the parser's own list cannot do; a test sees that none is missing.

use std::sync::LazyLock;

use clap::{Command, CommandFactory};

use super::Cli;
use crate::build;

const EXAMPLES: &str = "\
Examples:
  retold cluster dump.jsonl -o my-run      find, and keep all results in my-run/
  retold report my-run                     look at them in a browser
";

/// Commands by what they are for, in words that leave room on a line of 80.
const COMMANDS: [(&str, &[(&str, &str)]); 5] = [
    (
        "Find",
        &[
            ("inspect", "how files are understood, before anything is done"),
            ("cluster", "group articles by event and find reused paragraphs"),
            ("recut", "other events for a run, finer or coarser, in seconds"),
            ("demo", "all of it on a bundled sample"),
        ],
    ),
    (
        "Ask",
        &[
            ("show", "one event, story or passage of a run, by its id"),
            ("query", "who ran a text: a press release, a claim"),
            ("explain", "why an article is in its event, what two of them share"),
        ],
    ),
    (
        "Check",
        &[
            ("eval", "compare events with your labels, or find the cut for them"),
            ("diff", "how two runs differ"),
        ],
    ),
    (
        "Hand on",
        &[
            ("report", "one page for a browser, offline"),
            ("export", "tables, databases, networks, lists for other tools"),
            ("cite", "how to cite, and a paragraph on methods"),
            ("schema", "JSON Schema of results"),
        ],
    ),
    ("Shell", &[("completions", "for bash, zsh, fish, PowerShell, elvish"), ("man", "manual pages")]),
];

const MORE: &str = "\
More examples:
  retold cluster dump.jsonl                 what is in a dump, on the terminal
  retold cluster dump.jsonl --dry-run       what would be read, and what it would take
  zstdcat dump.zst | retold cluster - --json | jq 'select(.type == \"event\") | .label'
  retold recut my-run --granularity fine    the same events in smaller parts, in seconds
  retold eval my-run --gold labels.csv      how well events agree with your labels
  retold diff my-run other-run              what changed from one run to another

`retold dump.jsonl` is short for `retold cluster dump.jsonl`. Results go to standard output, all else to standard error.
Settings come from options, variables RETOLD_*, a file retold.toml and defaults: see `retold cluster --help`.

Exit codes: 0 done, 1 failed (`diff --exit-code`: runs differ), 2 usage, 3 records were refused under --strict,
4 no room on the disk, 130 interrupted with what was done kept.
";

const TEMPLATE: &str = "{about-with-newline}\n{before-help}{after-help}\
    Help: -h this page, --help more, COMMAND -h one command; -V, --version: version";

// The parser keeps no strings of its own.
static SHORT_VERSION: LazyLock<String> = LazyLock::new(build::short);
static LONG_VERSION: LazyLock<String> = LazyLock::new(build::long);

/// The command with its first page.
pub(super) fn command() -> Command {
    let short = format!("{EXAMPLES}\n{}", commands());
    Cli::command()
        .help_template(TEMPLATE)
        .before_help(short.clone())
        .before_long_help(format!("{short}\n{MORE}"))
        .version(SHORT_VERSION.as_str())
        .long_version(LONG_VERSION.as_str())
}

fn commands() -> String {
    let mut table = String::new();
    for (group, commands) in COMMANDS {
        for (index, (name, what)) in commands.iter().enumerate() {
            let group = if index == 0 { group } else { "" };
            table += &format!("{group:<8} {name:<12} {what}\n");
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_listed_once() {
        let mut listed: Vec<&str> =
            COMMANDS.iter().flat_map(|(_, commands)| commands.iter().map(|(name, _)| *name)).collect();
        let command = command();
        let mut known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known);
    }
}
