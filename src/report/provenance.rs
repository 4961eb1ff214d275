//! The `run` line: what was run on what, so that results can be defended and repeated.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Report, model::SCHEMA_VERSION};
use crate::{
    article::Corpus,
    build,
    pipeline::Analysis,
    settings::{Resolved, Settings},
};

/// Where results came from. All but `timings`, `peak_memory_bytes` and `memory_limit_bytes` follows from inputs, settings
/// and version; in the stream of `--json` these are `null`, so that equal runs give equal bytes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "run")]
pub struct Run {
    /// Version of the output contract.
    pub schema_version: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// The commit it was built from; `null` when that is not known.
    pub commit: Option<&'static str>,
    /// All settings, defaults included.
    pub settings: Resolved,
    /// Equal for equal settings: xxh3-128 of their canonical JSON, in hexadecimal.
    pub settings_fingerprint: String,
    /// The command as typed; empty when the library was called by another program.
    pub command_line: Vec<String>,
    /// All inputs, sorted by path.
    pub inputs: Vec<Input>,
    /// How much there was at each stage.
    pub counts: Counts,
    /// What a person should know about the input.
    pub warnings: Vec<String>,
    /// The run whose events were cut anew to make this one; `null` for a run that read its inputs itself.
    pub cut_from: Option<CutFrom>,
    /// How long it took.
    pub timings: Option<Timings>,
    /// The most memory that was in use at once; `null` where the system does not tell.
    pub peak_memory_bytes: Option<u64>,
    /// The memory that it was to keep to, as typed or as the machine allows.
    pub memory_limit_bytes: Option<u64>,
}

/// The run that another one was cut from with `retold recut`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CutFrom {
    /// Its folder, as typed.
    pub run: String,
    /// Its cut.
    pub cut: f64,
    /// The cut at which the kinds of passages and all shares were settled: that of the run that read the inputs.
    pub settled_cut: f64,
}

/// An input file and what it gave.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Input {
    /// The path as typed, or found below a typed folder; `-` for standard input.
    pub path: String,
    /// Size as stored.
    pub bytes: u64,
    /// xxh3-128 of the stored bytes as far as the system gave them, in hexadecimal; `null` when it gave none, or when the limit
    /// ended the reading.
    pub hash: Option<String>,
    /// Format and compression, such as `jsonl+zstd`; `unreadable` when the system gave nothing.
    pub format: String,
    /// Records found.
    pub records: u64,
    /// Records refused.
    pub rejected: u64,
    /// Which column filled which field in how many records.
    pub mapping: Vec<Mapping>,
}

/// A column that filled a field.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Mapping {
    /// The field.
    pub field: String,
    /// The column.
    pub column: String,
    /// Records.
    pub records: u64,
}

/// How much there was at each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Records read.
    pub records: u64,
    /// Records refused.
    pub rejected: u64,
    /// Articles.
    pub articles: u64,
    /// Outlets.
    pub outlets: u64,
    /// Paragraphs.
    pub paragraphs: u64,
    /// Words of all articles.
    pub tokens: u64,
    /// Distinct words.
    pub distinct_words: u64,
    /// Verified pairs of distinct paragraph texts.
    pub verified_pairs: u64,
    /// Passages.
    pub passages: u64,
    /// Events, those of one article included.
    pub events: u64,
    /// Stories, those of one event included.
    pub stories: u64,
}

/// Seconds by the clock; `null` for a stage that did not run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Timings {
    /// Reading and parsing.
    pub read: Option<f64>,
    /// Paragraphs, tokens, languages, furniture.
    pub text: Option<f64>,
    /// Finding reused paragraphs.
    pub reuse: Option<f64>,
    /// TF-IDF rows.
    pub vectors: Option<f64>,
    /// Grouping by event.
    pub events: Option<f64>,
    /// Writing.
    pub write: Option<f64>,
    /// All of it, from the start of the program.
    pub total: f64,
    /// Threads that worked.
    pub threads: u64,
}

/// The provenance of a report, without timings.
#[must_use]
pub fn describe(
    corpus: &Corpus,
    analysis: &Analysis,
    report: &Report,
    settings: &Settings,
    command_line: Vec<String>,
) -> Run {
    Run {
        schema_version: SCHEMA_VERSION,
        version: build::VERSION,
        commit: build::commit(),
        settings: settings.resolved(),
        settings_fingerprint: settings.fingerprint(),
        command_line,
        inputs: inputs(corpus),
        counts: Counts {
            records: corpus.files.iter().map(|file| file.records).sum(),
            rejected: corpus.rejects.len() as u64,
            articles: corpus.len() as u64,
            outlets: corpus.outlets.len() as u64,
            paragraphs: analysis.texts.paragraphs.len() as u64,
            tokens: analysis.texts.n_tokens() as u64,
            distinct_words: analysis.texts.words.len() as u64,
            verified_pairs: analysis.reuse.n_links as u64,
            passages: report.passages.len() as u64,
            events: analysis.events.events.len() as u64,
            stories: analysis.events.stories.len() as u64,
        },
        warnings: corpus.warnings.clone(),
        cut_from: None,
        timings: None,
        peak_memory_bytes: None,
        memory_limit_bytes: None,
    }
}

fn inputs(corpus: &Corpus) -> Vec<Input> {
    let inputs = corpus.files.iter().map(|file| Input {
        path: file.path.clone(),
        bytes: file.bytes,
        hash: (!file.hash.is_empty()).then(|| file.hash.clone()),
        format: file.format.clone(),
        records: file.records,
        rejected: file.rejected,
        mapping: file
            .mapping
            .iter()
            .map(|(field, column, records)| Mapping {
                field: field.clone(),
                column: column.clone(),
                records: *records,
            })
            .collect(),
    });
    inputs.collect()
}
