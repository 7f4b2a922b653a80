//! A line of a file of tokens.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::Value;

/// A token and what its line calls it. No `Debug`: a token in a log is a stolen token.
pub(super) struct NamedToken {
    pub(super) name: String,
    pub(super) token: String,
}

impl NamedToken {
    /// The token of a line, or the name that could be read and what is wrong. The problem repeats
    /// nothing of the line: any part of it may be a token.
    pub(super) fn from_json(text: &str) -> Result<Self, (Option<String>, String)> {
        let members = match serde_json::from_str(text) {
            Ok(Value::Object(_)) => members(text),
            Ok(other) => return Err((None, the_line(kind(&other)))),
            Err(_) if text.trim().is_empty() => return Err((None, the_line("nothing"))),
            Err(error) => {
                let found = format!("text that is no JSON from column {} on", error.column());
                return Err((None, the_line(&found)));
            }
        };
        let (mut name, mut token, mut problem) = (None, None, None);
        for (key, value) in members {
            let (key, place) = match key.as_str() {
                "name" => ("name", &mut name),
                "token" => ("token", &mut token),
                _ => {
                    problem.get_or_insert(the_line("a key that is not known"));
                    continue;
                }
            };
            if place.is_some() {
                problem.get_or_insert(format!(
                    "{key}: found the key `{key}` a second time, required each key at most once"
                ));
            } else if let Value::String(text) = value {
                *place = Some(text);
            } else {
                problem.get_or_insert(format!("{key}: found {}, required a text", kind(&value)));
            }
        }
        match (name, token, problem) {
            (Some(name), Some(token), None) => Ok(Self { name, token }),
            (name, _, Some(problem)) => Err((name, problem)),
            (None, _, None) => Err((None, "name: found nothing, required a text".to_owned())),
            (name, None, None) => Err((name, "token: found nothing, required a text".to_owned())),
        }
    }
}

fn the_line(found: &str) -> String {
    format!("the line: found {found}, required a mapping with `name` and `token`, each a text")
}

/// The members of an object in their order, also those of one name.
fn members(text: &str) -> Vec<(String, Value)> {
    // The text has been read as an object before: nothing is lost by an error here.
    serde_json::Deserializer::from_str(text).deserialize_map(Members).unwrap_or_default()
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, Value)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut reader: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = reader.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "a list",
        Value::Bool(_) => "true or false",
        Value::Null => "null",
        Value::Number(_) => "a number",
        Value::Object(_) => "a mapping",
        Value::String(_) => "a text",
    }
}
