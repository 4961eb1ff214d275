//! A run read again: what its files say, and the articles it was made from.
//!
//! A run keeps positions, not texts. Who needs the texts reads the inputs again, with the mapping and the filters that
//! `run.json` records; an input that is gone or whose size or hash has changed is an error that names it, because
//! positions in another text would mean nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    RUN_FILE,
    lines::{ArticleLine, EventLine, PassageLine},
};
use crate::{
    article::Corpus,
    error::{Error, Result},
    input::{
        self, Archives, Field, InputSettings, outlets::Outlets, path_pattern::PathPattern, sidecar::Sidecar,
    },
    nearest,
    progress::Progress,
    report::provenance::CutFrom,
};

/// What `run.json` says, as far as it takes to read the articles again.
#[derive(Clone, Debug, Deserialize)]
pub struct Recorded {
    /// The folder.
    #[serde(skip)]
    pub(super) path: PathBuf,
    settings: Settings,
    pub(super) inputs: Vec<Input>,
    #[serde(default)]
    cut_from: Option<CutFrom>,
    /// `run.json` as it is written.
    #[serde(skip)]
    pub(super) text: String,
    /// All that it says, in later versions, too.
    #[serde(skip)]
    facts: Map<String, Value>,
}

#[derive(Clone, Debug, Deserialize)]
struct Settings {
    map: Vec<Column>,
    #[serde(default)]
    meta: Vec<AidingFile>,
    #[serde(default)]
    path_pattern: Vec<String>,
    #[serde(default)]
    outlets: Option<AidingFile>,
    since: Option<i64>,
    until: Option<i64>,
    limit: Option<u64>,
    reuse_threshold: f64,
    cut: f64,
}

