//! The object of `retold explain RUN A --json`, and what that of two articles says of their events. Part of the output
//! contract.
//!
//! Everything is made from the lines and scores of a run, so it is there when the texts are not.

use schemars::JsonSchema;
use serde::Serialize;

use super::{model::SCHEMA_VERSION, times};
use crate::{
    article::Corpus,
    events::{
        Relations,
        evidence::{self, Beside, Near, Standing},
        meeting::{Height, Meetings, STEP},
        profiles::Entry,
        score,
    },
    run::EventLine,
    units::{ArticleId, round4},
};

/// Members and events named at most; and terms named of each.
const NAMED: (usize, usize, usize) = (10, 3, 12);

/// Terms that only one of two articles has, named at most.
const ONLY: usize = 10;

/// A run's articles with what they have to do with each other and the events they are in.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// The articles, without their texts.
    pub corpus: &'a Corpus,
    /// Their relations.
    pub relations: &'a Relations,
    /// Per article: the number of its event.
    pub of: &'a [usize],
    /// Per event: its id.
    pub event_ids: &'a [String],
    /// The cut of the events.
    pub cut: f64,
    /// The line of an event; events of one article have none.
    pub line: &'a dyn Fn(&str) -> Option<EventLine>,
}

/// Why one article is in its event and in no other.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "placement")]
pub struct Placement<'a> {
    /// Version of the output contract.
    pub schema_version: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// The article.
    pub article: Mentioned<'a>,
    /// The article whose prose it repeats whole; that one's scores are told.
    pub duplicate_of: Option<&'a str>,
    /// Its event.
    pub event: EventNamed<'a>,
    /// The cut of the events.
    pub cut: f64,
    /// Mean score with all other members of the event, copies not counted; `null` when there are none.
    pub mean: Option<f64>,
    /// Members of the event that have a score with it.
    pub scored: u64,
    /// Members of the event besides it, copies not counted.
    pub others: u64,
    /// The highest cut at which it still has company in its event; `null` when it has none.
    pub alone_above: Option<f64>,
    /// Terms that hold it there: what each contributes to its similarity with the members, on average over all.
    pub terms: Vec<Term<'a>>,
    /// The members nearest to it.
    pub nearest: Vec<Neighbour<'a>>,
    /// The events nearest to it that it did not join, nearest first.
    pub apart: Vec<Apart<'a>>,
}

/// An article that is spoken of.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Mentioned<'a> {
    /// The article.
    pub article_id: &'a str,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// The headline.
    pub title: Option<&'a str>,
    /// The publication time, RFC 3339 in UTC.
    pub published: Option<String>,
}

/// An event that is spoken of.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EventNamed<'a> {
    /// The event.
    pub event_id: &'a str,
    /// A headline that stands for it; that of its article for an event of one.
    pub label: Option<String>,
    /// Number of articles.
    pub size: u64,
    /// Mean score of all pairs of its articles; `null` for an event of one article.
    pub cohesion: Option<f64>,
    /// How sure it is, in 0..=1; `null` for an event of one article and in runs that do not say.
    pub confidence: Option<f64>,
}

/// A term and what it contributes to a similarity.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Term<'a> {
    /// The term as the first article writes it.
    pub term: &'a str,
    /// Whether it counts as a name here; a word that is one counts among the words of the text, too.
    pub name: bool,
    /// What it contributes: weight in one article times weight in the other.
    pub contribution: f64,
}

/// A term that two articles share.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SharedTerm<'a> {
    /// The term.
    #[serde(flatten)]
    pub term: Term<'a>,
    /// Its weight in the first article.
    pub weight_a: f64,
    /// Its weight in the second article.
    pub weight_b: f64,
}

/// A term that one of two articles has.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OwnTerm<'a> {
    /// The term as it is written there.
    pub term: &'a str,
    /// Whether it counts as a name here.
    pub name: bool,
    /// Its weight.
    pub weight: f64,
}

/// An article near to the one that is explained.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Neighbour<'a> {
    /// The article.
    #[serde(flatten)]
    pub article: Mentioned<'a>,
    /// Lexical similarity, in 0..=1.
    pub similarity: f64,
    /// The score, in 0..=1.
    pub score: f64,
    /// How likely two articles with this score cover one event.
    pub probability: f64,
    /// Days between the two; `null` when either is undated.
    pub days: Option<f64>,
    /// Terms that they share, by what they contribute.
    pub terms: Vec<Term<'a>>,
    /// Share of the similarity that all terms known of both make up; the rest is the leads', pairs of words' and lighter
    /// terms'.
    pub terms_share: f64,
}

