//! Quality and method: how the scores lie about the cut, what was close, what was refused, with which settings.

use askama::Template;
use serde_json::Value;

use super::{
    book::Book,
    escape::Markup,
    ties::{BIN, Ties},
    words::{counted, number, percent, score, short},
};
use crate::report::text;

/// Close decisions listed above the cut, and below it.
const CLOSE: usize = 10;

/// Rejects listed.
const REJECTS: usize = 20;

/// Share of all articles in one event from which that is a sign of chaining.
const CHAIN: f64 = 0.05;

/// Articles of an event from which one asks whether it is a chain.
const LARGE: u64 = 10;

struct Bar {
    x: f64,
    apart: f64,
    together: f64,
    title: String,
}

#[derive(Template)]
#[template(path = "histogram.svg")]
struct Histogram {
    bars: Vec<Bar>,
    cut_x: f64,
    cut: String,
}

struct Close<'a> {
    joined: bool,
    score: String,
    a: &'a str,
    b: &'a str,
    outlets: String,
    event: &'a str,
    label: &'a str,
    terms: String,
}

struct Input<'a> {
    path: &'a str,
    format: &'a str,
    records: String,
    rejected: String,
    mapping: String,
}

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityPart<'a> {
    histogram: Option<Markup>,
    cut: String,
    pairs: String,
    close: Vec<Close<'a>>,
    close_hidden: u64,
    largest: Option<(&'a str, &'a str, String)>,
    is_chain: bool,
    rejects: Vec<(&'a str, String, &'a str)>,
    reasons: Vec<(&'a str, String)>,
    n_rejects: u64,
    inputs: Vec<Input<'a>>,
    inputs_hidden: u64,
    settings: Vec<(String, String)>,
    counts: Vec<(String, String)>,
    warnings: Vec<&'a str>,
    provenance: Vec<(&'static str, String)>,
    has_dates: bool,
    undated: u64,
}

/// The part on quality and method.
pub(super) fn part(book: &Book, ties: Option<&Ties>, cut: f64) -> Markup {
    let histogram = ties.filter(|ties| ties.histogram.iter().flatten().any(|&pairs| pairs > 0));
    let pairs: u64 = ties.map_or(0, |ties| ties.histogram.iter().flatten().sum());
    let largest = book.events.iter().max_by_key(|event| event.size).filter(|event| event.size >= LARGE);
    let share = book.share("largest_event_share").unwrap_or(0.0);
    let said = |value: &Value| match value {
        Value::String(text) => short(text).into_owned(),
        Value::Null => "–".to_owned(),
        other => text::cut(&other.to_string(), 600).into_owned(),
    };
    let object = |key: &str| book.run.get(key).and_then(Value::as_object);
    let inputs = book.run.get("inputs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let close = close(book);
    let (undated, articles) = (book.count("undated_articles"), book.count("articles"));
    let part = QualityPart {
        histogram: histogram.map(|ties| self::histogram(&ties.histogram, cut)),
        cut: score(cut),
        pairs: number(pairs),
        close_hidden: (book.borderline.len() - close.len().min(book.borderline.len())) as u64,
        close,
        largest: largest.map(|event| {
            (
                event.id.as_str(),
                event.label.as_str(),
                format!("{}, {} of all", counted(event.size, "article"), percent(share)),
            )
        }),
        is_chain: share >= CHAIN && largest.is_some(),
        n_rejects: book.count("rejects"),
        rejects: book
            .rejects
            .iter()
            .take(REJECTS)
            .map(|reject| (reject.file.as_str(), number(reject.row), reject.reason.as_str()))
            .collect(),
        reasons: book.summary.get("rejects_by_reason").and_then(Value::as_array).map_or_else(
            Vec::new,
            |reasons| {
                reasons
                    .iter()
                    .filter_map(|reason| {
                        Some((reason.get("reason")?.as_str()?, number(reason.get("records")?.as_u64()?)))
                    })
                    .collect()
            },
        ),
        inputs_hidden: inputs.len().saturating_sub(50) as u64,
        inputs: inputs.iter().take(50).map(input).collect(),
        settings: object("settings")
            .map_or_else(Vec::new, |all| all.iter().map(|(key, value)| (key.clone(), said(value))).collect()),
        counts: object("counts").map_or_else(Vec::new, |all| {
            all.iter()
                .map(|(key, value)| {
                    (key.replace('_', " "), value.as_u64().map_or_else(|| said(value), number))
                })
                .collect()
        }),
        warnings: book
            .summary
            .get("warnings")
            .and_then(Value::as_array)
            .map_or_else(Vec::new, |all| all.iter().filter_map(Value::as_str).collect()),
        provenance: provenance(book),
        has_dates: undated < articles,
        undated,
    };
    Markup(part.render().unwrap_or_default())
}

fn provenance(book: &Book) -> Vec<(&'static str, String)> {
    let text = |key: &str| book.run.get(key).and_then(Value::as_str).unwrap_or("–").to_owned();
    let command = book.run.get("command_line").and_then(Value::as_array).map(|words| {
        // Where the program lies on somebody's disk is nobody's business.
        let words = words.iter().filter_map(Value::as_str).skip(1);
        text::cut(&words.fold("retold".to_owned(), |line, word| line + " " + word), 600).into_owned()
    });
    vec![
        ("Made by", format!("retold {} ({})", text("version"), text("commit"))),
        ("Command", command.unwrap_or_else(|| "–".to_owned())),
        ("Settings", text("settings_fingerprint")),
        ("Contract", text("schema_version")),
    ]
}

fn input(input: &Value) -> Input<'_> {
    let text = |key: &str| input.get(key).and_then(Value::as_str).unwrap_or("–");
    let count = |key: &str| number(input.get(key).and_then(Value::as_u64).unwrap_or(0));
    let mapping = input.get("mapping").and_then(Value::as_array).map_or_else(String::new, |columns| {
        let said = columns.iter().filter_map(|column| {
            Some(format!("{} ← {}", column.get("field")?.as_str()?, column.get("column")?.as_str()?))
        });
        said.collect::<Vec<String>>().join(", ")
    });
    Input {
        path: text("path"),
        format: text("format"),
        records: count("records"),
        rejected: count("rejected"),
        mapping,
    }
}

/// The decisions nearest to the cut: those that joined, and those that did not.
fn close(book: &Book) -> Vec<Close<'_>> {
    let mut close = Vec::new();
    for joined in [true, false] {
        let mut near: Vec<&crate::run::records::Borderline> =
            book.borderline.iter().filter(|decision| decision.joined == joined).collect();
        near.sort_by(|x, y| (x.score - x.cut).abs().total_cmp(&(y.score - y.cut).abs()));
        close.extend(near.into_iter().take(CLOSE).filter_map(|decision| {
            let article = |id: &str| book.article(id).map(|number| &book.articles[number]);
            let (a, b) = (article(&decision.a)?, article(&decision.b)?);
            let other = book.event(&decision.event_id).or_else(|| book.event(&decision.other_event_id));
            let event = other.map(|event| &book.events[event]);
            Some(Close {
                joined,
                score: score(decision.score),
                a: a.title.as_deref().unwrap_or(&a.id),
                b: b.title.as_deref().unwrap_or(&b.id),
                outlets: format!(
                    "{} · {}",
                    a.outlet.as_deref().unwrap_or("unknown"),
                    b.outlet.as_deref().unwrap_or("unknown")
                ),
                event: event.map_or("", |event| event.id.as_str()),
                label: event.map_or("", |event| event.label.as_str()),
                terms: decision.shared_terms.iter().take(6).cloned().collect::<Vec<String>>().join(", "),
            })
        }));
    }
    close
}

fn histogram(bins: &[[u64; 2]], cut: f64) -> Markup {
    // By the logarithm: pairs of two events are thousands of times as many.
    let height = |pairs: u64| if pairs == 0 { 0.0 } else { ((pairs as f64).ln() + 1.0) * 9.0 };
    let most = bins.iter().flatten().map(|&pairs| height(pairs)).fold(1.0, f64::max);
    let scaled = |pairs: u64| super::charts::round(height(pairs) / most * 70.0);
    let bars = bins.iter().enumerate().map(|(at, &[apart, together])| Bar {
        x: at as f64 * 12.0,
        apart: scaled(apart),
        together: scaled(together),
        title: format!(
            "Score {:.2} to {:.2}: {} in one event, {} in two",
            at as f64 * BIN,
            (at + 1) as f64 * BIN,
            counted(together, "pair"),
            number(apart)
        ),
    });
    let histogram =
        Histogram { bars: bars.collect(), cut_x: super::charts::round(cut / BIN * 12.0), cut: score(cut) };
    Markup(histogram.render().unwrap_or_default())
}
