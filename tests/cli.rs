//! The command as a user meets it: exit codes, messages, streams, folders.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Output, Stdio},
};

use program::{command, stderr, stdout};
use serde_json::Value;

const GOOD: &str = "{\"id\":\"a\",\"title\":\"Harbor closes\",\"text\":\"The harbor closed on Monday because of the storm.\",\"outlet\":\"Post\"}\n";

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn sample() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample").display().to_string()
}

#[test]
fn usage_errors_end_with_2() {
    for arguments in [
        &["cluster"][..],
        &["clutser", "x"],
        &["cluster", "x", "--nonsense"],
        &["cluster", "x", "--reuse-threshold", "7"],
        &["cluster", "x", "--map", "nonsense"],
        &["cluster", "x", "--map", "nonsense=x"],
        &["cluster", "x", "--since", "yesterday"],
        &["cluster", "x", "--since", "2025", "--until", "2024"],
        &["cluster", "x", "--force"],
        &["schema", "nothing"],
        &["man", "nothing"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).starts_with("error: "), "{arguments:?}: {}", stderr(&output));
        assert!(output.stdout.is_empty());
    }
    assert!(stderr(&run(&["clutser"])).contains("cluster"), "a near miss is named");
}

#[test]
fn failures_end_with_1_and_one_line() {
    let output = run(&["cluster", "/does/not/exist"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output).lines().count(), 1);
    assert!(stderr(&output).starts_with("error: cannot read `/does/not/exist`"), "{}", stderr(&output));
}

#[test]
fn a_failed_run_leaves_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let run_folder = folder.path().join("run");
    let output = run(&["cluster", "/does/not/exist", "-o", run_folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!run_folder.exists());
}

#[test]
fn help_schema_completions_and_man_go_to_stdout() {
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["cluster", "--help"],
        &["schema"],
        &["schema", "event"],
        &["completions", "bash"],
        &["man"],
        &["man", "cluster"],
        &["query", "--help"],
        &["explain", "--help"],
        &["show", "--help"],
        &["man", "show"],
        &["recut", "--help"],
        &["man", "recut"],
        &["man", "query"],
        &["schema", "match"],
        &["schema", "explanation"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{arguments:?}");
    }
    let schema: Value = serde_json::from_slice(&run(&["schema", "event"]).stdout).unwrap();
    assert_eq!(schema["$id"], "urn:retold:schema:1.0:event");
}

#[test]
fn json_begins_with_run_and_ends_with_summary() {
    let output = run(&["cluster", &sample(), "--json", "--quiet", "--pairs"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
    let lines: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["type"], "run");
    assert_eq!(lines[0]["command_line"][1], "cluster");
    assert_eq!(lines.last().unwrap()["type"], "summary");
    assert!(lines.iter().any(|line| line["type"] == "pair"));
}

#[test]
fn results_do_not_depend_on_threads() {
    let results = |threads: &str| {
        let output = run(&["cluster", &sample(), "--json", "--quiet", "--threads", threads]);
        let text = stdout(&output);
        text.split_once('\n').unwrap().1.to_owned()
    };
    assert_eq!(results("1"), results("3"));
}

#[test]
fn the_verb_may_be_left_out() {
    let output = with_input(&["-", "--quiet", "--json"], GOOD);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("{\"type\":\"run\""));
}

#[test]
fn quiet_prints_nothing() {
    let output = with_input(&["cluster", "-", "--quiet"], GOOD);
    assert_eq!(
        (output.status.code(), stdout(&output), stderr(&output)),
        (Some(0), String::new(), String::new())
    );
}

#[test]
fn strict_writes_results_and_ends_with_3() {
    let dump = format!("{GOOD}{{\"id\": broken\n");
    let output = with_input(&["cluster", "-", "--json", "--strict"], &dump);
    assert_eq!(output.status.code(), Some(3));
    assert!(stdout(&output).lines().last().unwrap().starts_with("{\"type\":\"summary\""));
    assert!(stderr(&output).contains("error: 1 record"), "{}", stderr(&output));
    assert_eq!(with_input(&["cluster", "-", "--json"], &dump).status.code(), Some(0));
    assert_eq!(with_input(&["cluster", "-", "--json", "--strict"], GOOD).status.code(), Some(0));
}

