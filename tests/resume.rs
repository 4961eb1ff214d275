//! Runs that are stopped, in every way, and gone on with: the same bytes as if nothing had happened.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::Path,
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use program::{command, stderr};
use serde_json::Value;
use tempfile::TempDir;

#[path = "../benches/corpus.rs"]
#[allow(dead_code, reason = "the benches need more of it")]
mod corpus;

const ARTICLES: usize = 1_200;

/// A folder with a dump in it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut file = File::create(folder.path().join("dump.jsonl")).unwrap();
    corpus::write(ARTICLES, 7, &mut file).unwrap();
    folder
}

fn retold(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = command(arguments);
    command.current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    retold(folder, arguments).output().unwrap()
}

const CLUSTER: [&str; 4] = ["cluster", "dump.jsonl", "-o", "run"];
const RESUME: [&str; 3] = ["cluster", "--resume", "run"];

/// All files of a run, but for what it measured.
fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder.join("run")).unwrap().map(|entry| entry.unwrap());
    let content = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        let mut bytes = fs::read(entry.path()).unwrap();
        if name == "run.json" {
            let mut run: Value = serde_json::from_slice(&bytes).unwrap();
            for measured in ["timings", "peak_memory_bytes", "memory_limit_bytes"] {
                run[measured] = Value::Null;
            }
            bytes = run.to_string().into_bytes();
        }
        (name, bytes)
    };
    files.map(content).collect()
}

/// The results of a run that nothing disturbed, and how long it took.
fn undisturbed() -> (BTreeMap<String, Vec<u8>>, Duration) {
    let folder = folder();
    let begun = Instant::now();
    let output = run(folder.path(), &CLUSTER);
    assert!(output.status.success(), "{}", stderr(&output));
    (results(folder.path()), begun.elapsed())
}

fn signal(name: &str, process: u32) {
    assert!(Command::new("kill").args([name, &process.to_string()]).status().unwrap().success());
}

/// Waits until the run has begun to keep what it does.
fn begun(folder: &Path) {
    kept(folder, "job.json");
}

/// Waits until the run has kept that.
fn kept(folder: &Path, file: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while !folder.join("run/.unfinished").join(file).is_file() && Instant::now() < until {
        thread::sleep(Duration::from_millis(1));
    }
}

/// A run that was interrupted as soon as it had begun.
fn interrupted(folder: &Path, arguments: &[&str]) -> Output {
    let child = retold(folder, arguments).spawn().unwrap();
    begun(folder);
    signal("-INT", child.id());
    child.wait_with_output().unwrap()
}

#[test]
fn killed_runs_go_on_to_the_same_bytes() {
    let (expected, time) = undisturbed();
    let mut stopped = 0;
    for moment in 1..=6 {
        let folder = folder();
        let mut child = retold(folder.path(), &CLUSTER).spawn().unwrap();
        begun(folder.path());
        thread::sleep(time * moment / 7);
        child.kill().unwrap();
        child.wait().unwrap();
        let is_complete = folder.path().join("run/run.json").is_file();
        if !is_complete || folder.path().join("run/.unfinished").is_dir() {
            stopped += 1;
            let output = run(folder.path(), &RESUME);
            assert!(output.status.success(), "moment {moment}: {}", stderr(&output));
        }
        assert_eq!(results(folder.path()), expected, "moment {moment}");
    }
    assert!(stopped > 2, "only {stopped} runs were stopped in time");
}

#[test]
fn the_first_interrupt_saves_and_says_how_to_go_on() {
    let (expected, _) = undisturbed();
    let folder = folder();
    let child = retold(folder.path(), &CLUSTER).spawn().unwrap();
    kept(folder.path(), "reuse.bin");
    signal("-INT", child.id());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(stderr(&output).contains("`retold cluster --resume run`"), "{}", stderr(&output));
    assert!(folder.path().join("run/.unfinished/reuse.bin").is_file());
    assert!(!folder.path().join("run/run.json").exists());

    let refused = run(folder.path(), &CLUSTER);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("holds an unfinished run"), "{}", stderr(&refused));

    let output = run(folder.path(), &RESUME);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(results(folder.path()), expected);
    let finished: Value =
        serde_json::from_slice(&fs::read(folder.path().join("run/run.json")).unwrap()).unwrap();
    assert!(finished["timings"]["reuse"].is_null(), "what was kept was made again");

    let again = run(folder.path(), &RESUME);
    assert!(stderr(&again).contains("it is complete"), "{}", stderr(&again));
}

#[test]
fn the_second_interrupt_ends_at_once() {
    let folder = folder();
    let child = retold(folder.path(), &CLUSTER).spawn().unwrap();
    begun(folder.path());
    signal("-INT", child.id());
    thread::sleep(Duration::from_millis(50));
    // It may have stopped in the meantime.
    let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
    assert!(run(folder.path(), &RESUME).status.success());
}

#[test]
fn a_changed_input_is_refused() {
    let folder = folder();
    interrupted(folder.path(), &CLUSTER);
    let dump = folder.path().join("dump.jsonl");
    let text = fs::read_to_string(&dump).unwrap();
    fs::write(&dump, text.replacen("the", "The", 1)).unwrap();
    let output = run(folder.path(), &RESUME);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`dump.jsonl`"), "{}", stderr(&output));
    assert!(stderr(&output).contains("not what it was"), "{}", stderr(&output));
    // An input that is away costs nothing that was done.
    fs::remove_file(&dump).unwrap();
    let output = run(folder.path(), &RESUME);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`dump.jsonl`"), "{}", stderr(&output));
    // As it was, it can be gone on with.
    fs::write(&dump, text).unwrap();
    assert!(run(folder.path(), &RESUME).status.success());
}

