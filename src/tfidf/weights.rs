//! Features to sparse rows of unit views in compressed sparse row form over three `ndarray` arrays.
//!
//! Weight of a feature in its view: `(1 + ln tf) · ln((N + M + 1) / (df + M·p + 1))`, where `N` counts the articles of
//! the language, `df` those that have the feature, `p` is its share in a built-in background table of the language and
//! `M` the size that the background counts for; without a table `M = 0`. The background keeps the words of a small or
//! bursty dump rare that are rare elsewhere, and the common ones common.
//! Columns exist for features of two articles or more: no other can be shared; all count for the length of a view.
//! Cost: features are generated twice (document frequencies, then weights) and sorted once.

use ndarray::{Array1, ArrayView1, Axis, Slice};
use rayon::prelude::*;

use super::{
    VectorSettings,
    bags::{Bag, Feature},
};
use crate::units::ArticleId;

/// Sparse rows, one an article; the dot product of two rows is their lexical similarity in 0..=1.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Per row, and one more: index of its first entry.
    starts: Array1<usize>,
    /// Column of each entry, ascending within a row; columns of a view are contiguous, in the order of [`Bag::ALL`].
    columns: Array1<u32>,
    /// Weight of each entry.
    weights: Array1<f32>,
    /// Number of columns.
    n_columns: usize,
    /// Number of columns of the first view, the text.
    n_text_columns: usize,
}

impl Rows {
    /// Number of columns of the first view: the terms of headline and body.
    #[must_use]
    pub fn n_text_columns(&self) -> usize {
        self.n_text_columns
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of columns.
    #[must_use]
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// Columns and weights of one row.
    #[must_use]
    pub fn row(&self, row: usize) -> (ArrayView1<'_, u32>, ArrayView1<'_, f32>) {
        let range = Slice::from(self.starts[row]..self.starts[row + 1]);
        (self.columns.slice_axis(Axis(0), range), self.weights.slice_axis(Axis(0), range))
    }

    /// Dot product of two rows, by merging their columns in ascending order.
    #[must_use]
    pub fn dot(&self, a: usize, b: usize) -> f32 {
        let ((columns_a, weights_a), (columns_b, weights_b)) = (self.row(a), self.row(b));
        let (Some(columns_a), Some(columns_b)) = (columns_a.to_slice(), columns_b.to_slice()) else {
            return 0.0;
        };
        let (mut i, mut j, mut sum) = (0, 0, 0.0_f64);
        while i < columns_a.len() && j < columns_b.len() {
            let (x, y) = (columns_a[i], columns_b[j]);
            if x == y {
                sum += f64::from(weights_a[i]) * f64::from(weights_b[j]);
            }
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        sum as f32
    }
}

/// Document frequencies of all features that two articles or more have.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Ascending; the position is the column.
    features: Vec<Feature>,
    frequencies: Vec<u32>,
    /// Per value of the top bits of a feature, and one more: position of the first feature with it.
    buckets: Vec<u32>,
}

/// Bits of a feature that choose its bucket: features are hashes, so buckets are even and hold a handful each.
const BUCKET_BITS: u32 = 20;

impl Vocabulary {
    /// Counts in how many articles each feature occurs.
    pub fn count(n_articles: usize, features: impl Fn(ArticleId) -> Vec<(Feature, u32)> + Sync) -> Self {
        let mut all: Vec<Feature> = (0..n_articles as u32)
            .into_par_iter()
            .flat_map_iter(|article| features(ArticleId(article)).into_iter().map(|(feature, _)| feature))
            .collect();
        all.par_sort_unstable();
        let mut found = Self::default();
        for group in all.chunk_by(|a, b| a == b).filter(|group| group.len() > 1) {
            found.features.push(group[0]);
            found.frequencies.push(group.len() as u32);
        }
        let bucket = |feature: &Feature| (feature.0 >> (64 - BUCKET_BITS)) as u32;
        found.buckets = (0..=1_u32 << BUCKET_BITS)
            .scan(0, |at, value| {
                while *at < found.features.len() && bucket(&found.features[*at]) < value {
                    *at += 1;
                }
                Some(*at as u32)
            })
            .collect();
        found
    }

    /// Number of columns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether no feature is shared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// Column and document frequency of a feature, `None` when fewer than two articles have it.
    #[must_use]
    pub fn find(&self, feature: Feature) -> Option<(u32, u32)> {
        let bucket = (feature.0 >> (64 - BUCKET_BITS)) as usize;
        let (start, end) = (*self.buckets.get(bucket)? as usize, *self.buckets.get(bucket + 1)? as usize);
        let at = start + self.features[start..end].binary_search(&feature).ok()?;
        Some((at as u32, self.frequencies[at]))
    }
}

/// Weighs all articles. `idf` gives a feature's inverse document frequency from its frequency in the corpus.
pub fn weigh(
    n_articles: usize,
    vocabulary: &Vocabulary,
    features: impl Fn(ArticleId) -> Vec<(Feature, u32)> + Sync,
    idf: impl Fn(ArticleId, Feature, u32) -> f64 + Sync,
    settings: &VectorSettings,
) -> Rows {
    let rows: Vec<(Vec<u32>, Vec<f32>)> = (0..n_articles as u32)
        .into_par_iter()
        .map(|article| {
            let article = ArticleId(article);
            let mut lengths = [0.0_f64; Bag::ALL.len()];
            let mut entries: Vec<(u32, Bag, f64)> = Vec::new();
            for (feature, count) in features(article) {
                let found = vocabulary.find(feature);
                let count = f64::from(count);
                let weight = if settings.sublinear { 1.0 + count.ln() } else { count }
                    * idf(article, feature, found.map_or(1, |(_, frequency)| frequency));
                let bag = feature.bag();
                lengths[bag as usize] += weight * weight;
                if let Some((column, _)) = found {
                    entries.push((column, bag, weight));
                }
            }
            entries.sort_unstable_by_key(|&(column, ..)| column);
            let scale = Bag::ALL.map(|bag| {
                let length = lengths[bag as usize].sqrt();
                if length > 0.0 { f64::from(settings.views[bag as usize]).sqrt() / length } else { 0.0 }
            });
            entries
                .iter()
                .map(|&(column, bag, weight)| (column, (weight * scale[bag as usize]) as f32))
                .unzip()
        })
        .collect();
    let n_entries = rows.iter().map(|(columns, _)| columns.len()).sum();
    let mut starts = Vec::with_capacity(n_articles + 1);
    starts.push(0);
    let (mut columns, mut weights) = (Vec::with_capacity(n_entries), Vec::with_capacity(n_entries));
    for (row_columns, row_weights) in rows {
        columns.extend(row_columns);
        weights.extend(row_weights);
        starts.push(columns.len());
    }
    let n_text_columns = vocabulary.features.partition_point(|feature| feature.bag() == Bag::Text);
    Rows {
        starts: starts.into(),
        columns: columns.into(),
        weights: weights.into(),
        n_columns: vocabulary.len(),
        n_text_columns,
    }
}
