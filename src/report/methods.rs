//! A paragraph on methods for a paper: what a run did, with its numbers, in words that claim no more than was found.

use serde_json::{Map, Value};

use super::terminal::cells::{clean, counted, number};

/// What is said of each kind of passages, most telling first.
const KINDS: [(&str, &str); 7] = [
    ("passages_narration", "copied narration"),
    ("passages_quotation", "shared quotations"),
    ("passages_mixed", "narration and quotation mixed"),
    ("passages_template", "outlets' own templates"),
    ("passages_furniture", "page furniture"),
    ("passages_stock", "stock phrases"),
    ("passages_caption", "captions"),
];

/// The paragraph for a run, from its `run.json` and `summary.json`.
#[must_use]
pub fn paragraph(run: &Map<String, Value>, summary: &Map<String, Value>) -> String {
    let empty = Map::new();
    let settings = run.get("settings").and_then(Value::as_object).unwrap_or(&empty);
    let said = [
        what(run, summary),
        left_out(run, settings),
        reuse(settings, summary),
        events(run, settings, summary),
    ];
    let reservation = "Similarity is lexical: events are not joined across languages, and a report that shares no words \
                       with another is not found. “Earliest” means earliest in this dump, as far as the dates of its \
                       articles tell; it does not say who wrote a text first.";
    let repeat = match word(run, "settings_fingerprint") {
        Some(fingerprint) => {
            format!(
                "The same input and settings (fingerprint {fingerprint}) give the same results byte for byte."
            )
        }
        None => String::new(),
    };
    let mut sentences: Vec<String> = said.into_iter().collect();
    sentences.extend([reservation.to_owned(), repeat]);
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

fn what(run: &Map<String, Value>, summary: &Map<String, Value>) -> String {
    let version = word(run, "version").unwrap_or_else(|| "of an unknown version".to_owned());
    let commit = word(run, "commit").map_or_else(String::new, |commit| format!(", commit {commit}"));
    let articles = counted(count(summary, "articles"), "article");
    let outlets = match count(summary, "outlets") {
        0 => "without named outlets".to_owned(),
        outlets => format!("of {}", counted(outlets, "outlet")),
    };
    let day = |key: &str| word(summary, key).map(|moment| moment.chars().take(10).collect::<String>());
    let dates = match (day("first_published"), day("last_published")) {
        (Some(first), Some(last)) if first == last => format!(", dated {first} (UTC)"),
        (Some(first), Some(last)) => format!(", dated from {first} to {last} (UTC)"),
        _ => ", none of them dated".to_owned(),
    };
    let undated = match (count(summary, "undated_articles"), count(summary, "articles")) {
        (0, _) => String::new(),
        (undated, all) if undated == all => String::new(),
        (1, _) => "; 1 has no date".to_owned(),
        (undated, _) => format!("; {} have no date", number(undated)),
    };
    let languages: Vec<String> = list(summary, "languages")
        .take(5)
        .map(|language| {
            let name = language["lang"].as_str().map_or_else(|| "unknown".to_owned(), clean);
            format!("{name} {}", number(language["articles"].as_u64().unwrap_or(0)))
        })
        .collect();
    let languages = if languages.is_empty() {
        String::new()
    } else {
        format!(" (by language: {})", languages.join(", "))
    };
    format!("We analysed {articles} {outlets}{dates}{languages} with retold {version}{commit}{undated}.")
}

fn left_out(run: &Map<String, Value>, settings: &Map<String, Value>) -> String {
    let empty = Map::new();
    let counts = run.get("counts").and_then(Value::as_object).unwrap_or(&empty);
    let (records, rejected) = (count(counts, "records"), count(counts, "rejected"));
    let files = list(run, "inputs").count() as u64;
    let mut said =
        format!("They were read from {} in {}", counted(records, "record"), counted(files, "input file"));
    said += &match rejected {
        0 => ", of which none was refused".to_owned(),
        1 => ", of which 1 could not be used and was left out".to_owned(),
        rejected => format!(", of which {} could not be used and were left out", number(rejected)),
    };
    let limits = [
        ("since", "a lower bound of dates"),
        ("until", "an upper bound of dates"),
        ("limit", "a limit of records"),
    ];
    let set: Vec<&str> = limits
        .into_iter()
        .filter(|(key, _)| settings.get(*key).is_some_and(|value| !value.is_null()))
        .map(|(_, name)| name)
        .collect();
    if !set.is_empty() {
        said += &format!("; the input was restricted by {}", set.join(" and "));
    }
    said + "."
}

fn reuse(settings: &Map<String, Value>, summary: &Map<String, Value>) -> String {
    let passages = count(summary, "passages");
    let of_kinds: Vec<String> = KINDS
        .into_iter()
        .filter(|(key, _)| count(summary, key) > 0)
        .map(|(key, name)| format!("{name} {}", number(count(summary, key))))
        .collect();
    let found = match passages {
        0 => "No passage was found in more than one article".to_owned(),
        _ if of_kinds.is_empty() => format!("We found {}", counted(passages, "reused passage")),
        _ => format!("We found {} ({})", counted(passages, "reused passage"), of_kinds.join(", ")),
    };
    let percent =
        |key: &str| summary.get(key).and_then(Value::as_f64).map(|share| format!("{:.1}%", share * 100.0));
    let shares = match (percent("reused_share"), percent("quoted_share")) {
        (Some(reused), Some(quoted)) => format!(
            "; {reused} of all words, page furniture aside, stand in copied narration that another article carries too, and \
             {quoted} in shared quotations"
        ),
        _ => String::new(),
    };
    let coverage = decimal(settings, "reuse_coverage");
    format!(
        "Paragraphs of 8 words or more in different articles were counted as reused when, outlets' own templates aside, the \
         Jaccard similarity of their word 3-grams was at least {}, or when they shared a verbatim run of at least 12 words \
         that covered {coverage} of the shorter one; all such pairs were found and verified, without sampling. {found}{shares}.",
        decimal(settings, "reuse_threshold"),
    )
}

fn events(run: &Map<String, Value>, settings: &Map<String, Value>, summary: &Map<String, Value>) -> String {
    let events = count(summary, "events");
    if events == 0 {
        return String::new();
    }
    let several = count(summary, "multi_article_events");
    let settled = run.get("cut_from").and_then(|from| from.get("settled_cut")).and_then(Value::as_f64);
    let settled = settled.map_or_else(String::new, |cut| {
        format!(" Kinds of passages, and the shares that follow from them, were settled with events at a cut of {cut}.")
    });
    format!(
        "Articles were grouped by event by average linkage over a calibrated score of lexical similarity (TF-IDF of text, \
         lead, names and word pairs), distance in time and agreement in numbers, at a cut of {}. This gave {}: {} of two \
         articles or more, the largest with {}, and {} of one article alone.{settled}",
        decimal(settings, "cut"),
        counted(events, "event"),
        number(several),
        counted(count(summary, "largest_event"), "article"),
        number(events.saturating_sub(several)),
    )
}

fn count(object: &Map<String, Value>, key: &str) -> u64 {
    object.get(key).and_then(Value::as_u64).unwrap_or(0)
}

fn decimal(object: &Map<String, Value>, key: &str) -> String {
    object
        .get(key)
        .and_then(Value::as_f64)
        .map_or_else(|| "an unknown value".to_owned(), |value| value.to_string())
}

fn word(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key).and_then(Value::as_str).map(clean)
}

fn list<'a>(object: &'a Map<String, Value>, key: &str) -> impl Iterator<Item = &'a Value> {
    object.get(key).and_then(Value::as_array).into_iter().flatten()
}
