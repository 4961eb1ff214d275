//! Every format and source that is read, by fixtures: `tests/formats/NAME/` holds the input and what must be understood.
//!
//! The input is the file or folder whose name begins with `input`; all of them are read when there are several.
//! `expected.json` has `format` (as in `run.json`, for all files; `*` for any), `articles` in the order in which they are read again (by
//! file and row, several on one row by id), each with those keys that matter for the case, and `rejects` (`row`, and what the reason holds). Of an
//! article `text` is the whole text, `text_starts`, `text_ends` and `text_lacks` (a list) parts of it.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use retold::{
    article::{Article, Corpus},
    input::{self, InputSettings},
    progress::Silent,
};
use serde_json::{Map, Value, json};

#[test]
fn every_format_is_understood() {
    let cases = cases();
    assert!(!cases.is_empty());
    let wrong: Vec<String> = cases.iter().flat_map(|case| check(case)).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// A part of a file is read as it is when all of it is.
#[test]
fn records_that_are_asked_for_are_read_as_among_all() {
    let mut compared = 0;
    for case in cases() {
        let inputs = inputs(&case);
        let all = input::read(&inputs, &InputSettings::default(), &Silent).unwrap();
        let place = |corpus: &Corpus, article: &Article| {
            (corpus.files[article.source_file as usize].path.clone(), article.source_row)
        };
        let places: BTreeSet<(String, u64)> =
            all.articles.iter().map(|article| place(&all, article)).collect();
        let mut wanted = vec![places.clone(), BTreeSet::new()];
        wanted.extend(places.iter().map(|place| BTreeSet::from([place.clone()])));
        for wanted in wanted {
            let mut only: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
            for (file, row) in &wanted {
                only.entry(file.clone()).or_default().insert(*row);
            }
            let settings = InputSettings { only: Some(only), ..InputSettings::default() };
            let some = input::read(&inputs, &settings, &Silent).unwrap();
            let said = |corpus: &Corpus| -> BTreeSet<String> {
                let of = |article: &Article| {
                    let outlet = article.outlet.map(|outlet| &corpus.outlets[outlet.index()]);
                    let (title, text) = (&article.title, article.text.read());
                    format!(
                        "{:?} {outlet:?} {title:?} {:?} {text}",
                        place(corpus, article),
                        article.title_span
                    )
                };
                let articles = corpus.articles.iter();
                articles.filter(|article| wanted.contains(&place(corpus, article))).map(of).collect()
            };
            assert_eq!(said(&some), said(&all), "{}", case.display());
            assert_eq!(some.len(), said(&all).len(), "{}", case.display());
            let hashes = |corpus: &Corpus| -> Vec<(String, String)> {
                corpus.files.iter().map(|file| (file.path.clone(), file.hash.clone())).collect()
            };
            assert_eq!(hashes(&some), hashes(&all), "{}", case.display());
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.is_dir());
    cases.sort();
    cases
}

fn inputs(case: &Path) -> Vec<PathBuf> {
    let mut inputs: Vec<PathBuf> = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with("input"));
    inputs.sort();
    inputs
}

/// One sentence for everything that is not as expected.
fn check(case: &Path) -> Vec<String> {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let inputs = inputs(case);
    let expected: Value =
        serde_json::from_str(&fs::read_to_string(case.join("expected.json")).unwrap()).unwrap();
    let corpus = match input::read(&inputs, &InputSettings::default(), &Silent) {
        Ok(corpus) => corpus,
        Err(error) => return vec![format!("{name}: {error}")],
    };
    let mut wrong = Vec::new();
    for file in &corpus.files {
        if expected["format"] != file.format && expected["format"] != "*" {
            wrong.push(format!("{name}: {} is {}, not {}", file.path, file.format, expected["format"]));
        }
    }
    let mut articles: Vec<&Article> = corpus.articles.iter().collect();
    articles.sort_by_key(|article| (article.source_file, article.source_row, &article.id));
    let wanted = expected["articles"].as_array().unwrap();
    if articles.len() != wanted.len() {
        wrong.push(format!("{name}: {} articles, expected {}", articles.len(), wanted.len()));
    }
    for (index, (article, wanted)) in articles.iter().zip(wanted).enumerate() {
        let differences = differences(&corpus, article, wanted.as_object().unwrap());
        wrong.extend(
            differences.into_iter().map(|difference| format!("{name}: article {index}: {difference}")),
        );
    }
    let rejects: Vec<String> =
        corpus.rejects.iter().map(|reject| format!("{}: {}", reject.row, reject.reason)).collect();
    let none = Vec::new();
    let wanted = expected["rejects"].as_array().unwrap_or(&none);
    let fits = |(got, wanted): (&String, &Value)| {
        let reason = wanted["reason"].as_str().unwrap();
        got.starts_with(&format!("{}: ", wanted["row"])) && got.contains(reason)
    };
    if rejects.len() != wanted.len() || !rejects.iter().zip(wanted).all(fits) {
        wrong.push(format!("{name}: refused {rejects:?}, expected {wanted:?}"));
    }
    wrong
}

fn differences(corpus: &Corpus, article: &Article, wanted: &Map<String, Value>) -> Vec<String> {
    let text = article.text.read();
    let outlet = article.outlet.map(|outlet| &corpus.outlets[outlet.index()]);
    let published = article.published.map(|published| {
        let time = jiff::Timestamp::from_second(published.seconds).unwrap();
        (time.to_string(), published.precision.to_string(), published.source.to_string())
    });
    let read = |key: &str| match key {
        "id" => json!(article.id),
        "title" => json!(article.title),
        "text" => json!(text),
        "outlet" => json!(outlet),
        "published" => json!(published.as_ref().map(|published| &published.0)),
        "date_precision" => json!(published.as_ref().map(|published| &published.1)),
        "date_source" => json!(published.as_ref().map(|published| &published.2)),
        "lang" => json!(article.lang),
        "url" => json!(article.url),
        "byline" => json!(article.byline),
        "row" => json!(article.source_row),
        "snippet" => json!(article.text_is_snippet),
        other => panic!("no such key: {other}"),
    };
    let holds = |key: &str, value: &Value| match key {
        "text_starts" => text.starts_with(value.as_str().unwrap()),
        "text_ends" => text.ends_with(value.as_str().unwrap()),
        "text_lacks" => value.as_array().unwrap().iter().all(|part| !text.contains(part.as_str().unwrap())),
        key => read(key) == *value,
    };
    let shown = |key: &str| if key.starts_with("text") { json!(text) } else { read(key) };
    let wrong = wanted.iter().filter(|(key, value)| !holds(key, value));
    wrong.map(|(key, value)| format!("`{key}` is {}, expected {value}", shown(key))).collect()
}
