//! The output contract: every line fits its schema, keys are always there, offsets slice, bytes repeat.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use retold::{
    article::Corpus,
    input::{self, InputSettings},
    pipeline::{self, Analysis},
    progress::Silent,
    report::{self, ReportSettings, TextMode, lines, schema},
    reuse::ReuseSettings,
    run::{Directory, KeptScores, Overwrite, Scores},
    settings::Settings,
};
use serde_json::{Value, json};

/// Narration that two outlets carry, in letters of one to four bytes; 30 words and more.
const COPIED: &str = "Die Fähre „Möwe“ lief am Dienstagmorgen vor Grauental auf Grund 🚢, und die Küstenwache brachte \
    alle zweiundsechzig Fahrgäste in kleinen Booten an Land, wie der Bürgermeister am Abend sagte; verletzt wurde \
    nach Angaben der Behörden niemand.";

const OWN: &str = "Über die Ursache des Unglücks wollten die Ermittler noch nichts sagen, doch Fischer am Ort sprachen \
    von dichtem Nebel und einer Boje, die seit Wochen nicht mehr geleuchtet habe.";

fn settings(text: TextMode) -> Settings {
    Settings {
        reuse: ReuseSettings::new(0.5, true).unwrap(),
        report: ReportSettings { text, pairs: true },
        ..Settings::default()
    }
}

fn records() -> Vec<String> {
    let record = |id: &str, outlet: Option<&str>, date: Option<&str>, text: String| {
        json!({"id": id, "outlet": outlet, "published": date, "title": format!("Fähre läuft auf Grund {id}"), "text": text, "lang": "de"})
            .to_string()
    };
    vec![
        record("a1", Some("Küstenblatt"), Some("2025-03-04T08:00:00Z"), format!("{OWN}\n\n{COPIED}")),
        record(
            "b1",
            Some("Abendpost"),
            Some("2025-03-04T18:00:00Z"),
            format!("日本語の見出し 🚢\n\n{COPIED}\n\nMehr folgt."),
        ),
        record("c1", None, None, format!("{COPIED}\n\nAdvertisement")),
        "{\"id\": \"broken\"".to_owned(),
        record("d1", Some("Abendpost"), Some("2025-03-05"), "Ganz etwas anderes.".to_owned()),
    ]
}

/// Reads the records in that order, as one file.
fn read(records: &[String]) -> Corpus {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dump.jsonl");
    fs::write(&path, records.join("\n")).unwrap();
    input::read(&[path], &InputSettings::default(), &Silent).unwrap()
}

fn analyze(corpus: &Corpus, settings: &Settings) -> Analysis {
    pipeline::analyze(corpus, settings, &Silent)
}

/// The whole stream as JSON values.
fn stream(corpus: &Corpus, settings: &Settings) -> Vec<Value> {
    let analysis = analyze(corpus, settings);
    let report = report::build(corpus, &analysis, settings.report);
    let run = report::provenance::describe(corpus, &analysis, &report, settings, Vec::new());
    let mut bytes = Vec::new();
    lines::stream(&mut bytes, &run, &report).unwrap();
    String::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn sample() -> Corpus {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    input::read(&[folder], &InputSettings::default(), &Silent).unwrap()
}

fn of_type<'a>(lines: &'a [Value], name: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == name).collect()
}

#[test]
fn every_line_fits_its_schema_and_has_all_its_keys() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let validators: BTreeMap<&str, _> = schema::NAMES
        .into_iter()
        .map(|name| (name, jsonschema::validator_for(&schema::schema(name).unwrap()).unwrap()))
        .collect();
    for corpus in [read(&records()), sample()] {
        for line in stream(&corpus, &settings(TextMode::Snippets)) {
            let name = line["type"].as_str().unwrap().to_owned();
            if let Err(error) = validators[name.as_str()].validate(&line) {
                panic!("{error} in {line}");
            }
            let schema = schema::schema(&name).unwrap();
            for key in schema["required"].as_array().unwrap() {
                assert!(line.get(key.as_str().unwrap()).is_some(), "{key} is missing in {line}");
            }
            let is_object = validators[name.as_str()].is_valid(&json!({"type": name}));
            assert!(!is_object, "the schema of {name} accepts an empty line");
            *seen.entry(name).or_default() += 1;
        }
    }
    for name in ["run", "article", "event", "passage", "pair", "outlet", "outlet_pair", "reject", "summary"] {
        assert!(seen.contains_key(name), "no line of type {name}: {seen:?}");
    }
}

