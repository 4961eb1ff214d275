//! Exports: what other programs read is what the run says, in every format, whatever the articles are called.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use program::{done, retold, stderr};
use serde_json::{Value, json};
use tempfile::TempDir;

const FORMULA: &str = "=cmd|' /C calc'!A0";
const ODD_ID: &str = "-1,\"two\"; <three> & 'four'";

fn sentences(seed: usize, count: usize) -> Vec<String> {
    let words =
        ["harbour", "council", "levy", "bridge", "mayor", "ferry", "storm", "budget", "vote", "school"];
    let word = |n: usize| words[(n * 7 + seed * 3 + n / 10) % words.len()];
    let sentence = |s: usize| {
        let words: Vec<String> =
            (0..16).map(|n| format!("{}{}", word(s * 16 + n), (s * n + seed) % 97)).collect();
        format!("In part {s} of report {seed} the {} was told.", words.join(" "))
    };
    (0..count).map(sentence).collect()
}

/// A report, a whole copy of it, a copy with a short line more, a long report with all of it, and one of its own.
fn copies() -> Vec<Value> {
    let report = sentences(1, 8);
    let text = report.join("\n\n");
    let more = format!("{text}\n\nWritten by somebody else entirely.");
    let long = format!("{text}\n\n{}", sentences(2, 16).join("\n\n"));
    let alone = sentences(3, 8).join("\n\n");
    let article = |id: &str, title: &str, outlet: &str, date: &str, text: &str| {
        json!({"id": id, "title": title, "outlet": outlet, "date": date, "text": text,
            "url": "https://example.org/?a=1&b=2"})
    };
    vec![
        article(ODD_ID, FORMULA, "A & Sons", "2025-03-01T10:00:00Z", &text),
        article(
            "copy",
            "line\nbreak \u{1b}[31m\u{fffe} and \"quotes\", commas",
            "B",
            "2025-03-02T10:00:00Z",
            &text,
        ),
        article("nearly", "@home", "C <c>", "2025-03-03T10:00:00Z", &more),
        article("long", "All of it, and more", "=D", "2025-03-04T10:00:00Z", &long),
        article("alone", "Nothing to see", "B", "2025-03-05T10:00:00Z", &alone),
        json!({"id": "short", "title": "No outlet, no date", "text": "Too short to say much of anything at all."}),
    ]
}

/// Runs that all tests read and none changes.
struct Runs {
    folder: TempDir,
}

