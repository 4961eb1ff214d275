//! A record's values to an article that is not yet placed in the corpus.

use xxhash_rust::xxh3::Xxh3;

use super::choice::{Choice, Chosen, choose};
use super::dates::Reading;
use super::fields::{Field, Role, normalise};
use super::record::Record;
use super::tally::Tally;
use super::{host, language};
use crate::article::{DatePrecision, DateSource, Published};
use crate::space::Text;
use crate::units::Span;

/// An article as read from one record, before ids, outlets and order are settled.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) id: Option<Box<str>>,
    pub(super) outlet: Option<Box<str>>,
    pub(super) title: Option<Box<str>>,
    pub(super) text: Text,
    /// Whether the text is a summary, or the beginning of one that goes on elsewhere.
    pub(super) is_snippet: bool,
    pub(super) title_span: Option<Span>,
    pub(super) published: Option<Published>,
    /// A date whose day and month cannot be told apart without its column.
    pub(super) open_date: Option<Box<OpenDate>>,
    pub(super) lang: Option<Box<str>>,
    pub(super) url: Option<Box<str>>,
    pub(super) byline: Option<Box<str>>,
    pub(super) file: u32,
    pub(super) row: u64,
    pub(super) byte: Option<u64>,
    /// Hash of all that was read, without the place it was read from.
    pub(super) content: u128,
}

/// A date with two readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OpenDate {
    /// The column, normalised.
    pub(super) column: String,
    /// The kind of column.
    pub(super) source: DateSource,
    /// The readings.
    pub(super) reading: Reading,
}

/// The reason for refusing a record that holds nothing to compare.
pub(super) const NOTHING_TO_READ: &str = "no text and no title";

/// Makes a draft of a record. One with neither text nor title is refused later, because a table beside it may have them.
pub(super) fn draft(record: Record<'_>, tally: &mut Tally) -> Draft {
    let Chosen { values, date, is_snippet } = choose(record, tally);
    let [text, title, date_column, outlet, url, id, lang, byline] = values;
    let mut take = |field: Field, choice: Option<Choice>| {
        choice.map(|choice| {
            tally.count_mapping(field, &choice.column);
            choice.value
        })
    };
    let url_column = url.as_ref().map(|choice| choice.column.clone()).unwrap_or_default();
    let mut draft = Draft {
        id: take(Field::Id, id).map(trimmed),
        outlet: take(Field::Outlet, outlet).map(|name| host::outlet(&name)),
        title: take(Field::Title, title).map(trimmed),
        is_snippet: is_snippet && text.is_some(),
        text: take(Field::Text, text).unwrap_or_default().into(),
        title_span: None,
        published: None,
        open_date: None,
        lang: take(Field::Lang, lang).and_then(|stated| language::code(&stated)),
        url: take(Field::Url, url).map(trimmed),
        byline: take(Field::Byline, byline).map(trimmed),
        file: 0,
        row: 0,
        byte: None,
        content: 0,
    };
    if let (Some((reading, role)), Some(choice)) = (date, date_column) {
        tally.count_mapping(Field::Date, &choice.column);
        set_date(&mut draft, reading, role, &choice.column, tally);
    }
    if draft.outlet.is_none() {
        draft.outlet = draft.url.as_deref().and_then(host::of).map(String::into_boxed_str);
        if draft.outlet.is_some() {
            tally.count_mapping(Field::Outlet, &format!("host of {url_column}"));
        }
    }
    draft.content = content_hash(&draft);
    draft
}

fn trimmed(value: String) -> Box<str> {
    if value.trim().len() == value.len() { value.into() } else { value.trim().into() }
}

/// Sets the date of a draft, or leaves it open for its column to decide.
pub(super) fn set_date(draft: &mut Draft, reading: Reading, role: Role, column: &str, tally: &mut Tally) {
    let source = if let Role::Time(source) = role { source } else { DateSource::Published };
    tally.naive_dates += u64::from(reading.naive);
    if reading.month_first == reading.day_first {
        draft.open_date = None;
        draft.published =
            reading.day_first.map(|seconds| Published { seconds, precision: reading.precision, source });
        return;
    }
    let column = normalise(column);
    tally.vote(&column, &reading);
    match (reading.month_first, reading.day_first) {
        (Some(_), Some(_)) => draft.open_date = Some(Box::new(OpenDate { column, source, reading })),
        (seconds, other) => {
            draft.published =
                seconds.or(other).map(|seconds| Published { seconds, precision: reading.precision, source });
        }
    }
}

