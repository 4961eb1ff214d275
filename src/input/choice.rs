//! Which of several values of a record is used.
//!
//! A value is usable when it is not one of the tokens that tools write for "nothing" and has the shape its field needs; the
//! first usable one in the order of the field table wins. Of texts a later one wins that is [`MUCH_LONGER`]: what stands
//! first is then a teaser or a caption. That is decided for each record by itself, not by the median of a column, so that the
//! corpus does not depend on how records are divided among files; the tally says which columns were used how often.

use super::dates::{self, Clock, Reading};
use super::fields::{Field, Mark, Role, Slot, normalise};
use super::record::{Found, Record};
use super::tally::Tally;
use super::{host, language, markup};
use crate::article::{DatePrecision, DateSource};

/// How many times as long a text must be to be taken before one that stands first in the table.
const MUCH_LONGER: usize = 2;

/// A usable value and the column it came from.
pub(super) struct Choice {
    pub(super) column: String,
    pub(super) value: String,
}

/// The values that are used, by field in the order of [`Field::ALL`].
pub(super) struct Chosen {
    pub(super) values: [Option<Choice>; Field::ALL.len()],
    pub(super) date: Option<(Reading, Role)>,
    /// Whether the text is a summary, or ends where it says that it goes on elsewhere.
    pub(super) is_snippet: bool,
}

/// What is gathered on the way to the choice.
#[derive(Default)]
struct Gathered {
    values: [Option<Choice>; Field::ALL.len()],
    text_role: Option<Role>,
    date: Option<(Reading, Role)>,
    clock: Option<Clock>,
    refused_date: Option<(dates::Refused, String)>,
    marks: Vec<Mark>,
    credits: Vec<String>,
}

/// Picks the value for every field.
pub(super) fn choose(mut record: Record<'_>, tally: &mut Tally) -> Chosen {
    // Stable, so that the elements of one array stay behind their first.
    record.sort_by_key(|found| (found.slot.field, found.nested, found.slot.rank));
    for found in &record {
        tally.see(found);
    }
    let mut gathered = Gathered::default();
    let mut found = record.into_iter().peekable();
    while let Some(first) = found.next() {
        let Slot { field, rank, role, .. } = first.slot;
        let continues =
            |next: &Found<'_>| next.continued && next.slot.field == field && next.slot.rank == rank;
        match role {
            Role::Unknown => {}
            Role::Mark(mark) => gathered.mark(mark, &first.value),
            Role::Credit if usable(&first) => gathered.credits.push(first.value.trim().to_owned()),
            _ if !usable(&first) => {}
            _ if field == Field::Date => gathered.date(first, role),
            _ if field == Field::Text => {
                // Of several forms of one text the first is meant; of its paragraphs all are.
                let parts = std::iter::from_fn(|| found.next_if(continues)).collect::<Vec<_>>();
                gathered.text(first, if role == Role::Html { Vec::new() } else { parts }, role);
            }
            _ if gathered.values[field as usize].is_some() => {}
            _ if field == Field::Byline => {
                let mut choice = Choice::of(first);
                while let Some(next) = found.next_if(continues) {
                    choice.value.push_str(", ");
                    choice.value.push_str(&next.value);
                }
                choice.value = without_brackets(choice.value);
                gathered.values[field as usize] = Some(choice);
            }
            _ => gathered.values[field as usize] = Some(Choice::of(first)),
        }
    }
    gathered.finish(tally)
}

impl Choice {
    fn of(found: Found<'_>) -> Self {
        Self { column: found.column.into_owned(), value: found.value.into_owned() }
    }
}

impl Gathered {
    fn mark(&mut self, mark: Mark, value: &str) {
        let is_true = ["true", "t", "1", "yes"].iter().any(|word| value.trim().eq_ignore_ascii_case(word));
        if mark != Mark::Syndicated || is_true {
            self.marks.push(mark);
        }
    }

    fn date(&mut self, found: Found<'_>, role: Role) {
        if self.date.is_some() {
            // A time of day in a column of its own belongs to the date beside it.
            if self.clock.is_none() && normalise(&found.column) == "time" {
                self.clock = dates::clock(found.value.trim());
            }
            return;
        }
        match dates::read(&found.value) {
            Ok(reading) => {
                self.date = Some((reading, role));
                self.values[Field::Date as usize] = Some(Choice::of(found));
            }
            Err(why) => {
                self.refused_date.get_or_insert_with(|| (why, found.value.into_owned()));
            }
        }
    }

    fn text(&mut self, found: Found<'_>, parts: Vec<Found<'_>>, role: Role) {
        let held = &self.values[Field::Text as usize];
        let is_better = match (self.text_role, held) {
            (None, _) | (_, None) => true,
            // Markup counts, which is much of a page: only plain texts are compared.
            (Some(Role::Plain), Some(held)) if role == Role::Plain => {
                let len: usize = found.value.len() + parts.iter().map(|part| part.value.len()).sum::<usize>();
                len >= MUCH_LONGER * held.value.len()
            }
            _ => false,
        };
        if !is_better {
            return;
        }
        let mut choice = Choice::of(found);
        for part in parts {
            choice.value.push_str("\n\n");
            choice.value.push_str(&part.value);
        }
        if role == Role::Html || is_markup(&choice.value) {
            choice.value = markup::text_of(&choice.value);
            if is_nothing(choice.value.trim()) {
                return;
            }
        }
        self.values[Field::Text as usize] = Some(choice);
        self.text_role = Some(role);
    }