impl Runs {
    fn get() -> &'static Self {
        static RUNS: OnceLock<Runs> = OnceLock::new();
        RUNS.get_or_init(|| {
            let runs = Self { folder: tempfile::tempdir().unwrap() };
            let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
            done(&["cluster", sample.to_str().unwrap(), "-o", &runs.path("sample"), "--pairs", "--quiet"]);
            let lines: Vec<String> = copies().iter().map(Value::to_string).collect();
            fs::write(runs.path("copies.jsonl"), lines.join("\n")).unwrap();
            done(&[
                "cluster",
                &runs.path("copies.jsonl"),
                "-o",
                &runs.path("copies"),
                "--quiet",
                "--text",
                "full",
            ]);
            // A run of nothing cannot be made; this is what it would be.
            fs::create_dir(runs.path("empty")).unwrap();
            for entry in fs::read_dir(runs.path("copies")).unwrap().map(|entry| entry.unwrap().path()) {
                let name = entry.file_name().unwrap();
                let to = Path::new(&runs.path("empty")).join(name);
                match entry.extension().and_then(|extension| extension.to_str()) {
                    Some("jsonl") => fs::write(to, "").unwrap(),
                    _ => drop(fs::copy(&entry, to).unwrap()),
                }
            }
            runs
        })
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn lines(&self, run: &str, name: &str) -> Vec<Value> {
        json_lines(&fs::read_to_string(Path::new(&self.path(run)).join(name)).unwrap())
    }
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Exports into a folder of its own; returns it and what was written there.
fn export(run: &str, format: &str, name: &str, options: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join(name);
    let run = Runs::get().path(run);
    done(&[&["export", &run, "--to", format, "-o", output.to_str().unwrap(), "--quiet"], options].concat());
    (folder, output)
}

/// A stream on standard output.
fn stream(run: &str, format: &str, options: &[&str]) -> String {
    done(&[&["export", &Runs::get().path(run), "--to", format, "-o", "-", "--quiet"], options].concat())
}

type Rows = Vec<BTreeMap<String, String>>;

fn table(folder: &Path, name: &str) -> Rows {
    let mut reader = csv::Reader::from_path(folder.join(name).with_extension("csv")).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn csv_tables_hold_what_the_lines_say() {
    let runs = Runs::get();
    let (_keep, folder) = export("sample", "csv", "tables", &[]);
    let (articles, events) = (runs.lines("sample", "articles.jsonl"), runs.lines("sample", "events.jsonl"));
    let passages = runs.lines("sample", "passages.jsonl");
    let count = |lines: &[Value], key: &str| -> usize {
        lines.iter().map(|line| line[key].as_array().unwrap().len()).sum()
    };
    let sizes = [
        ("articles", articles.len()),
        ("events", events.len()),
        ("event_articles", count(&events, "articles")),
        ("event_keywords", count(&events, "keywords")),
        ("stories", runs.lines("sample", "stories.jsonl").len()),
        ("story_events", count(&runs.lines("sample", "stories.jsonl"), "events")),
        ("passages", passages.len()),
        ("passage_members", count(&passages, "members")),
        ("outlets", runs.lines("sample", "outlets.jsonl").len()),
        ("outlet_pairs", runs.lines("sample", "outlet_pairs.jsonl").len()),
        ("outlet_matrix", 2 * runs.lines("sample", "outlet_pairs.jsonl").len()),
        ("pairs", runs.lines("sample", "pairs.jsonl").len()),
        ("rejects", runs.lines("sample", "rejects.jsonl").len()),
    ];
    for (name, size) in sizes {
        assert_eq!(table(&folder, name).len(), size, "{name}");
    }
    for (row, line) in table(&folder, "articles").iter().zip(&articles) {
        assert_eq!(row["id"], line["id"].as_str().unwrap());
        assert_eq!(row["published"], line["published"].as_str().unwrap_or_default());
        assert_eq!(row["tokens"], line["tokens"].to_string());
        let share = line["derived_share"].as_f64().map_or(String::new(), |share| format!("{share:?}"));
        assert_eq!(row["derived_share"], share);
    }
    for entry in fs::read_dir(&folder).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(bytes.ends_with(b"\n") && !bytes.starts_with("\u{feff}".as_bytes()));
        assert!(!bytes.windows(2).any(|two| two == b"\r\n"));
    }
}

#[test]
fn formulas_are_guarded_in_text_alone() {
    let (_keep, folder) = export("copies", "csv", "guarded", &["--bom"]);
    let bytes = fs::read(folder.join("articles.csv")).unwrap();
    assert!(bytes.starts_with("\u{feff}id,outlet,".as_bytes()));
    assert!(!folder.join("pairs.csv").exists());
    let (_keep, folder) = export("copies", "csv", "guarded", &["--formula-guard", "on"]);
    let find =
        |folder: &Path, title: &str| table(folder, "articles").into_iter().find(|row| row["title"] == title);
    let guarded = find(&folder, &format!("'{FORMULA}")).unwrap();
    assert_eq!(guarded["id"], format!("'{ODD_ID}"));
    assert!(table(&folder, "outlets").iter().any(|row| row["outlet"] == "'=D"));
    assert!(table(&folder, "event_articles").iter().any(|row| row["article_id"] == format!("'{ODD_ID}")));
    assert!(table(&folder, "articles").iter().any(|row| row["title"].contains("line\nbreak")));
    let (_keep, folder) = export("copies", "csv", "plain", &["--formula-guard", "off"]);
    assert_eq!(find(&folder, FORMULA).unwrap()["id"], ODD_ID);
}

#[test]
#[cfg(feature = "parquet")]
fn parquet_tables_are_typed() {
    use parquet::{
        file::reader::{FileReader, SerializedFileReader},
        record::Field,
    };
    let runs = Runs::get();
    let (_keep, folder) = export("sample", "parquet", "tables", &[]);
    let read = |name: &str| {
        let file = fs::File::open(folder.join(format!("{name}.parquet"))).unwrap();
        SerializedFileReader::new(file).unwrap()
    };
    let articles = runs.lines("sample", "articles.jsonl");
    let rows: Vec<_> = read("articles").get_row_iter(None).unwrap().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), articles.len());
    for (row, line) in rows.iter().zip(&articles) {
        let cells: BTreeMap<&str, &Field> =
            row.get_column_iter().map(|(name, field)| (name.as_str(), field)).collect();
        assert_eq!(*cells["id"], Field::Str(line["id"].as_str().unwrap().to_owned()));
        assert_eq!(*cells["tokens"], Field::Long(line["tokens"].as_i64().unwrap()));
        let share = line["reused_share"].as_f64().map_or(Field::Null, Field::Double);
        assert_eq!(*cells["reused_share"], share);
        match line["published"].as_str() {
            None => assert_eq!(*cells["published"], Field::Null),
            Some(time) => {
                let milliseconds = time.parse::<jiff::Timestamp>().unwrap().as_millisecond();
                assert_eq!(*cells["published"], Field::TimestampMillis(milliseconds));
            }
        }
    }
    let passages = read("passages");
    assert_eq!(
        passages.metadata().file_metadata().num_rows() as usize,
        runs.lines("sample", "passages.jsonl").len()
    );
    let ties = passages.get_row_iter(None).unwrap().filter(|row| {
        let row = row.as_ref().unwrap();
        row.get_column_iter().any(|(name, field)| name == "earliest_tie" && *field == Field::Bool(true))
    });
    let lines = runs.lines("sample", "passages.jsonl");
    assert_eq!(ties.count(), lines.iter().filter(|line| line["earliest"]["tie"] == true).count());
    let compression = passages.metadata().row_group(0).column(0).compression();
    assert!(format!("{compression:?}").starts_with("ZSTD"));
}

