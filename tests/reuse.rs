//! Kinds of reuse, edits, versions and shares on invented articles, through the pipeline.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use retold::article::{Article, Corpus, DatePrecision, DateSource, Published};
use retold::pipeline::{self, Analysis};
use retold::progress::Silent;
use retold::reuse::{Change, Edit, Kind, Passage, ReuseSettings};
use retold::settings::Settings;
use retold::units::OutletId;

const LEAD: &str = "The harbor of Caldmoor was closed on Monday night after a storm tore two freighters from their moorings \
    and drove them against the breakwater, where one of them lost forty tonnes of fuel.";
const OWN: [&str; 3] = [
    "Volunteers from nine villages had spent the weekend filling sandbags along the eastern quay.",
    "Insurance brokers expect the claims to exceed anything that the island paid since the great flood.",
    "Schoolchildren will be taught in the town hall until the roof of the old gymnasium is repaired.",
];

/// Articles of (outlet, day, text).
fn corpus(articles: &[(u32, i64, String)]) -> Corpus {
    let article = |(number, (outlet, day, text)): (usize, &(u32, i64, String))| Article {
        id: format!("a{number}"),
        outlet: Some(OutletId(*outlet)),
        text: text.as_str().into(),
        published: Some(Published {
            seconds: 1_700_000_000 + day * 86_400,
            precision: DatePrecision::Minute,
            source: DateSource::Published,
        }),
        ..Article::default()
    };
    let n_outlets = articles.iter().map(|article| article.0 + 1).max().unwrap_or(0);
    Corpus {
        articles: articles.iter().enumerate().map(article).collect(),
        outlets: (0..n_outlets).map(|outlet| format!("Outlet {outlet}").into()).collect(),
        ..Corpus::default()
    }
}

fn analyze(articles: &[(u32, i64, String)]) -> Analysis {
    let settings = Settings { reuse: ReuseSettings::new(0.5, true).unwrap(), ..Settings::default() };
    pipeline::analyze(&corpus(articles), &settings, &Silent)
}

fn only(found: &Analysis) -> &Passage {
    assert_eq!(found.reuse.passages.len(), 1, "{:?}", found.reuse.passages);
    &found.reuse.passages[0]
}

#[test]
fn a_widget_fused_into_a_copied_paragraph_does_not_hide_the_copy() {
    let (before, after) = LEAD.split_at(LEAD.find(" lost forty").unwrap());
    for widget in [
        " Ann BellAnn BellStorm closes harbor Ten things to know about moorings MORE",
        " Mayor Bell Ann Maria BellStorm closes harbor Ten things to know about moorings MORE",
    ] {
        let found =
            analyze(&[(0, 0, LEAD.to_owned()), (1, 0, format!("{before}{widget}{after}\n\n{}", OWN[0]))]);
        let passage = only(&found);
        assert_eq!(passage.kind, Kind::Narration, "{widget}");
        assert!(passage.members.iter().all(|member| member.jaccard > 0.8), "{:?}", passage.members);
    }
}

#[test]
fn speech_is_a_quotation_whatever_its_marks() {
    let speech = "We have seen storms before, but none of us has ever seen the sea stand above the breakwater for a \
                  whole night, and none of us wants to see it again";
    let marks = [
        ("“", "”"),
        ("\"", "\""),
        ("‘", "’"),
        ("'", "'"),
        ("“", "\""),
        ("“", "''"),
        ("«", "»"),
        ("„", "“"),
        ("「", "」"),
    ];
    for (open, close) in marks {
        let text = format!("{open}{speech},{close} she said.");
        let found = analyze(&[(0, 0, text.clone()), (1, 0, format!("{text}\n\n{}", OWN[0]))]);
        assert_eq!(only(&found).kind, Kind::Quotation, "{text}");
    }
    let post = format!("{speech}. — Ann Bell (@annbell) May 3, 2023");
    let found = analyze(&[(0, 0, post.clone()), (1, 0, post)]);
    assert_eq!(only(&found).kind, Kind::Quotation);
    let found = analyze(&[(0, 0, format!("{speech}.")), (1, 0, format!("{speech}."))]);
    assert_eq!(only(&found).kind, Kind::Narration);
}

#[test]
fn an_outlets_later_version_is_a_revision_and_nobodys_reuse() {
    let first = format!("{LEAD}\n\n{}\n\n{}", OWN[0], OWN[1]);
    let second = format!("{first}\n\n{}", OWN[2]);
    let found = analyze(&[(0, 0, first.clone()), (0, 1, second.clone())]);
    assert!(found.reuse.passages.iter().all(|passage| passage.kind == Kind::Revision));
    assert!(found.reuse.pairs.iter().all(|pair| pair.kind == Kind::Revision) && found.reuse.pairs.len() == 3);
    assert!(found.reuse.shares.iter().all(|shares| shares.reused == 0.0));

    // Two months later, or in another outlet, it is no version.
    for (outlet, day) in [(0, 60), (1, 1)] {
        let found = analyze(&[(0, 0, first.clone()), (outlet, day, second.clone())]);
        assert!(found.reuse.passages.iter().all(|passage| passage.kind != Kind::Revision), "{outlet} {day}");
    }
}

