//! Scores by labels: a sweep is what separate runs score, calibration gives a file that runs take, errors say what to do.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{
    fs,
    path::{Path, PathBuf},
};

use program::{done, retold, stderr};
use retold::report::{schema, terminal::cells};
use serde_json::Value;
use tempfile::TempDir;

/// The one line of an error, and its exit code.
fn refused(arguments: &[&str]) -> (i32, String) {
    let output = retold(arguments);
    assert!(output.stdout.is_empty(), "{arguments:?}");
    (output.status.code().unwrap(), stderr(&output))
}

fn bundled(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name).to_str().unwrap().to_owned()
}

/// A folder with a run of the sample in `run`.
struct Sample {
    folder: TempDir,
}

impl Sample {
    fn new() -> Self {
        let sample = Self { folder: tempfile::tempdir().unwrap() };
        sample.cluster("run", &[]);
        sample
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn cluster(&self, run: &str, options: &[&str]) {
        let (sample, run) = (bundled("sample"), self.path(run));
        done(&[&["cluster", &sample, "-o", &run, "--quiet"], options].concat());
    }

    fn eval(&self, run: &str, options: &[&str]) -> Value {
        let (run, gold) = (self.path(run), bundled("gold/events.csv"));
        let object = done(&[&["eval", &run, "--gold", &gold, "--json"], options].concat());
        fits("evaluation", &object)
    }

    fn file(&self, run: &str, name: &str) -> String {
        fs::read_to_string(PathBuf::from(self.path(run)).join(name)).unwrap()
    }
}

/// The object, which fits the schema of its type.
fn fits(name: &str, line: &str) -> Value {
    let object: Value = serde_json::from_str(line).unwrap();
    assert_eq!(object["type"], name);
    let schema = schema::schema(name).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    if let Err(error) = validator.validate(&object) {
        panic!("{error} in {object}");
    }
    for key in schema["required"].as_array().unwrap() {
        assert!(object.get(key.as_str().unwrap()).is_some(), "{key} is missing in {object}");
    }
    object
}

#[test]
fn a_sweep_scores_what_runs_with_these_cuts_score() {
    let sample = Sample::new();
    let sweep = sample.eval("run", &["--sweep", "--worst", "0"])["sweep"].clone();
    let points = sweep["points"].as_array().unwrap();
    assert_eq!(points.len(), 31);
    let mut different = std::collections::BTreeSet::new();
    for at in [0, 7, 13, 20, 30] {
        let point = &points[at];
        let cut = point["cut"].to_string();
        let (run, recut) = (format!("run{cut}"), format!("recut{cut}"));
        sample.cluster(&run, &["--cut", &cut]);
        done(&["recut", &sample.path("run"), "--cut", &cut, "-o", &sample.path(&recut), "--quiet"]);
        for run in [&run, &recut] {
            let scored = sample.eval(run, &["--worst", "0"]);
            assert_eq!(
                (&scored["bcubed"], &scored["pairwise"]),
                (&point["bcubed"], &point["pairwise"]),
                "{run}"
            );
            assert_eq!(scored["found_events"], point["events"], "{run}");
            let summary: Value = serde_json::from_str(&sample.file(run, "summary.json")).unwrap();
            assert_eq!(summary["events"], point["all_events"], "{run}");
        }
        different.insert(point["events"].as_u64());
    }
    assert!(different.len() > 2, "cuts that differ: {different:?}");
    assert_eq!((&sweep["run_cut"], &sweep["default_cut"]), (&Value::from(0.5), &Value::from(0.5)));
    for (best, score) in [("best_bcubed", "bcubed"), ("best_pairwise", "pairwise")] {
        let f1 = |point: &Value| point[score]["f1"].as_f64().unwrap();
        let top = points.iter().map(f1).fold(0.0, f64::max);
        let marked = points.iter().find(|point| point["cut"] == sweep[best]).unwrap();
        assert_eq!(f1(marked), top, "{best}");
    }
}

#[test]
fn a_cut_beside_the_grid_is_swept_too() {
    let sample = Sample::new();
    sample.cluster("odd", &["--cut", "0.517"]);
    let swept = sample.eval("odd", &["--sweep"]);
    let points = swept["sweep"]["points"].as_array().unwrap();
    assert_eq!(points.len(), 32);
    let own = points.iter().find(|point| point["cut"] == 0.517).unwrap();
    assert_eq!(own["bcubed"], swept["bcubed"]);
    let page = done(&["eval", &sample.path("odd"), "--gold", &bundled("gold/events.csv"), "--sweep"]);
    assert!(
        page.lines().any(|line| line.trim_start().starts_with("0.517 ") && line.ends_with(" run")),
        "{page}"
    );
    assert!(page.lines().any(|line| line.trim_start().starts_with("0.5") && line.ends_with(" default")));
}

#[test]
fn disagreements_are_told_with_headlines() {
    let sample = Sample::new();
    let (run, gold) = (sample.path("run"), bundled("gold/events.csv"));
    let page = done(&["eval", &run, "--gold", &gold]);
    for line in page.lines() {
        assert!(cells::width(line) <= 80 && line == line.trim_end(), "{line}");
    }
    insta::assert_snapshot!("the_page_names_disagreements", page);
    let evaluation = sample.eval("run", &[]);
    // What events lose is what the score lacks, since all of them are listed.
    let lost = |key: &str| -> f64 {
        evaluation[key].as_array().unwrap().iter().map(|event| event["lost"].as_f64().unwrap()).sum()
    };
    assert!(
        evaluation["split"].as_array().unwrap().len() < 5
            && evaluation["mixed"].as_array().unwrap().len() < 5
    );
    assert!((evaluation["bcubed"]["recall"].as_f64().unwrap() + lost("split") - 1.0).abs() < 1e-3);
    assert!((evaluation["bcubed"]["precision"].as_f64().unwrap() + lost("mixed") - 1.0).abs() < 1e-3);
    let apart = evaluation["apart"].as_array().unwrap();
    assert_eq!(apart.len(), 5);
    assert!(apart.iter().all(|pair| pair["gold_a"] != pair["gold_b"] && pair["a"]["title"].is_string()));
    assert!(apart.windows(2).all(|pair| pair[0]["score"].as_f64() >= pair[1]["score"].as_f64()));
    let together = evaluation["together"].as_array().unwrap();
    assert!(together.iter().all(|pair| pair["gold_a"] == pair["gold_b"]));
    assert!(together.windows(2).all(|pair| pair[0]["score"].as_f64() <= pair[1]["score"].as_f64()));
    let none = sample.eval("run", &["--worst", "0"]);
    assert_eq!((&none["apart"], &none["split"]), (&Value::Null, &Value::Array(Vec::new())));
    assert_eq!(done(&["eval", &run, "--gold", &gold, "--worst", "0"]).lines().count(), 15);
}

#[test]
fn without_scores_pairs_are_missing_and_said_to_be() {
    let sample = Sample::new();
    let (run, gold) = (sample.path("run"), bundled("gold/events.csv"));
    fs::remove_file(Path::new(&run).join("scores.bin")).unwrap();
    let evaluation = sample.eval("run", &[]);
    assert_eq!(evaluation["apart"], Value::Null);
    assert!(evaluation["no_scores"].as_str().unwrap().contains("run `retold cluster` again"));
    assert!(
        !evaluation["mixed"].as_array().unwrap().is_empty()
            || !evaluation["split"].as_array().unwrap().is_empty()
    );
    let page = done(&["eval", &run, "--gold", &gold]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("not shown, because their scores are not at hand"), "{page}");
    let labels = sample.write("pairs.csv", "s01,s02,1\ns01,s10,0\n");
    for options in [["--gold", &gold, "--sweep"].as_slice(), &["--calibrate", &labels]] {
        let (code, said) = refused(&[&["eval", &run], options].concat());
        assert!(code == 1 && said.contains("there is no `scores.bin` in it"), "{said}");
    }
}

#[test]
fn a_calibrated_file_gives_the_events_of_its_cut() {
    let sample = Sample::new();
    let (run, gold) = (sample.path("run"), bundled("gold/events.csv"));
    let mine = sample.path("mine.toml");
    let table = done(&["eval", &run, "--calibrate", &gold, "-o", &mine, "--quiet"]);
    assert!(table.contains("advised") && table.contains("62 articles"), "{table}");
    let object = fits("calibration", &done(&["eval", &run, "--calibrate", &gold, "--json"]));
    let file = fs::read_to_string(&mine).unwrap();
    let cut = object["cut"].to_string();
    assert_eq!(file.lines().last(), Some(format!("cut = {cut}").as_str()));
    // To standard output goes the same file, and nothing else.
    assert_eq!(done(&["eval", &run, "--calibrate", &gold]), file);
    let (said, best, prior) =
        (object["judgements"].as_f64().unwrap(), &object["best"], object["prior"].as_f64().unwrap());
    let expected = (said * best.as_f64().unwrap() + prior * 0.5) / (said + prior);
    assert!((object["cut"].as_f64().unwrap() - expected).abs() <= 0.005 + 1e-9, "{object}");

    sample.cluster("by-file", &["--config", &mine]);
    sample.cluster("by-flag", &["--cut", &cut]);
    for name in ["articles.jsonl", "events.jsonl", "stories.jsonl", "passages.jsonl", "summary.json"] {
        assert_eq!(sample.file("by-file", name), sample.file("by-flag", name), "{name}");
    }
    let fingerprint = |run: &str| -> Value {
        serde_json::from_str::<Value>(&sample.file(run, "run.json")).unwrap()["settings_fingerprint"].clone()
    };
    assert_eq!(fingerprint("by-file"), fingerprint("by-flag"));
    // What is typed beats the file.
    sample.cluster("both", &["--config", &mine, "--cut", "0.7"]);
    sample.cluster("typed", &["--cut", "0.7"]);
    assert_eq!(sample.file("both", "events.jsonl"), sample.file("typed", "events.jsonl"));
    assert_eq!(fingerprint("both"), fingerprint("typed"));
    // Scores in the table are those of an evaluation at that cut.
    let trial =
        object["trials"].as_array().unwrap().iter().find(|trial| trial["cut"] == object["cut"]).unwrap();
    let scored = sample.eval("by-file", &["--worst", "0"]);
    assert_eq!((&trial["bcubed"], &trial["pairwise"]), (&scored["bcubed"]["f1"], &scored["pairwise"]["f1"]));
}

#[test]
fn pairs_are_enough_to_calibrate_with() {
    let sample = Sample::new();
    let run = sample.path("run");
    let csv = sample.write("pairs.csv", "a,b,same\ns01,s02,yes\ns01,s40,no\ns02,nowhere,yes\n");
    let jsonl = sample.write(
        "pairs.jsonl",
        "{\"a\":\"s01\",\"b\":\"s02\",\"same\":true}\n{\"a\":\"s01\",\"b\":\"s40\",\"same\":0}\n{\"a\":\"x\",\"b\":\"s01\",\"same\":1}\n",
    );
    let [one, other] = [csv, jsonl].map(|labels| {
        let mut object = fits("calibration", &done(&["eval", &run, "--calibrate", &labels, "--json"]));
        object["labels"].take();
        object
    });
    assert_eq!(one, other);
    assert_eq!(
        (one["used"].as_u64(), one["left_out"].as_u64(), &one["kind"]),
        (Some(2), Some(1), &Value::from("pairs"))
    );
    assert_eq!((one["same"].as_u64(), one["different"].as_u64()), (Some(1), Some(1)));
    assert!((one["cut"].as_f64().unwrap() - 0.5).abs() < 0.02, "two labels say little: {}", one["cut"]);
}

#[test]
fn labels_that_teach_nothing_are_refused() {
    let sample = Sample::new();
    let (run, gold) = (sample.path("run"), bundled("gold/events.csv"));
    for (labels, message) in [
        ("a,b,same\ns01,s02,1\ns01,s03,1\n", "all its 2 pairs in the run cover one event"),
        ("a,b,same\ns01,s40,0\n", "no two of its 1 pairs in the run cover one event"),
        ("article_id,event_id\ns01,x\ns02,y\n", "no two of its 2 articles"),
        ("article_id,event_id\ns01,x\ns02,x\n", "all its 2 articles"),
        ("article_id,event_id\nn1,x\nn2,x\n", "of its 2 labels none is of articles of the run"),
        ("a,b,same\ns01,s02,maybe\n", "record 2: `same` is `maybe`"),
    ] {
        let path = sample.write("labels.csv", labels);
        let (code, said) = refused(&["eval", &run, "--calibrate", &path]);
        assert!(code == 1 && said.contains(message) && said.lines().count() == 1, "{said}");
    }
    let mine = sample.write("mine.toml", "cut = 0.5\n");
    let (code, said) = refused(&["eval", &run, "--calibrate", &gold, "-o", &mine]);
    assert!(code == 1 && said.contains("exists: give another file, or `--force`"), "{said}");
    assert_eq!(fs::read_to_string(&mine).unwrap(), "cut = 0.5\n");
    done(&["eval", &run, "--calibrate", &gold, "-o", &mine, "--force"]);
    assert_ne!(fs::read_to_string(&mine).unwrap(), "cut = 0.5\n");
    for options in [&["--calibrate", &gold, "--sweep"][..], &["--gold", &gold, "-o", &mine], &[]] {
        assert_eq!(refused(&[&["eval", &run], options].concat()).0, 2, "{options:?}");
    }
}

#[test]
fn a_settings_file_counts_as_if_it_were_typed() {
    let sample = Sample::new();
    let file =
        "since = 2025-03-06\nlimit = 60\npairs = true\ntext = \"full\"\nreuse_threshold = 0.6\nthreads = 2\n";
    let mine = sample.write("mine.toml", file);
    sample.cluster("by-file", &["--config", &mine]);
    let typed =
        ["--since", "2025-03-06", "--limit", "60", "--pairs", "--text", "full", "--reuse-threshold", "0.6"];
    sample.cluster("typed", &typed);
    for name in ["articles.jsonl", "passages.jsonl", "pairs.jsonl", "events.jsonl"] {
        assert_eq!(sample.file("by-file", name), sample.file("typed", name), "{name}");
    }
    // A list of agencies is looked for beside the file that names it.
    sample.write(
        "own.toml",
        "[[agency]]\nid = \"northline\"\nname = \"Northline Wire\"\nnames = [\"Northline Wire\"]\n",
    );
    let mine = sample.write("mine.toml", "agencies = \"own.toml\"\nstrict = true\n");
    sample.cluster("own", &["--config", &mine]);
    assert!(sample.file("own", "run.json").contains("\"northline\""));
    let broken = sample.write("broken.jsonl", "{\"text\": \"Some words.\"}\n{broken\n");
    assert_eq!(retold(&["cluster", &broken, "--config", &mine, "--quiet"]).status.code(), Some(3));

    let input = bundled("sample");
    for (text, message) in [
        (
            "cut = 0.5\ncuts = 1\n",
            "mine.toml` is not a settings file: line 2: no setting `cuts`; did you mean `cut`?",
        ),
        ("\ncut = 2\n", "line 2: `cut` is 2, expected a number between 0 and 1"),
        ("since = 2025-04-01\nuntil = 2025-03-01", "`--since` is after `--until`"),
    ] {
        let mine = sample.write("mine.toml", text);
        let (_, said) = refused(&["cluster", &input, "--config", &mine]);
        assert!(said.contains(message), "{said}");
    }
    let (code, said) = refused(&["cluster", &input, "--config", &sample.path("nowhere.toml")]);
    assert!(code == 1 && said.contains("cannot read"), "{said}");
}

#[test]
fn a_run_is_recut_by_a_settings_file() {
    let sample = Sample::new();
    let run = sample.path("run");
    let mine = sample.write("mine.toml", "cut = 0.7\nlimit = 3\n");
    let by_file = done(&["recut", &run, "--config", &mine, "--json", "--quiet"]);
    let typed = done(&["recut", &run, "--cut", "0.7", "--json", "--quiet"]);
    assert!(by_file.lines().skip(1).eq(typed.lines().skip(1)));
    let empty = sample.write("mine.toml", "limit = 3\n");
    let (code, said) = refused(&["recut", &run, "--config", &empty]);
    assert!(code == 1 && said.contains("it has no `cut`"), "{said}");
}

#[test]
fn the_pages_of_sweep_and_calibration() {
    let sample = Sample::new();
    let (run, gold) = (sample.path("run"), bundled("gold/events.csv"));
    let page = done(&["eval", &run, "--gold", &gold, "--sweep", "--worst", "0"]);
    for line in page.lines() {
        assert!(cells::width(line) <= 80 && line == line.trim_end(), "{line}");
    }
    insta::assert_snapshot!("the_page_of_a_sweep", page);
    let mine = sample.path("mine.toml");
    let page = done(&["eval", &run, "--calibrate", &gold, "-o", &mine, "--quiet"]);
    insta::assert_snapshot!("the_page_of_a_calibration", page.replace(&gold, "data/gold/events.csv"));
    let toml = fs::read_to_string(&mine).unwrap();
    assert!(toml.starts_with("# Calibrated by retold "), "{toml}");
    assert!(toml.lines().all(|line| line.len() <= 100 + gold.len()), "{toml}");
}
