//! Who carries after whom: outlets by outlets, with the number of passages that the row carried after the column.
//!
//! Passages are those of `outlet_pairs.jsonl`: narration, mixed and quotation. Where dates do not tell who was first, no
//! cell is coloured for it; two outlets of which nothing else is known get a ring in both cells. Where they never tell, as
//! in a dump without dates, cells hold what two outlets share, and the chart says so.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    io,
};

use serde_json::{Value, json};

use super::{Chart, counted, nothing, spec};
use crate::run::{Recorded, records::OutletPair};

/// Outlets that a chart has: as many as have a readable name on a page. Those that share most passages are taken.
const OUTLETS: usize = 30;

/// Outlets up to which cells have room for their numbers.
const WITH_NUMBERS: usize = 16;

const TITLE: &str = "Passages that outlets share";

pub(super) fn chart(recorded: &Recorded) -> io::Result<Chart> {
    let mut shared: BTreeMap<String, u64> = BTreeMap::new();
    recorded.each("outlet_pairs.jsonl", &mut |pair: OutletPair| {
        for outlet in [pair.a, pair.b] {
            *shared.entry(outlet).or_default() += pair.passages;
        }
        Ok(())
    })?;
    if shared.is_empty() {
        return Ok(nothing(TITLE, "no two outlets share a passage"));
    }
    let n_outlets = shared.len();
    let mut outlets: Vec<(Reverse<u64>, String)> =
        shared.into_iter().map(|(outlet, passages)| (Reverse(passages), outlet)).collect();
    outlets.sort();
    outlets.truncate(OUTLETS);
    let outlets: Vec<String> = outlets.into_iter().map(|(_, outlet)| outlet).collect();
    let shown: BTreeSet<&str> = outlets.iter().map(String::as_str).collect();
    let mut pairs: Vec<OutletPair> = Vec::new();
    recorded.each("outlet_pairs.jsonl", &mut |pair: OutletPair| {
        if shown.contains(&*pair.a) && shown.contains(&*pair.b) {
            pairs.push(pair);
        }
        Ok(())
    })?;
    let is_directed = pairs.iter().any(|pair| pair.first_a + pair.first_b > 0);
    let cells: Vec<(u64, Value)> = pairs.iter().flat_map(|pair| cells(pair, is_directed)).collect();
    let most = cells.iter().map(|&(passages, _)| passages).max().unwrap_or(0);
    let has_rings = cells.iter().any(|(passages, cell)| *passages == 0 && !cell.is_null());
    let mut subtitle = vec![if is_directed {
        "How many passages the outlet of the row carried after that of the column".to_owned()
    } else {
        "How many passages the two outlets carry; dates never tell who was first".to_owned()
    }];
    if has_rings {
        subtitle.push("A ring: they share passages, and dates do not tell who was first".to_owned());
    }
    if outlets.len() < n_outlets {
        subtitle.push(format!(
            "The {} that share most, of {n_outlets} that share any",
            counted(outlets.len() as u64, "outlet")
        ));
    }
    let values = cells.into_iter().map(|(_, cell)| cell).filter(|cell| !cell.is_null()).collect();
    let body = body(&outlets, values, most, is_directed);
    Ok(Chart { spec: spec(TITLE, &subtitle, &subtitle[0], body), notes: Vec::new() })
}

/// The two cells of a pair with what is counted in them; `Null` for one in which there is nothing to show.
fn cells(pair: &OutletPair, is_directed: bool) -> [(u64, Value); 2] {
    let is_known = !is_directed || pair.first_a + pair.first_b > 0;
    let cell = |row: &str, column: &str, after: u64| {
        let passages = if is_directed { after } else { pair.passages };
        let cell = json!({
            "row": row, "column": column, "passages": passages,
            "unknown": pair.ties, "shared": pair.passages, "shared_words": pair.words,
        });
        (passages, if passages == 0 && is_known { Value::Null } else { cell })
    };
    [cell(&pair.b, &pair.a, pair.first_a), cell(&pair.a, &pair.b, pair.first_b)]
}

fn body(outlets: &[String], values: Vec<Value>, most: u64, is_directed: bool) -> Value {
    let is_roomy = outlets.len() <= WITH_NUMBERS;
    let (later, earlier) =
        if is_directed { ("carried it later", "carried it first") } else { ("outlet", "other outlet") };
    let side = |field: &str, title: &str, axis: Value| {
        json!({
            "field": field, "type": "nominal", "title": title,
            "scale": { "domain": outlets }, "axis": axis,
        })
    };
    let tooltip: Vec<Value> = [
        ("row", "nominal", later),
        ("column", "nominal", earlier),
        ("passages", "quantitative", if is_directed { "passages, in this order" } else { "passages" }),
        ("unknown", "quantitative", "passages in unknown order"),
        ("shared", "quantitative", "all passages that they share"),
        ("shared_words", "quantitative", "words of these"),
    ]
    .into_iter()
    .map(|(field, kind, title)| json!({ "field": field, "type": kind, "title": title }))
    .collect();
    let labels = json!({ "labelLimit": 160, "domain": false, "ticks": false });
    let mut slanted = labels.clone();
    slanted["orient"] = "top".into();
    slanted["labelAngle"] = (-40).into();
    let mut layers = vec![
        json!({
            "transform": [{ "filter": "datum.passages > 0" }],
            "mark": { "type": "rect", "stroke": "white" },
            "encoding": { "color": {
                "field": "passages", "type": "quantitative",
                "scale": { "type": "sqrt", "scheme": "yellowgreenblue", "domain": [0, most.max(1)] },
                "legend": { "title": "passages", "tickMinStep": 1, "format": "d" },
            } },
        }),
        json!({
            "transform": [{ "filter": "datum.passages === 0" }],
            "mark": { "type": "point", "shape": "circle", "size": 60, "filled": false, "color": "#777" },
        }),
    ];
    if is_roomy {
        layers.push(json!({
            "transform": [{ "filter": "datum.passages > 0" }],
            "mark": { "type": "text", "fontSize": 11 },
            "encoding": {
                "text": { "field": "passages", "type": "quantitative" },
                // White from where the scale is dark enough for it.
                "color": { "condition": { "test": format!("datum.passages > {}", most / 2), "value": "white" }, "value": "black" },
            },
        }));
    }
    let step = if is_roomy { 28 } else { 20 };
    json!({
        "width": { "step": step },
        "height": { "step": step },
        "view": { "fill": "#f5f5f5" },
        "data": { "values": values },
        "encoding": {
            "x": side("column", earlier, slanted),
            "y": side("row", later, labels),
            "tooltip": tooltip,
        },
        "layer": layers,
    })
}
