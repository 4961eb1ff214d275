//! Times as they are written, and who was first as far as dates tell.

use jiff::Timestamp;

use super::names::DatePrecision;
use crate::{
    article::{Corpus, Published},
    units::ArticleId,
};

/// Seconds since 1970 as RFC 3339 in UTC; `None` before the year 0 and after 9999, which the format cannot write.
#[must_use]
pub(super) fn rfc3339(seconds: i64) -> Option<String> {
    const YEAR_0: i64 = -62_167_219_200;
    // The calendar itself ends in the last days of 9999.
    Timestamp::from_second(seconds).ok().filter(|_| seconds >= YEAR_0).map(|time| time.to_string())
}

/// The publication time as RFC 3339, when there is one.
pub(super) fn published(published: Option<Published>) -> Option<String> {
    published.and_then(|published| rfc3339(published.seconds))
}

/// The earliest and the latest known time of some articles.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Period {
    first: Option<Published>,
    last: Option<Published>,
}

impl Period {
    pub(super) fn of(corpus: &Corpus, articles: impl Iterator<Item = ArticleId>) -> Self {
        let mut period = Self::default();
        for published in articles.filter_map(|id| corpus.article(id).published) {
            if period.first.is_none_or(|first| published.seconds < first.seconds) {
                period.first = Some(published);
            }
            if period.last.is_none_or(|last| published.seconds > last.seconds) {
                period.last = Some(published);
            }
        }
        period
    }

    pub(super) fn first(self) -> Option<Published> {
        self.first
    }

    pub(super) fn last(self) -> Option<Published> {
        self.last
    }

    pub(super) fn first_seen(self) -> Option<String> {
        published(self.first)
    }

    pub(super) fn last_seen(self) -> Option<String> {
        published(self.last)
    }

    /// The coarser precision of both ends.
    pub(super) fn precision(self) -> DatePrecision {
        let ends = [self.first, self.last].into_iter().flatten().map(|end| end.precision);
        ends.max().map_or(DatePrecision::Unknown, DatePrecision::from)
    }
}

/// The earliest dated article, and whether another one may be as early; `None` when no article has a date.
pub(super) fn earliest(corpus: &Corpus, articles: &[ArticleId]) -> Option<(ArticleId, bool)> {
    let dated = articles.iter().filter_map(|&id| corpus.article(id).published.map(|time| (time, id)));
    let (time, first) = dated.min_by_key(|&(time, id)| (time.seconds, id))?;
    let may_be_as_early =
        |id: ArticleId| corpus.article(id).published.is_none_or(|other| other.ties_with(time));
    Some((first, articles.iter().any(|&id| id != first && may_be_as_early(id))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339_in_utc() {
        assert_eq!(rfc3339(0).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(rfc3339(1_741_097_520).as_deref(), Some("2025-03-04T14:12:00Z"));
        assert_eq!(rfc3339(-62_167_219_200).as_deref(), Some("0000-01-01T00:00:00Z"));
        assert_eq!(rfc3339(-62_167_219_201), None);
        assert_eq!(rfc3339(253_402_300_800), None);
        assert_eq!(rfc3339(i64::MIN), None);
    }
}