#[derive(Clone, Debug, Deserialize)]
struct AidingFile {
    path: String,
    hash: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Column {
    field: String,
    column: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Input {
    pub(super) path: String,
    bytes: u64,
    hash: Option<String>,
    #[serde(default)]
    format: String,
}

/// Whether the folder holds a run.
#[must_use]
pub fn is_run(path: &Path) -> bool {
    path.join(RUN_FILE).is_file()
}

impl Recorded {
    /// Reads `run.json`.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the folder holds no run, [`Error::Read`] when it cannot be read.
    pub fn open(path: &Path) -> Result<Self> {
        let file = path.join(RUN_FILE);
        if path.is_dir() && !file.is_file() {
            let detail =
                format!("there is no `{RUN_FILE}` in it; make one with `retold cluster INPUT -o RUN`");
            return Err(Error::Malformed { path: path.to_owned(), expected: "a run", detail });
        }
        let file = if path.is_dir() { file } else { path.to_owned() };
        let text = read_text(&file)?;
        let recorded: Recorded = serde_json::from_str(&text).map_err(|error| malformed(&file, &error))?;
        let facts = serde_json::from_str(&text).map_err(|error| malformed(&file, &error))?;
        // Of a run that is named by its `run.json`, too, the folder is meant.
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        Ok(Self { path: folder.to_owned(), facts, text, ..recorded })
    }

    /// The run's folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All that `run.json` says.
    #[must_use]
    pub fn facts(&self) -> &Map<String, Value> {
        &self.facts
    }

    /// All settings, those of later versions, too.
    pub(super) fn resolved(&self) -> Map<String, Value> {
        self.facts.get("settings").and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// The Jaccard threshold of the run.
    #[must_use]
    pub fn reuse_threshold(&self) -> f64 {
        self.settings.reuse_threshold
    }

    /// The cut of the run's events.
    #[must_use]
    pub fn cut(&self) -> f64 {
        self.settings.cut
    }

    /// The cut at which the kinds of its passages were settled.
    #[must_use]
    pub fn settled_cut(&self) -> f64 {
        self.cut_from.as_ref().map_or(self.settings.cut, |from| from.settled_cut)
    }

    /// Reads all articles again.
    ///
    /// # Errors
    /// [`Error::Input`] when an input is gone or not what it was, and what [`input::read`] says.
    pub fn read_corpus(&self, progress: &dyn Progress) -> Result<Corpus> {
        // Under a limit the inputs were read in the order typed, which is not recorded: all but the last to their ends.
        let (whole, cut): (Vec<&Input>, Vec<&Input>) =
            self.readable().partition(|input| input.hash.is_some());
        let inputs: Vec<&Input> = whole.into_iter().chain(cut).collect();
        let settings = InputSettings {
            since: self.settings.since,
            until: self.settings.until,
            limit: self.settings.limit,
            ..self.input_settings()?
        };
        self.read_unchanged(&inputs, &settings, progress)
    }

    /// The inputs of which the run has something. The others need not be there, nor readable by now.
    pub(super) fn readable(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(|input| input.format != input::UNREADABLE)
    }

    pub(super) fn read_unchanged(
        &self,
        inputs: &[&Input],
        settings: &InputSettings,
        progress: &dyn Progress,
    ) -> Result<Corpus> {
        let mut archives = Archives::default();
        inputs.iter().try_for_each(|input| self.look(input, &mut archives))?;
        let paths: Vec<PathBuf> = inputs.iter().map(|input| PathBuf::from(&input.path)).collect();
        let corpus = input::read(&paths, settings, progress)?;
        for input in inputs {
            let now = corpus.files.iter().find(|file| file.path == input.path);
            if now.is_some_and(|file| file.format == input::UNREADABLE) {
                let reject = corpus.rejects.iter().find(|reject| reject.file == input.path);
                let reason = reject.map_or("cannot be read", |reject| &reject.reason);
                return Err(self.input(input, reason));
            }
            let now = now.map(|file| file.hash.as_str()).filter(|hash| !hash.is_empty());
            if let (Some(hash), Some(now)) = (input.hash.as_deref(), now)
                && hash != now
            {
                return Err(self.changed(input, "its content is not the same"));
            }
        }
        Ok(corpus)
    }

    /// Looks whether the input is there and as large as it was.
    fn look(&self, input: &Input, archives: &mut Archives) -> Result<()> {
        if input.path == "-" {
            return Err(
                self.input(input, "is standard input, which cannot be read again: run `cluster` on a file")
            );
        }
        match archives.size(Path::new(&input.path)) {
            Err(error) => {
                let detail = format!(
                    "cannot be read: {error}; paths are looked for as they were typed, so start from the same folder"
                );
                Err(self.input(input, &detail))
            }
            Ok(now) if now != input.bytes => {
                let detail = format!("it has {now} bytes, and had {}", input.bytes);
                Err(self.changed(input, &detail))
            }
            Ok(_) => Ok(()),
        }
    }

    /// How the run read its inputs, filters aside.
    pub(super) fn input_settings(&self) -> Result<InputSettings> {
        let map = self.map()?;
        let changed = |file: &AidingFile| Error::Input {
            path: PathBuf::from(&file.path),
            run: self.path.clone(),
            detail: "has changed: its content is not the same; run `retold cluster` again".to_owned(),
        };
        let meta = self.settings.meta.iter().map(|file| {
            let table = Sidecar::read(Path::new(&file.path), &map)?;
            if table.hash() == file.hash { Ok(table) } else { Err(changed(file)) }
        });
        let outlets = self.settings.outlets.as_ref().map(|file| {
            let list = Outlets::read(Path::new(&file.path))?;
            if list.hash() == file.hash { Ok(list) } else { Err(changed(file)) }
        });
        // A pattern that was understood once is understood again.
        let patterns = self.settings.path_pattern.iter().filter_map(|typed| PathPattern::parse(typed).ok());
        Ok(InputSettings {
            meta: meta.collect::<Result<_>>()?,
            path_patterns: patterns.collect(),
            outlets: outlets.transpose()?,
            map,
            ..InputSettings::default()
        })
    }

    fn changed(&self, input: &Input, how: &str) -> Error {
        self.input(input, &format!("has changed: {how}; run `retold cluster` again"))
    }

    fn input(&self, input: &Input, detail: &str) -> Error {
        Error::Input { path: PathBuf::from(&input.path), run: self.path.clone(), detail: detail.to_owned() }
    }

    fn map(&self) -> Result<Vec<(Field, String)>> {
        let columns = self.settings.map.iter().map(|column| {
            let field = Field::from_name(&column.field).ok_or_else(|| Error::Malformed {
                path: self.path.join(RUN_FILE),
                expected: "a run of this version",
                detail: format!("it maps a column to the unknown field `{}`", column.field),
            })?;
            Ok((field, column.column.clone()))
        });
        columns.collect()
    }

    /// The articles with these ids, in the order asked for.
    ///
    /// # Errors
    /// [`Error::Unknown`] when the run has no such article, with ids that look alike.
    pub fn articles(&self, ids: &[&str]) -> Result<Vec<ArticleLine>> {
        #[derive(Deserialize)]
        struct Id {
            id: String,
        }
        let file = self.path.join("articles.jsonl");
        let text = read_text(&file)?;
        let mut known = Vec::new();
        let mut found: Vec<Option<ArticleLine>> = vec![None; ids.len()];
        for line in text.lines() {
            let Id { id } = serde_json::from_str(line).map_err(|error| malformed(&file, &error))?;
            for (_, found) in ids.iter().zip(&mut found).filter(|(wanted, _)| **wanted == id) {
                *found = Some(serde_json::from_str(line).map_err(|error| malformed(&file, &error))?);
            }
            known.push(id);
        }
        let found = ids.iter().zip(found).map(|(id, found)| {
            found.ok_or_else(|| Error::Unknown {
                what: "article",
                id: (*id).to_owned(),
                run: self.path.clone(),
                hint: did_you_mean(id, &known),
            })
        });
        found.collect()
    }

    /// The passages that stand in both articles.
    ///
    /// # Errors
    /// When the file is not there or not of our making.
    pub fn passages_of_both(&self, a: &str, b: &str) -> Result<Vec<PassageLine>> {
        let mut passages: Vec<PassageLine> = self.lines("passages.jsonl", &[a, b])?;
        let carries =
            |passage: &PassageLine, id| passage.members.iter().any(|member| member.article_id == id);
        passages.retain(|passage| carries(passage, a) && carries(passage, b));
        Ok(passages)
    }

    /// The event with that id; `None` for an event of one article, which has no line.
    ///
    /// # Errors
    /// When the file is not there or not of our making.
    pub fn event(&self, id: &str) -> Result<Option<EventLine>> {
        let events: Vec<EventLine> = self.lines("events.jsonl", &[id])?;
        Ok(events.into_iter().find(|event| event.id == id))
    }

    /// The lines that hold all these strings.
    fn lines<T: DeserializeOwned>(&self, name: &str, strings: &[&str]) -> Result<Vec<T>> {
        let file = self.path.join(name);
        let text = read_text(&file)?;
        let quoted: Vec<String> =
            strings.iter().map(|string| serde_json::to_string(string).unwrap_or_default()).collect();
        let lines = text.lines().filter(|line| quoted.iter().all(|string| line.contains(string)));
        lines.map(|line| serde_json::from_str(line).map_err(|error| malformed(&file, &error))).collect()
    }
}

pub(super) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })
}

pub(super) fn malformed(path: &Path, error: &serde_json::Error) -> Error {
    Error::Malformed { path: path.to_owned(), expected: "a file of a run", detail: error.to_string() }
}

/// Ids that look like what was typed, as advice.
fn did_you_mean(typed: &str, known: &[String]) -> String {
    let near = nearest::advice(typed, known.iter().map(String::as_str));
    near.unwrap_or_else(|| "its ids are in `articles.jsonl`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_ids_are_named() {
        let known = ["s01", "s02", "t01-tannery-road-fire", "t02-island-ferry"].map(str::to_owned);
        assert_eq!(did_you_mean("t01-tanery-road-fire", &known), "did you mean `t01-tannery-road-fire`?");
        assert_eq!(did_you_mean("t02", &known), "did you mean `t02-island-ferry` or `s02`?");
        assert_eq!(did_you_mean("S01", &known), "did you mean `s01` or `s02`?");
        assert_eq!(did_you_mean("something-else", &known), "its ids are in `articles.jsonl`");
    }
}
