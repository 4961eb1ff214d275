//! The part of the page that tells of one event.

use askama::Template;

use super::{
    book::Book,
    charts::{self, Dot, Lane, Timeline, WIDTH},
    diff,
    escape::Markup,
    ties::Ties,
    words::{counted, day, moment, number, percent, percent_or_dash, period, score},
};
use crate::{
    report::{differences::Op, terminal::link},
    run::records,
};

/// Rows of a table of articles; an event of more is a chain, and nobody reads on.
const ROWS: usize = 60;

/// Outlets named that have nothing of an event.
const ABSENT: usize = 8;

/// Passages listed with an event.
const PASSAGES: usize = 12;

/// Kinds of passages in the order of what a reader looks for, and what they are called.
pub(super) const KINDS: [(&str, &str); 8] = [
    ("narration", "Copied narration"),
    ("mixed", "Narration and quotation"),
    ("quotation", "Shared quotations"),
    ("revision", "The outlet's own earlier version"),
    ("caption", "Captions"),
    ("stock", "Phrases of the trade"),
    ("template", "Templates"),
    ("furniture", "Page furniture"),
];

/// A headline as it differs from the event's.
enum Headline {
    /// The same words.
    Same(String),
    /// A version of them.
    Version(Markup),
    /// Another one.
    Own(String),
}

struct Row<'a> {
    when: String,
    outlet: &'a str,
    headline: Headline,
    url: Option<String>,
    words: String,
    reused: String,
    derivation: &'a str,
    marks: Vec<String>,
}

struct Group<'a> {
    name: &'static str,
    kind: &'static str,
    passages: Vec<Listed<'a>>,
    hidden: String,
}

/// A passage in a list.
struct Listed<'a> {
    id: &'a str,
    text: Option<&'a str>,
    said: String,
}

struct Term {
    term: String,
    is_name: bool,
    /// Width of its bar, in percent.
    width: String,
    contribution: String,
}

struct Near {
    id: Option<String>,
    label: String,
    said: String,
    mean: String,
    width: String,
}

/// Why the articles are one event.
struct Why {
    mean: String,
    cut: String,
    weakest: Option<(String, String)>,
    terms: Vec<Term>,
    scattered: bool,
}

#[derive(Template)]
#[template(path = "event.html")]
struct EventPart<'a> {
    event: &'a records::Event,
    period: String,
    reused: String,
    mean: String,
    confidence: String,
    story: Option<(&'a str, String)>,
    timeline: Option<Markup>,
    rows: Vec<Row<'a>>,
    hidden: u64,
    /// Outlets that have nothing of it, and how many more there are.
    absent: Vec<(&'a str, String)>,
    absent_hidden: u64,
    variants: String,
    groups: Vec<Group<'a>>,
    why: Option<Why>,
    beside: Vec<Near>,
    pairs: &'a [Markup],
    pairs_note: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "timeline.svg")]
struct TimelinePart<'a> {
    label: &'a str,
    chart: Timeline,
    /// Per article of the event: what its mark says.
    said: Vec<String>,
}

impl TimelinePart<'_> {
    fn title(&self, article: &usize) -> &str {
        self.said.get(*article).map_or("", String::as_str)
    }

    fn lane_name(&self, lane: &Lane) -> String {
        crate::report::text::cut(&lane.name, 21).into_owned()
    }
}

/// What a part of the page is made from.
#[derive(Clone, Copy)]
pub(super) struct Basis<'a> {
    pub(super) book: &'a Book,
    /// What the scores tell; `None` where a run keeps none.
    pub(super) ties: Option<&'a Ties>,
    /// The cut of the events.
    pub(super) cut: f64,
    /// Whether passages' words may be shown.
    pub(super) has_text: bool,
}