/// A folder with a file that is read and one that cannot be, and a place for a run.
#[cfg(unix)]
fn half_readable() -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump");
    fs::create_dir(&dump).unwrap();
    fs::write(dump.join("good.jsonl"), format!("{GOOD}{{\"id\": broken\n")).unwrap();
    std::os::unix::fs::symlink("nowhere", dump.join("lost.jsonl.gz")).unwrap();
    let (dump, kept) = (dump.display().to_string(), folder.path().join("run").display().to_string());
    (folder, dump, kept)
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_counted_and_ends_with_3_under_strict() {
    let (_folder, dump, _) = half_readable();
    let output = run(&["cluster", &dump, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let warning = format!("warning: 1 file could not be read, such as `{dump}/lost.jsonl.gz`: ");
    assert!(stderr(&output).contains(&warning), "{}", stderr(&output));
    let lines: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["inputs"][1]["format"], "unreadable");
    assert_eq!(lines[0]["counts"]["rejected"], 2);
    let told = |line: &&Value| line["type"] == "reject" && line["file"] == format!("{dump}/lost.jsonl.gz");
    let reason = lines.iter().find(told).unwrap()["reason"].as_str().unwrap();
    assert!(reason.starts_with("cannot be read: No such file"), "{reason}");
    let strict = run(&["cluster", &dump, "--json", "--strict", "--quiet"]);
    assert_eq!((strict.status.code(), stdout(&strict).lines().count()), (Some(3), lines.len()));
    let message = stderr(&strict);
    assert!(message.contains("error: 2 records were refused and `--strict` was given"), "{message}");
    assert!(
        message.trim_end().ends_with(&format!("; `{dump}/lost.jsonl.gz` could not be read")),
        "{message}"
    );
}

#[cfg(unix)]
#[test]
fn a_run_without_one_of_its_files_is_read_again_without_it() {
    let (folder, dump, kept) = half_readable();
    assert_eq!(run(&["cluster", &dump, "-o", &kept, "--quiet"]).status.code(), Some(0));
    let text = folder.path().join("release.txt");
    fs::write(&text, "The harbor closed on Monday because of the storm.").unwrap();
    let query = || run(&["query", &kept, "--text", text.to_str().unwrap(), "--json"]);
    let output = query();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().count(), 2, "{}", stdout(&output));
    fs::remove_file(format!("{dump}/good.jsonl")).unwrap();
    let output = query();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains(&format!("`{dump}/good.jsonl`, which")), "{}", stderr(&output));
}

#[test]
fn a_run_is_replaced_only_by_force() {
    let folder = tempfile::tempdir().unwrap();
    let run_folder = folder.path().join("run");
    let path = run_folder.to_str().unwrap();
    let first = with_input(&["cluster", "-", "-o", path], GOOD);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    assert!(stderr(&first).contains("wrote "));
    let record: Value = serde_json::from_slice(&fs::read(run_folder.join("run.json")).unwrap()).unwrap();
    assert!(record["timings"]["total"].is_number());
    assert_eq!(record["inputs"][0]["path"], "-");
    let second = with_input(&["cluster", "-", "-o", path], GOOD);
    assert_eq!(second.status.code(), Some(1));
    assert!(stderr(&second).contains("--force"));
    assert_eq!(with_input(&["cluster", "-", "-o", path, "--force"], GOOD).status.code(), Some(0));
}

#[test]
fn a_closed_pipe_is_quiet_success() {
    let mut child = command(&["cluster", &sample(), "--json", "--quiet", "--pairs", "--text", "full"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
}

#[test]
fn the_demo_shows_events_and_passages_within_80_columns() {
    let output = run(&["demo"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let page = stdout(&output);
    for heading in ["62 articles", "Events", "Reused passages", "Outlets with most reuse", "Next"] {
        assert!(page.contains(heading), "{heading} is missing:\n{page}");
    }
    assert!(!page.contains('\u{1b}'), "no colour in a pipe");
    for line in page.lines() {
        assert!(retold::report::terminal::cells::width(line) <= 80, "{line}");
        assert_eq!(line, line.trim_end());
    }
    assert!(stdout(&run(&["demo", "--color", "always"])).contains('\u{1b}'));
}

#[test]
fn eval_scores_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let run_folder = folder.path().join("run");
    let path = run_folder.to_str().unwrap();
    assert_eq!(run(&["cluster", &sample(), "-o", path, "--quiet"]).status.code(), Some(0));
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gold/events.csv");
    let output = run(&["eval", path, "--gold", gold.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let scores: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(scores["articles"], 62);
    assert!(scores["bcubed"]["f1"].as_f64().unwrap() > 0.5);
    let table = stdout(&run(&["eval", path, "--gold", gold.to_str().unwrap()]));
    assert!(table.contains("BCubed") && table.contains("62 articles scored"));
}

#[test]
fn agencies_of_the_users_own_are_known_and_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("mine.toml");
    fs::write(&list, "[[agency]]\nid = \"northline\"\nname = \"Northline Wire\"\nnames = [\"Northline Wire\"]\nmarks = [\"NLW\"]\n")
        .unwrap();
    let lines = |arguments: &[&str]| -> Vec<Value> {
        let output = run(&[&["cluster", &sample(), "--json", "--quiet"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let of_northline =
        |lines: &[Value]| lines.iter().filter(|line| line["wire"]["agency"] == "northline").count();
    let plain = lines(&[]);
    let known = lines(&["--agencies", list.to_str().unwrap()]);
    assert_eq!(of_northline(&plain), 0);
    assert!(of_northline(&known) >= 3, "the agency's own articles at least");
    assert!(known.iter().any(|line| line["type"] == "passage" && line["source"]["agency"] == "northline"));
    let settings = |lines: &[Value]| lines[0]["settings"]["agencies"].clone();
    assert_eq!(settings(&plain)["own"], serde_json::json!([]));
    assert_eq!(settings(&known)["own"], serde_json::json!(["northline"]));
    assert_ne!(plain[0]["settings_fingerprint"], known[0]["settings_fingerprint"]);

    fs::write(&list, "[[agency]]\nid = \"northline\"\nname = \"N\"\nnmaes = [\"N\"]\n").unwrap();
    let output = run(&["cluster", &sample(), "--agencies", list.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("line 4: unknown field `nmaes`"), "{}", stderr(&output));
    let output = run(&["cluster", &sample(), "--agencies", "/does/not/exist"]);
    assert!(stderr(&output).starts_with("error: cannot read `/does/not/exist`"), "{}", stderr(&output));
}
