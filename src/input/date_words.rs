//! Times written with the name of the month: RFC 2822, `14 November 2017`, `January 11, 2010 Monday`.
//!
//! The order of the parts is free, because no two of them can be confused: a word is a month or a weekday, four digits
//! are a year, one or two are a day, and a colon makes a clock. Anything else refuses the date.

use super::dates::{Clock, Reading, Refused, clock, join, number};
use crate::article::DatePrecision;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Reads a time with a month's name in it.
pub(super) fn read(text: &str) -> Result<Reading, Refused> {
    let (mut year, mut month, mut day, mut time): (Option<i64>, Option<i64>, Option<i64>, Option<Clock>) =
        (None, None, None, None);
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', ',', '.', '-', '/', '|']);
        if rest.is_empty() {
            break;
        }
        let len = rest.find([' ', ',', '-', '/', '|']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(len);
        if word.contains(':') {
            let (read, left) = clock_ahead(rest).ok_or(Refused::Unreadable)?;
            set(&mut time, read)?;
            rest = left;
            continue;
        }
        rest = after;
        let word = word.trim_end_matches('.').to_ascii_lowercase();
        if let Some(position) = name_in(&MONTHS, &word) {
            set(&mut month, position)?;
        } else if let Some(value) = number(&word) {
            set(if word.len() == 4 { &mut year } else { &mut day }, value)?;
        } else if let Some(value) =
            ["st", "nd", "rd", "th"].iter().find_map(|end| number(word.strip_suffix(end)?))
        {
            set(&mut day, value)?;
        } else if !matches!(&*word, "at" | "on" | "of") && name_in(&WEEKDAYS, &word).is_none() {
            return Err(Refused::Unreadable);
        }
    }
    match (year, month, day, time) {
        (Some(year), Some(month), Some(day), time) => join(year, month, day, time),
        (Some(year), Some(month), None, None) => {
            join(year, month, 1, None).map(|first| Reading { precision: DatePrecision::Month, ..first })
        }
        _ => Err(Refused::Unreadable),
    }
}

/// A part may be stated once.
fn set<T>(part: &mut Option<T>, value: T) -> Result<(), Refused> {
    match part.replace(value) {
        None => Ok(()),
        Some(_) => Err(Refused::Unreadable),
    }
}

/// Position from 1 of a name, written out or cut to three letters or more (`Sept`).
fn name_in(names: &[&str], word: &str) -> Option<i64> {
    if word.len() < 3 {
        return None;
    }
    (1..).zip(names).find(|(_, name)| name.starts_with(word)).map(|(position, _)| position)
}

/// The longest clock at the start of the text (with half of day and zone, where they can be read), and what follows.
fn clock_ahead(text: &str) -> Option<(Clock, &str)> {
    let ends = text.match_indices([' ', ',']).map(|(at, _)| at).chain([text.len()]);
    let mut longest = None;
    for end in ends.take(4) {
        longest = clock(&text[..end]).map(|read| (read, &text[end..])).or(longest);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_may_stand_in_any_order_but_only_once() {
        let expected = read("11 January 2010").expect("a date");
        for text in ["January 11, 2010 Monday", "Monday, January 11th, 2010", "2010 Jan 11", "11/Jan/2010"] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        for text in ["11 12 January 2010", "May May 2010", "January 11", "11 2010", "Jan 11 2010 10:00 11:00"]
        {
            assert_eq!(read(text), Err(Refused::Unreadable), "{text}");
        }
    }

    #[test]
    fn clocks_may_stand_before_the_date() {
        let expected = read("14 Nov 2017 12:05 GMT").expect("a date");
        for text in ["12:05 GMT, 14 November 2017", "12:05 PM GMT 14 November 2017", "2017 Nov 14 07:05 EST"]
        {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }
}
