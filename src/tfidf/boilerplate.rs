//! Runs of content words that recur too widely to belong to an event: left out of vectors only.
//!
//! A run of [`WIDTH`] content words seen in at least [`ARTICLES`] articles says nothing about an event when one outlet
//! has nearly all of them, over more than one fortnight, or when dated articles carry it over many fortnights with no
//! peak ("did not immediately respond to a request for comment", a charity's self-description). On the dev sets this
//! mask is worth five points of pairwise F1 in local news. Unlike the templates of [`crate::reuse`] it looks through
//! stop words and inflection. Cost: one sort of the content words, parted by hash so that it needs a bounded memory.

use std::ops::Range;

use hashbrown::HashSet;
use rayon::prelude::*;

use super::content::Content;
use crate::{
    article::Corpus,
    space::{Buckets, bucket_of},
    units::{ArticleId, OutletId, mix},
};

/// Content words in a run: about seven words of text. In scripts without spaces, as many n-grams as are worth that.
pub const WIDTH: usize = 4;

/// Articles that have the run at least.
pub const ARTICLES: usize = 5;

/// Share of the articles that one outlet has at least.
const ONE_OUTLET: f64 = 0.9;

/// The part of the memory that the runs may take: one of so many, and as much again while they are looked at.
const PART: u64 = 8;

/// Articles that one task reads.
const TASK: usize = 512;

/// Length of a period in days.
const PERIOD: i64 = 14;

/// Periods over which the run recurs at least.
const PERIODS: usize = 4;

/// Share of the dated articles that the strongest period may have at most.
const PEAK: f64 = 0.5;

/// Hashes of the runs that are boilerplate.
#[derive(Debug, Default)]
pub struct Boilerplate(HashSet<u64>);

/// Finds the boilerplate among the bodies that `body` gives for each article; they have `at_most` content words in all.
pub fn find(
    corpus: &Corpus,
    at_most: usize,
    body: impl Fn(ArticleId) -> Vec<Option<Content>> + Sync,
) -> Boilerplate {
    let space = &corpus.space;
    let buckets: Buckets<(u64, u32)> = Buckets::new(space, space.part(PART), at_most);
    (0..corpus.len().div_ceil(TASK)).into_par_iter().for_each(|task| {
        let mut filler = buckets.filler();
        let mut hashes: Vec<u64> = Vec::new();
        for article in task * TASK..corpus.len().min((task + 1) * TASK) {
            let words = words(&body(ArticleId(article as u32)));
            hashes.clear();
            hashes.extend(runs(&words).map(|(hash, _)| hash));
            hashes.sort_unstable();
            hashes.dedup();
            hashes
                .iter()
                .for_each(|&hash| filler.put(bucket_of(hash, buckets.len()), (hash, article as u32)));
        }
        filler.finish();
    });
    let found = buckets.map(|mut runs| {
        runs.sort_unstable();
        let groups = runs.chunk_by(|a, b| a.0 == b.0);
        let found = groups.filter(|group| group.len() >= ARTICLES && recurs(corpus, group));
        found.map(|group| group[0].0).collect::<Vec<u64>>()
    });
    Boilerplate(found.into_iter().flatten().collect())
}

impl Boilerplate {
    /// Turns boilerplate words into breaks.
    pub fn mask(&self, body: &mut [Option<Content>]) {
        let words = words(body);
        for (hash, run) in runs(&words) {
            if self.0.contains(&hash) {
                for &(place, _) in &words[run] {
                    body[place] = None;
                }
            }
        }
    }
}

/// The content words with their places; paragraph breaks and stop words are looked through.
fn words(body: &[Option<Content>]) -> Vec<(usize, Content)> {
    let places = body.iter().enumerate();
    places.filter_map(|(place, content)| content.map(|content| (place, content))).collect()
}

/// All runs of content words, as ranges of `words`.
fn runs(words: &[(usize, Content)]) -> impl Iterator<Item = (u64, Range<usize>)> + '_ {
    let (mut end, mut worth) = (0, 0);
    (0..words.len()).map_while(move |start| {
        while worth < WIDTH * Content::WORD {
            worth += words.get(end)?.1.worth();
            end += 1;
        }
        worth -= words[start].1.worth();
        let window = &words[start..end];
        let hash = window.iter().fold(0_u64, |hash, (_, content)| mix(hash ^ u64::from(content.term)));
        Some((hash, start..end))
    })
}

fn recurs(corpus: &Corpus, group: &[(u64, u32)]) -> bool {
    let mut outlets: Vec<OutletId> = Vec::new();
    let mut periods: Vec<i64> = Vec::new();
    for &(_, id) in group {
        let article = corpus.article(ArticleId(id));
        outlets.extend(article.outlet);
        periods.extend(article.published.map(|published| published.seconds.div_euclid(86_400 * PERIOD)));
    }
    let most_in_one_outlet = most_frequent(&mut outlets).1;
    let n_dated = periods.len();
    let (n_periods, peak) = most_frequent(&mut periods);
    let one_outlet =
        most_in_one_outlet as f64 >= ONE_OUTLET * group.len() as f64 && (n_dated == 0 || n_periods >= 2);
    let timeless = n_dated >= ARTICLES && n_periods >= PERIODS && peak as f64 <= PEAK * n_dated as f64;
    one_outlet || timeless
}

/// Number of distinct values and the count of the most frequent one.
fn most_frequent<T: Ord>(values: &mut [T]) -> (usize, usize) {
    values.sort_unstable();
    let groups = values.chunk_by(|a, b| a == b);
    groups.fold((0, 0), |(distinct, most), group| (distinct + 1, most.max(group.len())))
}
