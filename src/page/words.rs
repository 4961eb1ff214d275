//! Numbers, shares and times as a page says them.

use std::borrow::Cow;

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    article::{DatePrecision, Published},
    report::text::cut,
};

use crate::report::terminal::cells;

/// A count: templates hand over references, and lengths are not as wide as numbers of a run.
pub(super) trait Whole {
    fn whole(&self) -> u64;
}

impl Whole for u64 {
    fn whole(&self) -> u64 {
        *self
    }
}

impl Whole for usize {
    fn whole(&self) -> u64 {
        *self as u64
    }
}

impl<T: Whole> Whole for &T {
    fn whole(&self) -> u64 {
        (**self).whole()
    }
}

/// A count with its thousands apart.
pub(super) fn number(n: impl Whole) -> String {
    cells::number(n.whole())
}

/// A count and what is counted.
pub(super) fn counted(n: impl Whole, noun: &str) -> String {
    cells::counted(n.whole(), noun)
}

/// A name or a headline as far as a page has room for it: what an input calls one may be a book.
pub(super) fn short(text: &str) -> Cow<'_, str> {
    cut(text, 160)
}

/// A share in 0..=1 as a percentage; a small one is not nothing.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        p if p <= 0.0 => "0 %".to_owned(),
        p if p < 0.1 => "< 0.1 %".to_owned(),
        p if p < 10.0 => format!("{p:.1} %"),
        p => format!("{p:.0} %"),
    }
}

/// The same, where it may be unknown.
pub(super) fn percent_or_dash(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), percent)
}

/// A score in 0..=1.
pub(super) fn score(score: f64) -> String {
    format!("{score:.2}")
}

/// Day and time as exact as they are known.
pub(super) fn moment(published: Option<Published>) -> String {
    let Some(published) = published else { return "no date".to_owned() };
    let Ok(time) = Timestamp::from_second(published.seconds) else { return "no date".to_owned() };
    let format = match published.precision {
        DatePrecision::Second | DatePrecision::Minute => "%Y-%m-%d %H:%M",
        DatePrecision::Day => "%Y-%m-%d",
        DatePrecision::Month => "%Y-%m",
    };
    time.to_zoned(TimeZone::UTC).strftime(format).to_string()
}

/// The day of a time as lines have it.
pub(super) fn day(time: &str) -> &str {
    time.get(..10).unwrap_or(time)
}

/// From one day to another; `None` without any.
pub(super) fn period(first: Option<&str>, last: Option<&str>) -> Option<String> {
    let (first, last) = (day(first?), day(last?));
    Some(if first == last { first.to_owned() } else { format!("{first} to {last}") })
}

/// Days since 1970 of a time in seconds.
pub(super) fn days(seconds: i64) -> i64 {
    seconds.div_euclid(86_400)
}

/// The day with that number.
pub(super) fn day_name(day: i64) -> String {
    Timestamp::from_second(day.saturating_mul(86_400))
        .map(|time| time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

/// The words for a list of names, of which some may be left out.
pub(super) fn names(names: &[&str], shown: usize) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [all @ .., last] if names.len() <= shown => format!("{} and {last}", all.join(", ")),
        _ => format!("{} and {} more", names[..shown].join(", "), names.len() - shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_never_rounded_to_nothing() {
        let said = [0.0, 0.0004, 0.0123, 0.5, 1.0].map(percent);
        assert_eq!(said, ["0 %", "< 0.1 %", "1.2 %", "50 %", "100 %"]);
    }

    #[test]
    fn lists_are_cut() {
        assert_eq!(names(&["a", "b"], 3), "a and b");
        assert_eq!(names(&["a", "b", "c", "d"], 2), "a, b and 2 more");
        assert_eq!(names(&["a", "b", "c", "d"], 4), "a, b, c and d");
    }
}
