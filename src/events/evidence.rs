//! Why are articles one event, or not? What relations tell of one article and of two, when texts and vectors are gone.
//!
//! Similarity is a dot product, so it can be taken apart: a term that two articles share contributes the product of its
//! weights in both. Profiles keep the heaviest terms of the text view and the heaviest names, so what they explain is the
//! part of the similarity said with it; the rest comes from leads, pairs of words and lighter terms. Surroundings are told
//! by ranks: a pair is one event where each is among the nearest of the other, not above some similarity.
//!
//! Whole copies have no pairs of their own; their originals speak for them. Cost: a pass over all pairs, some tens of
//! milliseconds for a million of them.

use super::{Edge, Relations, profiles::Entry};
use crate::units::ArticleId;

/// A term that two articles share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shared {
    /// The term in the first article.
    pub a: Entry,
    /// The term in the second article.
    pub b: Entry,
}

impl Shared {
    /// What it contributes to the similarity.
    #[must_use]
    pub fn contribution(self) -> f64 {
        f64::from(self.a.weight()) * f64::from(self.b.weight())
    }
}

/// The terms of both profiles, by what they contribute, most first.
#[must_use]
pub fn shared(relations: &Relations, a: ArticleId, b: ArticleId) -> Vec<Shared> {
    let profiles = &relations.profiles;
    let mut theirs = profiles.of(b).iter().peekable();
    let mut shared = Vec::new();
    for &entry in profiles.of(a) {
        let term = profiles.term(entry);
        while theirs.next_if(|other| profiles.term(**other) < term).is_some() {}
        if let Some(&other) = theirs.next_if(|other| profiles.term(**other) == term) {
            shared.push(Shared { a: entry, b: other });
        }
    }
    shared.sort_by(|x, y| y.contribution().total_cmp(&x.contribution()).then(x.a.form.cmp(&y.a.form)));
    shared
}

/// The terms of the first profile that the second has not, heaviest first.
#[must_use]
pub fn only(relations: &Relations, a: ArticleId, b: ArticleId) -> Vec<Entry> {
    let profiles = &relations.profiles;
    let theirs: Vec<u32> = profiles.of(b).iter().map(|&entry| profiles.term(entry)).collect();
    let mut own: Vec<Entry> = profiles.of(a).to_vec();
    own.retain(|&entry| theirs.binary_search(&profiles.term(entry)).is_err());
    own.sort_by(|x, y| y.weight.cmp(&x.weight).then(x.form.cmp(&y.form)));
    own
}

/// Another article, seen from one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The other article.
    pub article: ArticleId,
    /// Lexical similarity.
    pub similarity: f32,
    /// The score.
    pub score: f32,
}

/// All articles that have a score with this one, by score, best first; ties to the earlier article.
#[must_use]
pub fn near(relations: &Relations, article: ArticleId) -> Vec<Near> {
    let own = relations.original(article);
    let near = relations.edges.iter().filter_map(|&Edge { a, b, similarity, score }| {
        let other = if a == own { b } else { a };
        (a == own || b == own).then_some(Near { article: other, similarity, score })
    });
    let mut near: Vec<Near> = near.collect();
    near.sort_by(|x, y| y.score.total_cmp(&x.score).then(x.article.cmp(&y.article)));
    near
}

/// The place of one article among those near to another: from 1, by similarity; and how many there are.
#[must_use]
pub fn rank(near: &[Near], article: ArticleId) -> Option<(usize, usize)> {
    let own = near.iter().find(|near| near.article == article)?;
    Some((1 + near.iter().filter(|other| other.similarity > own.similarity).count(), near.len()))
}

/// An event that an article is not in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// The number of the event.
    pub event: usize,
    /// Mean score of the article with all of the event's.
    pub article_mean: f64,
    /// Mean score of the article's own event with this one: what the cut was held against.
    pub event_mean: f64,
    /// The article of it that is nearest.
    pub nearest: Near,
}

/// Where an article stands among events.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The other members, nearest first, as far as they have a score with it.
    pub members: Vec<Near>,
    /// Number of other members, copies of any not counted.
    pub n_others: usize,
    /// Mean score with them; `None` when there are none.
    pub mean: Option<f64>,
    /// Events beside its own that it has a score with, highest mean first.
    pub beside: Vec<Beside>,
}

