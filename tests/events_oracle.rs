//! Events against simple twins: dot products over maps, all pairs instead of an index, average linkage from scratch.

mod synthetic;

use std::collections::BTreeMap;

use retold::article::{Article, Corpus};
use retold::events::Edge;
use retold::events::candidates::{self, Candidate, SearchSettings};
use retold::events::linkage;
use retold::progress::Silent;
use retold::reuse::{self, ReuseSettings};
use retold::text;
use retold::tfidf::{self, Rows, VectorSettings};
use retold::units::ArticleId;
use synthetic::Random;

fn word(group: &str, number: usize) -> String {
    let letter = |digit: usize| char::from(b'b' + (digit % 20) as u8);
    [group.to_owned(), letter(number).to_string(), letter(number / 20).to_string(), "k".into()].concat()
}

/// Articles on many topics: words of the topic, words of all, and names where `named`.
fn topics(seed: u64, n_articles: usize, named: bool) -> Corpus {
    let mut random = Random::new(seed);
    let n_topics = n_articles / 8;
    let mut text = |topic: usize, length: usize| {
        let one = |_| match random.below(10) {
            0..4 => word("z", random.below(20) * random.below(20)),
            4 if named => format!("N{}", word("o", topic * 3 + random.below(3))),
            _ => word(&word("q", topic), random.below(30) * random.below(30) / 29),
        };
        (0..length).map(one).collect::<Vec<_>>().join(" ")
    };
    let article = |number: usize| Article {
        id: format!("a{number}"),
        // Guessing the language of made-up words would scatter the articles over languages.
        lang: Some("en".into()),
        title: Some(text(number % n_topics, 8).into()),
        text: format!("{}.", text(number % n_topics, 130)).into(),
        ..Article::default()
    };
    Corpus { articles: (0..n_articles).map(article).collect(), ..Corpus::default() }
}

fn rows(corpus: &Corpus) -> Rows {
    let texts = text::analyze(corpus, &Silent);
    let reuse = reuse::find(corpus, &texts, &ReuseSettings::default(), &Silent);
    tfidf::vectorize(corpus, &texts, &reuse, &VectorSettings::default(), &Silent).rows
}

fn map(rows: &Rows, row: usize) -> BTreeMap<u32, f64> {
    let (columns, weights) = rows.row(row);
    let map: BTreeMap<u32, f64> =
        columns.iter().copied().zip(weights.iter().map(|&w| f64::from(w))).collect();
    assert_eq!(map.len(), columns.len(), "a column twice");
    map
}

fn dot(a: &BTreeMap<u32, f64>, b: &BTreeMap<u32, f64>) -> f64 {
    a.iter().map(|(column, weight)| weight * b.get(column).copied().unwrap_or(0.0)).sum()
}

#[test]
fn dot_products_are_those_of_maps() {
    let (x, y) = (BTreeMap::from([(1, 0.5), (4, 2.0)]), BTreeMap::from([(0, 9.0), (4, 0.25)]));
    assert_eq!((dot(&x, &y), dot(&x, &BTreeMap::new())), (0.5, 0.0));
    let rows = rows(&topics(1, 160, true));
    let maps: Vec<_> = (0..rows.len()).map(|row| map(&rows, row)).collect();
    let mut alike = 0;
    for a in 0..rows.len() {
        for b in 0..rows.len() {
            let expected = dot(&maps[a], &maps[b]);
            assert!((f64::from(rows.dot(a, b)) - expected).abs() < 1e-6, "{a} {b}");
            alike += usize::from(a != b && expected > 0.2);
        }
    }
    assert!(alike > 500, "{alike}");
}

