//! What a reader is shown first: the order of events and passages, and which articles are laid beside each other.

use std::cmp::Reverse;

use hashbrown::HashMap;

use super::book::{Book, Shared};

/// Pairs of articles laid beside each other for one event.
const PAIRS: usize = 3;

/// Occurrences of a passage that pairs are made of: the square of it is the cost.
const OCCURRENCES: usize = 16;

/// Events by what there is to see: outlets, then independent texts, then articles; of equals the earlier line. An outlet that
/// covers one event forty times is less of a find than four outlets that do.
pub(super) fn events(book: &Book) -> Vec<usize> {
    let mut order: Vec<usize> = (0..book.events.len()).collect();
    order.sort_by_key(|&number| {
        let event = &book.events[number];
        (Reverse(event.outlets.len()), Reverse(event.independent_count), Reverse(event.size), number)
    });
    order
}

/// Passages between outlets by how many carry them, then all others; each in the order of the run.
pub(super) fn passages(book: &Book) -> Vec<usize> {
    let mut order: Vec<usize> = (0..book.passages.len()).collect();
    order.sort_by_key(|&number| {
        let passage = &book.passages[number];
        let is_first = passage.is_between_outlets();
        (Reverse(is_first), Reverse(if is_first { passage.outlets.len() } else { 0 }), number)
    });
    order
}

/// Two articles that share text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Couple {
    /// The earlier one in the order of the run.
    pub(super) a: usize,
    pub(super) b: usize,
}

impl Couple {
    /// What its part of the page is called.
    pub(super) fn id(self) -> String {
        format!("pair-{}-{}", self.a, self.b)
    }
}

/// The articles of an event that share most words with each other, most first; across outlets before within one.
pub(super) fn couples(book: &Book, event: usize) -> Vec<Couple> {
    let mut shared: HashMap<(usize, usize), u64> = HashMap::new();
    for &Shared { passage: number, .. } in &book.passages_of[event] {
        let passage = &book.passages[number as usize];
        if !passage.is_reuse() && passage.kind != "revision" {
            continue;
        }
        let articles = book.spots[number as usize].iter().map(|spot| spot.article as usize);
        let mut articles: Vec<usize> =
            articles.filter(|&article| book.event_of(article) == Some(event)).collect();
        articles.sort_unstable();
        articles.dedup();
        articles.truncate(OCCURRENCES);
        for (at, &a) in articles.iter().enumerate() {
            for &b in &articles[at + 1..] {
                *shared.entry((a, b)).or_default() += passage.tokens;
            }
        }
    }
    let crosses = |a: usize, b: usize| book.articles[a].outlet != book.articles[b].outlet;
    let mut couples: Vec<((usize, usize), u64)> = shared.into_iter().collect();
    couples.sort_unstable_by_key(|&((a, b), words)| (Reverse(crosses(a, b)), Reverse(words), a, b));
    couples.into_iter().take(PAIRS).map(|((a, b), _)| Couple { a, b }).collect()
}
