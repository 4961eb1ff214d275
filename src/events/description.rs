//! What a person wants to know of an event: a headline, words, how firmly it holds together, how close it was.
//!
//! Everything comes from the grouping, the [`Relations`] and the corpus' titles and outlets; texts are not looked at. What
//! each part does stands in its file: `labels`, `keywords`, `confidence`, `borderline`. The events nearest to one, by mean
//! score, are those of its story, as far as they have any score with it, and those that nearly joined it.
//! Cost: some passes over the edges, one over the profiles; half a second for 87,057 articles on two cores.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{
    Event, EventSettings, Events, Relations, Story,
    borderline::{self, Grouping},
    confidence,
    keywords::{self, Card, KEYWORDS},
    labels, stories,
};
use crate::{article::Corpus, text::decorations::Decorations, units::ArticleId};

/// Neighbours that an event's keywords are weighed against.
const NEAREST: usize = 8;

/// Describes the events whose members are given, in the order of their first members.
#[must_use]
pub fn describe(
    corpus: &Corpus,
    relations: &Relations,
    mut groups: Vec<Vec<ArticleId>>,
    settings: &EventSettings,
) -> Events {
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort_unstable_by_key(|group| group[0]);
    let mut of = vec![0; relations.len()];
    for (event, group) in groups.iter().enumerate() {
        for id in group {
            of[id.index()] = event;
        }
    }
    // Per article: the sum of its scores with members of its own event. Copies stand where their originals do.
    let mut inside = vec![0.0_f64; relations.len()];
    for edge in &relations.edges {
        if of[edge.a.index()] == of[edge.b.index()] {
            inside[edge.a.index()] += f64::from(edge.score);
            inside[edge.b.index()] += f64::from(edge.score);
        }
    }
    let own: Vec<Vec<ArticleId>> = groups.iter().map(|group| relations.originals(group).collect()).collect();
    let sizes: Vec<usize> = own.iter().map(Vec::len).collect();
    let between = stories::between(&of, &relations.edges);
    let nearest = nearest(&sizes, &between);
    let cards: Vec<Card> = own.par_iter().map(|own| keywords::card(relations, own)).collect();
    let decorations = Decorations::learn(corpus);
    let mut events: Vec<Event> = groups
        .into_par_iter()
        .enumerate()
        .map(|(number, members)| {
            let near: Vec<(&Card, f64)> =
                nearest[number].iter().map(|&(other, mean)| (&cards[other], mean)).collect();
            let is_outlet = |word: &str| {
                let mut outlets = members.iter().filter_map(|&id| corpus.article(id).outlet);
                outlets.any(|outlet| decorations.is_name(outlet, word))
            };
            let keywords = keywords::choose(&relations.profiles, &cards[number], &near, is_outlet);
            let spellings = labels::spellings(corpus, &members);
            let own = &own[number];
            let others = own.len().saturating_sub(1) as f64;
            let mean = |id: ArticleId| if others > 0.0 { inside[id.index()] / others } else { 1.0 };
            let central = |a: &ArticleId, b: &ArticleId| mean(*a).total_cmp(&mean(*b)).then(b.cmp(a));
            let cohesion = own.iter().map(|&id| mean(id)).sum::<f64>() / own.len().max(1) as f64;
            let weakest = own.iter().map(|&id| mean(id)).fold(1.0, f64::min);
            let nearest = nearest[number].first().map_or(0.0, |near| near.1);
            Event {
                medoid: own.iter().copied().max_by(central).unwrap_or(members[0]),
                label: labels::choose(corpus, &decorations, relations, own, mean),
                keywords: keywords.into_iter().map(|word| spelled(&word, &spellings)).collect(),
                cohesion,
                weakest,
                nearest,
                confidence: if others > 0.0 { confidence::of(cohesion, weakest, nearest) } else { 1.0 },
                independent: relations.n_texts(own),
                story: 0,
                members,
            }
        })
        .collect();
    let story_of = stories::group(&sizes, &between);
    for (event, &story) in events.iter_mut().zip(&story_of) {
        event.story = story;
    }
    let borderline = borderline::find(&Grouping {
        relations,
        own: &own,
        of: &of,
        between: &between,
        inside: &inside,
        cut: f64::from(settings.cut()),
    });
    Events { stories: describe_stories(&events, &story_of), events, of, borderline }
}

/// Per event the other events with the highest mean scores, highest first.
fn nearest(sizes: &[usize], between: &[(u32, u32, f64)]) -> Vec<Vec<(usize, f64)>> {
    let mut nearest: Vec<Vec<(usize, f64)>> = vec![Vec::new(); sizes.len()];
    for &(a, b, sum) in between {
        let (a, b) = (a as usize, b as usize);
        let mean = sum / (sizes[a] * sizes[b]) as f64;
        nearest[a].push((b, mean));
        nearest[b].push((a, mean));
    }
    for near in &mut nearest {
        near.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        near.truncate(NEAREST);
    }
    nearest
}

/// The words of a keyword as headlines write them.
fn spelled(keyword: &str, spellings: &BTreeMap<String, String>) -> String {
    let spell = |word| spellings.get(&str::to_lowercase(word)).map_or(word, String::as_str);
    keyword.split(' ').map(spell).collect::<Vec<_>>().join(" ")
}

fn describe_stories(events: &[Event], story_of: &[usize]) -> Vec<Story> {
    let n_stories = story_of.iter().max().map_or(0, |&last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); n_stories];
    for (event, &story) in story_of.iter().enumerate() {
        members[story].push(event);
    }
    members
        .into_iter()
        .map(|members| {
            let size = |event: usize| events[event].members.len();
            let largest =
                members.iter().copied().max_by_key(|&event| (size(event), std::cmp::Reverse(event)));
            // Words that several of its events are described by come first, weighted by the size of the events.
            let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
            for &event in &members {
                for (rank, word) in events[event].keywords.iter().enumerate() {
                    *votes.entry(word).or_default() += size(event) * (KEYWORDS - rank);
                }
            }
            let mut ranked: Vec<(&str, usize)> = votes.into_iter().collect();
            ranked.sort_by_key(|&(word, votes)| (std::cmp::Reverse(votes), word));
            let mut keywords: Vec<String> = Vec::new();
            for (word, _) in ranked {
                if keywords.len() < KEYWORDS && !keywords.iter().any(|other| same_keyword(other, word)) {
                    keywords.push(word.to_owned());
                }
            }
            Story {
                label: largest.map_or_else(String::new, |event| events[event].label.clone()),
                keywords,
                events: members,
            }
        })
        .collect()
}

/// Whether one of the two has a word that is a form of one in the other.
fn same_keyword(x: &str, y: &str) -> bool {
    x.split(' ').any(|x| y.split(' ').any(|y| keywords::same_word(x, y)))
}
