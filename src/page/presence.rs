//! Which outlets published while an event was news, and have nothing of it, though they cover what its outlets cover.

use std::cmp::Reverse;

use hashbrown::HashMap;

use super::words::days;
use crate::{
    article::{DatePrecision, Published},
    run::records::{Article, Event},
};

/// Outlets that are looked at: those with most articles. As many as a word has bits.
const OUTLETS: usize = u64::BITS as usize;

/// Days before the first and after the last article of an event on which it counts as news.
const AROUND: i64 = 1;

/// On which days the outlets of a dump published.
#[derive(Default)]
pub(super) struct Presence {
    /// By name.
    outlets: Vec<Outlet>,
}

struct Outlet {
    name: String,
    /// The days of its articles, sorted.
    days: Vec<i64>,
    /// Which of the others cover events that it covers, as bits.
    beside: u64,
}

impl Presence {
    /// Times to the month are left aside.
    pub(super) fn of(articles: &[Article], published: &[Option<Published>], events: &[Event]) -> Self {
        let mut by_outlet: HashMap<&str, Vec<i64>> = HashMap::new();
        for (article, time) in articles.iter().zip(published) {
            let time = time.filter(|time| time.precision != DatePrecision::Month);
            if let (Some(outlet), Some(time)) = (&article.outlet, time) {
                by_outlet.entry(outlet).or_default().push(days(time.seconds));
            }
        }
        let mut largest: Vec<(&str, Vec<i64>)> = by_outlet.into_iter().collect();
        largest.sort_by_key(|(name, days)| (Reverse(days.len()), *name));
        largest.truncate(OUTLETS);
        largest.sort_unstable();
        let outlets = largest.into_iter().map(|(name, mut days)| {
            days.sort_unstable();
            Outlet { name: name.to_owned(), days, beside: 0 }
        });
        let mut presence = Self { outlets: outlets.collect() };
        for event in events {
            let covering = presence.covering(event);
            let bits = covering.iter().fold(0, |bits, &outlet| bits | 1 << outlet);
            covering.into_iter().for_each(|outlet| presence.outlets[outlet].beside |= bits);
        }
        presence
    }

    /// The outlets that cover an event, by their numbers.
    fn covering(&self, event: &Event) -> Vec<usize> {
        let number = |name: &String| self.outlets.binary_search_by(|outlet| outlet.name.cmp(name)).ok();
        event.outlets.iter().filter_map(number).collect()
    }

    /// Outlets without an article in the event, with how many they published from the day before it to the day after;
    /// most first. None when fewer than two of its articles tell a day, as nobody knows then when it was news.
    pub(super) fn absent(&self, event: &Event, times: &[Option<Published>]) -> Vec<(&str, u64)> {
        let dated = times.iter().flatten().filter(|time| time.precision != DatePrecision::Month);
        let dated: Vec<i64> = dated.map(|time| days(time.seconds)).collect();
        let (Some(&first), Some(&last)) = (dated.iter().min(), dated.iter().max()) else { return Vec::new() };
        if dated.len() < 2 {
            return Vec::new();
        }
        let (first, last) = (first - AROUND, last + AROUND);
        let covering = self.covering(event);
        let beside = covering.iter().fold(0, |bits, &outlet| bits | self.outlets[outlet].beside);
        let others = (0..self.outlets.len()).filter(|at| beside >> at & 1 == 1 && !covering.contains(at));
        let counted = others.map(|at| {
            let Outlet { name, days, .. } = &self.outlets[at];
            let until = |end: i64| days.partition_point(|&day| day < end);
            (name.as_str(), (until(last + 1) - until(first)) as u64)
        });
        let mut absent: Vec<(&str, u64)> = counted.filter(|&(_, articles)| articles > 0).collect();
        absent.sort_by_key(|&(name, articles)| (Reverse(articles), name));
        absent
    }
}
