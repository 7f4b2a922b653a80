//! Texts and sets as Cedar writes them.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::document::check::invisible;

/// A text in quotation marks. What cannot be seen is escaped, so that a text can neither end its line
/// nor look like another.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            ' ' => quoted.push(' '),
            letter if letter.is_control() || letter.is_whitespace() || invisible(letter) => {
                quoted.extend(letter.escape_unicode());
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// `["a", "b"]`
pub(super) fn set(texts: impl IntoIterator<Item = impl ToString>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| quoted(&text.to_string())).collect();
    format!("[{}]", texts.join(", "))
}

/// `Sekisho::Group::"a"`, or `[…, …]` of several.
pub(super) fn entities(kind: &str, names: impl IntoIterator<Item = impl ToString>) -> String {
    let mut entities: Vec<String> = names
        .into_iter()
        .map(|name| format!("Sekisho::{kind}::{}", quoted(&name.to_string())))
        .collect();
    match (entities.pop(), entities.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            entities.extend(last);
            format!("[{}]", entities.join(", "))
        }
    }
}

/// Any of these, in brackets where it matters.
pub(super) fn any_of(parts: Vec<String>) -> String {
    joined(parts, " || ")
}

/// All of these, in brackets where it matters.
pub(super) fn all_of(parts: Vec<String>) -> String {
    joined(parts, " && ")
}

fn joined(mut parts: Vec<String>, by: &str) -> String {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            format!("({})", parts.join(by))
        }
    }
}
