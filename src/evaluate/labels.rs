//! A few labels of the user's own: pairs of articles that cover one event or not, or groups as in [`super::gold`].
//!
//! Pairs are CSV or JSON Lines with `a`, `b` and `same`, which is 1, yes or true, or 0, no or false; a CSV of three
//! columns of which the last holds nothing else needs no header. Everything else is read as groups.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use super::gold::{self, malformed, parse_csv, parse_json_lines, read_text, word};
use crate::error::Result;

/// Labels as they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Labels {
    /// Per article its event.
    Groups(gold::Labels),
    /// Per pair of articles, the smaller id first, whether both cover one event.
    Pairs(BTreeMap<(String, String), bool>),
}

impl Labels {
    /// How many there are: articles, or pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Groups(groups) => groups.len(),
            Self::Pairs(pairs) => pairs.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Reads pairs or groups.
///
/// # Errors
/// When the file cannot be read, holds neither, or says two things of one pair.
pub fn read(path: &Path) -> Result<Labels> {
    let text = read_text(path)?;
    parse(path, text.strip_prefix('\u{feff}').unwrap_or(&text))
}

fn parse(path: &Path, text: &str) -> Result<Labels> {
    let json = text.trim_start().starts_with('{');
    let Some(rows) = (if json { json_pairs(path, text)? } else { csv_pairs(path, text)? }) else {
        let groups = if json { parse_json_lines(path, text)? } else { parse_csv(path, text)? };
        return Ok(Labels::Groups(groups));
    };
    let mut pairs = BTreeMap::new();
    for (number, [a, b, same]) in rows {
        let wrong = |detail: String| malformed(path, format!("record {number}: {detail}"));
        if a.is_empty() || b.is_empty() {
            return Err(wrong("an article of the pair has no id".to_owned()));
        }
        if a == b {
            return Err(wrong(format!("`{a}` is paired with itself")));
        }
        let is_same = truth(&same)
            .ok_or_else(|| wrong(format!("`same` is `{same}`, expected 1, 0, yes, no, true or false")))?;
        let pair = if a < b { (a, b) } else { (b, a) };
        if let Some(before) = pairs.insert(pair.clone(), is_same)
            && before != is_same
        {
            return Err(wrong(format!(
                "`{}` and `{}` are the same in one record, not in another",
                pair.0, pair.1
            )));
        }
    }
    Ok(Labels::Pairs(pairs))
}

type Row = (usize, [String; 3]);

/// The pairs of a CSV, `None` when it holds none.
fn csv_pairs(path: &Path, text: &str) -> Result<Option<Vec<Row>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut columns: Option<[usize; 3]> = None;
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| malformed(path, error.to_string()))?;
        let field = |column: usize| record.get(column).unwrap_or_default().trim().to_owned();
        let Some([a, b, same]) = columns else {
            let place = |name: &str| record.iter().position(|field| field.trim().eq_ignore_ascii_case(name));
            if let (Some(a), Some(b), Some(same)) = (place("a"), place("b"), place("same")) {
                columns = Some([a, b, same]);
            } else if record.len() == 3 && truth(&field(2)).is_some() {
                columns = Some([0, 1, 2]);
                rows.push((index + 1, [field(0), field(1), field(2)]));
            } else {
                return Ok(None);
            }
            continue;
        };
        rows.push((index + 1, [field(a), field(b), field(same)]));
    }
    Ok(columns.map(|_| rows))
}

/// The pairs of JSON Lines, `None` when the first object is none.
fn json_pairs(path: &Path, text: &str) -> Result<Option<Vec<Row>>> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let value: Value = serde_json::from_str(line)
            .map_err(|error| malformed(path, format!("line {}: {error}", index + 1)))?;
        if rows.is_empty() && value.get("same").is_none() {
            return Ok(None);
        }
        let said = match &value["same"] {
            Value::Bool(same) => same.to_string(),
            other => word(other).unwrap_or_default(),
        };
        let id = |key: &str| word(&value[key]).unwrap_or_default();
        rows.push((index + 1, [id("a"), id("b"), said]));
    }
    Ok(Some(rows))
}

fn truth(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "1" | "yes" | "true" | "y" => Some(true),
        "0" | "no" | "false" | "n" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Labels {
        parse(Path::new("labels"), text).unwrap()
    }

    #[test]
    fn pairs_are_known_by_header_columns_or_keys() {
        let expected = Labels::Pairs(BTreeMap::from([
            (("p".to_owned(), "q".to_owned()), true),
            (("q".to_owned(), "r".to_owned()), false),
        ]));
        for text in [
            "a,b,same\np,q,1\nr,q,0\n",
            "same,note,B,A\nYes,x,p,q\nno,,q,r\n",
            "p,q,true\nq,r,FALSE\nq,p,yes\n",
            "{\"a\":\"p\",\"b\":\"q\",\"same\":true}\n\n{\"a\":\"q\",\"b\":\"r\",\"same\":0}\n",
        ] {
            assert_eq!(read_text(text), expected, "{text}");
        }
    }

    #[test]
    fn everything_else_is_groups() {
        let expected = Labels::Groups(BTreeMap::from([("p".to_owned(), "x".to_owned())]));
        for text in ["article_id,event_id\np,x\n", "p,x\n", "{\"article_id\":\"p\",\"event_id\":\"x\"}"] {
            assert_eq!(read_text(text), expected, "{text}");
        }
    }

    #[test]
    fn records_that_are_none_are_named() {
        for (text, expected) in [
            ("a,b,same\np,q,1\np,r,perhaps\n", "record 3: `same` is `perhaps`"),
            ("a,b,same\np,p,1\n", "record 2: `p` is paired with itself"),
            ("a,b,same\np,,1\n", "record 2: an article of the pair has no id"),
            ("a,b,same\np,q,1\nq,p,0\n", "record 3: `p` and `q` are the same in one record"),
            ("{\"a\":\"p\",\"same\":1}", "record 1: an article"),
        ] {
            let error = parse(Path::new("labels"), text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
