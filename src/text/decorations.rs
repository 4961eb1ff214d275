//! What outlets put around their headlines: `| Reuters`, `- BBC News`, `NYT:`, names of sections.
//!
//! A segment is what a title has before its first or after its last separator (`MARKS`). It is decoration when it is the
//! outlet's name (or its host, or the first letters of the name), or when it recurs: in five titles of the outlet or
//! more, which are at least a tenth of them, three tenths after or before a colon, because `Police:` is news and a colon
//! is how headlines are built. A name of *any* outlet of the dump is decoration at the end of a title, where aggregators
//! put it, unless a colon is before it. Articles without outlet are one outlet. Titles with two decorations are learned
//! from twice, the second time without the first. A title of which less than two words would remain stays whole.
//! Cost: the titles twice, with a look-up for each end.

use hashbrown::{HashMap, HashSet};

use crate::{article::Corpus, units::OutletId};

/// What parts a decoration from its headline; each begins with a space or a colon.
const MARKS: [&str; 7] = [" | ", " - ", " – ", " — ", " · ", " » ", ": "];

/// Titles of an outlet in which a segment recurs: fewer may be one story told in parts.
const FEWEST: u32 = 5;

/// Share of the outlet's titles in which a segment recurs; where a colon parts it, and elsewhere.
const SHARES: (f64, f64) = (0.3, 0.1);

/// How often titles are learned from, and what may be taken off one.
const ROUNDS: usize = 2;

/// Which end of the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum End {
    Front,
    Back,
}

/// A title in two.
struct Split<'a> {
    segment: &'a str,
    rest: &'a str,
    colon: bool,
}

/// The decorations of each outlet.
#[derive(Clone, Debug, Default)]
pub struct Decorations {
    learned: HashMap<Option<OutletId>, HashSet<(End, String)>>,
    /// Per outlet: its names.
    own: Vec<Vec<String>>,
    /// Names of all outlets.
    names: HashSet<String>,
}

/// How often each segment stands at an end, folded, and whether a colon splits it off.
type Segments = HashMap<(End, String, bool), u32>;

impl Decorations {
    /// Learns the decorations of a corpus. Only titles and outlets are looked at.
    #[must_use]
    pub fn learn(corpus: &Corpus) -> Self {
        let own: Vec<Vec<String>> = corpus.outlets.iter().map(|name| names(name)).collect();
        let long = own.iter().flatten().filter(|name| name.chars().count() > 2).cloned();
        let mut decorations = Self { names: long.collect(), own, ..Self::default() };
        for _ in 0..ROUNDS {
            let mut counts: HashMap<Option<OutletId>, Segments> = HashMap::new();
            let mut totals: HashMap<Option<OutletId>, u32> = HashMap::new();
            for article in &corpus.articles {
                let Some(title) = &article.title else { continue };
                let title = decorations.clean(article.outlet, title);
                *totals.entry(article.outlet).or_default() += 1;
                for end in [End::Front, End::Back] {
                    if let Some(split) = split(title, end) {
                        let key = (end, folded(split.segment), split.colon);
                        *counts.entry(article.outlet).or_default().entry(key).or_default() += 1;
                    }
                }
            }
            for (outlet, segments) in counts {
                let titles = f64::from(totals[&outlet]);
                let recurring = segments.into_iter().filter(|&((_, _, colon), count)| {
                    let share = if colon { SHARES.0 } else { SHARES.1 };
                    count >= FEWEST && f64::from(count) >= share * titles
                });
                let recurring = recurring.map(|((end, segment, _), _)| (end, segment));
                decorations.learned.entry(outlet).or_default().extend(recurring);
            }
        }
        decorations
    }

    /// The title of an article of that outlet without decorations.
    #[must_use]
    pub fn clean<'a>(&self, outlet: Option<OutletId>, title: &'a str) -> &'a str {
        let mut title = title.trim();
        for _ in 0..ROUNDS {
            for end in [End::Back, End::Front] {
                if let Some(split) = split(title, end)
                    && self.is_decoration(outlet, end, &split)
                    && says_something(split.rest)
                {
                    title = split.rest.trim();
                }
            }
        }
        title
    }

    /// Whether the word or words are a name of that outlet.
    #[must_use]
    pub fn is_name(&self, outlet: OutletId, words: &str) -> bool {
        let core = core(words);
        self.own.get(outlet.index()).is_some_and(|own| own.contains(&core))
    }

    fn is_decoration(&self, outlet: Option<OutletId>, end: End, split: &Split) -> bool {
        let key = (end, folded(split.segment));
        self.learned.get(&outlet).is_some_and(|learned| learned.contains(&key))
            || outlet.is_some_and(|outlet| self.is_name(outlet, split.segment))
            || (end == End::Back && !split.colon && self.names.contains(&core(split.segment)))
    }
}

