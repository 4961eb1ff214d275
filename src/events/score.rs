//! One number for a pair: how much more alike two articles are than either is to its surroundings, and how near in time.
//!
//! A cosine of .3 means one thing among court reports and another among sports results. So the similarity `B` of a pair
//! is weighed against the `k`-th best similarity of both articles, `k` = 1, 5 and 20 (local scaling, after Zelnik-Manor
//! and Perona 2004), copies not counted:
//!
//! `z = 4.4 + 7.4·ln(B + .05) − .63·ln(1 + Δt) + 1.9·exp(−Δt/3) − 3.1·L₁ + 2.4·L₅ − 3.0·L₂₀ + 1.5·(N − .2)`
//!
//! with `L_k` the mean over both articles of `ln(k-th best of S + .02)`, `S = B·(.6 + .4·exp(−Δt²/18))`, `Δt` in days and
//! `N` the agreement of numbers ([`Numbers::agreement`]). `z` is taken as the log-odds that the two cover one event; the
//! score is `z` clipped to ±5 and mapped to 0..=1, so a score of .5 says that it is as likely as not.
//! The coefficients started as a logistic regression over all pairs with `B ≥ .04` of the four dev sets, every set
//! weighted equally, and were then moved to where both F1s, averaged over a range of cuts, over the sets and over thinned
//! and undated versions of the sets, are best. Found on three sets, they hold on the fourth (`benches/record/`).

use rayon::prelude::*;

use super::{candidates::Candidate, numbers::Numbers};
use crate::{
    article::{Corpus, Published},
    error::{Error, Result},
    units::ArticleId,
};

/// How fine events are cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventSettings {
    cut: f32,
}

impl EventSettings {
    /// Mean score at which two groups are still one event: even odds. From .45 to .55 both F1s stay within two points;
    /// lower joins the days of a running story, higher splits events.
    pub const CUT: f32 = 0.5;

    /// A finer cut, for single developments: log-odds of +1, so three in four that two groups which just join cover one
    /// event. On the four dev sets BCubed precision is .96 and recall .86 on average, where [`Self::CUT`] has .94 and .91.
    pub const FINE: f32 = 0.6;

    /// A coarser cut, at which each story is one event, because stories are linked with it: log-odds of −1.6, one in six
    /// that two groups which just join cover one event. On the dev sets precision is .88 and recall .95.
    pub const STORY: f32 = 0.34;

    /// Checked settings.
    ///
    /// # Errors
    /// When `cut` is outside 0..=1, both ends excluded.
    pub fn new(cut: f32) -> Result<Self> {
        if cut > 0.0 && cut < 1.0 {
            return Ok(Self { cut });
        }
        Err(Error::Setting { setting: "--cut", got: cut.to_string(), expected: "a number between 0 and 1" })
    }

    /// Mean score at which two groups are still one event.
    #[must_use]
    pub fn cut(&self) -> f32 {
        self.cut
    }
}

impl Default for EventSettings {
    fn default() -> Self {
        Self { cut: Self::CUT }
    }
}

/// Two articles and the score that they cover one event, in 0..=1; pairs without an edge have score 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The article earlier in corpus order.
    pub a: ArticleId,
    /// The article later in corpus order.
    pub b: ArticleId,
    /// Lexical similarity in 0..=1.
    pub similarity: f32,
    /// The score.
    pub score: f32,
}

/// What the pairs of a corpus come to.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// All pairs with a score above 0, in the order of the candidates.
    pub edges: Vec<Edge>,
    /// Per article: the similarities of rank 1, 5 and 20 among its neighbours, 0 where there are fewer.
    pub surroundings: Vec<Surroundings>,
}

/// The similarities of an article's neighbours at the ranks that describe its surroundings: 1, 5 and 20.
pub type Surroundings = [f32; RANKS.len()];

/// Similarity from which an article is a copy, which says nothing about the surroundings.
const COPY: f32 = 0.95;

/// The ranks whose similarities describe an article's surroundings.
const RANKS: [usize; 3] = [1, 5, 20];

