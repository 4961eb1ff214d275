//! The part of the page that tells of one passage: who ran it, when, and with which changes.

use askama::Template;

use super::{
    book::Book,
    diff::{self, Run},
    escape::Markup,
    events::{Basis, first_carrier, web_address},
    texts::Texts,
    words::{counted, moment, number, percent, period, score},
};
use crate::{report::TextMode, run::records};

/// Versions that are written out.
pub(super) const VERSIONS: usize = 8;

struct Row<'a> {
    when: String,
    outlet: &'a str,
    headline: &'a str,
    url: Option<String>,
    edit: String,
    likeness: String,
    event: Option<&'a str>,
}

/// A wording of the passage.
struct Version {
    runs: Markup,
    /// How it differs from the representative's.
    said: String,
    carriers: String,
}

#[derive(Template)]
#[template(path = "passage.html")]
struct PassagePart<'a> {
    passage: &'a records::Passage,
    text: Option<&'a str>,
    label: String,
    period: Option<String>,
    first: Option<String>,
    source: Option<String>,
    rows: Vec<Row<'a>>,
    hidden: u64,
    versions: Vec<Version>,
    events: Vec<(&'a str, &'a str)>,
    citation: String,
}

/// What a list says of a passage.
pub(super) fn label(passage: &records::Passage, has_text: bool) -> String {
    let words = passage.text.as_deref().filter(|_| has_text).map_or_else(
        || format!("{} of {}", counted(passage.tokens, "word"), passage.kind),
        |text| crate::report::text::cut(text, 110).into_owned(),
    );
    words.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// The part of the passage; versions only as far as the texts are there.
pub(super) fn part(basis: Basis, number: usize, texts: &Texts, mode: TextMode) -> Markup {
    let book = basis.book;
    let passage = &book.passages[number];
    let rows = passage.members.iter().map(|member| row(book, member));
    let events = passage.event_ids.iter().filter_map(|id| {
        let event = &book.events[book.event(id)?];
        Some((event.id.as_str(), event.label.as_str()))
    });
    let source = passage.source.as_ref().map(|source| {
        let of = source.agency.as_deref().or(source.article_id.as_deref()).unwrap_or("another article");
        format!("{of} ({}: {})", source.tier, source.reason.replace('_', " "))
    });
    let part = PassagePart {
        text: passage.text.as_deref().filter(|_| basis.has_text),
        label: label(passage, basis.has_text),
        period: when(book, number),
        first: first_carrier(passage),
        source,
        rows: rows.collect(),
        hidden: passage.size.saturating_sub(passage.members.len() as u64),
        versions: versions(book, passage, texts, mode),
        events: events.take(12).collect(),
        citation: citation(book, passage),
        passage,
    };
    Markup(part.render().unwrap_or_default())
}

/// From the first day to the last on which it was carried.
fn when(book: &Book, passage: usize) -> Option<String> {
    // The order of the run is that of time, undated last.
    let dated = || {
        let articles = book.spots[passage].iter().map(|spot| spot.article as usize);
        articles.filter(|&article| book.published[article].is_some())
    };
    let time = |article: Option<usize>| book.articles[article?].published.as_deref();
    period(time(dated().min()), time(dated().max()))
}

fn row<'a>(book: &'a Book, member: &'a records::Member) -> Row<'a> {
    let at = book.article(&member.article_id);
    let article = at.map(|at| &book.articles[at]);
    let mut edit = member.edit.clone();
    if !member.edits.is_empty() {
        edit += &format!(": {}", member.edits.join(", ").replace('_', " "));
    }
    let event = article.and_then(|article| article.event_id.as_deref());
    Row {
        when: moment(at.and_then(|at| book.published[at])),
        outlet: member.outlet.as_deref().unwrap_or("unknown outlet"),
        headline: article.and_then(|article| article.title.as_deref()).unwrap_or("(no headline)"),
        url: article.and_then(|article| article.url.as_deref()).and_then(web_address),
        edit,
        likeness: format!("{} · {}", score(member.jaccard), percent(member.containment)),
        event: event.filter(|id| book.event(id).is_some()),
    }
}

/// The articles whose wordings of a passage are shown.
pub(super) fn shown_articles<'a>(
    book: &'a Book,
    passage: &'a records::Passage,
) -> impl Iterator<Item = usize> + 'a {
    passage.members.iter().take(2 * VERSIONS).filter_map(|member| book.article(&member.article_id))
}

/// The wordings of a passage, each once, as they differ from the representative's.
fn versions(book: &Book, passage: &records::Passage, texts: &Texts, mode: TextMode) -> Vec<Version> {
    if mode == TextMode::None {
        return Vec::new();
    }
    let mut wordings: Vec<(String, Vec<&str>, f64)> = Vec::new();
    for member in passage.members.iter().take(2 * VERSIONS) {
        let Some(text) = book.article(&member.article_id).and_then(|at| texts.of(at, member)) else {
            continue;
        };
        let text = mode.apply(&text).unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<&str>>().join(" ");
        let outlet = member.outlet.as_deref().unwrap_or("unknown outlet");
        match wordings.iter_mut().find(|(known, ..)| *known == text) {
            Some((_, carriers, likeness)) => {
                if !carriers.contains(&outlet) {
                    carriers.push(outlet);
                }
                *likeness = likeness.max(member.jaccard);
            }
            None => wordings.push((text, vec![outlet], member.jaccard)),
        }
    }
    // The representative is the one that is all like itself; of several such wordings, the earliest.
    let Some(first) =
        (0..wordings.len()).max_by(|&x, &y| wordings[x].2.total_cmp(&wordings[y].2).then(y.cmp(&x)))
    else {
        return Vec::new();
    };
    let base = wordings.remove(first);
    let carriers = |names: &[&str]| super::words::names(names, 6);
    let mut versions = vec![Version {
        said: "the wording that stands for the passage".to_owned(),
        carriers: carriers(&base.1),
        runs: diff::marked(&[Run::plain(base.0.clone())]),
    }];
    for (text, names, _) in wordings.into_iter().take(VERSIONS - 1) {
        let compared = diff::words(&base.0, &text);
        versions.push(Version {
            said: compared.as_deref().map_or_else(
                || "shares a part only".to_owned(),
                |runs| format!("against it: {}", diff::said(runs)),
            ),
            carriers: carriers(&names),
            runs: diff::marked(&compared.unwrap_or_else(|| vec![Run::plain(text)])),
        });
    }
    versions
}

/// What one writes below a claim about the passage.
fn citation(book: &Book, passage: &records::Passage) -> String {
    let first = first_carrier(passage).map_or_else(String::new, |first| format!(", {first} (in this dump)"));
    let fingerprint = book.run.get("settings_fingerprint").and_then(|value| value.as_str()).unwrap_or("");
    let version = book.run.get("version").and_then(|value| value.as_str()).unwrap_or("");
    format!(
        "Passage {} ({}, {}) in {} of {}{first}; found by retold {version}, settings {}.",
        passage.id,
        passage.kind,
        counted(passage.tokens, "word"),
        counted(passage.size, "place"),
        counted(passage.outlets.len() as u64, "outlet"),
        fingerprint.get(..12).unwrap_or(fingerprint),
    )
}