/// The title parted at its first or last separator; a segment is not empty.
fn split(title: &str, end: End) -> Option<Split<'_>> {
    let bytes = title.as_bytes();
    let mark_at =
        |at: usize| Some((at, *MARKS.iter().find(|mark| bytes[at..].starts_with(mark.as_bytes()))?));
    let (at, mark) = match end {
        End::Front => memchr::memchr2_iter(b' ', b':', bytes).find_map(mark_at),
        End::Back => memchr::memchr2_iter(b' ', b':', bytes).rev().find_map(mark_at),
    }?;
    let (before, after) = (&title[..at], &title[at + mark.len()..]);
    let (segment, rest) = if end == End::Front { (before, after) } else { (after, before) };
    let split = Split { segment: segment.trim(), rest, colon: mark == ": " };
    Some(split).filter(|split| !split.segment.is_empty())
}

/// Two words, or as many letters as two words have where none are parted by spaces.
fn says_something(rest: &str) -> bool {
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    rest.split_whitespace().filter(is_word).count() > 1
        || rest.chars().filter(|letter| super::scripts::is_spaceless(*letter)).count() > 3
}

fn folded(segment: &str) -> String {
    segment.trim().to_lowercase()
}

/// What counts of a name: letters and digits, without `The` before it and `News` or `Online` behind it.
fn core(name: &str) -> String {
    let name = folded(name);
    let name = name.strip_prefix("the ").unwrap_or(&name);
    let name = name.strip_suffix(".com").unwrap_or(name);
    let letters: String = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let short = ["news", "online"].iter().find_map(|end| letters.strip_suffix(end));
    short.filter(|short| short.chars().count() > 1).unwrap_or(&letters).to_owned()
}

/// What an outlet may call itself: its name, of a host the label that is its own, the first letters of several words.
fn names(outlet: &str) -> Vec<String> {
    let mut names = vec![core(outlet)];
    if !outlet.contains(' ') && outlet.contains('.') {
        let labels: Vec<&str> = outlet.split('.').collect();
        let own = labels[..labels.len() - 1].iter().max_by_key(|label| label.len());
        names.extend(own.map(|label| core(label)));
    }
    let initials = |words: &mut dyn Iterator<Item = &str>| -> String {
        words.filter_map(|word| word.chars().next()).flat_map(char::to_lowercase).collect()
    };
    let all = initials(&mut outlet.split_whitespace());
    let without = initials(&mut outlet.split_whitespace().filter(|word| !word.eq_ignore_ascii_case("the")));
    names.extend([all, without].into_iter().filter(|name| name.chars().count() > 2));
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn corpus(titles: &[(u32, &str)]) -> Corpus {
        let article = |&(outlet, title): &(u32, &str)| Article {
            title: Some(title.into()),
            outlet: Some(OutletId(outlet)),
            ..Article::default()
        };
        let outlets = ["The New York Times", "bbc.co.uk", "Harbor Post"].map(Into::into).to_vec();
        Corpus { articles: titles.iter().map(article).collect(), outlets, ..Corpus::default() }
    }

    #[test]
    fn names_of_outlets_are_decoration() {
        let decorations = Decorations::learn(&corpus(&[]));
        let cases = [
            (0, "Mayor quits at noon - The New York Times", "Mayor quits at noon"),
            (0, "NYT: Mayor quits at noon", "Mayor quits at noon"),
            (1, "Mayor quits at noon - BBC News", "Mayor quits at noon"),
            (1, "Mayor quits | Harbor Post", "Mayor quits"),
            (1, "Mayor quits: Harbor Post", "Mayor quits: Harbor Post"),
            (0, "Live: Mayor quits — and stays", "Live: Mayor quits — and stays"),
            (1, "BBC - Home", "BBC - Home"),
        ];
        for (outlet, title, expected) in cases {
            assert_eq!(decorations.clean(Some(OutletId(outlet)), title), expected);
        }
    }

    #[test]
    fn what_recurs_is_decoration_and_a_colon_needs_more() {
        let mut titles: Vec<(u32, String)> =
            (0..5).map(|n| (2, format!("Ship {n} sails | World | Post+"))).collect();
        titles.extend((0..5).map(|n| (2, format!("Police: man {n} found"))));
        titles.extend((0..10).map(|n| (2, format!("Goat {n} escapes"))));
        let titles: Vec<(u32, &str)> = titles.iter().map(|(outlet, title)| (*outlet, &**title)).collect();
        let decorations = Decorations::learn(&corpus(&titles));
        let clean = |title| decorations.clean(Some(OutletId(2)), title);
        assert_eq!(clean("Ship 9 sails | World | Post+"), "Ship 9 sails");
        assert_eq!(clean("Police: goat found"), "Police: goat found", "a quarter of the titles");
        assert_eq!(decorations.clean(Some(OutletId(0)), "Ship 9 sails | World"), "Ship 9 sails | World");
        let fewer = Decorations::learn(&corpus(&titles[..4]));
        assert_eq!(fewer.clean(Some(OutletId(2)), "Ship 9 sails | World"), "Ship 9 sails | World");
    }
}
