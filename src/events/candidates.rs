//! Pairs of articles that may cover the same event: those that share two of their heaviest terms, inside a time window.
//!
//! Every article is indexed under its [`HEAVIEST`] heaviest terms; a pair that shares at least [`SHARED`] of them inside
//! the time window is scored exactly, and kept from [`FLOOR`] on. Terms in the index of more than a twentieth of the
//! articles carry no news and are passed over. The window of an article holds the [`LOOK_BACK`] articles before it in
//! time and all of the [`WINDOW_DAYS`] days before it, whichever is more; undated articles are near everything. A window
//! in days alone costs up to two points: dates are wrong, and an article's surroundings need enough articles to show.
//! Articles are in time order, so a window is a range and a posting list is cut by two binary searches.
//! Cost: the postings inside the window, one exact dot product a candidate.

use rayon::prelude::*;

use crate::{
    article::Corpus,
    progress::Progress,
    tfidf::Rows,
    units::ArticleId,
};

/// Terms under which an article is indexed. 32 cost .3 points of BCubed against 40, all pairs gain .4.
pub const HEAVIEST: usize = 40;

/// Terms that a candidate pair shares at least.
pub const SHARED: u8 = 2;

/// Exact similarity from which a candidate is kept.
pub const FLOOR: f32 = 0.04;

/// Articles before an article in time that are always in its window.
pub const LOOK_BACK: usize = 50_000;

/// Days before an article that are always in its window.
pub const WINDOW_DAYS: i64 = 14;

/// Share of all articles from which a term's postings are passed over, and the least number for which that is done.
const COMMON: (f64, usize) = (0.05, 200);

/// Two articles and the dot product of their rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The article earlier in corpus order.
    pub a: ArticleId,
    /// The article later in corpus order.
    pub b: ArticleId,
    /// Lexical similarity in 0..=1.
    pub similarity: f32,
}

/// Finds all candidates among `articles` (ascending), in order of `b`, then `a`.
#[must_use]
pub fn find(corpus: &Corpus, rows: &Rows, articles: &[ArticleId], progress: &dyn Progress) -> Vec<Candidate> {
    let index = Index::build(rows, articles);
    let windows = Windows::new(corpus, articles);
    const TASK: usize = 64;
    articles
        .par_chunks(TASK)
        .enumerate()
        .flat_map_iter(|(task, chunk)| {
            let mut search = Search::new(rows.n_columns(), articles.len());
            let mut found = Vec::new();
            for offset in 0..chunk.len() {
                search.article(rows, &index, &windows, articles, task * TASK + offset, &mut found);
            }
            progress.advance(chunk.len() as u64);
            found
        })
        .collect()
}

/// Heaviest terms of all articles, both ways; positions count within the list of articles.
struct Index {
    /// Columns of each article's heaviest terms.
    terms: Vec<Vec<u32>>,
    /// Per column and one more: start of its postings.
    starts: Vec<u32>,
    /// Positions of articles, ascending within a column.
    postings: Vec<u32>,
}

impl Index {
    fn build(rows: &Rows, articles: &[ArticleId]) -> Self {
        let mut terms: Vec<Vec<u32>> = articles.par_iter().map(|id| heaviest(rows, id.index())).collect();
        let mut counts = vec![0_u32; rows.n_columns()];
        for &column in terms.iter().flatten() {
            counts[column as usize] += 1;
        }
        let common = COMMON.1.max((COMMON.0 * articles.len() as f64) as usize);
        let useful = |column: u32| (2..=common).contains(&(counts[column as usize] as usize));
        terms.par_iter_mut().for_each(|columns| columns.retain(|&column| useful(column)));
        let mut starts = vec![0_u32; rows.n_columns() + 1];
        for &column in terms.iter().flatten() {
            starts[column as usize + 1] += 1;
        }
        for column in 0..rows.n_columns() {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut postings = vec![0; starts[rows.n_columns()] as usize];
        for (position, columns) in terms.iter().enumerate() {
            for &column in columns {
                postings[next[column as usize] as usize] = position as u32;
                next[column as usize] += 1;
            }
        }
        Self { terms, starts, postings }
    }

    fn postings(&self, column: u32) -> &[u32] {
        &self.postings[self.starts[column as usize] as usize..self.starts[column as usize + 1] as usize]
    }
}

/// Columns of the heaviest terms of a row, ties to the smaller column.
fn heaviest(rows: &Rows, row: usize) -> Vec<u32> {
    let (columns, weights) = rows.row(row);
    let mut terms: Vec<(f32, u32)> = columns
        .iter()
        .zip(weights)
        .take_while(|&(&column, _)| (column as usize) < rows.n_text_columns())
        .map(|(&column, &weight)| (weight, column))
        .collect();
    let order = |x: &(f32, u32), y: &(f32, u32)| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1));
    if terms.len() > HEAVIEST {
        terms.select_nth_unstable_by(HEAVIEST, order);
        terms.truncate(HEAVIEST);
    }
    terms.sort_unstable_by(order);
    terms.into_iter().map(|(_, column)| column).collect()
}

