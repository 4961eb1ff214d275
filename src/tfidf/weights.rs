//! Features to sparse rows of unit views in compressed sparse row form over three `ndarray` arrays.
//!
//! Weight of a feature in its view: `(1 + ln tf) · ln((N + M + 1) / (df + M·p + 1))`, where `N` counts the articles of
//! the language, `df` those that have the feature, `p` is its share in a built-in background table of the language and
//! `M` the size that the background counts for; without a table `M = 0`. The background keeps the words of a small or
//! bursty dump rare that are rare elsewhere, and the common ones common.
//! Columns exist for features of two articles or more: no other can be shared; all count for the length of a view.
//! Cost: features are generated twice (document frequencies, then weights) and sorted once.

use std::borrow::Cow;

use ndarray::{Array1, ArrayView1, CowArray, Ix1};
use rayon::prelude::*;

use super::{
    VectorSettings,
    bags::{Bag, Feature},
};
use crate::{
    space::{self, Buckets, Space, bucket_of},
    units::ArticleId,
};

/// Sparse rows, one an article; the dot product of two rows is their lexical similarity in 0..=1.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Per row, and one more: index of its first entry.
    starts: Array1<usize>,
    /// Column of each entry, ascending within a row; columns of a view are contiguous, in the order of [`Bag::ALL`].
    columns: space::Array<u32>,
    /// Weight of each entry.
    weights: space::Array<f32>,
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
    pub fn row(&self, row: usize) -> (CowArray<'_, u32, Ix1>, CowArray<'_, f32, Ix1>) {
        let range = self.starts[row]..self.starts[row + 1];
        (array(self.columns.get(range.clone())), array(self.weights.get(range)))
    }

    /// Dot product of two rows, by merging their columns in ascending order.
    #[must_use]
    pub fn dot(&self, a: usize, b: usize) -> f32 {
        let ((columns_a, weights_a), (columns_b, weights_b)) = (self.row(a), self.row(b));
        let (Some(columns_a), Some(columns_b)) = (columns_a.as_slice(), columns_b.as_slice()) else {
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

fn array<T: Clone>(values: Cow<'_, [T]>) -> CowArray<'_, T, Ix1> {
    match values {
        Cow::Borrowed(values) => ArrayView1::from(values).into(),
        Cow::Owned(values) => Array1::from(values).into(),
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
    /// Bits of a feature below these top bits.
    shift: u32,
}

/// The part of the memory that features may take while they are counted, and that the rows may take: one of so many.
const PART: u64 = 8;

/// Articles that one task reads.
const TASK: usize = 512;

/// Tasks whose rows are made before they are put away.
const TASKS: usize = 32;

/// Features of a bucket, about: they are hashes, so buckets are even. Fewer need more memory, more another look at it.
const IN_BUCKET: usize = 2;

impl Vocabulary {
    /// Counts in how many articles each feature occurs; there are about `n_features` in all.
    pub fn count(
        space: &Space,
        n_articles: usize,
        n_features: usize,
        features: impl Fn(ArticleId) -> Vec<(Feature, u32)> + Sync,
    ) -> Self {
        let buckets: Buckets<u64> = Buckets::new(space, space.part(PART), n_features);
        (0..n_articles.div_ceil(TASK)).into_par_iter().for_each(|task| {
            let mut filler = buckets.filler();
            for article in task * TASK..n_articles.min((task + 1) * TASK) {
                for (Feature(feature), _) in features(ArticleId(article as u32)) {
                    filler.put(bucket_of(feature, buckets.len()), feature);
                }
            }
            filler.finish();
        });
        let counted = buckets.map(|mut features| {
            features.sort_unstable();
            let shared = features.chunk_by(|a, b| a == b).filter(|group| group.len() > 1);
            shared.map(|group| (Feature(group[0]), group.len() as u32)).collect::<Vec<_>>()
        });
        let mut found = Self::default();
        // Buckets are in the order of their features.
        for (feature, frequency) in counted.into_iter().flatten() {
            found.features.push(feature);
            found.frequencies.push(frequency);
        }
        found.shift = 64 - (found.features.len() / IN_BUCKET).max(1).ilog2().clamp(8, 28);
        let bucket = |feature: &Feature| feature.0 >> found.shift;
        let mut at = 0;
        let starts = (0..=1_u64 << (64 - found.shift)).map(|value| {
            while at < found.features.len() && bucket(&found.features[at]) < value {
                at += 1;
            }
            at as u32
        });
        found.buckets = starts.collect();
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

    /// The columns of a view.
    #[must_use]
    pub fn columns_of(&self, bag: Bag) -> std::ops::Range<u32> {
        let until = |last: Bag| self.features.partition_point(|feature| feature.bag() <= last) as u32;
        let start =
            Bag::ALL.iter().take_while(|&&other| other < bag).last().map_or(0, |&before| until(before));
        start..until(bag)
    }

    /// The feature of a column and its document frequency.
    #[must_use]
    pub fn feature(&self, column: u32) -> (Feature, u32) {
        (self.features[column as usize], self.frequencies[column as usize])
    }

    /// Column and document frequency of a feature, `None` when fewer than two articles have it.
    #[must_use]
    pub fn find(&self, feature: Feature) -> Option<(u32, u32)> {
        let bucket = (feature.0 >> self.shift) as usize;
        let (start, end) = (*self.buckets.get(bucket)? as usize, *self.buckets.get(bucket + 1)? as usize);
        let at = start + self.features[start..end].binary_search(&feature).ok()?;
        Some((at as u32, self.frequencies[at]))
    }
}

/// Weighs all articles. `idf` gives a feature's inverse document frequency from its frequency in the corpus.
pub fn weigh(
    space: &Space,
    n_articles: usize,
    vocabulary: &Vocabulary,
    features: impl Fn(ArticleId) -> Vec<(Feature, u32)> + Sync,
    idf: impl Fn(ArticleId, Feature, u32) -> f64 + Sync,
    settings: &VectorSettings,
) -> Rows {
    let row = |article: u32| -> (Vec<u32>, Vec<f32>) {
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
        // Features ascend, and columns with them.
        let scale = Bag::ALL.map(|bag| {
            let length = lengths[bag as usize].sqrt();
            if length > 0.0 { f64::from(settings.views[bag as usize]).sqrt() / length } else { 0.0 }
        });
        entries.iter().map(|&(column, bag, weight)| (column, (weight * scale[bag as usize]) as f32)).unzip()
    };
    let limit = space.part(PART);
    let mut columns = space::Array::new(space, limit / 2);
    let mut weights = space::Array::new(space, limit / 2);
    let mut starts = Vec::with_capacity(n_articles + 1);
    starts.push(0);
    for first in (0..n_articles).step_by(TASK * TASKS) {
        let articles = first as u32..n_articles.min(first + TASK * TASKS) as u32;
        let rows: Vec<(Vec<u32>, Vec<f32>)> = articles.into_par_iter().map(row).collect();
        for (row_columns, row_weights) in rows {
            columns.extend(row_columns);
            weights.extend(row_weights);
            starts.push(columns.len());
        }
    }
    columns.finish();
    weights.finish();
    let n_text_columns = vocabulary.features.partition_point(|feature| feature.bag() == Bag::Text);
    Rows { starts: starts.into(), columns, weights, n_columns: vocabulary.len(), n_text_columns }
}
