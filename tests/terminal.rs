//! The page for a person, as snapshots: what is found, and what is said when nothing is.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use retold::{
    article::{Article, Corpus, DatePrecision, DateSource, InputFile, Published, Reject},
    events::{Event, Events, Relations, Story},
    origin::Origins,
    pipeline::Analysis,
    progress::Silent,
    report::{
        self, ReportSettings,
        terminal::{Hint, View, cells},
    },
    reuse::{self, ReuseSettings},
    text,
    units::{ArticleId, OutletId},
};

const COPIED: &str = "A storm closed the harbor of Caldmoor on Monday night, and the last ferry with two hundred \
    passengers on board had to wait outside the breakwater until the wind fell shortly before dawn.";

struct Given<'a> {
    outlet: Option<u32>,
    hour: Option<i64>,
    title: &'a str,
    text: &'a str,
}

fn corpus(outlets: &[&str], articles: &[Given]) -> Corpus {
    let articles = articles.iter().enumerate().map(|(index, given)| Article {
        id: format!("a{index}"),
        outlet: given.outlet.map(OutletId),
        title: Some(given.title.into()),
        text: given.text.into(),
        title_span: None,
        published: given.hour.map(|hour| Published {
            seconds: 1_741_046_400 + hour * 3600,
            precision: DatePrecision::Second,
            source: DateSource::Published,
        }),
        lang: Some("en".into()),
        url: None,
        byline: None,
        source_file: 0,
        source_row: index as u64 + 1,
        text_is_snippet: false,
    });
    Corpus {
        articles: articles.collect(),
        outlets: outlets.iter().map(|&name| name.into()).collect(),
        files: vec![InputFile { path: "dump.jsonl".to_owned(), ..InputFile::default() }],
        ..Corpus::default()
    }
}

/// Groups the articles as given.
fn analyze(corpus: &Corpus, groups: &[&[u32]]) -> Analysis {
    let texts = text::analyze(corpus, &Silent);
    let reuse = reuse::find(corpus, &texts, &ReuseSettings::default(), &Silent);
    let mut of = vec![0; corpus.len()];
    let events = groups.iter().enumerate().map(|(index, members)| {
        members.iter().for_each(|&member| of[member as usize] = index);
        Event {
            members: members.iter().copied().map(ArticleId).collect(),
            medoid: ArticleId(members[0]),
            label: corpus.articles[members[0] as usize].title.as_deref().unwrap_or("untitled").to_owned(),
            keywords: ["harbor", "ferry", "breakwater"].map(str::to_owned).to_vec(),
            cohesion: 0.75,
            weakest: 0.5,
            nearest: 0.25,
            confidence: 0.75,
            independent: 1,
            story: index,
        }
    });
    let events: Vec<Event> = events.collect();
    let stories = events.iter().enumerate().map(|(index, event)| Story {
        events: vec![index],
        label: event.label.clone(),
        keywords: event.keywords.clone(),
    });
    let stories = stories.collect();
    Analysis {
        texts,
        reuse,
        relations: Relations::default(),
        events: Events { events, of, stories, borderline: Vec::new() },
        origins: Origins::default(),
    }
}

fn page(corpus: &Corpus, analysis: &Analysis, width: usize, color: bool) -> String {
    viewed(corpus, analysis, View::new(width, color))
}

