//! Manners of the command: where settings come from, what is promised before a run, what a terminal and a shell are given.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{
    env, fs,
    process::{Command, Output, Stdio},
};

use program::{stderr, stdout};
use serde_json::Value;
use tempfile::TempDir;

/// A folder to work in, whose user has no settings but those that a test gives.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(place.folder.path().join("home/retold")).unwrap();
        fs::write(place.folder.path().join("dump.jsonl"), DUMP).unwrap();
        place
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retold"));
        command.args(arguments).stdin(Stdio::null()).current_dir(self.folder.path());
        command.env_clear().env("XDG_CONFIG_HOME", self.folder.path().join("home"));
        for kept in ["PATH", "TMPDIR", "SystemRoot", "LLVM_PROFILE_FILE"] {
            if let Some(value) = env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command
    }

    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        self.command(arguments).envs(variables.iter().copied()).output().unwrap()
    }

    fn done(&self, arguments: &[&str], variables: &[(&str, &str)]) -> (String, String) {
        let output = self.run(arguments, variables);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        (stdout(&output), stderr(&output))
    }

    /// The settings of a run in its `run.json`.
    fn settings(&self, run: &str) -> Value {
        let text = fs::read_to_string(self.folder.path().join(run).join("run.json")).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["settings"].clone()
    }
}

const DUMP: &str = "{\"id\":\"a\",\"title\":\"Harbor closes\",\"date\":\"2025-03-04\",\"text\":\"The harbor closed on Monday because of the storm, the port authority said.\",\"outlet\":\"Post\",\"url\":\"https://post.example/a\"}\n\
{\"id\":\"b\",\"title\":\"Harbor shut by storm\",\"date\":\"2025-03-05\",\"text\":\"The harbor closed on Monday because of the storm, the port authority said.\",\"outlet\":\"Echo\"}\n";

fn has_line(text: &str, key: &str, value: &str, origin: &str) -> bool {
    text.lines().any(|line| {
        let (setting, comment) = line.rsplit_once("  # ").unwrap_or((line, ""));
        setting.trim_end() == format!("{key} = {value}") && comment == origin
    })
}

#[test]
fn flags_beat_the_environment_that_beats_the_file_that_beats_defaults() {
    let place = Place::new();
    place.write("home/retold/retold.toml", "cut = 0.31\n");
    let shown = |arguments: &[&str], variables: &[(&str, &str)]| {
        place.done(&[&["cluster", "--print-config"], arguments].concat(), variables).0
    };
    let own = format!("{}/home/retold/retold.toml line 1", place.folder.path().display());
    assert!(has_line(&shown(&[], &[]), "cut", "0.31", &own), "{}", shown(&[], &[]));
    place.write("retold.toml", "# mine\n\ncut = 0.32\ntext = \"none\"\n");
    let page = shown(&[], &[]);
    assert!(has_line(&page, "cut", "0.32", "./retold.toml line 3"), "{page}");
    assert!(has_line(&page, "reuse_threshold", "0.5", "default"), "{page}");
    place.write("other.toml", "cut = 0.33\n");
    let page = shown(&["--config", "other.toml"], &[]);
    assert!(has_line(&page, "cut", "0.33", "other.toml line 1"), "{page}");
    assert!(
        has_line(&page, "text", "\"snippets\"", "default"),
        "a found file does not count beside a named one"
    );
    let variables = [("RETOLD_CUT", "0.34"), ("RETOLD_THREADS", "1"), ("RETOLD_MEMORY", "100M")];
    let page = shown(&[], &variables);
    assert!(has_line(&page, "cut", "0.34", "environment RETOLD_CUT"), "{page}");
    assert!(has_line(&page, "threads", "1", "environment RETOLD_THREADS"), "{page}");
    assert!(page.contains("# memory: 100 MiB") && page.contains("# environment RETOLD_MEMORY"), "{page}");
    let page = shown(&["--cut", "0.35"], &variables);
    assert!(has_line(&page, "cut", "0.35", "flag --cut"), "{page}");
}

