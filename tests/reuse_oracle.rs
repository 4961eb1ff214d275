//! Reuse against a brute-force twin of its definition: every pair of paragraphs is looked at, sets are sets, runs are
//! found by the textbook table. The twin shares no code with the library and starts from words, not from text.

mod synthetic;

use std::collections::{BTreeMap, BTreeSet};

use retold::article::{Article, Corpus};
use retold::progress::Silent;
use retold::reuse::{self, Pair, ReuseSettings};
use retold::text;
use retold::units::OutletId;
use synthetic::Random;

const THRESHOLDS: [f64; 5] = [0.3, 0.5, 0.7, 0.8, 1.0];

/// An article as the twin sees it: an outlet, and paragraphs of numbered words.
#[derive(Clone, Default)]
struct Doc {
    outlet: Option<u32>,
    paragraphs: Vec<Vec<u32>>,
}

/// What the twin knows of a pair of paragraphs, numbered through the corpus.
#[derive(Debug)]
struct Judged {
    a: usize,
    b: usize,
    equal: bool,
    /// `None` when a side has too little left after masking.
    jaccard: Option<f64>,
    /// Whether the longest run between barriers is long enough and covers enough.
    by_run: bool,
    /// The longest common run, barriers ignored.
    run: usize,
}

impl Judged {
    fn is_pair(&self, threshold: f64) -> bool {
        self.equal || self.by_run || self.jaccard.is_some_and(|jaccard| jaccard >= threshold - 1e-12)
    }
}

/// A paragraph after masking.
struct Masked<'a> {
    article: usize,
    words: &'a [u32],
    shingles: BTreeSet<&'a [u32]>,
    barrier: Vec<bool>,
    comparable: bool,
}

/// Shingles in five articles or more of which nine tenths are one known outlet's.
fn templates(docs: &[Doc]) -> BTreeSet<&[u32]> {
    let mut articles: BTreeMap<&[u32], BTreeSet<usize>> = BTreeMap::new();
    for (article, doc) in docs.iter().enumerate() {
        for shingle in doc.paragraphs.iter().flat_map(|words| words.windows(3)) {
            articles.entry(shingle).or_default().insert(article);
        }
    }
    let is_template = |articles: &BTreeSet<usize>| {
        let mut outlets: BTreeMap<u32, usize> = BTreeMap::new();
        for outlet in articles.iter().filter_map(|&article| docs[article].outlet) {
            *outlets.entry(outlet).or_default() += 1;
        }
        articles.len() >= 5 && outlets.values().any(|&own| 10 * own >= 9 * articles.len())
    };
    articles.into_iter().filter(|(_, articles)| is_template(articles)).map(|(shingle, _)| shingle).collect()
}

fn mask(docs: &[Doc]) -> Vec<Masked<'_>> {
    let templates = templates(docs);
    let paragraphs =
        docs.iter().enumerate().flat_map(|(i, doc)| doc.paragraphs.iter().map(move |words| (i, words)));
    paragraphs
        .map(|(article, words)| {
            let mut barrier = vec![false; words.len()];
            for (at, _) in words.windows(3).enumerate().filter(|(_, shingle)| templates.contains(shingle)) {
                barrier[at..at + 3].fill(true);
            }
            let shingles: BTreeSet<&[u32]> = words.windows(3).filter(|s| !templates.contains(s)).collect();
            let comparable = !barrier.contains(&true) || shingles.len() >= 6;
            Masked { article, words, shingles, barrier, comparable }
        })
        .collect()
}

/// Length of the longest common run: the table of dynamic programming, a row at a time.
fn longest_run(a: &Masked, b: &Masked, with_barriers: bool) -> usize {
    let mut above = vec![0; b.words.len() + 1];
    let mut longest = 0;
    for (i, word) in a.words.iter().enumerate() {
        let mut row = vec![0; b.words.len() + 1];
        for (j, other) in b.words.iter().enumerate() {
            if word == other && !(with_barriers && (a.barrier[i] || b.barrier[j])) {
                row[j + 1] = above[j] + 1;
                longest = longest.max(row[j + 1]);
            }
        }
        above = row;
    }
    longest
}

