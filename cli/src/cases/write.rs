//! A case as it is written in a table.

use serde_json::Value;

use super::{Expectation, said::Said};

/// The lines of a case, as an item of the list `cases`.
pub(crate) fn written(name: &str, said: &[Said], expected: &Expectation) -> Vec<String> {
    let mut lines = vec![format!("- name: {}", scalar(name))];
    for Said { path, value } in said {
        lines.push(format!("  {}: {}", scalar(&path.join(".")), flow(value)));
    }
    lines.push(format!("  expect: {}", expected.answer.name()));
    lines.extend(expected.code.map(|code| format!("  code: {code}")));
    lines
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Object(entries) => {
            let entries =
                entries.iter().map(|(key, value)| format!("{}: {}", scalar(key), flow(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => scalar(text),
        Value::Bool(_) | Value::Null | Value::Number(_) => value.to_string(),
    }
}

/// A text, in quotes unless every reader of YAML takes it for the text it is.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_./".contains(letter))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if is_plain { text.to_owned() } else { Value::from(text).to_string() }
}

/// Words that some reader takes for something else.
const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
