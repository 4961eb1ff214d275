//! The sections of the page.

use std::io;

use super::{
    ACCENT, BOLD, CAUTION, DIM, PLAIN, Page,
    cells::{clean, counted, number, pad},
    timeline::{Timeline, Times, Unit},
};
use crate::report::{
    Report,
    model::{Event, Outlet, Passage},
    names::Kind,
    passages::is_between_outlets,
    summary::Summary,
    text,
};

/// Events shown; as many as are taken in at a glance.
const EVENTS: usize = 10;

/// Passages shown.
const PASSAGES: usize = 6;

/// Outlets shown.
const OUTLETS: usize = 8;

/// Keywords shown with an event.
const KEYWORDS: usize = 6;

/// Cells of a day, and of an event over time below it.
const DAY: usize = 10;

/// Cells of the numbers before the day.
const BEFORE_DAY: usize = 21;

/// Cells of the bar of an outlet.
const BAR: usize = 20;

/// What was read: articles, outlets, time, languages.
pub(super) fn header(page: &mut Page, summary: &Summary) -> io::Result<()> {
    let articles = counted(summary.articles, "article");
    let mut rest = format!(" · {}", counted(summary.outlets, "outlet"));
    if let Some(period) = period(summary.first_published.as_deref(), summary.last_published.as_deref()) {
        rest.push_str(&format!(" · {period}"));
    }
    if !summary.languages.is_empty() {
        let languages = summary.languages.iter().take(4).map(|count| {
            format!("{} {}", clean(count.lang.as_deref().unwrap_or("unknown")), number(count.articles))
        });
        let languages: Vec<String> = languages.collect();
        rest.push_str(&format!(" · {}", languages.join(", ")));
    }
    page.line(&[(&articles, BOLD), (&rest, PLAIN)])?;
    if summary.articles > 0 && summary.undated_articles == summary.articles {
        let advice = "No article has a date, so nobody can tell who was first. If a column holds dates, name it: \
                      --map date=COLUMN";
        page.paragraph(advice, 0, CAUTION)?;
    } else if summary.undated_articles > 0 {
        page.paragraph(&format!("{} without a date", counted(summary.undated_articles, "article")), 0, DIM)?;
    }
    Ok(())
}

/// What is known of the articles of events.
pub(super) struct Known<'k, 'a> {
    /// The address of the article with that id.
    pub(super) url: &'k dyn Fn(&str) -> Option<&'a str>,
    /// When the articles of each of the events were published.
    pub(super) times: &'k dyn Fn(&[Event]) -> Vec<Times>,
}

/// Events of two articles or more, largest first.
pub(super) fn events<'a>(
    page: &mut Page,
    summary: &Summary,
    events: &[Event<'a>],
    known: &Known<'_, 'a>,
) -> io::Result<()> {
    // No event at all, not even of one article, means that they were not looked for.
    if summary.events == 0 {
        return Ok(());
    }
    let alone = summary.events - summary.multi_article_events.min(summary.events);
    if events.is_empty() {
        page.heading("Events", "")?;
        let advice = "Every article stands alone: no two cover the same event. That is usual for small or scattered \
                      dumps, and for languages mixed one article each: events are not linked across languages.";
        return page.paragraph(advice, 2, PLAIN);
    }
    let aside = format!("{} with two articles or more, {} alone", number(events.len() as u64), number(alone));
    page.heading("Events", &aside)?;
    let shown = &events[..events.len().min(EVENTS)];
    let times = if page.view.charts { (known.times)(shown) } else { Vec::new() };
    let mut over_time: Vec<_> = times.into_iter().map(|times| times.over(DAY)).collect();
    over_time.resize_with(shown.len(), || None);
    page.line(&[("  articles  outlets  first seen", DIM)])?;
    if over_time.iter().any(Option::is_some) {
        page.line(&[(&" ".repeat(BEFORE_DAY), PLAIN), ("articles per day", DIM)])?;
    }
    for (event, over_time) in shown.iter().zip(&over_time) {
        let url = if page.view.links { (known.url)(event.medoid) } else { None };
        event_lines(page, event, over_time.as_ref(), url)?;
    }
    page.more(EVENTS, events.len() as u64, "event")
}

