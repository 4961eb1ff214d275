//! The shapes in which news sources write a time, made one: seconds since 1970 in UTC, with what is known about them.
//!
//! A time without a zone is taken as UTC. Midnight to the second is what tools write that know only the day, so it
//! counts as known to the day; claiming a second there would make an article "first" on no evidence. Numeric dates of
//! which day and month cannot be told apart (`03/04/2010`) are left open here and decided for the whole column later.

use jiff::civil::Date;

use super::date_words;
use crate::article::DatePrecision;

/// A time that was read, or the two readings it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// What it says when the first number is the month, and in all other shapes.
    pub(super) month_first: Option<i64>,
    /// What it says when the first number is the day; equal to `month_first` in all other shapes.
    pub(super) day_first: Option<i64>,
    /// How exact it is.
    pub(super) precision: DatePrecision,
    /// Whether a time of day was given without a zone.
    pub(super) naive: bool,
}

impl Reading {
    fn single(seconds: i64, precision: DatePrecision, naive: bool) -> Self {
        Self { month_first: Some(seconds), day_first: Some(seconds), precision, naive }
    }
}

impl Reading {
    /// The same day at that time of day.
    pub(super) fn at(self, clock: Clock) -> Self {
        let later = |midnight: Option<i64>| {
            midnight.map(|midnight| midnight + clock.seconds - clock.offset.unwrap_or(0))
        };
        Self {
            month_first: later(self.month_first),
            day_first: later(self.day_first),
            precision: clock.precision,
            naive: clock.offset.is_none(),
        }
    }
}

/// Why a date was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Refused {
    /// No known shape.
    Unreadable,
    /// A known shape with an impossible day, or a year outside 1600 to 2200.
    Impossible,
}

/// Years that an article can be from; outside them a number was misread.
const YEARS: std::ops::RangeInclusive<i64> = 1600..=2200;

/// Time of day and zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// Seconds since local midnight.
    pub(super) seconds: i64,
    /// Whether seconds were given.
    pub(super) precision: DatePrecision,
    /// Seconds east of UTC, `None` when not stated.
    pub(super) offset: Option<i64>,
}

/// Reads a time in any of the known shapes.
pub(super) fn read(text: &str) -> Result<Reading, Refused> {
    let text = text.trim();
    if text.len() > 64 {
        return Err(Refused::Unreadable);
    }
    if !text.is_ascii() {
        // Only names of months and days, and spaces that do not break, are written with other characters.
        return date_words::read(&date_words::without_marks(text).ok_or(Refused::Unreadable)?);
    }
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let separator = bytes.get(digits).copied();
    match (digits, separator) {
        (0, Some(b'-')) => epoch(text),
        (_, None | Some(b'T' | b't')) if digits >= 8 => compact(text, digits),
        (9.., Some(b'.')) => epoch(text),
        (4, Some(b'-' | b'/' | b'.')) => year_first(text),
        (1 | 2, Some(b'-' | b'/' | b'.')) if numeric_parts(text).is_some() => year_last(text),
        _ => date_words::read(text),
    }
}

/// Joins a civil date and a clock to a reading.
pub(super) fn join(year: i64, month: i64, day: i64, clock: Option<Clock>) -> Result<Reading, Refused> {
    let midnight = midnight(year, month, day).ok_or(Refused::Impossible)?;
    Ok(match clock {
        None | Some(Clock { seconds: 0, precision: DatePrecision::Second, .. }) => {
            Reading::single(midnight, DatePrecision::Day, false)
        }
        Some(clock) => {
            let seconds = midnight + clock.seconds - clock.offset.unwrap_or(0);
            Reading::single(seconds, clock.precision, clock.offset.is_none())
        }
    })
}

