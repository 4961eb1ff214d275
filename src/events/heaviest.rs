//! The heaviest features of an article in one view.

use ndarray::{CowArray, Ix1};

use crate::tfidf::{
    Vectors,
    bags::{Bag, Feature},
};

/// The heaviest columns of one view in a row, ties to the smaller column.
pub(super) struct Kept {
    /// Feature, column, weight in the row, document frequency; ascending by feature.
    entries: Vec<(Feature, u32, f32, u32)>,
}

impl Kept {
    /// Those of this row.
    pub(super) fn of(
        vectors: &Vectors,
        bag: Bag,
        most: usize,
        columns: &CowArray<'_, u32, Ix1>,
        weights: &CowArray<'_, f32, Ix1>,
    ) -> Self {
        let view = vectors.columns_of(bag);
        let entries = columns.iter().copied().zip(weights.iter().copied());
        let mut heaviest: Vec<(u32, f32)> = entries.filter(|(column, _)| view.contains(column)).collect();
        if heaviest.len() > most {
            heaviest.select_nth_unstable_by(most, |x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
            heaviest.truncate(most);
        }
        // Columns ascend with features.
        heaviest.sort_unstable_by_key(|&(column, _)| column);
        let with_feature = |(column, weight)| {
            let (feature, frequency) = vectors.feature(column);
            (feature, column, weight, frequency)
        };
        Self { entries: heaviest.into_iter().map(with_feature).collect() }
    }

    /// Column, weight and document frequency of a feature, when it is kept.
    pub(super) fn find(&self, feature: Feature) -> Option<(u32, f32, u32)> {
        let at = self.entries.binary_search_by_key(&feature, |entry| entry.0).ok()?;
        let (_, column, weight, frequency) = self.entries[at];
        Some((column, weight, frequency))
    }
}