#[test]
fn changed_settings_are_refused() {
    let folder = folder();
    let settings = folder.path().join("mine.toml");
    fs::write(&settings, "cut = 0.5\n").unwrap();
    interrupted(folder.path(), &["cluster", "dump.jsonl", "--config", "mine.toml", "-o", "run"]);
    fs::write(&settings, "cut = 0.6\n").unwrap();
    let output = run(folder.path(), &RESUME);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("settings have changed"), "{}", stderr(&output));
    let typed = run(folder.path(), &["cluster", "--resume", "run", "--cut", "0.6"]);
    assert_eq!(typed.status.code(), Some(2), "{}", stderr(&typed));
    let elsewhere = Command::new(env!("CARGO_BIN_EXE_retold"))
        .args(["cluster", "--resume"])
        .arg(folder.path().join("run"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(stderr(&elsewhere).contains("go there first"), "{}", stderr(&elsewhere));
}

#[test]
fn what_lies_around_by_now_is_of_no_concern() {
    let folder = folder();
    let found = folder.path().join("retold.toml");
    fs::write(&found, "preset = \"dedup\"\ncut = 0.6\n").unwrap();
    let child = retold(folder.path(), &CLUSTER).env("RETOLD_TEXT", "none").spawn().unwrap();
    begun(folder.path());
    signal("-INT", child.id());
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
    fs::write(&found, "cut = 0.4\nno sense = 1\n").unwrap();
    let output = retold(folder.path(), &RESUME).env("RETOLD_CUT", "0.3").output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let run: Value = serde_json::from_slice(&fs::read(folder.path().join("run/run.json")).unwrap()).unwrap();
    let settings = &run["settings"];
    assert_eq!((&settings["cut"], &settings["text"]), (&Value::from(0.6), &Value::from("none")));
    assert_eq!((&settings["reuse_threshold"], &settings["pairs"]), (&Value::from(0.8), &Value::from(true)));
}

#[test]
fn a_new_run_replaces_an_unfinished_one_when_forced() {
    let (expected, _) = undisturbed();
    let folder = folder();
    interrupted(folder.path(), &CLUSTER);
    let output = run(folder.path(), &["cluster", "dump.jsonl", "-o", "run", "--force"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let (mut forced, mut expected) = (results(folder.path()), expected);
    // The command differs.
    forced.remove("run.json");
    expected.remove("run.json");
    assert_eq!(forced, expected);
}

#[test]
fn standard_input_is_kept_until_the_run_is_complete() {
    let folder = folder();
    let arguments = ["cluster", "-", "-o", "run"];
    let from_dump = |mut command: Command| {
        command.stdin(File::open(folder.path().join("dump.jsonl")).unwrap());
        command
    };
    let whole = from_dump(retold(folder.path(), &arguments)).output().unwrap();
    assert!(whole.status.success(), "{}", stderr(&whole));
    let expected = results(folder.path());
    fs::remove_dir_all(folder.path().join("run")).unwrap();

    // Killed while it still waits for more, it cannot be gone on with.
    let mut waiting = retold(folder.path(), &arguments).stdin(Stdio::piped()).spawn().unwrap();
    begun(folder.path());
    waiting.kill().unwrap();
    waiting.wait().unwrap();
    let output = run(folder.path(), &RESUME);
    assert!(stderr(&output).contains("not been read to its end"), "{}", stderr(&output));
    fs::remove_dir_all(folder.path().join("run")).unwrap();

    let child = from_dump(retold(folder.path(), &arguments)).spawn().unwrap();
    kept(folder.path(), "stdin");
    signal("-INT", child.id());
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
    let output = run(folder.path(), &RESUME);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(results(folder.path()), expected);
}

#[test]
fn a_disk_without_room_ends_in_an_error_that_tells_how_to_go_on() {
    let (expected, _) = undisturbed();
    let folder = folder();
    // Files may have no more than so many blocks of 512 bytes; without the trap the system would end the process.
    let limited = |blocks: u32| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_retold")]).args(CLUSTER).current_dir(folder.path());
        command.output().unwrap()
    };
    let output = limited(60);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot write `run/"), "{}", stderr(&output));
    assert!(stderr(&output).contains("`retold cluster --resume run`"), "{}", stderr(&output));
    assert!(!folder.path().join("run/run.json").exists());
    let output = run(folder.path(), &RESUME);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(results(folder.path()), expected);
}

#[test]
fn little_memory_gives_the_same_bytes() {
    let (mut expected, _) = undisturbed();
    let folder = folder();
    let output =
        run(folder.path(), &["cluster", "dump.jsonl", "-o", "run", "--memory", "64M", "--tmpdir", "."]);
    assert!(output.status.success(), "{}", stderr(&output));
    let mut found = results(folder.path());
    found.remove("run.json");
    expected.remove("run.json");
    assert_eq!(found, expected);
    let wrong = run(folder.path(), &["cluster", "dump.jsonl", "--memory", "64"]);
    assert_eq!(wrong.status.code(), Some(2));
    let nowhere = run(folder.path(), &["cluster", "dump.jsonl", "--memory", "64M", "--tmpdir", "nowhere"]);
    assert_eq!(nowhere.status.code(), Some(2), "{}", stderr(&nowhere));
}
