//! One setting as it stands in a file or a variable, and what an error about it says.

use std::ops::Range;

use toml::de::DeValue;

use super::{layers, preset::Preset};
use crate::{
    error::{Error, Result},
    input::Field,
    report::TextMode,
};

/// A value, and what an error about it needs.
pub(super) struct Entry<'a> {
    pub(super) text: &'a str,
    pub(super) key: &'a str,
    pub(super) value: &'a DeValue<'a>,
    pub(super) place: Range<usize>,
    pub(super) source: Source<'a>,
}

/// Where a value stands.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Line(usize),
    Variable(&'a str),
}

impl Entry<'_> {
    pub(super) fn line(&self) -> usize {
        match self.source {
            Source::Line(line) => line,
            Source::Variable(_) => 1,
        }
    }

    /// The problem, with its place.
    pub(super) fn at(&self, problem: &str) -> String {
        match self.source {
            Source::Line(line) => format!("line {line}: {problem}"),
            Source::Variable(name) => format!("`{name}`: {problem}"),
        }
    }

    /// The value as a word, where it stands in a variable.
    pub(super) fn word(&self) -> Option<&str> {
        match (self.source, self.value) {
            (Source::Variable(_), DeValue::String(word)) => Some(word.trim()),
            _ => None,
        }
    }

    pub(super) fn wrong(&self, expected: &str) -> String {
        // Of a value over several lines the first one tells which it is.
        let value = self.text.get(self.place.clone()).unwrap_or_default().lines().next().unwrap_or_default();
        match self.source {
            Source::Line(line) => format!("line {line}: `{}` is {value}, expected {expected}", self.key),
            Source::Variable(name) => format!("`{name}` is `{value}`, expected {expected}"),
        }
    }

    pub(super) fn checked<T>(&self, result: Result<T>) -> Result<T, String> {
        result.map_err(|error| match error {
            Error::Setting { expected, .. } => self.wrong(expected),
            other => self.at(&format!("`{}`: {other}", self.key)),
        })
    }

    pub(super) fn number(&self) -> Result<f64, String> {
        let number = match self.value {
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::Integer(number) => number.as_str().parse().ok(),
            _ => self.word().and_then(|word| word.parse().ok()),
        };
        number.ok_or_else(|| self.wrong("a number"))
    }

    pub(super) fn count(&self) -> Result<u64, String> {
        let count = match self.value {
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => self.word().and_then(|word| word.parse().ok()),
        };
        count.filter(|&count| count > 0).ok_or_else(|| self.wrong("a whole number from 1"))
    }

    pub(super) fn truth(&self) -> Result<bool, String> {
        match self.value {
            DeValue::Boolean(truth) => Ok(*truth),
            _ => match self.word() {
                Some("true" | "1" | "yes") => Ok(true),
                Some("false" | "0" | "no") => Ok(false),
                _ => Err(self.wrong("true or false")),
            },
        }
    }

    pub(super) fn string(&self, expected: &str) -> Result<&str, String> {
        match self.value {
            DeValue::String(text) if !text.is_empty() => Ok(text),
            _ => Err(self.wrong(expected)),
        }
    }

    /// One string, or several.
    pub(super) fn strings(&self, expected: &str) -> Result<Vec<String>, String> {
        match self.value {
            DeValue::Array(list) => {
                let string = |value: &DeValue| match value {
                    DeValue::String(text) if !text.is_empty() => Ok(text.to_string()),
                    _ => Err(self.wrong(expected)),
                };
                list.iter().map(|value| string(value.get_ref())).collect()
            }
            _ => Ok(vec![self.string(expected)?.to_owned()]),
        }
    }

    pub(super) fn date(&self, parse: fn(&str) -> Result<i64, String>) -> Result<i64, String> {
        let typed = match self.value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            DeValue::Integer(year) => year.as_str().to_owned(),
            _ => String::new(),
        };
        parse(&typed).map_err(|advice| self.wrong(advice.trim_start_matches("expected ")))
    }

    pub(super) fn preset(&self) -> Result<Preset, String> {
        let name = self.string("the name of a preset")?;
        Preset::from_name(name).map_err(|problem| self.at(&problem))
    }

    pub(super) fn text_mode(&self) -> Result<TextMode, String> {
        let expected = "\"none\", \"snippets\" or \"full\"";
        let typed = self.string(expected)?;
        let mode = [TextMode::None, TextMode::Snippets, TextMode::Full]
            .into_iter()
            .find(|mode| mode.name() == typed);
        mode.ok_or_else(|| self.wrong(expected))
    }

    pub(super) fn map(&self) -> Result<Vec<(Field, String)>, String> {
        let expected = "columns by field, such as { date = \"pubDate\" } or [\"date=pubDate\"]";
        let at = |problem: String| self.at(&format!("`map`: {problem}"));
        let column = |value: &DeValue| match value {
            DeValue::String(column) if !column.trim().is_empty() => Ok(column.trim().to_owned()),
            _ => Err(self.wrong(expected)),
        };
        match self.value {
            DeValue::String(list) if self.word().is_some() => {
                list.split(',').map(|typed| layers::mapped(typed).map_err(at)).collect()
            }
            DeValue::Array(list) => {
                list.iter().map(|typed| layers::mapped(&column(typed.get_ref())?).map_err(at)).collect()
            }
            DeValue::Table(table) => {
                let mut map = Vec::new();
                for (key, value) in table {
                    let field = layers::field(key.get_ref()).map_err(at)?;
                    match value.get_ref() {
                        DeValue::Array(list) => {
                            for value in list.iter() {
                                map.push((field, column(value.get_ref())?));
                            }
                        }
                        value => map.push((field, column(value)?)),
                    }
                }
                Ok(map)
            }
            _ => Err(self.wrong(expected)),
        }
    }
}
