//! The header or the claims of a recipe.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::values::{escaped, pick};

/// What is done to the header or to the claims.
#[derive(Default)]
pub struct Part {
    /// Members that are left out.
    pub remove: BTreeSet<String>,
    /// Members with other values, as the text of JSON.
    pub raw: BTreeMap<String, String>,
    /// Members put behind the opening brace.
    pub first: Vec<String>,
    /// Members put before the closing brace.
    pub last: Vec<String>,
    /// What else the corpus can say of it.
    pub others: Map<String, Value>,
}

impl Part {
    /// Leaves a member out, if an honest token of this use has it.
    pub fn remove(&mut self, name: &str, access: bool) {
        let others: &[&str] =
            if access { &["client_id", "scope", "username"] } else { &["aud", "cognito:username"] };
        if COMMON.contains(&name) || others.contains(&name) {
            self.remove.insert(name.to_owned());
        }
    }

    /// The same member with its name, its value or both escaped.
    pub fn respell(&mut self, name: &str, value: &str, chance: &mut Rng) {
        let plain = |text: &str| format!("\"{text}\"");
        let (said, meant) = match chance.u8(..3) {
            0 => (escaped(name, chance), plain(value)),
            1 => (plain(name), escaped(value, chance)),
            _ => (escaped(name, chance), escaped(value, chance)),
        };
        self.remove.insert(name.to_owned());
        self.last.push(format!("{said}:{meant}"));
    }

    /// Is no object, or not encoded as it should be.
    pub fn encode(&mut self, chance: &mut Rng) {
        let (name, value) = match chance.u8(..6) {
            0 => ("encoding", json!(pick(chance, &["utf-16be", "utf-16le"]))),
            1 | 2 => ("unused_bits", json!(1 << chance.u8(..4))),
            3 => ("part", json!(pick(chance, PARTS))),
            _ => ("text", json!(pick(chance, BROKEN))),
        };
        self.others.insert(name.to_owned(), value);
    }

    /// As it stands in the corpus.
    pub fn json(self) -> Value {
        let Self { remove, raw, first, last, mut others } = self;
        others.insert("remove".to_owned(), json!(remove));
        others.insert("raw".to_owned(), json!(raw));
        for (name, members) in [("first", first), ("last", last)] {
            if !members.is_empty() {
                others.insert(name.to_owned(), json!(members.join(",")));
            }
        }
        let part = Value::Object(others);
        // Only what is text has another encoding.
        if part.get("encoding").is_some() && part.to_string().contains("{{hex:") {
            return json!({});
        }
        part
    }
}

const COMMON: &[&str] =
    &["sub", "cognito:groups", "iss", "token_use", "auth_time", "exp", "iat", "origin_jti", "jti"];

const BROKEN: &[&str] = &[
    "{{hex:efbbbf}}{{honest}}",
    "{{honest}}{{honest}}",
    "[{{honest}}]",
    "{{honest}},",
    "{{opened}}",
    "{{opened}},}",
    "{{honest}}\u{0}",
    "\u{0}{{honest}}",
    "{{honest}}{{hex:ff}}",
    "\u{a0}{{honest}}",
    "{{honest}}//",
    "null",
    "\"\"",
    "{}",
    "[]",
    "",
    "\u{c}{{honest}}",
    "{{hex:0b}}{{honest}}",
    "{\"a\":1,{{honest}}}",
    "{{opened}},\"a\"}",
    "{{opened}},\"a\":}",
    "{{opened}},\"a\":1}",
];

const PARTS: &[&str] = &["e30", "", "e30=", "bnVsbA", "IiI", "W10", "AA", "A", "_w", "e30.e30"];
