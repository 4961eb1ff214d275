//! Everything a run can be told, checked once and immutable afterwards.
//!
//! [`layers`] says what wins: flags over the environment over a settings file ([`mod@file`]) over defaults; a
//! [`preset`] stands for several settings, and [`origins`] knows where each one came from.

pub mod dates;
mod entry;
pub mod file;
pub mod layers;
pub mod origins;
pub mod preset;

use std::{collections::BTreeMap, path::Path};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_128;

use crate::{
    events::EventSettings,
    input::InputSettings,
    origin::agencies::Agencies,
    report::{ReportSettings, TextMode},
    reuse::ReuseSettings,
};

/// Settings that count only once the relations of articles are known: of grouping and of writing.
const AFTERWARDS: [&str; 3] = ["cut", "pairs", "text"];

/// The resolved settings of a run, apart from where its input comes from and its output goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Which records are read, and how.
    pub input: InputSettings,
    /// What counts as reuse.
    pub reuse: ReuseSettings,
    /// The agencies that articles may credit.
    pub agencies: Agencies,
    /// How fine events are cut.
    pub events: EventSettings,
    /// What is written.
    pub report: ReportSettings,
}

/// All settings as they are written to `run.json`, defaults included: everything but the inputs that results depend on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Resolved {
    /// Columns preferred for a field, in order.
    pub map: Vec<MappedColumn>,
    /// Tables that say more about the articles.
    pub meta: Vec<AidingFile>,
    /// What paths say about the articles.
    pub path_pattern: Vec<String>,
    /// The list of outlets.
    pub outlets: Option<AidingFile>,
    /// Articles dated before this second since 1970 were left out.
    pub since: Option<i64>,
    /// Articles dated after this second since 1970 were left out.
    pub until: Option<i64>,
    /// No more records than this were read.
    pub limit: Option<u64>,
    /// Jaccard similarity of word 3-grams from which paragraphs are near-duplicates.
    pub reuse_threshold: f64,
    /// Part of the shorter paragraph that a verbatim run must cover.
    pub reuse_coverage: f64,
    /// The agencies that articles may credit.
    pub agencies: ListedAgencies,
    /// Mean score at which two groups of articles are still one event.
    pub cut: f64,
    /// Whether verified pairs are listed.
    pub pairs: bool,
    /// How much of passages' text is written.
    pub text: TextMode,
}

/// The list of agencies of a run.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ListedAgencies {
    /// How many there were.
    pub number: u64,
    /// Ids of those that are not as the program knows them by itself: added or replaced.
    pub own: Vec<String>,
    /// Equal for equal lists, phrases included: xxh3-128, in hexadecimal.
    pub fingerprint: String,
}

impl ListedAgencies {
    fn of(agencies: &Agencies) -> Self {
        let built_in = Agencies::built_in();
        let own = agencies.all().iter().filter(|agency| !built_in.all().contains(agency));
        Self {
            number: agencies.all().len() as u64,
            own: own.map(|agency| agency.id.clone()).collect(),
            fingerprint: format!("{:032x}", xxh3_128(agencies.canonical().as_bytes())),
        }
    }
}

/// A file that says more about the articles.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AidingFile {
    /// Its path.
    pub path: String,
    /// xxh3-128 of its content, in hexadecimal.
    pub hash: String,
}

impl AidingFile {
    fn new(path: &Path, hash: &str) -> Self {
        Self { path: path.display().to_string(), hash: hash.to_owned() }
    }
}

/// A column that the user named for a field.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MappedColumn {
    /// The field.
    pub field: &'static str,
    /// The column.
    pub column: String,
}

