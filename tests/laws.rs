//! Laws of a whole run: what must not change the result, what never panics, and where every span has to lie.

#![expect(clippy::expect_used, reason = "a test that cannot prepare its files has failed")]

mod synthetic;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use retold::article::{Article, Corpus};
use retold::input;
use retold::pipeline::{self, Analysis};
use retold::progress::Silent;
use retold::reuse::ReuseSettings;
use retold::settings::Settings;
use retold::text;
use retold::units::{ArticleId, OutletId, ParagraphId, Span};
use synthetic::Random;

fn settings() -> Settings {
    let reuse = ReuseSettings::new(ReuseSettings::THRESHOLD, true).expect("the default threshold");
    Settings { reuse, ..Settings::default() }
}

fn analyze(corpus: &Corpus) -> Analysis {
    pipeline::analyze(corpus, &settings(), &Silent)
}

/// Everything found, with the articles' ids: numbers of articles follow the canonical order, so they have to agree, too.
fn found(paths: &[PathBuf]) -> Vec<String> {
    let corpus = input::read(paths, &input::InputSettings::default(), &Silent).expect("a readable corpus");
    let Analysis { reuse, relations, events, .. } = analyze(&corpus);
    let mut lines: Vec<String> = corpus.articles.iter().map(|article| article.id.clone()).collect();
    lines.push(format!("{relations:?}"));
    lines.extend(events.events.iter().map(|event| format!("{event:?}")));
    lines.push(format!("{:?} {:?} {:?}", events.of, events.stories, events.borderline));
    lines.extend(reuse.passages.iter().map(|passage| format!("{passage:?}")));
    lines.extend(reuse.pairs.iter().map(|pair| format!("{pair:?}")));
    lines.push(format!("{:?} {:?} {:?}", reuse.duplicate_of, reuse.shares, reuse.page_text));
    lines
}

fn write(folder: &Path, name: &str, lines: &[String]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, lines.join("\n") + "\n").expect("a writable file");
    path
}

fn sentence(random: &mut Random, topic: usize, n_words: usize) -> String {
    let word = |random: &mut Random| match random.below(3) {
        0 => format!("usual{}", char::from(b'a' + random.below(20) as u8)),
        1 => format!("Name{topic}x{}", random.below(5)),
        _ => format!("topic{topic}y{}", random.below(25)),
    };
    (0..n_words).map(|_| word(random)).collect::<Vec<_>>().join(" ") + "."
}

/// Articles on twelve topics from six outlets that share paragraphs, as lines of JSON; some lack a date or an outlet.
fn generated() -> Vec<String> {
    let mut random = Random::new(11);
    let agency: Vec<Vec<String>> =
        (0..12).map(|topic| (0..3).map(|_| sentence(&mut random, topic, 30)).collect()).collect();
    (0..90)
        .map(|number| {
            let topic = number % 12;
            let mut paragraphs: Vec<String> = (0..3).map(|_| sentence(&mut random, topic, 40)).collect();
            for paragraph in agency[topic].iter().take(random.below(4)) {
                paragraphs.push(paragraph.replacen(
                    "usuala",
                    if random.below(2) == 0 { "usualz" } else { "usuala" },
                    1,
                ));
            }
            let mut record = serde_json::json!({
                "id": format!("g{number}"),
                "title": sentence(&mut random, topic, 7),
                "text": paragraphs.join("\n\n"),
            });
            if random.below(9) > 0 {
                record["outlet"] = format!("outlet {}", random.below(6)).into();
            }
            if random.below(9) > 0 {
                record["published"] =
                    format!("2021-03-{:02}T{:02}:00:00Z", 1 + topic, random.below(24)).into();
            }
            record.to_string()
        })
        .collect()
}

fn corpora() -> Vec<Vec<String>> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/articles.jsonl");
    let lines = |text: String| text.lines().map(str::to_owned).collect();
    [Some(generated()), fs::read_to_string(sample).ok().map(lines)].into_iter().flatten().collect()
}

#[test]
fn neither_order_nor_files_nor_threads_change_what_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (number, mut lines) in corpora().into_iter().enumerate() {
        let path = |name: &str| format!("{number}-{name}.jsonl");
        let whole = [write(folder.path(), &path("whole"), &lines)];
        let expected = found(&whole);
        assert!(expected.len() > 2 * lines.len(), "too little found to compare: {}", expected.len());

        for threads in [1, 2, 4] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a thread pool");
            assert_eq!(pool.install(|| found(&whole)), expected, "{threads} threads");
        }
        let mut random = Random::new(5);
        for shuffle in 0..3 {
            for i in (1..lines.len()).rev() {
                lines.swap(i, random.below(i + 1));
            }
            assert_eq!(
                found(&[write(folder.path(), &path("shuffled"), &lines)]),
                expected,
                "shuffle {shuffle}"
            );
        }
        let parts: Vec<PathBuf> = lines
            .chunks(lines.len() / 4)
            .enumerate()
            .map(|(part, lines)| write(folder.path(), &path(&format!("part{}", 9 - part)), lines))
            .collect();
        assert!(parts.len() >= 4);
        assert_eq!(found(&parts), expected, "several files");
    }
}

