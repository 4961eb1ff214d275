//! Byte spans to positions in code points.
//!
//! All spans of a report are collected first; then every article's text is walked once, whatever the number of its
//! spans. Cost: the text up to its last span, and a sort of the offsets.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    article::Corpus,
    units::{ArticleId, Span},
};

/// A half-open stretch of an article's text as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// First position, in Unicode code points.
    pub start: u64,
    /// One past the last position, in Unicode code points.
    pub end: u64,
    /// First position, in bytes of UTF-8.
    pub start_byte: u64,
    /// One past the last position, in bytes of UTF-8.
    pub end_byte: u64,
}

/// Positions in code points of all byte offsets that a report mentions.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// Byte offsets, distinct, by article and offset.
    offsets: Vec<(ArticleId, u32)>,
    /// For each of them, the number of code points before it.
    points: Vec<u32>,
}

impl Places {
    /// Finds the ends of all these spans in code points.
    pub(super) fn find(corpus: &Corpus, spans: impl Iterator<Item = (ArticleId, Span)>) -> Self {
        let mut offsets: Vec<(ArticleId, u32)> =
            spans.flat_map(|(article, span)| [(article, span.start), (article, span.end)]).collect();
        offsets.par_sort_unstable();
        offsets.dedup();
        let articles: Vec<&[(ArticleId, u32)]> = offsets.chunk_by(|a, b| a.0 == b.0).collect();
        let points: Vec<Vec<u32>> = articles
            .par_iter()
            .map(|offsets| count(&corpus.article(offsets[0].0).text.read(), offsets))
            .collect();
        let points = points.concat();
        Self { offsets, points }
    }

    /// The span in both units. Spans that were not among those of [`Places::find`] come out as empty.
    pub(super) fn of(&self, article: ArticleId, span: Span) -> Place {
        let points = |offset: u32| {
            self.offsets.binary_search(&(article, offset)).map_or(0, |index| u64::from(self.points[index]))
        };
        Place {
            start: points(span.start),
            end: points(span.end),
            start_byte: u64::from(span.start),
            end_byte: u64::from(span.end),
        }
    }
}

fn count(text: &str, offsets: &[(ArticleId, u32)]) -> Vec<u32> {
    let (mut points, mut before) = (0, 0);
    offsets
        .iter()
        .map(|&(_, offset)| {
            points += text[before..offset as usize].chars().count() as u32;
            before = offset as usize;
            points
        })
        .collect()
}
