//! YAML for people: one key a line, short lists on one line, quotes only where they are needed.

use alloc::string::{String, ToString};

use super::{
    json,
    tree::{Map, Tree, invariants, parts, rules},
};
use crate::{Invariants, document::model::Document};

pub(in crate::document) fn write(document: &Document) -> String {
    let mut text = String::new();
    map(&parts(document), 0, &mut text);
    text.push_str("rules:\n");
    for rule in rules(document) {
        item(&rule, 2, &mut text);
    }
    text
}

pub(crate) fn write_invariants(list: &Invariants) -> String {
    let mut text = String::new();
    map(&invariants(list), 0, &mut text);
    text
}

/// The entries, each on its line; the cursor is where the first one begins.
fn map(entries: &Map, indent: usize, text: &mut String) {
    for (index, (key, value)) in entries.iter().enumerate() {
        if index > 0 {
            spaces(indent, text);
        }
        scalar(key, text);
        text.push(':');
        let inside = indent.saturating_add(2);
        match value {
            Tree::Map(inner) if !short(value) => {
                text.push('\n');
                spaces(inside, text);
                map(inner, inside, text);
            }
            Tree::List(items) if !short(value) => {
                text.push('\n');
                for it in items {
                    item(it, inside, text);
                }
            }
            Tree::Bool(_) | Tree::List(_) | Tree::Map(_) | Tree::Number(_) | Tree::Text(_) => {
                text.push(' ');
                line(value, text);
            }
        }
    }
}

/// One item of a list, on lines of its own.
fn item(item: &Tree, indent: usize, text: &mut String) {
    spaces(indent, text);
    text.push_str("- ");
    match item {
        Tree::Map(inner) if !short(item) => map(inner, indent.saturating_add(2), text),
        Tree::Bool(_) | Tree::List(_) | Tree::Map(_) | Tree::Number(_) | Tree::Text(_) => {
            line(item, text);
        }
    }
}

fn line(tree: &Tree, text: &mut String) {
    flow(tree, text);
    text.push('\n');
}

/// The value on one line.
fn flow(tree: &Tree, text: &mut String) {
    match tree {
        Tree::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Tree::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                flow(item, text);
            }
            text.push(']');
        }
        Tree::Map(entries) => {
            text.push_str("{ ");
            for (index, (key, value)) in entries.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                scalar(key, text);
                text.push_str(": ");
                flow(value, text);
            }
            text.push_str(" }");
        }
        Tree::Number(number) => text.push_str(&number.to_string()),
        Tree::Text(value) => scalar(value, text),
    }
}

/// A text, in quotes unless every reader of YAML, old or new, takes it for the text it is.
fn scalar(value: &str, text: &mut String) {
    let plain =
        value.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_./".contains(letter))
            && value.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && !WORDS.contains(&value.to_lowercase().as_str());
    if plain {
        text.push_str(value);
    } else {
        json::string(value, text);
    }
}

/// Whether a value is written on the line of its key.
fn short(tree: &Tree) -> bool {
    match tree {
        Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => true,
        Tree::List(_) | Tree::Map(_) => {
            let mut line = String::new();
            let deep = |tree: &Tree| matches!(tree, Tree::Map(_));
            let nested = match tree {
                Tree::List(items) => items.iter().any(deep),
                Tree::Map(entries) => entries.iter().any(|(_, value)| deep(value)),
                Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => false,
            };
            flow(tree, &mut line);
            !nested && line.chars().count() <= 72
        }
    }
}

fn spaces(count: usize, text: &mut String) {
    text.extend(core::iter::repeat_n(' ', count));
}

/// Words that some reader takes for something else (YAML 1.1 has more of them than 1.2).
const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