/// An event that an article is not in.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Apart<'a> {
    /// The event.
    #[serde(flatten)]
    pub event: EventNamed<'a>,
    /// Mean score of the article with all of this event's.
    pub article_mean: f64,
    /// Mean score of the article's own event with this one, which is what the cut decides.
    pub mean: f64,
    /// What the mean lacks of the cut; below 0 where a join before this one left no other choice.
    pub margin: f64,
    /// The highest cut at which the two are one event; `null` when there is none of use.
    pub joined_up_to: Option<f64>,
    /// The article of it that is nearest.
    pub nearest: Neighbour<'a>,
}

/// Why two articles are in one event, or not.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Relation<'a> {
    /// The cut of the events.
    pub cut: f64,
    /// Lexical similarity, in 0..=1; `null` when they share too little to have been scored.
    pub similarity: Option<f64>,
    /// The score, in 0..=1: similarity against the surroundings of both, time, and numbers that both give.
    pub score: f64,
    /// How likely two articles with this score cover one event; at most that where the score is 0.
    pub probability: f64,
    /// Days between the two; `null` when either is undated.
    pub days: Option<f64>,
    /// Terms that they share, by what they contribute.
    pub terms: Vec<SharedTerm<'a>>,
    /// Share of the similarity that these terms make up; the rest is the leads', pairs of words' and lighter terms'.
    pub terms_share: Option<f64>,
    /// What there is around the first article.
    pub around_a: Around<'a>,
    /// What there is around the second article.
    pub around_b: Around<'a>,
    /// Mean score of their events; `null` when they are in one.
    pub events_mean: Option<f64>,
    /// The highest cut at which they are one event: 1 where one repeats the other, `null` where none of use is.
    pub joined_up_to: Option<f64>,
    /// The lowest cut at which they are two events; `null` where there is none, or none is needed.
    pub parted_from: Option<f64>,
}

/// What there is around one of two articles.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Around<'a> {
    /// The heaviest terms that the other article has not among its own.
    pub only: Vec<OwnTerm<'a>>,
    /// The place of the other article among those that have a score with this one, by similarity, from 1.
    pub rank: Option<u64>,
    /// How many articles have a score with this one.
    pub neighbours: u64,
    /// Similarity of its 1st, 5th and 20th neighbour, copies not counted: what its scores are weighed against.
    pub similarities: [f64; 3],
    /// Mean score with all other members of its event; `null` when there are none.
    pub mean: Option<f64>,
}

