//! The lines of events, stories and close decisions, and their ids.

use std::cmp::Reverse;

use xxhash_rust::xxh3::xxh3_128;

use super::{
    days,
    model::{Borderline, Cohesion, Event, FirstInDump, Story},
    times::{self, Period},
};
use crate::{
    article::Corpus,
    events::Events,
    units::{ArticleId, round4, stable_id},
};

/// Events and stories with their ids, which is all that the lines of this file are made from.
///
/// Ids come from the id of the earliest article, so that they stay when later articles join.
pub struct Groups<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) found: &'a Events,
    /// Per event: its id.
    pub(super) event_ids: Vec<String>,
    /// Per story: its id.
    story_ids: Vec<String>,
}

impl<'a> Groups<'a> {
    /// The events of a corpus with their ids. Texts are not looked at.
    #[must_use]
    pub fn new(corpus: &'a Corpus, found: &'a Events) -> Self {
        let id = |prefix: &str, first: Option<&ArticleId>| {
            stable_id(prefix, xxh3_128(first.map_or("", |&id| &*corpus.article(id).id).as_bytes()))
        };
        let first = |event: usize| found.events[event].members.first();
        let event_ids = (0..found.events.len()).map(|event| id("ev", first(event))).collect();
        let story_ids =
            found.stories.iter().map(|story| id("st", story.events.first().and_then(|&event| first(event))));
        Self { corpus, found, event_ids, story_ids: story_ids.collect() }
    }

    /// The articles.
    #[must_use]
    pub fn corpus(&self) -> &'a Corpus {
        self.corpus
    }

    /// The events without their ids.
    #[must_use]
    pub fn found(&self) -> &'a Events {
        self.found
    }

    /// Index of the article's event; `None` when events were not looked for.
    #[must_use]
    pub fn event_of(&self, article: ArticleId) -> Option<usize> {
        self.found.of.get(article.index()).copied()
    }

    /// The id of the article's event.
    #[must_use]
    pub fn event_id(&self, article: ArticleId) -> Option<&str> {
        self.event_of(article).map(|event| self.event_ids[event].as_str())
    }

    /// The id of the story of the article's event.
    #[must_use]
    pub fn story_id(&self, article: ArticleId) -> Option<&str> {
        let story = self.found.events[self.event_of(article)?].story;
        self.story_ids.get(story).map(String::as_str)
    }

    /// Ids of the events of some articles, each once, in the order of the events' first articles.
    pub fn event_ids_of(&self, articles: impl Iterator<Item = ArticleId>) -> impl Iterator<Item = &str> {
        let mut events: Vec<usize> = articles.filter_map(|id| self.event_of(id)).collect();
        events.sort_unstable();
        events.dedup();
        events.into_iter().map(|event| self.event_ids[event].as_str())
    }

    pub(super) fn id(&self, article: ArticleId) -> &'a str {
        &self.corpus.article(article).id
    }

    pub(super) fn outlet(&self, article: ArticleId) -> Option<&'a str> {
        self.corpus.outlet_name(article)
    }

    /// Names of the outlets of these articles, sorted, each once; unknown outlets left out.
    pub(super) fn outlets(&self, articles: impl Iterator<Item = ArticleId>) -> Vec<&'a str> {
        let mut outlets: Vec<_> = articles.filter_map(|id| self.corpus.article(id).outlet).collect();
        outlets.sort_unstable();
        outlets.dedup();
        outlets.into_iter().map(|outlet| &*self.corpus.outlets[outlet.index()]).collect()
    }
}

/// All lines that say how articles were grouped.
#[derive(Clone, Debug)]
pub struct GroupLines<'a> {
    /// Events of two articles or more.
    pub events: Vec<Event<'a>>,
    /// Stories of two events or more.
    pub stories: Vec<Story<'a>>,
    /// Close decisions on events.
    pub borderline: Vec<Borderline<'a>>,
}

/// The lines of events, stories and close decisions.
#[must_use]
pub fn lines<'a>(groups: &Groups<'a>) -> GroupLines<'a> {
    GroupLines { events: events(groups), stories: stories(groups), borderline: borderline(groups) }
}

/// Events of two articles or more.
fn events<'a>(groups: &Groups<'a>) -> Vec<Event<'a>> {
    let found = groups.found.events.iter().enumerate();
    let mut lines: Vec<Event> =
        found
            .filter(|(_, event)| event.members.len() > 1)
            .map(|(index, event)| {
                let period = Period::of(groups.corpus, event.members.iter().copied());
                let outlets = groups.outlets(event.members.iter().copied());
                Event {
                    id: groups.event_ids[index].clone(),
                    label: &event.label,
                    articles: event.members.iter().map(|&id| groups.id(id)).collect(),
                    size: event.members.len() as u64,
                    outlet_count: outlets.len() as u64,
                    outlets,
                    independent_count: event.independent as u64,
                    first_seen: period.first_seen(),
                    last_seen: period.last_seen(),
                    days: days::span(period),
                    date_precision: period.precision(),
                    first_in_dump: times::earliest(groups.corpus, &event.members).map(|(id, tie)| {
                        FirstInDump { article_id: groups.id(id), outlet: groups.outlet(id), tie }
                    }),
                    keywords: &event.keywords,
                    medoid: groups.id(event.medoid),
                    cohesion: Cohesion { mean: round4(event.cohesion), weakest: round4(event.weakest) },
                    confidence: round4(event.confidence),
                    story_id: groups.story_ids.get(event.story).cloned(),
                }
            })
            .collect();
    lines.sort_by(|a, b| (Reverse(a.size), &a.id).cmp(&(Reverse(b.size), &b.id)));
    lines
}

/// Stories of two events or more.
fn stories<'a>(groups: &Groups<'a>) -> Vec<Story<'a>> {
    let found = groups.found;
    let stories = found.stories.iter().zip(&groups.story_ids);
    let mut lines: Vec<Story> = stories
        .filter(|(story, _)| story.events.len() > 1)
        .map(|(story, id)| {
            let members = || story.events.iter().flat_map(|&event| &found.events[event].members).copied();
            let period = Period::of(groups.corpus, members());
            Story {
                id: id.clone(),
                label: &story.label,
                events: story.events.iter().map(|&event| groups.event_ids[event].clone()).collect(),
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

/// Close decisions, in the order of the stage: most doubtful first.
fn borderline<'a>(groups: &Groups<'a>) -> Vec<Borderline<'a>> {
    let decisions = groups.found.borderline.iter();
    decisions
        .map(|decision| Borderline {
            event_id: groups.event_ids[decision.event].clone(),
            other_event_id: groups.event_ids[decision.other].clone(),
            sides: decision.sides.into(),
            a: groups.id(decision.articles.0),
            b: groups.id(decision.articles.1),
            shared_terms: &decision.terms,
            score: round4(decision.score),
            cut: round4(decision.cut),
            joined: decision.joined,
        })
        .collect()
}