/// Seconds of that day's midnight in UTC.
fn midnight(year: i64, month: i64, day: i64) -> Option<i64> {
    if !YEARS.contains(&year) {
        return None;
    }
    let date = Date::new(year as i16, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok().map(jiff::Timestamp::as_second)
}

/// `YYYY-MM-DD…`, `YYYY-MM`; also with `/` and `.`.
fn year_first(text: &str) -> Result<Reading, Refused> {
    let date_len = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.')).count();
    // A zone directly behind the date (`2017-11-14+01:00`, as XML schema allows) ends the date at ten bytes.
    let (date, rest) = text.split_at(date_len.min(10));
    let mut parts = date.split(['-', '/', '.']).map(number);
    let (year, month, day) = (parts.next().flatten(), parts.next().flatten(), parts.next());
    let (Some(year), Some(month), None) = (year, month, parts.next()) else {
        return Err(Refused::Unreadable);
    };
    match day {
        None if rest.is_empty() => {
            let first = midnight(year, month, 1).ok_or(Refused::Impossible)?;
            Ok(Reading::single(first, DatePrecision::Month, false))
        }
        None | Some(None) => Err(Refused::Unreadable),
        Some(Some(day)) => join(year, month, day, clock_after_date(rest)?),
    }
}

/// The three numbers of `MM-DD-YYYY` and its like, and what follows them.
fn numeric_parts(text: &str) -> Option<(i64, i64, i64, u8, &str)> {
    let separator = text.bytes().find(|b| !b.is_ascii_digit())?;
    let mut parts = text.splitn(3, char::from(separator));
    let (first, second, rest) = (number(parts.next()?)?, number(parts.next()?)?, parts.next()?);
    let year_len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let year = number(&rest[..year_len])?;
    (year_len == 4).then_some((first, second, year, separator, &rest[year_len..]))
}

/// `MM-DD-YYYY`, `DD/MM/YYYY`, `DD.MM.YYYY`.
fn year_last(text: &str) -> Result<Reading, Refused> {
    let (first, second, year, separator, rest) = numeric_parts(text).ok_or(Refused::Unreadable)?;
    let clock = clock_after_date(rest)?;
    let day_first = join(year, second, first, clock).ok();
    // Where dots part the numbers, the day comes first everywhere.
    let month_first = if separator == b'.' { day_first } else { join(year, first, second, clock).ok() };
    let known = day_first.or(month_first).ok_or(Refused::Impossible)?;
    if separator == b'.' {
        return Ok(known);
    }
    Ok(Reading {
        month_first: month_first.and_then(|reading| reading.month_first),
        day_first: day_first.and_then(|reading| reading.day_first),
        ..known
    })
}

/// Digits only: `YYYYMMDD`, `YYYYMMDDHHMM`, `YYYYMMDDHHMMSS`, `YYYYMMDDTHHMMSSZ`, or an epoch.
fn compact(text: &str, digits: usize) -> Result<Reading, Refused> {
    let date = |text: &str| Some((number(&text[..4])?, number(&text[4..6])?, number(&text[6..8])?));
    let (day, clock) = match digits {
        8 if text.len() == 8 => (date(text), None),
        8 => (date(text), clock_after_date(&text[8..])?),
        12 | 14 if text.len() == digits => (date(text), clock(&text[8..])),
        _ => (None, None),
    };
    let joined = day.map(|(year, month, day)| join(year, month, day, clock));
    match joined {
        // A date that no calendar has may still be a count of milliseconds.
        Some(Err(_)) if digits == 12 => epoch(text),
        Some(reading) => reading,
        None => epoch(text),
    }
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size.
fn epoch(text: &str) -> Result<Reading, Refused> {
    let whole = text.split_once('.').map_or(text, |(whole, fraction)| {
        if fraction.bytes().all(|b| b.is_ascii_digit()) { whole } else { "" }
    });
    let count: i64 = whole.parse().map_err(|_| Refused::Unreadable)?;
    let seconds = match count.unsigned_abs() {
        // Anything below is a day count, a year or a serial number; as seconds it would lie before March 1973.
        0..100_000_000 => return Err(Refused::Unreadable),
        100_000_000..100_000_000_000 => count,
        100_000_000_000..100_000_000_000_000 => count.div_euclid(1_000),
        100_000_000_000_000..100_000_000_000_000_000 => count.div_euclid(1_000_000),
        _ => count.div_euclid(1_000_000_000),
    };
    let year = jiff::Timestamp::from_second(seconds)
        .map(|time| i64::from(jiff::tz::Offset::UTC.to_datetime(time).year()))
        .map_err(|_| Refused::Impossible)?;
    if !YEARS.contains(&year) {
        return Err(Refused::Impossible);
    }
    // As everywhere, midnight to the second is what is written where only the day is known.
    let is_midnight = seconds % 86_400 == 0;
    Ok(Reading::single(seconds, if is_midnight { DatePrecision::Day } else { DatePrecision::Second }, false))
}

/// The clock behind a date, with its separator; `None` when nothing stands there.
fn clock_after_date(rest: &str) -> Result<Option<Clock>, Refused> {
    let rest = rest.strip_prefix(['T', 't', ' ', ',']).unwrap_or(rest).trim();
    if rest.is_empty() || zone(rest).is_some() {
        return Ok(None);
    }
    clock(rest).map(Some).ok_or(Refused::Unreadable)
}

/// `HH:MM`, `HH:MM:SS`, with fraction, `AM`/`PM` and zone; also `HHMM` and `HHMMSS`.
pub(super) fn clock(text: &str) -> Option<Clock> {
    let len = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b',')).count();
    let (time, rest) = text.split_at(len);
    let time = time.split(['.', ',']).next()?;
    let mut parts: [Option<&str>; 3] = [None; 3];
    if time.contains(':') {
        let mut pieces = time.split(':');
        parts = [pieces.next(), pieces.next(), pieces.next()];
        if pieces.next().is_some() {
            return None;
        }
    } else if matches!(time.len(), 4 | 6) {
        parts = [time.get(..2), time.get(2..4), time.get(4..6)];
    }
    let (mut hour, minute) = (number(parts[0]?)?, number(parts[1]?)?);
    let second = parts[2].map_or(Some(0), number)?;
    let mut rest = rest.trim();
    if let Some(half) = rest.get(..2).filter(|half| matches!(&*half.to_ascii_lowercase(), "am" | "pm")) {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half.eq_ignore_ascii_case("pm") { 12 } else { 0 };
        rest = rest[2..].trim();
    }
    let offset = if rest.is_empty() { None } else { Some(zone(rest)?) };
    if hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second > 0) {
        return None;
    }
    let precision = if parts[2].is_some() { DatePrecision::Second } else { DatePrecision::Minute };
    Some(Clock { seconds: hour * 3600 + minute * 60 + second, precision, offset })
}