    fn finish(mut self, tally: &mut Tally) -> Chosen {
        if let (None, Some((why, value))) = (&self.date, self.refused_date) {
            tally.refuse_date(why, &value);
        }
        if let (Some((reading, _)), Some(clock)) = (&mut self.date, self.clock)
            && reading.precision == DatePrecision::Day
        {
            *reading = reading.at(clock);
        }
        if let Some((_, role @ Role::Time(DateSource::Published))) = &mut self.date {
            let column = self.values[Field::Date as usize].as_ref().map(|choice| normalise(&choice.column));
            // Other columns of such a set say themselves what they are.
            if column.is_some_and(|column| column == "date") {
                let of = |mark| self.marks.contains(&mark);
                *role = match () {
                    () if of(Mark::Crawled) => Role::Time(DateSource::Crawled),
                    () if of(Mark::Seen) => Role::Time(DateSource::Seen),
                    () => *role,
                };
            }
        }
        if self.marks.contains(&Mark::Syndicated) {
            self.credits.push("Associated Press".to_owned());
        }
        if !self.credits.is_empty() {
            let byline = &mut self.values[Field::Byline as usize];
            let author = byline.take().map(|choice| choice.value);
            let value = author.into_iter().chain(self.credits).collect::<Vec<_>>().join(", ");
            *byline = Some(Choice { column: "credits".to_owned(), value });
        }
        let mut is_snippet = self.text_role == Some(Role::Snippet);
        if let Some(text) = &mut self.values[Field::Text as usize]
            && let Some(beginning) = without_count_of_the_rest(&text.value)
        {
            text.value.truncate(beginning);
            is_snippet = true;
        }
        Chosen { values: self.values, date: self.date, is_snippet }
    }
}

/// The names in a list as Python writes it into a table: `['Ida Berg', 'Jon Moe']`.
fn without_brackets(value: String) -> String {
    match value.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        None => value,
        Some(list) => {
            let names = list.split(',').map(|name| name.trim().trim_matches(['\'', '"']));
            names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
        }
    }
}

/// Whether a text is HTML though its name does not say so: it begins with a tag and closes one.
fn is_markup(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('<')
        && text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '!')
        && text.contains("</")
}

/// Where a text ends that a service has cut and says so: `… [+1234 chars]`.
fn without_count_of_the_rest(text: &str) -> Option<usize> {
    let count = text.trim_end().strip_suffix(" chars]")?;
    let before = count.trim_end_matches(|c: char| c.is_ascii_digit());
    let beginning = before.strip_suffix("[+").filter(|_| before.len() < count.len())?;
    Some(beginning.trim_end().len())
}

/// Whether a value says something, and has the shape that its field needs.
fn usable(found: &Found<'_>) -> bool {
    let value = found.value.trim();
    if is_nothing(value) {
        return false;
    }
    // The epoch and the zero date are missing numbers that went through a date type.
    if found.slot.field == Field::Date
        && ["1970-01-01", "0000-00-00"].iter().any(|zero| value.starts_with(zero))
    {
        return false;
    }
    match (found.slot.field, found.slot.role) {
        (_, Role::IfUrl) => host::is_url(value),
        (Field::Outlet, Role::IfName) => !host::is_url(value) && is_name(value),
        (Field::Outlet, _) => is_name(value),
        (Field::Lang, _) => language::code(value).is_some(),
        _ => true,
    }
}

/// Whether a value is one of the ways in which tools and services write that there is none.
pub(super) fn is_nothing(value: &str) -> bool {
    const TOKENS: [&str; 12] =
        ["none", "null", "nan", "n/a", "#n/a", "-", "undefined", "<na>", "nil", "[removed]", "[]", "{}"];
    value.is_empty()
        || TOKENS.iter().any(|token| value.eq_ignore_ascii_case(token))
        // R and pandas write it so; in other letters it is a word or a name.
        || matches!(value, "NA" | "NaT")
        // newsdata.io, in place of the text.
        || value.starts_with("ONLY AVAILABLE IN ")
}

/// Whether a value can name an outlet: a short line with a letter in it that does not say "unknown".
fn is_name(value: &str) -> bool {
    value.len() <= 200
        && !value.contains('\n')
        // An object or a list that went through a table as text.
        && !value.starts_with(['{', '['])
        && value.chars().any(char::is_alphabetic)
        && !["unknown", "not available"].iter().any(|token| value.eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_seen_where_nothing_says_so() {
        for html in ["<p>One</p>", " \n<div class='x'>a</div> b", "<!-- x --><p>a</p>"] {
            assert!(is_markup(html), "{html}");
        }
        for text in ["a <b>word</b>", "<3 this", "< 5 % of votes</", "<", "<p>", ""] {
            assert!(!is_markup(text), "{text}");
        }
    }

    #[test]
    fn lists_of_python_are_names() {
        for (value, names) in
            [("['Ida Berg', \"Jon O'Moe\"]", "Ida Berg, Jon O'Moe"), ("Ida [sic]", "Ida [sic]")]
        {
            assert_eq!(without_brackets(value.to_owned()), names);
        }
    }

    #[test]
    fn counts_of_the_rest_are_seen() {
        assert_eq!(without_count_of_the_rest("The ferry… [+123 chars]\n"), Some("The ferry…".len()));
        for text in ["The ferry", "[+ chars]", "a [+12 chars] b", "12 chars]"] {
            assert_eq!(without_count_of_the_rest(text), None, "{text}");
        }
    }
}
