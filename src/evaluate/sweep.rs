//! How agreement with labels changes with the cut.
//!
//! The articles are grouped anew at every cut, from the same relations and by the same code as in a run, so that a point
//! of a sweep is what a run with that cut would score, ties included. Cost: one linkage a cut, cuts in parallel; 23 s of
//! processor time for the 31 cuts of 87,057 articles.

use rayon::prelude::*;

use super::{Agreement, compare};
use crate::{
    error::Result,
    events::{self, EventSettings, Relations},
    progress::{Progress, Stage},
    units::ArticleId,
};

/// First and last cut of a sweep and the step between cuts, in hundredths. Below, everything that shares a few words is
/// one event; above, hardly more than copies are.
const RANGE: (u16, u16, usize) = (20, 80, 2);

/// What labels say of one cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The cut.
    pub cut: f32,
    /// Agreement of the events at this cut, over the labelled articles.
    pub agreement: Agreement,
    /// Events of all articles, labelled or not.
    pub all_events: u64,
}

impl Point {
    /// The mean of both F1s.
    #[must_use]
    pub fn mean(&self) -> f64 {
        f64::midpoint(self.agreement.bcubed.f1, self.agreement.pairwise.f1)
    }
}

/// The cuts of a sweep, and these; ascending.
#[must_use]
pub fn cuts(also: &[f32]) -> Vec<f32> {
    let (first, last, step) = RANGE;
    let mut cuts: Vec<f32> =
        (first..=last).step_by(step).map(hundredths).chain(also.iter().copied()).collect();
    cuts.sort_by(f32::total_cmp);
    cuts.dedup();
    cuts
}

/// A cut of so many hundredths: the same number as when it is typed.
#[must_use]
pub fn hundredths(n: u16) -> f32 {
    f32::from(n) / 100.0
}

/// The events of all articles at each of the cuts, looked at by `look`; in the order of the cuts.
///
/// # Errors
/// When a cut is none.
pub fn at_each<T: Send>(
    relations: &Relations,
    cuts: &[f32],
    progress: &dyn Progress,
    look: impl Fn(f32, &[usize]) -> T + Sync,
) -> Result<Vec<T>> {
    progress.begin(Stage::Events, Some(cuts.len() as u64));
    let looked = cuts.par_iter().map(|&cut| {
        let event_of = events::assign(relations, &EventSettings::new(cut)?);
        let seen = look(cut, &event_of);
        progress.advance(1);
        Ok(seen)
    });
    let looked = looked.collect();
    progress.end();
    looked
}

/// Agreement with the labels at each of the cuts.
///
/// # Errors
/// When a cut is none.
pub fn sweep(
    relations: &Relations,
    labels: &[(ArticleId, &str)],
    cuts: &[f32],
    progress: &dyn Progress,
) -> Result<Vec<Point>> {
    let points = at_each(relations, cuts, progress, |cut, event_of| {
        let both = labels.iter().map(|&(article, gold)| (gold, event_of[article.index()]));
        compare(both).map(|agreement| Point { cut, agreement, all_events: distinct(event_of) })
    });
    // Without a label there is nothing to compare at any cut.
    Ok(points?.into_iter().flatten().collect())
}

/// How many events there are; their numbers may have gaps.
fn distinct(event_of: &[usize]) -> u64 {
    let mut seen = vec![false; event_of.iter().max().map_or(0, |&last| last + 1)];
    event_of.iter().for_each(|&event| seen[event] = true);
    seen.into_iter().filter(|&seen| seen).count() as u64
}

/// The point with the highest value; of equal ones the middle one, because neither side of a plateau is better.
#[must_use]
pub fn best(points: &[Point], value: impl Fn(&Point) -> f64) -> Option<usize> {
    let top = points.iter().map(&value).fold(f64::NEG_INFINITY, f64::max);
    let equal: Vec<usize> = (0..points.len()).filter(|&at| value(&points[at]) >= top).collect();
    equal.get(equal.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{events::Edge, progress::Silent};

    /// Four articles: 0 and 1 alike to .7, 2 and 3 to .5, and all between the two pairs to .3.
    fn relations() -> Relations {
        let edge = |a, b, score| Edge { a: ArticleId(a), b: ArticleId(b), similarity: score, score };
        Relations {
            edges: vec![
                edge(0, 1, 0.7),
                edge(0, 2, 0.3),
                edge(1, 2, 0.3),
                edge(0, 3, 0.3),
                edge(1, 3, 0.3),
                edge(2, 3, 0.5),
            ],
            duplicate_of: vec![None; 4],
            text_of: (0..4).map(ArticleId).collect(),
            ..Relations::default()
        }
    }

    #[test]
    fn a_sweep_is_what_is_worked_out_by_hand() {
        let labels: Vec<(ArticleId, &str)> = (0..4).map(ArticleId).zip(["x", "x", "y", "y"]).collect();
        let points = sweep(&relations(), &labels, &[0.25, 0.4, 0.6, 0.8], &Silent).unwrap();
        let events: Vec<u64> = points.iter().map(|point| point.all_events).collect();
        assert_eq!(events, [1, 2, 3, 4]);
        let scores: Vec<(f64, f64)> =
            points.iter().map(|point| (point.agreement.bcubed.f1, point.agreement.pairwise.f1)).collect();
        // All in one: precision 1/2 and 2/6, recall 1. Right. One pair lost: recall 3/4 and 1/2. Nothing joined.
        let expected = [(2.0 / 3.0, 0.5), (1.0, 1.0), (6.0 / 7.0, 2.0 / 3.0), (2.0 / 3.0, 0.0)];
        for (score, expected) in scores.iter().zip(expected) {
            assert!((score.0 - expected.0).abs() < 1e-9 && (score.1 - expected.1).abs() < 1e-9, "{scores:?}");
        }
        assert_eq!(best(&points, Point::mean), Some(1));
        assert_eq!(best(&points, |_| 1.0), Some(1));
        assert_eq!(best(&[], Point::mean), None);
        assert!(sweep(&relations(), &[], &[0.5], &Silent).unwrap().is_empty());
        assert!(sweep(&relations(), &labels, &[1.5], &Silent).is_err());
    }

    #[test]
    fn the_cuts_are_those_that_are_typed() {
        let cuts = cuts(&[0.46, 0.517]);
        assert_eq!((cuts.len(), cuts[0], cuts[31]), (32, 0.2, 0.8));
        assert!(cuts.contains(&0.46) && cuts.contains(&0.517) && cuts.contains(&0.58));
        for n in 1..100 {
            assert_eq!(hundredths(n), format!("0.{n:02}").parse::<f32>().unwrap());
        }
    }
}