#[test]
#[cfg(feature = "sqlite")]
fn the_database_holds_together_and_is_searched() {
    for run in ["sample", "copies", "empty"] {
        let (_keep, file) = export(run, "sqlite", "run.sqlite", &[]);
        let database = rusqlite::Connection::open(&file).unwrap();
        let one = |query: &str| -> i64 { database.query_row(query, [], |row| row.get(0)).unwrap() };
        let broken = one("SELECT count(*) FROM pragma_foreign_key_check");
        assert_eq!(broken, 0, "{run}");
        let checked: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(checked, "ok");
        let runs = Runs::get();
        assert_eq!(one("SELECT count(*) FROM articles") as usize, runs.lines(run, "articles.jsonl").len());
        assert_eq!(
            one("SELECT count(*) FROM event_overview") as usize,
            runs.lines(run, "events.jsonl").len()
        );
        assert_eq!(
            one("SELECT count(*) FROM passage_overview") as usize,
            runs.lines(run, "passages.jsonl").len()
        );
        assert_eq!(one("SELECT count(*) FROM outlet_reuse") as usize, runs.lines(run, "outlets.jsonl").len());
        let fingerprint: String = database
            .query_row("SELECT value FROM metadata WHERE key = 'settings_fingerprint'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(fingerprint.len(), 32);
        if run == "sample" {
            let found = one("SELECT count(*) FROM articles WHERE rowid IN (
                SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'warehouse')");
            let titles = one("SELECT count(*) FROM articles WHERE lower(title) LIKE '%warehouse%'");
            assert!(found > 0 && found == titles, "{found} {titles}");
            let found = one("SELECT count(*) FROM passages_fts WHERE passages_fts MATCH 'firefighters'");
            let texts = one("SELECT count(*) FROM passages WHERE lower(text) LIKE '%firefighters%'");
            assert!(found > 0 && found == texts, "{found} {texts}");
        }
    }
}

/// All elements of an XML document with their attributes, read by a parser that minds form.
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    use quick_xml::{XmlVersion, events::Event};
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned();
                    (attribute.key.as_ref().to_owned(), value)
                });
                let name = element.name().as_ref().to_owned();
                found.push((name, attributes.collect()));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn networks_are_well_formed_and_their_edges_have_ends() {
    for run in ["sample", "copies", "empty"] {
        for (format, over) in
            [("graphml", "outlets"), ("graphml", "articles"), ("gexf", "outlets"), ("gexf", "articles")]
        {
            let xml = stream(run, format, &["--network", over]);
            let elements = elements(&xml);
            let named = |name: &str| -> Vec<&BTreeMap<String, String>> {
                elements.iter().filter(|(element, _)| element == name).map(|(_, of)| of).collect()
            };
            let nodes: BTreeSet<&str> = named("node").iter().map(|node| &*node["id"]).collect();
            let lines = Runs::get().lines(run, &format!("{over}.jsonl"));
            assert_eq!(nodes.len(), lines.len(), "{run} {format} {over}");
            let edges = named("edge");
            for edge in &edges {
                assert!(nodes.contains(&*edge["source"]) && nodes.contains(&*edge["target"]));
            }
            assert_eq!(edges.is_empty(), run == "empty", "{run} {format} {over}");
        }
    }
    let nodes = elements(&stream("copies", "gexf", &["--network", "articles"]));
    let odd = nodes.iter().find(|(name, node)| name == "node" && node["id"] == ODD_ID).unwrap();
    assert_eq!(odd.1["label"], FORMULA);
}