/// Events as sets of article ids.
fn partition(lines: &[String]) -> (Corpus, Analysis, BTreeSet<BTreeSet<String>>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = write(folder.path(), "articles.jsonl", lines);
    let corpus = input::read(&[path], &input::InputSettings::default(), &Silent).expect("a readable corpus");
    let found = analyze(&corpus);
    let ids = |members: &[_]| members.iter().map(|&id| corpus.article(id).id.clone()).collect();
    let events = found.events.events.iter().map(|event| ids(&event.members)).collect();
    (corpus, found, events)
}

#[test]
fn an_added_copy_joins_its_original_and_moves_nobody_else() {
    let lines = generated();
    let (_, _, before) = partition(&lines);
    assert!((10..60).contains(&before.len()), "{} events", before.len());
    for line in lines.iter().step_by(17) {
        let mut copy: serde_json::Value = serde_json::from_str(line).expect("a line of ours");
        let original = copy["id"].as_str().expect("an id").to_owned();
        copy["id"] = "copy".into();
        copy["outlet"] = "outlet of copies".into();
        copy["published"] = "2021-05-01T00:00:00Z".into();
        let (corpus, found, mut after) = partition(&[&lines[..], &[copy.to_string()]].concat());
        let position =
            |id: &str| corpus.articles.iter().position(|article| article.id == id).expect("an article");
        // The earlier one in corpus order is the original; an undated one comes after every dated one.
        let (first, second) =
            (position(&original).min(position("copy")), position(&original).max(position("copy")));
        assert_eq!(found.reuse.duplicate_of[second].map(|id| id.index()), Some(first), "{original}");
        let together = after.iter().find(|event| event.contains("copy")).expect("an event").clone();
        assert!(together.contains(&original), "{original}: {together:?}");
        after =
            after.into_iter().map(|event| event.into_iter().filter(|id| id != "copy").collect()).collect();
        assert_eq!(after, before, "{original}");
    }
}

/// A corpus of texts with headlines, one outlet in two unknown.
fn corpus(articles: &[(&str, &str)]) -> Corpus {
    let article = |(number, (title, text)): (usize, &(&str, &str))| Article {
        id: format!("a{number:04}"),
        title: (!title.is_empty()).then(|| (*title).into()),
        text: (*text).into(),
        outlet: number.is_multiple_of(2).then_some(OutletId(0)),
        ..Article::default()
    };
    Corpus {
        articles: articles.iter().enumerate().map(article).collect(),
        outlets: vec!["one".into()],
        ..Corpus::default()
    }
}

/// Checks everything that holds for every result.
fn check(corpus: &Corpus, found: &Analysis) {
    let Analysis { texts, reuse, relations, events, origins } = found;
    assert_eq!(texts.len(), corpus.len());
    let slice = |article, span: Span| {
        corpus.article(article).text.read().get(span.start as usize..span.end as usize).map(str::to_owned)
    };
    let mut end: BTreeMap<u32, u32> = BTreeMap::new();
    for (number, paragraph) in texts.paragraphs.iter().enumerate() {
        assert!(
            slice(paragraph.article, paragraph.span).is_some_and(|text| !text.is_empty()),
            "{paragraph:?}"
        );
        let before = end.insert(paragraph.article.0, paragraph.span.end).unwrap_or(0);
        assert!(paragraph.span.start >= before, "{paragraph:?} overlaps {before}");
        let spans = texts.spans(corpus, ParagraphId(number as u32));
        assert_eq!(spans.len(), paragraph.len());
        assert!(
            spans.iter().all(|span| slice(paragraph.article, *span).is_some_and(|word| !word.is_empty()))
        );
        assert!(
            spans.iter().all(|span| paragraph.span.start <= span.start && span.end <= paragraph.span.end)
        );
        assert!(spans.is_sorted_by(|x, y| x.end <= y.start), "{spans:?}");
    }
    let inside = |number: ParagraphId, span: Span| {
        let paragraph = &texts.paragraphs[number.index()];
        assert!(slice(paragraph.article, span).is_some_and(|text| !text.is_empty()), "{span:?}");
        assert!(paragraph.span.start <= span.start && span.end <= paragraph.span.end, "{span:?}");
    };
    for passage in &reuse.passages {
        passage.members.iter().for_each(|member| inside(member.paragraph, member.span));
        let articles: BTreeSet<u32> = passage
            .members
            .iter()
            .map(|member| texts.paragraphs[member.paragraph.index()].article.0)
            .collect();
        assert!(articles.len() >= 2 && passage.representative < passage.members.len());
        assert!(
            passage
                .members
                .iter()
                .all(|m| (0.0..=1.0).contains(&m.jaccard) && (0.0..=1.0).contains(&m.containment))
        );
    }
    for pair in &reuse.pairs {
        inside(pair.a, pair.span_a);
        inside(pair.b, pair.span_b);
    }
    for (article, credits) in origins.credits.iter().enumerate() {
        let spans = credits.iter().flat_map(|credit| &credit.evidence).filter_map(|evidence| evidence.span);
        spans.for_each(|span| assert!(slice(ArticleId(article as u32), span).is_some(), "{span:?}"));
    }
    for template in &reuse.templates.listed {
        inside(template.paragraph, template.span(corpus, texts));
    }
    assert_eq!((relations.len(), relations.profiles.starts.len()), (corpus.len(), corpus.len() + 1));
    assert!(relations.edges.is_sorted_by_key(|edge| (edge.b, edge.a)));
    assert!(relations.edges.iter().all(|edge| edge.a < edge.b && (0.0..=1.0).contains(&edge.score)));
    for id in (0..corpus.len() as u32).map(ArticleId) {
        let terms = relations.profiles.of(id);
        assert!(terms.is_sorted_by(|x, y| relations.profiles.term(*x) < relations.profiles.term(*y)));
        assert!(terms.iter().all(|&entry| !relations.profiles.form(entry.form).is_empty()));
    }
    let mut members: Vec<u32> = events.events.iter().flat_map(|e| e.members.iter().map(|id| id.0)).collect();
    members.sort_unstable();
    assert!(members.into_iter().eq(0..corpus.len() as u32), "not a partition");
    for event in &events.events {
        assert!(!event.label.is_empty() && event.members.contains(&event.medoid), "{event:?}");
        assert!((0.0..=1.0).contains(&event.cohesion) && (0.0..=1.0).contains(&event.weakest), "{event:?}");
    }
}

