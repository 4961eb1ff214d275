//! How many of the pairs that matter does the candidate search find, and what does an article cost as the window fills?
//!
//! Usage: `edge_recall INPUT [SAMPLED]`. For articles drawn evenly over the corpus (500 by default) the similarity to every
//! other article is computed exactly and compared with what the search found, by thresholds of similarity and of score
//! (an edge at the cut or above is one that joins). Then the search is timed on growing parts of the corpus.

#![expect(clippy::print_stdout, reason = "a program that prints a table")]

use std::{collections::BTreeSet, error::Error, time::Instant};

use rayon::prelude::*;

use retold::{
    events::{
        candidates::{self, Candidate, SearchSettings},
        numbers::Numbers,
        score::{self, Coefficients},
    },
    input::{self, InputSettings},
    progress::Silent,
    reuse, text,
    tfidf::{self, VectorSettings},
    units::ArticleId,
};

/// Thresholds of similarity, then of score.
const SIMILARITIES: [f32; 5] = [candidates::FLOOR, 0.06, 0.1, 0.15, 0.25];
const SCORES: [f32; 5] = [0.2, 0.3, 0.4, 0.5, 0.6];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let input = arguments.next().ok_or("the first argument is a dump")?;
    let sampled: usize = arguments.next().map_or(Ok(500), |typed| typed.parse())?;
    let corpus = input::read(&[input.into()], &InputSettings::default(), &Silent)?;
    let texts = text::analyze(&corpus, &Silent);
    let reuse = reuse::find(&corpus, &texts, &reuse::ReuseSettings::default(), &Silent);
    let vectors = tfidf::vectorize(&corpus, &texts, &reuse, &VectorSettings::default(), &Silent);
    let rows = &vectors.rows;
    let settings = SearchSettings::default();
    let articles: Vec<ArticleId> = (0..corpus.len() as u32)
        .map(ArticleId)
        .filter(|id| reuse.duplicate_of[id.index()].is_none())
        .collect();

    let found = candidates::find(&corpus, rows, &articles, &settings, &Silent);
    let pairs: BTreeSet<(ArticleId, ArticleId)> = found.iter().map(|pair| (pair.a, pair.b)).collect();
    println!(
        "{} articles, {} candidates of a similarity of {}",
        articles.len(),
        found.len(),
        candidates::FLOOR
    );

    let step = (articles.len() / sampled).max(1);
    let exact: Vec<Candidate> = articles
        .par_iter()
        .step_by(step)
        .flat_map_iter(|&one| {
            articles.iter().filter(move |&&other| other != one).filter_map(move |&other| {
                let similarity = rows.dot(one.index(), other.index());
                let (a, b) = (one.min(other), one.max(other));
                (similarity >= candidates::FLOOR).then_some(Candidate { a, b, similarity })
            })
        })
        .collect();
    println!("\n| similarity of at least | pairs | found |\n|---|---|---|");
    for threshold in SIMILARITIES {
        let there: Vec<&Candidate> = exact.iter().filter(|pair| pair.similarity >= threshold).collect();
        print_recall(threshold, &there, &pairs);
    }
    // The surroundings are those that the search found; pairs that it missed are scored against them.
    let numbers = Numbers::collect(&corpus, &texts, &reuse);
    let mut all = found;
    all.extend(exact.iter().filter(|pair| !pairs.contains(&(pair.a, pair.b))));
    let scored = score::score(&corpus, &numbers, articles.len(), &all, &Coefficients::default()).edges;
    let scores: std::collections::BTreeMap<(ArticleId, ArticleId), f32> =
        scored.iter().map(|edge| ((edge.a, edge.b), edge.score)).collect();
    println!("\n| score of at least | pairs | found |\n|---|---|---|");
    for threshold in SCORES {
        let reaches =
            |pair: &&Candidate| scores.get(&(pair.a, pair.b)).is_some_and(|&score| score >= threshold);
        let there: Vec<&Candidate> = exact.iter().filter(reaches).collect();
        print_recall(threshold, &there, &pairs);
    }

    println!("\n| articles in the window | seconds | microseconds for each article added |\n|---|---|---|");
    let (mut before, mut n_before) = (0.0, 0);
    for part in [1, 2, 4, 6, 8].map(|eighths| articles.len() * eighths / 8) {
        let start = Instant::now();
        let n = candidates::find(&corpus, rows, &articles[..part], &settings, &Silent).len();
        let seconds = start.elapsed().as_secs_f64();
        let each = (seconds - before) * 1e6 / (part - n_before).max(1) as f64;
        println!("| {part} | {seconds:.1} | {each:.0} ({n} candidates) |");
        (before, n_before) = (seconds, part);
    }
    Ok(())
}

fn print_recall(threshold: f32, there: &[&Candidate], pairs: &BTreeSet<(ArticleId, ArticleId)>) {
    let found = there.iter().filter(|pair| pairs.contains(&(pair.a, pair.b))).count();
    println!("| {threshold} | {} | {:.4} |", there.len(), found as f64 / there.len().max(1) as f64);
}
