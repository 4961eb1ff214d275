//! What holds the articles of an event together, and which events are next to it: from the scores that a run keeps.
//!
//! One pass over all pairs of articles for all events at once, and a sort of those between events; half a second for
//! 88,000 articles.

use rayon::prelude::*;

use crate::{
    error::Result,
    events::{
        Relations,
        evidence::{self, Near},
    },
    run::Recorded,
    units::ArticleId,
};

use super::book::Book;

/// Width of a bar of the histogram.
pub(super) const BIN: f64 = 0.02;

/// Terms named of an event.
const TERMS: usize = 8;

/// Events named beside one.
const BESIDE: usize = 4;

/// Mean score below which an event is not next to another.
const LEAST: f64 = 0.05;

/// The scores of a run.
pub(super) struct Ties {
    relations: Relations,
    /// Per article: its event by its number in the book, or a number of its own past those.
    of: Vec<u32>,
    /// Per event of the book: the events next to it, by their numbers and the mean of the scores, nearest first.
    beside: Vec<Vec<(u32, f64)>>,
    /// Per article: the sum of its scores with the other articles of its event.
    within: Vec<f64>,
    /// Per event of the book, and beyond: articles that repeat no other one whole.
    sizes: Vec<u32>,
    /// Per bar of [`BIN`]: pairs of articles of two events, and of one.
    pub(super) histogram: Vec<[u64; 2]>,
}

/// A term that holds an event together.
pub(super) struct Holding {
    pub(super) term: String,
    pub(super) is_name: bool,
    /// What it adds to the similarity of the most central article with the others, on average.
    pub(super) contribution: f64,
}

/// An event that is next to another.
pub(super) struct Beside {
    /// An article of it: the nearest is not known here, the first is as good a name.
    pub(super) article: usize,
    /// Its number in the book; `None` when it has one article.
    pub(super) event: Option<usize>,
    /// Mean score of the two.
    pub(super) mean: f64,
}

impl Ties {
    pub(super) fn read(recorded: &Recorded, book: &Book) -> Result<Self> {
        let relations = recorded.relations_of(book.articles.iter().map(|article| article.id.as_str()))?;
        let alone = book.events.len() as u32;
        let of: Vec<u32> = (0..book.articles.len())
            .zip(alone..)
            .map(|(article, own)| book.event_of(article).map_or(own, |event| event as u32))
            .collect();
        let mut ties = Self {
            within: vec![0.0; of.len()],
            sizes: vec![0; book.events.len() + of.len()],
            histogram: vec![[0; 2]; (1.0 / BIN).round() as usize],
            beside: vec![Vec::new(); book.events.len()],
            relations,
            of,
        };
        ties.count();
        Ok(ties)
    }

    fn count(&mut self) {
        for id in (0..self.of.len() as u32).map(ArticleId) {
            if self.relations.duplicate_of[id.index()].is_none() {
                self.sizes[self.of[id.index()] as usize] += 1;
            }
        }
        let bars = self.histogram.len();
        let n_events = self.beside.len();
        let mut between: Vec<(u32, u32, f32)> = Vec::new();
        // Nothing else needs them, and they are most of what a run keeps.
        for edge in std::mem::take(&mut self.relations.edges) {
            let (a, b) = (self.of[edge.a.index()], self.of[edge.b.index()]);
            let score = f64::from(edge.score);
            let bar = ((score / BIN) as usize).min(bars - 1);
            self.histogram[bar][usize::from(a == b)] += 1;
            if a == b {
                self.within[edge.a.index()] += score;
                self.within[edge.b.index()] += score;
            } else {
                let ways = [(a, b, edge.score), (b, a, edge.score)];
                between.extend(ways.into_iter().filter(|&(event, ..)| (event as usize) < n_events));
            }
        }
        // Sums in a fixed order: pairs come in that of articles, and a stable sort keeps it.
        between.par_sort_by_key(|&(a, b, _)| (a, b));
        let size = |event: u32| f64::from(self.sizes[event as usize].max(1));
        for own in between.chunk_by(|x, y| x.0 == y.0) {
            let event = own[0].0;
            let mut beside: Vec<(u32, f64)> = own
                .chunk_by(|x, y| x.1 == y.1)
                .map(|same| {
                    let sum: f64 = same.iter().map(|&(.., score)| f64::from(score)).sum();
                    (same[0].1, sum / (size(event) * size(same[0].1)))
                })
                .filter(|&(_, mean)| mean >= LEAST)
                .collect();
            beside.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
            beside.truncate(BESIDE);
            beside.shrink_to_fit();
            self.beside[event as usize] = beside;
        }
    }

    /// The article of an event that its others are least like, and its mean score with them.
    pub(super) fn weakest(&self, articles: &[usize]) -> Option<(usize, f64)> {
        let originals: Vec<usize> =
            articles.iter().copied().filter(|&a| self.relations.duplicate_of[a].is_none()).collect();
        let others = originals.len().checked_sub(1).filter(|&others| others > 0)? as f64;
        let means = originals.into_iter().map(|article| (article, self.within[article] / others));
        means.min_by(|x, y| x.1.total_cmp(&y.1).then(x.0.cmp(&y.0)))
    }

    /// The terms that hold an event together, strongest first.
    pub(super) fn holding(&self, medoid: usize, articles: &[usize]) -> Vec<Holding> {
        let own = self.relations.original(ArticleId(medoid as u32));
        let others: Vec<Near> = articles
            .iter()
            .map(|&article| ArticleId(article as u32))
            .filter(|&article| article != own && self.relations.duplicate_of[article.index()].is_none())
            .map(|article| Near { article, similarity: 0.0, score: 0.0 })
            .collect();
        let profiles = &self.relations.profiles;
        let held = evidence::holding(&self.relations, own, &others, others.len()).into_iter().take(TERMS);
        held.map(|(entry, contribution)| Holding {
            term: profiles.form(entry.form).to_owned(),
            is_name: profiles.is_name(profiles.term(entry)),
            contribution,
        })
        .collect()
    }

    /// The events next to that one, nearest first.
    pub(super) fn beside(&self, event: usize, book: &Book) -> Vec<Beside> {
        let n_events = book.events.len();
        let named = self.beside[event].iter().filter_map(|&(other, mean)| {
            let other = other as usize;
            let event = (other < n_events).then_some(other);
            let article = match event {
                Some(event) => book.article(&book.events[event].medoid)?,
                None => other - n_events,
            };
            Some(Beside { article, event, mean })
        });
        named.collect()
    }
}