#[test]
fn the_stream_begins_with_run_and_ends_with_summary() {
    let lines = stream(&sample(), &settings(TextMode::Snippets));
    assert_eq!(lines[0]["type"], "run");
    assert_eq!(lines[0]["schema_version"], "1.0");
    assert_eq!(lines[0]["timings"], Value::Null);
    assert_eq!(lines[lines.len() - 1]["type"], "summary");
    assert_eq!(lines[lines.len() - 1]["articles"], 62);
}

#[test]
fn offsets_slice_in_code_points_and_in_bytes() {
    let corpus = read(&records());
    let texts: BTreeMap<&str, _> = corpus.articles.iter().map(|a| (&*a.id, a.text.read())).collect();
    let slices = |article: &str, place: &Value| {
        let text = &texts[article];
        let at = |key: &str| usize::try_from(place[key].as_u64().unwrap()).unwrap();
        let (start, end) = (at("start"), at("end"));
        let points: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(points, text[at("start_byte")..at("end_byte")]);
        points
    };
    let lines = stream(&corpus, &settings(TextMode::Full));
    let passages = of_type(&lines, "passage");
    let copied: Vec<_> = passages.iter().filter(|passage| passage["text"] == COPIED).collect();
    assert_eq!(copied.len(), 1);
    assert_eq!(copied[0]["size"], 3);
    assert_eq!(copied[0]["scope"], "cross_outlet");
    assert_eq!(copied[0]["outlets"], json!(["Abendpost", "Küstenblatt"]));
    assert_eq!(copied[0]["earliest"]["article_id"], "a1");
    assert_eq!(copied[0]["earliest"]["tie"], true, "an undated article may be earlier");
    for member in copied[0]["members"].as_array().unwrap() {
        assert_eq!(slices(member["article_id"].as_str().unwrap(), member), COPIED);
        assert!(member["start"].as_u64() <= member["start_byte"].as_u64());
    }
    let pairs = of_type(&lines, "pair");
    assert_eq!(pairs.len(), 3);
    for pair in pairs {
        for side in ["a", "b"] {
            assert_eq!(slices(pair[side]["article_id"].as_str().unwrap(), &pair[side]), COPIED);
        }
    }
    for article in of_type(&lines, "article") {
        for span in article["furniture"].as_array().unwrap() {
            assert!(!slices(article["id"].as_str().unwrap(), span).is_empty());
        }
    }
}

#[test]
fn wire_names_the_agency_with_places_that_slice() {
    let record = |id: &str, outlet: &str, hour: u32, text: String| {
        json!({"id": id, "outlet": outlet, "published": format!("2025-03-04T{hour:02}:00:00Z"), "title": id, "text": text, "lang": "de"})
            .to_string()
    };
    let records = [
        record(
            "credited",
            "Küstenblatt",
            8,
            format!("GRAUENTAL (dpa) – {COPIED}\n\n{OWN}\n\n🚢 Mit Material von Reuters"),
        ),
        record("copied", "Abendpost", 9, COPIED.to_owned()),
        record(
            "cited",
            "Abendpost",
            10,
            "Die Fähre liegt fest, wie Reuters am Mittag berichtete.".to_owned(),
        ),
        record("silent", "Morgenpost", 11, "Über Nacht blieb es still.".to_owned()),
    ];
    let corpus = read(&records);
    let texts: BTreeMap<&str, _> = corpus.articles.iter().map(|a| (&*a.id, a.text.read())).collect();
    let lines = stream(&corpus, &settings(TextMode::Full));
    let wire = |id: &str| {
        of_type(&lines, "article").into_iter().find(|line| line["id"] == id).unwrap()["wire"].clone()
    };
    let slice = |id: &str, evidence: &Value| {
        let at = |key: &str| usize::try_from(evidence[key].as_u64().unwrap()).unwrap();
        let points: String = texts[id].chars().skip(at("start")).take(at("end") - at("start")).collect();
        assert_eq!(points, texts[id][at("start_byte")..at("end_byte")]);
        points
    };
    let credited = wire("credited");
    assert_eq!((&credited["agency"], &credited["tier"]), (&json!("dpa"), &json!("strong")));
    assert_eq!(credited["name"], "Deutsche Presse-Agentur");
    assert_eq!(credited["evidence"].as_array().unwrap().len(), 1);
    assert_eq!(credited["evidence"][0]["kind"], "dateline");
    assert_eq!(slice("credited", &credited["evidence"][0]), "GRAUENTAL (dpa)");
    let copied = wire("copied");
    assert_eq!((&copied["agency"], &copied["tier"]), (&json!("dpa"), &json!("textual")));
    assert_eq!(copied["evidence"][0]["kind"], "text");
    assert_eq!(slice("copied", &copied["evidence"][0]), COPIED);
    let cited = wire("cited");
    assert_eq!((&cited["agency"], &cited["tier"]), (&json!("reuters"), &json!("cited_only")));
    assert_eq!(slice("cited", &cited["evidence"][0]), "Reuters am Mittag berichtete");
    assert_eq!(wire("silent"), Value::Null);

    let outlets = of_type(&lines, "outlet");
    let shares: Vec<&Value> = outlets.iter().map(|outlet| &outlet["wire_share"]).collect();
    assert_eq!(shares, [&json!(0.5), &json!(1.0), &json!(0.0)]);
    assert_eq!(of_type(&lines, "summary")[0]["wire_articles"], 2);
    // Two agencies are credited among the members, so nobody knows whose passage it is.
    assert!(of_type(&lines, "passage").iter().all(|passage| passage["source"].is_null()));
    let records = [records[0].replace("Mit Material von Reuters", ""), records[1].clone()];
    let lines = stream(&read(&records), &settings(TextMode::Full));
    let source =
        json!({"agency": "dpa", "article_id": null, "outlet": null, "tier": "strong", "reason": "credit"});
    assert_eq!(of_type(&lines, "passage")[0]["source"], source);
    let records = [records[0].replace("Küstenblatt", "dpa.com"), records[1].clone()];
    let lines = stream(&read(&records), &settings(TextMode::Full));
    let own = json!({"agency": "dpa", "article_id": "credited", "outlet": "dpa.com", "tier": "strong", "reason": "agency_outlet"});
    assert_eq!(of_type(&lines, "passage")[0]["source"], own);
    let evidence = &of_type(&lines, "article")[0]["wire"]["evidence"][0];
    assert_eq!(
        *evidence,
        json!({"kind": "outlet", "start": null, "end": null, "start_byte": null, "end_byte": null})
    );
}

