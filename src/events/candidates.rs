//! Pairs of articles that may cover the same event: those that share two of their heaviest terms, inside a time window.
//!
//! Every article is indexed under its heaviest terms ([`SearchSettings`] says how many); a pair that shares at least two of them inside
//! the time window is scored exactly, and kept from [`FLOOR`] on. Terms in the index of more than a twentieth of the
//! articles carry no news and are passed over. The window of an article holds the 50,000 articles before it in
//! time and all of the 14 days before it, whichever is more; undated articles are near everything. A window
//! in days alone costs up to two points: dates are wrong, and an article's surroundings need enough articles to show.
//! Articles are in time order, so a window is a range and a posting list is cut by binary search.
//! In a large dump hundreds of earlier articles share two terms with an article. The products of the shared heavy terms
//! alone, known from the postings, rank them: all that reach the floor by these alone and the best 150 of the others are
//! scored. Cost: the postings inside the window, and a bounded number of exact dot products an article.

use rayon::prelude::*;

use crate::{article::Corpus, progress::Progress, tfidf::Rows, units::ArticleId};

/// How candidates are looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SearchSettings {
    /// Terms under which an article is indexed.
    pub heaviest: usize,
    /// Terms that a candidate pair shares at least.
    pub shared: u8,
    /// Similarity over the shared heavy terms alone from which a pair is always scored; such a pair is above the floor.
    pub strong: f32,
    /// Other pairs that are scored for each article with earlier ones.
    pub weak_kept: usize,
    /// Articles before an article in time that are always in its window.
    pub look_back: usize,
    /// Days before an article that are always in its window.
    pub window_days: i64,
}

impl Default for SearchSettings {
    fn default() -> Self {
        Self { heaviest: 40, shared: 2, strong: FLOOR, weak_kept: 150, look_back: 50_000, window_days: 14 }
    }
}

