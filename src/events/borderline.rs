//! Decisions on events that could have gone the other way, so that a person need not look at all to find the wrong ones.
//!
//! Average linkage decides by the mean score of two sides. Of sides that are apart, those whose mean is at most [`CLOSE`]
//! below the cut are close; each is an event, of one article or more. Of an event that is one, the two sides are those
//! that linkage joined last, when their mean is at most [`CLOSE`] above the cut; and any article beside its event, when
//! *its* mean score with the other members is, because a member may be nearly out without being the last to have come.
//! Three kinds, by how many articles the sides have: two `articles`, an `article` and several, two `events`.
//!
//! Most doubtful first: by how far the mean is on the right side of the cut. It can be on the wrong one: a member may fall
//! below the cut while its event as a whole does not. Ties by event. Listed are of each kind, joined or apart, a sixth of
//! two for every hundred articles, ten at least.
//! Cost: the sides of events are found by linking each again, with a cut that is [`CLOSE`] higher.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Borderline, Edge, Relations, Sides, keywords::same_word, linkage};
use crate::units::ArticleId;

/// Score on either side of the cut that counts as close: a fifth of a unit of log-odds.
const CLOSE: f64 = 0.05;

/// Close decisions of each kind, joined or apart: one for so many articles, and at least so many.
const LISTED: (usize, usize) = (300, 10);

/// Terms that are named for a pair of articles.
const TERMS: usize = 8;

/// A close decision before anything is said of it.
struct Close {
    event: usize,
    other: usize,
    sides: Sides,
    score: f64,
    best: Edge,
}

impl Close {
    fn joined(&self) -> bool {
        self.event == self.other
    }
}

/// What is known of the grouping.
pub(super) struct Grouping<'a> {
    pub relations: &'a Relations,
    /// Per event: its members, whole copies aside.
    pub own: &'a [Vec<ArticleId>],
    /// Per article: its event.
    pub of: &'a [usize],
    /// Per pair of events: the sum of scores.
    pub between: &'a [(u32, u32, f64)],
    /// Per article: the sum of its scores with members of its event.
    pub inside: &'a [f64],
    pub cut: f64,
}

/// All close decisions, most doubtful first.
pub(super) fn find(grouping: &Grouping) -> Vec<Borderline> {
    let mut close = apart(grouping);
    close.extend(joined(grouping));
    let cut = grouping.cut;
    let doubt = |close: &Close| if close.joined() { close.score - cut } else { cut - close.score };
    close.sort_by(|x, y| {
        let key = |close: &Close| (close.event, close.other, close.best.a, close.best.b);
        doubt(x).total_cmp(&doubt(y)).then(key(x).cmp(&key(y)))
    });
    let most = LISTED.1.max(grouping.relations.len() / LISTED.0);
    let mut listed: BTreeMap<(Sides, bool), usize> = BTreeMap::new();
    close.retain(|close| {
        let count = listed.entry((close.sides, close.joined())).or_default();
        *count += 1;
        *count <= most
    });
    close
        .into_iter()
        .map(|close| Borderline {
            event: close.event,
            other: close.other,
            sides: close.sides,
            articles: (close.best.a, close.best.b),
            terms: shared_terms(grouping.relations, close.best.a, close.best.b),
            score: close.score,
            cut,
            joined: close.joined(),
        })
        .collect()
}

/// Events that nearly joined.
fn apart(grouping: &Grouping) -> Vec<Close> {
    let Grouping { relations, of, own, .. } = grouping;
    let mean = |&(a, b, sum): &(u32, u32, f64)| sum / (own[a as usize].len() * own[b as usize].len()) as f64;
    let near = grouping.between.iter().filter(|pair| mean(pair) >= grouping.cut - CLOSE);
    let near: BTreeMap<(usize, usize), f64> =
        near.map(|pair| ((pair.0 as usize, pair.1 as usize), mean(pair))).collect();
    let mut best: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
    for edge in &relations.edges {
        let (a, b) = (of[edge.a.index()], of[edge.b.index()]);
        let key = (a.min(b), a.max(b));
        if near.contains_key(&key) && best.get(&key).is_none_or(|other| other.score < edge.score) {
            best.insert(key, *edge);
        }
    }
    best.into_iter()
        .map(|((event, other), best)| Close {
            event,
            other,
            sides: Sides::of(own[event].len(), own[other].len()),
            score: near[&(event, other)],
            best,
        })
        .collect()
}