/// What an unknown time difference counts as: a week apart, halfway near.
const UNKNOWN: (f64, f64) = (7.0, 0.5);

/// Log-odds beyond which a score says no more.
const CLIP: f64 = 5.0;

/// What the parts of the score weigh, in log-odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficients {
    /// Of a pair of which nothing else is known.
    pub intercept: f64,
    /// For `ln(B + .05)`.
    pub similarity: f64,
    /// For `ln(1 + Δt)`, days.
    pub distance: f64,
    /// For `exp(−Δt/3)`.
    pub nearness: f64,
    /// For the similarities that describe the surroundings, by rank.
    pub ranks: [f64; RANKS.len()],
    /// For the agreement of numbers.
    pub numbers: f64,
}

impl Default for Coefficients {
    fn default() -> Self {
        Self {
            intercept: 4.4,
            similarity: 7.4,
            distance: -0.63,
            nearness: 1.9,
            ranks: [-3.1, 2.4, -3.0],
            numbers: 1.5,
        }
    }
}

/// Agreement of numbers of a pair of which it is not known: what two articles on different events have on average.
const UNKNOWN_AGREEMENT: f64 = 0.2;

/// Scores all candidates; pairs with score 0 are dropped. `n` is the number of articles that took part.
#[must_use]
pub fn score(
    corpus: &Corpus,
    numbers: &Numbers,
    n: usize,
    candidates: &[Candidate],
    weigh: &Coefficients,
) -> Scores {
    let surroundings = surroundings(corpus, n, candidates);
    let edges = candidates
        .par_iter()
        .filter_map(|candidate| {
            let Candidate { a, b, similarity } = *candidate;
            let (distance, nearness) = days(corpus, a, b).map_or(UNKNOWN, |days| (days, (-days / 3.0).exp()));
            let around: f64 = (0..RANKS.len())
                .map(|rank| {
                    let side = |id: ArticleId| (f64::from(surroundings[id.index()][rank]) + 0.02).ln();
                    weigh.ranks[rank] * (side(a) + side(b)) / 2.0
                })
                .sum();
            let agreement = numbers.agreement(a, b).unwrap_or(UNKNOWN_AGREEMENT);
            let odds = weigh.intercept
                + weigh.similarity * (f64::from(similarity) + 0.05).ln()
                + weigh.distance * (1.0 + distance).ln()
                + weigh.nearness * nearness
                + around
                + weigh.numbers * (agreement - UNKNOWN_AGREEMENT);
            let score = (odds.clamp(-CLIP, CLIP) / (2.0 * CLIP) + 0.5) as f32;
            (score > 0.0).then_some(Edge { a, b, similarity, score })
        })
        .collect();
    Scores { edges, surroundings }
}

/// The log-odds that a score stands for.
#[must_use]
pub fn odds(score: f64) -> f64 {
    (score - 0.5) * 2.0 * CLIP
}

/// The probability that a score stands for, in 0..=1.
#[must_use]
pub fn probability(score: f64) -> f64 {
    1.0 / (1.0 + (-odds(score)).exp())
}

/// Days between two articles; `None` when either is undated, or when both may lie anywhere in the same weeks because
/// only a month is known.
#[must_use]
pub fn days(corpus: &Corpus, a: ArticleId, b: ArticleId) -> Option<f64> {
    const DAY: i64 = 86_400;
    let time = |published: Published| {
        // A day without a time of day is its noon, a month without a day its middle.
        let middle = if published.uncertainty() > 60 { published.uncertainty() / 2 } else { 0 };
        published.seconds + middle
    };
    let (a, b) = (corpus.article(a).published?, corpus.article(b).published?);
    let apart = (time(a) - time(b)).abs();
    let vague = a.uncertainty().max(b.uncertainty());
    (vague <= DAY || apart > vague).then_some(apart as f64 / DAY as f64)
}

