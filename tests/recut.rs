//! Other cuts of a run: the same as clustering again, as far as events go, and never at the cost of the run.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;
mod stories;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use program::{done, retold, stderr};
use serde_json::Value;
use tempfile::TempDir;

/// A folder with a run in `run`, of the generated dump and of the sample.
struct Runs {
    folder: TempDir,
}

impl Runs {
    fn new(options: &[&str]) -> Self {
        let runs = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(runs.path("dump.jsonl"), stories::generated().join("\n")).unwrap();
        runs.cluster("run", options);
        runs
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn cluster(&self, name: &str, options: &[&str]) {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
        let (dump, run) = (self.path("dump.jsonl"), self.path(name));
        let inputs = ["cluster", &dump, sample.to_str().unwrap(), "-o", &run, "--quiet"];
        done(&[&inputs, options].concat());
    }

    fn recut(&self, from: &str, to: &str, options: &[&str]) {
        done(&[&["recut", &self.path(from), "-o", &self.path(to), "--quiet"], options].concat());
    }

    fn file(&self, run: &str, name: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.folder.path().join(run).join(name)).unwrap()).into_owned()
    }

    fn json(&self, run: &str, name: &str) -> Value {
        serde_json::from_str(&self.file(run, name)).unwrap()
    }

    fn names(&self, run: &str) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path().join(run)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Per article: a value of its line.
    fn of_articles(&self, run: &str, key: &str) -> BTreeMap<String, Value> {
        let lines = self.file(run, "articles.jsonl");
        let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.map(|line| (line["id"].as_str().unwrap().to_owned(), line[key].clone())).collect()
    }

    fn assert_same(&self, one: &str, other: &str, names: &[&str]) {
        for name in names {
            assert!(self.file(one, name) == self.file(other, name), "{name} of {one} and {other}");
        }
    }
}

const OF_EVENTS: [&str; 4] = ["events.jsonl", "events.json", "stories.jsonl", "borderline.jsonl"];

const ALL: [&str; 13] = [
    "articles.jsonl",
    "borderline.jsonl",
    "events.json",
    "events.jsonl",
    "outlet_pairs.jsonl",
    "outlets.jsonl",
    "pairs.jsonl",
    "passages.jsonl",
    "rejects.jsonl",
    "scores.bin",
    "stories.jsonl",
    "summary.json",
    "templates.jsonl",
];

#[test]
fn the_cut_that_a_run_has_gives_the_same_bytes() {
    for cut in ["0.5", "0.51234"] {
        let runs = Runs::new(&["--pairs", "--cut", cut]);
        runs.recut("run", "again", &["--cut", cut]);
        runs.assert_same("run", "again", &ALL);
        assert_eq!(runs.names("again"), runs.names("run"));
        let (run, again) = (runs.json("run", "run.json"), runs.json("again", "run.json"));
        for key in ["settings", "settings_fingerprint", "inputs", "counts", "warnings"] {
            assert_eq!(run[key], again[key], "{key}");
        }
        assert_eq!(run["cut_from"], Value::Null);
        assert_eq!(again["cut_from"]["run"], runs.path("run"));
        assert_eq!(again["cut_from"]["settled_cut"].to_string(), cut);
        assert!(again["timings"]["read"].is_number() && again["timings"]["text"].is_null());
    }
}