/// The part of the event; `pairs` are those of its articles laid beside each other, and the note is why there are none.
pub(super) fn part(basis: Basis, number: usize, pairs: &[Markup], pairs_note: Option<&str>) -> Markup {
    let Basis { book, ties, cut, .. } = basis;
    let event = &book.events[number];
    let articles = book.articles_of(number);
    let rows: Vec<Row> = articles.iter().take(ROWS).map(|&article| row(book, event, article)).collect();
    let story = event.story_id.as_deref().and_then(|id| book.story(id)).map(|story| {
        let others = story.events.len().saturating_sub(1) as u64;
        (story.id.as_str(), format!("with {}", counted(others, "other event")))
    });
    let medoid = book.article(&event.medoid);
    let why = ties.zip(medoid).map(|(ties, medoid)| why(book, ties, event, &articles, medoid, cut));
    let times: Vec<_> = articles.iter().map(|&article| book.published[article]).collect();
    let absent = book.presence.absent(event, &times);
    let page = EventPart {
        period: period(event.first_seen.as_deref(), event.last_seen.as_deref())
            .unwrap_or_else(|| "no dates".to_owned()),
        reused: percent_or_dash(book.reused(&articles)),
        mean: score(event.cohesion.mean),
        confidence: event.confidence.map_or_else(|| "–".to_owned(), percent),
        story,
        timeline: timeline(book, event, &articles),
        hidden: (articles.len() - rows.len()) as u64,
        absent_hidden: absent.len().saturating_sub(ABSENT) as u64,
        absent: absent.into_iter().take(ABSENT).map(|(name, n)| (name, counted(n, "article"))).collect(),
        variants: variants(&rows),
        rows,
        groups: groups(basis, number),
        why,
        beside: ties.map_or_else(Vec::new, |ties| beside(book, ties, number, cut)),
        pairs,
        pairs_note,
        event,
    };
    Markup(page.render().unwrap_or_default())
}

fn row<'a>(book: &'a Book, event: &'a records::Event, at: usize) -> Row<'a> {
    let article = &book.articles[at];
    let title = article.title.as_deref().unwrap_or("(no headline)");
    let headline = match diff::words(&event.label, title) {
        Some(runs) if runs.iter().all(|run| run.op == Op::Same) => Headline::Same(title.to_owned()),
        Some(runs) => Headline::Version(diff::marked(&runs)),
        None => Headline::Own(title.to_owned()),
    };
    let mut marks = Vec::new();
    if let Some(first) = event.first_in_dump.as_ref().filter(|first| first.article_id == article.id) {
        marks.push(if first.tie { "perhaps first in this dump" } else { "first in this dump" }.to_owned());
    }
    if article.id == event.medoid {
        marks.push("most central".to_owned());
    }
    if let Some(original) = article.duplicate_of.as_deref().and_then(|id| book.article(id)) {
        let outlet = book.articles[original].outlet.as_deref().unwrap_or("another outlet");
        marks.push(format!("whole copy of {outlet}’s"));
    }
    if let Some(wire) = article.wire.as_ref().filter(|wire| wire.tier != "cited_only") {
        let by = wire.evidence.first().map_or("", |evidence| evidence.kind.as_str()).replace('_', " ");
        marks.push(format!("{} ({}, by {by})", wire.name, wire.tier));
    }
    if article.text_is_snippet {
        marks.push("summary only".to_owned());
    }
    Row {
        when: moment(book.published[at]),
        outlet: article.outlet.as_deref().unwrap_or("unknown outlet"),
        headline,
        url: article.url.as_deref().and_then(web_address),
        words: number(article.tokens),
        reused: percent_or_dash(article.reused_share),
        derivation: article.derivation.as_deref().unwrap_or("–"),
        marks,
    }
}

/// The address, where it is one of the web: a page from a stranger must not lead into the reader's files.
pub(super) fn web_address(url: &str) -> Option<String> {
    link::address(url).filter(|address| !address.to_ascii_lowercase().starts_with("file:"))
}

/// How many headlines there are.
fn variants(rows: &[Row]) -> String {
    let (mut same, mut versions, mut own) = (0_u64, 0_u64, 0_u64);
    for row in rows {
        match row.headline {
            Headline::Same(_) => same += 1,
            Headline::Version(_) => versions += 1,
            Headline::Own(_) => own += 1,
        }
    }
    let mut said = Vec::new();
    if same > 1 {
        said.push(format!("{same} with the event’s headline"));
    }
    if versions > 0 {
        said.push(format!("{versions} with a version of it (changes marked)"));
    }
    if own > 0 {
        said.push(format!("{own} with a headline of their own"));
    }
    said.join(", ")
}