/// Where the article stands; `of` is the event of each article.
#[must_use]
pub fn standing(relations: &Relations, of: &[usize], article: ArticleId) -> Standing {
    let own = relations.original(article);
    let event = of[own.index()];
    let mut sizes = vec![0_u32; of.iter().max().map_or(0, |&last| last + 1)];
    for id in (0..of.len() as u32).map(ArticleId).filter(|&id| relations.original(id) == id) {
        sizes[of[id.index()]] += 1;
    }
    let size = |event: usize| f64::from(sizes[event].max(1));
    let near = near(relations, own);
    let (members, others): (Vec<Near>, Vec<Near>) =
        near.into_iter().partition(|near| of[near.article.index()] == event);
    let sum = |near: &[Near]| near.iter().map(|near| f64::from(near.score)).sum::<f64>();
    let n_others = sizes[event].saturating_sub(1) as usize;
    let mut by_event: Vec<(usize, Near)> =
        others.into_iter().map(|near| (of[near.article.index()], near)).collect();
    by_event.sort_by_key(|&(event, _)| event);
    // The sums of all pairs between its event and each of those.
    let mut sums = vec![0.0_f64; sizes.len()];
    for edge in &relations.edges {
        let (a, b) = (of[edge.a.index()], of[edge.b.index()]);
        if a != b && (a == event || b == event) {
            sums[if a == event { b } else { a }] += f64::from(edge.score);
        }
    }
    let beside = by_event.chunk_by(|x, y| x.0 == y.0).map(|near| {
        let other = near[0].0;
        let total = near.iter().fold(0.0, |sum, (_, near)| sum + f64::from(near.score));
        Beside {
            event: other,
            article_mean: total / size(other),
            event_mean: sums[other] / (size(event) * size(other)),
            // A stable sort kept the nearest first.
            nearest: near[0].1,
        }
    });
    let mut beside: Vec<Beside> = beside.collect();
    beside.sort_by(|x, y| y.article_mean.total_cmp(&x.article_mean).then(x.event.cmp(&y.event)));
    Standing { mean: (n_others > 0).then(|| sum(&members) / n_others as f64), n_others, members, beside }
}

/// The terms that hold an article among others: what each contributes to its similarity with them, on average over all.
#[must_use]
pub fn holding(
    relations: &Relations,
    article: ArticleId,
    others: &[Near],
    n_others: usize,
) -> Vec<(Entry, f64)> {
    let own = relations.original(article);
    let mut sums: Vec<(Entry, f64)> = relations.profiles.of(own).iter().map(|&entry| (entry, 0.0)).collect();
    for near in others {
        for shared in shared(relations, own, near.article) {
            if let Ok(at) = sums.binary_search_by_key(&shared.a.form, |(entry, _)| entry.form) {
                sums[at].1 += shared.contribution() / n_others.max(1) as f64;
            }
        }
    }
    sums.retain(|&(_, sum)| sum > 0.0);
    sums.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.form.cmp(&y.0.form)));
    sums
}

