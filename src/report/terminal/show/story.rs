//! A story: its events in order of their first articles.

use std::io::{self, Write};

use super::{
    super::{
        ACCENT, BOLD, DIM, Hint, Page, View,
        cells::{clean, counted},
        next,
        relation::fact,
    },
    head, period, some,
};
use crate::run::records::Story;

/// Events that are listed.
const EVENTS: usize = 100;

/// A story and its events.
pub(crate) struct Shown {
    pub(crate) story: Story,
    pub(crate) events: Vec<Part>,
}

/// An event of a story, with what its line or its only article says.
pub(crate) struct Part {
    pub(crate) id: String,
    pub(crate) label: Option<String>,
    pub(crate) size: u64,
    pub(crate) first_seen: Option<String>,
    pub(crate) last_seen: Option<String>,
}

/// Writes the page.
pub(crate) fn render(shown: &Shown, hints: &[Hint], view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, view };
    let story = &shown.story;
    let events = counted(story.events.len() as u64, "event");
    head(&mut page, &story.label, &[clean(&story.id), events, counted(story.articles, "article")])?;
    fact(&mut page, "published", &period(story.first_seen.as_deref(), story.last_seen.as_deref()))?;
    if !story.keywords.is_empty() {
        fact(&mut page, "keywords", &some(&story.keywords, story.keywords.len()))?;
    }
    page.heading("Events", "in order of their first articles")?;
    for part in shown.events.iter().take(EVENTS) {
        let period = period(part.first_seen.as_deref(), part.last_seen.as_deref());
        let size = format!("  {}  ", counted(part.size, "article"));
        page.line(&[(&size, ACCENT), (&period, DIM)])?;
        page.paragraph(&clean(part.label.as_deref().unwrap_or("untitled")), 4, BOLD)?;
        page.paragraph(&clean(&part.id), 4, DIM)?;
    }
    page.more(EVENTS, shown.events.len() as u64, "event")?;
    next(&mut page, hints)
}