#[test]
fn unknown_is_null_and_shares_add_up() {
    let lines = stream(&read(&records()), &settings(TextMode::Snippets));
    let articles = of_type(&lines, "article");
    assert_eq!(articles.len(), 4);
    let undated = articles.iter().find(|article| article["id"] == "c1").unwrap();
    assert_eq!(undated["published"], Value::Null);
    assert_eq!(undated["date_precision"], "unknown");
    assert_eq!(undated["date_source"], "none");
    assert_eq!(undated["outlet"], Value::Null);
    let day = articles.iter().find(|article| article["id"] == "d1").unwrap();
    assert_eq!((&day["published"], &day["date_precision"]), (&json!("2025-03-05T00:00:00Z"), &json!("day")));
    for article in articles {
        let share = |key: &str| article[key].as_f64().unwrap();
        let sum = share("reused_share") + share("quoted_share") + share("original_share");
        assert!((sum - 1.0).abs() < 1e-9, "{article}");
    }
    let pairs = of_type(&lines, "outlet_pair");
    assert_eq!(pairs.len(), 1);
    assert_eq!(pairs[0]["a"], "Abendpost");
    assert_eq!(
        (&pairs[0]["first_a"], &pairs[0]["first_b"], &pairs[0]["ties"]),
        (&json!(0), &json!(1), &json!(0))
    );
    let rejects = of_type(&lines, "reject");
    assert_eq!((rejects.len(), &rejects[0]["row"]), (1, &json!(4)));
}

#[test]
fn text_is_written_as_far_as_allowed() {
    let corpus = read(&records());
    for passage in of_type(&stream(&corpus, &settings(TextMode::None)), "passage") {
        assert_eq!(passage["text"], Value::Null);
    }
    for passage in of_type(&stream(&corpus, &settings(TextMode::Snippets)), "passage") {
        assert!(passage["text"].as_str().unwrap().chars().count() <= report::text::SNIPPET);
    }
}

#[test]
fn lines_do_not_depend_on_the_order_of_records_or_on_threads() {
    let results = |lines: Vec<Value>| -> Vec<Value> {
        // Provenance names rows and files; all else must not change.
        let mut lines: Vec<Value> =
            lines.into_iter().filter(|line| line["type"] != "run" && line["type"] != "reject").collect();
        for line in &mut lines {
            if line["type"] == "article" {
                line["source_row"] = Value::Null;
                line["source_file"] = Value::Null;
            }
        }
        lines
    };
    let settings = settings(TextMode::Full);
    let forward = results(stream(&read(&records()), &settings));
    let mut reversed = records();
    reversed.reverse();
    assert_eq!(forward, results(stream(&read(&reversed), &settings)));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let alone = pool.install(|| stream(&sample(), &settings));
    assert_eq!(alone, stream(&sample(), &settings));
}

