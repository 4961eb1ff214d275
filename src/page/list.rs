//! The list of events: the first rows as markup, and all of them as data for search, facets and sorting.

use askama::Template;
use base64::Engine;
use flate2::{Compression, write::ZlibEncoder};
use serde::Serialize;
use std::io::Write;

use super::{
    book::Book,
    charts::{spark_path, sparks},
    escape::{Markup, json},
    events::KINDS,
    words::{counted, day, percent_or_dash, period, score},
};
use crate::units::round4;

/// Rows that are there without a script.
const STATIC: usize = 100;

/// Outlets named in a row.
const CHIPS: usize = 4;

/// Keywords that can be searched for.
const KEYWORDS: usize = 6;

/// Bytes of data above which they are compressed: below that a person who looks at the source can read them.
const PLAIN: usize = 60_000;

/// A row of the list.
#[derive(Template)]
#[template(path = "row.html")]
struct Row {
    id: String,
    label: String,
    when: String,
    articles: String,
    independent: String,
    chips: Vec<String>,
    more: String,
    sparks: String,
    reused: String,
    reused_width: String,
    cohesion: String,
    cohesion_step: u8,
}

/// A row as data, in the order in which the script takes it apart.
#[derive(Serialize)]
struct Line<'a>(
    // Id, headline, first and last day.
    &'a str,
    &'a str,
    &'a str,
    &'a str,
    // Articles, independent texts, share of copied narration, cohesion.
    u64,
    u64,
    Option<f64>,
    f64,
    // Outlets by their numbers, kinds of passages as bits, sparkline, keywords, story.
    Vec<u32>,
    u8,
    String,
    String,
    &'a str,
);

#[derive(Serialize)]
struct Data<'a> {
    outlets: Vec<&'a str>,
    kinds: Vec<&'static str>,
    rows: Vec<Line<'a>>,
    /// How many of the rows are told of in this file; the others are in files of `per_file`, in the same order.
    here: usize,
    per_file: usize,
    folder: &'a str,
}

/// Where the parts of events are.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    /// Events told of in this file.
    pub(super) here: usize,
    /// Events of each further file; 0 when there is none.
    pub(super) per_file: usize,
    /// The folder of the further files, as an address.
    pub(super) folder: &'a str,
}

fn row(book: &Book, number: usize) -> Row {
    let event = &book.events[number];
    let articles = book.articles_of(number);
    let reused = book.reused(&articles);
    let times: Vec<_> = articles.iter().map(|&article| book.published[article]).collect();
    let more = event.outlets.len().saturating_sub(CHIPS);
    Row {
        id: event.id.clone(),
        label: event.label.clone(),
        when: period(event.first_seen.as_deref(), event.last_seen.as_deref())
            .unwrap_or_else(|| "no date".to_owned()),
        articles: counted(event.size, "article"),
        independent: format!("{} independent", event.independent_count),
        chips: event.outlets.iter().take(CHIPS).cloned().collect(),
        more: if more > 0 { format!("+{more}") } else { String::new() },
        sparks: spark_path(&sparks(&times)),
        reused: percent_or_dash(reused),
        reused_width: format!("{:.0}", reused.unwrap_or(0.0) * 100.0),
        cohesion: score(event.cohesion.mean),
        cohesion_step: (event.cohesion.mean * 6.0).round().clamp(1.0, 6.0) as u8,
    }
}

fn blank() -> Row {
    Row {
        id: String::new(),
        label: String::new(),
        when: String::new(),
        articles: String::new(),
        independent: String::new(),
        chips: vec![String::new()],
        more: String::new(),
        sparks: String::new(),
        reused: String::new(),
        reused_width: "0".to_owned(),
        cohesion: String::new(),
        cohesion_step: 1,
    }
}

/// The rows that are there without a script.
pub(super) fn rows(book: &Book, order: &[usize]) -> Vec<Markup> {
    let rows = order.iter().take(STATIC).map(|&number| row(book, number));
    rows.map(|row| Markup(row.render().unwrap_or_default())).collect()
}

/// The row of nothing, of which the script makes others.
pub(super) fn blank_row() -> Markup {
    Markup(blank().render().unwrap_or_default())
}

/// The data of as many rows as fit: markup of the element that holds them, and how many there are.
pub(super) fn data(book: &Book, order: &[usize], placed: Placed, room: usize) -> (Markup, usize) {
    let mut n = order.len();
    if n == 0 {
        return (Markup::default(), 0);
    }
    loop {
        let markup = packed(book, &order[..n], placed);
        if markup.0.len() <= room || n <= STATIC {
            return (markup, n);
        }
        // The size is nearly linear in the rows.
        n = (n * room / markup.0.len() * 95 / 100).max(STATIC.min(order.len()));
    }
}

fn packed(book: &Book, order: &[usize], placed: Placed) -> Markup {
    let mut outlets: Vec<&str> =
        order.iter().flat_map(|&number| book.events[number].outlets.iter().map(String::as_str)).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let line = |&number: &usize| {
        let event = &book.events[number];
        let articles = book.articles_of(number);
        let times: Vec<_> = articles.iter().map(|&article| book.published[article]).collect();
        let kinds = book.passages_of[number].iter().fold(0_u8, |bits, &passage| {
            let kind = KINDS.iter().position(|(kind, _)| *kind == book.passages[passage as usize].kind);
            bits | kind.map_or(0, |at| 1 << at)
        });
        Line(
            &event.id,
            &event.label,
            event.first_seen.as_deref().map_or("", day),
            event.last_seen.as_deref().map_or("", day),
            event.size,
            event.independent_count,
            book.reused(&articles).map(round4),
            event.cohesion.mean,
            event
                .outlets
                .iter()
                .filter_map(|name| outlets.binary_search(&name.as_str()).ok())
                .map(|at| at as u32)
                .collect(),
            kinds,
            sparks(&times),
            event.keywords.iter().take(KEYWORDS).map(String::as_str).collect::<Vec<&str>>().join(" "),
            event.story_id.as_deref().filter(|id| book.story(id).is_some()).unwrap_or(""),
        )
    };
    let rows = order.iter().map(line).collect();
    let kinds = KINDS.iter().map(|(kind, _)| *kind).collect();
    let Placed { here, per_file, folder } = placed;
    let text = json(&Data { outlets: outlets.clone(), kinds, rows, here, per_file, folder }).0;
    if text.len() <= PLAIN {
        return Markup(format!("<script type=\"application/json\" id=\"index\">{text}</script>"));
    }
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    let packed = packer.write_all(text.as_bytes()).and_then(|()| packer.finish()).unwrap_or_default();
    let packed = base64::engine::general_purpose::STANDARD.encode(packed);
    Markup(format!("<script type=\"application/octet-stream\" id=\"index\">{packed}</script>"))
}
