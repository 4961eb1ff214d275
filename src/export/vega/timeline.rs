//! Articles a day, and below them the largest events, each in a lane from its first to its last day.
//!
//! Bars are days, or months where a dump goes on for longer than a screen has room, or years. A month that is all that is
//! known of a date counts where bars are no finer; an article that no bar can hold is counted in the subtitle.

use std::{collections::BTreeMap, io};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Chart, counted, nothing, spec};
use crate::{
    article::{DatePrecision, Published},
    report::TextMode,
    run::{Recorded, records::Event},
};

/// Lanes that a chart has: what fits a page with a label each.
const LANES: usize = 20;

/// The longest time in days that is drawn by the day, and by the month: bars of about two pixels.
const BY_DAY: i64 = 400;
const BY_MONTH: i64 = 40 * 365;

const TITLE: &str = "Articles over time";
const WIDTH: u64 = 720;

#[derive(Deserialize)]
struct Article {
    published: Option<String>,
    date_precision: String,
    date_source: String,
}

/// What a bar stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Month,
    Year,
}

impl Unit {
    fn of(days: i64) -> Self {
        if days <= BY_DAY {
            Self::Day
        } else if days <= BY_MONTH {
            Self::Month
        } else {
            Self::Year
        }
    }

    /// As Vega-Lite calls it.
    fn time_unit(self) -> &'static str {
        match self {
            Self::Day => "utcyearmonthdate",
            Self::Month => "utcyearmonth",
            Self::Year => "utcyear",
        }
    }

    /// The axis of both parts of the chart, with about a dozen ticks, none of them between two bars.
    fn axis(self, days: i64) -> Value {
        let (length, format) = match self {
            Self::Day => (1, "%b %d, %Y"),
            Self::Month => (30, "%b %Y"),
            Self::Year => (365, "%Y"),
        };
        let step = (days / length) / 12 + 1;
        json!({ "format": format, "tickCount": { "interval": self.name(), "step": step }, "labelOverlap": true })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// Articles by day since 1970: those of that day, and those of the month that begins with it.
type Days = BTreeMap<i64, (u64, u64)>;

pub(super) fn chart(recorded: &Recorded, text: TextMode) -> io::Result<Chart> {
    let (mut days, mut undated) = (Days::new(), 0);
    recorded.each("articles.jsonl", &mut |line: Article| {
        let time = Published::from_line(line.published.as_deref(), &line.date_precision, &line.date_source);
        match time {
            Some(time) if time.precision == DatePrecision::Month => {
                days.entry(day(time.seconds)).or_default().1 += 1;
            }
            Some(time) => days.entry(day(time.seconds)).or_default().0 += 1,
            None => undated += 1,
        }
        Ok(())
    })?;
    let (Some((&first, _)), Some((&last, _))) = (days.first_key_value(), days.last_key_value()) else {
        return Ok(nothing(TITLE, "no article has a date"));
    };
    let is_any_day_known = days.values().any(|&(known, _)| known > 0);
    let unit = match Unit::of(last - first + 1) {
        Unit::Day if !is_any_day_known => Unit::Month,
        unit => unit,
    };
    let month_only: u64 = days.values().map(|&(_, months)| months).sum();
    let mut left_out = Vec::new();
    if undated > 0 {
        left_out.push(format!("{} without a date", counted(undated, "article")));
    }
    if unit == Unit::Day && month_only > 0 {
        left_out.push(format!("{} dated to the month only", counted(month_only, "article")));
    }
    let lanes = lanes(recorded, text)?;
    let mut subtitle = Vec::new();
    if !lanes.is_empty() {
        subtitle.push(format!(
            "Below: the largest events ({}), from the first day to the last, with the number of their articles",
            lanes.len()
        ));
    }
    if !left_out.is_empty() {
        subtitle.push(format!("Not shown: {}", left_out.join(", ")));
    }
    let axis = unit.axis(last - first + 1);
    let mut views = vec![bars(&days, unit, &axis)];
    if !lanes.is_empty() {
        views.push(lanes_view(lanes, axis));
    }
    let description = format!(
        "Bars: articles by {}, days in UTC. Lanes: the largest events, from the first day to the last.",
        unit.name()
    );
    let body = json!({ "vconcat": views, "spacing": 8, "resolve": { "scale": { "x": "shared" } } });
    Ok(Chart { spec: spec(TITLE, &subtitle, &description, body), notes: Vec::new() })
}

/// The day since 1970 in which the second lies.
fn day(seconds: i64) -> i64 {
    seconds.div_euclid(86_400)
}

fn written(day: i64) -> Option<String> {
    let mut day = Timestamp::from_second(day.checked_mul(86_400)?).ok()?.to_string();
    day.truncate("2025-03-04".len());
    Some(day)
}

fn bars(days: &Days, unit: Unit, axis: &Value) -> Value {
    let values = days.iter().filter_map(|(&day, &(known, months))| {
        let articles = if unit == Unit::Day { known } else { known + months };
        (articles > 0).then_some(json!({ "day": written(day)?, "articles": articles }))
    });
    let values: Vec<Value> = values.collect();
    let x = |title: Value| json!({ "field": "day", "type": "temporal", "timeUnit": unit.time_unit(), "title": title });
    let y = |title: String| json!({ "field": "articles", "aggregate": "sum", "type": "quantitative", "title": title });
    let mut course = x(Value::Null);
    course["scale"] = json!({ "type": "utc" });
    course["axis"] = axis.clone();
    let mut height = y(format!("articles a {}", unit.name()));
    height["axis"] = json!({ "tickMinStep": 1, "grid": true, "format": "~s" });
    json!({
        "width": WIDTH,
        "height": 140,
        "data": { "values": values },
        "mark": { "type": "bar", "color": "#4c78a8" },
        "encoding": {
            "x": course,
            "y": height,
            "tooltip": [x(unit.name().into()), y("articles".to_owned())],
        },
    })
}

/// The largest events of known days, in the order of these.
fn lanes(recorded: &Recorded, text: TextMode) -> io::Result<Vec<Value>> {
    let mut lanes: Vec<(i64, i64, Event)> = Vec::new();
    // Events come by size.
    recorded.each("events.jsonl", &mut |event: Event| {
        let ends = [&event.first_seen, &event.last_seen].map(|time| {
            let time: Timestamp = time.as_deref()?.parse().ok()?;
            Some(day(time.as_second()))
        });
        if let ([Some(first), Some(last)], true) = (ends, lanes.len() < LANES) {
            lanes.push((first, last, event));
        }
        Ok(())
    })?;
    lanes.sort_by(|one, other| (one.0, one.1, &one.2.id).cmp(&(other.0, other.1, &other.2.id)));
    let mut names: BTreeMap<String, u64> = BTreeMap::new();
    let lanes = lanes.into_iter().filter_map(|(first, last, event)| {
        let keywords = event.keywords.join(", ");
        let label = match text {
            TextMode::None if keywords.is_empty() => event.id.clone(),
            TextMode::None => {
                event.keywords.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(" · ")
            }
            TextMode::Snippets | TextMode::Full => event.label,
        };
        // Two events of one label have a lane each.
        let times = names.entry(label.clone()).or_default();
        *times += 1;
        Some(json!({
            "event": if *times == 1 { label } else { format!("{label} ({times})") },
            "first_day": written(first)?,
            "end": written(last + 1)?,
            "first_seen": event.first_seen,
            "last_seen": event.last_seen,
            "articles": event.size,
            "outlets": event.outlets.len(),
            "independent": event.independent_count,
            "keywords": keywords,
            "id": event.id,
        }))
    });
    Ok(lanes.collect())
}

fn lanes_view(lanes: Vec<Value>, mut axis: Value) -> Value {
    let tooltip: Vec<Value> = [
        ("event", "nominal"),
        ("articles", "quantitative"),
        ("outlets", "quantitative"),
        ("independent", "quantitative"),
        ("first_seen", "nominal"),
        ("last_seen", "nominal"),
        ("keywords", "nominal"),
        ("id", "nominal"),
    ]
    .into_iter()
    .map(|(field, kind)| json!({ "field": field, "type": kind, "title": field.replace('_', " ") }))
    .collect();
    let time = |field: &str| json!({ "field": field, "type": "temporal", "title": null, "scale": { "type": "utc" } });
    let mut x = time("first_day");
    axis["grid"] = true.into();
    x["axis"] = axis;
    json!({
        "width": WIDTH,
        "height": { "step": 18 },
        "data": { "values": lanes },
        "encoding": {
            "y": {
                "field": "event", "type": "nominal", "sort": null, "title": null,
                "axis": { "labelLimit": 320, "domain": false, "ticks": false, "labelPadding": 6 },
            },
            "tooltip": tooltip,
        },
        "layer": [
            {
                // The stroke keeps a day visible where bars are months.
                "mark": { "type": "bar", "height": 9, "color": "#e07b39", "stroke": "#e07b39", "strokeWidth": 1 },
                "encoding": { "x": x, "x2": { "field": "end" } },
            },
            {
                "mark": { "type": "text", "align": "left", "dx": 5, "color": "#333" },
                "encoding": {
                    "x": time("end"),
                    "text": { "field": "articles", "type": "quantitative" },
                },
            },
        ],
    })
}