/// Exact similarity from which a candidate is kept.
pub const FLOOR: f32 = 0.04;

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
pub fn find(
    corpus: &Corpus,
    rows: &Rows,
    articles: &[ArticleId],
    settings: &SearchSettings,
    progress: &dyn Progress,
) -> Vec<Candidate> {
    let index = Index::build(rows, articles, settings.heaviest);
    let windows = Windows::new(corpus, articles, settings);
    const TASK: usize = 64;
    articles
        .par_chunks(TASK)
        .enumerate()
        .flat_map_iter(|(task, chunk)| {
            let mut search = Search::new(*settings, rows.n_columns(), articles.len());
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
    /// Columns and weights of each article's heaviest terms.
    terms: Vec<Vec<(u32, f32)>>,
    /// Per column and one more: start of its postings.
    starts: Vec<u32>,
    /// Positions of articles, ascending within a column, and the weight of the column there.
    postings: Vec<(u32, f32)>,
}

impl Index {
    fn build(rows: &Rows, articles: &[ArticleId], n_heaviest: usize) -> Self {
        let mut terms: Vec<Vec<(u32, f32)>> =
            articles.par_iter().map(|id| heaviest(rows, id.index(), n_heaviest)).collect();
        let mut counts = vec![0_u32; rows.n_columns()];
        for &(column, _) in terms.iter().flatten() {
            counts[column as usize] += 1;
        }
        let common = COMMON.1.max((COMMON.0 * articles.len() as f64) as usize);
        let useful = |column: u32| (2..=common).contains(&(counts[column as usize] as usize));
        terms.par_iter_mut().for_each(|columns| columns.retain(|&(column, _)| useful(column)));
        let mut starts = vec![0_u32; rows.n_columns() + 1];
        for &(column, _) in terms.iter().flatten() {
            starts[column as usize + 1] += 1;
        }
        for column in 0..rows.n_columns() {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut postings = vec![(0, 0.0); starts[rows.n_columns()] as usize];
        for (position, columns) in terms.iter().enumerate() {
            for &(column, weight) in columns {
                postings[next[column as usize] as usize] = (position as u32, weight);
                next[column as usize] += 1;
            }
        }
        Self { terms, starts, postings }
    }

    fn postings(&self, column: u32) -> &[(u32, f32)] {
        &self.postings[self.starts[column as usize] as usize..self.starts[column as usize + 1] as usize]
    }
}

/// Columns and weights of the heaviest terms of a row, heaviest first, ties to the smaller column.
fn heaviest(rows: &Rows, row: usize, most: usize) -> Vec<(u32, f32)> {
    let (columns, weights) = rows.row(row);
    let mut terms: Vec<(u32, f32)> = columns
        .iter()
        .zip(weights)
        .take_while(|&(&column, _)| (column as usize) < rows.n_text_columns())
        .map(|(&column, &weight)| (column, weight))
        .collect();
    let order = |x: &(u32, f32), y: &(u32, f32)| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0));
    if terms.len() > most {
        terms.select_nth_unstable_by(most, order);
        terms.truncate(most);
    }
    terms.sort_unstable_by(order);
    terms
}

/// For each article, where the articles begin that are near enough in time; undated ones come last and see everything.
struct Windows {
    first: Vec<u32>,
}

impl Windows {
    fn new(corpus: &Corpus, articles: &[ArticleId], settings: &SearchSettings) -> Self {
        let seconds =
            |position: usize| corpus.article(articles[position]).published.map(|published| published.seconds);
        let mut start = 0;
        let first = (0..articles.len())
            .map(|position| {
                let Some(time) = seconds(position) else { return 0 };
                while seconds(start).is_some_and(|earlier| earlier < time - settings.window_days * 86_400) {
                    start += 1;
                }
                start.min(position.saturating_sub(settings.look_back)) as u32
            })
            .collect();
        Self { first }
    }
}

/// Scratch space of one task.
struct Search {
    settings: SearchSettings,
    /// Per earlier article: how many heavy terms it shares, and what they add up to.
    shared: Vec<(u8, f32)>,
    touched: Vec<u32>,
    dense: Vec<f32>,
    /// Which columns, by their low bits, the row at hand has: a filter that fits into the first cache.
    filter: Vec<u64>,
}

const FILTER_BITS: usize = 1 << 15;

impl Search {
    fn new(settings: SearchSettings, n_columns: usize, n_articles: usize) -> Self {
        Self {
            settings,
            shared: vec![(0, 0.0); n_articles],
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
        for &(column, weight) in &index.terms[position] {
            let postings = index.postings(column);
            let from = postings.partition_point(|&(other, _)| other < windows.first[position]);
            for &(other, other_weight) in
                postings[from..].iter().take_while(|&&(other, _)| (other as usize) < position)
            {
                let (shared, sum) = &mut self.shared[other as usize];
                if *shared == 0 {
                    self.touched.push(other);
                }
                *shared = shared.saturating_add(1);
                *sum += weight * other_weight;
            }
        }
        let mut strong: Vec<u32> = Vec::new();
        let mut weak: Vec<(f32, u32)> = Vec::new();
        for &other in &self.touched {
            match std::mem::take(&mut self.shared[other as usize]) {
                (shared, _) if shared < self.settings.shared => {}
                (_, sum) if sum >= self.settings.strong => strong.push(other),
                (_, sum) => weak.push((sum, other)),
            }
        }
        if weak.len() > self.settings.weak_kept {
            weak.select_nth_unstable_by(self.settings.weak_kept, |x, y| {
                y.0.total_cmp(&x.0).then(x.1.cmp(&y.1))
            });
            weak.truncate(self.settings.weak_kept);
        }
        strong.extend(weak.into_iter().map(|(_, other)| other));
        strong.sort_unstable();
        let row = articles[position].index();
        self.scatter(rows, row);
        for other in strong {
            let similarity = self.gather(rows, articles[other as usize].index());
            if similarity >= FLOOR {
                found.push(Candidate { a: articles[other as usize], b: articles[position], similarity });
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
