//! The sections that only a terminal gets, where they are seen at a glance: when articles were published, and which outlets
//! share passages.

use std::{collections::HashMap, io};

use super::{
    ACCENT, DIM, PLAIN, Page,
    cells::{self, number},
    heatmap,
    timeline::{Timeline, Times},
};
use crate::report::{
    Report,
    model::{Article, Event},
    names::DatePrecision,
};

/// Writes the sections.
pub(super) fn sections(page: &mut Page, report: &Report) -> io::Result<()> {
    let mut times = Times::default();
    report.articles.iter().for_each(|article| add(&mut times, article));
    if let Some(timeline) = times.over(page.view.width.saturating_sub(4)) {
        days(page, &timeline)?;
    }
    heatmap::section(page, &report.outlet_pairs)
}

fn add(times: &mut Times, article: &Article) {
    times.add(article.published.as_deref(), article.date_precision == DatePrecision::Month);
}

/// The times of each of the events, in their order.
pub(super) fn times_of(events: &[Event], articles: &[Article]) -> Vec<Times> {
    let members = events.iter().enumerate();
    let members = members.flat_map(|(event, line)| line.articles.iter().map(move |&id| (id, event)));
    let of: HashMap<&str, usize> = members.collect();
    let mut times = vec![Times::default(); events.len()];
    for article in articles {
        if let Some(times) = of.get(article.id).and_then(|&event| times.get_mut(event)) {
            add(times, article);
        }
    }
    times
}

/// How many articles there were when.
pub(super) fn days(page: &mut Page, timeline: &Timeline) -> io::Result<()> {
    page.heading(&format!("Articles per {}", timeline.unit.name()), "")?;
    bars(page, timeline, 2)?;
    page.paragraph(&in_words(timeline), 2, DIM)
}

/// The bars, and below them where they begin and end.
fn bars(page: &mut Page, timeline: &Timeline, indent: usize) -> io::Result<()> {
    let margin = " ".repeat(indent);
    let drawn = timeline.drawn(page.view.width.saturating_sub(2 * indent));
    page.line(&[(&margin, PLAIN), (&drawn, ACCENT)])?;
    let [first, last] = [timeline.first, timeline.last].map(|date| date.to_string());
    let between = cells::width(&drawn).saturating_sub(first.len() + last.len());
    // Where the ends do not fit below theirs they are named.
    let axis = if between > 1 {
        format!("{first}{}{last}", " ".repeat(between))
    } else {
        format!("{first} to {last}")
    };
    page.line(&[(&margin, PLAIN), (&axis, DIM)])
}

/// The peak, and what is not drawn.
fn in_words(timeline: &Timeline) -> String {
    let mut words = format!("most: {} {}", number(timeline.peak), timeline.peak_at);
    let aside = [
        (timeline.earlier, "earlier"),
        (timeline.later, "later"),
        (timeline.months, "known to the month only"),
        (timeline.undated, "undated"),
    ];
    let aside: Vec<String> = aside
        .into_iter()
        .filter(|&(articles, _)| articles > 0)
        .map(|(articles, which)| format!("{} {which}", number(articles)))
        .collect();
    if !aside.is_empty() {
        words.push_str(&format!("; not drawn: {}", aside.join(", ")));
    }
    words
}
