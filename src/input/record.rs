//! One record as found in a file: only the values that an article may need, borrowed where possible.
//!
//! JSON is walked once by a visitor that asks the [`Resolver`] about every key and skips what nobody asked for without
//! building it; the whole tree of a record is never in memory. Arrays are transparent: their elements count as values
//! of the array's own name, so lists of authors and texts given as lists of paragraphs need no rule of their own.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::fields::{Resolver, Role, Slot, append_normalised, normalise};

/// A value and the column it was found in.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// What it can fill.
    pub(super) slot: Slot,
    /// Values of the `metadata` object count after those of the record itself.
    pub(super) nested: bool,
    /// The column as the file names it.
    pub(super) column: Cow<'a, str>,
    /// The value.
    pub(super) value: Cow<'a, str>,
    /// Whether the value continues the one before it, as the next element of one array.
    pub(super) continued: bool,
}

/// A record: its values in the order in which they were found.
pub(super) type Record<'a> = Vec<Found<'a>>;

/// Reads one JSON object; the error is the reason for refusing it.
pub(super) fn from_json<'a>(json: &'a str, resolver: &Resolver) -> Result<Record<'a>, String> {
    match walk(json, resolver) {
        Ok(record) => Ok(record),
        // Python's `json.dumps` writes missing numbers as `NaN`, which is not JSON but means null.
        Err(error) => match without_nan(json) {
            Some(mended) => {
                walk(&mended, resolver).map(|record| record.into_iter().map(Found::into_owned).collect())
            }
            None => Err(error),
        },
    }
}

/// A record that was read into a tree; the error is the reason for refusing it.
#[cfg(feature = "parquet")]
pub(super) fn from_value(value: &serde_json::Value, resolver: &Resolver) -> Result<Record<'static>, String> {
    let (mut path, mut record) = (String::new(), Record::with_capacity(8));
    let walk =
        Walk { resolver, path: &mut path, label: "", nested: false, element: false, record: &mut record };
    walk.deserialize(value).map_err(|error| malformed(&error))?;
    Ok(record.into_iter().map(Found::into_owned).collect())
}

/// A record of columns and values; what no field needs is left out.
pub(super) fn from_columns<'a>(
    columns: impl IntoIterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
    resolver: &Resolver,
) -> Record<'a> {
    let mut record = Vec::with_capacity(8);
    for (column, value) in columns {
        for slot in resolver.slots(&normalise(&column)) {
            let (column, value) = (column.clone(), value.clone());
            record.push(Found { slot: *slot, nested: false, column, value, continued: false });
        }
    }
    record
}

impl Found<'_> {
    fn into_owned(self) -> Found<'static> {
        Found {
            slot: self.slot,
            nested: self.nested,
            column: Cow::Owned(self.column.into_owned()),
            value: Cow::Owned(self.value.into_owned()),
            continued: self.continued,
        }
    }
}

fn walk<'a>(json: &'a str, resolver: &Resolver) -> Result<Record<'a>, String> {
    if !json.trim_start().starts_with('{') {
        return Err(match serde_json::from_str::<IgnoredAny>(json) {
            Ok(_) => "not an object".into(),
            Err(error) => malformed(&error),
        });
    }
    let mut record = Vec::with_capacity(8);
    let mut path = String::new();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let walk =
        Walk { resolver, path: &mut path, label: "", nested: false, element: false, record: &mut record };
    walk.deserialize(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map(|()| record)
        .map_err(|error| malformed(&error))
}

/// The reason for a refusal, with the column; the line is the record's own.
fn malformed(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default();
    format!("malformed JSON at column {}: {what}", error.column())
}

/// The text with `NaN` and `Infinity` outside of strings replaced by `null`, if there are any.
fn without_nan(json: &str) -> Option<String> {
    if !json.contains("NaN") && !json.contains("Infinity") {
        return None;
    }
    let (mut mended, mut in_string, mut rest) = (String::with_capacity(json.len()), false, json);
    while let Some(c) = rest.chars().next() {
        let bare =
            ["-Infinity", "Infinity", "NaN"].into_iter().find(|word| !in_string && rest.starts_with(word));
        let len = match (bare, c) {
            (Some(word), _) => word.len(),
            (None, '\\') => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            (None, _) => c.len_utf8(),
        };
        in_string ^= c == '"';
        mended.push_str(if bare.is_some() { "null" } else { &rest[..len] });
        rest = &rest[len..];
    }
    Some(mended)
}

/// Visits the value under `path`, keeping what the resolver knows.
struct Walk<'w, 'a> {
    resolver: &'w Resolver,
    /// Normalised path of the value, empty for the record itself.
    path: &'w mut String,
    /// The same as the file writes it.
    label: &'w str,
    nested: bool,
    /// Whether the value is an element of an array, and not its first.
    element: bool,
    record: &'w mut Record<'a>,
}

impl<'a> Walk<'_, 'a> {
    fn keep(self, value: Cow<'a, str>) {
        let slots = self.resolver.slots(self.path);
        let Some((last, others)) = slots.split_last() else { return };
        let mut push = |slot: Slot, value| {
            let column = Cow::Owned(self.label.to_owned());
            self.record.push(Found { slot, nested: self.nested, column, value, continued: self.element });
        };
        for slot in others {
            push(*slot, value.clone());
        }
        push(*last, value);
    }
}