/// Hash of a draft's content; lengths keep neighbouring fields apart.
pub(super) fn content_hash(draft: &Draft) -> u128 {
    let mut hash = Xxh3::new();
    let parts = [&draft.outlet, &draft.title, &draft.lang, &draft.url, &draft.byline].map(Option::as_deref);
    for part in parts.into_iter().chain([Some(&*draft.text.read())]) {
        hash.update(&part.map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
        hash.update(part.unwrap_or_default().as_bytes());
    }
    let mut time = |precision: DatePrecision, source: DateSource, seconds: [Option<i64>; 2]| {
        hash.update(&[precision as u8, source as u8]);
        for seconds in seconds {
            hash.update(&seconds.unwrap_or(i64::MIN).to_le_bytes());
        }
    };
    match (&draft.published, &draft.open_date) {
        (Some(known), _) => time(known.precision, known.source, [Some(known.seconds); 2]),
        (None, Some(open)) => {
            time(open.reading.precision, open.source, [open.reading.month_first, open.reading.day_first]);
        }
        (None, None) => {}
    }
    hash.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::fields::Resolver;
    use crate::input::record::from_json;

    fn drafted(json: &str) -> Draft {
        let record = from_json(json, &Resolver::new(&[])).expect("an object");
        draft(record, &mut Tally::default())
    }

    #[test]
    fn the_first_usable_value_wins() {
        let cases = [
            (r#"{"text":"b","maintext":"a"}"#, "a"),
            (r#"{"maintext":"None","text":"b"}"#, "b"),
            (r#"{"description":"s","body":"b"}"#, "b"),
            (r#"{"description":"s","body":" "}"#, "s"),
            (r#"{"metadata":{"text":"m"},"content":"c"}"#, "c"),
            (r#"{"body":["one","two"]}"#, "one\n\ntwo"),
        ];
        for (json, text) in cases {
            assert_eq!(&*drafted(json).text.read(), text, "{json}");
        }
    }

    #[test]
    fn tokens_for_nothing_are_nothing() {
        for token in ["", " ", "None", "null", "NaN", "nan", "N/A", "-", "undefined"] {
            let json = format!(
                r#"{{"title":"t","url":"{token}","author":"{token}","source":"{token}","id":"{token}"}}"#
            );
            let draft = drafted(&json);
            assert!(draft.url.is_none() && draft.byline.is_none() && draft.id.is_none(), "{token}");
            assert!(draft.outlet.is_none(), "{token}");
        }
        for date in ["1970-01-01T00:00:00Z", "0000-00-00", "0000-00-00 00:00:00"] {
            assert!(drafted(&format!(r#"{{"title":"t","date":"{date}"}}"#)).published.is_none(), "{date}");
        }
    }

    #[test]
    fn source_is_an_address_an_object_or_an_outlet() {
        let cases = [
            (r#"{"title":"t","source":"https://www.bbc.co.uk/news/1"}"#, Some("bbc.co.uk"), true),
            (r#"{"title":"t","source":{"id":null,"name":"CNN"}}"#, Some("CNN"), false),
            (r#"{"title":"t","source":"Le Monde"}"#, Some("Le Monde"), false),
            (r#"{"title":"t","source":"WWW.CNN.com"}"#, Some("cnn.com"), false),
            (r#"{"title":"t","source":"not available","url":"http://x.org/1"}"#, Some("x.org"), true),
            (r#"{"title":"t","source":"12"}"#, None, false),
        ];
        for (json, outlet, has_url) in cases {
            let draft = drafted(json);
            assert_eq!(draft.outlet.as_deref(), outlet, "{json}");
            assert_eq!(draft.url.is_some(), has_url, "{json}");
        }
    }

    #[test]
    fn published_comes_before_modified_before_seen() {
        let draft =
            drafted(r#"{"title":"t","seendate":"20200101T000000Z","updated":"2019-01-01","date":"soon"}"#);
        assert_eq!(draft.published.map(|p| p.source), Some(DateSource::Modified));
    }

    #[test]
    fn authors_are_joined() {
        assert_eq!(drafted(r#"{"title":"t","authors":["A","B"]}"#).byline.as_deref(), Some("A, B"));
    }

    #[test]
    fn content_hashes_keep_fields_apart() {
        let (a, b) = (drafted(r#"{"title":"ab","text":"c"}"#), drafted(r#"{"title":"a","text":"bc"}"#));
        assert_ne!(a.content, b.content);
        assert_eq!(a.content, drafted(r#"{"text":"c","title":"ab","weather":1}"#).content);
    }
}
