//! What was changed between two matching paragraphs: words put in, taken out, exchanged, moved, or only restyled.
//!
//! Between matching tiles the words that differ are aligned once more by their longest common subsequence (Wagner and
//! Fischer 1974), so that each difference is as small as it can be, and then named. The order of naming is: house style
//! before attribution before insertion, deletion and substitution.

use serde::{Deserialize, Serialize};

use super::alignment::Tile;
use crate::text::{WordId, Words};

/// One kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Another way to write the same: numbers, dates, honorifics, spelling.
    HouseStyle,
    /// Another source is named, or another verb of saying.
    Attribution,
    /// Words that only the second has.
    Insertion,
    /// Words that only the first has.
    Deletion,
    /// Other words in the same place.
    Substitution,
    /// Matching parts stand in another order.
    Reordering,
}

impl Change {
    /// All kinds, in their order.
    pub const ALL: [Self; 6] = [
        Self::HouseStyle,
        Self::Attribution,
        Self::Insertion,
        Self::Deletion,
        Self::Substitution,
        Self::Reordering,
    ];
}

/// A set of [`Change`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Changes(u8);

impl Changes {
    fn insert(&mut self, change: Change) {
        self.0 |= 1 << change as u8;
    }

    /// Whether the set holds this one.
    #[must_use]
    pub fn contains(self, change: Change) -> bool {
        self.0 & (1 << change as u8) != 0
    }

    /// All that the set holds, in order.
    pub fn iter(self) -> impl Iterator<Item = Change> {
        Change::ALL.into_iter().filter(move |&change| self.contains(change))
    }

    /// The same changes, seen from the other paragraph.
    #[must_use]
    pub fn reversed(self) -> Self {
        let mut reversed = Self::default();
        for change in self.iter() {
            reversed.insert(match change {
                Change::Insertion => Change::Deletion,
                Change::Deletion => Change::Insertion,
                other => other,
            });
        }
        reversed
    }
}

/// Words of a gap up to which it is aligned once more; a longer one differs as a whole.
const GAP: usize = 64;

/// Names the changes from `a` to `b`, given their tiles in order of `a`. What lies before the first tile and after the
/// last counts too.
#[must_use]
pub fn changes(words: &Words, a: &[WordId], b: &[WordId], tiles: &[Tile]) -> Changes {
    let mut found = Changes::default();
    // Tiles that follow one another in both; the rest was moved.
    let mut kept: Vec<Tile> = Vec::new();
    for tile in tiles {
        if kept.last().is_none_or(|last| last.b + last.length <= tile.b) {
            kept.push(*tile);
        } else {
            found.insert(Change::Reordering);
        }
    }
    if found.contains(Change::Reordering) {
        // What lies between moved parts says nothing about words.
        return found;
    }
    let (mut from_a, mut from_b) = (0_usize, 0_usize);
    for tile in kept.into_iter().chain([Tile { a: a.len(), b: b.len(), length: 0 }]) {
        let before = from_a.checked_sub(1).map(|at| words.get(a[at]));
        gap(words, before, &a[from_a..tile.a], &b[from_b..tile.b], &mut found);
        (from_a, from_b) = (tile.a + tile.length, tile.b + tile.length);
    }
    found
}

/// Names the differences of a gap; `before` is the matching word before it.
fn gap<'a>(words: &'a Words, before: Option<&'a str>, a: &[WordId], b: &[WordId], found: &mut Changes) {
    if a.len().max(b.len()) > GAP {
        name(words, before, a, b, found);
        return;
    }
    // Lengths of common subsequences of all suffixes.
    let width = b.len() + 1;
    let mut common = vec![0_u8; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i * width + j] = if a[i] == b[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut from_a, mut from_b, mut before) = (0_usize, 0_usize, 0, 0, before);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            name(words, before, &a[from_a..i], &b[from_b..j], found);
            before = Some(words.get(a[i]));
            (i, j) = (i + 1, j + 1);
            (from_a, from_b) = (i, j);
        } else if common[(i + 1) * width + j] >= common[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    name(words, before, &a[from_a..], &b[from_b..], found);
}

/// Names one difference: `a` became `b`, at least one of them not empty.
fn name(words: &Words, before: Option<&str>, a: &[WordId], b: &[WordId], found: &mut Changes) {
    let text = |side: &[WordId]| -> Vec<String> {
        side.iter().map(|&word| words.get(word).to_lowercase()).collect()
    };
    let (a, b) = (text(a), text(b));
    found.insert(match (a.is_empty(), b.is_empty()) {
        (true, true) => return,
        _ if is_house_style(&a, &b) => Change::HouseStyle,
        _ if is_attribution(before, &a, &b) => Change::Attribution,
        (true, false) => Change::Insertion,
        (false, true) => Change::Deletion,
        (false, false) => Change::Substitution,
    });
}

