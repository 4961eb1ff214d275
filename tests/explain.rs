//! `retold explain` on events: one article's place, two articles' relation, and what is said when a part is missing.

#![expect(clippy::expect_used, reason = "a test that cannot go on should stop")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::path::{Path, PathBuf};

use program::retold;
use serde_json::Value;

/// A run on the bundled sample, in a folder of its own.
struct Run {
    folder: tempfile::TempDir,
}

impl Run {
    fn new() -> Self {
        let run = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample");
        let made = retold(&["cluster", sample, "-q", "-o", &run.path()]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        run
    }

    fn file(&self, name: &str) -> PathBuf {
        Path::new(&self.path()).join(name)
    }

    fn path(&self) -> String {
        self.folder.path().join("run").display().to_string()
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        let text = std::fs::read_to_string(self.file(name)).expect("a file of the run");
        text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    fn explain(&self, articles: &[&str]) -> Value {
        let run = self.path();
        let mut words = vec!["explain", run.as_str()];
        words.extend(articles);
        words.extend(["--json", "-q"]);
        let output = retold(&words);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("one line of JSON")
    }
}

/// Asserts that a line is as its schema says.
fn is_valid(line: &Value) {
    let name = line["type"].as_str().expect("a type");
    let output = retold(&["schema", name]);
    let schema: Value = serde_json::from_slice(&output.stdout).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let errors: Vec<String> = validator.iter_errors(line).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} in {line}");
}

#[test]
fn an_articles_place_is_the_one_that_the_run_gives_it() {
    let run = Run::new();
    for event in run.lines("events.jsonl").iter().take(4) {
        for article in event["articles"].as_array().unwrap() {
            let placement = run.explain(&[article.as_str().unwrap()]);
            is_valid(&placement);
            assert_eq!(placement["event"]["event_id"], event["id"]);
            assert_eq!(placement["event"]["size"], event["size"]);
            // What it did not join lies below the cut.
            for apart in placement["apart"].as_array().unwrap() {
                assert_ne!(apart["event_id"], event["id"]);
                assert!(apart["margin"].as_f64().unwrap() > 0.0, "{apart}");
            }
        }
    }
}

#[test]
fn two_articles_meet_where_recutting_joins_them() {
    let run = Run::new();
    let mut pairs = 0;
    // Scores of 1 tie, and where scores tie the matrix and the graph may join in another order: only what meets below.
    for event in &run.lines("events.jsonl") {
        let articles = event["articles"].as_array().unwrap();
        let (a, b) = (articles[0].as_str().unwrap(), articles[articles.len() - 1].as_str().unwrap());
        let line = run.explain(&[a, b]);
        is_valid(&line);
        assert_eq!(line["same_event"], true);
        let relation = &line["relation"];
        for (cut, together) in [(&relation["joined_up_to"], true), (&relation["parted_from"], false)] {
            let Some(cut) = cut.as_f64().filter(|&cut| cut < 0.95) else { continue };
            pairs += 1;
            let output = retold(&["recut", &run.path(), "--cut", &cut.to_string(), "--json", "-q"]);
            let events = String::from_utf8(output.stdout).unwrap();
            let holds = |line: &str| {
                let line: Value = serde_json::from_str(line).unwrap();
                let has =
                    |id: &str| line["articles"].as_array().is_some_and(|all| all.iter().any(|x| x == id));
                line["type"] == "event" && has(a) && has(b)
            };
            assert_eq!(events.lines().any(holds), together, "{a} {b} at {cut}");
        }
    }
    assert!(pairs >= 6, "{pairs}");
}

#[test]
fn a_run_without_scores_says_what_to_do() {
    let run = Run::new();
    std::fs::remove_file(run.file("scores.bin")).unwrap();
    let one = retold(&["explain", &run.path(), "s01"]);
    assert_eq!(one.status.code(), Some(1));
    let said = String::from_utf8(one.stderr).unwrap();
    assert!(said.contains("scores.bin") && said.contains("retold cluster"), "{said}");
    let two = run.explain(&["s01", "s04"]);
    assert!(two["relation"].is_null() && two["paragraphs"].is_array(), "{two}");
    assert!(two["relation_missing"].as_str().unwrap().contains("scores.bin"));
}
