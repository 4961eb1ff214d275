//! Dashboards: the examples in `docs/dashboards` fit what a run of the sample is, and charts hold what the run says.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{fs, path::Path};

use program::done;
use serde_json::{Value, json};
use tempfile::TempDir;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/dashboards");

/// A run of the sample.
fn sample() -> (TempDir, String) {
    run_of(&format!("{}/data/sample", env!("CARGO_MANIFEST_DIR")))
}

fn run_of(input: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run").to_str().unwrap().to_owned();
    done(&["cluster", input, "-o", &run, "--quiet"]);
    (folder, run)
}

fn run_of_records(records: &[Value]) -> (TempDir, String) {
    let dump = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    fs::write(dump.path(), lines.join("\n")).unwrap();
    run_of(dump.path().to_str().unwrap())
}

fn json_of(path: impl AsRef<Path>) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The timeline and the heatmap of a run.
fn charts(run: &str, options: &[&str]) -> (Value, Value) {
    done(&[&["export", run, "--to", "vega", "--quiet", "--force"], options].concat());
    let chart = |name: &str| json_of(Path::new(run).join("export/vega").join(name));
    (chart("timeline.vl.json"), chart("heatmap.vl.json"))
}

fn rows(data: &Value) -> &Vec<Value> {
    data["data"]["values"].as_array().unwrap()
}

#[test]
fn the_charts_in_the_docs_are_those_of_the_sample() {
    let (_keep, run) = sample();
    charts(&run, &[]);
    for name in ["timeline.vl.json", "heatmap.vl.json"] {
        let made = fs::read_to_string(Path::new(&run).join("export/vega").join(name)).unwrap();
        let kept = fs::read_to_string(Path::new(DOCS).join("vega-lite").join(name)).unwrap();
        assert!(
            made == kept,
            "{name} has changed: `retold export RUN --to vega` of data/sample, look at it, keep it"
        );
    }
}

#[test]
fn charts_hold_what_the_run_says() {
    let (_keep, run) = sample();
    let (timeline, heatmap) = charts(&run, &[]);
    let summary = json_of(Path::new(&run).join("summary.json"));
    let bars: Vec<(&Value, &Value)> =
        rows(&timeline["vconcat"][0]).iter().map(|row| (&row["day"], &row["articles"])).collect();
    let days = summary["articles_per_day"].as_array().unwrap();
    assert_eq!(bars, days.iter().map(|day| (&day["day"], &day["articles"])).collect::<Vec<_>>());
    let lanes = rows(&timeline["vconcat"][1]);
    assert_eq!(lanes.len(), 17);
    assert!(lanes.is_sorted_by_key(|lane| lane["first_day"].as_str().unwrap().to_owned()));
    assert!(lanes.iter().all(|lane| lane["first_day"].as_str() < lane["end"].as_str()));
    // All pairs are among those of the summary, because the sample has few.
    let mut expected = 0;
    for pair in summary["top_outlet_pairs"].as_array().unwrap() {
        for (row, column, first) in [("b", "a", "first_a"), ("a", "b", "first_b")] {
            let cell = rows(&heatmap).iter().find(|c| c["row"] == pair[row] && c["column"] == pair[column]);
            let is_unknown = pair["first_a"] == 0 && pair["first_b"] == 0;
            match cell {
                Some(cell) => assert_eq!(cell["passages"], pair[first]),
                None => assert!(pair[first] == 0 && !is_unknown),
            }
            expected += u64::from(cell.is_some());
        }
    }
    assert_eq!(rows(&heatmap).len() as u64, expected);
}

#[test]
fn without_text_no_headline_is_in_a_chart() {
    let (_keep, run) = sample();
    let (timeline, heatmap) = charts(&run, &["--text", "none"]);
    let said = format!("{timeline}{heatmap}");
    let articles = fs::read_to_string(Path::new(&run).join("articles.jsonl")).unwrap();
    for line in articles.lines() {
        let article: Value = serde_json::from_str(line).unwrap();
        if let Some(title) = article["title"].as_str() {
            assert!(!said.contains(title), "{title}");
        }
    }
    assert_eq!(rows(&timeline["vconcat"][1])[0]["event"], "Dolan · Marguerite · Tannery");
}

#[test]
fn where_there_is_nothing_to_draw_a_chart_says_so() {
    let (_keep, run) = run_of_records(&[json!({"title": "Alone", "text": "Nobody else said so."})]);
    let (timeline, heatmap) = charts(&run, &[]);
    assert_eq!(rows(&timeline)[0]["why"], "no article has a date");
    assert_eq!(rows(&heatmap)[0]["why"], "no two outlets share a passage");
    for chart in [timeline, heatmap] {
        assert_eq!(chart["$schema"], "https://vega.github.io/schema/vega-lite/v6.json");
        assert_eq!(chart["mark"]["type"], "text");
    }
}

