//! What a person wants to know of an event: a headline, words, how firmly it holds together, how close it was.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{
    Borderline, Edge, Event, EventSettings, Events, Relations, Story,
    profiles::{self, Entry},
    stories,
};
use crate::{article::Corpus, units::ArticleId};

/// Words that describe an event.
const KEYWORDS: usize = 8;

/// Members whose words are looked at; more change nothing in the first eight.
const READ: usize = 40;

/// Score on either side of the cut that counts as close: half a unit of log-odds.
const CLOSE: f64 = 0.05;

/// Close decisions that are listed for every hundred articles, and at least.
const LISTED: (usize, usize) = (2, 50);

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
    let mut events: Vec<Event> =
        groups.into_par_iter().map(|members| describe_one(corpus, relations, members, &inside)).collect();
    let sizes: Vec<usize> = events.iter().map(|event| relations.originals(&event.members).count()).collect();
    let story_of = stories::group(&of, &sizes, &relations.edges);
    for (event, &story) in events.iter_mut().zip(&story_of) {
        event.story = story;
    }
    let borderline = borderline(relations, &events, &of, &sizes, settings);
    Events { stories: describe_stories(&events, &story_of), events, of, borderline }
}

fn describe_one(corpus: &Corpus, relations: &Relations, members: Vec<ArticleId>, inside: &[f64]) -> Event {
    let own: Vec<ArticleId> = relations.originals(&members).collect();
    let others = own.len().saturating_sub(1) as f64;
    let mean = |id: ArticleId| if others > 0.0 { inside[id.index()] / others } else { 1.0 };
    // The most central member with a headline; ties to the earliest.
    let central = |a: &&ArticleId, b: &&ArticleId| mean(**a).total_cmp(&mean(**b)).then(b.cmp(a));
    let titled = |id: &&ArticleId| profiles::title(corpus.article(**id)).is_some();
    let medoid = own.iter().max_by(central).copied().unwrap_or(members[0]);
    let named = own.iter().filter(titled).max_by(central).copied().unwrap_or(medoid);
    Event {
        medoid,
        label: label(corpus, relations, named),
        keywords: keywords(relations, &own),
        cohesion: own.iter().map(|&id| mean(id)).sum::<f64>() / own.len().max(1) as f64,
        weakest: own.iter().map(|&id| mean(id)).fold(1.0, f64::min),
        independent: relations.n_texts(&own),
        story: 0,
        members,
    }
}

/// The headline, or the start of the first paragraph of prose, or the id.
fn label(corpus: &Corpus, relations: &Relations, id: ArticleId) -> String {
    let article = corpus.article(id);
    profiles::title(article).unwrap_or_else(|| match relations.profiles.lead(id) {
        "" => article.id.clone(),
        lead => lead.to_owned(),
    })
}

/// The terms of the text view with the highest mean weight, as their articles write them most often; no numbers.
fn keywords(relations: &Relations, members: &[ArticleId]) -> Vec<String> {
    let profiles = &relations.profiles;
    let read = members.iter().take(READ).flat_map(|&id| profiles.of(id)).copied();
    let mut entries: Vec<Entry> = read.filter(|&entry| !profiles.is_name(profiles.term(entry))).collect();
    // A stable sort keeps the order of the members within a form, so sums are the same every time.
    entries.sort_by_key(|entry| entry.form);
    let sum = |entries: &[Entry]| entries.iter().map(|entry| f64::from(entry.tfidf())).sum::<f64>();
    let mut ranked: Vec<(f64, u32)> = entries
        .chunk_by(|x, y| profiles.term(*x) == profiles.term(*y))
        .map(|entries| {
            let forms = entries.chunk_by(|x, y| x.form == y.form).map(|uses| (sum(uses), uses[0].form));
            let best = forms.max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
            (sum(entries), best.map_or(entries[0].form, |(_, form)| form))
        })
        .filter(|&(_, form)| !profiles.form(form).starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    ranked.into_iter().take(KEYWORDS).map(|(_, form)| profiles.form(form).to_owned()).collect()
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
            Story {
                label: largest.map_or_else(String::new, |event| events[event].label.clone()),
                keywords: ranked.into_iter().take(KEYWORDS).map(|(word, _)| word.to_owned()).collect(),
                events: members,
            }
        })
        .collect()
}

/// Pairs of events whose mean score nearly reached the cut, and events whose weakest member nearly missed it.
fn borderline(
    relations: &Relations,
    events: &[Event],
    of: &[usize],
    sizes: &[usize],
    settings: &EventSettings,
) -> Vec<Borderline> {
    let cut = f64::from(settings.cut());
    let mut close: Vec<(usize, usize, f64)> = stories::between(of, &relations.edges)
        .into_iter()
        .map(|(a, b, sum)| (a as usize, b as usize, sum / (sizes[a as usize] * sizes[b as usize]) as f64))
        .filter(|&(_, _, mean)| mean >= cut - CLOSE)
        .collect();
    close.extend(
        events
            .iter()
            .enumerate()
            .filter(|&(event, described)| sizes[event] > 1 && described.weakest <= cut + CLOSE)
            .map(|(event, described)| (event, event, described.weakest)),
    );
    close.sort_by(|x, y| (x.2 - cut).abs().total_cmp(&(y.2 - cut).abs()).then((x.0, x.1).cmp(&(y.0, y.1))));
    close.truncate(LISTED.1.max(relations.len() / 100 * LISTED.0));
    let mut best: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
    let wanted: std::collections::BTreeSet<(usize, usize)> = close.iter().map(|&(a, b, _)| (a, b)).collect();
    for edge in &relations.edges {
        let (a, b) = (of[edge.a.index()], of[edge.b.index()]);
        let key = (a.min(b), a.max(b));
        if wanted.contains(&key) && best.get(&key).is_none_or(|other| other.score < edge.score) {
            best.insert(key, *edge);
        }
    }
    close
        .into_iter()
        .filter_map(|(event, other, score)| {
            let edge = best.get(&(event, other))?;
            Some(Borderline { event, other, articles: (edge.a, edge.b), score, cut, joined: event == other })
        })
        .collect()
}
