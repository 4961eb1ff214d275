//! A cut from a few labels of the user's own.
//!
//! Every cut from .20 to .80 in hundredths is tried on the labels: pairs count by how many are decided rightly
//! (accuracy), groups by the mean of BCubed F1 and pairwise F1. A few labels leave many cuts equally good, so the best
//! cut is the middle of the longest stretch of equals, of two such stretches that nearer to the default. A stretch that
//! reaches the lowest or highest cut is open on that side: the labels say nothing there (articles of far-off events are
//! kept apart by any cut), so of such a stretch the cut nearest to the default is the best.
//!
//! The best cut of few labels is mostly chance, and the default was chosen on thousands, so it counts as [`PRIOR`] more
//! judgements that ask for it: with n of them the cut is (n · best + `PRIOR` · default) / (n + `PRIOR`). That is the mean
//! of what labels and default say when each is weighed by how exact it is (the posterior mean of two normal
//! distributions). A judgement is a pair, or an event of groups: its articles do not count one by one, because most of
//! what they say of the cut they say together.
//!
//! Cost: one linkage for each of the 61 cuts.

use super::sweep::{self, hundredths};
use super::{compare, labels::Labels};
use crate::{
    error::{Error, Result},
    events::{EventSettings, Relations},
    progress::Progress,
    units::{ArticleId, round4},
};
use std::{collections::BTreeSet, path::Path};

/// Cuts that are tried, in hundredths.
const TRIED: std::ops::RangeInclusive<u16> = 20..=80;

/// Judgements that the default counts as. On the four dev sets, of whose mean of both F1s the default gives .85, the best
/// cut of 20 to 100 articles loses up to .15 of it when it is taken as it is. With this prior 100 articles of whole
/// stories gain .007 on average and 50 of them .002, and lose .014 at worst; articles of random events, and pairs of
/// `borderline.jsonl`, lose .001 to .005 on average, because they bound the cut from one side only.
pub const PRIOR: f64 = 40.0;

/// Labels of articles that are in the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<'a> {
    /// Articles with their events.
    Groups(Vec<(ArticleId, &'a str)>),
    /// Pairs of articles, and whether both cover one event.
    Pairs(Vec<(ArticleId, ArticleId, bool)>),
}

impl<'a> Known<'a> {
    /// The labels of articles that are in the run.
    #[must_use]
    pub fn new(labels: &'a Labels, article: impl Fn(&str) -> Option<ArticleId>) -> Self {
        match labels {
            Labels::Groups(groups) => {
                let known = groups.iter().filter_map(|(id, event)| Some((article(id)?, event.as_str())));
                Self::Groups(known.collect())
            }
            Labels::Pairs(pairs) => {
                let known = pairs.iter().filter_map(|((a, b), same)| Some((article(a)?, article(b)?, *same)));
                Self::Pairs(known.collect())
            }
        }
    }

    /// How many there are: articles, or pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Groups(articles) => articles.len(),
            Self::Pairs(pairs) => pairs.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Pairs of articles that cover one event, and pairs that do not.
    #[must_use]
    pub fn pairs(&self) -> (u64, u64) {
        match self {
            Self::Pairs(pairs) => {
                let same = pairs.iter().filter(|pair| pair.2).count() as u64;
                (same, pairs.len() as u64 - same)
            }
            Self::Groups(articles) => {
                let mut events: Vec<&str> = articles.iter().map(|article| article.1).collect();
                events.sort_unstable();
                let pairs = |n: u64| n * n.saturating_sub(1) / 2;
                let same = events.chunk_by(|x, y| x == y).map(|event| pairs(event.len() as u64)).sum();
                (same, pairs(articles.len() as u64) - same)
            }
        }
    }

    /// How many independent things they say: a pair each, or an event of groups each.
    #[must_use]
    pub fn judgements(&self) -> usize {
        match self {
            Self::Groups(articles) => articles.iter().map(|article| article.1).collect::<BTreeSet<_>>().len(),
            Self::Pairs(pairs) => pairs.len(),
        }
    }

    /// Refuses labels from which nothing can be learned.
    ///
    /// # Errors
    /// [`Error::Malformed`] when none are in the run, or all are of one kind.
    pub fn check(&self, path: &Path, n_labels: usize) -> Result<()> {
        let refused = |detail: String| Error::Malformed {
            path: path.to_owned(),
            expected: "a file of labels to calibrate with",
            detail,
        };
        if self.is_empty() {
            return Err(refused(match n_labels {
                0 => "there is no label in it".to_owned(),
                n => format!("of its {n} labels none is of articles of the run: compare their ids"),
            }));
        }
        let what = match self {
            Self::Groups(_) => "articles",
            Self::Pairs(_) => "pairs",
        };
        let n = self.len();
        match self.pairs() {
            (0, _) => Err(refused(format!(
                "no two of its {n} {what} in the run cover one event; add some that do, or every cut above them is right"
            ))),
            (_, 0) => Err(refused(format!(
                "all its {n} {what} in the run cover one event; add some of other events, or every cut below is right"
            ))),
            _ => Ok(()),
        }
    }
}

/// How the events at one cut do by the labels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// The cut.
    pub cut: f32,
    /// What is made as large as possible: accuracy of pairs, or the mean of both F1s of groups; four decimals.
    pub score: f64,
    /// Pairs decided rightly; of groups all pairs of their articles.
    pub right: u64,
    /// BCubed F1 of groups, `None` for pairs.
    pub bcubed: Option<f64>,
    /// F1 of the pairs that cover one event.
    pub pairwise: f64,
}

