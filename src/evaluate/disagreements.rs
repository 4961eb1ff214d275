//! Where found events and gold events differ most.
//!
//! **Events.** A gold event of n articles that lies in found events with c₁, c₂, … of them loses n − Σ c²/n of its
//! articles' BCubed recall; a found event that holds several gold events loses precision in the same way. The losses of
//! all events add up to what the score is short of 1, so the first ones listed are those that cost most. With them go
//! the (n² − Σ c²)/2 pairs that are parted, or joined wrongly.
//!
//! **Pairs.** The articles with the highest score that gold keeps apart, and those with the lowest that it holds together:
//! where the score is wrong, or the label. Of each pair of gold events, and of each gold event, only the most striking
//! pair is given, so that no event fills the list. Whole copies have no score of their own; they stand for their originals,
//! and two copies of one text count as 1.
//!
//! Cost: linear in articles and edges, and for pairs without any score the square of a gold event at worst.

use std::{
    cmp::{Ordering, Reverse},
    collections::BTreeMap,
};

use super::Labelled;
use crate::{events::Relations, units::ArticleId};

/// An event of one side that lies in several of the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Torn<'a> {
    /// The event.
    pub event: &'a str,
    /// Its labelled articles.
    pub size: u64,
    /// What it costs: a part of the BCubed recall where a gold event is split, of the precision where gold events mix.
    pub lost: f64,
    /// Pairs of its articles that are parted, or joined wrongly.
    pub pairs: u64,
    /// What the other side makes of it, largest first.
    pub parts: Vec<Part<'a>>,
}

/// The articles that two events have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Part<'a> {
    /// The event of the other side.
    pub event: &'a str,
    /// In corpus order.
    pub articles: Vec<ArticleId>,
}

/// Two articles on whom score and gold differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair<'a> {
    /// The article earlier in corpus order.
    pub a: Labelled<'a>,
    /// The other one.
    pub b: Labelled<'a>,
    /// Their score; 0 when they are no candidates, 1 when they are copies of one text.
    pub score: f32,
}

/// Gold events that lie in several found events, those first that cost most.
#[must_use]
pub fn split<'a>(labelled: &[Labelled<'a>]) -> Vec<Torn<'a>> {
    torn(labelled, |article| (article.gold, article.found))
}

/// Found events that hold several gold events, those first that cost most.
#[must_use]
pub fn mixed<'a>(labelled: &[Labelled<'a>]) -> Vec<Torn<'a>> {
    torn(labelled, |article| (article.found, article.gold))
}

fn torn<'a>(labelled: &[Labelled<'a>], sides: impl Fn(&Labelled<'a>) -> (&'a str, &'a str)) -> Vec<Torn<'a>> {
    let mut events: BTreeMap<&str, BTreeMap<&str, Vec<ArticleId>>> = BTreeMap::new();
    for article in labelled {
        let (event, other) = sides(article);
        events.entry(event).or_default().entry(other).or_default().push(article.article);
    }
    let n = labelled.len() as f64;
    let torn = events.into_iter().filter(|(_, parts)| parts.len() > 1).map(|(event, parts)| {
        let mut parts: Vec<Part> =
            parts.into_iter().map(|(event, articles)| Part { event, articles }).collect();
        parts.sort_by_key(|part| Reverse(part.articles.len()));
        let size: u64 = parts.iter().map(|part| part.articles.len() as u64).sum();
        let squares: u64 = parts.iter().map(|part| (part.articles.len() as u64).pow(2)).sum();
        let lost = (size as f64 - squares as f64 / size as f64) / n;
        Torn { event, size, lost, pairs: (size * size - squares) / 2, parts }
    });
    let mut torn: Vec<Torn> = torn.collect();
    torn.sort_by(|x, y| y.lost.total_cmp(&x.lost).then(x.event.cmp(y.event)));
    torn
}

/// Pairs that gold keeps apart, highest score first.
#[must_use]
pub fn apart<'a>(labelled: &[Labelled<'a>], relations: &Relations) -> Vec<Pair<'a>> {
    let of = of_originals(labelled, relations);
    let copies = of.iter().flat_map(|articles| {
        let others = articles.iter().filter(|other| other.gold != articles[0].gold);
        others.map(|&other| Pair { a: articles[0], b: other, score: 1.0 })
    });
    let scored = relations.edges.iter().filter_map(|edge| {
        let &a = of[edge.a.index()].first()?;
        let &b = of[edge.b.index()].iter().find(|other| other.gold != a.gold)?;
        Some(Pair { a, b, score: edge.score })
    });
    let mut most: BTreeMap<(&str, &str), Pair> = BTreeMap::new();
    for pair in copies.chain(scored) {
        let events = (pair.a.gold.min(pair.b.gold), pair.a.gold.max(pair.b.gold));
        let best = most.entry(events).or_insert(pair);
        if pair.score > best.score {
            *best = pair;
        }
    }
    let mut pairs: Vec<Pair> = most.into_values().map(in_order).collect();
    pairs.sort_by(|x, y| y.score.total_cmp(&x.score).then(by_place(x, y)));
    pairs
}