/// Number words and their figures, months, honorifics and units: each row is one thing written in several ways.
const SAME: &[&[&str]] = &[
    &["one", "1"],
    &["two", "2"],
    &["three", "3"],
    &["four", "4"],
    &["five", "5"],
    &["six", "6"],
    &["seven", "7"],
    &["eight", "8"],
    &["nine", "9"],
    &["ten", "10"],
    &["eleven", "11"],
    &["twelve", "12"],
    &["first", "1st"],
    &["second", "2nd"],
    &["third", "3rd"],
    &["january", "jan"],
    &["february", "feb"],
    &["march", "mar"],
    &["april", "apr"],
    &["june", "jun"],
    &["july", "jul"],
    &["august", "aug"],
    &["september", "sept", "sep"],
    &["october", "oct"],
    &["november", "nov"],
    &["december", "dec"],
    &["senator", "sen"],
    &["senators", "sens"],
    &["representative", "rep"],
    &["governor", "gov"],
    &["lieutenant", "lt"],
    &["general", "gen"],
    &["sergeant", "sgt"],
    &["captain", "capt"],
    &["doctor", "dr"],
    &["professor", "prof"],
    &["president", "pres"],
    &["saint", "st"],
    &["street", "st"],
    &["avenue", "ave"],
    &["boulevard", "blvd"],
    &["percent", "pct", "per cent", "prozent", "porcento", "por cento"],
    &["million", "mln", "m"],
    &["billion", "bn", "b"],
    &["kilometers", "kilometres", "km"],
    &["and", "und", "et", "y", "e"],
];

/// Words that one style puts before names or after figures and another leaves out.
const OPTIONAL: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "sir",
    "dame",
    "lord",
    "sen",
    "rep",
    "gov",
    "president",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "percent",
    "the",
    "dollars",
    "pct",
];

/// Days that a later print must name anew.
const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "heute",
    "gestern",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "hier",
];

fn is_house_style(a: &[String], b: &[String]) -> bool {
    let optional = |side: &[String]| side.iter().all(|word| OPTIONAL.contains(&word.as_str()));
    if a.is_empty() || b.is_empty() {
        return optional(a) && optional(b);
    }
    let days = |side: &[String]| side.iter().any(|word| DAYS.contains(&word.as_str())) && side.len() <= 2;
    let joined = |side: &[String], between: &str| -> String { side.join(between) };
    let row = |side: &[String]| {
        let written = joined(side, " ");
        move |row: &&&[&str]| row.contains(&written.as_str())
    };
    let same_row = SAME.iter().filter(row(a)).any(|found| row(b)(&found));
    let spelled = |side: &[String]| -> String {
        let own = side.iter().filter(|word| !OPTIONAL.contains(&word.as_str())).cloned().collect::<Vec<_>>();
        joined(&own, "")
            .replace("isation", "ization")
            .replace("ise", "ize")
            .replace("yse", "yze")
            .replace("our", "or")
            .replace("tre", "ter")
            .replace("ll", "l")
    };
    same_row || (days(a) && days(b)) || spelled(a) == spelled(b)
}

/// Verbs and phrases of saying.
const SAYING: &[&str] = &[
    "said",
    "says",
    "told",
    "tells",
    "stated",
    "announced",
    "reported",
    "reports",
    "added",
    "noted",
    "explained",
    "according",
    "wrote",
    "tweeted",
    "sagte",
    "erklärte",
    "berichtet",
    "teilte",
    "zufolge",
    "laut",
    "dit",
    "déclaré",
    "indiqué",
    "selon",
    "disse",
    "afirmou",
    "segundo",
    "dijo",
    "según",
    "dichiarato",
];

fn is_attribution(before: Option<&str>, a: &[String], b: &[String]) -> bool {
    let says = |word: &str| SAYING.contains(&word);
    let any = |side: &[String]| side.iter().any(|word| says(word));
    let after_told = before.is_some_and(|word| says(word) || word == "to") && a.len().max(b.len()) <= 6;
    let both_short = a.len().max(b.len()) <= 12;
    both_short
        && ((after_told && before.is_some_and(says) && !a.is_empty() && !b.is_empty()) || any(a) || any(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reuse::alignment;

    fn named(a: &str, b: &str) -> Vec<Change> {
        let mut words = Words::new();
        let mut read =
            |text: &str| -> Vec<WordId> { text.split(' ').map(|word| words.intern(word)).collect() };
        let (a, b) = (read(a), read(b));
        changes(&words, &a, &b, &alignment::tile(&a, &b)).iter().collect()
    }

    #[test]
    fn changes_have_names() {
        let start = "the harbour of lenn closed early because of the storm";
        let end = "and will open again when the ice is gone";
        let cases: &[(&str, &str, &[Change])] = &[
            ("x", "x", &[]),
            ("for nine days", "for 9 days", &[Change::HouseStyle]),
            ("by 12 percent", "by 12 per cent", &[Change::HouseStyle]),
            ("on sept 3", "on september 3", &[Change::HouseStyle]),
            ("mr quill asked", "quill asked", &[Change::HouseStyle]),
            ("in the centre", "in the center", &[Change::HouseStyle]),
            ("on monday", "yesterday", &[Change::HouseStyle]),
            ("she told the coast daily", "she told northline", &[Change::Attribution]),
            ("x", "x quill said", &[Change::Attribution]),
            ("x", "two weeks earlier than planned", &[Change::Substitution]),
            ("a long x", "a x", &[Change::Deletion]),
            ("a x", "a very long x", &[Change::Insertion]),
        ];
        for (a, b, expected) in cases {
            let whole = |middle: &str| format!("{start} {middle} {end}");
            assert_eq!(&named(&whole(a), &whole(b)), expected, "{a} -> {b}");
        }
    }

    #[test]
    fn moved_parts_are_reordered() {
        assert_eq!(named("a b c d e f g h", "e f g h a b c d"), [Change::Reordering]);
    }

    #[test]
    fn the_other_side_sees_the_opposite() {
        let mut changes = Changes::default();
        [Change::Insertion, Change::HouseStyle].into_iter().for_each(|change| changes.insert(change));
        assert_eq!(changes.reversed().iter().collect::<Vec<_>>(), [Change::HouseStyle, Change::Deletion]);
    }
}