#[test]
fn every_view_has_its_share_of_unit_length() {
    let lengths = |corpus: &Corpus| -> Vec<(f64, f64)> {
        let rows = rows(corpus);
        let part = |row: usize, n_columns: usize| -> f64 {
            map(&rows, row)
                .iter()
                .filter(|&(&column, _)| (column as usize) < n_columns)
                .map(|(_, w)| w * w)
                .sum()
        };
        (0..rows.len()).map(|row| (part(row, rows.n_columns()), part(row, rows.n_text_columns()))).collect()
    };
    for (whole, text) in lengths(&topics(2, 160, true)) {
        assert!(whole > 0.0 && whole <= 1.0 + 1e-5 && text <= 0.3 + 1e-5, "{whole} {text}");
    }
    // With a copy of every article all features are shared, so that rows are whole: names are a tenth of them.
    for (named, expected) in [(true, 1.0), (false, 0.9)] {
        let mut corpus = topics(3, 160, named);
        let copies: Vec<Article> =
            corpus.articles.iter().map(|a| Article { id: format!("{}c", a.id), ..a.clone() }).collect();
        corpus.articles.extend(copies);
        for (whole, text) in lengths(&corpus) {
            assert!((whole - expected).abs() < 1e-5 && (text - 0.3).abs() < 1e-5, "{whole} {text}");
        }
    }
}

#[test]
fn candidates_are_exact_and_nearly_all() {
    for seed in 4..7 {
        let corpus = topics(seed, 600, true);
        let rows = rows(&corpus);
        let all: Vec<ArticleId> = (0..corpus.len() as u32).map(ArticleId).collect();
        let found = candidates::find(&corpus, &rows, &all, &SearchSettings::default(), &Silent);
        assert!(found.is_sorted_by_key(|candidate| (candidate.b, candidate.a)), "seed {seed}");
        for &Candidate { a, b, similarity } in &found {
            assert!(a < b && similarity >= candidates::FLOOR);
            assert_eq!(similarity.to_bits(), rows.dot(a.index(), b.index()).to_bits(), "{a:?} {b:?}");
        }
        let pairs: std::collections::BTreeSet<(u32, u32)> = found.iter().map(|c| (c.a.0, c.b.0)).collect();
        assert_eq!(pairs.len(), found.len(), "a pair twice");
        let (mut alike, mut met) = (0, 0);
        for b in 0..corpus.len() as u32 {
            for a in (0..b).filter(|&a| rows.dot(a as usize, b as usize) >= 0.2) {
                alike += 1;
                met += usize::from(pairs.contains(&(a, b)));
            }
        }
        assert!(alike > 1_000, "seed {seed}: {alike} pairs at .2");
        assert!(met as f64 >= 0.97 * alike as f64, "seed {seed}: {met} of {alike}");
    }
}

/// Average linkage by the definition: while any two groups have a mean of the cut, merge the two with the highest.
fn naive(n_nodes: usize, edges: &[Edge], cut: f64) -> Vec<usize> {
    let mut scores = vec![vec![0.0; n_nodes]; n_nodes];
    for edge in edges {
        scores[edge.a.index()][edge.b.index()] = f64::from(edge.score);
        scores[edge.b.index()][edge.a.index()] = f64::from(edge.score);
    }
    let mut groups: Vec<Vec<usize>> = (0..n_nodes).map(|node| vec![node]).collect();
    loop {
        let mut best = (cut - 1e-9, None);
        for b in 0..groups.len() {
            for a in 0..b {
                let sum: f64 = groups[a]
                    .iter()
                    .flat_map(|&x| groups[b].iter().map(move |&y| (x, y)))
                    .map(|(x, y)| scores[x][y])
                    .sum();
                let mean = sum / (groups[a].len() * groups[b].len()) as f64;
                if mean > best.0 {
                    best = (mean, Some((a, b)));
                }
            }
        }
        let (_, Some((a, b))) = best else { break };
        let merged = groups.remove(b);
        groups[a].extend(merged);
    }
    groups.sort_by_key(|group| group.iter().copied().min());
    let mut labels = vec![0; n_nodes];
    for (number, group) in groups.iter().enumerate() {
        group.iter().for_each(|&node| labels[node] = number);
    }
    labels
}