/// Pairs that gold holds together, lowest score first; of equal ones those first that the run parts.
#[must_use]
pub fn together<'a>(labelled: &[Labelled<'a>], relations: &Relations) -> Vec<Pair<'a>> {
    let of = of_originals(labelled, relations);
    // One article for each text: copies score as their originals do.
    let mut groups: BTreeMap<&str, BTreeMap<ArticleId, Labelled>> = BTreeMap::new();
    for &article in labelled {
        let texts = groups.entry(article.gold).or_default();
        texts.entry(relations.original(article.article)).or_insert(article);
    }
    let mut scores: Vec<Vec<(u32, f32)>> = vec![Vec::new(); relations.len()];
    for edge in &relations.edges {
        let (a, b) = (edge.a.index(), edge.b.index());
        if of[a].iter().any(|x| of[b].iter().any(|y| x.gold == y.gold)) {
            scores[a].push((edge.b.0, edge.score));
            scores[b].push((edge.a.0, edge.score));
        }
    }
    let mut score_with: Vec<f32> = vec![0.0; relations.len()];
    let mut pairs: Vec<Pair> = Vec::new();
    for group in groups.values() {
        let texts: Vec<(ArticleId, Labelled)> =
            group.iter().map(|(&text, &article)| (text, article)).collect();
        let mut worst: Option<Pair> = None;
        for (at, &(text, a)) in texts.iter().enumerate() {
            // Nothing is lower than no score in two events.
            if worst.is_some_and(|worst| rank(&worst) == (0, false)) {
                break;
            }
            scores[text.index()].iter().for_each(|&(other, score)| score_with[other as usize] = score);
            for &(other, b) in &texts[at + 1..] {
                let pair = Pair { a, b, score: score_with[other.index()] };
                if worst.is_none_or(|worst| rank(&pair) < rank(&worst)) {
                    worst = Some(pair);
                }
            }
            scores[text.index()].iter().for_each(|&(other, _)| score_with[other as usize] = 0.0);
        }
        pairs.extend(worst.map(in_order));
    }
    pairs.sort_by(|x, y| rank(x).cmp(&rank(y)).then(by_place(x, y)));
    pairs
}

/// Lowest score first, and pairs that the run parts before others. Scores are not negative, so their bits are in order.
fn rank(pair: &Pair) -> (u32, bool) {
    (pair.score.to_bits(), pair.a.found == pair.b.found)
}

/// Per article: the labelled articles that it stands for, itself and its whole copies.
fn of_originals<'a>(labelled: &[Labelled<'a>], relations: &Relations) -> Vec<Vec<Labelled<'a>>> {
    let mut of: Vec<Vec<Labelled>> = vec![Vec::new(); relations.len()];
    for &article in labelled {
        of[relations.original(article.article).index()].push(article);
    }
    of
}

fn in_order(pair: Pair) -> Pair {
    if pair.a.article <= pair.b.article { pair } else { Pair { a: pair.b, b: pair.a, ..pair } }
}

