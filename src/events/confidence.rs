//! How far an event can be trusted: the expected share of its pairs of articles that cover one event.
//!
//! `σ(−3 + 6.5·c + 1.8·w − 3.8·n)`, with `c` the mean score of its pairs, `w` that of its weakest member with the others and
//! `n` the highest mean score with another event: an event whose neighbour nearly joined it has an unclear edge, and what
//! is at the edge is in doubt. The coefficients are a logistic regression over the 1,953 events of two labelled articles or
//! more that the four dev sets have at the default cut, rounded; the cut is not asked for, so that an event is as sure as it
//! is at any cut. Fifths of these events by confidence (`examples/confidence.rs` repeats it):
//!
//! | confidence | mean | share of pairs that labels agree with | local | look-alikes | politics | world |
//! |---|---|---|---|---|---|---|
//! | .36–.87 | .746 | .738 | .678 | .933 | .807 | 1 |
//! | .87–.95 | .920 | .917 | .929 | .966 | .900 | .944 |
//! | .95–.98 | .968 | .969 | .973 | 1 | .948 | .933 |
//! | .98–.99 | .985 | .986 | .982 | .969 | .987 | 1 |
//! | .99–1 | .993 | .988 | .988 | .969 | 1 | 1 |
//!
//! The columns of the sets have fifths of their own. It sorts where there is something to sort: the two small sets (76 and
//! 42 events) have too few wrong pairs to tell. It was fitted on what it is measured on; fitted on three sets, it still
//! sorts the two large ones, and says too little of the small ones' lowest fifths.

/// Log-odds of an event of which nothing is known.
const INTERCEPT: f64 = -3.0;

/// What the mean score of its pairs weighs.
const COHESION: f64 = 6.5;

/// What the mean score of its weakest member weighs.
const WEAKEST: f64 = 1.8;

/// What the mean score with the nearest other event weighs.
const NEAREST: f64 = -3.8;

/// The confidence of an event with that mean score, weakest member and mean score with the nearest other event.
#[must_use]
pub fn of(cohesion: f64, weakest: f64, nearest: f64) -> f64 {
    let odds = INTERCEPT + COHESION * cohesion + WEAKEST * weakest + NEAREST * nearest;
    1.0 / (1.0 + (-odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rises_with_cohesion_and_falls_with_a_near_neighbour() {
        // −3 + 3.9 + .9 − 1.14 = .66, and 1/(1 + e^−.66) = .6593.
        assert!((of(0.6, 0.5, 0.3) - 0.6593).abs() < 1e-4);
        assert!(of(0.7, 0.5, 0.3) > of(0.6, 0.5, 0.3) && of(0.6, 0.6, 0.3) > of(0.6, 0.5, 0.3));
        assert!(of(0.6, 0.5, 0.4) < of(0.6, 0.5, 0.3));
        assert!(of(1.0, 1.0, 0.0) < 1.0 && of(0.0, 0.0, 1.0) > 0.0);
    }
}