/// Tries all cuts.
///
/// # Errors
/// None: all cuts that are tried are cuts.
pub fn trials(relations: &Relations, known: &Known, progress: &dyn Progress) -> Result<Vec<Trial>> {
    let cuts: Vec<f32> = TRIED.map(hundredths).collect();
    sweep::at_each(relations, &cuts, progress, |cut, event_of| trial(known, cut, event_of))
}

fn trial(known: &Known, cut: f32, event_of: &[usize]) -> Trial {
    match known {
        Known::Pairs(pairs) => {
            let (mut both, mut only_found, mut only_gold, mut neither) = (0_u64, 0_u64, 0_u64, 0_u64);
            for &(a, b, same) in pairs {
                match (same, event_of[a.index()] == event_of[b.index()]) {
                    (true, true) => both += 1,
                    (true, false) => only_gold += 1,
                    (false, true) => only_found += 1,
                    (false, false) => neither += 1,
                }
            }
            let right = both + neither;
            let wrong = only_found + only_gold;
            let pairwise = 2.0 * both as f64 / (2 * both + wrong).max(1) as f64;
            Trial {
                cut,
                score: round4(right as f64 / (right + wrong).max(1) as f64),
                right,
                bcubed: None,
                pairwise,
            }
        }
        Known::Groups(articles) => {
            let both = || articles.iter().map(|&(article, gold)| (gold, event_of[article.index()]));
            let pairs = |keys: Vec<(&str, usize)>| -> u64 {
                let mut keys = keys;
                keys.sort_unstable();
                keys.chunk_by(|x, y| x == y).map(|chunk| (chunk.len() * (chunk.len() - 1) / 2) as u64).sum()
            };
            let together = pairs(both().collect());
            let found = pairs(both().map(|(_, event)| ("", event)).collect());
            let (gold, apart) = known.pairs();
            let right = (gold + apart + 2 * together).saturating_sub(gold + found);
            let (bcubed, pairwise) = compare(both()).map_or((0.0, 0.0), |it| (it.bcubed.f1, it.pairwise.f1));
            let score = round4(f64::midpoint(bcubed, pairwise));
            Trial { cut, score, right, bcubed: Some(bcubed), pairwise }
        }
    }
}

/// What is decided, as places in the list of trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// First and last of the best cuts.
    pub best: (usize, usize),
    /// The middle of them; where they reach an end of what is tried, the one nearest to the default.
    pub middle: usize,
    /// The cut that is advised.
    pub chosen: usize,
    /// The default cut.
    pub default: usize,
}

/// Chooses from trials by that number of judgements; `None` without trials.
#[must_use]
pub fn choose(trials: &[Trial], judgements: usize) -> Option<Choice> {
    let default = nearest(trials, f64::from(EventSettings::CUT))?;
    let top = trials.iter().map(|trial| trial.score).fold(f64::NEG_INFINITY, f64::max);
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for at in (0..trials.len()).filter(|&at| trials[at].score >= top) {
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == at => *last = at,
            _ => stretches.push((at, at)),
        }
    }
    let middle = |(first, last): (usize, usize)| {
        if first == 0 || last + 1 == trials.len() {
            return default.clamp(first, last);
        }
        // Of an even number of cuts the middle one nearer to the default.
        let (low, high) = ((first + last) / 2, (first + last).div_ceil(2));
        if low.abs_diff(default) <= high.abs_diff(default) { low } else { high }
    };
    let best = stretches.into_iter().min_by_key(|&(first, last)| {
        (std::cmp::Reverse(last - first), middle((first, last)).abs_diff(default), first)
    })?;
    let n = judgements as f64;
    let middle = middle(best);
    let cut = (n * f64::from(trials[middle].cut) + PRIOR * f64::from(trials[default].cut)) / (n + PRIOR);
    Some(Choice { best, middle, chosen: nearest(trials, cut)?, default })
}