#[test]
fn edges_of_outlets_count_as_pairs_of_outlets_do() {
    for run in ["sample", "copies"] {
        let xml = stream(run, "gexf", &[]);
        let mut counted: BTreeMap<(String, String), u64> = BTreeMap::new();
        for (_, edge) in elements(&xml).into_iter().filter(|(name, _)| name == "edge") {
            let (from, to) = (edge["source"].clone(), edge["target"].clone());
            let key = if edge["kind"] == "reuse" { (from, to) } else { (format!("?{from}"), to) };
            *counted.entry(key).or_default() += edge["weight"].parse::<u64>().unwrap();
        }
        let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
        for pair in Runs::get().lines(run, "outlet_pairs.jsonl") {
            let name = |key: &str| pair[key].as_str().unwrap().to_owned();
            let (a, b) = (name("a"), name("b"));
            let keys = [
                ((b.clone(), a.clone()), "first_a"),
                ((a.clone(), b.clone()), "first_b"),
                ((format!("?{a}"), b), "ties"),
            ];
            for (key, count) in keys {
                let count = pair[count].as_u64().unwrap();
                if count > 0 {
                    *expected.entry(key).or_default() += count;
                }
            }
        }
        assert!(!expected.is_empty());
        assert_eq!(counted, expected, "{run}");
    }
}

#[test]
fn passim_lines_carry_the_words_of_their_places() {
    let texts: BTreeMap<String, String> = copies()
        .iter()
        .map(|article| {
            (article["id"].as_str().unwrap().to_owned(), article["text"].as_str().unwrap().to_owned())
        })
        .collect();
    let lines = json_lines(&stream("copies", "passim", &[]));
    let passages = Runs::get().lines("copies", "passages.jsonl");
    let members: usize = passages.iter().map(|passage| passage["members"].as_array().unwrap().len()).sum();
    assert!(members > 0 && lines.len() == members);
    for line in &lines {
        let text: String = texts[line["id"].as_str().unwrap()]
            .chars()
            .skip(line["begin"].as_u64().unwrap() as usize)
            .take((line["end"].as_u64().unwrap() - line["begin"].as_u64().unwrap()) as usize)
            .collect();
        assert_eq!(line["text"], text);
        assert!(line["uid"].is_string() && line["gid"].is_string() && line["series"].is_string());
        assert_eq!(line["date"].as_str().unwrap().len(), "2025-03-01".len());
        assert_eq!(line["pboiler"], 0.0);
    }
    let bare = json_lines(&stream("copies", "passim", &["--text", "none"]));
    assert!(bare.len() == members && bare.iter().all(|line| line["text"].is_null()));
}

