//! What became of the events of one run in another.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use schemars::JsonSchema;
use serde::Serialize;

/// Events of articles, and their labels.
type Events<'a> = (&'a BTreeMap<String, String>, &'a BTreeMap<String, String>);

/// What happened to some events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Several became one.
    Joined,
    /// One became several.
    Split,
    /// Several became several others.
    Rearranged,
    /// One event with other articles, because the runs have not the same ones.
    Changed,
    /// None of its articles is in the first run.
    New,
    /// None of its articles is in the second run.
    Gone,
}

/// How many changes there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EventCounts {
    /// Events of two articles or more with the same articles in both.
    pub same: u64,
    /// Times that several events became one.
    pub joined: u64,
    /// Times that one event became several.
    pub split: u64,
    /// Times that several events became several others.
    pub rearranged: u64,
    /// Events with other articles, because the runs have not the same ones.
    pub changed: u64,
    /// Events of articles that the first run has not.
    pub new: u64,
    /// Events of articles that the second run has not.
    pub gone: u64,
}

impl EventCounts {
    /// Whether all events are the same.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        *self == Self { same: self.same, ..Self::default() }
    }

    fn of(&mut self, change: Change) -> &mut u64 {
        match change {
            Change::Joined => &mut self.joined,
            Change::Split => &mut self.split,
            Change::Rearranged => &mut self.rearranged,
            Change::Changed => &mut self.changed,
            Change::New => &mut self.new,
            Change::Gone => &mut self.gone,
        }
    }
}

/// A change of events.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EventChange {
    /// What happened.
    pub change: Change,
    /// Articles of all its events that both runs have.
    pub common_articles: u64,
    /// Events of the first run, the largest first, no more than are listed; those of one article have no label.
    pub a: Vec<EventHead>,
    /// Events of the second run.
    pub b: Vec<EventHead>,
    /// All of the first run, listed or not.
    pub events_a: u64,
    /// All of the second run.
    pub events_b: u64,
}

/// An event in brief.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EventHead {
    /// Its id.
    pub id: String,
    /// A headline that stands for it; `null` for an event of one article.
    pub label: Option<String>,
    /// Articles.
    pub size: u64,
}

/// What there is of an event on one side.
#[derive(Default)]
struct Sides<'a> {
    articles: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Sides<'a> {
    fn new(of: &'a BTreeMap<String, String>) -> Self {
        let mut articles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (article, event) in of {
            articles.entry(event).or_default().push(article);
        }
        Self { articles }
    }

    fn size(&self, event: &str) -> usize {
        self.articles.get(event).map_or(0, Vec::len)
    }

    fn heads(
        &self,
        events: &BTreeSet<&str>,
        labels: &BTreeMap<String, String>,
        shown: usize,
    ) -> Vec<EventHead> {
        let mut events: Vec<&str> = events.iter().copied().collect();
        events.sort_by_key(|event| (Reverse(self.size(event)), *event));
        let heads = events.into_iter().take(shown).map(|event| EventHead {
            id: event.to_owned(),
            label: labels.get(event).cloned(),
            size: self.size(event) as u64,
        });
        heads.collect()
    }
}

/// The changes from `a` to `b`: how many of each sort, and the largest `shown` of each.
pub(super) fn find(a: Events, b: Events, shown: usize) -> (EventCounts, Vec<EventChange>) {
    let (in_a, in_b) = (Sides::new(a.0), Sides::new(b.0));
    let mut counts = EventCounts::default();
    let mut changes = Vec::new();
    for (events_a, events_b) in hanging_together((a.0, &in_a), (b.0, &in_b)) {
        let is_small =
            |side: &Sides, events: &BTreeSet<&str>| events.iter().all(|event| side.size(event) < 2);
        if is_small(&in_a, &events_a) && is_small(&in_b, &events_b) {
            continue;
        }
        let change = match (events_a.len(), events_b.len()) {
            (0, _) => Change::New,
            (_, 0) => Change::Gone,
            (1, 1) => {
                let articles = |side: &Sides<'_>, events: &BTreeSet<&str>| -> Vec<String> {
                    let of = events.iter().flat_map(|event| side.articles.get(event).into_iter().flatten());
                    of.map(|article| (*article).to_owned()).collect()
                };
                if articles(&in_a, &events_a) == articles(&in_b, &events_b) {
                    counts.same += 1;
                    continue;
                }
                Change::Changed
            }
            (_, 1) => Change::Joined,
            (1, _) => Change::Split,
            _ => Change::Rearranged,
        };
        *counts.of(change) += 1;
        let of_a = events_a.iter().flat_map(|event| in_a.articles.get(event).into_iter().flatten());
        changes.push(EventChange {
            change,
            common_articles: of_a.filter(|article| b.0.contains_key(**article)).count() as u64,
            a: in_a.heads(&events_a, a.1, shown),
            b: in_b.heads(&events_b, b.1, shown),
            events_a: events_a.len() as u64,
            events_b: events_b.len() as u64,
        });
    }
    let size =
        |change: &EventChange| -> u64 { change.a.iter().chain(&change.b).map(|event| event.size).sum() };
    let first = |change: &EventChange| change.a.first().or(change.b.first()).map(|event| event.id.clone());
    changes.sort_by_cached_key(|change| (change.change, Reverse(size(change)), first(change)));
    let mut listed: BTreeMap<Change, usize> = BTreeMap::new();
    changes.retain(|change| {
        let number = listed.entry(change.change).or_default();
        *number += 1;
        *number <= shown
    });
    (counts, changes)
}

