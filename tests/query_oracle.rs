//! The search for one text against a brute-force twin of its definition: every pair of positions is looked at, sets are
//! sets. The twin starts from words, not from text.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod synthetic;

use std::collections::BTreeSet;

use retold::{
    article::{Article, Corpus},
    input,
    progress::Silent,
    query::{self, QuerySettings, lane::Lane},
    reuse::alignment,
    text::{self, WordId},
    units::ArticleId,
};
use synthetic::Random;

/// Paragraphs of numbered words.
type Doc = Vec<Vec<u32>>;

/// What the twin finds: words of the query and of the document that count as carried.
#[derive(Debug, PartialEq)]
struct Carried {
    query: usize,
    document: usize,
}

fn twin(query: &Doc, document: &Doc, min_words: usize, threshold: f64) -> Option<Carried> {
    let (words_q, words_d) = (query.concat(), document.concat());
    let (mut in_query, mut in_document) = (BTreeSet::new(), BTreeSet::new());
    for i in 0..words_q.len() {
        for j in 0..words_d.len() {
            let length = words_q[i..].iter().zip(&words_d[j..]).take_while(|(x, y)| x == y).count();
            if length >= min_words {
                in_query.extend(i..i + length);
                in_document.extend(j..j + length);
            }
        }
    }
    let mut matches = !in_query.is_empty();
    let starts = |doc: &Doc| -> Vec<usize> {
        doc.iter().scan(0, |at, words| Some(std::mem::replace(at, *at + words.len()))).collect()
    };
    let set = |words: &[u32]| words.windows(3).map(<[u32]>::to_vec).collect::<BTreeSet<_>>();
    for (paragraph, &start) in document.iter().zip(&starts(document)) {
        let mut best: Option<(f64, usize)> = None;
        for (number, other) in query.iter().enumerate() {
            let (a, b) = (set(other), set(paragraph));
            let jaccard = a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64;
            let comparable = other.len() >= 8 && paragraph.len() >= 8;
            if comparable && jaccard >= threshold - 1e-9 && best.is_none_or(|(most, _)| most < jaccard) {
                best = Some((jaccard, number));
            }
        }
        if let Some((_, number)) = best {
            matches = true;
            let ids = |words: &[u32]| words.iter().map(|&word| WordId(word)).collect::<Vec<_>>();
            let other = starts(query)[number];
            for tile in alignment::tile(&ids(&query[number]), &ids(paragraph)) {
                in_query.extend(other + tile.a..other + tile.a + tile.length);
                in_document.extend(start + tile.b..start + tile.b + tile.length);
            }
        }
    }
    matches.then_some(Carried { query: in_query.len(), document: in_document.len() })
}