/// Every pair of paragraphs of different articles with eight words or more each.
fn judge(docs: &[Doc]) -> Vec<Judged> {
    let paragraphs = mask(docs);
    let mut judged = Vec::new();
    for (b, y) in paragraphs.iter().enumerate() {
        for (a, x) in paragraphs[..b].iter().enumerate() {
            if x.article == y.article || x.words.len() < 8 || y.words.len() < 8 {
                continue;
            }
            let equal = x.words == y.words;
            let shared = x.shingles.intersection(&y.shingles).count();
            let all = x.shingles.union(&y.shingles).count();
            let own_words = |side: &Masked| side.barrier.iter().filter(|&&barrier| !barrier).count();
            let shorter = own_words(x).min(own_words(y));
            let run = longest_run(x, y, true);
            judged.push(Judged {
                a,
                b,
                equal,
                jaccard: (x.comparable && y.comparable).then(|| shared as f64 / all as f64),
                by_run: run >= 12 && 10 * run >= 6 * shorter,
                run: longest_run(x, y, false),
            });
        }
    }
    judged
}

/// A word of letters that no list of the library knows.
fn spelled(word: u32) -> String {
    let digits = format!("{word:03}");
    let letters = digits.bytes().map(|digit| char::from(b'b' + digit - b'0'));
    std::iter::once('x').chain(letters).collect()
}

fn corpus(docs: &[Doc]) -> Corpus {
    let article = |(number, doc): (usize, &Doc)| {
        let paragraph =
            |words: &Vec<u32>| words.iter().map(|&word| spelled(word)).collect::<Vec<_>>().join(" ") + ".";
        let text = doc.paragraphs.iter().map(paragraph).collect::<Vec<_>>().join("\n\n");
        let outlet = doc.outlet.map(OutletId);
        Article { id: format!("d{number}"), outlet, text: text.into(), ..Article::default() }
    };
    Corpus {
        articles: docs.iter().enumerate().map(article).collect(),
        outlets: (0..100).map(|number| format!("outlet {number:02}").into()).collect(),
        ..Corpus::default()
    }
}

#[expect(clippy::expect_used, reason = "all thresholds of the tests are valid")]
fn found(docs: &[Doc], threshold: f64) -> Vec<Pair> {
    let corpus = corpus(docs);
    let texts = text::analyze(&corpus, &Silent);
    let lengths: Vec<usize> = docs.iter().flat_map(|doc| doc.paragraphs.iter().map(Vec::len)).collect();
    assert_eq!(
        texts.paragraphs.iter().map(text::Paragraph::len).collect::<Vec<_>>(),
        lengths,
        "not the twin's words"
    );
    let settings = ReuseSettings::new(threshold, true).expect("a valid threshold");
    reuse::find(&corpus, &texts, &settings, &Silent).pairs
}

/// Holds the library to the twin at all thresholds; returns how many pairs each half of the definition gave.
fn compare(docs: &[Doc], name: &str) -> [usize; 3] {
    let judged = judge(docs);
    for threshold in THRESHOLDS {
        let found = found(docs, threshold);
        let numbers: Vec<(usize, usize)> =
            found.iter().map(|pair| (pair.a.index(), pair.b.index())).collect();
        assert!(numbers.is_sorted_by(|x, y| x < y), "{name}: not in order, or a pair twice");
        let mut expected: Vec<&Judged> = judged.iter().filter(|pair| pair.is_pair(threshold)).collect();
        expected.sort_by_key(|pair| (pair.a, pair.b));
        let missing: Vec<_> = expected.iter().filter(|pair| !numbers.contains(&(pair.a, pair.b))).collect();
        assert!(missing.is_empty(), "{name} at {threshold}: missing {missing:?}");
        let surplus: Vec<_> =
            judged.iter().filter(|p| !p.is_pair(threshold) && numbers.contains(&(p.a, p.b))).collect();
        assert!(surplus.is_empty(), "{name} at {threshold}: not pairs {surplus:?}");
        assert_eq!(found.len(), expected.len(), "{name} at {threshold}");
        for (pair, judged) in found.iter().zip(expected) {
            let jaccard = if judged.equal { 1.0 } else { judged.jaccard.unwrap_or(0.0) };
            assert!((pair.jaccard - jaccard).abs() < 1e-9, "{name} at {threshold}: {pair:?} {judged:?}");
            let run = if judged.run >= 4 { judged.run } else { 0 };
            assert_eq!(pair.run_words, run, "{name} at {threshold}: {pair:?} {judged:?}");
        }
    }
    let count = |of: &dyn Fn(&Judged) -> bool| judged.iter().filter(|pair| of(pair)).count();
    [
        count(&|pair| pair.equal),
        count(&|pair| !pair.equal && pair.jaccard.is_some_and(|jaccard| jaccard >= 0.3)),
        count(&|pair| pair.by_run && pair.jaccard.is_none_or(|jaccard| jaccard < 0.3)),
    ]
}