/// For each article, where the articles begin that are near enough in time; undated ones come last and see everything.
struct Windows {
    first: Vec<u32>,
}

impl Windows {
    fn new(corpus: &Corpus, articles: &[ArticleId]) -> Self {
        let seconds = |position: usize| corpus.article(articles[position]).published.map(|published| published.seconds);
        let mut start = 0;
        let first = (0..articles.len())
            .map(|position| {
                let Some(time) = seconds(position) else { return 0 };
                while seconds(start).is_some_and(|earlier| earlier < time - WINDOW_DAYS * 86_400) {
                    start += 1;
                }
                start.min(position.saturating_sub(LOOK_BACK)) as u32
            })
            .collect();
        Self { first }
    }
}

/// Scratch space of one task.
struct Search {
    shared: Vec<u8>,
    touched: Vec<u32>,
    dense: Vec<f32>,
    /// Which columns, by their low bits, the row at hand has: a filter that fits into the first cache.
    filter: Vec<u64>,
}

const FILTER_BITS: usize = 1 << 15;

impl Search {
    fn new(n_columns: usize, n_articles: usize) -> Self {
        Self {
            shared: vec![0; n_articles],
            touched: Vec::new(),
            dense: vec![0.0; n_columns],
            filter: vec![0; FILTER_BITS / 64],
        }
    }

    /// Appends the candidates of the article at `position` with earlier ones.
    fn article(
        &mut self,
        rows: &Rows,
        index: &Index,
        windows: &Windows,
        articles: &[ArticleId],
        position: usize,
        found: &mut Vec<Candidate>,
    ) {
        for &column in &index.terms[position] {
            let postings = index.postings(column);
            let from = postings.partition_point(|&other| other < windows.first[position]);
            for &other in postings[from..].iter().take_while(|&&other| (other as usize) < position) {
                let shared = &mut self.shared[other as usize];
                if *shared == 0 {
                    self.touched.push(other);
                }
                *shared = shared.saturating_add(1);
            }
        }
        self.touched.sort_unstable();
        let row = articles[position].index();
        self.scatter(rows, row);
        for &other in &self.touched {
            let shared = std::mem::take(&mut self.shared[other as usize]);
            if shared >= SHARED {
                let similarity = self.gather(rows, articles[other as usize].index());
                if similarity >= FLOOR {
                    found.push(Candidate { a: articles[other as usize], b: articles[position], similarity });
                }
            }
        }
        self.touched.clear();
        self.clear(rows, row);
    }

    fn scatter(&mut self, rows: &Rows, row: usize) {
        let (columns, weights) = rows.row(row);
        for (&column, &weight) in columns.iter().zip(weights) {
            self.dense[column as usize] = weight;
            let bit = column as usize % FILTER_BITS;
            self.filter[bit / 64] |= 1 << (bit % 64);
        }
    }

    /// Dot product of the scattered row with another, summed in column order like [`Rows::dot`].
    fn gather(&self, rows: &Rows, row: usize) -> f32 {
        let (columns, weights) = rows.row(row);
        let mut sum = 0.0_f64;
        for (&column, &weight) in columns.iter().zip(weights) {
            let bit = column as usize % FILTER_BITS;
            if self.filter[bit / 64] >> (bit % 64) & 1 == 1 {
                sum += f64::from(weight) * f64::from(self.dense[column as usize]);
            }
        }
        sum as f32
    }

    fn clear(&mut self, rows: &Rows, row: usize) {
        for &column in rows.row(row).0 {
            self.dense[column as usize] = 0.0;
            self.filter[column as usize % FILTER_BITS / 64] = 0;
        }
    }
}
