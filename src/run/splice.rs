//! Values of a JSON object exchanged in place, so that everything else stays as it was written, byte for byte.
//!
//! A cut that is made anew changes a few values of a line. To read a line into a type and write it again would lose the
//! keys that this version does not know, and would have every type of line know how to be read. So a line is looked over
//! for the places of its values, and the new ones are put there. Only JSON of our own making is looked at; what is not
//! an object of it is refused. Cost: one pass over the bytes of the line.

use std::ops::Range;

use memchr::memchr2;

/// The object with other values for some keys, which must all be there; `None` when they are not, or it is no object.
#[must_use]
pub(super) fn replace(object: &str, values: &[(&str, String)]) -> Option<String> {
    let places = places(object)?;
    let mut edits: Vec<(Range<usize>, &str)> = values
        .iter()
        .map(|(key, value)| {
            let (_, place) = places.iter().find(|(known, _)| known == key)?;
            Some((place.clone(), value.as_str()))
        })
        .collect::<Option<_>>()?;
    edits.sort_by_key(|(place, _)| place.start);
    let mut replaced = String::with_capacity(object.len() + 32);
    let mut done = 0;
    for (place, value) in edits {
        replaced.push_str(&object[done..place.start]);
        replaced.push_str(value);
        done = place.end;
    }
    replaced.push_str(&object[done..]);
    Some(replaced)
}

/// The value of a key as it is written; `None` when there is no such key, or it is no object.
#[must_use]
pub(super) fn value<'a>(object: &'a str, key: &str) -> Option<&'a str> {
    places(object)?.into_iter().find(|(known, _)| *known == key).map(|(_, place)| &object[place])
}

/// The same JSON without space between its parts.
#[must_use]
pub(super) fn compact(json: &str) -> Option<String> {
    let mut compacted = String::with_capacity(json.len());
    let mut at = 0;
    while at < json.len() {
        let end = match json.as_bytes()[at] {
            b'"' => string(json, at)?,
            b' ' | b'\n' | b'\r' | b'\t' => {
                at += 1;
                continue;
            }
            // Outside strings there is nothing but ASCII.
            _ => at + 1,
        };
        compacted.push_str(json.get(at..end)?);
        at = end;
    }
    Some(compacted)
}

/// Keys of an object and the places of their values.
fn places(object: &str) -> Option<Vec<(&str, Range<usize>)>> {
    let byte = |at: usize| object.as_bytes().get(at).copied();
    let mut found = Vec::with_capacity(32);
    let mut at = space(object, 0);
    if byte(at)? != b'{' {
        return None;
    }
    at = space(object, at + 1);
    if byte(at)? == b'}' {
        return Some(found);
    }
    loop {
        if byte(at)? != b'"' {
            return None;
        }
        let end = string(object, at)?;
        let key = &object[at + 1..end - 1];
        at = space(object, end);
        if byte(at)? != b':' {
            return None;
        }
        let start = space(object, at + 1);
        let end = any(object, start)?;
        found.push((key, start..end));
        at = space(object, end);
        match byte(at)? {
            b',' => at = space(object, at + 1),
            b'}' => return Some(found),
            _ => return None,
        }
    }
}

/// Where the space that begins there ends.
fn space(json: &str, from: usize) -> usize {
    let bytes = json.as_bytes().get(from..).unwrap_or_default();
    from + bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count()
}

/// Where the string that begins there ends.
fn string(json: &str, from: usize) -> Option<usize> {
    let mut at = from + 1;
    loop {
        at += memchr2(b'"', b'\\', json.as_bytes().get(at..)?)?;
        if json.as_bytes()[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Where the value that begins there ends.
fn any(json: &str, from: usize) -> Option<usize> {
    let bytes = json.as_bytes();
    match bytes.get(from)? {
        b'"' => string(json, from),
        b'{' | b'[' => {
            let (mut depth, mut at) = (0_usize, from);
            loop {
                match bytes.get(at)? {
                    b'"' => {
                        at = string(json, at)?;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        _ => {
            let rest = bytes[from..].iter();
            let length = rest.take_while(|byte| !b",]} \n\r\t".contains(byte)).count();
            (length > 0).then_some(from + length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str =
        r#"{"id":"a\"},{\\","event_id":null,"furniture":[{"start":1,"kind":"]}"}],"share":0.25}"#;

    #[test]
    fn only_the_named_values_change() {
        let values = [("share", "1".to_owned()), ("event_id", "\"ev_1\"".to_owned())];
        let expected = LINE.replace("null", "\"ev_1\"").replace("0.25", "1");
        assert_eq!(replace(LINE, &values), Some(expected));
        assert_eq!(replace(LINE, &[]).as_deref(), Some(LINE));
        assert_eq!(replace(LINE, &[("start", "2".to_owned())]), None, "a key of an object inside");
    }

    #[test]
    fn values_are_found_as_they_are_written() {
        assert_eq!(value(LINE, "id"), Some(r#""a\"},{\\""#));
        assert_eq!(value(LINE, "furniture"), Some(r#"[{"start":1,"kind":"]}"}]"#));
        assert_eq!(value("{\n  \"a\": {\n    \"b\": -1e5\n  }\n}", "a"), Some("{\n    \"b\": -1e5\n  }"));
        assert_eq!(
            (value("{}", "a"), value("[1]", "a"), value("{\"a\"", "a"), value("{\"a\":", "a")),
            (None, None, None, None)
        );
    }

    #[test]
    fn compact_json_is_that_of_serde() {
        let pretty =
            serde_json::to_string_pretty(&serde_json::json!({"a": [1, {"b c": " \" "}], "é": null})).unwrap();
        let value: serde_json::Value = serde_json::from_str(&pretty).unwrap();
        assert_eq!(compact(&pretty), Some(value.to_string()));
        assert_eq!(compact("\"open"), None);
    }
}