/// Mean score of two events, over all pairs of their articles, copies left out.
#[must_use]
pub fn mean_of_events(relations: &Relations, of: &[usize], a: usize, b: usize) -> f64 {
    let originals = |event| {
        let members = (0..of.len() as u32).map(ArticleId).filter(move |id| of[id.index()] == event);
        members.filter(|&id| relations.original(id) == id).count().max(1) as f64
    };
    let between = relations.edges.iter().filter(|edge| {
        let pair = (of[edge.a.index()], of[edge.b.index()]);
        pair == (a, b) || pair == (b, a)
    });
    // A sum of nothing is −0.
    between.fold(0.0, |sum, edge| sum + f64::from(edge.score)) / (originals(a) * originals(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::profiles::{Profiles, Strings};

    /// Three articles; terms `fire`, `Pellworth` and the name `Pellworth`.
    fn relations() -> Relations {
        let entry = |form, weight: f32| Entry { form, weight: (weight * 65_535.0).round() as u16, tfidf: 0 };
        let edge = |a, b, similarity, score| Edge { a: ArticleId(a), b: ArticleId(b), similarity, score };
        Relations {
            edges: vec![edge(0, 1, 0.5, 0.8), edge(0, 2, 0.6, 0.4), edge(1, 2, 0.1, 0.2)],
            duplicate_of: vec![None, None, None, Some(ArticleId(1))],
            text_of: [0, 1, 2, 1].map(ArticleId).to_vec(),
            surroundings: vec![[0.0; 3]; 4],
            profiles: Profiles {
                starts: vec![0, 3, 5, 6, 6],
                // `fire` has two forms, which are one term.
                entries: vec![
                    entry(0, 0.6),
                    entry(2, 0.5),
                    entry(3, 0.4),
                    entry(1, 0.5),
                    entry(3, 0.9),
                    entry(2, 1.0),
                ],
                term_of: vec![0, 0, 1, 2],
                forms: Strings { buffer: "fireFirePellworthPellworth".to_owned(), ends: vec![4, 8, 17, 26] },
                n_text_terms: 2,
                ..Profiles::default()
            },
        }
    }

    #[test]
    fn what_two_share_is_the_product_of_their_weights() {
        let relations = relations();
        let found = shared(&relations, ArticleId(0), ArticleId(1));
        let contributions: Vec<(u32, f64)> = found.iter().map(|s| (s.a.form, s.contribution())).collect();
        assert_eq!(contributions.iter().map(|c| c.0).collect::<Vec<_>>(), [3, 0]);
        assert!((contributions[0].1 - 0.36).abs() < 1e-4 && (contributions[1].1 - 0.30).abs() < 1e-4);
        let forms = |found: Vec<Entry>| found.iter().map(|entry| entry.form).collect::<Vec<_>>();
        assert_eq!(forms(only(&relations, ArticleId(0), ArticleId(1))), [2]);
        assert_eq!(forms(only(&relations, ArticleId(2), ArticleId(1))), [2]);
        assert_eq!(shared(&relations, ArticleId(1), ArticleId(2)), []);
    }

    #[test]
    fn an_article_stands_nearest_to_its_own() {
        let relations = relations();
        let found = standing(&relations, &[0, 0, 1, 0], ArticleId(0));
        assert_eq!((found.n_others, found.mean), (1, Some(f64::from(0.8_f32))));
        assert_eq!(found.members[0].article, ArticleId(1));
        let beside = found.beside[0];
        assert_eq!((beside.event, beside.nearest.article), (1, ArticleId(2)));
        assert!((beside.article_mean - 0.4).abs() < 1e-6 && (beside.event_mean - 0.3).abs() < 1e-6);
        assert!((mean_of_events(&relations, &[0, 0, 1, 0], 1, 0) - 0.3).abs() < 1e-6);
        assert_eq!(
            standing(&relations, &[0, 0, 1, 0], ArticleId(3)),
            standing(&relations, &[0, 0, 1, 0], ArticleId(1))
        );
        let alone = standing(&relations, &[0, 0, 1, 0], ArticleId(2));
        assert_eq!((alone.mean, alone.members.len(), alone.beside.len()), (None, 0, 1));
    }

    #[test]
    fn ranks_count_those_more_alike() {
        let relations = relations();
        let near = near(&relations, ArticleId(0));
        assert_eq!(rank(&near, ArticleId(2)), Some((1, 2)));
        assert_eq!(rank(&near, ArticleId(1)), Some((2, 2)));
        assert_eq!(rank(&near, ArticleId(0)), None);
    }

    #[test]
    fn what_holds_an_article_is_a_mean_over_all_others() {
        let relations = relations();
        let members = near(&relations, ArticleId(0));
        let held = holding(&relations, ArticleId(0), &members, 2);
        let forms: Vec<u32> = held.iter().map(|(entry, _)| entry.form).collect();
        assert_eq!(forms, [2, 3, 0]);
        assert!((held[0].1 - 0.25).abs() < 1e-4 && (held[1].1 - 0.18).abs() < 1e-4);
    }
}