fn edge(a: usize, b: usize, score: f32) -> Edge {
    Edge { a: ArticleId(a as u32), b: ArticleId(b as u32), similarity: score, score }
}

#[test]
fn the_naive_linkage_is_right_by_hand() {
    // 2–3 joins first (.9), then 0–1 (.8); between the two groups the mean is (.7 + .5) / 4 = .3.
    let edges = [edge(0, 1, 0.8), edge(1, 2, 0.7), edge(2, 3, 0.9), edge(0, 3, 0.5)];
    assert_eq!(naive(4, &edges, 0.5), [0, 0, 1, 1]);
    assert_eq!(naive(4, &edges, 0.29), [0, 0, 0, 0]);
    assert_eq!(naive(4, &edges, 0.31), [0, 0, 1, 1]);
    assert_eq!(naive(4, &edges, 0.85), [0, 1, 2, 2]);
    assert_eq!(naive(2, &[], 0.5), [0, 1]);
}

#[test]
fn linkage_agrees_with_the_naive_one_on_random_graphs() {
    let (mut merges, mut graphs) = (0, 0);
    for seed in 0..60 {
        let mut random = Random::new(seed);
        let n_nodes = 2 + random.below(40);
        let (n_groups, density) = (1 + random.below(6), 1 + random.below(9));
        let mut edges = Vec::new();
        for b in 1..n_nodes {
            for a in 0..b {
                let near = if a % n_groups == b % n_groups { 0.4 } else { 0.0 };
                if random.below(10) < density {
                    edges.push(edge(a, b, near + 0.6 * random.below(1 << 20) as f32 / (1 << 20) as f32));
                }
            }
        }
        let sums: Vec<(u32, u32, f64)> = edges.iter().map(|e| (e.a.0, e.b.0, f64::from(e.score))).collect();
        for cut in [0.1, 0.3, 0.46, 0.6, 0.8] {
            let expected = naive(n_nodes, &edges, f64::from(cut));
            assert_eq!(linkage::cluster(n_nodes, &edges, cut), expected, "seed {seed} cut {cut}");
            assert_eq!(
                linkage::link(&vec![1.0; n_nodes], &sums, f64::from(cut)),
                expected,
                "seed {seed} cut {cut}"
            );
            merges += n_nodes - 1 - expected.iter().max().copied().unwrap_or(0);
            graphs += 1;
        }
    }
    assert!(merges > 3 * graphs, "{merges} merges in {graphs} graphs");
}

/// A block as large as those that go to the matrix: both linkages must give the same groups, whatever the order of merges.
#[test]
fn the_matrix_and_the_graph_agree_on_a_large_block() {
    for seed in 0..2 {
        let mut random = Random::new(700 + seed);
        let n_nodes = linkage::DENSE_LIMIT - 700;
        let mut edges = Vec::new();
        for b in 1..n_nodes {
            // A chain holds the block together; events of some ten nodes are dense, the rest is sparse and weak.
            for a in (0..b).rev().take(40) {
                let near = if a / 10 == b / 10 { 0.45 } else { 0.0 };
                if near > 0.0 || random.below(6) == 0 || a + 1 == b {
                    edges.push(edge(a, b, near + 0.55 * random.below(1 << 22) as f32 / (1 << 22) as f32));
                }
            }
        }
        let sums: Vec<(u32, u32, f64)> = edges.iter().map(|e| (e.a.0, e.b.0, f64::from(e.score))).collect();
        for cut in [0.3_f32, 0.5] {
            let by_matrix = linkage::cluster(n_nodes, &edges, cut);
            let by_graph = linkage::link(&vec![1.0; n_nodes], &sums, f64::from(cut));
            let groups = by_graph.iter().max().map_or(0, |last| last + 1);
            assert!(groups > 50 && groups < n_nodes / 2, "seed {seed} cut {cut}: {groups} groups");
            assert_eq!(by_matrix, by_graph, "seed {seed} cut {cut}");
        }
    }
}