#[test]
fn another_cut_groups_as_clustering_with_it_does() {
    let runs = Runs::new(&[]);
    let mut seen = BTreeSet::new();
    for cut in ["0.2", "0.34", "0.6", "0.8"] {
        let (clustered, recut) = (format!("clustered{cut}"), format!("recut{cut}"));
        runs.cluster(&clustered, &["--cut", cut]);
        runs.recut("run", &recut, &["--cut", cut]);
        runs.assert_same(&clustered, &recut, &OF_EVENTS);
        for key in ["event_id", "story_id"] {
            assert_eq!(runs.of_articles(&clustered, key), runs.of_articles(&recut, key), "{cut} {key}");
        }
        let (one, other) = (runs.json(&clustered, "run.json"), runs.json(&recut, "run.json"));
        assert_eq!(one["settings_fingerprint"], other["settings_fingerprint"]);
        assert_eq!(
            (&one["counts"]["events"], &one["counts"]["stories"]),
            (&other["counts"]["events"], &other["counts"]["stories"])
        );
        for key in [
            "events",
            "multi_article_events",
            "largest_event_share",
            "stories",
            "borderline",
            "top_events",
            "articles_per_day",
            "top_outlet_pairs",
        ] {
            assert_eq!(
                runs.json(&clustered, "summary.json")[key],
                runs.json(&recut, "summary.json")[key],
                "{cut} {key}"
            );
        }
        for (line, other) in
            runs.file(&clustered, "outlets.jsonl").lines().zip(runs.file(&recut, "outlets.jsonl").lines())
        {
            let (line, other): (Value, Value) =
                (serde_json::from_str(line).unwrap(), serde_json::from_str(other).unwrap());
            assert_eq!(
                (&line["events"], &line["first_in_dump"]),
                (&other["events"], &other["first_in_dump"])
            );
        }
        // Passages are the same ones, whatever their kind; each names the events of its members.
        let event_of = runs.of_articles(&recut, "event_id");
        for line in runs.file(&recut, "passages.jsonl").lines() {
            let passage: Value = serde_json::from_str(line).unwrap();
            let members = passage["members"].as_array().unwrap().iter();
            let expected: BTreeSet<&str> = members
                .map(|member| event_of[member["article_id"].as_str().unwrap()].as_str().unwrap())
                .collect();
            let named: Vec<&str> =
                passage["event_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
            assert_eq!((named.len(), named.into_iter().collect()), (expected.len(), expected));
        }
        seen.insert(runs.json(&recut, "summary.json")["events"].as_u64());
    }
    assert_eq!(seen.len(), 4, "cuts that differ: {seen:?}");
}

#[test]
fn a_run_that_does_not_count_days_is_cut_as_it_is() {
    let runs = Runs::new(&[]);
    let path = runs.folder.path().join("run/summary.json");
    let mut summary = runs.json("run", "summary.json");
    summary
        .as_object_mut()
        .unwrap()
        .retain(|key, _| !["days", "articles_per_day", "top_outlet_pairs"].contains(&key.as_str()));
    fs::write(&path, format!("{summary}\n")).unwrap();
    runs.recut("run", "fine", &["--granularity", "fine"]);
    let fine = runs.json("fine", "summary.json");
    assert_ne!(fine["events"], summary["events"]);
    assert!(fine.get("articles_per_day").is_none());
    done(&["export", &runs.path("fine"), "--to", "vega", "--quiet"]);
    done(&["diff", &runs.path("run"), &runs.path("fine")]);
    done(&["cite", "--methods", &runs.path("fine")]);
}

#[test]
fn a_recut_of_a_recut_is_a_recut() {
    let runs = Runs::new(&["--pairs"]);
    runs.recut("run", "coarse", &["--granularity", "story"]);
    runs.recut("coarse", "fine", &["--granularity", "fine"]);
    runs.recut("run", "direct", &["--granularity", "fine"]);
    runs.assert_same("fine", "direct", &ALL);
    runs.recut("coarse", "back", &["--granularity", "event"]);
    runs.assert_same("back", "run", &ALL);
    let from = runs.json("fine", "run.json")["cut_from"].clone();
    assert_eq!((from["cut"].as_f64(), from["settled_cut"].as_f64()), (Some(0.34), Some(0.5)));
}

#[test]
fn finer_events_lie_inside_coarser_ones_and_stories_become_events() {
    let runs = Runs::new(&[]);
    let cuts = ["0.8", "0.6", "0.5", "0.34", "0.2"];
    for cut in cuts {
        runs.recut("run", cut, &["--cut", cut]);
    }
    for pair in cuts.windows(2) {
        let (fine, coarse) = (runs.of_articles(pair[0], "event_id"), runs.of_articles(pair[1], "event_id"));
        let mut inside: BTreeMap<String, &Value> = BTreeMap::new();
        for (article, event) in &fine {
            let outer = inside.entry(event.to_string()).or_insert(&coarse[article]);
            assert_eq!(*outer, &coarse[article], "an event at {} lies in two at {}", pair[0], pair[1]);
        }
    }
    // The same articles together: ids of stories and events both come from the first article.
    let (stories, events) = (runs.of_articles("0.5", "story_id"), runs.of_articles("0.34", "event_id"));
    let groups = |of: BTreeMap<String, Value>| -> BTreeSet<Vec<String>> {
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        of.into_iter()
            .for_each(|(article, group)| groups.entry(group.to_string()).or_default().push(article));
        groups.into_values().collect()
    };
    assert_eq!(groups(stories), groups(events));
}

#[test]
fn a_recut_run_is_a_run() {
    let runs = Runs::new(&[]);
    runs.recut("run", "fine", &["--granularity", "fine"]);
    let fine = runs.path("fine");
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gold/events.csv");
    assert!(done(&["eval", &fine, "--gold", gold.to_str().unwrap()]).contains("62 articles scored"));
    assert!(done(&["explain", &fine, "s01", "s03", "--quiet"]).contains("event"));
    let text = runs.path("text.txt");
    fs::write(&text, "A fire tore through a furniture warehouse on the edge of Pellworth early Tuesday")
        .unwrap();
    assert!(done(&["query", &fine, "--text", &text, "--quiet"]).contains("carry some of it"));
}

#[test]
fn a_run_may_be_replaced_by_itself_with_force_only() {
    let runs = Runs::new(&["--pairs"]);
    let run = runs.path("run");
    runs.recut("run", "elsewhere", &["--cut", "0.7"]);
    let before = runs.file("run", "articles.jsonl");
    let refused = retold(&["recut", &run, "--cut", "0.7", "-o", &run]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    assert_eq!(before, runs.file("run", "articles.jsonl"));
    fs::write(runs.folder.path().join("run/report.html"), "made from events that go").unwrap();
    runs.recut("run", "run", &["--cut", "0.7", "--force"]);
    runs.assert_same("run", "elsewhere", &ALL);
    assert_eq!(
        runs.names("run"),
        runs.names("elsewhere"),
        "no report of events that are gone, and nothing half written"
    );
    let from = runs.json("run", "run.json")["cut_from"].clone();
    assert_eq!((from["cut"].as_f64(), from["settled_cut"].as_f64()), (Some(0.5), Some(0.5)));
    // Another run's folder is replaced whole: files that this one has not go.
    let other = Runs::new(&[]);
    done(&["recut", &other.path("run"), "--cut", "0.7", "-o", &run, "--force", "--quiet"]);
    assert!(!runs.names("run").contains(&"pairs.jsonl".to_owned()));
}

#[test]
fn what_cannot_be_cut_is_left_alone_and_said() {
    let runs = Runs::new(&[]);
    let (run, new) = (runs.path("run"), runs.path("new"));
    for (options, message) in [
        (&["--cut", "1"][..], "a number between 0 and 1"),
        (&["--cut", "NaN"], "a number between 0 and 1"),
        (&["--granularity", "finest"], "invalid value"),
        (&["--granularity", "fine", "--cut", "0.5"], "cannot be used with"),
        (&[], "--granularity"),
        (&["--cut", "0.5", "--force"], "--output"),
    ] {
        let output = retold(&[&["recut", &run], options].concat());
        assert_eq!(output.status.code(), Some(2), "{options:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(message), "{options:?}: {}", stderr(&output));
    }
    let refused = |message: &str| {
        let output = retold(&["recut", &run, "--cut", "0.5", "-o", &new]);
        assert_eq!(output.status.code(), Some(1));
        let said = stderr(&output);
        assert!(
            said.contains(message)
                && said.contains("run `retold cluster` again")
                && said.lines().count() == 1,
            "{said}"
        );
        assert!(!PathBuf::from(&new).exists());
    };
    let scores = runs.folder.path().join("run/scores.bin");
    let whole = fs::read(&scores).unwrap();
    fs::write(&scores, &whole[..whole.len() / 2]).unwrap();
    refused("cut short");
    fs::remove_file(&scores).unwrap();
    refused("there is no `scores.bin` in it, as in runs of earlier versions");
    fs::write(&scores, &whole).unwrap();
    let passages = runs.folder.path().join("run/passages.jsonl");
    let lines = fs::read_to_string(&passages).unwrap();
    fs::write(&passages, lines.replacen("\"event_ids\"", "\"events\"", 1)).unwrap();
    refused("line 1 has other keys");
    assert_eq!(retold(&["recut", &runs.path("nowhere"), "--cut", "0.5"]).status.code(), Some(1));
}

#[test]
fn the_stream_is_that_of_the_new_run() {
    let runs = Runs::new(&["--pairs"]);
    let run = runs.path("run");
    runs.recut("run", "fine", &["--granularity", "fine"]);
    let stream = done(&["recut", &run, "--granularity", "fine", "--json", "--quiet"]);
    let files = ALL.iter().filter(|name| name.ends_with(".jsonl") || **name == "summary.json");
    let mut expected: Vec<String> = files
        .flat_map(|name| runs.file("fine", name).lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut lines: Vec<&str> = stream.lines().collect();
    let head: Value = serde_json::from_str(lines[0]).unwrap();
    assert_eq!(
        (&head["type"], &head["timings"], head["settings"]["cut"].as_f64()),
        (&Value::from("run"), &Value::Null, Some(0.6))
    );
    assert!(lines[0].starts_with("{\"type\":\"run\",\"schema_version\":\"1.0\","));
    assert!(lines.last().unwrap().starts_with("{\"type\":\"summary\""));
    lines.remove(0);
    lines.sort_unstable();
    expected.sort_unstable();
    assert!(lines == expected);
}

#[test]
fn the_page_tells_of_events() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run").to_str().unwrap().to_owned();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    done(&["cluster", sample.to_str().unwrap(), "-o", &run, "--quiet"]);
    let page = done(&["recut", &run, "--granularity", "story"]);
    insta::assert_snapshot!(page.replace(&run, "my-run"));
}
