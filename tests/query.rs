//! `retold query` and `retold explain` as a user meets them: pages, lines, exit codes, changed inputs, hostile text.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use program::{command, stderr, stdout};
use retold::report::{schema, terminal::cells};
use serde_json::Value;

/// A press release that articles of the sample carry: its second sentence nobody has.
const RELEASE: &str = "Furniture and foam burn hot and fast, the chief said on Tuesday.\n\n\
    A fire tore through a furniture warehouse on the edge of Pellworth early Tuesday, collapsing its roof and \
    sending two firefighters to the hospital, officials said. No elephants of any colour were seen near it.\n";

/// Runs the command in the project's folder.
fn retold(arguments: &[&str], input: &str, columns: usize) -> Output {
    let mut command = command(arguments);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("COLUMNS", columns.to_string());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Who refuses the command line reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn query(arguments: &[&str], input: &str) -> Output {
    retold(&[&["query", "data/sample", "--text", "-", "--quiet"], arguments].concat(), input, 80)
}

/// What was printed, which must have ended well.
fn page(output: &Output) -> String {
    assert_eq!((output.status.code(), stderr(output)), (Some(0), String::new()));
    stdout(output)
}

fn lines(output: &Output) -> Vec<Value> {
    page(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn is_valid(line: &Value) {
    let name = line["type"].as_str().unwrap();
    let validator = jsonschema::validator_for(&schema::schema(name).unwrap()).unwrap();
    if let Err(error) = validator.validate(line) {
        panic!("{error} in {line}");
    }
}

/// A run on a copy of the sample, in a folder of its own.
struct Run {
    folder: tempfile::TempDir,
}

impl Run {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let run = Self { folder };
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/articles.jsonl"), run.dump())
            .unwrap();
        let made = retold(&["cluster", run.dump().to_str().unwrap(), "-o", &run.path(), "--quiet"], "", 80);
        assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
        run
    }

    fn dump(&self) -> PathBuf {
        self.folder.path().join("dump.jsonl")
    }

    fn path(&self) -> String {
        self.folder.path().join("run").display().to_string()
    }

    fn explain(&self, a: &str, b: &str, arguments: &[&str], columns: usize) -> Output {
        retold(&[&["explain", &self.path(), a, b, "--quiet"], arguments].concat(), "", columns)
    }
}

#[test]
fn the_page_of_a_query_at_two_widths() {
    insta::assert_snapshot!("query_80", page(&query(&[], RELEASE)));
    let wide = retold(&["query", "data/sample", "--text", "-", "-q", "--min-words", "5"], RELEASE, 120);
    insta::assert_snapshot!("query_120", page(&wide));
}

#[test]
fn the_page_of_an_explanation_at_two_widths() {
    let run = Run::new();
    let page = |b: &str, columns| page(&run.explain("s01", b, &[], columns)).replace(&run.path(), "my-run");
    insta::assert_snapshot!("explain_80", page("s04", 80));
    insta::assert_snapshot!("explain_120", page("s05", 120));
}

#[test]
fn pages_fit_and_colour_takes_the_place_of_marks() {
    let run = Run::new();
    for columns in [40, 57, 80, 109, 110, 140] {
        let found = retold(&["query", "data/sample", "--text", "-", "-q"], RELEASE, columns);
        for text in [page(&found), page(&run.explain("s01", "s04", &[], columns))] {
            for line in text.lines() {
                assert!(cells::width(line) <= columns.min(120), "{columns}: {line}");
                assert_eq!(line, line.trim_end());
            }
            assert!(!text.contains('\u{1b}'));
        }
    }
    let colored = page(&run.explain("s01", "s04", &["--color", "always"], 80));
    assert!(colored.contains("\u{1b}[") && !colored.contains("{+"));
}

#[test]
fn lines_of_a_query_fit_their_schemas_and_their_offsets_slice() {
    let found = lines(&query(&["--json", "--show", "full"], RELEASE));
    found.iter().for_each(is_valid);
    assert_eq!(found[0]["type"], "query");
    assert_eq!(found[0]["articles_read"], 62);
    assert_eq!(found[0]["articles_matched"].as_u64().unwrap() as usize, found.len() - 1);
    assert_eq!(found[0]["earliest"]["article_id"], "s01");
    let sentences = found[0]["sentences"].as_array().unwrap();
    assert_eq!(
        sentences.iter().map(|of| of["articles"].as_u64().unwrap() > 0).collect::<Vec<_>>(),
        [true, true, false]
    );
    let sample =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/articles.jsonl")).unwrap();
    let records: Vec<Value> = sample.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let slice = |text: &str, place: &Value| {
        let at = |key: &str| place[key].as_u64().unwrap() as usize;
        let points: String = text.chars().skip(at("start")).take(at("end") - at("start")).collect();
        assert_eq!(points, text[at("start_byte")..at("end_byte")]);
        points
    };
    let mut shares = Vec::new();
    for line in &found[1..] {
        shares.push(line["query_share"].as_f64().unwrap());
        let Some(record) = records.iter().find(|record| record["id"] == line["article_id"]) else { continue };
        for passage in line["passages"].as_array().unwrap() {
            assert_eq!(
                slice(record["text"].as_str().unwrap(), &passage["article"]),
                passage["text"].as_str().unwrap()
            );
            assert_eq!(slice(RELEASE, &passage["query"]), passage["query_text"].as_str().unwrap());
        }
    }
    assert!(shares.is_sorted_by(|a, b| a >= b) && shares.len() >= 3, "{shares:?}");
}

#[test]
fn a_run_is_queried_like_its_inputs_and_threads_change_nothing() {
    let run = Run::new();
    let ask = |where_: &str, threads: &str| {
        page(&retold(&["query", where_, "--text", "-", "-q", "--json", "--threads", threads], RELEASE, 80))
    };
    let by_run = ask(&run.path(), "1");
    assert_eq!(by_run, ask(run.dump().to_str().unwrap(), "3"));
    assert_eq!(by_run, ask(&run.path(), "2"));
    assert!(by_run.lines().count() > 3);
}

#[test]
fn a_run_is_read_again_with_the_filters_it_had() {
    let run = Run::new();
    let dump = run.dump().display().to_string();
    for (filter, expected) in
        [(&["--limit", "5"][..], 5), (&["--map", "id=url", "--until", "2025-03-05"], 20)]
    {
        let made =
            retold(&[&["cluster", &dump, "-o", &run.path(), "--force", "-q"], filter].concat(), "", 80);
        assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
        let found = lines(&retold(&["query", &run.path(), "--text", "-", "-q", "--json"], RELEASE, 80));
        let counts: Value =
            serde_json::from_slice(&fs::read(Path::new(&run.path()).join("run.json")).unwrap()).unwrap();
        assert_eq!(found[0]["articles_read"], counts["counts"]["articles"]);
        assert!(found[0]["articles_read"].as_u64().unwrap() <= expected, "{}", found[0]);
        if filter[0] == "--map" {
            assert!(found[1]["article_id"].as_str().unwrap().starts_with("https://"));
        }
    }
}

#[test]
fn nothing_found_is_no_failure_and_says_what_to_try() {
    let text = "Purple elephants danced in orbit while nobody on the ground paid them any attention at all.";
    let found = page(&query(&[], text));
    assert!(found.contains("Nothing found") && found.contains("--min-words 5"), "{found}");
    let found = lines(&query(&["--json"], text));
    assert_eq!((found.len(), &found[0]["earliest"]), (1, &Value::Null));
}

#[test]
fn queries_that_make_no_sense_end_with_2() {
    for (arguments, text, said) in [
        (&[][..], "", "not a word"),
        (&[], " … — \n\n", "not a word"),
        (&[], "only five words of text", "--min-words 5"),
        (&[], "two words", "give a longer text"),
        (&["--min-words", "3"], RELEASE, "--min-words"),
        (&["--reuse-threshold", "0.1"], RELEASE, "--reuse-threshold"),
        (&["--limit", "0"], RELEASE, "--limit"),
        (&["--since", "2025", "--until", "2024"], RELEASE, "--since"),
        (&["-"], RELEASE, "given once"),
    ] {
        let output = query(arguments, text);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(said) && output.stdout.is_empty(), "{}", stderr(&output));
    }
    let run = Run::new();
    for arguments in [&[run.path().as_str(), "data/sample"][..], &[&run.path(), "--since", "2025"]] {
        let output = retold(&[&["query", "--text", "-"], arguments].concat(), RELEASE, 80);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    }
    assert_eq!(run.explain("s01", "s01", &[], 80).status.code(), Some(2));
}

#[test]
fn what_is_gone_or_changed_is_named() {
    let run = Run::new();
    let dump = run.dump().display().to_string();
    let queried = || {
        let output = retold(&["query", &run.path(), "--text", "-", "-q"], RELEASE, 80);
        assert_eq!((output.status.code(), stdout(&output)), (Some(1), String::new()));
        let said = stderr(&output);
        assert!(said.contains(&dump) && said.lines().count() == 1, "{said}");
        said
    };
    // Events are explained from the run alone; only the texts cannot be compared.
    let explained = || {
        let line = lines(&run.explain("s01", "s04", &["--json"], 80)).remove(0);
        assert!(line["relation"].is_object() && line["paragraphs"].is_null(), "{line}");
        let said = line["texts_missing"].as_str().unwrap().to_owned();
        assert!(said.contains(&dump), "{said}");
        let page = run.explain("s01", "s04", &[], 80);
        assert_eq!(page.status.code(), Some(0), "{}", stderr(&page));
        said
    };
    let both = || [queried(), explained()];
    let text = fs::read_to_string(run.dump()).unwrap();
    fs::write(run.dump(), text.replacen("PELLWORTH", "ELSEWHERE", 1)).unwrap();
    assert!(both().iter().all(|said| said.contains("its content is not the same")));
    fs::write(run.dump(), format!("{text}\n")).unwrap();
    assert!(both().iter().all(|said| said.contains("bytes")));
    fs::remove_file(run.dump()).unwrap();
    assert!(both().iter().all(|said| said.contains("cannot be read")));
    fs::write(run.dump(), text).unwrap();
    assert_eq!(run.explain("s01", "s04", &[], 80).status.code(), Some(0));

    let unknown = run.explain("s01", "s4", &[], 80);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(stderr(&unknown).contains("did you mean"), "{}", stderr(&unknown));
    for folder in ["data/sample", "/does/not/exist"] {
        let none = retold(&["explain", folder, "s01", "s02"], "", 80);
        assert_eq!(none.status.code(), Some(1), "{}", stderr(&none));
        assert!(stderr(&none).contains(folder) && stderr(&none).lines().count() == 1);
    }
}

#[test]
fn exchanging_two_articles_exchanges_the_explanation() {
    let run = Run::new();
    let explain = |a: &str, b: &str| {
        let line = lines(&run.explain(a, b, &["--json"], 80)).remove(0);
        is_valid(&line);
        line
    };
    let (forth, back) = (explain("s01", "s04"), explain("s04", "s01"));
    assert_eq!((&forth["a"], &forth["b"]), (&back["b"], &back["a"]));
    assert_eq!((&forth["run_tokens"], &forth["same_event"]), (&back["run_tokens"], &back["same_event"]));
    let pairs = |line: &Value, a: &str, b: &str| {
        let mut pairs: Vec<String> = line["paragraphs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|pair| {
                format!("{} {} {} {} {}", pair[a], pair[b], pair["jaccard"], pair["kind"], pair["edit"])
            })
            .collect();
        pairs.sort();
        pairs
    };
    assert_eq!(pairs(&forth, "a", "b"), pairs(&back, "b", "a"));
    assert_eq!(forth["same_event"], true);
    assert!(forth["paragraphs"][0]["passage_id"].as_str().unwrap().starts_with("ps_"));
}

