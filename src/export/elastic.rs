//! Lines for the bulk interface of Elasticsearch and OpenSearch: an action, then the document, for every article,
//! event and passage.
//!
//! Documents are the lines of the run without `type`, which the index says. Ids are those of the run, so that sending
//! a file twice changes nothing; an id of more than 512 bytes, which the engines refuse, becomes its hash.

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::xxh3_128;

use crate::{report::TextMode, report::lines::write_line, run::Recorded, units::stable_id};

/// The engines' limit on ids.
const LONGEST_ID: usize = 512;

pub(super) fn write(
    out: &mut dyn Write,
    recorded: &Recorded,
    text: TextMode,
    prefix: &str,
) -> io::Result<Vec<String>> {
    for kind in ["articles", "events", "passages"] {
        let index = format!("{prefix}-{kind}");
        recorded.each(&format!("{kind}.jsonl"), &mut |mut document: Map<String, Value>| {
            document.remove("type");
            let id = document.get("id").and_then(Value::as_str).unwrap_or_default();
            let id = match id.len() {
                0..=LONGEST_ID => id.to_owned(),
                _ => stable_id("id", xxh3_128(id.as_bytes())),
            };
            if let Some(words) = document.get_mut("text") {
                *words = words.as_str().and_then(|words| text.apply(words)).into();
            }
            write_line(out, &json!({ "index": { "_index": index, "_id": id } }))?;
            write_line(out, &document)
        })?;
    }
    Ok(Vec::new())
}