impl<'a> DeserializeSeed<'a> for Walk<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Walk<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an article")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let base = self.path.len();
        while let Some(Key(key)) = map.next_key()? {
            self.path.truncate(base);
            // Elasticsearch keeps the document under `_source`; it is the record, not the name of an outlet.
            let is_record = base == 0 && key == "_source";
            let is_metadata = base == 0 && matches!(&*key, "metadata" | "meta");
            // The value itself, as MongoDB and JSON-LD write it: `{"$date": "2025-03-04T12:00:00Z"}`.
            let is_value = base > 0 && matches!(&*key, "$date" | "$oid" | "$numberLong" | "@value");
            let is_record = is_record || is_value;
            if !is_record && !is_metadata {
                if base > 0 {
                    self.path.push('.');
                }
                append_normalised(self.path, &key);
                if self.resolver.slots(self.path).is_empty() && !self.resolver.is_object(self.path) {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            }
            let label = match (self.label, is_record) {
                ("", false) => key,
                (label, true) => Cow::Owned(label.to_owned()),
                (label, false) => Cow::Owned(format!("{label}.{key}")),
            };
            map.next_value_seed(Walk {
                resolver: self.resolver,
                path: &mut *self.path,
                label: &label,
                nested: self.nested || is_metadata,
                element: self.element,
                record: &mut *self.record,
            })?;
        }
        self.path.truncate(base);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<(), A::Error> {
        let (base, mut element) = (self.path.len(), self.element);
        loop {
            self.path.truncate(base);
            let walk = Walk {
                resolver: self.resolver,
                path: &mut *self.path,
                label: self.label,
                nested: self.nested,
                element,
                record: &mut *self.record,
            };
            if seq.next_element_seed(walk)?.is_none() {
                return Ok(());
            }
            element = true;
        }
    }

    fn visit_borrowed_str<E>(self, value: &'a str) -> Result<(), E> {
        self.keep(Cow::Borrowed(value));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.keep(Cow::Owned(value.to_owned()));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.keep(Cow::Owned(value.to_string()));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.keep(Cow::Owned(value.to_string()));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.keep(Cow::Owned(value.to_string()));
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        // No text, name or time is a truth value; only marks are.
        if self.resolver.slots(self.path).iter().any(|slot| matches!(slot.role, Role::Mark(_))) {
            self.keep(Cow::Borrowed(if value { "true" } else { "false" }));
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// An object's key, borrowed unless it holds escapes.
struct Key<'a>(Cow<'a, str>);

impl<'a> serde::Deserialize<'a> for Key<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'a> Visitor<'a> for KeyVisitor {
            type Value = Key<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, value: &'a str) -> Result<Key<'a>, E> {
                Ok(Key(Cow::Borrowed(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Key<'a>, E> {
                Ok(Key(Cow::Owned(value.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::fields::Field;

    fn found(json: &str) -> Vec<(Field, String, String)> {
        let resolver = Resolver::new(&[]);
        let record = from_json(json, &resolver).expect("an object");
        record.into_iter().map(|f| (f.slot.field, f.column.into_owned(), f.value.into_owned())).collect()
    }

    #[test]
    fn nested_names_are_reached_and_unknown_ones_skipped() {
        let json = r#"{"weather":{"text":"rain"},"fields":{"bodyText":"a\nb","x":[1]},"title":"t",
            "metadata":{"published_date":"2020","author":null},"publisher":{"name":"P"}}"#;
        let expected = [
            (Field::Text, "fields.bodyText", "a\nb"),
            (Field::Title, "title", "t"),
            (Field::Date, "metadata.published_date", "2020"),
            (Field::Outlet, "publisher.name", "P"),
        ];
        let expected: Vec<_> = expected.map(|(f, c, v)| (f, c.to_owned(), v.to_owned())).into();
        assert_eq!(found(json), expected);
    }

    #[test]
    fn lists_and_numbers_are_values() {
        let resolver = Resolver::new(&[]);
        let json = r#"{"id":7,"authors":["A",{"name":"B"}],"timestamp":1510660800.5}"#;
        let record = from_json(json, &resolver).expect("an object");
        let values: Vec<_> = record.iter().map(|f| (&*f.value, f.continued)).collect();
        assert_eq!(values, [("7", false), ("A", false), ("B", true), ("1510660800.5", false)]);
    }

    #[test]
    fn elasticsearch_documents_are_records() {
        let values = found(r#"{"_index":"n","_source":{"title":"t","source":{"name":"CNN"}}}"#);
        assert!(values.contains(&(Field::Title, "title".into(), "t".into())));
        assert!(values.contains(&(Field::Outlet, "source.name".into(), "CNN".into())));
    }

    #[test]
    fn python_nan_is_null() {
        assert_eq!(
            found(r#"{"title":"NaN \"NaN","author":NaN}"#),
            [(Field::Title, "title".into(), "NaN \"NaN".into())]
        );
    }

    #[test]
    fn refusals_name_column_and_cause() {
        let resolver = Resolver::new(&[]);
        let cases = [
            (r#"[1]"#, "not an object"),
            (r#""x""#, "not an object"),
            (r#"{"title":"#, "malformed JSON at column 9: EOF while parsing a value"),
            (r#"{"title":"\ud800"}"#, "malformed JSON at column 17: unexpected end of hex escape"),
            (r#"{} {}"#, "malformed JSON at column 4: trailing characters"),
            ("hello", "malformed JSON at column 1: expected value"),
        ];
        for (json, reason) in cases {
            assert_eq!(from_json(json, &resolver).expect_err("refused"), reason, "{json}");
        }
    }
}