#[test]
fn bars_are_as_wide_as_time_is_long_and_lanes_of_one_label_stay_apart() {
    let record = |n: usize, outlet: &str, date: &str| {
        let words: Vec<String> = (0..40).map(|word| format!("word{}", n / 2 * 100 + word)).collect();
        json!({"id": n, "outlet": outlet, "title": "Press review", "published": date, "text": words.join(" ")})
    };
    let unit = |dates: [&str; 4]| {
        let records: Vec<Value> =
            dates.iter().enumerate().map(|(n, date)| record(n, ["A", "B"][n % 2], date)).collect();
        let (_keep, run) = run_of_records(&records);
        let (timeline, _) = charts(&run, &[]);
        let unit = timeline["vconcat"][0]["encoding"]["x"]["timeUnit"].as_str().unwrap().to_owned();
        let articles: u64 =
            rows(&timeline["vconcat"][0]).iter().map(|row| row["articles"].as_u64().unwrap()).sum();
        let lanes: Vec<Value> =
            timeline["vconcat"][1]["data"]["values"].as_array().cloned().unwrap_or_default();
        (unit, articles, lanes)
    };
    let (name, articles, lanes) = unit(["2025-03-01", "2025-03-01", "2025-03-03", "2025-03"]);
    assert_eq!((&*name, articles), ("utcyearmonthdate", 3));
    let mut labels: Vec<&str> = lanes.iter().map(|lane| lane["event"].as_str().unwrap()).collect();
    labels.dedup();
    assert_eq!(labels.len(), lanes.len(), "{labels:?}");
    let (name, articles, _) = unit(["2020-03-01", "2025-03-01", "2025-03-03", "2025-03"]);
    assert_eq!((&*name, articles), ("utcyearmonth", 4));
    let (name, articles, _) = unit(["1799-03-01", "2025-03-01", "2025-03-03", "2025-03"]);
    assert_eq!((&*name, articles), ("utcyear", 4));
}

/// What a path of keys leads to; `None` where a key is missing. Below `null` everything is unknown.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let keys = path.split('.').filter(|key| !key.is_empty());
    keys.into_iter().try_fold(value, |value, key| if value.is_null() { Some(value) } else { value.get(key) })
}

#[test]
fn what_the_panels_of_grafana_select_is_there() {
    let (_keep, run) = sample();
    let dashboard = json_of(Path::new(DOCS).join("grafana/dashboard.json"));
    let panels = dashboard["panels"].as_array().unwrap();
    assert!(panels.len() >= 5);
    for panel in panels {
        let (title, target) = (panel["title"].as_str().unwrap(), &panel["targets"][0]);
        assert_eq!(target["datasource"]["type"], "yesoreyeram-infinity-datasource", "{title}");
        let file = target["url"].as_str().unwrap().strip_prefix("${run}/").unwrap();
        assert!(["summary.json", "events.json"].contains(&file), "{title}");
        let whole = json_of(Path::new(&run).join(file));
        let root = at(&whole, target["root_selector"].as_str().unwrap()).unwrap();
        // The data source takes an object for one row.
        let rows = root.as_array().cloned().unwrap_or_else(|| vec![root.clone()]);
        assert!(!rows.is_empty(), "{title}");
        for column in target["columns"].as_array().unwrap() {
            let (selector, kind) = (column["selector"].as_str().unwrap(), column["type"].as_str().unwrap());
            for row in &rows {
                let value = at(row, selector).unwrap_or_else(|| panic!("{title}: no `{selector}` in {row}"));
                let fits = match kind {
                    "number" => value.is_number(),
                    "string" => value.is_string(),
                    "timestamp" => value.as_str().is_some_and(|time| {
                        time.parse::<jiff::Timestamp>().is_ok() || time.parse::<jiff::civil::Date>().is_ok()
                    }),
                    _ => false,
                };
                assert!(fits || value.is_null(), "{title}: `{selector}` is no {kind}: {value}");
            }
            let is_any_known = rows.iter().any(|row| at(row, selector).is_some_and(|value| !value.is_null()));
            assert!(is_any_known, "{title}: `{selector}` is always null");
        }
    }
}

#[test]
#[cfg(feature = "sqlite")]
fn what_datasette_is_told_of_is_there() {
    let (_keep, run) = sample();
    done(&["export", &run, "--to", "sqlite", "--quiet"]);
    let database = rusqlite::Connection::open(Path::new(&run).join("retold.sqlite")).unwrap();
    let metadata = fs::read_to_string(Path::new(DOCS).join("datasette/metadata.yml")).unwrap();
    let mut lines = metadata.lines().peekable();
    let (mut tables, mut queries, mut is_table) = (0, 0, false);
    while let Some(line) = lines.next() {
        is_table = (is_table && line.starts_with("      ")) || line == "    tables:";
        match line.strip_prefix("      ") {
            Some(name) if is_table && !name.starts_with(' ') => {
                let query = format!("SELECT * FROM {}", name.trim_end_matches(':'));
                database.prepare(&query).unwrap();
                tables += 1;
            }
            _ => {}
        }
        if line.trim() == "sql: |-" {
            let mut query = String::new();
            while let Some(more) = lines.next_if(|line| line.starts_with("          ")) {
                query += more;
            }
            let mut statement = database.prepare(&query).unwrap();
            assert!(statement.exists([]).unwrap(), "{query}");
            queries += 1;
        }
    }
    assert_eq!((tables, queries), (5, 2));
}
