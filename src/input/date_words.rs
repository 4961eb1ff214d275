//! Times written with the name of the month: RFC 2822, `14 November 2017`, `January 11, 2010 Monday`.
//!
//! The order of the parts is free, because no two of them can be confused: a word is a month or a weekday, four digits
//! are a year, one or two are a day, and a colon makes a clock. Anything else refuses the date.

use unicode_normalization::UnicodeNormalization;

use super::dates::{Clock, Reading, Refused, clock, join, number};
use crate::article::DatePrecision;

/// Names of months, without accents: English, German, French, Spanish, Italian, Portuguese, Dutch.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "jaenner", "janner", "janvier", "enero", "gennaio", "janeiro", "januari"],
    &["february", "februar", "fevrier", "febrero", "febbraio", "fevereiro", "februari"],
    &["march", "marz", "maerz", "mars", "marzo", "marco", "maart", "mrt"],
    &["april", "avril", "avr", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "maio", "mei"],
    &["june", "juni", "juin", "junio", "giugno", "junho"],
    &["july", "juli", "juillet", "julio", "luglio", "julho"],
    &["august", "aout", "agosto", "augustus"],
    &["september", "septembre", "septiembre", "setiembre", "settembre", "setembro"],
    &["october", "oktober", "octobre", "octubre", "ottobre", "outubro"],
    &["november", "novembre", "noviembre", "novembro"],
    &["december", "dezember", "decembre", "diciembre", "dicembre", "dezembro"],
];

/// Names of the days of the week, in the same languages.
#[rustfmt::skip]
const WEEKDAYS: [&str; 52] = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo",
    "lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica",
    "segunda", "terca", "quarta", "quinta", "sexta", "feira",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    "thurs", "tues", "weds",
];

/// Words that join the parts of a date and mean nothing.
#[rustfmt::skip]
const JOINTS: [&str; 22] = [
    "at", "on", "of", "de", "del", "der", "den", "am", "um", "uhr", "le", "les", "el", "la", "las", "a", "il", "alle", "ore",
    "em", "om", "uur",
];

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
        if let Some(position) = month_of(&word) {
            set(&mut month, position)?;
        } else if let Some(value) = number(&word) {
            set(if word.len() == 4 { &mut year } else { &mut day }, value)?;
        } else if let Some(value) =
            ["st", "nd", "rd", "th", "er"].iter().find_map(|end| number(word.strip_suffix(end)?))
        {
            set(&mut day, value)?;
        } else if !JOINTS.contains(&&*word) && !is_weekday(&word) {
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

/// Number of the month of that name, written out or cut to three letters or more (`Sept`); none where languages differ.
fn month_of(word: &str) -> Option<i64> {
    if word.len() < 3 {
        return None;
    }
    let mut found = (1..).zip(MONTHS).filter(|(_, names)| names.iter().any(|name| name.starts_with(word)));
    match (found.next(), found.next()) {
        (Some((number, _)), None) => Some(number),
        _ => None,
    }
}

fn is_weekday(word: &str) -> bool {
    word.len() >= 3 && WEEKDAYS.iter().any(|name| name.starts_with(word))
}

/// The text with letters without their accents, and with plain spaces; `None` when other characters are left.
pub(super) fn without_marks(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfd() {
        match c {
            // What follows the number of a day in Romance languages.
            '\u{300}'..='\u{36f}' | 'º' | 'ª' | '°' => {}
            c if c.is_whitespace() => plain.push(' '),
            '–' => plain.push('-'),
            c if c.is_ascii() => plain.push(c),
            _ => return None,
        }
    }
    Some(plain)
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
    fn months_have_names_in_several_languages() {
        let cases = [
            ("14. März 2017", "14 March 2017"),
            ("Dienstag, 14. Februar 2017", "14 February 2017"),
            ("1. Jänner 2017", "1 January 2017"),
            ("mardi 14 février 2017", "14 February 2017"),
            ("1er août 2017", "1 August 2017"),
            ("14 déc. 2017", "14 December 2017"),
            ("14 juin 2017", "14 June 2017"),
            ("14 juillet 2017", "14 July 2017"),
            ("14 de enero de 2017", "14 January 2017"),
            ("miércoles, 14 de setiembre de 2017", "14 September 2017"),
            ("14 gennaio 2017", "14 January 2017"),
            ("lunedì 14 maggio 2017", "14 May 2017"),
            ("1º de março de 2017", "1 March 2017"),
            ("terça-feira, 14 de outubro de 2017", "14 October 2017"),
            ("maandag 14 mei 2017", "14 May 2017"),
            ("14 maart 2017", "14 March 2017"),
            ("14\u{a0}October\u{a0}2017", "14 October 2017"),
        ];
        for (text, expected) in cases {
            let text = without_marks(text).expect(text);
            assert_eq!(read(&text), read(expected), "{text}");
            assert!(read(&text).is_ok(), "{text}");
        }
        // June or July, and a day or a month.
        assert_eq!(read("14 jui 2017"), Err(Refused::Unreadable));
        assert_eq!(without_marks("14 января 2017"), None);
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