/// Per article: the similarities of rank 1, 5 and 20 among its neighbours, 0 where there are fewer.
fn surroundings(corpus: &Corpus, n: usize, candidates: &[Candidate]) -> Vec<Surroundings> {
    const MOST: usize = RANKS[RANKS.len() - 1];
    let mut best = vec![[0.0_f32; MOST]; corpus.len()];
    for candidate in candidates.iter().filter(|candidate| candidate.similarity < COPY) {
        let nearness = days(corpus, candidate.a, candidate.b)
            .map_or(1.0, |days| 0.6 + 0.4 * (-days * days / 18.0).exp());
        let similarity = candidate.similarity * nearness as f32;
        for id in [candidate.a, candidate.b] {
            let best = &mut best[id.index()];
            if similarity > best[MOST - 1] {
                let at = best.partition_point(|&other| other >= similarity);
                best[at..].rotate_right(1);
                best[at] = similarity;
            }
        }
    }
    // In a corpus of fewer articles than a rank, the last neighbour there can be stands for it.
    let ranks = RANKS.map(|rank| rank.min(n.saturating_sub(1)).max(1) - 1);
    best.into_iter().map(|best| ranks.map(|rank| best[rank])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, DatePrecision, DateSource},
        text::WordId,
    };

    fn at(day: i64, precision: DatePrecision) -> Option<Published> {
        Some(Published { seconds: day * 86_400, precision, source: DateSource::Published })
    }

    fn corpus(dates: &[Option<Published>]) -> Corpus {
        let article = |&published: &Option<Published>| Article { published, ..Article::default() };
        Corpus { articles: dates.iter().map(article).collect(), ..Corpus::default() }
    }

    /// The score of two articles of this similarity, dates and numbers, which are each other's nearest.
    fn score_of(dates: [Option<Published>; 2], numbers: [&[u32]; 2]) -> f64 {
        let pair = Candidate { a: ArticleId(0), b: ArticleId(1), similarity: 0.3 };
        let numbers = numbers.map(|of| of.iter().map(|&word| WordId(word)).collect());
        let numbers = Numbers::from_lists(Vec::from(numbers));
        let found = score(&corpus(&dates), &numbers, 2, &[pair], &Coefficients::default());
        f64::from(found.edges[0].score)
    }

    #[test]
    fn an_unknown_time_is_neither_near_nor_far() {
        let second = |day| at(day, DatePrecision::Second);
        let near = score_of([second(10), second(10)], [&[], &[]]);
        let days = score_of([second(10), second(13)], [&[], &[]]);
        let far = score_of([second(10), second(50)], [&[], &[]]);
        let unknown = score_of([second(10), None], [&[], &[]]);
        assert!(near > days && days > unknown && unknown > far, "{near} {days} {unknown} {far}");
        assert_eq!(unknown.to_bits(), score_of([None, None], [&[], &[]]).to_bits());
    }

    #[test]
    fn days_and_months_are_known_as_far_as_they_are() {
        let (day, month) = (DatePrecision::Day, DatePrecision::Month);
        let days = |x, y| days(&corpus(&[x, y]), ArticleId(0), ArticleId(1));
        assert_eq!(days(at(10, day), at(12, day)), Some(2.0));
        assert_eq!(days(at(10, day), at(10, DatePrecision::Second)), Some(0.5));
        // Both in one month: anything from no time to a month.
        assert_eq!(days(at(0, month), at(0, month)), None);
        assert_eq!(days(at(0, month), at(40, month)), Some(40.0));
        assert_eq!(days(at(0, month), None), None);
    }

    #[test]
    fn clashing_numbers_count_against_and_missing_ones_do_not() {
        let numbers = |a, b| score_of([None, None], [a, b]);
        let (same, part, none) =
            (numbers(&[3, 22], &[3, 22]), numbers(&[3, 22], &[3, 40]), numbers(&[3, 22], &[4, 40]));
        let unknown = numbers(&[3, 22], &[]);
        assert!(same > part && part > unknown && unknown > none, "{same} {part} {unknown} {none}");
    }

    #[test]
    fn even_odds_are_a_score_of_one_half() {
        assert!((probability(0.5) - 0.5).abs() < 1e-12 && (odds(0.6) - 1.0).abs() < 1e-9);
    }
}
