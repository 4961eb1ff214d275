//! The object of `retold eval --calibrate --json`, and the settings file that says the same. Part of the output contract.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    model::SCHEMA_VERSION,
    terminal::cells::{clean, counted},
};
use crate::{
    evaluate::calibrate::{Choice, Known, PRIOR, Trial},
    settings::decimal,
    units::round4,
};

/// A cut that was chosen from labels.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "calibration")]
pub struct Calibration {
    /// Version of the output contract.
    pub schema_version: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// The file of labels, as typed.
    pub labels: String,
    /// What was labelled.
    pub kind: LabelKind,
    /// Labels of articles that are in the run: pairs, or articles of groups.
    pub used: u64,
    /// Independent things that they say, which count beside the default: pairs, or events of groups.
    pub judgements: u64,
    /// Labels that were left out, because their articles are not in the run.
    pub left_out: u64,
    /// Pairs of articles that cover one event by the labels.
    pub same: u64,
    /// Pairs of articles that do not.
    pub different: u64,
    /// The cut that is advised.
    pub cut: f64,
    /// The cut of the run.
    pub run_cut: f64,
    /// The default cut.
    pub default_cut: f64,
    /// The lowest of the best cuts that lie side by side.
    pub best_from: f64,
    /// The highest of them.
    pub best_to: f64,
    /// The middle of them; where they reach the lowest or highest cut that is tried, the one nearest to the default.
    pub best: f64,
    /// Judgements that the default counts as.
    pub prior: f64,
    /// All cuts that were tried, ascending.
    pub trials: Vec<TriedCut>,
}

/// What was labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LabelKind {
    /// Pairs of articles, as one event or not.
    Pairs,
    /// Articles, with their events.
    Groups,
}

/// How the events at one cut do by the labels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TriedCut {
    /// The cut.
    pub cut: f64,
    /// What is made as large as possible: accuracy of pairs, or the mean of both F1s of groups.
    pub score: f64,
    /// Pairs of articles decided rightly.
    pub right: u64,
    /// BCubed F1 of groups; `null` for pairs.
    pub bcubed: Option<f64>,
    /// F1 of the pairs of articles that cover one event.
    pub pairwise: f64,
}

impl From<&Trial> for TriedCut {
    fn from(trial: &Trial) -> Self {
        Self {
            cut: decimal(trial.cut),
            score: trial.score,
            right: trial.right,
            bcubed: trial.bcubed.map(round4),
            pairwise: round4(trial.pairwise),
        }
    }
}

/// What was tried and chosen, in words that can be written.
#[must_use]
pub fn build(
    labels: String,
    (known, n_labels): (&Known, usize),
    (trials, choice): (&[Trial], Choice),
    run_cut: f64,
) -> Calibration {
    let cut = |at: usize| decimal(trials[at].cut);
    let (same, different) = known.pairs();
    Calibration {
        schema_version: SCHEMA_VERSION,
        version: env!("CARGO_PKG_VERSION"),
        labels,
        kind: match known {
            Known::Groups(_) => LabelKind::Groups,
            Known::Pairs(_) => LabelKind::Pairs,
        },
        used: known.len() as u64,
        judgements: known.judgements() as u64,
        left_out: (n_labels - known.len()) as u64,
        same,
        different,
        cut: cut(choice.chosen),
        run_cut,
        default_cut: cut(choice.default),
        best_from: cut(choice.best.0),
        best_to: cut(choice.best.1),
        best: cut(choice.middle),
        prior: PRIOR,
        trials: trials.iter().map(TriedCut::from).collect(),
    }
}

impl Calibration {
    /// How the events at one of the cuts that were tried do; `None` at any other.
    #[must_use]
    pub fn trial(&self, cut: f64) -> Option<&TriedCut> {
        self.trials.iter().find(|trial| trial.cut == cut)
    }

    /// The labels in words, such as `40 pairs, 25 of one event`.
    #[must_use]
    pub fn labels_in_words(&self) -> String {
        match self.kind {
            LabelKind::Pairs => format!("{}, {} of one event", counted(self.used, "pair"), self.same),
            LabelKind::Groups => {
                format!("{} of {}", counted(self.used, "article"), counted(self.judgements, "event"))
            }
        }
    }

    /// What is made as large as possible.
    #[must_use]
    pub fn score_in_words(&self) -> &'static str {
        match self.kind {
            LabelKind::Pairs => "share of pairs decided rightly",
            LabelKind::Groups => "mean of BCubed F1 and pairwise F1",
        }
    }

    /// The rule in words, with its numbers.
    #[must_use]
    pub fn rule(&self) -> String {
        let Self { judgements, best, prior, default_cut, cut, .. } = self;
        let sum = *judgements as f64 + prior;
        let noun = if self.kind == LabelKind::Pairs { "pairs" } else { "events" };
        let (from, to) = (self.best_from, self.best_to);
        let is_open = self.trials.first().is_some_and(|trial| trial.cut == from)
            || self.trials.last().is_some_and(|trial| trial.cut == to);
        let stretch = if from == to {
            format!("{best:.2}")
        } else if is_open {
            format!("{from:.2} to {to:.2} and maybe beyond, of which {best:.2} is nearest to the default")
        } else {
            format!("{from:.2} to {to:.2}, of which the middle is {best:.2}")
        };
        format!(
            "best by the labels ({}): {stretch}; the default counts as {prior} more {noun}: \
             ({judgements} x {best:.2} + {prior} x {default_cut:.2}) / {sum} = {cut:.2}",
            self.score_in_words()
        )
    }

    /// The settings file.
    #[must_use]
    pub fn toml(&self) -> String {
        let score = |cut: f64| self.trial(cut).map_or(0.0, |trial| trial.score);
        let mut comments = vec![
            format!(
                "Calibrated by retold {} from {}: {}.",
                self.version,
                clean(&self.labels),
                self.labels_in_words()
            ),
            format!("Rule: {}.", self.rule()),
            format!(
                "The {} is {:.4} at the default {:.2} and {:.4} at {:.2}.",
                self.score_in_words(),
                score(self.default_cut),
                self.default_cut,
                score(self.cut),
                self.cut
            ),
        ];
        comments.push(
            "Use: retold cluster INPUT --config THIS-FILE, or retold recut RUN --config THIS-FILE".to_owned(),
        );
        let wrapped = comments.iter().flat_map(|comment| super::terminal::cells::wrap(comment, 98));
        let comments: String = wrapped.map(|line| format!("# {line}\n")).collect();
        format!("{comments}cut = {}\n", self.cut)
    }
}