#[test]
fn what_is_printed_is_a_settings_file_that_does_the_same() {
    let place = Place::new();
    let arguments = ["dump.jsonl", "--since", "2025-03", "--map", "date=date", "--pairs"];
    let (page, _) =
        place.done(&[&["cluster", "--print-config", "--preset", "churnalism"], &arguments[..]].concat(), &[]);
    place.write("again.toml", &page);
    place.done(&[&["cluster", "-o", "one", "--preset", "churnalism", "-q"], &arguments[..]].concat(), &[]);
    place.done(&["cluster", "dump.jsonl", "-o", "two", "--config", "again.toml", "-q"], &[]);
    assert_eq!(place.settings("one"), place.settings("two"));
    assert_eq!(place.settings("one")["reuse_threshold"], 0.4);
}

#[test]
fn variables_are_checked_by_name() {
    let place = Place::new();
    for (name, value, expected) in [
        (
            "RETOLD_CTU",
            "0.5",
            "no setting for the environment variable `RETOLD_CTU`; did you mean `RETOLD_CUT`",
        ),
        ("RETOLD_WEATHER", "fine", "`RETOLD_WEATHER`; there are RETOLD_PRESET, RETOLD_MAP"),
        ("RETOLD_CUT", "high", "`RETOLD_CUT` is `high`, expected a number"),
        ("RETOLD_CUT", "2", "`RETOLD_CUT` is `2`, expected a number between 0 and 1"),
        (
            "RETOLD_REUSE_THRESHOLD",
            "0.1",
            "`RETOLD_REUSE_THRESHOLD` is `0.1`, expected a number from 0.3 to 1",
        ),
        ("RETOLD_STRICT", "maybe", "`RETOLD_STRICT` is `maybe`, expected true or false"),
        ("RETOLD_SINCE", "soon", "`RETOLD_SINCE` is `soon`, expected a date such as 2025"),
        ("RETOLD_MAP", "dte=x", "`RETOLD_MAP`: `map`: no field `dte`; did you mean `date`?"),
        ("RETOLD_TEXT", "all", "`RETOLD_TEXT` is `all`, expected \"none\""),
        ("RETOLD_PRESET", "event", "`RETOLD_PRESET`: no preset `event`; did you mean `events`?"),
        ("RETOLD_OUTPUT", "x", "`RETOLD_OUTPUT`: `output` is for the command line only: `--output`"),
        ("RETOLD_THREADS", "0", "`RETOLD_THREADS` is `0`, expected a whole number from 1"),
        ("RETOLD_MEMORY", "9", "`RETOLD_MEMORY` is `9`, expected a number with a unit"),
        ("RETOLD_COLOR", "red", "`RETOLD_COLOR` is `red`, expected auto, always or never"),
    ] {
        let output = place.run(&["cluster", "dump.jsonl"], &[(name, value)]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(stderr(&output).starts_with("error: "), "{}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{name}={value}: {}", stderr(&output));
    }
    // An empty one is none, and those for builders are not for us.
    place.done(&["cluster", "dump.jsonl"], &[("RETOLD_CUT", ""), ("RETOLD_COMMIT", "abc")]);
    let lists = [("RETOLD_MAP", "date=date, title=title"), ("RETOLD_PAIRS", "1"), ("RETOLD_SINCE", "2025")];
    place.done(&["cluster", "dump.jsonl", "-o", "run", "-q"], &lists);
    assert_eq!(place.settings("run")["map"][1]["field"], "title");
    assert_eq!(place.settings("run")["pairs"], true);
    assert!(place.done(&["demo"], &[("RETOLD_COLOR", "always")]).0.contains("\u{1b}["));
    assert!(!place.done(&["demo", "--color", "auto"], &[("RETOLD_COLOR", "always")]).0.contains('\u{1b}'));
}

#[test]
fn settings_that_nobody_typed_are_told_of() {
    let place = Place::new();
    place.write("retold.toml", "cut = 0.6\npairs = true\n");
    let variables = [("RETOLD_TEXT", "none")];
    let (_, said) = place.done(&["cluster", "dump.jsonl"], &variables);
    let expected = "settings not typed here: cut = 0.6 (./retold.toml line 1), pairs = true (./retold.toml line 2), \
                    text = \"none\" (environment RETOLD_TEXT)\n";
    assert_eq!(said, expected);
    assert_eq!(place.done(&["cluster", "dump.jsonl", "--quiet"], &variables).1, "");
    let flags = ["cluster", "dump.jsonl", "--cut", "0.5", "--pairs=false", "--text", "full"];
    assert_eq!(place.done(&flags, &variables).1, "", "what is beaten does not act");
    assert_eq!(place.done(&["cluster", "dump.jsonl", "--config", "retold.toml"], &[]).1, "");
    place.write("retold.toml", "cutt = 0.6\n");
    let output = place.run(&["cluster", "dump.jsonl"], &[]);
    assert!(stderr(&output).contains("`./retold.toml` is not a settings file: line 1: no setting `cutt`"));
}

#[test]
fn a_preset_says_what_it_stands_for_and_is_beaten_by_what_is_typed() {
    let place = Place::new();
    let said =
        |arguments: &[&str]| place.done(&[&["cluster", "dump.jsonl", "--preset"], arguments].concat(), &[]).1;
    assert_eq!(said(&["events"]), "preset events: text = \"none\"\n");
    assert_eq!(said(&["reuse"]), "preset reuse: pairs = true, text = \"full\"\n");
    assert_eq!(said(&["dedup"]), "preset dedup: reuse_threshold = 0.8, pairs = true\n");
    assert_eq!(said(&["churnalism"]), "preset churnalism: reuse_threshold = 0.4, text = \"full\"\n");
    assert_eq!(said(&["dedup", "--reuse-threshold", "0.9"]), "preset dedup: pairs = true\n");
    assert_eq!(said(&["dedup", "-q"]), "");
    let (page, _) = place.done(&["cluster", "--print-config", "--preset", "dedup", "--pairs=false"], &[]);
    assert!(has_line(&page, "reuse_threshold", "0.8", "preset dedup"), "{page}");
    assert!(
        has_line(&page, "preset", "\"dedup\"", "flag --preset")
            && has_line(&page, "pairs", "false", "flag --pairs")
    );
    let output = place.run(&["cluster", "dump.jsonl", "--preset", "dedupe"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("'dedup'"), "{}", stderr(&output));
    // In a file it fills in what the file leaves open.
    place.write("retold.toml", "preset = \"dedup\"\nreuse_threshold = 0.7\n");
    place.done(&["cluster", "dump.jsonl", "-o", "run", "-q"], &[]);
    assert_eq!(place.settings("run")["reuse_threshold"], 0.7);
    assert_eq!(place.settings("run")["pairs"], true);
}

#[test]
fn recut_takes_its_cut_from_the_same_places() {
    let place = Place::new();
    place.done(&["cluster", "dump.jsonl", "-o", "run", "-q"], &[]);
    let output = place.run(&["recut", "run"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("say how to cut"), "{}", stderr(&output));
    place.write("retold.toml", "cut = 0.6\npreset = \"dedup\"\n");
    let (page, _) = place.done(&["recut", "run", "--print-config"], &[]);
    assert!(has_line(&page, "cut", "0.6", "./retold.toml line 1"), "{page}");
    let (page, _) = place.done(&["recut", "run", "--print-config"], &[("RETOLD_CUT", "0.7")]);
    assert!(has_line(&page, "cut", "0.7", "environment RETOLD_CUT"), "{page}");
    let (_, said) = place.done(&["recut", "run", "-o", "other"], &[]);
    assert_eq!(said, "settings not typed here: cut = 0.6 (./retold.toml line 1)\nwrote other\n");
    let (_, said) = place.done(&["recut", "run", "--granularity", "fine"], &[]);
    assert_eq!(said, "");
    assert_eq!(place.settings("other")["cut"], 0.6);
}

fn page(place: &Place, arguments: &[&str]) -> String {
    let output = place.command(arguments).env("COLUMNS", "80").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    stdout(&output)
}

#[test]
fn help_fits_a_screen() {
    let place = Place::new();
    for (arguments, most) in [(["-h"].as_slice(), 24), (&["cluster", "-h"], 40)] {
        let help = page(&place, arguments);
        assert!(help.lines().count() <= most, "{arguments:?} has {} lines:\n{help}", help.lines().count());
        let widest = help.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 80, "{arguments:?} is {widest} wide:\n{help}");
    }
    let first = page(&place, &["-h"]);
    for group in ["Find  ", "Ask  ", "Check  ", "Hand on  ", "Shell  "] {
        assert!(first.lines().any(|line| line.starts_with(group)), "{group}\n{first}");
    }
    assert!(first.find("Examples:").unwrap() < first.find("Find").unwrap());
    let long = page(&place, &["cluster", "--help"]);
    for told in ["Presets: `events`", "RETOLD_CUT=0.6", "--tmpdir", "--strict", "TOML"] {
        assert!(long.contains(told), "{told}");
    }
    assert!(page(&place, &["--help"]).contains("Exit codes"));
    assert!(page(&place, &["man", "diff"]).contains("EXAMPLES"));
}

#[test]
fn the_version_says_what_it_was_built_from() {
    let place = Place::new();
    let short = page(&place, &["-V"]);
    assert!(short.starts_with(concat!("retold ", env!("CARGO_PKG_VERSION"))) && short.lines().count() == 1);
    let long = page(&place, &["--version"]);
    for told in ["\ncommit: ", "\nfeatures: ", "\ntarget: ", "\noutput contract: 1."] {
        assert!(long.contains(told), "{told}\n{long}");
    }
    let commit = long.lines().find_map(|line| line.strip_prefix("commit: ")).unwrap().to_owned();
    place.done(&["cluster", "dump.jsonl", "-o", "run", "-q"], &[]);
    let run = fs::read_to_string(place.folder.path().join("run/run.json")).unwrap();
    let recorded = serde_json::from_str::<Value>(&run).unwrap()["commit"].clone();
    assert_eq!(recorded.as_str().unwrap_or("unknown"), commit);
    place.done(&["recut", "run", "--cut", "0.6", "-o", "other", "-q"], &[]);
}

#[test]
fn near_misses_are_named() {
    let place = Place::new();
    for (arguments, code, expected) in [
        (["clutser", "x"].as_slice(), 2, "'cluster'"),
        (&["dumb.jsonl"], 1, "cannot read `dumb.jsonl`"),
        (&["folder/dump"], 1, "cannot read `folder/dump`"),
        (&["cluster", "dump.jsonl", "--txt", "full"], 2, "'--text'"),
        (&["cluster", "dump.jsonl", "--text", "ful"], 2, "'full'"),
        (&["cluster", "dump.jsonl", "--map", "dat=x"], 2, "did you mean `date`?"),
        (&["completions", "bsh"], 2, "'bash'"),
        (&["schema", "evnt"], 2, "'event'"),
        (&["man", "cluser"], 2, "did you mean `cluster`?"),
    ] {
        let output = place.run(arguments, &[]);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn a_dry_run_says_what_there_is_and_writes_nothing() {
    let place = Place::new();
    place.write("bad.jsonl", "{\"id\":\"c\",\"text\":\"Words enough.\"}\nnonsense\n");
    let (said, _) = place.done(&["cluster", "dump.jsonl", "bad.jsonl", "-o", "run", "--dry-run"], &[]);
    for told in [
        "2 files read to the end",
        "  dump.jsonl jsonl, 1 KiB, 2 records",
        "date=date",
        "outlet=outlet",
        "  bad.jsonl jsonl, 1 KiB, 2 records, 1 refused",
        "refused: bad.jsonl:2: ",
        "3 articles, 1 KiB of text; it will take about a second on ",
        "nothing was written",
    ] {
        assert!(said.contains(told), "{told}\n{said}");
    }
    assert!(!place.folder.path().join("run").exists());
    let nothing = place.run(&["cluster", "nowhere.jsonl", "--dry-run"], &[]);
    assert_eq!(nothing.status.code(), Some(1));
    // Of what is large only the beginning is read.
    let record = |n: usize| {
        let text = "word ".repeat(4_000);
        format!("{{\"id\":\"{n}\",\"date\":\"2025-03-04\",\"text\":\"{text}\"}}\n")
    };
    let large: String = (0..3_600).map(record).collect();
    place.write("large.jsonl", &large);
    let (said, _) = place.done(&["cluster", "large.jsonl", "dump.jsonl", "--dry-run"], &[]);
    assert!(said.starts_with("the beginning of 2 files read, 1,000 records each at most"), "{said}");
    assert!(said.contains("large.jsonl jsonl, 68 MiB, 1,000 records"), "{said}");
    let about = said.lines().find_map(|line| line.strip_prefix("about ")).unwrap();
    let articles: u64 = about.split(' ').next().unwrap().replace(',', "").parse().unwrap();
    assert!((2_800..=4_400).contains(&articles), "{about}");
}

#[test]
fn what_to_cite_and_what_to_write_of_a_run() {
    let place = Place::new();
    let version = env!("CARGO_PKG_VERSION");
    assert!(page(&place, &["cite"]).contains(&format!("(version {version}")));
    let entry = page(&place, &["cite", "--bibtex"]);
    assert!(entry.starts_with("@software{retold,") && entry.contains(&format!("version = {{{version}}}")));
    place.write("two.jsonl", &format!("{DUMP}nonsense\n"));
    place.done(&["cluster", "two.jsonl", "-o", "run", "-q", "--cut", "0.46", "--preset", "dedup"], &[]);
    let text = page(&place, &["cite", "--methods", "run"]);
    for told in [
        "2 articles of 2 outlets, dated from 2025-03-04 to 2025-03-05 (UTC)",
        &format!("with retold {version}"),
        "3 records in 1 input file, of which 1 could not be used and was left out",
        "at least 0.8",
        "at a cut of 0.46",
        "1 reused passage",
        "earliest in this dump",
        "byte for byte",
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
    place.done(&["recut", "run", "--cut", "0.6", "-o", "other", "-q"], &[]);
    assert!(page(&place, &["cite", "--methods", "other"]).contains("settled with events at a cut of 0.46"));
    assert_eq!(place.run(&["cite", "--methods", "nowhere"], &[]).status.code(), Some(1));
}

/// Every command, with its output read by somebody who has had enough.
#[cfg(unix)]
#[test]
fn closed_pipes_are_quiet_everywhere() {
    let place = Place::new();
    place.write("release.txt", "The harbor closed on Monday because of the storm, the port authority said.");
    place.write("gold.csv", "article_id,event_id\na,1\nb,1\n");
    place.done(&["cluster", "dump.jsonl", "-o", "run", "-q"], &[]);
    for line in [
        "cluster dump.jsonl",
        "cluster dump.jsonl --json",
        "cluster dump.jsonl --preset reuse -v",
        "cluster dump.jsonl --dry-run",
        "cluster --print-config",
        "recut run --granularity fine",
        "recut run --cut 0.6 --json",
        "query run --text release.txt",
        "query run --text release.txt --json",
        "explain run a b",
        "explain run a --json",
        "eval run --gold gold.csv --sweep",
        "eval run --gold gold.csv --json",
        "diff run run",
        "diff run run --json",
        "cite",
        "cite --methods run",
        "demo",
        "schema",
        "schema event",
        "completions bash",
        "completions zsh",
        "man",
        "man cluster",
        "--help",
        "-h",
        "cluster --help",
        "--version",
        "help",
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        // Neither stream has a reader from the beginning; and then only the results have none.
        let gone = || {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            writer
        };
        let both = place.command(&arguments).stdout(gone()).stderr(gone()).status().unwrap();
        assert_eq!(both.code(), Some(0), "{line}");
        let output = place.command(&arguments).stdout(gone()).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}: {}", stderr(&output));
        let said = stderr(&output);
        let said = said.lines().filter(|told| {
            !["preset", "settings", "seconds", "peak"].iter().any(|own| told.starts_with(own))
        });
        assert_eq!(said.collect::<Vec<_>>(), Vec::<&str>::new(), "{line}");
    }
}

/// The text without what makes links.
fn unlinked(text: &str) -> String {
    let mut plain = String::new();
    for (index, piece) in text.split("\u{1b}]8;;").enumerate() {
        let shown = if index == 0 { piece } else { piece.split_once("\u{1b}\\").unwrap().1 };
        plain.push_str(shown);
    }
    plain
}

#[test]
fn links_are_for_terminals_that_follow_them() {
    let place = Place::new();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample");
    let shown = |arguments: &[&str], variables: &[(&str, &str)]| {
        place.done(&[&["cluster", sample, "--force", "-o", "run"], arguments].concat(), variables)
    };
    let (page, said) = shown(&[], &[("FORCE_HYPERLINK", "1")]);
    let link = "\u{1b}]8;;https://www.northlinewire.example/2025/03/04/pellworth-warehouse-fire\u{1b}\\";
    assert!(page.contains(link), "{page}");
    let folder = fs::canonicalize(place.folder.path().join("run")).unwrap();
    assert_eq!(said, format!("wrote \u{1b}]8;;file://{}\u{1b}\\run\u{1b}]8;;\u{1b}\\\n", folder.display()));
    for (arguments, variables) in [
        (["--color", "never"].as_slice(), [("FORCE_HYPERLINK", "1"), ("X", "1")]),
        (&[], [("FORCE_HYPERLINK", "1"), ("NO_COLOR", "1")]),
        (&[], [("FORCE_HYPERLINK", "1"), ("TERM", "dumb")]),
        (&[], [("VTE_VERSION", "6800"), ("TERM", "xterm")]),
    ] {
        let (page, said) = shown(arguments, &variables);
        assert!(!page.contains("\u{1b}]8") && !said.contains('\u{1b}'), "{arguments:?} {variables:?}");
    }
    // Links take no cells: without them the page is the same.
    assert_eq!(unlinked(&page), shown(&[], &[]).0);
}

#[test]
fn printed_settings_name_their_files_from_anywhere() {
    let place = Place::new();
    place.write("outlets.csv", "alias,outlet\npost.example,Post\n");
    place.write("meta.csv", "id,title\na,Harbor closes\n");
    let files = ["--outlets", "outlets.csv", "--meta", "meta.csv"];
    let (printed, _) = place.done(&[&["cluster", "dump.jsonl", "--print-config"], &files[..]].concat(), &[]);
    for name in ["outlets.csv", "meta.csv"] {
        let path = place.folder.path().canonicalize().unwrap().join(name);
        assert!(printed.contains(&path.display().to_string()), "{name}\n{printed}");
    }
}

#[test]
fn inspect_reads_as_cluster_would() {
    let place = Place::new();
    place.write("odd.jsonl", "{\"head\":\"Harbor closes\",\"words\":\"The harbor closed on Monday.\"}\n");
    place.write("retold.toml", "map = { title = \"head\" }\n");
    let variables = [("RETOLD_MAP", "text=words")];
    let (found, said) = place.done(&["inspect", "odd.jsonl", "--json"], &variables);
    let found: Value = serde_json::from_str(&found).unwrap();
    let columns: Vec<&Value> =
        found["mapping"].as_array().unwrap().iter().map(|mapped| &mapped["column"]).collect();
    assert_eq!(columns, ["words", "head"]);
    assert!(said.contains("settings not typed here: map = "), "{said}");
}