fn by_place(x: &Pair, y: &Pair) -> Ordering {
    (x.a.article, x.b.article).cmp(&(y.a.article, y.b.article))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Edge;

    fn labelled(gold: &'static str, found: &'static str) -> Vec<Labelled<'static>> {
        let both = gold.split(' ').zip(found.split(' '));
        (0..)
            .map(ArticleId)
            .zip(both)
            .map(|(article, (gold, found))| Labelled { article, gold, found })
            .collect()
    }

    fn relations(copies: &[Option<u32>], edges: &[(u32, u32, f32)]) -> Relations {
        let edge = |&(a, b, score)| Edge { a: ArticleId(a), b: ArticleId(b), similarity: score, score };
        Relations {
            edges: edges.iter().map(edge).collect(),
            duplicate_of: copies.iter().map(|of| of.map(ArticleId)).collect(),
            text_of: (0..copies.len() as u32).map(ArticleId).collect(),
            ..Relations::default()
        }
    }

    /// Gold aaa bb c, found 11 222 2: a is split 2 + 1, found 2 mixes 2 of b, 1 of a, 1 of c.
    #[test]
    fn losses_are_those_worked_out_by_hand_and_add_up() {
        let articles = labelled("a a a b b c", "1 1 2 2 2 2");
        let split = split(&articles);
        assert_eq!((split.len(), split[0].event, split[0].size, split[0].pairs), (1, "a", 3, 2));
        // 3 − (4 + 1)/3 articles of 6.
        assert!((split[0].lost - (3.0 - 5.0 / 3.0) / 6.0).abs() < 1e-12);
        assert_eq!(split[0].parts[0], Part { event: "1", articles: vec![ArticleId(0), ArticleId(1)] });
        let mixed = mixed(&articles);
        assert_eq!((mixed.len(), mixed[0].event, mixed[0].size, mixed[0].pairs), (1, "2", 4, 5));
        assert!((mixed[0].lost - (4.0 - 6.0 / 4.0) / 6.0).abs() < 1e-12);
        assert_eq!(mixed[0].parts.iter().map(|part| part.event).collect::<Vec<_>>(), ["b", "a", "c"]);
        let agreement = super::super::compare(articles.iter().map(|a| (a.gold, a.found))).unwrap();
        assert!((agreement.bcubed.recall + split[0].lost - 1.0).abs() < 1e-12);
        assert!((agreement.bcubed.precision + mixed[0].lost - 1.0).abs() < 1e-12);
    }

    #[test]
    fn pairs_are_the_most_striking_of_their_events() {
        let articles = labelled("a a a b b c", "1 1 2 2 2 2");
        let none = [None; 6];
        let edges = [(0, 1, 0.9), (1, 2, 0.4), (0, 3, 0.2), (2, 3, 0.8), (3, 4, 0.7), (4, 5, 0.3)];
        let relations = relations(&none, &edges);
        let ids = |pairs: &[Pair]| -> Vec<(u32, u32, f32)> {
            pairs.iter().map(|pair| (pair.a.article.0, pair.b.article.0, pair.score)).collect()
        };
        assert_eq!(ids(&apart(&articles, &relations)), [(2, 3, 0.8), (4, 5, 0.3)]);
        // 0 and 2 were never compared; c has one article only.
        assert_eq!(ids(&together(&articles, &relations)), [(0, 2, 0.0), (3, 4, 0.7)]);
    }

    #[test]
    fn copies_stand_for_their_originals() {
        let articles = labelled("a b b", "1 1 2");
        let relations = relations(&[None, Some(0), None], &[(0, 2, 0.6)]);
        let apart = apart(&articles, &relations);
        assert_eq!((apart.len(), apart[0].a.article.0, apart[0].b.article.0, apart[0].score), (1, 0, 1, 1.0));
        let together = together(&articles, &relations);
        assert_eq!((together.len(), together[0].a.article.0, together[0].b.article.0), (1, 1, 2));
        assert_eq!(together[0].score, 0.6);
    }
}
