//! The lines of events, stories and close decisions, and their ids.

use std::cmp::Reverse;

use xxhash_rust::xxh3::xxh3_128;

use super::{
    Source,
    model::{Borderline, Cohesion, Event, FirstInDump, Story},
    times::{self, Period},
};
use crate::{
    article::Corpus,
    events::Events,
    units::{ArticleId, round4, stable_id},
};

/// Stable ids of all events and stories. Both come from the id of the earliest article, so that they stay when later
/// articles join.
pub(super) fn ids(corpus: &Corpus, events: &Events) -> (Vec<String>, Vec<String>) {
    let id = |prefix: &str, first: Option<&ArticleId>| {
        stable_id(prefix, xxh3_128(first.map_or("", |&id| &*corpus.article(id).id).as_bytes()))
    };
    let first = |event: usize| events.events[event].members.first();
    let event_ids = (0..events.events.len()).map(|event| id("ev", first(event))).collect();
    let story_ids =
        events.stories.iter().map(|story| id("st", story.events.first().and_then(|&event| first(event))));
    (event_ids, story_ids.collect())
}

/// Events of two articles or more.
pub(super) fn events<'a>(source: &Source<'a>) -> Vec<Event<'a>> {
    let found = source.analysis.events.events.iter().enumerate();
    let mut lines: Vec<Event> =
        found
            .filter(|(_, event)| event.members.len() > 1)
            .map(|(index, event)| {
                let period = Period::of(source.corpus, event.members.iter().copied());
                Event {
                    id: source.event_ids[index].clone(),
                    label: &event.label,
                    articles: event.members.iter().map(|&id| source.id(id)).collect(),
                    size: event.members.len() as u64,
                    outlets: source.outlets(event.members.iter().copied()),
                    independent_count: event.independent as u64,
                    first_seen: period.first_seen(),
                    last_seen: period.last_seen(),
                    date_precision: period.precision(),
                    first_in_dump: times::earliest(source.corpus, &event.members).map(|(id, tie)| {
                        FirstInDump { article_id: source.id(id), outlet: source.outlet(id), tie }
                    }),
                    keywords: &event.keywords,
                    medoid: source.id(event.medoid),
                    cohesion: Cohesion { mean: round4(event.cohesion), weakest: round4(event.weakest) },
                    story_id: source.story_id(event.story),
                }
            })
            .collect();
    lines.sort_by(|a, b| (Reverse(a.size), &a.id).cmp(&(Reverse(b.size), &b.id)));
    lines
}

/// Stories of two events or more.
pub(super) fn stories<'a>(source: &Source<'a>) -> Vec<Story<'a>> {
    let found = &source.analysis.events;
    let stories = found.stories.iter().zip(&source.story_ids);
    let mut lines: Vec<Story> = stories
        .filter(|(story, _)| story.events.len() > 1)
        .map(|(story, id)| {
            let members = || story.events.iter().flat_map(|&event| &found.events[event].members).copied();
            let period = Period::of(source.corpus, members());
            Story {
                id: id.clone(),
                label: &story.label,
                events: story.events.iter().map(|&event| source.event_ids[event].clone()).collect(),
                articles: members().count() as u64,
                first_seen: period.first_seen(),
                last_seen: period.last_seen(),
                keywords: &story.keywords,
            }
        })
        .collect();
    lines.sort_by(|a, b| (Reverse(a.articles), &a.id).cmp(&(Reverse(b.articles), &b.id)));
    lines
}

/// Close decisions, in the order of the stage: closest first.
pub(super) fn borderline<'a>(source: &Source<'a>) -> Vec<Borderline<'a>> {
    let decisions = source.analysis.events.borderline.iter();
    decisions
        .map(|decision| Borderline {
            event_id: source.event_ids[decision.event].clone(),
            other_event_id: source.event_ids[decision.other].clone(),
            a: source.id(decision.articles.0),
            b: source.id(decision.articles.1),
            score: round4(decision.score),
            cut: round4(decision.cut),
            joined: decision.joined,
        })
        .collect()
}
