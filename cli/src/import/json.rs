//! A text as JSON, or where it is none.

use sekisho_store::StrictJson;
use serde_json::Value;

/// Where a text is no JSON, or has a member twice, and why.
#[derive(Debug)]
pub(super) struct NoJson {
    pub(super) line: usize,
    pub(super) column: usize,
    why: String,
}

impl NoJson {
    /// What was found.
    pub(super) fn found(&self) -> String {
        format!("text that cannot be read as JSON ({})", self.why)
    }
}

/// The value that a text is.
pub(super) fn read(text: &str) -> Result<Value, NoJson> {
    serde_json::from_str(text).map(|StrictJson(value)| value).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let why = error.to_string();
        let place = format!(" at line {line} column {column}");
        let why = why.strip_suffix(&place).unwrap_or(&why).to_owned();
        NoJson { line, column, why }
    })
}

/// What a value is, for a reader.
pub(super) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