impl Settings {
    /// The settings as they are written.
    #[must_use]
    pub fn resolved(&self) -> Resolved {
        let map = self.input.map.iter();
        Resolved {
            map: map
                .map(|(field, column)| MappedColumn { field: field.name(), column: column.clone() })
                .collect(),
            meta: self.input.meta.iter().map(|table| AidingFile::new(table.path(), table.hash())).collect(),
            path_pattern: self.input.path_patterns.iter().map(|pattern| pattern.typed().to_owned()).collect(),
            outlets: self.input.outlets.as_ref().map(|list| AidingFile::new(list.path(), list.hash())),
            since: self.input.since,
            until: self.input.until,
            limit: self.input.limit,
            reuse_threshold: self.reuse.threshold(),
            reuse_coverage: self.reuse.coverage(),
            agencies: ListedAgencies::of(&self.agencies),
            cut: decimal(self.events.cut()),
            pairs: self.report.pairs,
            text: self.report.text,
        }
    }

    /// Equal for equal settings: xxh3-128 of the settings as JSON with sorted keys and no space, in hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.as_json())
    }

    /// The same of those settings alone that the relations of articles depend on.
    #[must_use]
    pub fn relations_fingerprint(&self) -> u128 {
        relations_fingerprint(&self.as_json())
    }

    fn as_json(&self) -> Map<String, Value> {
        match serde_json::to_value(self.resolved()) {
            Ok(Value::Object(settings)) => settings,
            // Plain numbers, words and lists: they always have a JSON form.
            _ => Map::new(),
        }
    }
}

/// [`Settings::fingerprint`] of resolved settings, as they stand in `run.json`.
#[must_use]
pub fn fingerprint(resolved: &Map<String, Value>) -> String {
    format!("{:032x}", hash(resolved.iter()))
}

/// [`Settings::relations_fingerprint`] of resolved settings, as they stand in `run.json`.
#[must_use]
pub fn relations_fingerprint(resolved: &Map<String, Value>) -> u128 {
    hash(resolved.iter().filter(|(key, _)| !AFTERWARDS.contains(&key.as_str())))
}

fn hash<'a>(settings: impl Iterator<Item = (&'a String, &'a Value)>) -> u128 {
    let canonical: BTreeMap<&String, &Value> = settings.collect();
    xxh3_128(serde_json::to_string(&canonical).unwrap_or_default().as_bytes())
}

/// Settings are typed in decimals; the digits that a binary fraction adds are nobody's choice.
#[must_use]
pub fn decimal(setting: f32) -> f64 {
    setting.to_string().parse().unwrap_or_else(|_| f64::from(setting))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_follows_every_setting() {
        let plain = Settings::default();
        assert_eq!(plain.fingerprint(), Settings::default().fingerprint());
        assert_eq!(plain.fingerprint().len(), 32);
        let mut limited = Settings::default();
        limited.input.limit = Some(5);
        let mut full = Settings::default();
        full.report.text = TextMode::Full;
        assert_ne!(plain.fingerprint(), limited.fingerprint());
        assert_ne!(plain.fingerprint(), full.fingerprint());
        assert_ne!(limited.fingerprint(), full.fingerprint());
        let mut listed = Settings::default();
        listed.agencies = listed.agencies.with("[credits]\nen = [\"wired by {agency}\"]").unwrap();
        assert_ne!(plain.fingerprint(), listed.fingerprint(), "phrases count, too");
        assert!(listed.resolved().agencies.own.is_empty());
    }

    #[test]
    fn relations_depend_on_what_comes_before_the_grouping() {
        let plain = Settings::default();
        let cut = Settings { events: EventSettings::new(0.6).unwrap(), ..Settings::default() };
        assert_ne!(plain.fingerprint(), cut.fingerprint());
        assert_eq!(plain.relations_fingerprint(), cut.relations_fingerprint());
        let looser = Settings { reuse: ReuseSettings::new(0.4, false).unwrap(), ..Settings::default() };
        assert_ne!(plain.relations_fingerprint(), looser.relations_fingerprint());
        for key in AFTERWARDS {
            assert!(plain.as_json().contains_key(key), "{key}");
        }
    }

    #[test]
    fn a_cut_is_written_as_it_was_typed() {
        for typed in ["0.46", "0.12345", "0.3", "0.999999"] {
            let cut: f32 = typed.parse().unwrap();
            assert_eq!(decimal(cut).to_string(), typed);
            assert_eq!(decimal(cut) as f32, cut);
        }
    }
}
