//! Canonical JSON: no spaces, keys and values in their fixed order.

use alloc::string::{String, ToString};
use core::fmt::Write;

use super::tree::{Map, Tree, invariants, parts, rules};
use crate::{Invariants, document::model::Document};

pub(in crate::document) fn write(document: &Document) -> String {
    let mut text = String::from("{");
    entries(&parts(document), &mut text);
    text.push_str(",\"rules\":[");
    for (index, rule) in rules(document).enumerate() {
        separate(index, &mut text);
        tree(&rule, &mut text);
    }
    text.push_str("]}");
    text
}

pub(crate) fn write_invariants(list: &Invariants) -> String {
    let mut text = String::new();
    tree(&Tree::Map(invariants(list)), &mut text);
    text
}

fn tree(tree: &Tree, text: &mut String) {
    match tree {
        Tree::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Tree::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(index, text);
                self::tree(item, text);
            }
            text.push(']');
        }
        Tree::Map(entries) => {
            text.push('{');
            self::entries(entries, text);
            text.push('}');
        }
        Tree::Number(number) => text.push_str(&number.to_string()),
        Tree::Text(value) => string(value, text),
    }
}

fn entries(entries: &Map, text: &mut String) {
    for (index, (key, value)) in entries.iter().enumerate() {
        separate(index, text);
        string(key, text);
        text.push(':');
        tree(value, text);
    }
}

fn separate(index: usize, text: &mut String) {
    if index > 0 {
        text.push(',');
    }
}

/// A string that is the same in JSON and in YAML's double quotes.
pub(super) fn string(value: &str, text: &mut String) {
    text.push('"');
    for letter in value.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            // A checked text has no other control character; an escape is right for any.
            letter if letter.is_control() => {
                let _ = write!(text, "\\u{:04x}", u32::from(letter));
            }
            letter => text.push(letter),
        }
    }
    text.push('"');
}
