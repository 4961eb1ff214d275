//! What a part of a file gave, and the way in which parts are read on all cores.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::draft::{Draft, draft};
use super::formats::Request;
use super::record::Record;
use super::tally::Tally;

/// Drafts, refusals and counts of a part of a file, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) drafts: Vec<Draft>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) tally: Tally,
    /// Records that nobody asked for.
    unwanted: u64,
}

/// A record that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) place: Place,
    pub(super) reason: String,
}

/// Where in its file a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Line, or position in an array; from 1.
    pub(super) row: u64,
    /// Byte in the decompressed file, when known.
    pub(super) byte: Option<u64>,
}

impl Batch {
    /// Takes a record, or the reason why there is none.
    pub(super) fn add(&mut self, place: Place, record: Result<Record<'_>, String>) {
        match record.map(|record| draft(record, &mut self.tally)) {
            Ok(draft) => self.drafts.push(Draft { row: place.row, byte: place.byte, ..draft }),
            Err(reason) => self.refuse(place, reason),
        }
    }

    /// Notes a refusal.
    pub(super) fn refuse(&mut self, place: Place, reason: impl Into<String>) {
        self.refusals.push(Refusal { place, reason: reason.into() });
    }

    /// Notes a record that nobody asked for.
    pub(super) fn pass_over(&mut self) {
        self.unwanted += 1;
    }

    /// Passes over all articles in other rows.
    pub(super) fn keep_rows(&mut self, rows: &BTreeSet<u64>) {
        let all = self.drafts.len();
        self.drafts.retain(|draft| rows.contains(&draft.row));
        self.unwanted += (all - self.drafts.len()) as u64;
    }

    /// Records found so far, good or not, wanted or not.
    pub(super) fn records(&self) -> u64 {
        (self.drafts.len() + self.refusals.len()) as u64 + self.unwanted
    }

    /// Keeps no more than the first so many records.
    #[cfg(feature = "parquet")]
    pub(super) fn keep_first(&mut self, most: usize) {
        // Refusals of a part stand behind what they follow, so that drafts go first.
        self.drafts.truncate(most);
        self.refusals.truncate(most - self.drafts.len());
    }

    /// Puts what follows in the file behind what is here.
    pub(super) fn append(&mut self, mut next: Self) {
        self.drafts.append(&mut next.drafts);
        self.refusals.append(&mut next.refusals);
        self.unwanted += next.unwanted;
        self.tally.merge(next.tally);
    }
}

/// Reads items on all cores; the batch has those that are asked for in order, their texts on the shelf.
pub(super) fn in_parallel<T: Sync>(
    items: &[T],
    request: Request<'_>,
    read: impl Fn(&T, &mut Batch) + Sync,
) -> Batch {
    // Small enough that all cores finish together, large enough that merging the counts does not matter.
    let chunk = items.len().div_ceil(rayon::current_num_threads() * 8).clamp(1, 256);
    let parts: Vec<Batch> = items
        .par_chunks(chunk)
        .map(|items| {
            let mut batch = Batch::default();
            items.iter().for_each(|item| read(item, &mut batch));
            request.put(&mut batch);
            batch
        })
        .collect();
    let mut all = Batch::default();
    parts.into_iter().for_each(|part| all.append(part));
    all
}
