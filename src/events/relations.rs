//! What is known of articles and pairs of them before anything is grouped.
//!
//! Flat arrays in the order of the articles: nothing here depends on a setting of the grouping, and nothing that the
//! grouping needs is elsewhere. A run keeps them (`crate::run::scores`), so that other cuts take no second look at the dump.
//! Memory: 16 bytes an edge, and about 450 an article, nearly all of it its profile.

use super::{Edge, Profiles, score::Surroundings};
use crate::units::ArticleId;

/// Everything that grouping and description are made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relations {
    /// Pairs of articles with their similarity and score; in order of `b`, then `a`. Whole copies have none.
    pub edges: Vec<Edge>,
    /// Per article: the earlier article whose prose it repeats whole.
    pub duplicate_of: Vec<Option<ArticleId>>,
    /// Per article: the first article in corpus order that is one text with it, itself when there is none before.
    pub text_of: Vec<ArticleId>,
    /// Per article: the similarities of its neighbours that its scores were weighed against.
    pub surroundings: Vec<Surroundings>,
    /// What each article is about.
    pub profiles: Profiles,
}

impl Relations {
    /// Number of articles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text_of.len()
    }

    /// Whether there is no article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text_of.is_empty()
    }

    /// The article that stands for this one: the one that it repeats whole, or itself.
    #[must_use]
    pub fn original(&self, article: ArticleId) -> ArticleId {
        self.duplicate_of[article.index()].unwrap_or(article)
    }

    /// Those articles that repeat no other one whole.
    pub fn originals<'a>(&'a self, articles: &'a [ArticleId]) -> impl Iterator<Item = ArticleId> + 'a {
        articles.iter().copied().filter(|id| self.duplicate_of[id.index()].is_none())
    }

    /// Number of texts among articles: articles that are one text with each other count once.
    #[must_use]
    pub fn n_texts(&self, articles: &[ArticleId]) -> usize {
        let mut texts: Vec<ArticleId> = articles.iter().map(|id| self.text_of[id.index()]).collect();
        texts.sort_unstable();
        texts.dedup();
        texts.len()
    }
}