#[test]
fn the_smallest_corpora_work() {
    let prose = "A storm closed the harbour of Lenn on Monday and the ferry to the islands stayed in port all day long.";
    let line = "word ".repeat(20_000);
    let letters = "x".repeat(100_000);
    let han = "港".repeat(33_000);
    let cases: &[&[(&str, &str)]] = &[
        &[],
        &[("", "")],
        &[("", ""), ("", "")],
        &[("Harbour of Lenn closed", "")],
        &[("Harbour of Lenn closed", ""), ("Harbour of Lenn closed", ""), ("", " \n\t\n")],
        &[("Harbour of Lenn closed", prose)],
        &[("", &line), ("", &line), ("", prose)],
        &[("", &letters), ("", &letters)],
        &[("", &han), ("", &han)],
    ];
    for case in cases {
        let corpus = corpus(case);
        check(&corpus, &analyze(&corpus));
    }
    let twice = corpus(&[("Harbour of Lenn closed", prose), ("Harbour of Lenn closed", prose)]);
    let found = analyze(&twice);
    check(&twice, &found);
    assert_eq!((found.reuse.pairs.len(), found.reuse.passages.len(), found.events.events.len()), (1, 1, 1));
    assert_eq!(found.reuse.duplicate_of[1].map(|id| id.0), Some(0));
}

/// Text made of what has ever broken a tokenizer, and of arbitrary characters.
fn hostile() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u{0}",
        "\u{7f}",
        "\u{85}",
        "\u{a0}",
        "\u{ad}",
        "\u{200b}",
        "\u{200d}",
        "\u{2028}",
        "\u{feff}",
        "\u{301}",
        "e\u{301}",
        "\"",
        "“",
        "”",
        "„",
        "«",
        "»",
        "'",
        "’",
        "U.S.",
        "p.m. ",
        "5,000.5",
        "1.",
        "ﬁ",
        "İ",
        "ß",
        "ǅ",
        "Σς",
        "港口",
        "ข่าว",
        "ሰላም",
        "\u{202e}عربي",
        "😀",
        "👩\u{200d}👩\u{200d}👧",
        "© Wire",
        "MORE",
        "Ann BellAnn Bell",
        "By Ada Quill\n",
        "Read more: ",
        "word ",
        "the harbour of Lenn closed on Monday. ",
        "½",
    ];
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => (prop::sample::select(PIECES), 1..400_usize).prop_map(|(piece, times)| piece.repeat(times)),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_reading_of_words(title in hostile(), text in hostile()) {
        let corpus = corpus(&[(&title, &text)]);
        let texts = text::analyze(&corpus, &Silent);
        prop_assert_eq!(texts.len(), 1);
        check(&corpus, &analyze(&corpus));
    }

    #[test]
    fn no_small_corpus_breaks_the_pipeline(
        pool in prop::collection::vec(hostile(), 1..4),
        articles in prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..5), 0..8),
    ) {
        // Articles share texts of the pool, so that passages, copies and templates come about.
        let text = |picks: &Vec<prop::sample::Index>| {
            picks.iter().map(|pick| pick.get(&pool).as_str()).collect::<Vec<_>>().join("\n\n")
        };
        let texts: Vec<String> = articles.iter().map(text).collect();
        let articles: Vec<(&str, &str)> = texts.iter().map(|text| ("", text.as_str())).collect();
        let corpus = corpus(&articles);
        check(&corpus, &analyze(&corpus));
    }
}
