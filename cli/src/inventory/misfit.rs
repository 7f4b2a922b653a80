//! What is wrong with a file of instances or people.

use std::fmt;

use sekisho_policy::InvalidRequest;
use serde_json::Value;

/// What is wrong, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Misfit {
    /// The line that the value begins on in which it is wrong, from 1.
    pub(crate) line: usize,
    pub(crate) fault: Fault,
}

/// What is wrong with a value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    /// It holds no facts, as the engine reads them.
    Facts(InvalidRequest),
    /// It has not the form that it should have.
    Form {
        /// Where in the value, such as `Reservations[0].OwnerId`; nothing is the whole of it.
        path: String,
        found: String,
        required: String,
    },
}

impl Fault {
    pub(super) fn new(path: &str, found: impl Into<String>, required: impl Into<String>) -> Self {
        Self::Form { path: path.to_owned(), found: found.into(), required: required.into() }
    }

    /// In a value that begins on this line.
    pub(super) const fn on(self, line: usize) -> Misfit {
        Misfit { line, fault: self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Facts(invalid) => invalid.fmt(formatter),
            Self::Form { path, found, required } => {
                if !path.is_empty() {
                    write!(formatter, "{path}: ")?;
                }
                write!(formatter, "found {found}, required {required}")
            }
        }
    }
}

/// What stands there, in a few words.
pub(super) fn described(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(Value::Bool(value)) => format!("`{value}`"),
        Some(Value::Number(number)) => format!("the number `{number}`"),
        Some(Value::String(text)) if text.is_empty() => "an empty text".to_owned(),
        Some(Value::String(text)) => quoted(text),
        Some(Value::Array(_)) => "a list".to_owned(),
        Some(Value::Object(_)) => "a mapping".to_owned(),
    }
}

/// A text of a file inside a message: on one line, and not too long.
pub(super) fn quoted(text: &str) -> String {
    let mut letters = text.chars();
    let head: String = letters.by_ref().take(QUOTED).flat_map(char::escape_debug).collect();
    let more = if letters.next().is_some() { "…" } else { "" };
    format!("`{head}{more}`")
}

/// The most letters of a text in a message.
const QUOTED: usize = 64;