/// The trial whose cut is nearest.
fn nearest(trials: &[Trial], cut: f64) -> Option<usize> {
    let distance = |at: &usize| (f64::from(trials[*at].cut) - cut).abs();
    (0..trials.len()).min_by(|x, y| distance(x).total_cmp(&distance(y)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Trials at all cuts; the score is 1 in these ranges of hundredths.
    fn trials(best: &[std::ops::RangeInclusive<u16>]) -> Vec<Trial> {
        let score = |n: &u16| if best.iter().any(|range| range.contains(n)) { 1.0 } else { 0.5 };
        let trial =
            |n: u16| Trial { cut: hundredths(n), score: score(&n), right: 0, bcubed: None, pairwise: 0.0 };
        TRIED.map(trial).collect()
    }

    fn cut(best: &[std::ops::RangeInclusive<u16>], n: usize) -> (f32, f32) {
        let trials = trials(best);
        let choice = choose(&trials, n).unwrap();
        (trials[choice.middle].cut, trials[choice.chosen].cut)
    }

    #[test]
    fn the_middle_of_a_stretch_is_drawn_towards_the_default() {
        // .60 with 40 labels that count as much as the default: halfway.
        assert_eq!(cut(&[56..=64], 40), (0.6, 0.55));
        assert_eq!(cut(&[56..=64], 4_000), (0.6, 0.6));
        assert_eq!(cut(&[56..=64], 0), (0.6, 0.5));
        // (10 · .30 + 40 · .50) / 50 = .46.
        assert_eq!(cut(&[30..=30], 10), (0.3, 0.46));
    }

    #[test]
    fn of_stretches_the_longest_wins_then_the_nearest_to_the_default() {
        assert_eq!(cut(&[30..=32, 60..=66], 9_999).0, 0.63);
        assert_eq!(cut(&[30..=32, 55..=57], 9_999).0, 0.56);
        assert_eq!(cut(&[50..=51], 9_999).0, 0.5);
        assert_eq!(cut(&[40..=41], 9_999).0, 0.41);
        assert_eq!(choose(&[], 5), None);
    }

    #[test]
    fn an_open_stretch_does_not_pull() {
        assert_eq!(cut(&[20..=60], 9_999), (0.5, 0.5));
        assert_eq!(cut(&[20..=40], 9_999).0, 0.4);
        assert_eq!(cut(&[58..=80], 9_999).0, 0.58);
        assert_eq!(cut(&[20..=80], 9_999).0, 0.5);
    }

    #[test]
    fn labels_are_counted_by_hand() {
        let id = ArticleId;
        let pairs = Known::Pairs(vec![(id(0), id(1), true), (id(0), id(2), true), (id(1), id(3), false)]);
        assert_eq!((pairs.len(), pairs.pairs(), pairs.judgements()), (3, (2, 1), 3));
        // Joined: 0 1 3. One of two rightly joined, one wrongly: 1 of 3 right, F1 2 / (2 + 2).
        let tried = trial(&pairs, 0.5, &[0, 0, 1, 0]);
        assert_eq!((tried.right, tried.score, tried.pairwise), (1, 0.3333, 0.5));
        let groups = Known::Groups(vec![(id(0), "x"), (id(1), "x"), (id(2), "x"), (id(3), "y")]);
        assert_eq!((groups.len(), groups.pairs(), groups.judgements()), (4, (3, 3), 2));
        // Of six pairs 0-1 is rightly joined, 0-3 and 1-3 wrongly, 0-2 and 1-2 wrongly parted, 2-3 rightly parted.
        let tried = trial(&groups, 0.5, &[0, 0, 1, 0]);
        assert_eq!(tried.right, 2);
        assert!((tried.pairwise - 1.0 / 3.0).abs() < 1e-9);
        // Precision (2·2/3 + 1/1 + 1/3) / 4 = 2/3; recall (2·2/3 + 1/3 + 1) / 4 = 2/3.
        assert_eq!(tried.score, 0.5);
    }

    #[test]
    fn labels_of_one_kind_are_refused() {
        let path = Path::new("labels.csv");
        let refused = |known: Known, n| known.check(path, n).unwrap_err().to_string();
        let id = ArticleId;
        assert!(refused(Known::Pairs(vec![]), 0).contains("no label in it"));
        assert!(refused(Known::Pairs(vec![]), 7).contains("of its 7 labels none"));
        assert!(refused(Known::Pairs(vec![(id(0), id(1), true)]), 1).contains("all its 1 pairs"));
        assert!(refused(Known::Pairs(vec![(id(0), id(1), false)]), 1).contains("no two of its 1 pairs"));
        assert!(refused(Known::Groups(vec![(id(0), "x"), (id(1), "x")]), 2).contains("all its 2 articles"));
        assert!(Known::Groups(vec![(id(0), "x"), (id(1), "x"), (id(2), "y")]).check(path, 3).is_ok());
    }
}
