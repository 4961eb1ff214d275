//! Events in many languages and scripts: invented reports in `languages/texts.tsv`, each language with two events that
//! are told in different words, and two other reports.
//!
//! The same two events happen in every language, to the same ship, in the same towns: what must be together is so
//! within a language, and names alone must join nothing across languages.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::collections::{BTreeMap, BTreeSet};

use retold::article::{Article, Corpus};
use retold::pipeline::{self, Analysis};
use retold::progress::Silent;
use retold::settings::Settings;
use retold::text::kin::kin;

const TEXTS: &str = include_str!("languages/texts.tsv");

#[derive(Clone, Copy, Debug, PartialEq)]
struct Report {
    lang: &'static str,
    event: &'static str,
    title: &'static str,
    text: &'static str,
}

fn reports() -> Vec<Report> {
    let report = |line: &'static str| {
        let mut fields = line.split('\t');
        let mut field = || fields.next().unwrap();
        Report { lang: field(), event: field(), title: field(), text: field() }
    };
    TEXTS.lines().filter(|line| !line.starts_with('#')).map(report).collect()
}

/// Whether the reports state their language.
#[derive(Clone, Copy, PartialEq)]
enum Language {
    Stated,
    Unstated,
}

fn corpus(reports: &[Report], language: Language) -> Corpus {
    let article = |(number, report): (usize, &Report)| Article {
        id: format!("{}-{number}", report.lang),
        title: Some(report.title.into()),
        text: report.text.into(),
        lang: (language == Language::Stated).then(|| report.lang.into()),
        ..Article::default()
    };
    Corpus { articles: reports.iter().enumerate().map(article).collect(), ..Corpus::default() }
}

fn analyze(reports: &[Report], language: Language) -> Analysis {
    pipeline::analyze(&corpus(reports, language), &Settings::default(), &Silent)
}

/// What is wrong with a grouping: reports of one event apart, or of different events together.
fn wrong(reports: &[Report], of: &[usize]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (i, a) in reports.iter().enumerate() {
        for (j, b) in reports.iter().enumerate().skip(i + 1) {
            let same = a.event != "-" && (kin(a.lang), a.event) == (kin(b.lang), b.event);
            if same != (of[i] == of[j]) {
                let what = if same { "apart" } else { "together" };
                wrong.push(format!("{what}: {} “{}” · {} “{}”", a.lang, a.title, b.lang, b.title));
            }
        }
    }
    wrong
}

#[test]
fn the_reports_cover_many_languages() {
    let reports = reports();
    let languages: BTreeSet<&str> = reports.iter().map(|report| kin(report.lang)).collect();
    for language in languages {
        for event in ["ferry", "bridge", "-"] {
            let of = |report: &&Report| kin(report.lang) == language && report.event == event;
            assert!(reports.iter().filter(of).count() >= 2, "{language} {event}");
        }
    }
}

#[test]
fn each_language_alone_is_grouped() {
    let mut by_language: BTreeMap<&str, Vec<Report>> = BTreeMap::new();
    for report in reports() {
        by_language.entry(kin(report.lang)).or_default().push(report);
    }
    assert!(by_language.len() >= 16);
    for how in [Language::Stated, Language::Unstated] {
        let found: Vec<String> = by_language
            .values()
            .flat_map(|reports| wrong(reports, &analyze(reports, how).events.of))
            .collect();
        assert!(found.is_empty(), "\n{}", found.join("\n"));
    }
}

#[test]
fn all_languages_in_one_dump_stay_apart() {
    let reports = reports();
    for how in [Language::Stated, Language::Unstated] {
        let found = wrong(&reports, &analyze(&reports, how).events.of);
        assert!(found.is_empty(), "\n{}", found.join("\n"));
    }
}

#[test]
fn languages_that_are_not_stated_are_found() {
    let reports = reports();
    let texts = analyze(&reports, Language::Unstated).texts;
    for (article, report) in reports.iter().enumerate() {
        let found = texts.language[article].map(|language| &*texts.languages[usize::from(language)]);
        assert_eq!(found.map(kin), Some(kin(report.lang)), "{}", report.title);
    }
}

#[test]
fn where_words_are_not_parted_keywords_read_as_words() {
    let reports = reports();
    let events = analyze(&reports, Language::Stated).events;
    let expected = [
        ("zh", "ferry", "科斯特林港外"),
        ("zh", "bridge", "市议会"),
        ("ja", "ferry", "マルヴェラ"),
        ("ja", "bridge", "市議会"),
        ("th", "ferry", "ผู้โดยสาร"),
        ("th", "bridge", "สะพานหิน"),
    ];
    for (lang, event, word) in expected {
        let article = reports.iter().position(|report| (report.lang, report.event) == (lang, event)).unwrap();
        let keywords = &events.events[events.of[article]].keywords;
        assert!(keywords.iter().any(|keyword| keyword == word), "{lang} {event}: {keywords:?}");
    }
}
