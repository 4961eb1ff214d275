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

/// Rows by which the size of all of them is judged.
const SAMPLE: usize = 2_000;

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

/// Rows as data, in the order in which the script takes them apart; column by column, which packs better.
#[derive(Default, Serialize)]
struct Columns<'a>(
    // Ids, headlines, first days and, where they are others, last days.
    Vec<&'a str>,
    Vec<&'a str>,
    Vec<&'a str>,
    Vec<&'a str>,
    // Articles, independent texts, shares of copied narration, cohesion.
    Vec<u64>,
    Vec<u64>,
    Vec<Option<f64>>,
    Vec<f64>,
    // Outlets by their numbers, kinds of passages as bits, sparklines, keywords that headlines do not have, stories.
    Vec<Vec<u32>>,
    Vec<u8>,
    Vec<String>,
    Vec<String>,
    Vec<&'a str>,
);

#[derive(Serialize)]
struct Data<'a> {
    outlets: &'a [&'a str],
    kinds: [&'static str; KINDS.len()],
    columns: Columns<'a>,
}

/// Where the parts of events are.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    /// Rows told of in this file; the others are in further files, in the same order.
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

/// The data of the first rows.
#[derive(Clone, Default)]
pub(super) struct Index {
    text: String,
    is_packed: bool,
    /// How many rows they are.
    pub(super) n: usize,
}

impl Index {
    /// As many rows as fit.
    pub(super) fn fitting(book: &Book, order: &[usize], room: usize) -> Self {
        // The size is nearly linear in the rows, so that a part of them tells how many fit.
        let mut n = order.len().min(SAMPLE);
        let sample = Self::of(book, &order[..n]);
        if n == order.len() && (sample.text.len() <= room || n <= STATIC) {
            return sample;
        }
        let mut size = sample.text.len();
        loop {
            n = (n * room / size.max(1)).clamp(STATIC.min(order.len()), order.len());
            let index = Self::of(book, &order[..n]);
            if index.text.len() <= room || n <= STATIC {
                return index;
            }
            size = index.text.len() * 102 / 100;
        }
    }

    fn of(book: &Book, order: &[usize]) -> Self {
        let (text, n) = (written(book, order), order.len());
        if text.len() <= PLAIN {
            return Self { text, is_packed: false, n };
        }
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        let packed = packer.write_all(text.as_bytes()).and_then(|()| packer.finish()).unwrap_or_default();
        Self { text: base64::engine::general_purpose::STANDARD.encode(packed), is_packed: true, n }
    }

    /// Its bytes in the page.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The element that holds it; nothing without rows.
    pub(super) fn markup(&self, placed: Placed) -> Markup {
        if self.n == 0 {
            return Markup::default();
        }
        let element = Element {
            index: self,
            placed,
            kind: if self.is_packed { "application/octet-stream" } else { "application/json" },
        };
        Markup(element.render().unwrap_or_default())
    }
}

#[derive(Template)]
#[template(
    source = r#"<script type="{{ kind }}" id="index" data-here="{{ placed.here }}" data-per-file="{{ placed.per_file }}" data-folder="{{ placed.folder }}">{{ index.text|safe }}</script>"#,
    ext = "html"
)]
struct Element<'a> {
    index: &'a Index,
    placed: Placed<'a>,
    kind: &'static str,
}

/// The rows as JSON.
fn written(book: &Book, order: &[usize]) -> String {
    let mut outlets: Vec<&str> =
        order.iter().flat_map(|&number| book.events[number].outlets.iter().map(String::as_str)).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let mut columns = Columns::default();
    for &number in order {
        let event = &book.events[number];
        let articles = book.articles_of(number);
        let times: Vec<_> = articles.iter().map(|&article| book.published[article]).collect();
        let kinds = book.passages_of[number].iter().fold(0_u8, |bits, shared| {
            let own = &book.passages[shared.passage as usize].kind;
            let kind = KINDS.iter().position(|(kind, _)| kind == own);
            bits | kind.map_or(0, |at| 1 << at)
        });
        let named = event.outlets.iter().filter_map(|name| outlets.binary_search(&name.as_str()).ok());
        columns.0.push(&event.id);
        columns.1.push(&event.label);
        let [first, last] = [&event.first_seen, &event.last_seen].map(|time| time.as_deref().map_or("", day));
        columns.2.push(first);
        columns.3.push(if last == first { "" } else { last });
        columns.4.push(event.size);
        columns.5.push(event.independent_count);
        columns.6.push(book.reused(&articles).map(round4));
        columns.7.push((event.cohesion.mean * 100.0).round() / 100.0);
        columns.8.push(named.map(|at| at as u32).collect());
        columns.9.push(kinds);
        columns.10.push(sparks(&times));
        // What the headline says is found in it.
        let headline = event.label.to_lowercase();
        let more = event.keywords.iter().take(KEYWORDS).map(String::as_str);
        let more: Vec<&str> = more.filter(|word| !headline.contains(&word.to_lowercase())).collect();
        columns.11.push(more.join(" "));
        columns.12.push(event.story_id.as_deref().filter(|id| book.story(id).is_some()).unwrap_or(""));
    }
    json(&Data { outlets: &outlets, kinds: KINDS.map(|(kind, _)| kind), columns }).0
}
