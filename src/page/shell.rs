//! What is around the parts: the page itself, its style and its script, and the further files.

use std::sync::LazyLock;

use askama::Template;
use base64::Engine;
use sha2::{Digest, Sha256};

use super::{
    book::Book,
    charts,
    escape::Markup,
    findings::Finding,
    list,
    words::{counted, day_name, days, number, percent_or_dash, period},
};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("script/parts.js"),
    include_str!("script/page.js"),
    "})();\n"
);
const FURTHER_SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("script/parts.js"),
    include_str!("script/further.js"),
    "})();\n"
);

/// Bars of the chart of days at most.
const BARS: usize = 100;

/// Bytes of all that is not in parts, about.
pub(super) const BYTES: usize = STYLE.len() + SCRIPT.len() + 24_000;

/// What a policy says of an element with that content.
fn hash(content: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(content)))
}

static STYLE_HASH: LazyLock<String> = LazyLock::new(|| hash(STYLE));
static SCRIPT_HASH: LazyLock<String> = LazyLock::new(|| hash(SCRIPT));
static FURTHER_SCRIPT_HASH: LazyLock<String> = LazyLock::new(|| hash(FURTHER_SCRIPT));

/// What a file begins with.
#[derive(Template)]
#[template(path = "head.html")]
struct Head<'a> {
    style: &'static str,
    style_hash: &'static str,
    script_hash: &'static str,
    version: &'static str,
    title: &'a str,
}

fn head(title: &str, script_hash: &'static str) -> Markup {
    let version = env!("CARGO_PKG_VERSION");
    let head = Head { style: STYLE, style_hash: &STYLE_HASH, script_hash, version, title };
    Markup(head.render().unwrap_or_default())
}

/// The whole page.
#[derive(Template)]
#[template(path = "page.html")]
pub(super) struct Page {
    head: Markup,
    script: &'static str,
    version: &'static str,
    title: String,
    articles: u64,
    outlets: u64,
    multi: u64,
    alone: u64,
    between: u64,
    other_passages: u64,
    reused: String,
    quoted: String,
    period: Option<String>,
    notices: Vec<String>,
    findings: Vec<Finding>,
    days: Option<Markup>,
    left_out: Vec<String>,
    rows: Vec<Markup>,
    blank: Markup,
    events: Vec<Markup>,
    passages: Vec<Markup>,
    outlets_part: Markup,
    quality_part: Markup,
    index: Markup,
}

/// The parts of a page.
pub(super) struct Parts {
    pub(super) findings: Vec<Finding>,
    pub(super) notices: Vec<String>,
    pub(super) left_out: Vec<String>,
    pub(super) rows: Vec<Markup>,
    pub(super) events: Vec<Markup>,
    pub(super) passages: Vec<Markup>,
    pub(super) outlets: Markup,
    pub(super) quality: Markup,
    pub(super) index: Markup,
}

/// What a run is called: the name of its folder.
pub(super) fn title(recorded: &crate::run::Recorded) -> String {
    let path = recorded.path();
    let named = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    named.file_name().map_or_else(|| "a run".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The page of these parts.
pub(super) fn page(book: &Book, title: String, parts: Parts) -> Page {
    let count = |key| book.count(key);
    let (multi, between) = (count("multi_article_events"), count("passages_between_outlets"));
    Page {
        head: head(&title, &SCRIPT_HASH),
        script: SCRIPT,
        version: env!("CARGO_PKG_VERSION"),
        title,
        articles: count("articles"),
        outlets: count("outlets"),
        multi,
        alone: count("events").saturating_sub(multi),
        between,
        other_passages: count("passages").saturating_sub(between),
        reused: percent_or_dash(book.share("reused_share")),
        quoted: percent_or_dash(book.share("quoted_share")),
        period: period(book.text("first_published"), book.text("last_published")),
        notices: parts.notices,
        findings: parts.findings,
        days: chart_of_days(book),
        left_out: parts.left_out,
        rows: parts.rows,
        blank: list::blank_row(),
        events: parts.events,
        passages: parts.passages,
        outlets_part: parts.outlets,
        quality_part: parts.quality,
        index: parts.index,
    }
}

/// A further file.
#[derive(Template)]
#[template(path = "further.html")]
struct FurtherPage<'a> {
    head: Markup,
    script: &'static str,
    title: &'a str,
    heading: &'a str,
    note: &'a str,
    back: &'a str,
    parts: &'a [Markup],
}

/// A further file of these parts; `back` leads to the page.
pub(super) fn further(title: &str, heading: &str, note: &str, back: &str, parts: &[Markup]) -> String {
    let head = head(&format!("{heading} · {title}"), &FURTHER_SCRIPT_HASH);
    let page = FurtherPage { head, script: FURTHER_SCRIPT, title, heading, note, back, parts };
    page.render().unwrap_or_default()
}

struct Bar {
    x: f64,
    width: f64,
    height: f64,
    said: String,
}

#[derive(Template)]
#[template(path = "days.svg")]
struct Days {
    bars: Vec<Bar>,
    first: String,
    last: String,
    most: String,
    unit: String,
}

/// Articles by day, or by so many days that the bars can be told apart; `None` when all are of one day.
fn chart_of_days(book: &Book) -> Option<Markup> {
    let mut all: Vec<i64> = book.published.iter().flatten().map(|time| days(time.seconds)).collect();
    all.sort_unstable();
    let (first, last) = (*all.first()?, *all.last()?);
    if first == last {
        return None;
    }
    let span = (last - first + 1) as usize;
    let step = span.div_ceil(BARS);
    let n = span.div_ceil(step);
    let mut counts = vec![0_u64; n];
    all.iter().for_each(|day| counts[(day - first) as usize / step] += 1);
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let unit = if step == 1 { "a day".to_owned() } else { format!("{} days", number(step)) };
    let width = 800.0 / n as f64;
    let bars = counts.iter().enumerate().filter(|&(_, &count)| count > 0).map(|(at, &count)| {
        let day = first + (at * step) as i64;
        let said =
            if step == 1 { day_name(day) } else { format!("{} days from {}", number(step), day_name(day)) };
        Bar {
            x: charts::round(at as f64 * width),
            width: charts::round((width - 1.0).max(0.5)),
            height: charts::round((count as f64 / most as f64 * 72.0).max(1.0)),
            said: format!("{said}: {}", counted(count, "article")),
        }
    });
    let chart =
        Days { bars: bars.collect(), first: day_name(first), last: day_name(last), most: number(most), unit };
    Some(Markup(chart.render().unwrap_or_default()))
}
