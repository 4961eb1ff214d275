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
//!
//! Articles are taken a span at a time. Its pairs are sorted by the earlier article, whose row is read once for all of
//! them; the rows of the span itself are held, so that rows that lie on disk are read in order.

use rayon::prelude::*;

use crate::{article::Corpus, progress::Progress, tfidf::Rows, units::ArticleId};

use super::dots::{HeldRows, Scattered};

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

/// The part of the memory that the pairs and rows of a span may take: one of so many.
const PART: u64 = 8;

/// Bytes that an article of a span takes: its row, and its pairs twice while they are sorted.
const BYTES_OF_ARTICLE: usize = 6_000;

/// Articles that are taken together at most.
const LONGEST_SPAN: usize = 1 << 16;

/// Articles that one task looks for partners of.
const TASK: usize = 64;

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
    let span = (corpus.space.part(PART) / BYTES_OF_ARTICLE).clamp(TASK, LONGEST_SPAN);
    let mut found = Vec::new();
    for first in (0..articles.len()).step_by(span) {
        let span = Span { first, end: articles.len().min(first + span) };
        let pairs = span.pairs(&index, &windows, settings, progress);
        found.extend(span.score(rows, articles, &pairs));
    }
    found
}

/// Articles that are taken together, by their positions.
#[derive(Clone, Copy)]
struct Span {
    first: usize,
    end: usize,
}

impl Span {
    /// All pairs of an earlier article with one of the span that are worth a score; sorted.
    fn pairs(
        self,
        index: &Index,
        windows: &Windows,
        settings: &SearchSettings,
        progress: &dyn Progress,
    ) -> Vec<(u32, u32)> {
        let tasks = (self.first..self.end).into_par_iter().step_by(TASK);
        let search = || Search::new(*settings, self.end);
        let mut pairs: Vec<(u32, u32)> = tasks
            .map_init(search, |search, first| {
                let positions = first..self.end.min(first + TASK);
                let mut pairs = Vec::new();
                for position in positions.clone() {
                    let partners = search.partners(index, windows, position);
                    pairs.extend(partners.into_iter().map(|other| (other, position as u32)));
                }
                progress.advance(positions.len() as u64);
                pairs
            })
            .flatten_iter()
            .collect();
        pairs.par_sort_unstable();
        pairs
    }

    /// Those of the pairs whose similarity reaches the floor.
    fn score(self, rows: &Rows, articles: &[ArticleId], pairs: &[(u32, u32)]) -> Vec<Candidate> {
        let held = HeldRows::read(rows, articles[self.first..self.end].iter().map(|id| id.index()));
        let groups: Vec<&[(u32, u32)]> = pairs.chunk_by(|x, y| x.0 == y.0).collect();
        let mut found: Vec<Candidate> = groups
            .par_iter()
            .map_init(Scattered::default, |scattered, group| {
                let a = articles[group[0].0 as usize];
                scattered.fill(rows, a.index());
                let candidates = group.iter().filter_map(|&(_, position)| {
                    let similarity = scattered.dot(&held, position as usize - self.first);
                    let b = articles[position as usize];
                    (similarity >= FLOOR).then_some(Candidate { a, b, similarity })
                });
                candidates.collect::<Vec<_>>()
            })
            .flatten_iter()
            .collect();
        found.par_sort_unstable_by_key(|candidate| (candidate.b, candidate.a));
        found
    }
}

/// Heaviest terms of all articles, both ways; positions count within the list of articles.
struct Index {
    /// Columns and weights of the heaviest terms of all articles, one article after the other.
    terms: Vec<(u32, f32)>,
    /// Per article and one more: its first term.
    first_term: Vec<u32>,
    /// Per column and one more: start of its postings.
    starts: Vec<u32>,
    /// Positions of articles, ascending within a column, and the weight of the column there.
    postings: Vec<(u32, f32)>,
}

impl Index {
    fn build(rows: &Rows, articles: &[ArticleId], n_heaviest: usize) -> Self {
        let mut terms: Vec<(u32, f32)> = Vec::new();
        let mut first_term = vec![0_u32];
        let mut counts = vec![0_u32; rows.n_columns()];
        for articles in articles.chunks(LONGEST_SPAN) {
            let found: Vec<Vec<(u32, f32)>> =
                articles.par_iter().map(|id| heaviest(rows, id.index(), n_heaviest)).collect();
            for found in found {
                found.iter().for_each(|&(column, _)| counts[column as usize] += 1);
                terms.extend(found);
                first_term.push(terms.len() as u32);
            }
        }
        let common = COMMON.1.max((COMMON.0 * articles.len() as f64) as usize);
        let useful = |column: u32| (2..=common).contains(&(counts[column as usize] as usize));
        let mut starts = Vec::with_capacity(rows.n_columns() + 1);
        starts.push(0_u32);
        for (column, &count) in (0..).zip(&counts) {
            starts.push(starts[column as usize] + if useful(column) { count } else { 0 });
        }
        let mut next = starts.clone();
        let mut postings = vec![(0, 0.0); starts[rows.n_columns()] as usize];
        for (position, range) in first_term.windows(2).enumerate() {
            for &(column, weight) in &terms[range[0] as usize..range[1] as usize] {
                if useful(column) {
                    postings[next[column as usize] as usize] = (position as u32, weight);
                    next[column as usize] += 1;
                }
            }
        }
        Self { terms, first_term, starts, postings }
    }

    /// Columns and weights of an article's heaviest terms.
    fn terms(&self, position: usize) -> &[(u32, f32)] {
        &self.terms[self.first_term[position] as usize..self.first_term[position + 1] as usize]
    }

    /// Where a column stands; nowhere when it is passed over.
    fn postings(&self, column: u32) -> &[(u32, f32)] {
        &self.postings[self.starts[column as usize] as usize..self.starts[column as usize + 1] as usize]
    }
}

/// Columns and weights of the heaviest terms of a row, heaviest first, ties to the smaller column.
fn heaviest(rows: &Rows, row: usize, most: usize) -> Vec<(u32, f32)> {
    let (columns, weights) = rows.row(row);
    let mut terms: Vec<(u32, f32)> = columns
        .iter()
        .zip(&weights)
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
}

impl Search {
    fn new(settings: SearchSettings, n_articles: usize) -> Self {
        Self { settings, shared: vec![(0, 0.0); n_articles], touched: Vec::new() }
    }

    /// The earlier articles that the article at `position` is to be compared with.
    fn partners(&mut self, index: &Index, windows: &Windows, position: usize) -> Vec<u32> {
        for &(column, weight) in index.terms(position) {
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
        for other in self.touched.drain(..) {
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
        strong
    }
}
