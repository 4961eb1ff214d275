//! What is counted while records are read: how columns were mapped, and everything a person should be told.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::choice;
use super::dates::{Reading, Refused};
use super::draft::Draft;
use super::encoding::{self, Encoding};
use super::fields::Field;
use super::record::Found;

/// Longest piece of a value that a warning quotes, in characters.
const QUOTED: usize = 40;

/// Counts that add up over chunks, files and runs in any order.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Records filled per field and column. A list, because a file has a dozen of them and every record adds to most.
    mapping: Vec<(Field, String, u64)>,
    /// Records with something in a column, of use or not; counted in a survey only, because it costs a look-up a value.
    seen: BTreeMap<String, u64>,
    /// Times without a zone.
    pub(super) naive_dates: u64,
    /// Records or files that were decoded as Windows-1252.
    windows_1252: u64,
    /// Records or files with bytes that are not UTF-8 among letters that are.
    broken_utf8: u64,
    /// Dates refused, with the smallest example: the choice must not depend on the order of reading.
    refused_dates: BTreeMap<Refused, (u64, String)>,
    /// Per column: dates that only make sense with the month first, and with the day first.
    votes: BTreeMap<String, (u64, u64)>,
}

impl Tally {
    /// The text of a record or file, counted when it was not in UTF-8.
    pub(super) fn decode<'b>(&mut self, bytes: &'b [u8]) -> Cow<'b, str> {
        let (text, encoding) = encoding::decode(bytes);
        self.count_encoding(encoding);
        text
    }

    /// Counts a record or file that was read as Windows-1252 because nothing said how it is encoded.
    pub(super) fn count_foreign(&mut self, is_foreign: bool) {
        self.windows_1252 += u64::from(is_foreign);
    }

    /// Counts a record or file of that encoding.
    pub(super) fn count_encoding(&mut self, encoding: Encoding) {
        self.windows_1252 += u64::from(encoding == Encoding::Windows1252);
        self.broken_utf8 += u64::from(encoding == Encoding::BrokenUtf8);
    }

    pub(super) fn count_mapping(&mut self, field: Field, column: &str) {
        self.add_mapping(field, column, 1);
    }

    fn add_mapping(&mut self, field: Field, column: &str, count: u64) {
        match self.mapping.iter_mut().find(|(f, c, _)| *f == field && c == column) {
            Some((_, _, sum)) => *sum += count,
            None => self.mapping.push((field, column.to_owned(), count)),
        }
    }

    /// Counts a value of a surveyed record.
    pub(super) fn see(&mut self, found: &Found<'_>) {
        if !found.slot.is_surveyed || found.continued || choice::is_nothing(found.value.trim()) {
            return;
        }
        match self.seen.get_mut(&*found.column) {
            Some(count) => *count += 1,
            None => drop(self.seen.insert(found.column.clone().into_owned(), 1)),
        }
    }

    /// The columns that were seen, sorted.
    pub(super) fn columns(&self) -> Vec<(String, u64)> {
        self.seen.iter().map(|(column, count)| (column.clone(), *count)).collect()
    }

    pub(super) fn refuse_date(&mut self, why: Refused, value: &str) {
        self.add_refused(why, 1, value.chars().take(QUOTED).collect());
    }

    fn add_refused(&mut self, why: Refused, count: u64, example: String) {
        let (sum, smallest) = self.refused_dates.entry(why).or_insert_with(|| (0, example.clone()));
        *sum += count;
        if example < *smallest {
            *smallest = example;
        }
    }

    /// Notes whether a numeric date shows which of day and month its column puts first.
    pub(super) fn vote(&mut self, column: &str, reading: &Reading) {
        let (month_first, day_first) = self.votes.entry(column.to_owned()).or_default();
        *month_first += u64::from(reading.day_first.is_none());
        *day_first += u64::from(reading.month_first.is_none());
    }

    /// Adds what another table says about dates in its columns.
    pub(super) fn add_dates(&mut self, other: &Self) {
        self.naive_dates += other.naive_dates;
        for (why, (count, example)) in &other.refused_dates {
            self.add_refused(*why, *count, example.clone());
        }
        for (column, (month_first, day_first)) in &other.votes {
            let sum = self.votes.entry(column.clone()).or_default();
            sum.0 += month_first;
            sum.1 += day_first;
        }
    }

    /// Adds the counts of another part of the input.
    pub(super) fn merge(&mut self, other: Self) {
        for (field, column, count) in other.mapping {
            self.add_mapping(field, &column, count);
        }
        for (column, count) in other.seen {
            *self.seen.entry(column).or_default() += count;
        }
        self.naive_dates += other.naive_dates;
        self.windows_1252 += other.windows_1252;
        self.broken_utf8 += other.broken_utf8;
        for (why, (count, example)) in other.refused_dates {
            self.add_refused(why, count, example);
        }
        for (column, (month_first, day_first)) in other.votes {
            let sum = self.votes.entry(column).or_default();
            sum.0 += month_first;
            sum.1 += day_first;
        }
    }

    /// The mapping as the report of a file gives it, sorted.
    pub(super) fn mapping(&self) -> Vec<(String, String, u64)> {
        let mut mapping: Vec<_> = self
            .mapping
            .iter()
            .map(|(field, column, count)| (field.to_string(), column.clone(), *count))
            .collect();
        mapping.sort();
        mapping
    }

    /// Decides the dates that were left open: by the other dates of the same column, if these agree. Gives a warning
    /// per column in which they could not be decided.
    pub(super) fn decide_dates(&self, drafts: &mut [Draft]) -> Vec<String> {
        let mut undecided: BTreeMap<String, u64> = BTreeMap::new();
        for draft in drafts {
            let Some(open) = draft.open_date.take() else { continue };
            let seconds = match self.votes.get(&open.column) {
                Some((1.., 0)) => open.reading.month_first,
                Some((0, 1..)) => open.reading.day_first,
                _ => None,
            };
            match seconds {
                Some(seconds) => {
                    let precision = open.reading.precision;
                    draft.published =
                        Some(crate::article::Published { seconds, precision, source: open.source });
                }
                None => *undecided.entry(open.column).or_default() += 1,
            }
        }
        let warn = |(column, count): (String, u64)| {
            format!(
                "{} in column `{column}` could have the day or the month first and nothing in the column decides: \
                 left undated",
                counted(count, "date")
            )
        };
        undecided.into_iter().map(warn).collect()
    }

    /// What a person should know, one sentence each.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.naive_dates > 0 {
            warnings.push(format!("{} without a time zone: taken as UTC", counted(self.naive_dates, "time")));
        }
        if self.windows_1252 > 0 {
            let what = counted(self.windows_1252, "text");
            warnings.push(format!("{what} not in UTF-8: read as Windows-1252"));
        }
        if self.broken_utf8 > 0 {
            let what = counted(self.broken_utf8, "text");
            warnings.push(format!(
                "{what} with bytes that are not UTF-8: each of them was replaced by `\u{fffd}`"
            ));
        }
        for (why, (count, example)) in &self.refused_dates {
            let what = match why {
                Refused::Unreadable => "not in a known form",
                Refused::Impossible => "with an impossible day or a year outside 1600 to 2200",
            };
            let dates = counted(*count, "date");
            warnings.push(format!("{dates} {what}, such as `{}`: left undated", example.escape_debug()));
        }
        warnings
    }
}

/// A count with its noun.
pub(super) fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
