//! Dates as they are typed for `since` and `until`, in UTC.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::error::{Error, Result};

/// Refuses a period that ends before it begins.
///
/// # Errors
/// [`Error::Setting`] when it does.
pub fn check_order(since: Option<i64>, until: Option<i64>) -> Result<()> {
    match (since, until) {
        (Some(since), Some(until)) if since > until => Err(Error::Setting {
            setting: "--since",
            got: "after `--until`".to_owned(),
            expected: "a date that leaves articles between the two",
        }),
        _ => Ok(()),
    }
}

/// The first second of what was typed.
///
/// # Errors
/// What would be accepted.
pub fn since(typed: &str) -> Result<i64, String> {
    parse(typed).map(|(first, _)| first)
}

/// The last second of what was typed.
///
/// # Errors
/// What would be accepted.
pub fn until(typed: &str) -> Result<i64, String> {
    parse(typed).map(|(_, last)| last)
}

/// The first and the last second of a year, month, day or moment.
fn parse(typed: &str) -> Result<(i64, i64), String> {
    let refused = || "expected a date such as 2025, 2025-03, 2025-03-04 or 2025-03-04T12:00:00Z".to_owned();
    if let Ok(moment) = typed.parse::<Timestamp>() {
        return Ok((moment.as_second(), moment.as_second()));
    }
    let numbers: Option<Vec<i16>> =
        typed.split('-').map(|part| if part.len() < 2 { None } else { part.parse().ok() }).collect();
    let (first, length) = match numbers.as_deref() {
        Some(&[year]) if typed.len() == 4 => (Date::new(year, 1, 1), 1.year()),
        Some(&[year, month]) => (Date::new(year, narrow(month), 1), 1.month()),
        Some(&[year, month, day]) => (Date::new(year, narrow(month), narrow(day)), 1.day()),
        _ => return Err(refused()),
    };
    let first = first.map_err(|_| refused())?;
    let next = first.checked_add(length).map_err(|_| refused())?;
    let second = |date: Date| date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp().as_second());
    Ok((second(first).map_err(|_| refused())?, second(next).map_err(|_| refused())? - 1))
}

/// A part of a date; what does not fit is no part of any date.
fn narrow(part: i16) -> i8 {
    i8::try_from(part).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_cover_what_they_name() {
        assert_eq!(parse("1970"), Ok((0, 365 * 86_400 - 1)));
        assert_eq!(parse("1970-02"), Ok((31 * 86_400, 59 * 86_400 - 1)));
        assert_eq!(parse("1970-01-02"), Ok((86_400, 2 * 86_400 - 1)));
        assert_eq!(parse("1970-01-01T01:00:00+01:00"), Ok((0, 0)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for typed in ["", "70", "1970-13", "1970-02-30", "yesterday", "1970-1-1", "1970-01-01-01", "-5"] {
            assert!(parse(typed).is_err(), "{typed}");
        }
    }
}