fn event_lines(
    page: &mut Page,
    event: &Event,
    over_time: Option<&Timeline>,
    url: Option<&str>,
) -> io::Result<()> {
    let numbers = format!("{:>10}  {:>7}  ", number(event.size), number(event.outlets.len() as u64));
    let day = pad(event.first_seen.as_deref().map_or("undated", day), DAY);
    let pieces = [(numbers.as_str(), ACCENT), (&day, PLAIN), ("  ", PLAIN), (&clean(event.label), BOLD)];
    page.linked_line(&pieces, 3, url)?;
    let mut words: Vec<String> = event.keywords.iter().take(KEYWORDS).map(|word| clean(word)).collect();
    if let (Some(first), Some(last)) = (event.first_seen.as_deref(), event.last_seen.as_deref())
        && self::day(first) != self::day(last)
    {
        // The head of the table says what bars are, unless they stand for more than days.
        let unit = over_time.map(|bars| bars.unit).filter(|unit| *unit != Unit::Day);
        let unit = unit.map_or(String::new(), |unit| format!(", per {}", unit.name()));
        words.insert(0, format!("to {}{unit}", self::day(last)));
    }
    let bars = over_time.map_or(String::new(), Timeline::small);
    if words.is_empty() && bars.is_empty() {
        return Ok(());
    }
    let margin = " ".repeat(BEFORE_DAY);
    let bars = pad(&bars, DAY);
    page.line(&[(&margin, PLAIN), (&bars, ACCENT), ("  ", PLAIN), (&words.join(" · "), DIM)])
}

/// Passages between outlets, most carried first.
pub(super) fn passages(page: &mut Page, report: &Report) -> io::Result<()> {
    let summary = &report.summary;
    let others = summary.passages - summary.passages_between_outlets.min(summary.passages);
    if summary.passages_between_outlets == 0 {
        page.heading("Reused passages", "")?;
        let looser = "No paragraph of one outlet's own text stands in another outlet's article. Looser matches, down \
                      to half-rewritten paragraphs: --reuse-threshold 0.4";
        page.paragraph(looser, 2, PLAIN)?;
        if others > 0 {
            let found = format!(
                "{} found that are an outlet's own or belong to the page (templates, captions, stock phrases).",
                counted(others, "passage")
            );
            page.paragraph(&found, 2, DIM)?;
        }
        return Ok(());
    }
    let aside = format!(
        "{} between outlets, {} within one or of the page",
        number(summary.passages_between_outlets),
        number(others)
    );
    page.heading("Reused passages", &aside)?;
    for passage in report.passages.iter().take_while(|passage| is_between_outlets(passage)).take(PASSAGES) {
        passage_lines(page, passage)?;
    }
    page.more(PASSAGES, summary.passages_between_outlets, "passage")
}

fn passage_lines(page: &mut Page, passage: &Passage) -> io::Result<()> {
    let size = format!("{:>6}×  ", number(passage.size));
    let kind = pad(passage.kind.name(), 10);
    let first = match &passage.earliest {
        None => "first unknown: no dates".to_owned(),
        Some(earliest) => {
            let name = clean(earliest.outlet.unwrap_or(earliest.article_id));
            if earliest.tie { format!("first perhaps {name}") } else { format!("first {name}") }
        }
    };
    let carrier = passage.earliest.as_ref().and_then(|earliest| earliest.outlet);
    let others: Vec<&str> =
        passage.outlets.iter().copied().filter(|&outlet| Some(outlet) != carrier).collect();
    let mut then: Vec<String> = others.iter().take(3).map(|outlet| clean(outlet)).collect();
    if others.len() > 3 {
        then.push(format!("{} more", others.len() - 3));
    }
    let arrow = match (then.is_empty(), &passage.earliest) {
        (true, _) => String::new(),
        (false, None) => format!(" · {}", then.join(", ")),
        (false, Some(_)) => format!(" → {}", then.join(", ")),
    };
    let kind_style = if passage.kind == Kind::Narration { BOLD } else { PLAIN };
    page.line(&[(&size, ACCENT), (&kind, kind_style), ("  ", PLAIN), (&first, PLAIN), (&arrow, DIM)])?;
    match &passage.text {
        // Two lines say which passage it is.
        Some(words) => {
            let room = (page.view.width - 9) * 2;
            let words = clean(words);
            page.paragraph(&format!("“{}”", text::cut(&words, room - 12)), 9, DIM)
        }
        None => page.line(&[("         ", PLAIN), (&passage.id, DIM)]),
    }
}

