//! Labels from files: gold labels as CSV or JSON Lines, and the events of a run.

use std::{collections::BTreeMap, fs, path::Path};

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Result};

/// Per article id: the id of its event.
pub type Labels = BTreeMap<String, String>;

/// Reads gold labels: JSON Lines with `article_id` (or `id`) and `event_id`, or CSV with such a header, else its first
/// two columns. Articles without a label are left out.
///
/// # Errors
/// [`Error::Read`] when it cannot be read, [`Error::Malformed`] when a line has not the two values.
pub fn read(path: &Path) -> Result<Labels> {
    let text = read_text(path)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim_start().starts_with('{') { parse_json_lines(path, text) } else { parse_csv(path, text) }
}

/// An article of a run: its event, and what a person knows it by.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// Unique in the run.
    pub id: String,
    /// Its event.
    pub event_id: Option<String>,
    /// The headline.
    #[serde(default)]
    pub title: Option<String>,
    /// The outlet.
    #[serde(default)]
    pub outlet: Option<String>,
    /// The publication time, RFC 3339 in UTC.
    #[serde(default)]
    pub published: Option<String>,
}

/// Reads the articles of a run, in their order.
///
/// # Errors
/// [`Error::Read`] when there is no `articles.jsonl`, [`Error::Malformed`] when it is not of our making.
pub fn read_run(run: &Path) -> Result<Vec<Line>> {
    let path = run.join("articles.jsonl");
    let text = read_text(&path)?;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let read = |(number, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| malformed(&path, format!("line {}: {error}", number + 1)))
    };
    lines.into_par_iter().enumerate().map(read).collect()
}

pub(super) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })
}

pub(super) fn malformed(path: &Path, detail: String) -> Error {
    Error::Malformed { path: path.to_owned(), expected: "a list of articles and their events", detail }
}

pub(super) fn parse_json_lines(path: &Path, text: &str) -> Result<Labels> {
    let mut labels = Labels::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let value: Value = serde_json::from_str(line)
            .map_err(|error| malformed(path, format!("line {}: {error}", number + 1)))?;
        let article = [&value["article_id"], &value["id"]].into_iter().find_map(word);
        let article =
            article.ok_or_else(|| malformed(path, format!("line {}: no `article_id`", number + 1)))?;
        if let Some(event) = word(&value["event_id"]) {
            labels.insert(article, event);
        }
    }
    Ok(labels)
}

/// Ids may be written as numbers in gold files.
pub(super) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(word) => Some(word.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn parse_csv(path: &Path, text: &str) -> Result<Labels> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut columns = (0, 1);
    let mut labels = Labels::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| malformed(path, error.to_string()))?;
        let place = |name: &str| record.iter().position(|field| field.trim().eq_ignore_ascii_case(name));
        if index == 0
            && let (Some(article), Some(event)) =
                (place("article_id").or_else(|| place("id")), place("event_id"))
        {
            columns = (article, event);
            continue;
        }
        let (Some(article), Some(event)) = (record.get(columns.0), record.get(columns.1)) else {
            return Err(malformed(path, format!("record {}: fewer than two columns", index + 1)));
        };
        if !event.trim().is_empty() && !article.trim().is_empty() {
            labels.insert(article.trim().to_owned(), event.trim().to_owned());
        }
    }
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(labels: Result<Labels>) -> Vec<(String, String)> {
        labels.unwrap().into_iter().collect()
    }

    #[test]
    fn csv_goes_by_header_or_by_place() {
        let path = Path::new("gold.csv");
        let expected = vec![("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())];
        assert_eq!(pairs(parse_csv(path, "event_id,note,article_id\n1,x,a\n2,y,b\n3,,\n")), expected);
        assert_eq!(pairs(parse_csv(path, "a,1\nb,2\nc,\n")), expected);
        assert!(parse_csv(path, "a\n").is_err());
    }

    #[test]
    fn json_lines_take_either_name_and_numbers() {
        let text = "{\"id\":\"a\",\"event_id\":\"1\"}\n\n{\"article_id\":\"b\",\"event_id\":2}\n{\"id\":\"c\",\"event_id\":null}\n";
        let expected = vec![("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())];
        assert_eq!(pairs(parse_json_lines(Path::new("gold.jsonl"), text)), expected);
        assert!(parse_json_lines(Path::new("gold.jsonl"), "{\"event_id\":1}").is_err());
    }
}