#[test]
fn lines_of_credit_rights_and_promotion_are_no_narration() {
    let cases = [
        (
            "Ada Quill and The Coast Daily contributed to this report from Caldmoor on Monday.",
            Kind::Furniture,
        ),
        (
            "All rights reserved. This material may not be published, broadcast or redistributed.",
            Kind::Furniture,
        ),
        ("Fishing boats wait in the harbor of Lenn on Monday. Hide Caption 3 of 12", Kind::Caption),
        ("This story has been updated with further details from the harbor office.", Kind::Template),
        ("Sign up to receive the harbor letter of the Coast Daily every morning at six.", Kind::Template),
    ];
    for (line, kind) in cases {
        let found =
            analyze(&[(0, 0, format!("{}\n\n{line}", OWN[0])), (0, 90, format!("{}\n\n{line}", OWN[1]))]);
        assert_eq!(only(&found).kind, kind, "{line}");
    }
}

#[test]
fn a_short_line_in_unrelated_reports_far_apart_is_a_phrase_of_the_trade() {
    let line = "Anyone with information about the case is asked to call the harbor police at once.";
    // Long reports about different things, and others beside them: alone, two texts with one line in common are alike.
    let report = |n: usize| -> String {
        let word = |i: usize| {
            format!("{}{}", ["keel", "loom", "quartz", "violin", "wheat"][n % 5], (n * 37 + i * i) % 97)
        };
        (0..60).map(word).collect::<Vec<_>>().join(" ") + "."
    };
    let dump = |day: i64| -> Vec<(u32, i64, String)> {
        let with_line = |n: usize| format!("{}\n\n{line}", report(n));
        let mut articles = vec![(0, 0, with_line(0)), (1, day, with_line(1))];
        articles.extend((2..20).map(|n| (n as u32, day, report(n))));
        articles
    };
    let kind = |day: i64| {
        let found = analyze(&dump(day));
        let is_line = |passage: &&Passage| passage.n_words == 15;
        found.reuse.passages.iter().find(is_line).map(|passage| passage.kind)
    };
    assert_eq!((kind(90), kind(1)), (Some(Kind::Stock), Some(Kind::Narration)));
}

#[test]
fn edits_are_named() {
    let changed = LEAD.replace("two freighters", "2 freighters").replace(" on Monday night", "");
    let found = analyze(&[(0, 0, LEAD.to_owned()), (1, 1, changed)]);
    let pair = &found.reuse.pairs[0];
    assert_eq!(pair.edit, Edit::Edited);
    assert_eq!(pair.changes.iter().collect::<Vec<_>>(), [Change::HouseStyle, Change::Deletion]);
}

#[test]
fn who_was_surely_first_derives_nothing() {
    let copy = format!("{LEAD}\n\n{}", OWN[0]);
    let found = analyze(&[(0, 0, LEAD.to_owned()), (1, 1, copy)]);
    let [first, second] = found.reuse.shares[..] else { panic!("two articles") };
    assert_eq!((first.reused, first.derived), (1.0, 0.0));
    assert!(second.derived > 0.6 && second.derived == second.reused, "{second:?}");
    assert_eq!(found.reuse.text_of[1].0, 0, "half of the words make one text");
}

#[test]
fn a_sentence_moved_and_a_paragraph_split_are_still_found() {
    let sentences = [OWN[0], OWN[1], OWN[2]];
    let whole = sentences.join(" ");
    let moved = [OWN[2], OWN[0], OWN[1]].join(" ");
    let split = format!("{} {}\n\n{}", OWN[0], OWN[1], OWN[2]);
    let found = analyze(&[(0, 0, whole), (1, 0, moved), (2, 0, split)]);
    let pairs: Vec<(u32, u32)> = found
        .reuse
        .pairs
        .iter()
        .map(|pair| {
            let article =
                |paragraph: retold::units::ParagraphId| found.texts.paragraphs[paragraph.index()].article.0;
            (article(pair.a), article(pair.b))
        })
        .collect();
    for wanted in [(0, 1), (0, 2), (1, 2)] {
        assert!(pairs.contains(&wanted), "{wanted:?} of {pairs:?}");
    }
    let moved = found.reuse.pairs.iter().find(|pair| pair.changes.contains(Change::Reordering));
    assert!(moved.is_some());
}