/// Events that nearly fell apart, and members that were nearly left out.
fn joined(grouping: &Grouping) -> Vec<Close> {
    let mut inside: Vec<Vec<Edge>> = vec![Vec::new(); grouping.own.len()];
    for edge in &grouping.relations.edges {
        let event = grouping.of[edge.a.index()];
        if event == grouping.of[edge.b.index()] {
            inside[event].push(*edge);
        }
    }
    let events = inside.into_par_iter().enumerate().filter(|(event, _)| grouping.own[*event].len() > 1);
    events.flat_map_iter(|(event, edges)| joined_in(grouping, event, &edges)).collect()
}

fn joined_in(grouping: &Grouping, event: usize, edges: &[Edge]) -> Vec<Close> {
    let limit = grouping.cut + CLOSE;
    let members = &grouping.own[event];
    let n = members.len();
    let place = |id: ArticleId| members.binary_search(&id).unwrap_or(0);
    let close = |is_left: &dyn Fn(usize) -> bool, score: f64| {
        let crossing = edges.iter().filter(|edge| is_left(place(edge.a)) != is_left(place(edge.b)));
        let best = crossing.max_by(|x, y| x.score.total_cmp(&y.score).then((y.b, y.a).cmp(&(x.b, x.a))))?;
        let left = (0..n).filter(|&member| is_left(member)).count();
        Some(Close { event, other: event, sides: Sides::of(left, n - left), score, best: *best })
    };
    let mut found = Vec::new();
    let mut alone = None;
    if let Some((left, score)) = last_joined(n, edges, place, limit) {
        if left.len() == 1 || n - left.len() == 1 {
            alone = (0..n).find(|member| left.contains(member) == (left.len() == 1));
        }
        found.extend(close(&|member| left.contains(&member), score));
    }
    for (member, id) in members.iter().enumerate() {
        let mean = grouping.inside[id.index()] / (n - 1) as f64;
        if n > 2 && mean <= limit && alone != Some(member) {
            found.extend(close(&|other| other == member, mean));
        }
    }
    found
}

/// Of the members of an event one of the two sides that were joined last, and the mean score between the two; `None`
/// when it reaches the limit.
fn last_joined(
    n: usize,
    edges: &[Edge],
    place: impl Fn(ArticleId) -> usize,
    limit: f64,
) -> Option<(Vec<usize>, f64)> {
    let sums: Vec<(u32, u32, f64)> = edges
        .iter()
        .map(|edge| (place(edge.a) as u32, place(edge.b) as u32, f64::from(edge.score)))
        .collect();
    let labels = linkage::link(&vec![1.0; n], &sums, limit);
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); labels.iter().max().map_or(0, |last| last + 1)];
    for (member, &label) in labels.iter().enumerate() {
        groups[label].push(member);
    }
    if groups.len() < 2 {
        return None;
    }
    let mut table = vec![vec![0.0; groups.len()]; groups.len()];
    for &(a, b, score) in &sums {
        let (a, b) = (labels[a as usize], labels[b as usize]);
        table[a][b] += score;
        table[b][a] += score;
    }
    loop {
        let pairs = (0..groups.len()).flat_map(|a| (a + 1..groups.len()).map(move |b| (a, b)));
        let mean = |(a, b): (usize, usize)| table[a][b] / (groups[a].len() * groups[b].len()) as f64;
        let (a, b) = pairs.max_by(|x, y| mean(*x).total_cmp(&mean(*y)).then(y.cmp(x)))?;
        if groups.len() == 2 {
            let score = mean((0, 1));
            return Some((groups.swap_remove(0), score));
        }
        let moved = groups.remove(b);
        groups[a].extend(moved);
        let row = table.remove(b);
        for (sum, more) in table[a].iter_mut().zip(&row) {
            *sum += more;
        }
        for other in &mut table {
            let more = other.remove(b);
            other[a] += more;
        }
        table[a][a] = 0.0;
    }
}