fn words(random: &mut Random, vocabulary: usize, length: usize) -> Vec<u32> {
    (0..length).map(|_| random.below(vocabulary) as u32).collect()
}

/// One of the things that editors do, planted into a copy.
fn edit(random: &mut Random, paragraph: &mut Vec<u32>, vocabulary: usize) {
    let at = random.below(paragraph.len());
    match random.below(4) {
        0 => paragraph[at] = random.below(vocabulary) as u32,
        1 => drop(paragraph.remove(at)),
        2 => paragraph.insert(at, random.below(vocabulary) as u32),
        // A sentence moves to the other end.
        _ => paragraph.rotate_left(at),
    }
    if paragraph.is_empty() {
        paragraph.push(0);
    }
}

/// Articles that copy from a pool of paragraphs with edits, splits, merges, and templates of their outlets.
fn random_docs(seed: u64) -> Vec<Doc> {
    let mut random = Random::new(seed);
    let vocabulary = [3, 12, 60, 900][random.below(4)];
    let n_outlets = 1 + random.below(4);
    let pool: Vec<Vec<u32>> = (0..8)
        .map(|_| {
            let length = 5 + random.below(50);
            words(&mut random, vocabulary, length)
        })
        .collect();
    let templates: Vec<Vec<u32>> = (0..n_outlets)
        .map(|_| {
            let length = 3 + random.below(12);
            words(&mut random, vocabulary, length)
        })
        .collect();
    (0..12 + random.below(12))
        .map(|_| {
            // The first outlet is the largest, so that its templates pass the bounds, and some just miss them.
            let outlet = if random.below(2) == 0 { 0 } else { random.below(n_outlets) };
            let mut doc =
                Doc { outlet: (random.below(12) > 0).then_some(outlet as u32), paragraphs: Vec::new() };
            for _ in 0..1 + random.below(5) {
                let mut paragraph = pool[random.below(pool.len())].clone();
                for _ in 0..[0, 0, 1, 2, 5, 20][random.below(6)] {
                    edit(&mut random, &mut paragraph, vocabulary);
                }
                match random.below(8) {
                    0 => paragraph.extend(&pool[random.below(pool.len())]),
                    1 => {
                        let rest = paragraph.split_off(random.below(paragraph.len()));
                        doc.paragraphs.push(rest);
                    }
                    2 => {
                        let length = 1 + random.below(40);
                        paragraph = words(&mut random, vocabulary, length);
                    }
                    3 | 4 => {
                        let at = random.below(paragraph.len() + 1);
                        paragraph.splice(at..at, templates[outlet].iter().copied());
                    }
                    5 => paragraph = templates[outlet].clone(),
                    _ => {}
                }
                doc.paragraphs.push(paragraph);
            }
            doc.paragraphs.retain(|paragraph| !paragraph.is_empty());
            doc
        })
        .collect()
}

#[test]
fn random_corpora_agree_with_the_definition() {
    let (mut sums, mut with_templates) = ([0; 3], 0);
    for seed in 0..120 {
        let docs = random_docs(seed);
        let counts = compare(&docs, &format!("seed {seed}"));
        sums = std::array::from_fn(|i| sums[i] + counts[i]);
        with_templates += usize::from(!templates(&docs).is_empty());
    }
    // Corpora without pairs, or all masked, would agree with anything.
    assert!(sums.iter().all(|&sum| sum > 500), "too few equal, near or run pairs: {sums:?}");
    assert!((30..110).contains(&with_templates), "{with_templates} corpora with templates");
}

#[test]
fn shingles_more_frequent_than_rarity_can_count_agree() {
    let mut random = Random::new(7);
    let stock = words(&mut random, 900, 6);
    let docs: Vec<Doc> = (0..320)
        .map(|number| {
            let mut paragraph = stock.clone();
            let length = 3 + random.below(6);
            paragraph.extend(words(&mut random, 30, length));
            Doc { outlet: Some(number % 90), paragraphs: vec![paragraph] }
        })
        .collect();
    let [_, near, _] = compare(&docs, "stock");
    assert!(near > 1_000, "{near}");
}

#[test]
fn a_higher_threshold_gives_the_pairs_of_the_lower_that_reach_it() {
    for seed in 200..230 {
        let docs = random_docs(seed);
        let reaching = |threshold: f64, bound: f64| -> BTreeSet<(usize, usize)> {
            let reaches = |pair: &Pair| pair.jaccard >= bound - 1e-12;
            found(&docs, threshold).into_iter().filter(reaches).map(|p| (p.a.index(), p.b.index())).collect()
        };
        for pair in THRESHOLDS.windows(2) {
            let (low, high) = (pair[0], pair[1]);
            assert!(reaching(high, high).is_subset(&reaching(low, low)), "seed {seed}: {low} and {high}");
            assert_eq!(reaching(high, high), reaching(low, high), "seed {seed}: {low} and {high}");
        }
    }
}

