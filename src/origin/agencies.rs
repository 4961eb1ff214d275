//! News agencies and the phrases that credit or cite them: data, kept in `data/agencies.toml`.
//!
//! Names are written out and stand for the agency anywhere; marks (`AP`, `dpa`) are ordinary letters elsewhere and count
//! only where credits stand. A list of the user's adds to the built-in one, or replaces agencies by their ids. Unknown
//! keys are errors that name the key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::phrases::{self, Phrase};

/// The list that the program knows by itself.
const BUILT_IN: &str = include_str!("../../data/agencies.toml");

/// A news agency and how to recognise it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Short and stable, in results and to override by.
    pub id: String,
    /// Its name in results.
    pub name: String,
    /// Written-out forms; recognised in capitals, too.
    #[serde(default)]
    pub names: Vec<String>,
    /// Short forms that count only where credits stand; case matters.
    #[serde(default)]
    pub marks: Vec<String>,
    /// Hosts of its own, subdomains included.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// First words of a part of an address that hint at it.
    #[serde(default)]
    pub paths: Vec<String>,
}

/// A list of agencies and phrases, as a file holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listing {
    #[serde(default)]
    credits: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    citations: BTreeMap<String, Vec<String>>,
    #[serde(default, rename = "agency")]
    agencies: Vec<Agency>,
}

/// The agencies of a run, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Agencies {
    listing: Listing,
    credits: Vec<Phrase>,
    citations: Vec<Phrase>,
}

impl Default for Agencies {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Agencies {
    /// The built-in list.
    #[must_use]
    pub fn built_in() -> Self {
        // A test reads the list; an empty one would stand in for it.
        parse(BUILT_IN).and_then(Self::of).unwrap_or_else(|_| Self {
            listing: Listing::default(),
            credits: Vec::new(),
            citations: Vec::new(),
        })
    }

    /// This list with another one, in TOML, added to it: its agencies replace those with the same id, its phrases are
    /// added.
    ///
    /// # Errors
    /// Where and why `toml` is not such a list.
    pub fn with(&self, toml: &str) -> Result<Self, String> {
        let added = parse(toml)?;
        let mut listing = self.listing.clone();
        for agency in added.agencies {
            match listing.agencies.iter_mut().find(|known| known.id == agency.id) {
                Some(known) => *known = agency,
                None => listing.agencies.push(agency),
            }
        }
        for (all, more) in [(&mut listing.credits, added.credits), (&mut listing.citations, added.citations)]
        {
            for (language, phrases) in more {
                all.entry(language).or_default().extend(phrases);
            }
        }
        Self::of(listing)
    }

    fn of(listing: Listing) -> Result<Self, String> {
        Ok(Self {
            credits: phrases::compile(listing.credits.values().flatten())?,
            citations: phrases::compile(listing.citations.values().flatten())?,
            listing,
        })
    }

    /// All agencies, the built-in ones first.
    #[must_use]
    pub fn all(&self) -> &[Agency] {
        &self.listing.agencies
    }

    /// Phrases that credit an agency.
    pub(super) fn credits(&self) -> &[Phrase] {
        &self.credits
    }

    /// Phrases that cite one.
    pub(super) fn citations(&self) -> &[Phrase] {
        &self.citations
    }

    /// The whole list in one fixed form, to tell lists apart.
    #[must_use]
    pub fn canonical(&self) -> String {
        // Text and lists of text: they always have a JSON form.
        serde_json::to_string(&self.listing).unwrap_or_default()
    }
}

/// Reads a list and checks what its form alone does not.
fn parse(text: &str) -> Result<Listing, String> {
    let listing: Listing = toml::from_str(text).map_err(|error| {
        let line =
            error.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        format!("line {line}: {}", error.message())
    })?;
    let mut seen = std::collections::BTreeSet::new();
    for agency in &listing.agencies {
        let id = &agency.id;
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            return Err(format!("`id = {id:?}`: an id is made of a to z, 0 to 9 and `-`"));
        }
        if !seen.insert(id) {
            return Err(format!("two agencies have the id `{id}`"));
        }
        if agency.name.trim().is_empty() {
            return Err(format!("agency `{id}` has no name"));
        }
        let lists = [
            ("names", &agency.names),
            ("marks", &agency.marks),
            ("hosts", &agency.hosts),
            ("paths", &agency.paths),
        ];
        for (key, values) in lists {
            if values.iter().any(|value| value.is_empty() || value.trim() != value) {
                return Err(format!("`{key}` of agency `{id}` holds an empty text, or space at an end"));
            }
        }
        if lists[..3].iter().all(|(_, values)| values.is_empty()) {
            return Err(format!("agency `{id}` has neither names nor marks nor hosts to know it by"));
        }
    }
    Ok(listing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_is_sound() {
        let listing = parse(BUILT_IN).unwrap();
        assert!(listing.agencies.len() >= 60, "{}", listing.agencies.len());
        assert!(listing.credits.len() >= 10);
        let built_in = Agencies::of(listing).unwrap();
        assert_eq!(built_in, Agencies::built_in());
        // A form of two agencies would always mean the first.
        let mut forms: Vec<&String> =
            built_in.all().iter().flat_map(|agency| agency.names.iter().chain(&agency.marks)).collect();
        forms.sort();
        let twice: Vec<_> = forms.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn a_list_of_the_users_adds_and_overrides() {
        let added = "[credits]\nen = [\"wired by {agency}\"]\n[[agency]]\nid = \"ap\"\nname = \"A. P.\"\nmarks = [\"A.P.\"]\n\
                     [[agency]]\nid = \"northline\"\nname = \"Northline\"\nnames = [\"Northline\"]\n";
        let built_in = Agencies::built_in();
        let both = built_in.with(added).unwrap();
        assert_eq!(both.all().len(), built_in.all().len() + 1);
        assert_eq!(both.all()[0].name, "A. P.");
        assert!(both.all()[0].hosts.is_empty(), "an agency is replaced whole");
        assert_eq!(both.credits().len(), built_in.credits().len() + 1);
        assert_ne!(both.canonical(), built_in.canonical());
        assert_eq!(built_in.with("").unwrap(), built_in);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            ("[[agency]]\nid = \"x\"\nname = \"X\"\nnmaes = [\"X\"]", "line 4: unknown field `nmaes`"),
            ("colour = 1", "line 1: unknown field `colour`"),
            ("[[agency]]\nname = \"X\"", "missing field `id`"),
            ("[[agency]]\nid = \"X Y\"\nname = \"X\"\nmarks = [\"X\"]", "`id = \"X Y\"`"),
            ("[[agency]]\nid = \"x\"\nname = \" \"\nmarks = [\"X\"]", "agency `x` has no name"),
            ("[[agency]]\nid = \"x\"\nname = \"X\"", "agency `x` has neither names"),
            ("[[agency]]\nid = \"x\"\nname = \"X\"\nmarks = [\"\"]", "`marks` of agency `x`"),
            ("[credits]\nen = [\"hello\"]", "`hello`"),
            ("[[agency]\n", "line 1"),
        ];
        for (toml, expected) in cases {
            let error = Agencies::built_in().with(toml).unwrap_err();
            assert!(error.contains(expected), "{toml}: {error}");
        }
    }
}
