//! Articles and events by the day, as a chart of a dump's course needs them.
//!
//! Days are those of UTC, sorted, and only those on which something was published: a stray date a century away costs one
//! entry, and bars over a scale of time leave the gap. Cost: linear in articles, and sorting of days.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    events::Groups,
    times::{Period, rfc3339},
};
use crate::article::{DatePrecision, Published};

/// Days that a summary lists, ten years of them, so that it stays as small as a dashboard wants it. The latest are kept:
/// what goes is the history before what somebody watches.
pub const LONGEST: usize = 3660;

/// A day and what was published on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayCount {
    /// The day in UTC, such as `2025-03-04`.
    pub day: String,
    /// Articles published on it.
    pub articles: u64,
    /// Events of two articles or more that were first seen on it.
    pub events: u64,
}

/// What a summary says of days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Days {
    /// Number of days with articles.
    pub(super) count: u64,
    /// The latest of them.
    pub(super) listed: Vec<DayCount>,
}

/// Days with articles; those of articles dated to the month only are not known.
pub(super) fn days(groups: &Groups) -> Days {
    let mut counts: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
    for day in groups.corpus.articles.iter().filter_map(|article| day(article.published?)) {
        counts.entry(day).or_default().0 += 1;
    }
    for event in groups.found.events.iter().filter(|event| event.members.len() > 1) {
        // An event first seen on a day has an article of that day.
        let first = Period::of(groups.corpus, event.members.iter().copied()).first();
        if let Some(counts) = first.and_then(day).and_then(|day| counts.get_mut(&day)) {
            counts.1 += 1;
        }
    }
    let listed = counts
        .iter()
        .skip(counts.len().saturating_sub(LONGEST))
        .filter_map(|(&day, &(articles, events))| Some(DayCount { day: written(day)?, articles, events }));
    Days { count: counts.len() as u64, listed: listed.collect() }
}

/// Days from the first to the last time, both counted; `None` when there is none, or a day is not known.
pub(super) fn span(period: Period) -> Option<u64> {
    let (first, last) = (day(period.first()?)?, day(period.last()?)?);
    u64::try_from(last - first + 1).ok()
}

/// Days since 1970; `None` when only the month is known, or when RFC 3339 cannot write it.
fn day(published: Published) -> Option<i64> {
    let day = published.seconds.div_euclid(86_400);
    (published.precision != DatePrecision::Month && written(day).is_some()).then_some(day)
}

fn written(day: i64) -> Option<String> {
    let mut time = rfc3339(day.checked_mul(86_400)?)?;
    time.truncate("2025-03-04".len());
    Some(time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, Corpus, DateSource},
        events::Events,
        units::ArticleId,
    };

    fn corpus(times: &[(i64, DatePrecision)]) -> Corpus {
        let article = |&(seconds, precision): &(i64, DatePrecision)| Article {
            published: Some(Published { seconds, precision, source: DateSource::Published }),
            ..Article::default()
        };
        Corpus { articles: times.iter().map(article).collect(), ..Corpus::default() }
    }

    #[test]
    fn days_are_sorted_and_only_those_with_articles() {
        let corpus = corpus(&[
            (86_399, DatePrecision::Second),
            (0, DatePrecision::Day),
            (86_400 * 20_000, DatePrecision::Minute),
            (-1, DatePrecision::Second),
            (86_400 * 40, DatePrecision::Month),
            (i64::MAX, DatePrecision::Second),
        ]);
        let found = Events::default();
        let days = days(&Groups::new(&corpus, &found));
        let listed: Vec<(&str, u64)> =
            days.listed.iter().map(|day| (day.day.as_str(), day.articles)).collect();
        assert_eq!(listed, [("1969-12-31", 1), ("1970-01-01", 2), ("2024-10-04", 1)]);
        assert_eq!(days.count, 3);
    }

    #[test]
    fn the_latest_days_are_listed_and_all_are_counted() {
        let times: Vec<_> = (0..LONGEST as i64 + 5).map(|day| (day * 86_400, DatePrecision::Day)).collect();
        let (corpus, found) = (corpus(&times), Events::default());
        let days = days(&Groups::new(&corpus, &found));
        assert_eq!((days.count, days.listed.len()), (LONGEST as u64 + 5, LONGEST));
        assert_eq!(days.listed[0].day, "1970-01-06");
    }

    #[test]
    fn a_span_counts_both_ends() {
        let span = |times: &[(i64, DatePrecision)]| {
            let corpus = corpus(times);
            super::span(Period::of(&corpus, (0..times.len() as u32).map(ArticleId)))
        };
        assert_eq!(span(&[]), None);
        assert_eq!(span(&[(86_399, DatePrecision::Second)]), Some(1));
        assert_eq!(span(&[(86_400, DatePrecision::Second), (86_399, DatePrecision::Second)]), Some(2));
        assert_eq!(span(&[(0, DatePrecision::Month), (86_400, DatePrecision::Day)]), None);
    }
}