// The twin itself, on cases worked out by hand.

fn doc(outlet: u32, words: impl IntoIterator<Item = u32>) -> Doc {
    Doc { outlet: Some(outlet), paragraphs: vec![words.into_iter().collect()] }
}

/// The verdict on the first paragraphs of the first two articles; the library has to agree with it, too.
fn first_pair(docs: &[Doc]) -> Judged {
    compare(docs, "by hand");
    judge(docs).swap_remove(0)
}

#[test]
fn one_changed_word_in_twenty_breaks_three_of_eighteen_shingles() {
    let judged = first_pair(&[doc(0, 0..20), doc(1, (0..20).map(|word| if word == 10 { 99 } else { word }))]);
    assert_eq!(judged.jaccard, Some(15.0 / 21.0));
    assert_eq!((judged.equal, judged.by_run, judged.run), (false, false, 10));
    assert!(judged.is_pair(0.7) && !judged.is_pair(0.8));
}

#[test]
fn a_run_counts_from_twelve_words_that_cover_six_tenths_of_the_shorter() {
    let with_run = |run: u32, shorter: u32| {
        [doc(0, (0..run).chain(200..200 + shorter - run)), doc(1, (0..run).chain(300..400))]
    };
    assert!(first_pair(&with_run(12, 20)).by_run);
    assert!(!first_pair(&with_run(12, 21)).by_run);
    assert!(first_pair(&with_run(15, 25)).by_run);
    assert!(!first_pair(&with_run(11, 12)).by_run);
}

#[test]
fn seven_words_are_not_compared_and_eight_are() {
    assert!(judge(&[doc(0, 0..7), doc(1, 0..7)]).is_empty());
    assert!(judge(&[doc(0, 0..7), doc(1, 0..8)]).is_empty());
    assert!(first_pair(&[doc(0, 0..8), doc(1, 0..8)]).equal);
    let one_article = Doc { outlet: None, paragraphs: vec![(0..8).collect(), (0..8).collect()] };
    assert!(judge(&[one_article]).is_empty());
}

#[test]
fn a_template_needs_five_articles_and_nine_tenths_of_one_known_outlet() {
    let carriers = |own: u32, others: u32| -> Vec<Doc> {
        (0..own + others).map(|number| doc(if number < own { 0 } else { number }, 0..9)).collect()
    };
    assert_eq!(templates(&carriers(5, 0)).len(), 7);
    assert_eq!(templates(&carriers(4, 0)).len(), 0);
    assert_eq!(templates(&carriers(9, 1)).len(), 7);
    assert_eq!(templates(&carriers(8, 1)).len(), 0);
    let unknown: Vec<Doc> = carriers(5, 0).into_iter().map(|doc| Doc { outlet: None, ..doc }).collect();
    assert_eq!(templates(&unknown).len(), 0);
}

#[test]
fn masked_words_count_neither_as_shingles_nor_in_runs() {
    // Five articles of one outlet end in the same ten words; two of them share other words, too.
    let with_template = |own: std::ops::Range<u32>| doc(0, own.chain(500..510));
    let others = [with_template(100..120), with_template(200..220), with_template(300..320)];
    let docs = |own: u32| [vec![with_template(0..own), with_template(0..own)], others.to_vec()].concat();
    // Equal paragraphs stay a pair whatever is masked.
    assert!(first_pair(&docs(20)).equal);
    // Ten words and the template: eight shingles inside, two across the border, none masked but the template's eight.
    let mut near = docs(10);
    near[1].paragraphs[0][0] = 99;
    assert_eq!(first_pair(&near).jaccard, Some(9.0 / 11.0));
    // Three words: one shingle inside, two across the border, too few to compare.
    let mut short = docs(3);
    short[1].paragraphs[0][0] = 99;
    assert_eq!(first_pair(&short).jaccard, None);
    // A run of nine words and ten of the template is no run of twelve, though the longest common run is nineteen.
    let cut = first_pair(&near);
    assert_eq!((cut.by_run, cut.run), (false, 19));
    let mut long = docs(20);
    long[1].paragraphs[0][0] = 99;
    assert!(first_pair(&long).by_run);
}
