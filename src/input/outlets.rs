//! A list of outlets by which names become one: alias → outlet → owner.
//!
//! A table with a header (CSV, TSV and their relatives) with the columns `alias` (also `name`, `domain`), `outlet` and
//! `owner`, of which any but `outlet` may be missing. Names are compared without regard to case, hosts without `www.`; an
//! article whose outlet is not listed is looked for by the host of its address, and by the domains above that.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

use super::host;
use crate::error::{Error, Result};

/// Names of the columns, in order of preference.
const COLUMNS: [(&str, &[&str]); 3] = [
    ("alias", &["alias", "aliases", "name", "domain", "host", "source"]),
    ("outlet", &["outlet", "publication", "canonical", "title"]),
    ("owner", &["owner", "group", "parent", "company"]),
];

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlets {
    path: PathBuf,
    hash: String,
    /// Outlets by the names they go by, normalised.
    outlets: HashMap<String, Box<str>>,
    /// Owners by outlet.
    owners: BTreeMap<Box<str>, Box<str>>,
}

impl Outlets {
    /// Reads a list.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Malformed`] when it is no such table, or says two things of one name.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let hash = format!("{:032x}", xxh3_128(&bytes));
        let list = parse(&super::encoding::decode(&bytes).0);
        let malformed =
            |detail| Error::Malformed { path: path.to_owned(), expected: "a list of outlets", detail };
        list.map(|list| Self { path: path.to_owned(), hash, ..list }).map_err(malformed)
    }

    /// Where it was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// xxh3-128 of the file, in hexadecimal.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The outlet that goes by that name, or stands at that address.
    pub(super) fn outlet(&self, name: Option<&str>, url: Option<&str>) -> Option<&str> {
        if let Some(outlet) = name.and_then(|name| self.outlets.get(&key(name))) {
            return Some(outlet);
        }
        let host = url.and_then(host::of)?;
        let domains =
            std::iter::successors(Some(host.as_str()), |host| host.split_once('.').map(|(_, up)| up));
        domains.into_iter().find_map(|domain| self.outlets.get(domain)).map(|outlet| &**outlet)
    }

    /// Who owns the outlet.
    pub(super) fn owner(&self, outlet: &str) -> Option<&str> {
        self.owners.get(outlet).map(|owner| &**owner)
    }
}

/// A name as it is compared.
fn key(name: &str) -> String {
    host::outlet(name).to_lowercase()
}

fn parse(text: &str) -> std::result::Result<Outlets, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b'\t', b';', b'|']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| header.bytes().filter(|byte| byte == delimiter).count());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let column = |index: usize| {
        let names = COLUMNS[index].1.iter();
        names.filter_map(|name| headers.iter().position(|header| header.eq_ignore_ascii_case(name))).next()
    };
    let (alias, outlet, owner) = (column(0), column(1), column(2));
    let Some(outlet) = outlet else {
        let found = headers.iter().collect::<Vec<_>>().join(", ");
        return Err(format!("line 1: no column `outlet` (and `alias`, `owner`) among {found}"));
    };
    let mut list = Outlets::default();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell =
            |index: Option<usize>| index.and_then(|index| record.get(index)).filter(|cell| !cell.is_empty());
        let Some(outlet) = cell(Some(outlet)) else {
            return Err(format!("line {line}: no outlet"));
        };
        for name in [cell(alias), Some(outlet)].into_iter().flatten() {
            let before = list.outlets.insert(key(name), outlet.into());
            if before.is_some_and(|before| &*before != outlet) {
                return Err(format!("line {line}: `{name}` is two outlets"));
            }
        }
        if let Some(owner) = cell(owner) {
            let before = list.owners.insert(outlet.into(), owner.into());
            if before.is_some_and(|before| &*before != owner) {
                return Err(format!("line {line}: `{outlet}` has two owners"));
            }
        }
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_one() {
        let list = parse(
            "alias;outlet;owner\nwww.post.example;Ashlen Post;Brandt Media\nThe Post;Ashlen Post;\ngazette.example;Gazette;Brandt Media\n",
        )
        .unwrap();
        assert_eq!(list.outlet(Some("POST.example"), None), Some("Ashlen Post"));
        assert_eq!(list.outlet(Some("the post"), None), Some("Ashlen Post"));
        assert_eq!(list.outlet(None, Some("https://news.gazette.example/a")), Some("Gazette"));
        assert_eq!(list.outlet(Some("Ashlen Post"), None), Some("Ashlen Post"));
        assert_eq!(list.outlet(Some("Other"), Some("https://other.example/")), None);
        assert_eq!(list.owner("Gazette"), Some("Brandt Media"));
        assert_eq!(list.owner("Other"), None);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, said) in [
            ("a,b\n1,2\n", "line 1: no column `outlet`"),
            ("alias,outlet\nx,A\nx,B\n", "line 3: `x` is two outlets"),
            ("outlet,owner\nA,O\nA,P\n", "line 3: `A` has two owners"),
            ("alias,outlet\nx,\n", "line 2: no outlet"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