/// Seconds east of UTC of `Z`, `+02:00`, `+0200`, `+02`, `GMT`, `EST`, `GMT+2`, and of `-0500 (EST)`.
fn zone(text: &str) -> Option<i64> {
    // What stands in brackets behind an offset repeats it in words: ` (EST)`, `[Europe/Paris]`.
    let text = text.split(['(', '[']).next()?.trim();
    let hours = match &*text.to_ascii_uppercase() {
        "Z" | "UTC" | "GMT" | "UT" | "WET" => 0,
        "EDT" => -4,
        // "ET" and its like do not say whether it is summer; an hour's error is smaller than no zone at all.
        "EST" | "CDT" | "ET" => -5,
        "CST" | "MDT" | "CT" => -6,
        "MST" | "PDT" | "MT" => -7,
        "PST" | "PT" => -8,
        "BST" | "CET" => 1,
        "CEST" => 2,
        other => return numeric_zone(other.trim_start_matches("GMT").trim_start_matches("UTC")),
    };
    Some(hours * 3600)
}

/// Seconds east of UTC of `+02:00`, `+0200`, `+02`.
fn numeric_zone(text: &str) -> Option<i64> {
    let sign = match text.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = &text[1..];
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (number(hours)?, number(minutes)?),
        None if digits.len() == 4 => (number(&digits[..2])?, number(&digits[2..])?),
        None => (number(digits)?, 0),
    };
    (hours <= 15 && minutes <= 59).then_some(sign * (hours * 3600 + minutes * 60))
}

