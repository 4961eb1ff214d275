//! A passage: what it is, where it likely comes from, and everybody who carries it, in order of time.

use std::{
    collections::HashMap,
    io::{self, Write},
};

use super::{
    super::{
        Hint, PLAIN, Page, View,
        cells::{clean, counted},
        next,
        relation::fact,
        sections::percent,
    },
    ARTICLES, Headline, article, first, head, marks, size,
};
use crate::run::records::{Article, Member, Passage};

/// Events that are named.
const EVENTS: usize = 5;

/// A passage and who carries it.
pub(crate) struct Shown {
    pub(crate) passage: Passage,
    /// Articles that carry it, by their ids.
    pub(crate) articles: HashMap<String, Article>,
    /// Labels of its events, or headlines of their only articles.
    pub(crate) events: Vec<(String, Option<String>)>,
}

/// Writes the page.
pub(crate) fn render(shown: &Shown, hints: &[Hint], view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, view };
    let passage = &shown.passage;
    let scope = match passage.scope.as_str() {
        "cross_outlet" => "between outlets",
        "same_outlet" => "within one outlet",
        other => other,
    };
    let label = format!("{}, {}, {scope}", passage.kind, passage.edit);
    let of = size(shown.articles.len() as u64, &passage.outlets);
    head(&mut page, &label, &[clean(&passage.id), counted(passage.tokens, "word"), of])?;
    facts(&mut page, shown)?;
    text(&mut page, passage)?;
    members(&mut page, shown)?;
    next(&mut page, hints)
}

fn facts(page: &mut Page, shown: &Shown) -> io::Result<()> {
    match &shown.passage.earliest {
        Some(earliest) => {
            let article = shown.articles.get(&earliest.article_id);
            let precision = article.map_or("", |article| article.date_precision.as_str());
            let when = super::when(earliest.published.as_deref(), precision);
            fact(page, "first here", &format!("{when} {}", first(earliest)))?;
        }
        None => fact(page, "first here", "unknown: no article that carries it has a date")?,
    }
    fact(page, "source", &source(shown))?;
    for (id, label) in shown.events.iter().take(EVENTS) {
        let label = clean(label.as_deref().unwrap_or("untitled"));
        fact(page, "event", &format!("{label} · {}", clean(id)))?;
    }
    let hidden = shown.events.len().saturating_sub(EVENTS) as u64;
    if hidden > 0 { fact(page, "", &format!("and {}", counted(hidden, "more event"))) } else { Ok(()) }
}

fn source(shown: &Shown) -> String {
    let Some(source) = &shown.passage.source else {
        return "not known: being first is no evidence".to_owned();
    };
    // Lines of passages have the agency's id alone; the articles that it comes from have its name.
    let agency = source.agency.as_deref().map(|agency| {
        let mut wires = shown.passage.members.iter().filter_map(|member| {
            shown.articles.get(&member.article_id).and_then(|article| article.wire.as_ref())
        });
        clean(wires.find(|wire| wire.agency == agency).map_or(agency, |wire| &wire.name))
    });
    let article = source.article_id.as_deref().map(|id| format!("its article {}", clean(id)));
    let named: Vec<String> = agency.into_iter().chain(article).collect();
    let reason = match source.reason.as_str() {
        "agency_outlet" => "the agency's own outlet carries it and nobody earlier".to_owned(),
        "credit" => "an article that carries it is credited to the agency".to_owned(),
        "contribution" => "an article that carries it says that the agency contributed".to_owned(),
        other => clean(other),
    };
    format!("{} ({}): {reason}", named.join(", "), clean(&source.tier.replace('_', " ")))
}

fn text(page: &mut Page, passage: &Passage) -> io::Result<()> {
    page.heading("Text", "")?;
    match &passage.text {
        Some(words) => page.paragraph(&format!("“{}”", clean(words)), 2, PLAIN),
        None => page.paragraph("The run was made without texts (--text none).", 2, PLAIN),
    }
}

fn members(page: &mut Page, shown: &Shown) -> io::Result<()> {
    page.heading("Who carries it", "in order of time · compared with the text above")?;
    let members = &shown.passage.members;
    for member in members.iter().take(ARTICLES) {
        let Some(line) = shown.articles.get(&member.article_id) else {
            page.paragraph(&clean(&member.article_id), 2, PLAIN)?;
            continue;
        };
        let mut marks = marks(line);
        marks.push(compared(member));
        article(page, line, Headline::Own, &marks)?;
    }
    page.more(ARTICLES, members.len() as u64, "occurrence")
}

fn compared(member: &Member) -> String {
    let mut edits: Vec<String> = vec![clean(&member.edit)];
    edits.extend(member.edits.iter().map(|edit| clean(&edit.replace('_', " "))));
    format!(
        "{} · Jaccard {:.2}, containment {}",
        edits.join(", "),
        member.jaccard,
        percent(member.containment)
    )
}