fn viewed(corpus: &Corpus, analysis: &Analysis, view: View) -> String {
    let report = report::build(corpus, analysis, ReportSettings::default());
    let hints = [Hint {
        command: "retold cluster dump.jsonl -o my-run".to_owned(),
        purpose: "keeps all results, as JSON Lines".to_owned(),
    }];
    let mut out = Vec::new();
    report::terminal::render(&report, &hints, view, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn busy() -> Corpus {
    let own = "The mayor said that repairs to the breakwater, which had been put off for years, would begin in May.";
    let mut corpus = corpus(
        &["Caldmoor Courier", "Northline Wire", "東京新聞デジタル版"],
        &[
            Given {
                outlet: Some(1),
                hour: Some(0),
                title: "Storm closes harbor \u{1b}[31mof\u{202e} Caldmoor",
                text: COPIED,
            },
            Given {
                outlet: Some(0),
                hour: Some(3),
                title: "Ferry waits out the storm",
                text: &format!("{own}\n\n{COPIED}"),
            },
            Given {
                outlet: Some(2),
                hour: Some(30),
                title: "嵐で港が閉鎖",
                text: &format!("{COPIED}\n\nThat is all we know."),
            },
            Given {
                outlet: Some(0),
                hour: None,
                title: "Library opens late",
                text: "The library opens at noon this week.",
            },
        ],
    );
    corpus.warnings = vec![
        "`dump.jsonl`: 1 record without a date; such articles count as possible firsts everywhere".to_owned(),
    ];
    corpus.rejects = vec![Reject {
        file: "dump.jsonl".to_owned(),
        row: 7,
        byte: None,
        reason: "no text and no title".to_owned(),
    }];
    corpus
}

#[test]
fn a_small_dump_at_80_columns() {
    let corpus = busy();
    insta::assert_snapshot!(page(&corpus, &analyze(&corpus, &[&[0, 1, 2], &[3]]), 80, false));
}

#[test]
fn a_small_dump_with_charts() {
    let corpus = busy();
    let analysis = analyze(&corpus, &[&[0, 1, 2], &[3]]);
    for width in [80, 40] {
        let view = View::new(width, false).with_charts(true);
        insta::assert_snapshot!(format!("charts_{width}"), viewed(&corpus, &analysis, view));
    }
}

#[test]
fn charts_only_add_to_the_page() {
    let corpus = busy();
    let analysis = analyze(&corpus, &[&[0, 1, 2], &[3]]);
    let with = viewed(&corpus, &analysis, View::new(80, false).with_charts(true));
    let without = page(&corpus, &analysis, 80, false);
    assert!(!without.contains('▁') && !without.contains("Who shares with whom"));
    let mut lines = with.lines();
    for line in without.lines() {
        // A row of bars takes the place of the margin before what follows.
        let same = |other: &str| other == line || other.ends_with(line.trim_start());
        assert!(lines.any(same), "{line}");
    }
}

#[test]
fn charts_without_colour_say_what_they_say_in_colour() {
    let corpus = busy();
    let analysis = analyze(&corpus, &[&[0, 1, 2], &[3]]);
    let view = |color| View::new(80, color).with_charts(true);
    let colored = viewed(&corpus, &analysis, view(true));
    assert_eq!(without_colour(&colored), viewed(&corpus, &analysis, view(false)));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let corpus = busy();
    let analysis = analyze(&corpus, &[&[0, 1, 2], &[3]]);
    let colored = page(&corpus, &analysis, 80, true);
    assert_eq!(without_colour(&colored), page(&corpus, &analysis, 80, false));
}

fn without_colour(colored: &str) -> String {
    let mut plain = String::new();
    let mut pieces = colored.split('\u{1b}');
    plain.push_str(pieces.next().unwrap());
    for piece in pieces {
        plain.push_str(piece.split_once('m').unwrap().1);
    }
    plain
}

#[test]
fn no_line_is_wider_than_the_view() {
    let corpus = busy();
    let analysis = analyze(&corpus, &[&[0, 1, 2], &[3]]);
    for width in [40, 57, 80, 120] {
        for charts in [false, true] {
            let view = View::new(width, false).with_charts(charts);
            for line in viewed(&corpus, &analysis, view).lines() {
                assert!(cells::width(line) <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn where_nothing_is_found_the_page_says_what_to_try() {
    let corpus = corpus(
        &[],
        &[
            Given { outlet: None, hour: None, title: "One", text: "The library opens at noon this week." },
            Given { outlet: None, hour: None, title: "Two", text: "A bakery on Main Street has closed." },
        ],
    );
    insta::assert_snapshot!(page(&corpus, &analyze(&corpus, &[&[0], &[1]]), 80, false));
}
