//! A run as a page needs it: all its lines in memory, and who belongs to whom.
//!
//! Cost: some 1.4 kB an article, most of it headlines, addresses and passages; a second for 88,000 articles. Of a passage
//! that stands in many places only the first are held as they are written, of the others where they are.

use std::borrow::Cow;

use hashbrown::HashMap;
use serde_json::{Map, Value};

use super::{presence::Presence, words::short};
use crate::{
    article::Published,
    error::{Error, Result},
    run::{
        Recorded,
        records::{Article, Borderline, Event, Member, Outlet, OutletPair, Passage, Reject, Story},
    },
};

/// Rejects that are kept; the others are counted.
const REJECTS: usize = 200;

/// Occurrences of a passage that are kept as they are written.
pub(super) const OCCURRENCES: usize = 40;

/// Where a passage stands in an article, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    /// The article's number.
    pub(super) article: u32,
    pub(super) start_byte: u32,
    pub(super) end_byte: u32,
}

/// Where all members of a passage are.
type Spots = Box<[Spot]>;

/// A passage of an event.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    /// Its number.
    pub(super) passage: u32,
    /// How often it stands in articles of the event.
    pub(super) here: u32,
}

/// Everything that a run says.
pub(super) struct Book {
    /// `run.json`.
    pub(super) run: Map<String, Value>,
    /// `summary.json`.
    pub(super) summary: Map<String, Value>,
    /// In the order of the run: by time, undated last.
    pub(super) articles: Vec<Article>,
    /// Per article: when it was published.
    pub(super) published: Vec<Option<Published>>,
    /// Events of two articles or more.
    pub(super) events: Vec<Event>,
    /// Stories of two events or more.
    pub(super) stories: Vec<Story>,
    /// Passages, those between outlets first, with the first [`OCCURRENCES`] of their members; the others without.
    pub(super) passages: Vec<Passage>,
    /// Per passage: where all its members are, in their order.
    pub(super) spots: Vec<Spots>,
    pub(super) outlets: Vec<Outlet>,
    pub(super) outlet_pairs: Vec<OutletPair>,
    pub(super) borderline: Vec<Borderline>,
    /// The first of them.
    pub(super) rejects: Vec<Reject>,
    /// Per event: the passages that stand in two of its articles or more, in their order.
    pub(super) passages_of: Vec<Vec<Shared>>,
    /// Per article: the number of its event, if that has two articles or more.
    event_of: Vec<Option<u32>>,
    /// When outlets published.
    pub(super) presence: Presence,
    by_article: HashMap<String, u32>,
    by_event: HashMap<String, u32>,
    by_story: HashMap<String, u32>,
}

impl Book {
    pub(super) fn read(recorded: &Recorded) -> Result<Self> {
        let numbers = |ids: &mut dyn Iterator<Item = &String>| -> HashMap<String, u32> {
            ids.zip(0..).map(|(id, number)| (id.clone(), number)).collect()
        };
        let with_passages = || -> Result<_> {
            let articles = articles(recorded)?;
            let by_article = numbers(&mut articles.iter().map(|article| &article.id));
            let passages = passages(recorded, &by_article)?;
            Ok((articles, by_article, passages))
        };
        let (told, (events, rest)) =
            rayon::join(with_passages, || rayon::join(|| events(recorded), || Rest::read(recorded)));
        let ((articles, by_article, (passages, spots)), events, rest) = (told?, events?, rest?);
        let by_event = numbers(&mut events.iter().map(|event| &event.id));
        let event = |article: &Article| by_event.get(article.event_id.as_deref()?).copied();
        let mut book = Self {
            run: recorded.facts().clone(),
            summary: recorded.object("summary.json")?,
            published: articles.iter().map(Article::time).collect(),
            event_of: articles.iter().map(event).collect(),
            by_article,
            by_event,
            by_story: numbers(&mut rest.stories.iter().map(|story| &story.id)),
            passages_of: Vec::new(),
            presence: Presence::default(),
            articles,
            events,
            passages,
            spots,
            stories: rest.stories,
            outlets: rest.outlets,
            outlet_pairs: rest.outlet_pairs,
            borderline: rest.borderline,
            rejects: rest.rejects,
        };
        book.passages_of = book.passages_of_events();
        book.presence = Presence::of(&book.articles, &book.published, &book.events);
        Ok(book)
    }

    /// The number of the article with that id.
    pub(super) fn article(&self, id: &str) -> Option<usize> {
        self.by_article.get(id).map(|&number| number as usize)
    }

    /// The number of the event with that id; events of one article have none.
    pub(super) fn event(&self, id: &str) -> Option<usize> {
        self.by_event.get(id).map(|&number| number as usize)
    }

    /// The number of the article's event; events of one article have none.
    pub(super) fn event_of(&self, article: usize) -> Option<usize> {
        self.event_of[article].map(|event| event as usize)
    }

    pub(super) fn story(&self, id: &str) -> Option<&Story> {
        self.by_story.get(id).map(|&number| &self.stories[number as usize])
    }

    /// The articles of an event, by their numbers, in order of time.
    pub(super) fn articles_of(&self, event: usize) -> Vec<usize> {
        let mut numbers: Vec<usize> =
            self.events[event].articles.iter().filter_map(|id| self.article(id)).collect();
        // The order of the run is that of time.
        numbers.sort_unstable();
        numbers
    }

    /// A number of the summary; 0 where it has none.
    pub(super) fn count(&self, key: &str) -> u64 {
        self.summary.get(key).and_then(Value::as_u64).unwrap_or(0)
    }

    /// A share of the summary; `None` where it has none.
    pub(super) fn share(&self, key: &str) -> Option<f64> {
        self.summary.get(key).and_then(Value::as_f64)
    }

