//! The pages of `retold show`: one event, story or passage of a run, from the lines of the run alone.

pub(crate) mod event;
pub(crate) mod passage;
pub(crate) mod story;

use std::io;

use super::{
    ACCENT, BOLD, CAUTION, DIM, PLAIN, Page,
    cells::{clean, counted, number},
    sections::{day, percent},
};
use crate::{
    report::text,
    run::records::{Article, First},
};

/// Articles that are listed.
const ARTICLES: usize = 100;

/// The time as exact as it is known.
fn when(published: Option<&str>, precision: &str) -> String {
    let Some(published) = published else { return "undated".to_owned() };
    match precision {
        "second" | "minute" => published.get(..16).unwrap_or(published).replace('T', " "),
        "month" => published.get(..7).unwrap_or(published).to_owned(),
        _ => day(published).to_owned(),
    }
}

/// The days from the first to the last.
fn period(first: Option<&str>, last: Option<&str>) -> String {
    match (first.map(day), last.map(day)) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(first), _) => first.to_owned(),
        _ => "undated".to_owned(),
    }
}

/// Who was first, as far as dates tell.
fn first(first: &First) -> String {
    let name = clean(first.outlet.as_deref().unwrap_or(&first.article_id));
    if first.tie { format!("perhaps {name}; another may be as early") } else { name }
}

/// A few of the names, and how many more there are.
fn some(names: &[String], most: usize) -> String {
    let mut shown: Vec<String> = names.iter().take(most).map(|name| clean(name)).collect();
    if names.len() > most {
        shown.push(format!("{} more", number((names.len() - most) as u64)));
    }
    shown.join(" · ")
}

/// The label and what it is about.
fn head(page: &mut Page, label: &str, facts: &[String]) -> io::Result<()> {
    page.paragraph(&clean(label), 0, BOLD)?;
    page.paragraph(&facts.join(" · "), 0, DIM)
}

/// An article in a list: when, which outlet, its headline, and what else is known.
fn article(page: &mut Page, article: &Article, headline: Headline, marks: &[String]) -> io::Result<()> {
    let when = format!("  {:<16}  ", when(article.published.as_deref(), &article.date_precision));
    let outlet = clean(article.outlet.as_deref().unwrap_or("unknown outlet"));
    match headline {
        Headline::Own => {
            let title = clean(article.title.as_deref().unwrap_or("untitled"));
            page.linked_line(&[(&when, ACCENT), (&outlet, BOLD)], 1, article.url.as_deref())?;
            page.paragraph(&title, 4, PLAIN)?;
        }
        Headline::Same(other) => {
            page.linked_line(&[(&when, ACCENT), (&outlet, BOLD)], 1, article.url.as_deref())?;
            page.paragraph(&format!("the headline of {}", clean(other)), 4, DIM)?;
        }
    }
    page.paragraph(&marks.join(" · "), 4, DIM)
}

/// What is shown of an article's headline.
#[derive(Clone, Copy)]
enum Headline<'a> {
    Own,
    /// That of an article before it, with this id.
    Same(&'a str),
}

/// What a line says of an article beyond its time and headline.
fn marks(article: &Article) -> Vec<String> {
    let mut marks = vec![clean(&article.id)];
    if let Some(original) = &article.duplicate_of {
        marks.push(format!("whole copy of {}", clean(original)));
    }
    if let Some(wire) = &article.wire {
        let name = clean(&wire.name);
        marks.push(match wire.tier.as_str() {
            "cited_only" => format!("cites {name}"),
            tier => format!("agency {name} ({})", clean(tier)),
        });
    }
    if let Some(share) = article.derived_share.filter(|&share| share > 0.0) {
        marks.push(format!("{} derived", percent(share)));
    }
    marks
}

/// Words of an article, over at most so many lines.
fn quotation(page: &mut Page, words: Option<&str>, indent: usize, lines: usize) -> io::Result<()> {
    let Some(words) = words else { return Ok(()) };
    let room = (page.view.width.saturating_sub(indent) * lines).saturating_sub(12);
    page.paragraph(&format!("“{}”", text::cut(&clean(words), room)), indent, DIM)
}

/// What is shown in place of what was asked for.
fn notice(page: &mut Page, notice: Option<&str>) -> io::Result<()> {
    notice.map_or(Ok(()), |notice| page.paragraph(&clean(notice), 0, CAUTION))
}

/// `6 articles of 5 outlets`.
fn size(articles: u64, outlets: &[String]) -> String {
    let of = match outlets.len() as u64 {
        0 => String::new(),
        n => format!(" of {}", counted(n, "outlet")),
    };
    format!("{}{of}", counted(articles, "article"))
}