impl<'a> Basis<'a> {
    /// Why the article is in its event and in no other.
    #[must_use]
    pub fn placement(&self, article: ArticleId) -> Placement<'a> {
        let Self { corpus, relations, of, .. } = *self;
        let meetings = Meetings::new(relations, of);
        let Standing { members, n_others, mean, beside } = evidence::standing(relations, of, article);
        let own = relations.original(article);
        let holding = evidence::holding(relations, own, &members, n_others);
        let term = |&(entry, contribution): &(Entry, f64)| self.term(entry, contribution);
        let event = of[article.index()];
        let near = members.iter().take(NAMED.0).map(|&near| self.neighbour(own, near));
        let apart = beside.iter().take(NAMED.1).map(|beside| self.apart(own, beside, &meetings));
        Placement {
            schema_version: SCHEMA_VERSION,
            version: env!("CARGO_PKG_VERSION"),
            article: self.mentioned(article),
            duplicate_of: (own != article).then(|| corpus.article(own).id.as_str()),
            event: self.event(event),
            cut: round4(self.cut),
            mean: mean.map(round4),
            scored: members.len() as u64,
            others: n_others as u64,
            alone_above: meetings.alone_above(own).map(round4),
            terms: holding.iter().take(NAMED.2).map(term).collect(),
            nearest: near.collect(),
            apart: apart.collect(),
        }
    }

    /// Why the two articles are in one event, or not.
    #[must_use]
    pub fn relation(&self, a: ArticleId, b: ArticleId) -> Relation<'a> {
        let Self { relations, of, .. } = *self;
        let (own_a, own_b) = (relations.original(a), relations.original(b));
        let near = [evidence::near(relations, own_a), evidence::near(relations, own_b)];
        let pair = near[0].iter().find(|near| near.article == own_b);
        let height = Meetings::new(relations, of).height(a, b);
        let shared = evidence::shared(relations, own_a, own_b);
        let total: f64 = shared.iter().map(|shared| shared.contribution()).sum();
        let terms = shared.iter().map(|shared| SharedTerm {
            term: self.term(shared.a, shared.contribution()),
            weight_a: round4(shared.a.weight().into()),
            weight_b: round4(shared.b.weight().into()),
        });
        let (joined_up_to, parted_from) = match height {
            Height::Always => (Some(1.0), None),
            // A cut of 1 is none.
            Height::At(height) => {
                (Some(round4(height)), Some(round4(height + STEP)).filter(|&cut| cut < 1.0))
            }
            Height::Never => (None, None),
        };
        // Copies are one text, whose similarity to itself is known.
        let (similarity, score) = match pair {
            _ if own_a == own_b => (Some(1.0), 1.0),
            Some(pair) => (Some(f64::from(pair.similarity)), f64::from(pair.score)),
            None => (None, 0.0),
        };
        let (event_a, event_b) = (of[a.index()], of[b.index()]);
        Relation {
            cut: round4(self.cut),
            similarity: similarity.map(round4),
            score: round4(score),
            probability: round4(score::probability(score)),
            days: self.days(a, b),
            terms: terms.collect(),
            terms_share: similarity.map(|whole| round4((total / whole).min(1.0))),
            around_a: self.around(own_a, own_b, &near[0]),
            around_b: self.around(own_b, own_a, &near[1]),
            events_mean: (event_a != event_b)
                .then(|| round4(evidence::mean_of_events(relations, of, event_a, event_b))),
            joined_up_to,
            parted_from,
        }
    }

    fn around(&self, own: ArticleId, other: ArticleId, near: &[Near]) -> Around<'a> {
        let Self { relations, of, .. } = *self;
        let only = evidence::only(relations, own, other).into_iter().take(ONLY).map(|entry| OwnTerm {
            term: relations.profiles.form(entry.form),
            name: relations.profiles.is_name(relations.profiles.term(entry)),
            weight: round4(entry.weight().into()),
        });
        Around {
            only: only.collect(),
            rank: evidence::rank(near, other).map(|(rank, _)| rank as u64),
            neighbours: near.len() as u64,
            similarities: relations.surroundings[own.index()].map(|similarity| round4(similarity.into())),
            mean: evidence::standing(relations, of, own).mean.map(round4),
        }
    }

    fn apart(&self, own: ArticleId, beside: &Beside, meetings: &Meetings) -> Apart<'a> {
        let event = self.of[own.index()];
        Apart {
            event: self.event(beside.event),
            article_mean: round4(beside.article_mean),
            mean: round4(beside.event_mean),
            margin: round4(self.cut - beside.event_mean),
            joined_up_to: meetings.height_of_events(event, beside.event).map(round4),
            nearest: self.neighbour(own, beside.nearest),
        }
    }

    fn neighbour(&self, own: ArticleId, near: Near) -> Neighbour<'a> {
        let shared = evidence::shared(self.relations, own, near.article);
        let total: f64 = shared.iter().map(|shared| shared.contribution()).sum();
        let terms = shared.iter().take(NAMED.2);
        Neighbour {
            article: self.mentioned(near.article),
            similarity: round4(near.similarity.into()),
            score: round4(near.score.into()),
            probability: round4(score::probability(near.score.into())),
            days: self.days(own, near.article),
            terms: terms.map(|shared| self.term(shared.a, shared.contribution())).collect(),
            terms_share: round4((total / f64::from(near.similarity)).min(1.0)),
        }
    }

    fn term(&self, entry: Entry, contribution: f64) -> Term<'a> {
        let profiles = &self.relations.profiles;
        Term {
            term: profiles.form(entry.form),
            name: profiles.is_name(profiles.term(entry)),
            contribution: round4(contribution),
        }
    }

    fn mentioned(&self, article: ArticleId) -> Mentioned<'a> {
        let found = self.corpus.article(article);
        Mentioned {
            article_id: &found.id,
            outlet: self.corpus.outlet_name(article),
            title: found.title.as_deref(),
            published: times::published(found.published),
        }
    }

    fn event(&self, event: usize) -> EventNamed<'a> {
        let id = self.event_ids[event].as_str();
        let line = (self.line)(id);
        let alone = || {
            let member = self.of.iter().position(|&other| other == event)?;
            self.corpus.articles[member].title.as_deref().map(str::to_owned)
        };
        EventNamed {
            event_id: id,
            size: line.as_ref().map_or(1, |line| line.size),
            cohesion: line.as_ref().map(|line| line.cohesion.mean),
            confidence: line.as_ref().and_then(|line| line.confidence),
            label: line.map(|line| line.label).or_else(alone),
        }
    }

    fn days(&self, a: ArticleId, b: ArticleId) -> Option<f64> {
        score::days(self.corpus, a, b).map(round4)
    }
}