#[test]
fn copies_and_strangers_are_explained() {
    let run = Run::new();
    let copy = page(&run.explain("s01", "s02", &[], 80));
    assert!(
        copy.contains("B repeats the prose of the other whole") && copy.contains("100% of A's"),
        "{copy}"
    );
    let strangers = page(&run.explain("s01", "s31", &[], 80));
    assert!(strangers.contains("No paragraph in common") && strangers.contains("0% of A's"), "{strangers}");
    let line = lines(&run.explain("s01", "s31", &["--json"], 80)).remove(0);
    is_valid(&line);
    assert_eq!((&line["same_event"], &line["paragraphs"]), (&Value::Bool(false), &Value::Array(Vec::new())));
}

#[test]
fn hostile_text_does_no_harm() {
    let sentence = "The harbor\u{1b}[2J of \u{202e}Caldmoor\u{202c} was closed </script><b> on Monday \u{7}because of the storm \
        that \u{0}came";
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump.jsonl");
    let record = |id: &str, text: &str| {
        serde_json::json!({"id": id, "title": format!("{id} \u{1b}]0;x\u{7}"), "text": text, "outlet": "\u{202e}Post"})
            .to_string()
    };
    let records = [record("a", sentence), record("b", &format!("{sentence} early and \u{1b}[31mred"))];
    fs::write(&dump, records.join("\n")).unwrap();
    let (dump, run) = (dump.to_str().unwrap(), folder.path().join("run"));
    let run = run.to_str().unwrap();
    let found = retold(&["query", dump, "--text", "-", "-q"], &format!("{sentence} late"), 80);
    assert_eq!(retold(&["cluster", dump, "-o", run, "-q"], "", 80).status.code(), Some(0));
    let explained = retold(&["explain", run, "a", "b", "-q"], "", 80);
    for text in [page(&found), page(&explained)] {
        assert!(text.contains("</script>"));
        assert!(!text.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
    }
    let found = retold(&["query", dump, "--text", "-", "-q", "--json"], sentence, 80);
    assert_eq!(lines(&found)[1]["query_share"], 1.0);
}

#[test]
fn a_query_of_many_words_is_answered() {
    let sample =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/articles.jsonl")).unwrap();
    let first: Value = serde_json::from_str(sample.lines().next().unwrap()).unwrap();
    let mut text = first["text"].as_str().unwrap().to_owned();
    for number in 0..20_000 {
        text.push_str(&format!(
            "\n\nword number {number} of the very long and the very dull text in paragraphs"
        ));
    }
    text.push_str(&" again".repeat(20_000));
    let found = lines(&query(&["--json"], &text));
    assert!(found[0]["tokens"].as_u64().unwrap() > 200_000);
    assert_eq!(found[1]["article_id"], "s01");
    assert_eq!(found[1]["article_share"], 1.0);
}
