//! `retold cite`: how to cite the program, and what to write of a run.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, print, terminal};
use crate::{
    build,
    report::{methods, terminal::cells::wrap},
    run::Recorded,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold cite                                        a line for the list of references
  retold cite --bibtex >> references.bib
  retold cite --methods my-run                       a paragraph on methods, with the numbers of this run";

/// What the file for citing says; the same that GitHub and Zenodo read.
const CITATION: &str = include_str!("../../CITATION.cff");

#[derive(Args, Debug)]
pub(super) struct CiteArgs {
    /// As an entry for BibTeX
    #[arg(long, conflicts_with = "methods")]
    bibtex: bool,
    /// A paragraph that says what was done in this run, for the section on methods
    #[arg(long, value_name = "RUN")]
    methods: Option<PathBuf>,
}

pub(super) fn run(args: &CiteArgs) -> Outcome {
    let text = match &args.methods {
        Some(run) => {
            let recorded = Recorded::open(run)?;
            let text = methods::paragraph(recorded.facts(), &recorded.object("summary.json")?);
            // For a person in lines; for a pipe as one, because who pastes it has lines of their own.
            if terminal::is_terminal() { wrap(&text, terminal::width()).join("\n") } else { text }
        }
        None if args.bibtex => bibtex(),
        None => plain(),
    };
    print(|out| writeln!(out, "{text}"))
}

/// A value of the file for citing: the part of YAML that it needs, a key and a word or a string in quotes.
fn value(key: &str) -> &'static str {
    let line = CITATION.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    line.unwrap_or_default().trim().trim_matches('"')
}

fn author() -> &'static str {
    let name = CITATION.lines().find_map(|line| line.trim().strip_prefix("- name:"));
    name.unwrap_or_default().trim().trim_matches('"')
}

fn year() -> &'static str {
    value("date-released").split('-').next().unwrap_or_default()
}

fn plain() -> String {
    let commit = build::commit().map_or_else(String::new, |commit| format!(", commit {commit}"));
    format!(
        "{} ({}). {} (version {}{commit}) [Computer software].",
        author(),
        year(),
        value("title"),
        value("version")
    )
}

fn bibtex() -> String {
    format!(
        "@software{{retold,\n  author  = {{{{{}}}}},\n  title   = {{{{{}}}}},\n  version = {{{}}},\n  year    = {{{}}},\n  date    = {{{}}}\n}}",
        author(),
        value("title"),
        value("version"),
        year(),
        value("date-released"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_for_citing_agrees_with_the_package() {
        assert_eq!(value("cff-version"), "1.2.0");
        assert_eq!(value("version"), build::VERSION);
        assert_eq!(value("type"), "software");
        assert!(value("title").starts_with("retold: ") && !author().is_empty());
        assert!(value("title").to_lowercase().contains(&env!("CARGO_PKG_DESCRIPTION").to_lowercase()));
        let date: jiff::civil::Date = value("date-released").parse().unwrap();
        assert!(date.year() >= 2026);
        for license in env!("CARGO_PKG_LICENSE").split(" OR ") {
            assert!(CITATION.contains(&format!("\n  - {license}\n")), "{license}");
        }
        for key in ["message", "abstract", "authors", "keywords"] {
            assert!(CITATION.contains(&format!("\n{key}:")), "{key}");
        }
    }
}