#[test]
fn lines_stand_in_the_documented_order() {
    let lines = stream(&sample(), &settings(TextMode::Snippets));
    let key =
        |event: &&Value| (std::cmp::Reverse(event["size"].as_u64()), event["id"].as_str().map(str::to_owned));
    assert!(of_type(&lines, "event").is_sorted_by_key(key));
    let passages = of_type(&lines, "passage");
    assert!(passages.is_sorted_by_key(|passage| {
        let is_prose = ["narration", "mixed", "quotation"].iter().any(|kind| passage["kind"] == *kind);
        (!(is_prose && passage["scope"] == "cross_outlet"), key(passage))
    }));
    assert!(of_type(&lines, "event").iter().all(|event| event["size"].as_u64() >= Some(2)));
}

#[test]
fn days_and_pairs_of_the_summary_add_up() {
    let lines = stream(&sample(), &settings(TextMode::Snippets));
    let summary = of_type(&lines, "summary")[0];
    let days = summary["articles_per_day"].as_array().unwrap();
    let sum = |key: &str| -> u64 { days.iter().map(|day| day[key].as_u64().unwrap()).sum() };
    assert!(days.is_sorted_by_key(|day| day["day"].as_str().unwrap().to_owned()));
    assert_eq!(summary["days"], days.len());
    assert_eq!(
        sum("articles"),
        summary["articles"].as_u64().unwrap() - summary["undated_articles"].as_u64().unwrap()
    );
    let events = of_type(&lines, "event");
    assert_eq!(sum("events"), events.iter().filter(|event| !event["first_seen"].is_null()).count() as u64);
    for event in events {
        assert_eq!(event["outlet_count"], event["outlets"].as_array().unwrap().len());
        assert_eq!(event["days"].is_null(), event["first_seen"].is_null());
        if event["first_seen"].as_str().map(|time| &time[..10])
            == event["last_seen"].as_str().map(|time| &time[..10])
        {
            assert!(event["days"].is_null() || event["days"] == 1, "{event}");
        }
    }
    let pairs = of_type(&lines, "outlet_pair");
    let top = summary["top_outlet_pairs"].as_array().unwrap();
    assert!(
        top.len() == pairs.len() && top.is_sorted_by_key(|pair| std::cmp::Reverse(pair["passages"].as_u64()))
    );
    for pair in top {
        let line = pairs.iter().find(|line| line["a"] == pair["a"] && line["b"] == pair["b"]).unwrap();
        for key in ["passages", "words", "first_a", "first_b", "ties"] {
            assert_eq!(line[key], pair[key], "{key}");
        }
    }
}

#[test]
fn a_run_directory_holds_all_files_and_replaces_only_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let run_folder = folder.path().join("run");
    let corpus = read(&records());
    let settings = settings(TextMode::Snippets);
    let analysis = analyze(&corpus, &settings);
    let report = report::build(&corpus, &analysis, settings.report);
    let run = report::provenance::describe(&corpus, &analysis, &report, &settings, Vec::new());
    let directory = Directory::prepare(&run_folder, Overwrite::Refuse).unwrap();
    let scores = KeptScores::Made(Scores::new(&corpus, &analysis.relations, &settings));
    directory.write(&report, scores, &Silent).unwrap();
    assert!(!run_folder.join("run.json").exists(), "a run is complete last");
    directory.complete(&run).unwrap();
    let names = || -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&run_folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let all = [
        "articles.jsonl",
        "borderline.jsonl",
        "events.json",
        "events.jsonl",
        "outlet_pairs.jsonl",
        "outlets.jsonl",
        "pairs.jsonl",
        "passages.jsonl",
        "rejects.jsonl",
        "run.json",
        "scores.bin",
        "stories.jsonl",
        "summary.json",
        "templates.jsonl",
    ];
    assert_eq!(names(), all);
    let events: Value =
        serde_json::from_str(&fs::read_to_string(run_folder.join("events.json")).unwrap()).unwrap();
    jsonschema::validator_for(&schema::schema("events").unwrap()).unwrap().validate(&events).unwrap();

    assert!(Directory::prepare(&run_folder, Overwrite::Refuse).is_err());
    fs::write(run_folder.join("notes.txt"), "mine").unwrap();
    let without_pairs = ReportSettings { pairs: false, ..settings.report };
    let report = report::build(&corpus, &analysis, without_pairs);
    let directory = Directory::prepare(&run_folder, Overwrite::Replace).unwrap();
    directory.write(&report, scores, &Silent).unwrap();
    directory.complete(&run).unwrap();
    assert!(names().contains(&"notes.txt".to_owned()) && !names().contains(&"pairs.jsonl".to_owned()));
}
