//! JSON Schemas (2020-12) of everything that is written, generated from the types that write it.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{
    calibration::Calibration,
    difference::Difference,
    evaluation::Evaluation,
    explanation::Explanation,
    inspection::Inspection,
    model::{
        Article, Borderline, Event, Outlet, OutletPair, Pair, Passage, Reject, SCHEMA_VERSION, Story,
        Template,
    },
    provenance::Run,
    query::{Match, Query},
    relation::Placement,
    removal::{Dropped, DroppedSpan},
    summary::Summary,
};

/// Names of all schemas: one a type of line, and `events` for the array in `events.json`.
pub const NAMES: [&str; 23] = [
    "article",
    "event",
    "story",
    "passage",
    "pair",
    "outlet",
    "outlet_pair",
    "template",
    "borderline",
    "reject",
    "run",
    "summary",
    "query",
    "match",
    "explanation",
    "placement",
    "evaluation",
    "calibration",
    "inspection",
    "difference",
    "drop",
    "drop_span",
    "events",
];

/// The schema of that name, `None` when there is none.
#[must_use]
pub fn schema(name: &str) -> Option<Value> {
    let schema = match name {
        "article" => line::<Article>(name),
        "event" => line::<Event>(name),
        "story" => line::<Story>(name),
        "passage" => line::<Passage>(name),
        "pair" => line::<Pair>(name),
        "outlet" => line::<Outlet>(name),
        "outlet_pair" => line::<OutletPair>(name),
        "template" => line::<Template>(name),
        "borderline" => line::<Borderline>(name),
        "reject" => line::<Reject>(name),
        "run" => line::<Run>(name),
        "summary" => line::<Summary>(name),
        "query" => line::<Query>(name),
        "match" => line::<Match>(name),
        "explanation" => line::<Explanation>(name),
        "placement" => line::<Placement>(name),
        "evaluation" => line::<Evaluation>(name),
        "calibration" => line::<Calibration>(name),
        "inspection" => line::<Inspection>(name),
        "difference" => line::<Difference>(name),
        "drop" => line::<Dropped>(name),
        "drop_span" => line::<DroppedSpan>(name),
        "events" => events(),
        _ => return None,
    };
    Some(Value::Object(schema))
}

/// The schema of a typed line.
fn line<T: JsonSchema>(name: &str) -> Map<String, Value> {
    let mut schema = generated::<T>(name);
    // The tag of a struct is serde's alone; the generator knows the tags of enums only.
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("type".to_owned(), json!({ "const": name }));
    }
    if let Some(Value::Array(required)) = schema.get_mut("required")
        && !required.contains(&json!("type"))
    {
        required.insert(0, json!("type"));
    }
    schema
}

/// The schema of `events.json`: a plain array of the objects of `events.jsonl`.
fn events() -> Map<String, Value> {
    let mut event = line::<Event>("event");
    let definitions = event.remove("$defs").unwrap_or_else(|| json!({}));
    for key in ["$schema", "$id", "schema_version"] {
        event.remove(key);
    }
    let mut schema = Map::new();
    head(&mut schema, "events");
    schema.insert("type".to_owned(), json!("array"));
    schema.insert("items".to_owned(), Value::Object(event));
    schema.insert("$defs".to_owned(), definitions);
    schema
}

fn generated<T: JsonSchema>(name: &str) -> Map<String, Value> {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<T>();
    let mut schema = match schema.to_value() {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    head(&mut schema, name);
    schema
}

fn head(schema: &mut Map<String, Value>, name: &str) {
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$id".to_owned(), json!(format!("urn:retold:schema:{SCHEMA_VERSION}:{name}")));
    schema.insert("title".to_owned(), json!(format!("retold {name}")));
    schema.insert("schema_version".to_owned(), json!(SCHEMA_VERSION));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_schema_with_a_type_and_a_version() {
        for name in NAMES {
            let schema = schema(name).unwrap();
            assert_eq!(schema["schema_version"], SCHEMA_VERSION, "{name}");
            if name != "events" {
                assert_eq!(schema["properties"]["type"]["const"], name);
                let keys = schema["properties"].as_object().unwrap().len();
                assert_eq!(
                    schema["required"].as_array().unwrap().len(),
                    keys,
                    "all keys of {name} are required"
                );
            }
        }
        assert_eq!(schema("nothing"), None);
    }
}
