//! `retold diff`: what two runs have in common and where they part.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{fs, process::Output};

use program::{command, stderr};
use retold::report::{schema, terminal::cells};
use serde_json::Value;
use tempfile::TempDir;

struct Place {
    folder: TempDir,
}

impl Place {
    /// Runs by name: `whole` of the sample, `part` of some of it.
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample");
        place.done(&["cluster", sample, "-o", "whole", "-q"]);
        place.done(&["cluster", sample, "-o", "part", "-q", "--limit", "40", "--reuse-threshold", "0.9"]);
        place
    }

    fn run(&self, arguments: &[&str]) -> Output {
        command(arguments).current_dir(self.folder.path()).output().unwrap()
    }

    fn done(&self, arguments: &[&str]) -> String {
        program::well(arguments, &self.run(arguments))
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.done(&[&["diff", "--json"], arguments].concat())).unwrap()
    }
}

#[test]
fn equal_runs_say_so_in_one_line() {
    let place = Place::new();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample");
    place.done(&["cluster", sample, "-o", "again", "-q", "--threads", "1"]);
    let said = place.done(&["diff", "whole", "again"]);
    assert_eq!(said, "no difference: the same settings, 62 articles, events and 46 passages\n");
    let found = place.json(&["whole", "again"]);
    assert_eq!(
        (&found["identical"], &found["agreement"]["bcubed"]["f1"]),
        (&Value::from(true), &Value::from(1.0))
    );
    assert_eq!(place.run(&["diff", "whole", "again", "--exit-code", "--quiet"]).status.code(), Some(0));
}

#[test]
fn differences_are_counted_and_listed() {
    let place = Place::new();
    let found = place.json(&["whole", "part", "--worst", "3"]);
    let schema = jsonschema::validator_for(&schema::schema("difference").unwrap()).unwrap();
    assert!(schema.is_valid(&found), "{:?}", schema.validate(&found).map_err(|error| error.to_string()));
    assert_eq!(found["identical"], false);
    let names = |key: &str| -> Vec<&str> {
        found[key].as_array().unwrap().iter().map(|value| value["name"].as_str().unwrap()).collect()
    };
    assert_eq!(names("settings"), ["limit", "reuse_threshold"]);
    for metric in
        ["articles", "events", "singletons", "largest_event", "stories", "passages_narration", "reused_share"]
    {
        assert!(names("metrics").contains(&metric), "{metric}");
    }
    assert_eq!((&found["articles"]["common"], &found["articles"]["only_a"]), (&40.into(), &22.into()));
    assert_eq!(found["articles"]["only_b"], 0);
    assert_eq!(found["articles"]["examples_a"].as_array().unwrap().len(), 3);
    assert_eq!(found["agreement"]["articles"], 40);
    assert!(found["passages"]["gone"].as_u64().unwrap() > 3);
    assert_eq!(found["passages"]["examples_gone"].as_array().unwrap().len(), 3);
    // The other way round what was gone is new.
    let back = place.json(&["part", "whole"]);
    assert_eq!(back["passages"]["new"], found["passages"]["gone"]);
    assert_eq!(back["events"]["new"], found["events"]["gone"]);
    assert_eq!(back["agreement"]["bcubed"]["precision"], found["agreement"]["bcubed"]["recall"]);
}

#[test]
fn events_that_joined_and_split_are_shown_with_their_labels() {
    let place = Place::new();
    place.done(&["recut", "whole", "--cut", "0.02", "-o", "wide", "-q"]);
    let found = place.json(&["whole", "wide"]);
    let joined = found["event_changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|change| change["change"] == "joined")
        .unwrap();
    assert_eq!(joined["events_b"], 1);
    assert!(joined["events_a"].as_u64().unwrap() > 1 && joined["b"][0]["label"].is_string());
    assert_eq!(found["events"]["split"], 0);
    let back = place.json(&["wide", "whole"]);
    assert_eq!(
        (&back["events"]["split"], &back["events"]["joined"]),
        (&found["events"]["joined"], &0.into())
    );
    assert!(found["agreement"]["pairwise"]["f1"].as_f64().unwrap() < 1.0);
    let page = place.done(&["diff", "whole", "wide"]);
    let label = cells::clean(joined["b"][0]["label"].as_str().unwrap());
    for told in [
        "cut                   0.5 → 0.02",
        "joined  several became one",
        label.chars().take(15).collect::<String>().as_str(),
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    for line in page.lines() {
        assert!(cells::width(line) <= 80, "{line}");
    }
}

#[test]
fn differences_are_no_failure_unless_asked_for() {
    let place = Place::new();
    assert_eq!(place.run(&["diff", "whole", "part"]).status.code(), Some(0));
    let output = place.run(&["diff", "whole", "part", "--exit-code", "--quiet"]);
    assert_eq!((output.status.code(), stderr(&output), output.stdout.len()), (Some(1), String::new(), 0));
    let numbers_alone = place.json(&["whole", "part", "--worst", "0"]);
    assert_eq!(numbers_alone["event_changes"], serde_json::json!([]));
    let output = place.run(&["diff", "whole", "nowhere"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error: "), "{}", stderr(&output));
    fs::write(place.folder.path().join("part/articles.jsonl"), "{}\n").unwrap();
    let output = place.run(&["diff", "whole", "part"]);
    assert!(stderr(&output).contains("articles.jsonl"), "{}", stderr(&output));
}
