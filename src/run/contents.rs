//! A run read as a whole, without its inputs: what two runs are compared by.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::reader::{Recorded, malformed, read_text};
use crate::{
    error::Result,
    evaluate::gold::{self, Line},
};

/// A passage, as far as runs are compared by it.
#[derive(Clone, Debug, Deserialize)]
pub struct PassageHead {
    /// Derived from its words.
    pub id: String,
    /// What kind of reuse it is.
    pub kind: String,
    /// Its words, as far as they were written.
    #[serde(default)]
    pub text: Option<String>,
    /// Number of members.
    pub size: u64,
}

/// All of a run that another one may differ in.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The folder.
    pub path: String,
    /// `run.json`.
    pub run: Map<String, Value>,
    /// `summary.json`.
    pub summary: Map<String, Value>,
    /// The articles in their order, each with its event.
    pub articles: Vec<Line>,
    /// Labels of events of two articles or more.
    pub labels: BTreeMap<String, String>,
    /// The passages by their ids.
    pub passages: BTreeMap<String, PassageHead>,
}

impl Contents {
    /// Reads a run.
    ///
    /// # Errors
    /// When there is none, or when one of its files cannot be read or is not of our making.
    pub fn read(recorded: &Recorded) -> Result<Self> {
        #[derive(Deserialize)]
        struct Event {
            id: String,
            label: String,
        }
        let events: Vec<Event> = recorded.all_lines("events.jsonl")?;
        let passages: Vec<PassageHead> = recorded.all_lines("passages.jsonl")?;
        Ok(Self {
            path: recorded.path.display().to_string(),
            run: recorded.facts().clone(),
            summary: recorded.object("summary.json")?,
            articles: gold::read_run(&recorded.path)?,
            labels: events.into_iter().map(|event| (event.id, event.label)).collect(),
            passages: passages.into_iter().map(|passage| (passage.id.clone(), passage)).collect(),
        })
    }
}

impl Recorded {
    /// The object that a file holds.
    ///
    /// # Errors
    /// When it cannot be read or is not of our making.
    pub fn object(&self, name: &str) -> Result<Map<String, Value>> {
        let file = self.path.join(name);
        serde_json::from_str(&read_text(&file)?).map_err(|error| malformed(&file, &error))
    }
}
