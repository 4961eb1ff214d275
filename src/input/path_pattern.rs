//! What the path of a file says about its article, by a pattern such as `{outlet}/{date}-*.txt`.
//!
//! A pattern is held against the end of a path, from a `/` or the beginning on: `{field}` takes a part of one name, `*` any
//! part of one name, `**` any part of the path, all else stands for itself. Of several ways to match the one is taken in
//! which earlier fields are as long as can be; a date must be one, a language, too. Backtracking, quadratic at worst in the
//! length of a path, which is short.

use super::dates;
use super::fields::Field;
use super::language;

/// A pattern for paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    typed: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Field(Field),
    /// Any part of one name.
    Name,
    /// Any part of a path.
    Path,
}

impl PathPattern {
    /// Reads a pattern as it is typed.
    ///
    /// # Errors
    /// What is wrong with it, and what would be accepted.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = typed;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("**") {
                pieces.push(Piece::Path);
                rest = after;
            } else if let Some(after) = rest.strip_prefix('*') {
                pieces.push(Piece::Name);
                rest = after;
            } else if let Some(after) = rest.strip_prefix('{') {
                let (name, after) = after.split_once('}').ok_or("a `{` is never closed by a `}`")?;
                pieces.push(Piece::Field(field(name)?));
                rest = after;
            } else {
                let end = rest.find(['*', '{']).unwrap_or(rest.len());
                pieces.push(Piece::Literal(rest[..end].trim_start_matches("./").to_owned()));
                rest = &rest[end..];
            }
        }
        let fields: Vec<Field> = pieces
            .iter()
            .filter_map(|piece| if let Piece::Field(field) = piece { Some(*field) } else { None })
            .collect();
        match fields.iter().enumerate().find(|(index, field)| fields[..*index].contains(field)) {
            Some((_, field)) => Err(format!("`{{{field}}}` stands there twice")),
            None if fields.is_empty() => Err(format!("no field in it, such as {}", names())),
            None => Ok(Self { typed: typed.to_owned(), pieces }),
        }
    }

    /// The pattern as it was typed.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The fields that a path gives; `None` when it does not match.
    pub(super) fn fields(&self, path: &str) -> Option<Vec<(Field, String)>> {
        let path = path.replace('\\', "/");
        let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
        starts.into_iter().find_map(|start| {
            let mut found = Vec::new();
            matches(&self.pieces, &path[start..], &mut found).then_some(found)
        })
    }
}

fn field(name: &str) -> Result<Field, String> {
    match Field::from_name(name.trim()) {
        Some(Field::Text) | None => Err(format!("no field `{name}` in paths; there are {}", names())),
        Some(field) => Ok(field),
    }
}

fn names() -> String {
    let fields = Field::ALL.into_iter().filter(|field| *field != Field::Text);
    fields.map(|field| format!("{{{field}}}")).collect::<Vec<_>>().join(", ")
}

/// Whether the pieces take all of the path; what fields took is in `found` then.
fn matches(pieces: &[Piece], path: &str, found: &mut Vec<(Field, String)>) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return path.is_empty() };
    let longest = match first {
        Piece::Literal(literal) => {
            return path.strip_prefix(literal.as_str()).is_some_and(|path| matches(rest, path, found));
        }
        Piece::Path => path.len(),
        Piece::Name | Piece::Field(_) => path.find('/').unwrap_or(path.len()),
    };
    let least = usize::from(matches!(first, Piece::Field(_)));
    let ends = (least..=longest).rev().filter(|end| path.is_char_boundary(*end));
    for end in ends {
        let (taken, left) = path.split_at(end);
        if let Piece::Field(field) = first {
            if !fits(*field, taken) {
                continue;
            }
            found.push((*field, taken.to_owned()));
        }
        if matches(rest, left, found) {
            return true;
        }
        if let Piece::Field(_) = first {
            found.pop();
        }
    }
    false
}

fn fits(field: Field, value: &str) -> bool {
    match field {
        Field::Date => dates::read(value).is_ok(),
        Field::Lang => language::code(value).is_some(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str, path: &str) -> Option<Vec<(Field, String)>> {
        PathPattern::parse(pattern).unwrap().fields(path)
    }

    #[test]
    fn paths_give_fields() {
        let of = |fields: &[(Field, &str)]| {
            Some(fields.iter().map(|(field, value)| (*field, (*value).to_owned())).collect::<Vec<_>>())
        };
        let cases = [
            (
                "{outlet}/{date}-*.txt",
                "dump/post/2025-03-04-levy-2.txt",
                of(&[(Field::Outlet, "post"), (Field::Date, "2025-03-04")]),
            ),
            (
                "{outlet}-{date}.txt",
                "a/the-post-20250304.txt",
                of(&[(Field::Outlet, "the-post"), (Field::Date, "20250304")]),
            ),
            (
                "{outlet}/**/{id}.html",
                "x/post/2025/03/a.b.html",
                of(&[(Field::Outlet, "x"), (Field::Id, "a.b")]),
            ),
            ("{lang}/*.txt", "x/de/y.txt", of(&[(Field::Lang, "de")])),
            ("{lang}/*.txt", "x/nowhere/y.txt", None),
            ("{outlet}/{date}.txt", "post/undated.txt", None),
            ("{outlet}.txt", "a/b.jsonl", None),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(read(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (typed, said) in [
            ("{outlet", "never closed"),
            ("{weather}/*.txt", "no field `weather`"),
            ("{text}", "no field `text`"),
            ("*.txt", "no field in it"),
            ("{date}/{date}", "twice"),
        ] {
            let error = PathPattern::parse(typed).unwrap_err();
            assert!(error.contains(said), "{typed}: {error}");
        }
    }

    #[test]
    fn long_names_cost_little() {
        let path = format!("{}/x", "a-".repeat(120));
        assert_eq!(read("{outlet}-*-*-{date}.txt", &path), None);
    }
}
