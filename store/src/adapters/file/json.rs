//! Items as DynamoDB JSON, the form the console shows: `{"effect": {"S": "allow"}}`.

use std::{collections::BTreeMap, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sekisho_policy::{Attribute, Row};
use serde_json::{Map, Value, json};

use super::strict::StrictJson;
use crate::{TableError, item::Item};

pub(super) fn write_item(item: &Item) -> String {
    text(&write_map(item))
}

pub(super) fn write_items(items: &[Item]) -> String {
    text(&items.iter().map(write_map).collect())
}

pub(super) fn write_rows(rows: &BTreeMap<String, Item>) -> String {
    let rows = rows.iter().map(|(key, attributes)| (key.clone(), write_map(attributes)));
    text(&Value::Object(rows.collect()))
}

pub(super) fn read_item(path: &Path, text: &str) -> Result<Item, TableError> {
    parse(path, text).and_then(|value| read_map(&value).ok_or_else(|| malformed(path)))
}

pub(super) fn read_items(path: &Path, text: &str) -> Result<Vec<Item>, TableError> {
    let value = parse(path, text)?;
    let items = value.as_array().and_then(|list| list.iter().map(read_map).collect());
    items.ok_or_else(|| malformed(path))
}

pub(super) fn read_rows(path: &Path, text: &str) -> Result<Vec<Row>, TableError> {
    let Value::Object(map) = parse(path, text)? else {
        return Err(malformed(path));
    };
    let rows =
        map.iter().map(|(key, value)| Some(Row { key: key.clone(), attributes: read_map(value)? }));
    let mut rows: Vec<Row> = rows.collect::<Option<_>>().ok_or_else(|| malformed(path))?;
    rows.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(rows)
}

fn write_map(item: &Item) -> Value {
    Value::Object(item.iter().map(|(name, value)| (name.clone(), write(value))).collect())
}

fn write(attribute: &Attribute) -> Value {
    match attribute {
        Attribute::Binary(bytes) => json!({ "B": STANDARD.encode(bytes) }),
        Attribute::Bool(value) => json!({ "BOOL": value }),
        Attribute::BinarySet(set) => {
            json!({ "BS": set.iter().map(|bytes| STANDARD.encode(bytes)).collect::<Vec<_>>() })
        }
        Attribute::List(list) => json!({ "L": list.iter().map(write).collect::<Vec<_>>() }),
        Attribute::Map(map) => json!({ "M": write_map(map) }),
        Attribute::Number(digits) => json!({ "N": digits }),
        Attribute::NumberSet(set) => json!({ "NS": set }),
        Attribute::Null => json!({ "NULL": true }),
        Attribute::String(text) => json!({ "S": text }),
        Attribute::StringSet(set) => json!({ "SS": set }),
    }
}

fn read_map(value: &Value) -> Option<Item> {
    value.as_object()?.iter().map(|(name, value)| Some((name.clone(), read(value)?))).collect()
}

fn read(value: &Value) -> Option<Attribute> {
    let object: &Map<String, Value> = value.as_object().filter(|object| object.len() == 1)?;
    let (kind, value) = object.iter().next()?;
    Some(match kind.as_str() {
        "B" => Attribute::Binary(STANDARD.decode(value.as_str()?).ok()?),
        "BOOL" => Attribute::Bool(value.as_bool()?),
        "BS" => {
            let set = strings(value)?.map(|text| STANDARD.decode(text?).ok());
            Attribute::BinarySet(set.collect::<Option<_>>()?)
        }
        "L" => Attribute::List(value.as_array()?.iter().map(read).collect::<Option<_>>()?),
        "M" => Attribute::Map(read_map(value)?),
        "N" => Attribute::Number(value.as_str()?.to_owned()),
        "NS" => Attribute::NumberSet(owned(value)?),
        "NULL" => Attribute::Null,
        "S" => Attribute::String(value.as_str()?.to_owned()),
        "SS" => Attribute::StringSet(owned(value)?),
        _ => return None,
    })
}

fn strings(value: &Value) -> Option<impl Iterator<Item = Option<&str>>> {
    Some(value.as_array()?.iter().map(Value::as_str))
}

fn owned<C: FromIterator<String>>(value: &Value) -> Option<C> {
    strings(value)?.map(|text| text.map(str::to_owned)).collect()
}

fn text(value: &Value) -> String {
    // The alternate form is indented: a person edits the draft.
    format!("{value:#}\n")
}

fn parse(path: &Path, text: &str) -> Result<Value, TableError> {
    let StrictJson(value) = serde_json::from_str(text).map_err(|error| {
        // The only thing that is wrong with data that is JSON: no type is asked for.
        let (found, required) = if error.is_data() {
            (error.to_string(), "every member once: remove one of the two")
        } else {
            let (line, column) = (error.line(), error.column());
            let found = format!("text that is not JSON at line {line}, column {column}");
            (found, "the JSON this program wrote")
        };
        TableError::Malformed { key: path.display().to_string(), found, required }
    })?;
    Ok(value)
}

fn malformed(path: &Path) -> TableError {
    TableError::Malformed {
        key: path.display().to_string(),
        found: "JSON of another form".to_owned(),
        required: "DynamoDB JSON, such as {\"effect\": {\"S\": \"allow\"}}",
    }
}