fn timeline(book: &Book, event: &records::Event, articles: &[usize]) -> Option<Markup> {
    let dots: Vec<Dot> = articles
        .iter()
        .map(|&number| Dot {
            article: number,
            outlet: book.articles[number].outlet.as_deref().unwrap_or("unknown outlet"),
            published: book.published[number],
            derived: book.articles[number].derived_share.unwrap_or(0.0),
        })
        .collect();
    let mut chart = charts::timeline(&dots)?;
    // Marks are named by their place in the event, which is what the titles are in order of.
    for mark in chart.lanes.iter_mut().flat_map(|lane| &mut lane.marks) {
        mark.article = articles.binary_search(&mark.article).unwrap_or(0);
    }
    let said = articles.iter().map(|&number| {
        let article = &book.articles[number];
        format!(
            "{} · {} · {}",
            moment(book.published[number]),
            article.outlet.as_deref().unwrap_or("unknown outlet"),
            article.title.as_deref().unwrap_or(&article.id)
        )
    });
    let part = TimelinePart { label: &event.label, chart, said: said.collect() };
    Some(Markup(part.render().unwrap_or_default()))
}

fn groups<'a>(basis: Basis<'a>, at: usize) -> Vec<Group<'a>> {
    let book = basis.book;
    let passages: Vec<(&records::Passage, u64)> = book.passages_of[at]
        .iter()
        .map(|shared| (&book.passages[shared.passage as usize], u64::from(shared.here)))
        .collect();
    let groups = KINDS.into_iter().filter_map(|(kind, name)| {
        let own: Vec<&(&records::Passage, u64)> =
            passages.iter().filter(|(passage, _)| passage.kind == kind).collect();
        let hidden = own.len().saturating_sub(PASSAGES) as u64;
        let listed: Vec<Listed> =
            own.into_iter().take(PASSAGES).map(|&(passage, here)| listed(basis, passage, here)).collect();
        let hidden = if hidden > 0 { format!("and {} more", number(hidden)) } else { String::new() };
        (!listed.is_empty()).then_some(Group { name, kind, passages: listed, hidden })
    });
    groups.collect()
}

/// A passage that stands so often in the event.
fn listed<'a>(basis: Basis<'a>, passage: &'a records::Passage, here: u64) -> Listed<'a> {
    let mut said = vec![counted(passage.tokens, "word"), format!("{} here", counted(here, "occurrence"))];
    if passage.size > here {
        said.push(format!("{} in all", number(passage.size)));
    }
    said.push(passage.edit.clone());
    if let Some(first) = first_carrier(passage) {
        said.push(first);
    }
    let text = passage.text.as_deref().filter(|_| basis.has_text);
    Listed { id: &passage.id, text, said: said.join(" · ") }
}

/// Who had a passage first, as far as dates tell.
pub(super) fn first_carrier(passage: &records::Passage) -> Option<String> {
    let first = passage.earliest.as_ref()?;
    let name = first.outlet.as_deref().unwrap_or(&first.article_id);
    let when = first.published.as_deref().map_or("", day);
    // The name last: one that runs from right to left would take what follows with it.
    let first = if first.tie { "perhaps first" } else { "first" };
    Some(format!("{first} {when}: {name}").replace(" :", ":"))
}

fn why(book: &Book, ties: &Ties, event: &records::Event, articles: &[usize], medoid: usize, cut: f64) -> Why {
    let held = ties.holding(medoid, articles);
    let most = held.iter().map(|term| term.contribution).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let weakest = ties.weakest(articles).map(|(article, mean)| {
        let article = &book.articles[article];
        let outlet = article.outlet.as_deref().unwrap_or("unknown outlet");
        (format!("{outlet}: {}", article.title.as_deref().unwrap_or(&article.id)), score(mean))
    });
    Why {
        mean: score(event.cohesion.mean),
        cut: score(cut),
        weakest,
        scattered: event.cohesion.weakest < cut,
        terms: held
            .into_iter()
            .map(|term| Term {
                width: format!("{:.0}", term.contribution / most * 100.0),
                contribution: format!("{:.3}", term.contribution),
                term: term.term,
                is_name: term.is_name,
            })
            .collect(),
    }
}

fn beside(book: &Book, ties: &Ties, number: usize, cut: f64) -> Vec<Near> {
    let near = ties.beside(number, book).into_iter().map(|beside| {
        let (id, label, size) = match beside.event {
            Some(event) => {
                let event = &book.events[event];
                (Some(event.id.clone()), event.label.clone(), event.size)
            }
            None => {
                let article = &book.articles[beside.article];
                (None, article.title.clone().unwrap_or_else(|| article.id.clone()), 1)
            }
        };
        Near {
            id,
            label,
            said: counted(size, "article"),
            mean: score(beside.mean),
            width: format!("{:.0}", (beside.mean / cut.max(0.01)).min(1.0) * 100.0),
        }
    });
    near.collect()
}
