//! The page of `retold explain RUN A`: where one article is, what holds it there, and what it is not part of.

use std::io::{self, Write};

use super::{
    ACCENT, BOLD, CAUTION, DIM, Hint, PLAIN, Page, View,
    cells::{clean, counted},
    next,
    relation::{apart, decimal, fact, merged, short_of, times_in_a_hundred},
    sections::day,
};
use crate::{
    events::meeting::{LOWEST, STEP},
    report::relation::{Apart, EventNamed, Neighbour, Placement, Term},
};

/// Members shown.
const MEMBERS: usize = 5;

/// Other events shown.
const EVENTS: usize = 3;

/// Terms shown with each.
const TERMS: usize = 8;

/// Writes the page.
///
/// # Errors
/// What the writer says.
pub fn render(placement: &Placement, hints: &[Hint], view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, view };
    let article = &placement.article;
    let outlet = clean(article.outlet.unwrap_or("unknown outlet"));
    let date = article.published.as_deref().map_or("undated", day);
    let rest = format!("  {date}  {}", clean(article.article_id));
    page.line(&[(&outlet, BOLD), (&rest, DIM)])?;
    page.paragraph(&clean(article.title.unwrap_or("untitled")), 0, PLAIN)?;
    if let Some(original) = placement.duplicate_of {
        let text = format!("It repeats the prose of {} whole and is where that article is.", clean(original));
        page.paragraph(&text, 0, CAUTION)?;
    }
    own_event(&mut page, placement)?;
    members(&mut page, placement)?;
    others(&mut page, placement)?;
    next(&mut page, hints)
}

fn own_event(page: &mut Page, placement: &Placement) -> io::Result<()> {
    let event = &placement.event;
    if event.size < 2 {
        return page
            .heading("It is an event of its own", &format!("events are cut at {}", decimal(placement.cut)));
    }
    page.heading(&format!("Its event: {}", counted(event.size, "article")), event.event_id)?;
    page.paragraph(&clean(event.label.as_deref().unwrap_or("untitled")), 2, BOLD)?;
    let mut facts = Vec::new();
    facts.extend(event.cohesion.map(|cohesion| format!("mean score of all its pairs {cohesion:.2}")));
    facts.extend(event.confidence.map(|confidence| format!("confidence {confidence:.2}")));
    fact(page, "the event", &facts.join(" · "))?;
    let Some(mean) = placement.mean else {
        return fact(page, "held by", "being a copy: its other articles repeat the same prose");
    };
    let cut = placement.cut;
    let scored =
        format!("a score with {} of {}", placement.scored, counted(placement.others, "other member"));
    fact(page, "this article", &format!("mean score {mean:.2} with the others, {scored}"))?;
    if let Some(alone) = placement.alone_above {
        let above = if alone + 1.5 * STEP > 1.0 {
            "no cut leaves this article alone".to_owned()
        } else {
            format!("above {} this article stands alone", decimal(alone))
        };
        fact(page, "cut", &format!("the event is cut at {}; {above}", decimal(cut)))?;
    }
    fact(page, "held by", &words(&placement.terms, TERMS, true))
}

fn members(page: &mut Page, placement: &Placement) -> io::Result<()> {
    if placement.nearest.is_empty() {
        return Ok(());
    }
    page.heading("Nearest in its event", "score · how likely it is one event · shared terms")?;
    for near in placement.nearest.iter().take(MEMBERS) {
        neighbour(page, near, 2)?;
    }
    page.more(MEMBERS, placement.scored, "member")
}

fn neighbour(page: &mut Page, near: &Neighbour, indent: usize) -> io::Result<()> {
    let score = format!("{}{:.2}  ", " ".repeat(indent), near.score);
    let outlet = clean(near.article.outlet.unwrap_or("unknown outlet"));
    let mut rest = format!("  {}", near.article.published.as_deref().map_or("undated", day));
    rest.push_str(&format!("  {}", clean(near.article.article_id)));
    page.line(&[(&score, ACCENT), (&outlet, BOLD), (&rest, DIM)])?;
    page.paragraph(&clean(near.article.title.unwrap_or("untitled")), indent + 6, PLAIN)?;
    let mut facts = vec![times_in_a_hundred(near.probability, near.score)];
    facts.push(format!("similarity {:.2}", near.similarity));
    facts.extend(near.days.map(|days| format!("{} apart", apart(days))));
    page.paragraph(&format!("{}: {}", facts.join(", "), words(&near.terms, TERMS, false)), indent + 6, DIM)
}

fn others(page: &mut Page, placement: &Placement) -> io::Result<()> {
    if placement.apart.is_empty() {
        page.heading("No other event is near", "")?;
        return page.paragraph("It has no score with any article outside its event.", 2, PLAIN);
    }
    page.heading("Nearest events it did not join", "mean score of the article with each")?;
    for other in placement.apart.iter().take(EVENTS) {
        event(page, placement, other)?;
    }
    Ok(())
}

fn event(page: &mut Page, placement: &Placement, other: &Apart) -> io::Result<()> {
    let EventNamed { event_id, label, size, .. } = &other.event;
    let head = format!("  {:.2}  ", other.article_mean);
    let rest = format!("  {event_id}");
    page.line(&[(&head, ACCENT), (&counted(*size, "article"), BOLD), (&rest, DIM)])?;
    page.paragraph(&clean(label.as_deref().unwrap_or("untitled")), 8, PLAIN)?;
    let decided = if placement.event.size < 2 {
        String::new()
    } else {
        format!("; between the two events {:.2}", other.mean)
    };
    let short = format!("{} of {}", short_of(placement.cut, other.mean), decimal(placement.cut));
    let joins = other.joined_up_to.map_or_else(
        || format!("no cut of {LOWEST} or more joins them"),
        |cut| format!("joined at a cut of {}", decimal(cut)),
    );
    page.paragraph(&format!("{short}{decided}; {joins}; nearest there:"), 8, DIM)?;
    neighbour(page, &other.nearest, 8)
}

/// Terms on a line, with what they contribute where asked for.
fn words(terms: &[Term], most: usize, weighed: bool) -> String {
    let merged = merged(terms.iter());
    let written = merged
        .iter()
        .take(most)
        .map(|(term, contribution)| if weighed { format!("{term} {contribution:.3}") } else { term.clone() });
    let written: Vec<String> = written.collect();
    if written.is_empty() { "no heavy term in common".to_owned() } else { written.join(" · ") }
}