/// Groups of events of both sides that share articles with one another.
fn hanging_together<'a>(
    (of_a, in_a): (&'a BTreeMap<String, String>, &Sides<'a>),
    (of_b, in_b): (&'a BTreeMap<String, String>, &Sides<'a>),
) -> Vec<(BTreeSet<&'a str>, BTreeSet<&'a str>)> {
    let mut groups = Vec::new();
    let mut seen: BTreeSet<(bool, &str)> = BTreeSet::new();
    let starts = in_a.articles.keys().map(|event| (true, *event));
    for start in starts.chain(in_b.articles.keys().map(|event| (false, *event))) {
        if !seen.insert(start) {
            continue;
        }
        let mut group = (BTreeSet::new(), BTreeSet::new());
        let mut left = vec![start];
        while let Some((is_a, event)) = left.pop() {
            let (side, other) = if is_a { (in_a, of_b) } else { (in_b, of_a) };
            if is_a { &mut group.0 } else { &mut group.1 }.insert(event);
            for article in side.articles.get(event).into_iter().flatten() {
                if let Some(event) = other.get(*article)
                    && seen.insert((!is_a, event))
                {
                    left.push((!is_a, event));
                }
            }
        }
        groups.push(group);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(a: &str, b: &str) -> (EventCounts, Vec<EventChange>) {
        // `x1y1` puts the articles x and y into event 1.
        let events = |text: &str| -> BTreeMap<String, String> {
            let words = text.split_whitespace();
            words
                .map(|word| word.split_once('=').unwrap())
                .map(|(a, e)| (a.to_owned(), e.to_owned()))
                .collect()
        };
        let none = BTreeMap::new();
        find((&events(a), &none), (&events(b), &none), 9)
    }

    #[test]
    fn changes_are_told_apart() {
        for (a, b, expected) in [
            ("x=1 y=1", "x=1 y=2", Some(Change::Split)),
            ("x=1 y=2", "x=1 y=1", Some(Change::Joined)),
            ("x=1 y=1 z=2 w=2", "x=1 y=2 z=2 w=1", Some(Change::Rearranged)),
            ("x=1 y=1", "x=7 y=7 z=7", Some(Change::Changed)),
            ("u=5", "x=1 y=1 u=5", Some(Change::New)),
            ("x=1 y=1 u=5", "u=5", Some(Change::Gone)),
            ("x=1 y=1", "x=8 y=8", None),
            ("x=1 y=2", "x=8 y=9", None),
        ] {
            let (counts, found) = changes(a, b);
            assert_eq!(found.first().map(|change| change.change), expected, "{a} | {b}");
            assert_eq!(found.len(), usize::from(expected.is_some()));
            assert_eq!(counts.is_unchanged(), expected.is_none());
        }
        assert_eq!(changes("x=1 y=1 z=1", "x=1 y=1 z=1").0.same, 1);
    }

    #[test]
    fn lists_are_bounded_and_counts_are_not() {
        let of = |events: &str| -> BTreeMap<String, String> {
            let named = (0..9).flat_map(|n| [(format!("x{n}"), n), (format!("y{n}"), n)]);
            named.map(|(article, n)| (article, format!("{events}{n}"))).collect()
        };
        let (a, b, none) = (of("e"), BTreeMap::new(), BTreeMap::new());
        let (counts, listed) = find((&a, &none), (&b, &none), 2);
        assert_eq!((counts.gone, listed.len(), listed[0].a[0].id.as_str()), (9, 2, "e0"));
    }
}