fn written(doc: &Doc) -> String {
    let paragraph =
        |words: &Vec<u32>| words.iter().map(|word| format!("w{word}")).collect::<Vec<_>>().join(" ");
    doc.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn random_doc(random: &mut Random, vocabulary: usize, paragraphs: usize) -> Doc {
    let paragraph = |random: &mut Random| {
        let length = 1 + random.below(30);
        (0..length).map(|_| random.below(vocabulary) as u32).collect()
    };
    (0..1 + random.below(paragraphs)).map(|_| paragraph(random)).collect()
}

/// A document that takes from the query: whole paragraphs, parts, with words changed, across its paragraphs.
fn borrowing_doc(random: &mut Random, query: &Doc, vocabulary: usize) -> Doc {
    let mut doc = random_doc(random, vocabulary, 3);
    for _ in 0..random.below(3) {
        let all = query.concat();
        let start = random.below(all.len());
        let mut taken = all[start..(start + 1 + random.below(25)).min(all.len())].to_vec();
        for _ in 0..random.below(4) {
            let at = random.below(taken.len());
            taken[at] = random.below(vocabulary * 2) as u32;
        }
        if random.below(3) == 0 {
            taken = query[random.below(query.len())].clone();
            taken.truncate(30);
            let at = random.below(taken.len());
            taken[at] += 1;
        }
        let at = random.below(doc.len());
        if random.below(2) == 0 { doc.insert(at, taken) } else { doc[at].extend(taken) }
    }
    doc
}

#[test]
fn the_search_finds_what_its_definition_says() {
    let mut random = Random::new(7);
    let (mut n_matches, mut n_others) = (0, 0);
    for round in 0..300 {
        // Few words make repeats and ties, many make texts that look like texts.
        let vocabulary = [3, 12, 60, 400][round % 4];
        let min_words = 4 + random.below(7);
        let threshold = [0.3, 0.5, 0.8][random.below(3)];
        let query = random_doc(&mut random, vocabulary, 5);
        let docs: Vec<Doc> = (0..8).map(|_| borrowing_doc(&mut random, &query, vocabulary)).collect();
        let articles = docs.iter().enumerate().map(|(number, doc)| Article {
            id: number.to_string(),
            text: written(doc).into(),
            ..Article::default()
        });
        let corpus = Corpus { articles: articles.collect(), ..Corpus::default() };
        let settings = QuerySettings::new(min_words, threshold).unwrap();
        let answer = query::search(corpus, &written(&query), settings, &Silent);
        assert_eq!(answer.n_words, query.concat().len());
        for (number, doc) in docs.iter().enumerate() {
            let id = number.to_string();
            let found = answer.matches.iter().find(|found| answer.corpus.article(found.article).id == id);
            let found = found.map(|found| Carried {
                query: found.words as usize,
                document: found.passages.iter().map(|passage| passage.matched).sum(),
            });
            let expected = twin(&query, doc, min_words, threshold);
            if expected.is_some() {
                n_matches += 1;
            } else {
                n_others += 1;
            }
            assert_eq!(
                found, expected,
                "round {round}, at {min_words} words and {threshold}:\n{query:?}\n{doc:?}"
            );
        }
    }
    assert!(n_matches > 300 && n_others > 300, "both kinds occur: {n_matches} and {n_others}");
}

#[test]
fn the_order_is_by_share_then_date_then_id() {
    let line = "one two three four five six seven eight nine ten";
    let article = |id: &str, seconds: Option<i64>, text: &str| Article {
        id: id.to_owned(),
        text: text.into(),
        published: seconds.map(|seconds| retold::article::Published {
            seconds,
            precision: retold::article::DatePrecision::Second,
            source: retold::article::DateSource::Published,
        }),
        ..Article::default()
    };
    let corpus = Corpus {
        articles: vec![
            article("late", Some(9), line),
            article("b", Some(5), line),
            article("a", Some(5), line),
            article("undated", None, line),
            article("part", Some(1), "one two three four five six seven eight"),
        ],
        ..Corpus::default()
    };
    let answer = query::search(corpus, line, QuerySettings::default(), &Silent);
    let ids: Vec<&str> =
        answer.matches.iter().map(|found| answer.corpus.article(found.article).id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "late", "undated", "part"]);
    assert_eq!(answer.matches[4].query_share, 0.8);
    assert_eq!(answer.matches[4].article_share, 1.0);
}

#[test]
fn a_text_that_is_only_scanned_has_the_words_of_one_that_is_analysed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let mut corpus = input::read(&[folder], &input::InputSettings::default(), &Silent).unwrap();
    let wrapped = "The ferry to the island was stopped by the storm on Monday and\nnobody could say when it would go again, as \
        the\nharbor master told a reporter who had come to ask for\nit in the morning before the wind had fallen and the \
        sea\nwas calm.\n";
    let tricky = [
        wrapped.repeat(3),
        "Secretary Ann BellAnn BellStorm closes harbour Ten things to know MORE on Monday said no."
            .to_owned(),
        "東京新聞社は月曜日に発表した。 A U.S. ship, 5,000 tons; l’accord".to_owned(),
        "no sentence ends here and no line ".repeat(200),
        "a。".repeat(3_000),
    ];
    corpus.articles.extend(tricky.map(|text| Article { text: text.into(), ..Article::default() }));
    let texts = text::analyze(&corpus, &Silent);
    for (number, article) in corpus.articles.iter().enumerate() {
        let analysed = Lane::of(&texts, ArticleId(number as u32));
        let text = article.text.read();
        assert_eq!(Lane::scan(&text, &texts), analysed, "{text}");
    }
}
