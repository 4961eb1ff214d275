//! Charts of a run as complete Vega-Lite specifications: `timeline` and `heatmap`.
//!
//! Everything that a chart shows stands in its file (`data.values`), so that any tool that knows Vega-Lite 6 draws it
//! offline, and a page that wants other data exchanges that part alone. Charts are drawn on white, in colours that do not
//! need to be told apart by hue, with numbers beside them. Where there is nothing to draw, the chart is a sentence that
//! says so. No text of articles is in them but headlines, as labels; without text these are keywords.

mod heatmap;
mod timeline;

use std::io::{self, Write};

use serde_json::{Value, json};

use super::buffered;
use crate::{
    report::TextMode,
    run::{Pending, Recorded},
};

/// The files, in the order in which they are written.
pub(super) const FILES: [&str; 2] = ["timeline.vl.json", "heatmap.vl.json"];

const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v6.json";

/// A chart, and what a person should know about it.
struct Chart {
    spec: Value,
    notes: Vec<String>,
}

pub(super) fn write(recorded: &Recorded, text: TextMode, pending: &Pending) -> io::Result<Vec<String>> {
    let mut notes = Vec::new();
    for (index, chart) in
        [timeline::chart(recorded, text)?, heatmap::chart(recorded)?].into_iter().enumerate()
    {
        let mut out = buffered(pending, index)?;
        serde_json::to_writer_pretty(&mut out, &chart.spec)?;
        out.write_all(b"\n")?;
        out.flush()?;
        notes.extend(chart.notes);
    }
    Ok(notes)
}

/// What all charts have in common.
fn spec(title: &str, subtitle: &[String], description: &str, body: Value) -> Value {
    let mut spec = json!({
        "$schema": SCHEMA,
        "title": { "text": title, "subtitle": subtitle, "anchor": "start", "offset": 12, "subtitleColor": "#555" },
        "description": description,
        "background": "white",
        "padding": 12,
        "config": { "view": { "stroke": null }, "axis": { "grid": false }, "legend": { "titleLimit": 300 } },
    });
    if let (Value::Object(spec), Value::Object(body)) = (&mut spec, body) {
        spec.extend(body);
    }
    spec
}

/// A chart where there is nothing to draw.
fn nothing(title: &str, why: &str) -> Chart {
    let body = json!({
        "width": 480,
        "height": 40,
        "data": { "values": [{ "why": why }] },
        "mark": { "type": "text", "align": "left", "fontSize": 13, "x": 0 },
        "encoding": { "text": { "field": "why", "type": "nominal" } },
    });
    let spec = spec(title, &[], &format!("{title}: {why}"), body);
    Chart { spec, notes: vec![format!("{}: {why}", title.to_lowercase())] }
}

/// A number of things, in words: `1 article`, `2 articles`.
fn counted(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}