    /// A text of the summary; `None` where it has none.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.summary.get(key).and_then(Value::as_str)
    }

    /// Share of the words of some articles that are reused narration, weighted by words.
    pub(super) fn reused(&self, articles: &[usize]) -> Option<f64> {
        self.weighted(articles, |article| article.reused_share)
    }

    /// Mean of a share over the words of some articles; `None` without words.
    pub(super) fn weighted(&self, articles: &[usize], share: fn(&Article) -> Option<f64>) -> Option<f64> {
        let (mut part, mut whole) = (0.0, 0.0);
        for &number in articles {
            let article = &self.articles[number];
            if let Some(share) = share(article) {
                part += share * article.tokens as f64;
                whole += article.tokens as f64;
            }
        }
        (whole > 0.0).then(|| part / whole)
    }

    fn passages_of_events(&self) -> Vec<Vec<Shared>> {
        let mut of = vec![Vec::new(); self.events.len()];
        for (passage, spots) in (0..).zip(&self.spots) {
            // Articles of each event, by events.
            let place = |spot: &Spot| Some((self.event_of(spot.article as usize)?, spot.article));
            let mut places: Vec<(usize, u32)> = spots.iter().filter_map(place).collect();
            places.sort_unstable();
            for there in places.chunk_by(|a, b| a.0 == b.0) {
                // A passage twice in one article is not shared.
                if there[0] != there[there.len() - 1] {
                    of[there[0].0].push(Shared { passage, here: there.len() as u32 });
                }
            }
        }
        of
    }
}

fn articles(recorded: &Recorded) -> Result<Vec<Article>> {
    let mut articles: Vec<Article> = recorded.all_lines("articles.jsonl")?;
    for article in &mut articles {
        // What shows an agency is the larger part of a line, and its kind is all that a page says of it.
        article.wire.iter_mut().for_each(|wire| wire.evidence.truncate(1));
        shorten(article.title.iter_mut().chain(&mut article.outlet));
    }
    Ok(articles)
}

fn passages(recorded: &Recorded, by_article: &HashMap<String, u32>) -> Result<(Vec<Passage>, Vec<Spots>)> {
    let (mut passages, mut all_spots) = (Vec::new(), Vec::new());
    let read = recorded.each("passages.jsonl", &mut |mut passage: Passage| {
        let spot = |member: &Member| {
            Some(Spot {
                article: *by_article.get(&member.article_id)?,
                start_byte: u32::try_from(member.start_byte).ok()?,
                end_byte: u32::try_from(member.end_byte).ok()?,
            })
        };
        all_spots.push(passage.members.iter().filter_map(spot).collect());
        // The others have no part of their own: a line in their events is all that is said of them.
        let told = if passage.is_between_outlets() { OCCURRENCES } else { 0 };
        passage.members.truncate(told);
        passage.members.shrink_to_fit();
        if told == 0 {
            passage.event_ids = Vec::new();
        }
        let first = passage.earliest.iter_mut().filter_map(|first| first.outlet.as_mut());
        let members = passage.members.iter_mut().filter_map(|member| member.outlet.as_mut());
        shorten(passage.outlets.iter_mut().chain(first).chain(members));
        passages.push(passage);
        Ok(())
    });
    read.map_err(|error| Error::within(error, &recorded.path().join("passages.jsonl")))?;
    Ok((passages, all_spots))
}

fn events(recorded: &Recorded) -> Result<Vec<Event>> {
    let mut events: Vec<Event> = recorded.all_lines("events.jsonl")?;
    for event in &mut events {
        let names = event.outlets.iter_mut().chain(&mut event.keywords);
        shorten(names.chain([&mut event.label]));
    }
    Ok(events)
}

/// Cuts headlines and names to what a page has room for; the same name everywhere to the same one.
fn shorten<'a>(texts: impl Iterator<Item = &'a mut String>) {
    for text in texts {
        if let Cow::Owned(cut) = short(text) {
            *text = cut;
        }
    }
}

/// The short files.
struct Rest {
    stories: Vec<Story>,
    outlets: Vec<Outlet>,
    outlet_pairs: Vec<OutletPair>,
    borderline: Vec<Borderline>,
    rejects: Vec<Reject>,
}

impl Rest {
    fn read(recorded: &Recorded) -> Result<Self> {
        let mut rejects = Vec::new();
        let kept = recorded.each("rejects.jsonl", &mut |reject: Reject| {
            if rejects.len() < REJECTS {
                rejects.push(reject);
            }
            Ok(())
        });
        kept.map_err(|error| Error::within(error, &recorded.path().join("rejects.jsonl")))?;
        let mut outlets: Vec<Outlet> = recorded.all_lines("outlets.jsonl")?;
        for outlet in &mut outlets {
            let partners = outlet.partners.iter_mut().map(|partner| &mut partner.outlet);
            let owner = outlet.owner.iter_mut().map(|owner| &mut owner.name);
            shorten(partners.chain(owner).chain([&mut outlet.outlet]));
        }
        let mut outlet_pairs: Vec<OutletPair> = recorded.all_lines("outlet_pairs.jsonl")?;
        outlet_pairs.iter_mut().for_each(|pair| shorten([&mut pair.a, &mut pair.b].into_iter()));
        rejects.iter_mut().for_each(|reject| shorten([&mut reject.file, &mut reject.reason].into_iter()));
        Ok(Self {
            stories: recorded.all_lines("stories.jsonl")?,
            borderline: recorded.all_lines("borderline.jsonl")?,
            outlets,
            outlet_pairs,
            rejects,
        })
    }
}