/// Outlets by the share of their words that others carry too.
pub(super) fn outlets(page: &mut Page, report: &Report) -> io::Result<()> {
    let summary = &report.summary;
    if summary.outlets == 0 {
        page.heading("Outlets", "")?;
        let advice = "No record names its outlet, so every article counts as an outlet of its own. If a column holds \
                      it, name it: --map outlet=COLUMN";
        return page.paragraph(advice, 2, CAUTION);
    }
    let shown: Vec<&Outlet> = summary
        .top_outlets
        .iter()
        .take(OUTLETS)
        .filter_map(|top| report.outlets.iter().find(|outlet| outlet.outlet == top.outlet))
        .collect();
    if shown.is_empty() {
        return Ok(());
    }
    page.heading("Outlets with most reuse", "share of their words that other articles carry too")?;
    let name_width = (page.view.width.saturating_sub(BAR + 37)).clamp(12, 40);
    let head = format!("  {}  articles  {}  reused  quoted", pad("outlet", name_width), " ".repeat(BAR));
    page.line(&[(&head, DIM)])?;
    for outlet in shown {
        let (reused, quoted) = (outlet.reused_share.unwrap_or(0.0), outlet.quoted_share.unwrap_or(0.0));
        let reused_cells = (reused * BAR as f64).round() as usize;
        let quoted_cells =
            (((reused + quoted) * BAR as f64).round() as usize).clamp(reused_cells, BAR) - reused_cells;
        let rest = BAR - reused_cells.min(BAR) - quoted_cells;
        page.line(&[
            ("  ", PLAIN),
            (&pad(&clean(outlet.outlet), name_width), PLAIN),
            (&format!("  {:>8}  ", number(outlet.articles)), PLAIN),
            (&"━".repeat(reused_cells), ACCENT),
            (&"╍".repeat(quoted_cells), ACCENT),
            (&"─".repeat(rest), DIM),
            (&format!("  {:>6}", percent(reused)), PLAIN),
            (&format!("  {:>6}", percent(quoted)), PLAIN),
        ])?;
    }
    let with_reuse =
        report.outlets.iter().filter(|o| o.original_share.is_some_and(|share| share < 1.0)).count();
    page.more(OUTLETS, with_reuse as u64, "outlet")
}

/// Everything else in numbers, warnings and rejects.
pub(super) fn notes(page: &mut Page, report: &Report) -> io::Result<()> {
    let summary = &report.summary;
    page.heading("In numbers", "")?;
    if let (Some(original), Some(reused), Some(quoted)) =
        (summary.original_share, summary.reused_share, summary.quoted_share)
    {
        let shares = format!(
            "{}: {} original, {} reused narration, {} shared quotation",
            counted(summary.words, "word"),
            percent(original),
            percent(reused),
            percent(quoted)
        );
        page.paragraph(&shares, 2, PLAIN)?;
    }
    let mut facts = of_groups(summary);
    if summary.duplicate_articles > 0 {
        facts.push(counted(summary.duplicate_articles, "whole copy"));
    }
    page.paragraph(&facts.join(" · "), 2, PLAIN)?;
    if !summary.warnings.is_empty() {
        page.heading("Warnings", "")?;
        for warning in &summary.warnings {
            page.paragraph(&format!("! {}", clean(warning)), 2, CAUTION)?;
        }
    }
    if summary.rejects > 0 {
        page.heading("Rejects", &format!("{} could not be used", counted(summary.rejects, "record")))?;
        for reason in summary.rejects_by_reason.iter().take(5) {
            let count = format!("{:>10}  ", number(reason.records));
            page.line(&[(&count, ACCENT), (&clean(&reason.reason), PLAIN)])?;
        }
        if let Some(first) = report.rejects.first() {
            let place = format!("the first: {}, record {}", clean(first.file), first.row);
            page.line(&[("            ", PLAIN), (&place, DIM)])?;
        }
    }
    Ok(())
}

/// What the numbers say of events beyond their list.
pub(super) fn of_groups(summary: &Summary) -> Vec<String> {
    let mut facts = Vec::new();
    if summary.multi_article_events > 0 {
        let share = percent(summary.largest_event_share);
        facts.push(format!("largest event {} ({share})", counted(summary.largest_event, "article")));
    }
    if summary.multi_event_stories > 0 {
        facts.push(format!("{} of several events", counted(summary.multi_event_stories, "story")));
    }
    if summary.borderline > 0 {
        facts.push(counted(summary.borderline, "close decision"));
    }
    facts
}

/// `2025-03-04` of a time.
pub(super) fn day(time: &str) -> &str {
    time.split('T').next().unwrap_or(time)
}

fn period(first: Option<&str>, last: Option<&str>) -> Option<String> {
    let (first, last) = (day(first?), day(last?));
    Some(if first == last { first.to_owned() } else { format!("{first} to {last}") })
}

/// A share as whole percent; what is not nothing is not shown as nothing.
pub(super) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.01 { "<1%".to_owned() } else { format!("{:.0}%", share * 100.0) }
}
