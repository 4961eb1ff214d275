//! Which articles cover the same event?

use crate::units::ArticleId;

/// Articles that cover one event; an article that nothing joins is an event of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Members in corpus order.
    pub members: Vec<ArticleId>,
    /// The most central member.
    pub medoid: ArticleId,
    /// A headline that stands for the event; never empty.
    pub label: String,
    /// Words that tell this event from others, as they are written in its articles, strongest first.
    pub keywords: Vec<String>,
    /// Mean score of all pairs of members, in 0..=1; 1 for a single article.
    pub cohesion: f64,
    /// Height at which the event would fall apart: the lowest mean score at which two parts of it were joined, in 0..=1.
    pub weakest: f64,
    /// Number of members whose text is their own: copies and near copies of another member do not count.
    pub independent: usize,
    /// Index into [`Events::stories`].
    pub story: usize,
}

/// Events that belong to one running story.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Indices into [`Events::events`], in order.
    pub events: Vec<usize>,
    /// The label of its largest event.
    pub label: String,
    /// Words that tell this story from others, strongest first.
    pub keywords: Vec<String>,
}

/// A decision that could have gone the other way.
#[derive(Clone, Debug, PartialEq)]
pub struct Borderline {
    /// Index of the event.
    pub event: usize,
    /// Index of the other event, whose joining with `event` was close to the cut; the event itself when it was close
    /// to falling apart.
    pub other: usize,
    /// The pair of articles, one of each side, with the highest score.
    pub articles: (ArticleId, ArticleId),
    /// The mean score of the two sides, in 0..=1.
    pub score: f64,
    /// The cut that decided.
    pub cut: f64,
    /// Whether the two sides are one event.
    pub joined: bool,
}

/// Everything the stage found.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// All events, in the order of their first members; single articles included.
    pub events: Vec<Event>,
    /// Per article: index into `events`.
    pub of: Vec<usize>,
    /// All stories, in the order of their first events; single events included.
    pub stories: Vec<Story>,
    /// Close decisions, closest first.
    pub borderline: Vec<Borderline>,
}