#[test]
fn inputs_that_are_gone_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let lines: Vec<String> = copies().iter().map(Value::to_string).collect();
    fs::write(path("dump.jsonl"), lines.join("\n")).unwrap();
    done(&["cluster", &path("dump.jsonl"), "-o", &path("run"), "--quiet"]);
    fs::remove_file(path("dump.jsonl")).unwrap();
    let output = retold(&["export", &path("run"), "--to", "passim"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`--text none`"), "{}", stderr(&output));
    assert!(!Path::new(&path("run")).join("export").exists(), "nothing is left behind");
    done(&["export", &path("run"), "--to", "passim", "--text", "none"]);
}

#[test]
fn elastic_lines_go_by_two() {
    let lines = json_lines(&stream("copies", "elastic", &["--index-prefix", "news"]));
    let runs = Runs::get();
    let mut expected = Vec::new();
    for kind in ["articles", "events", "passages"] {
        for line in runs.lines("copies", &format!("{kind}.jsonl")) {
            expected.push((format!("news-{kind}"), line));
        }
    }
    assert_eq!(lines.len(), 2 * expected.len());
    for (two, (index, line)) in lines.chunks(2).zip(&mut expected) {
        assert_eq!(two[0], json!({"index": {"_index": index, "_id": line["id"]}}));
        line.as_object_mut().unwrap().remove("type");
        assert_eq!(two[1], *line);
        assert!(two[1].as_object().unwrap().keys().all(|key| !key.contains('.')));
    }
    let bare = json_lines(&stream("copies", "elastic", &["--text", "none"]));
    assert!(bare.iter().all(|line| line.get("text").is_none_or(Value::is_null)));
}

/// Per dropped article: reason and keeper; and the kept ids.
fn choice(run: &str, policy: &str) -> (BTreeMap<String, (String, String)>, BTreeSet<String>) {
    let kept = stream(run, "keep", &["--keep", policy]);
    let lines: Vec<&str> = kept.lines().collect();
    assert!(lines.is_sorted());
    let (_keep, folder) = export(run, "drop", "drops", &["--keep", policy]);
    let dropped = json_lines(&fs::read_to_string(folder.join("drop.jsonl")).unwrap());
    let text = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    let dropped: BTreeMap<_, _> = dropped
        .iter()
        .map(|line| (text(line, "id"), (text(line, "reason"), text(line, "keeper_id"))))
        .collect();
    let kept: BTreeSet<String> = lines.into_iter().map(str::to_owned).collect();
    let all: BTreeSet<String> =
        Runs::get().lines(run, "articles.jsonl").iter().map(|line| text(line, "id")).collect();
    let together: BTreeSet<String> = kept.iter().chain(dropped.keys()).cloned().collect();
    assert_eq!(together, all, "{run} {policy}");
    assert_eq!(kept.len() + dropped.len(), all.len(), "{run} {policy}");
    assert!(dropped.values().all(|(_, keeper)| kept.contains(keeper)), "{run} {policy}");
    for span in json_lines(&fs::read_to_string(folder.join("drop_spans.jsonl")).unwrap()) {
        assert!(kept.contains(span["article_id"].as_str().unwrap()));
        assert!(kept.contains(span["keeper_article_id"].as_str().unwrap()));
        assert_ne!(span["article_id"], span["keeper_article_id"]);
    }
    (dropped, kept)
}

#[test]
fn kept_and_dropped_are_all_articles() {
    let priority = tempfile::NamedTempFile::new().unwrap();
    fs::write(priority.path(), "C <c>\nB\n").unwrap();
    let priority = format!("priority={}", priority.path().display());
    for run in ["sample", "copies", "empty"] {
        for policy in ["earliest", "longest", &priority] {
            choice(run, policy);
        }
    }
    let of = |policy: &str| choice("copies", policy).0;
    let pair = |reason: &str, keeper: &str| (reason.to_owned(), keeper.to_owned());
    let earliest = of("earliest");
    assert_eq!(earliest["copy"], pair("whole_copy", ODD_ID));
    assert_eq!(earliest["nearly"], pair("near_whole_copy", ODD_ID));
    assert_eq!(earliest.len(), 2, "{earliest:?}");
    let longest = of("longest");
    for id in [ODD_ID, "copy", "nearly"] {
        assert_eq!(longest[id], pair("near_whole_copy", "long"), "{id}");
    }
    let preferred = of(&priority);
    assert_eq!(preferred["copy"], pair("near_whole_copy", "nearly"));
    assert_eq!(preferred[ODD_ID], pair("near_whole_copy", "nearly"));
}

#[test]
fn lines_of_drops_fit_their_schemas() {
    let lines = json_lines(&stream("copies", "drop", &[]));
    for kind in ["drop", "drop_span"] {
        let schema: Value = serde_json::from_str(&done(&["schema", kind])).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let of_kind: Vec<&Value> = lines.iter().filter(|line| line["type"] == kind).collect();
        assert!(!of_kind.is_empty(), "{kind}");
        for line in of_kind {
            validator.validate(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        }
    }
}

const FORMATS: [(&str, &str); 10] = [
    ("csv", "tables"),
    ("parquet", "typed"),
    ("sqlite", "run.sqlite"),
    ("graphml", "n.graphml"),
    ("gexf", "n.gexf"),
    ("passim", "passim.jsonl"),
    ("elastic", "bulk.ndjson"),
    ("vega", "charts"),
    ("keep", "keep.txt"),
    ("drop", "drops"),
];

fn is_built(format: &str) -> bool {
    match format {
        "parquet" => cfg!(feature = "parquet"),
        "sqlite" => cfg!(feature = "sqlite"),
        _ => true,
    }
}

/// Names and bytes of a file, or of all files of a folder.
fn bytes(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    if path.is_file() {
        return [(name(path), fs::read(path).unwrap())].into();
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

#[test]
fn the_same_run_gives_the_same_bytes_and_nothing_is_replaced_unasked() {
    for (format, name) in FORMATS.into_iter().filter(|(format, _)| is_built(format)) {
        let (_one, first) = export("copies", format, name, &[]);
        let (_other, second) = export("copies", format, name, &[]);
        let before = bytes(&first);
        assert!(!before.is_empty() && before == bytes(&second), "{format}");
        let (run, path) = (Runs::get().path("sample"), first.to_str().unwrap());
        let output = retold(&["export", &run, "--to", format, "-o", path]);
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(stderr(&output).contains("--force"), "{format}: {}", stderr(&output));
        assert_eq!(bytes(&first), before, "{format}");
        done(&["export", &run, "--to", format, "-o", path, "--force"]);
        assert_ne!(bytes(&first), before, "{format}");
        done(&["export", &Runs::get().path("copies"), "--to", format, "-o", path, "--force"]);
        assert_eq!(bytes(&first), before, "{format}: an earlier export leaves nothing behind");
        if !["csv", "parquet", "sqlite", "vega", "drop"].contains(&format) {
            assert_eq!(stream("copies", format, &[]).into_bytes(), before[name], "{format}");
        }
    }
}

#[test]
fn texts_are_left_out_where_asked() {
    for (mode, longest) in [("none", 0), ("snippets", 280)] {
        let (_keep, folder) = export("copies", "csv", "tables", &["--text", mode]);
        let rows = table(&folder, "passages");
        assert!(!rows.is_empty() && rows.iter().all(|row| row["text"].chars().count() <= longest));
    }
}

#[test]
fn empty_runs_give_tables_with_heads() {
    let (_keep, folder) = export("empty", "csv", "tables", &[]);
    assert!(bytes(&folder).values().all(|bytes| bytes.iter().filter(|&&byte| byte == b'\n').count() == 1));
    for (format, name) in FORMATS.into_iter().filter(|(format, _)| is_built(format)) {
        export("empty", format, name, &[]);
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let run = Runs::get().path("sample");
    let cases: [(&[&str], &str); 7] = [
        (&["--to", "csv", "-o", "-"], "cannot be streamed"),
        (&["--to", "vega", "-o", "-"], "cannot be streamed"),
        (&["--to", "gexf", "--bom"], "`--bom` means nothing with `--to gexf`"),
        (&["--to", "keep", "--text", "none"], "means nothing"),
        (&["--to", "elastic", "--index-prefix", "News"], "lower-case"),
        (&["--to", "keep", "--keep", "latest"], "priority=FILE"),
        (&["--to", "xlsx"], "possible values"),
    ];
    for (options, message) in cases {
        let output = retold(&[&["export", &run], options].concat());
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(stderr(&output).contains(message), "{options:?}: {}", stderr(&output));
    }
    for format in ["parquet", "sqlite"].into_iter().filter(|format| !is_built(format)) {
        let output = retold(&["export", &run, "--to", format]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("--features"), "{}", stderr(&output));
    }
}