/// A short run of digits, and nothing else.
pub(super) fn number(text: &str) -> Option<i64> {
    let short = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if short { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DatePrecision::{Day, Minute, Month, Second};

    /// 2017-11-14T00:00:00Z.
    const DAY: i64 = 1_510_617_600;
    const NOON: i64 = DAY + 43_200;

    #[test]
    fn known_shapes_are_read() {
        let cases = [
            ("2017-11-14", DAY, Day),
            ("2017/11/14", DAY, Day),
            ("2017-11-14T12:00:00Z", NOON, Second),
            ("2017-11-14T12:00Z", NOON, Minute),
            ("2017-11-14T12:00:00.123456+00:00", NOON, Second),
            ("2017-11-14T14:00:00+0200", NOON, Second),
            ("2017-11-14 07:00:00 -05:00", NOON, Second),
            ("2017-11-14 12:00:00", NOON, Second),
            ("2017-11-14 12:00:00 UTC", NOON, Second),
            ("2017-11-14 00:00:00", DAY, Day),
            ("2017-11-14T00:00:00+02:00", DAY, Day),
            ("2017-11-14+01:00", DAY, Day),
            ("2017-11", DAY - 13 * 86_400, Month),
            ("20171114", DAY, Day),
            ("20171114120000", NOON, Second),
            ("201711141200", NOON, Minute),
            ("20171114T120000Z", NOON, Second),
            ("1510660800", NOON, Second),
            ("1510660800.25", NOON, Second),
            ("1510660800123", NOON, Second),
            ("14.11.2017", DAY, Day),
            ("Tue, 14 Nov 2017 12:00:00 GMT", NOON, Second),
            ("Tue, 14 Nov 2017 07:00:00 -0500 (EST)", NOON, Second),
            ("14 November 2017", DAY, Day),
            ("November 14, 2017", DAY, Day),
            ("November 14, 2017 Tuesday", DAY, Day),
            ("Nov. 14, 2017 7:00 AM EST", NOON, Minute),
            ("14-Nov-2017", DAY, Day),
            ("Tue Nov 14 12:00:00 2017", NOON, Second),
            ("November 2017", DAY - 13 * 86_400, Month),
        ];
        for (text, seconds, precision) in cases {
            let reading = read(text).unwrap_or_else(|why| panic!("{text}: {why:?}"));
            assert_eq!((reading.month_first, reading.day_first), (Some(seconds), Some(seconds)), "{text}");
            assert_eq!(reading.precision, precision, "{text}");
        }
    }

    #[test]
    fn only_times_of_day_without_zone_are_naive() {
        let cases = [("2017-11-14", false), ("2017-11-14 12:00:00", true), ("2017-11-14 12:00:00Z", false)];
        for (text, naive) in cases {
            assert_eq!(read(text).map(|reading| reading.naive), Ok(naive), "{text}");
        }
    }

    #[test]
    fn day_and_month_stay_open_where_both_are_possible() {
        let open = read("03/04/2010").expect("a date");
        assert_eq!(open.month_first.expect("March 4") + 30 * 86_400, open.day_first.expect("April 3"));
        let american = read("11-14-2017").expect("a date");
        assert_eq!((american.month_first, american.day_first), (Some(DAY), None));
        let british = read("14/11/2017 12:00").expect("a date");
        assert_eq!((british.month_first, british.day_first), (None, Some(NOON)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        let unreadable =
            ["", "soon", "12:30", "2017", "7", "1234", "2017-11-14T99:00", "14 Brumaire 2017", "é", "-"];
        for text in unreadable {
            assert_eq!(read(text), Err(Refused::Unreadable), "{text}");
        }
        let impossible = ["2017-02-30", "2017-13-01", "0001-01-01", "9999-12-31", "20171399", "45/45/2017"];
        for text in impossible {
            assert_eq!(read(text), Err(Refused::Impossible), "{text}");
        }
    }
}