/// The terms that two articles share, by the product of their weights, one form of each word, as the first writes them.
fn shared_terms(relations: &Relations, a: ArticleId, b: ArticleId) -> Vec<String> {
    let profiles = &relations.profiles;
    let (own, others) = (profiles.of(a), profiles.of(b));
    let mut shared: Vec<(u64, u32)> = Vec::new();
    for entry in own.iter().filter(|entry| !profiles.is_name(profiles.term(**entry))) {
        let at = others.partition_point(|other| profiles.term(*other) < profiles.term(*entry));
        if let Some(other) = others.get(at).filter(|other| profiles.term(**other) == profiles.term(*entry)) {
            shared.push((u64::from(entry.weight) * u64::from(other.weight), entry.form));
        }
    }
    shared.sort_by_key(|&(weight, form)| (std::cmp::Reverse(weight), form));
    let mut terms: Vec<String> = Vec::new();
    for (_, form) in shared {
        let word = profiles.form(form);
        if terms.len() < TERMS && !terms.iter().any(|other| same_word(other, word)) {
            terms.push(word.to_owned());
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::profiles::Profiles;

    fn edge(a: u32, b: u32, score: f32) -> Edge {
        Edge { a: ArticleId(a), b: ArticleId(b), similarity: score, score }
    }

    type Found = (usize, usize, Sides, (u32, u32), i32);

    /// Close decisions as (event, other, sides, pair, score rounded to hundredths).
    fn found(n: u32, edges: Vec<Edge>, of: &[usize], cut: f64) -> Vec<Found> {
        let relations = Relations {
            edges,
            duplicate_of: vec![None; n as usize],
            text_of: (0..n).map(ArticleId).collect(),
            surroundings: vec![[0.0; 3]; n as usize],
            profiles: Profiles { starts: vec![0; n as usize + 1], ..Profiles::default() },
        };
        let n_events = of.iter().max().map_or(0, |last| last + 1);
        let members = |event| (0..n).filter(|id| of[*id as usize] == event).map(ArticleId).collect();
        let own: Vec<Vec<ArticleId>> = (0..n_events).map(members).collect();
        let mut inside = vec![0.0; n as usize];
        for edge in relations.edges.iter().filter(|edge| of[edge.a.index()] == of[edge.b.index()]) {
            inside[edge.a.index()] += f64::from(edge.score);
            inside[edge.b.index()] += f64::from(edge.score);
        }
        let between = crate::events::stories::between(of, &relations.edges);
        let grouping =
            Grouping { relations: &relations, own: &own, of, between: &between, inside: &inside, cut };
        find(&grouping)
            .into_iter()
            .map(|close| {
                assert_eq!(close.joined, close.event == close.other);
                let pair = (close.articles.0.0, close.articles.1.0);
                (close.event, close.other, close.sides, pair, (close.score * 100.0).round() as i32)
            })
            .collect()
    }

    #[test]
    fn near_misses_on_both_sides() {
        // Apart: 0 and 1 (.48), an article and a pair (.46); 4 and 5 are far.
        let edges =
            vec![edge(0, 1, 0.48), edge(2, 3, 0.9), edge(0, 2, 0.44), edge(0, 3, 0.48), edge(4, 5, 0.3)];
        assert_eq!(
            found(6, edges, &[0, 1, 2, 2, 3, 4], 0.5),
            [(0, 1, Sides::Articles, (0, 1), 48), (0, 2, Sides::Article, (0, 3), 46),]
        );
        // Joined: a pair at .51; two pairs whose mean is (.5 + .6 + .5 + .5) / 4.
        let edges = vec![
            edge(0, 1, 0.51),
            edge(2, 3, 0.9),
            edge(4, 5, 0.8),
            edge(2, 4, 0.5),
            edge(2, 5, 0.6),
            edge(3, 4, 0.5),
            edge(3, 5, 0.5),
        ];
        assert_eq!(
            found(6, edges, &[0, 0, 1, 1, 1, 1], 0.5),
            [(0, 0, Sides::Articles, (0, 1), 51), (1, 1, Sides::Events, (2, 5), 53),]
        );
    }

    #[test]
    fn the_article_that_came_last_is_listed_once() {
        let edges = vec![
            edge(0, 1, 0.6),
            edge(0, 2, 0.55),
            edge(1, 2, 0.55),
            edge(0, 3, 0.7),
            edge(1, 3, 0.7),
            edge(2, 3, 0.13),
        ];
        // Linkage takes 0 with 3 (.7), then 1 (.65), then 2: (.55 + .55 + .13) / 3 = .41 is below .5, so with a cut of .4.
        assert_eq!(found(4, edges, &[0, 0, 0, 0], 0.4), [(0, 0, Sides::Article, (0, 2), 41)]);
    }
}
