//! Inputs that break tools of this kind: whatever repeats must cost what it holds, not the square of it, and must not
//! merge what does not belong together. Work is counted, not timed: a quadratic step would not end.

mod synthetic;

use std::collections::BTreeSet;

use retold::article::{Article, Corpus};
use retold::progress::Silent;
use retold::reuse::{self, Kind, Reuse, ReuseSettings};
use retold::text::{self, Texts};
use retold::units::OutletId;
use synthetic::Random;

/// Words that occur in no other paragraph made with another number.
fn words(n_words: usize, number: usize, random: &mut Random) -> Vec<String> {
    (0..n_words).map(|_| format!("w{}x{number}", random.below(1_000))).collect()
}

fn corpus(texts: impl Iterator<Item = (Option<u32>, String)>) -> Corpus {
    let mut outlets = BTreeSet::new();
    let articles: Vec<Article> = texts
        .enumerate()
        .map(|(number, (outlet, text))| {
            outlets.extend(outlet);
            Article {
                id: format!("a{number}"),
                outlet: outlet.map(OutletId),
                text: text.into(),
                ..Article::default()
            }
        })
        .collect();
    let names = outlets.iter().map(|outlet| format!("outlet {outlet:04}").into()).collect();
    Corpus { articles, outlets: names, ..Corpus::default() }
}

fn find(corpus: &Corpus) -> (Texts, Reuse) {
    let texts = text::analyze(corpus, &Silent);
    let found = reuse::find(corpus, &texts, &ReuseSettings::default(), &Silent);
    (texts, found)
}

#[test]
fn a_hundred_thousand_copies_of_one_paragraph_are_one_family() {
    let mut random = Random::new(1);
    let paragraph = words(30, 0, &mut random).join(" ");
    let corpus = corpus((0..100_000).map(|n| (Some(n % 50), paragraph.clone())));
    let (_, found) = find(&corpus);
    assert_eq!(found.passages.len(), 1);
    assert_eq!(found.passages[0].members.len(), 100_000);
    assert_eq!(found.n_links, 0);
}

#[test]
fn near_copies_meet_representatives_not_each_other() {
    const N: usize = 20_000;
    let mut random = Random::new(2);
    let paragraph = words(30, 0, &mut random);
    let texts = (0..N).map(|n| {
        let mut own = paragraph.clone();
        own[n % 30] = format!("changed{n}");
        (Some(n as u32 % 50), own.join(" "))
    });
    let (_, found) = find(&corpus(texts));
    assert!(found.n_links <= 40 * N, "{} links of {N} paragraphs", found.n_links);
    let members: usize = found.passages.iter().map(|passage| passage.members.len()).sum();
    assert!((N..=2 * N).contains(&members), "{members} members");
    let largest = found.passages.iter().map(|passage| passage.members.len()).max();
    assert!(largest >= Some(N * 9 / 10), "{largest:?}");
}

#[test]
fn shared_phrases_in_many_unlike_paragraphs_cost_no_square() {
    // Fifteen shared words in paragraphs of sixty: a run, but too short a part of either to make a pair.
    const N: usize = 20_000;
    let mut random = Random::new(3);
    let phrase = words(15, 0, &mut random).join(" ");
    let texts = (0..N).map(|n| {
        let own = words(45, n + 1, &mut random).join(" ");
        (Some(n as u32 % 50), format!("{phrase} {own}"))
    });
    let (_, found) = find(&corpus(texts));
    assert_eq!((found.n_links, found.passages.len()), (0, 0));
}

#[test]
fn a_template_in_every_article_makes_no_pairs() {
    const N: usize = 10_000;
    let mut random = Random::new(4);
    let (before, after) = (words(20, 0, &mut random).join(" "), words(20, 1, &mut random).join(" "));
    let texts = (0..N).map(|n| {
        let own = words(60, n + 2, &mut random).join(" ");
        (Some(0), format!("{own}\n\n{before} name{n} {after}"))
    });
    let corpus = corpus(texts);
    let (_, found) = find(&corpus);
    assert_eq!((found.n_links, found.passages.len()), (0, 0));
    let masked = found.templates.masked_words[0];
    assert_eq!(masked as usize, 40 * N);
    assert_eq!(found.templates.listed.len(), 2);
    assert!(found.templates.listed.iter().all(|template| template.articles == N && template.n_tokens == 20));
}

#[test]
fn an_article_of_fifty_megabytes_is_read_and_searched() {
    let mut random = Random::new(5);
    let mut text = String::new();
    let mut copied = String::new();
    for number in 0.. {
        let paragraph = words(60, number, &mut random).join(" ");
        if number == 1_000 {
            copied.clone_from(&paragraph);
        }
        text.push_str(&paragraph);
        text.push_str("\n\n");
        if text.len() > 50_000_000 {
            break;
        }
    }
    let corpus = corpus([(Some(0), text), (Some(1), copied)].into_iter());
    let (texts, found) = find(&corpus);
    assert_eq!(found.passages.len(), 1);
    let members: Vec<u32> = found.passages[0]
        .members
        .iter()
        .map(|member| texts.paragraphs[member.paragraph.index()].article.0)
        .collect();
    assert_eq!(members, [0, 1]);
}

#[test]
fn near_copies_within_one_long_article_cost_no_square() {
    let mut random = Random::new(6);
    let paragraph = words(30, 0, &mut random);
    let texts: Vec<String> = (0..20_000)
        .map(|n| {
            let mut own = paragraph.clone();
            own[n % 30] = format!("changed{n}");
            own.join(" ")
        })
        .collect();
    let (_, found) = find(&corpus([(Some(0), texts.join("\n\n"))].into_iter()));
    assert_eq!((found.n_links, found.passages.len()), (0, 0));
}

#[test]
fn the_ends_of_a_long_chain_are_not_merged() {
    // Every paragraph shares four fifths of its words with the next, the first and the tenth share none.
    let mut random = Random::new(7);
    let all = words(40 + 8 * 30, 0, &mut random);
    let corpus = corpus((0..30_usize).map(|n| (Some(n as u32), all[8 * n..8 * n + 40].join(" "))));
    let (texts, found) = find(&corpus);
    let mut seen = BTreeSet::new();
    for passage in &found.passages {
        assert_eq!(passage.kind, Kind::Narration);
        let articles: Vec<u32> = passage
            .members
            .iter()
            .map(|member| texts.paragraphs[member.paragraph.index()].article.0)
            .collect();
        let (first, last) = (articles[0], articles[articles.len() - 1]);
        assert!(last - first <= 4, "{articles:?}");
        seen.extend(articles);
    }
    assert_eq!(seen.len(), 30, "a paragraph with a match is in no passage");
}
