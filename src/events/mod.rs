//! Which articles cover the same event?
//!
//! Two parts. [`relate`] is expensive, reads texts and vectors, and depends on no setting; what it gives, the
//! [`Relations`] of the articles, is all that [`group`] needs, which takes a second or two for 100,000 articles and can be
//! repeated with another cut, in the same run or from a file long after texts and vectors are gone.
//!
//! The way of the data, one file each: `candidates` (pairs worth a look, by inverted index) → `score` (similarity
//! relative to each article's surroundings, and time, to one number) → `profiles` (the terms that describe an article, `spelling` as it
//! writes them, `leads` where it has no headline) →
//! `relations`; then `blocks` (density blocks by linfa's DBSCAN on the sparse graph) → `linkage` (average linkage inside a
//! block by linfa's hierarchical clustering, on the graph itself where a block is too large for a matrix) → `stories`
//! (the same, looser, over events) → `description`, with `labels`, `keywords`, `confidence` and `borderline`. Why articles
//! are one event or two is told by `evidence` and `meeting`, when somebody asks.
//!
//! Whole copies of an article do not take part; they inherit the event of their original.
//! Cost: candidates dominate, linear in the postings that lie inside the time window; everything after is linear in the
//! edges, apart from dense blocks, which cost the square of their size up to [`linkage::DENSE_LIMIT`].

pub mod blocks;
mod borderline;
pub mod candidates;
pub mod confidence;
pub mod description;
mod dots;
pub mod evidence;
mod heaviest;
mod keywords;
mod labels;
mod leads;
pub mod linkage;
pub mod meeting;
pub mod numbers;
pub mod profiles;
pub mod relations;
pub mod score;
mod spelling;
pub mod stories;

use crate::{
    article::Corpus,
    progress::{Progress, Stage},
    reuse::Reuse,
    text::Texts,
    tfidf::Vectors,
    units::ArticleId,
};
use candidates::SearchSettings;
use numbers::Numbers;
pub use profiles::Profiles;
pub use relations::Relations;
use score::Coefficients;
pub use score::{Edge, EventSettings};

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
    /// The lowest mean score of one member with all others, in 0..=1: what holds the event together where it is thinnest.
    pub weakest: f64,
    /// The highest mean score with another event, in 0..=1; 0 when none has a score with it.
    pub nearest: f64,
    /// Expected share of its pairs of articles that cover one event, in 0..=1; 1 for a single article.
    pub confidence: f64,
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

/// How many articles the two sides of a decision have, whole copies aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sides {
    /// One each.
    Articles,
    /// One, and several.
    Article,
    /// Several each.
    Events,
}

impl Sides {
    fn of(one: usize, other: usize) -> Self {
        match one.min(other) {
            2.. => Self::Events,
            _ if one.max(other) > 1 => Self::Article,
            _ => Self::Articles,
        }
    }
}

/// A decision that could have gone the other way.
#[derive(Clone, Debug, PartialEq)]
pub struct Borderline {
    /// Index of the event.
    pub event: usize,
    /// Index of the other event, whose joining with `event` was close to the cut; the event itself when it was close
    /// to falling apart.
    pub other: usize,
    /// How many articles the two sides have.
    pub sides: Sides,
    /// The pair of articles, one of each side, with the highest score.
    pub articles: (ArticleId, ArticleId),
    /// The terms that these two share, strongest first.
    pub terms: Vec<String>,
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
    /// Close decisions, most doubtful first.
    pub borderline: Vec<Borderline>,
}

/// Everything that grouping and description need of all articles.
#[must_use]
pub fn relate(
    corpus: &Corpus,
    texts: &Texts,
    reuse: &Reuse,
    vectors: &Vectors,
    progress: &dyn Progress,
) -> Relations {
    progress.begin(Stage::Events, Some(corpus.len() as u64));
    let articles: Vec<ArticleId> = (0..corpus.len() as u32)
        .map(ArticleId)
        .filter(|id| reuse.duplicate_of[id.index()].is_none())
        .collect();
    let candidates = candidates::find(corpus, &vectors.rows, &articles, &SearchSettings::default(), progress);
    let score::Scores { edges, surroundings } = score::score(
        corpus,
        &Numbers::collect(corpus, texts, reuse),
        articles.len(),
        &candidates,
        &Coefficients::default(),
    );
    drop(candidates);
    let relations = Relations {
        edges,
        duplicate_of: reuse.duplicate_of.clone(),
        text_of: reuse.text_of.clone(),
        surroundings,
        profiles: Profiles::collect(corpus, texts, reuse, vectors),
    };
    progress.end();
    relations
}

/// Per article the number of its event. Numbers may have gaps, and nothing is said of the events.
#[must_use]
pub fn assign(relations: &Relations, settings: &EventSettings) -> Vec<usize> {
    let labels = linkage::cluster(relations.len(), &relations.edges, settings.cut());
    let articles = (0..relations.len() as u32).map(ArticleId);
    articles.map(|id| labels[relations.original(id).index()]).collect()
}

/// Groups all articles into events and events into stories. Of the corpus it looks at ids and headlines only.
#[must_use]
pub fn group(corpus: &Corpus, relations: &Relations, settings: &EventSettings) -> Events {
    let mut groups: Vec<Vec<ArticleId>> = vec![Vec::new(); relations.len()];
    for (id, event) in (0..).map(ArticleId).zip(assign(relations, settings)) {
        groups[event].push(id);
    }
    groups.retain(|group| !group.is_empty());
    description::describe(corpus, relations, groups, settings)
}
