//! Rows of the policy table from the JSON that DynamoDB itself speaks.

use base64::{Engine, prelude::BASE64_STANDARD};
use sekisho_policy::{Attribute, Row};
use serde_json::Value;

/// Reads `[{ "key": "ZONE#x", "attributes": { "cidrs": { "L": [{ "S": "…" }] } } }]`.
#[must_use]
pub fn from_json(text: &str) -> Vec<Row> {
    let rows: Value = serde_json::from_str(text).unwrap();
    list(&rows)
        .map(|row| Row {
            key: row["key"].as_str().unwrap().to_owned(),
            attributes: map(&row["attributes"]),
        })
        .collect()
}

fn map(value: &Value) -> std::collections::BTreeMap<String, Attribute> {
    let entries = value.as_object().unwrap();
    entries.iter().map(|(key, value)| (key.clone(), attribute(value))).collect()
}

fn attribute(typed: &Value) -> Attribute {
    let (kind, value) = typed.as_object().unwrap().iter().next().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let bytes = |value: &Value| BASE64_STANDARD.decode(text(value)).unwrap();
    match kind.as_str() {
        "B" => Attribute::Binary(bytes(value)),
        "BOOL" => Attribute::Bool(value.as_bool().unwrap()),
        "BS" => Attribute::BinarySet(list(value).map(bytes).collect()),
        "L" => Attribute::List(list(value).map(attribute).collect()),
        "M" => Attribute::Map(map(value)),
        "N" => Attribute::Number(text(value)),
        "NS" => Attribute::NumberSet(list(value).map(text).collect()),
        "NULL" => Attribute::Null,
        "S" => Attribute::String(text(value)),
        "SS" => Attribute::StringSet(list(value).map(text).collect()),
        other => panic!("`{other}` is no type of DynamoDB"),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}
