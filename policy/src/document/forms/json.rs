//! JSON (RFC 8259), strictly: a key given twice is refused, not overwritten.

use alloc::{collections::BTreeSet, format, string::ToString, vec::Vec};
use core::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use smol_str::{SmolStr, ToSmolStr};

use super::{Subject, fits, too_deep};
use crate::{
    Limits,
    document::{
        node::{Entry, Form, Node, Value, quote},
        report::{Fault, Report},
        trail::Trail,
    },
};

/// Reads the text. There is no tree where the text is not JSON at all.
pub(crate) fn read(text: &str, subject: Subject) -> (Option<Node>, Report) {
    let mut report = Report::new(Form::Json);
    if !fits(text, &mut report) {
        return (None, report);
    }
    if blank(text) {
        report.refuse_whole(None, subject.nothing());
        return (None, report);
    }
    tree(text, report)
}

/// Whether a text holds nothing but what JSON calls white space.
pub(crate) fn blank(text: &str) -> bool {
    text.trim_matches([' ', '\t', '\r', '\n']).is_empty()
}

/// Reads any JSON text.
pub(crate) fn tree(text: &str, mut report: Report) -> (Option<Node>, Report) {
    let mut state = State { report: &mut report, rules: None, too_deep: false };
    match state.read(text, Trail::ROOT, 0) {
        Ok(node) => (Some(node), report),
        Err(error) => {
            if !state.too_deep {
                let at = (error.line(), error.column());
                report.refuse_whole(Some(at), not_json(text, &error));
            }
            (None, report)
        }
    }
}

/// A document whose rules are still text.
pub(in crate::document) struct Outline<'a> {
    pub(in crate::document) root: Node,
    pub(in crate::document) rules: Vec<Later<'a>>,
    pub(in crate::document) report: Report,
}

/// An item of the list of rules, to be read when it is checked.
#[derive(Debug)]
pub(in crate::document) struct Later<'a> {
    text: &'a str,
    reserved: u32,
}

/// Reads the text without its rules, if that goes well: they are most of it, and their tree would
/// be many times as large.
pub(in crate::document) fn outline(text: &str) -> Option<Outline<'_>> {
    let mut report = Report::new(Form::Json);
    if !fits(text, &mut report) {
        return None;
    }
    let mut state = State { report: &mut report, rules: Some(Vec::new()), too_deep: false };
    let root = state.read(text, Trail::ROOT, 0).ok()?;
    let rules = state.rules?;
    Some(Outline { root, rules, report })
}

impl Later<'_> {
    /// Reads the item, if that goes well.
    pub(in crate::document) fn read(&self, trail: Trail, report: &mut Report) -> Option<Node> {
        State { report, rules: None, too_deep: false }.read(self.text, trail, RULE_DEPTH).ok()
    }

    /// Its places in the order of the document.
    pub(in crate::document) const fn reserved(&self) -> u32 {
        self.reserved
    }
}

struct State<'a, 'de> {
    report: &'a mut Report,
    /// The rules that are to be read later, if they are.
    rules: Option<Vec<Later<'de>>>,
    too_deep: bool,
}

impl<'de> State<'_, 'de> {
    fn read(&mut self, text: &'de str, trail: Trail, depth: usize) -> serde_json::Result<Node> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let seed = Seed { state: self, trail, depth, later: false };
        let node = seed.deserialize(&mut deserializer)?;
        deserializer.end().map(|()| node)
    }
}

/// What reads one value, at the place it is told.
struct Seed<'a, 'r, 'de> {
    state: &'a mut State<'r, 'de>,
    trail: Trail,
    depth: usize,
    /// Whether the items of this list are to be read later.
    later: bool,
}

impl<'de> Seed<'_, '_, 'de> {
    fn node(self, value: Value) -> Node {
        Node { value, spot: self.state.report.spot(self.trail, None) }
    }

    /// One level deeper, if there is one.
    fn deeper<E: de::Error>(&mut self) -> Result<usize, E> {
        if self.depth < Limits::VERSION_1.depth {
            return Ok(self.depth.saturating_add(1));
        }
        let spot = self.state.report.spot(self.trail, None);
        self.state.report.refuse(&spot, too_deep());
        self.state.too_deep = true;
        Err(E::custom("too deep"))
    }

    /// The list of rules, each still as text.
    fn unread<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let spot = self.state.report.spot(self.trail, None);
        let mut rules = Vec::new();
        while let Some(rule) = access.next_element::<&RawValue>()? {
            let text = rule.get();
            // A value has one spot, a key has another, and either is a byte at least.
            let reserved = self.state.report.reserve(text.len());
            rules.push(Later { text, reserved });
        }
        self.state.rules = Some(rules);
        Ok(Node { value: Value::Unread, spot })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_, 'de> {
    type Value = Node;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_, 'de> {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(self.node(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(self.node(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(self.node(Value::Number(value.to_smolstr())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(self.node(Value::Number(value.to_smolstr())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        // Debug keeps the point of `1.0`, which is not the version number 1.
        Ok(self.node(Value::Number(format!("{value:?}").into())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(self.node(Value::Text(value.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut access: A) -> Result<Node, A::Error> {
        let depth = self.deeper()?;
        if self.later {
            return self.unread(access);
        }
        let spot = self.state.report.spot(self.trail, None);
        let mut items = Vec::new();
        loop {
            let trail = self.state.report.index(self.trail, items.len());
            let seed = Seed { state: &mut *self.state, trail, depth, later: false };
            match access.next_element_seed(seed)? {
                Some(item) => items.push(item),
                None => return Ok(Node { value: Value::List(items), spot }),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut access: A) -> Result<Node, A::Error> {
        let depth = self.deeper()?;
        let spot = self.state.report.spot(self.trail, None);
        let mut entries: Vec<Entry> = Vec::new();
        let mut keys = Keys::default();
        while let Some(key) = access.next_key_seed(Key)? {
            let trail = self.state.report.key(self.trail, &key);
            let key_spot = self.state.report.spot(trail, None);
            let later = self.depth == 0 && self.state.rules.is_some() && key == "rules";
            let seed = Seed { state: &mut *self.state, trail, depth, later };
            let value = access.next_value_seed(seed)?;
            if keys.insert(&key, &entries) {
                entries.push(Entry { key, spot: key_spot, value });
            } else {
                let found = format!("the key {} a second time", quote(&key));
                let fault = Fault::new("duplicate_key", found, "each key at most once");
                self.state.report.refuse(&key_spot, fault);
            }
        }
        Ok(Node { value: Value::Map(entries), spot })
    }
}

/// The keys of one mapping: up to some, they are looked for where they stand.
#[derive(Default)]
struct Keys {
    many: BTreeSet<SmolStr>,
}

impl Keys {
    /// Whether the key is not among the entries; from now on it is.
    fn insert(&mut self, key: &SmolStr, entries: &[Entry]) -> bool {
        if entries.len() < FEW {
            return entries.iter().all(|entry| entry.key != *key);
        }
        if self.many.is_empty() {
            self.many.extend(entries.iter().map(|entry| entry.key.clone()));
        }
        self.many.insert(key.clone())
    }
}

/// What reads a key.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = SmolStr;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<SmolStr, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = SmolStr;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<SmolStr, E> {
        Ok(key.into())
    }
}

fn not_json(text: &str, error: &serde_json::Error) -> Fault {
    let whole = error.to_string();
    let reason = whole.split(" at line ").next().unwrap_or(&whole);
    let found = format!("text that cannot be read as JSON ({reason})");
    let help = if text.starts_with('\u{feff}') {
        "save the file as UTF-8 without a byte order mark"
    } else if reason.contains("surrogate") || reason.contains("hex escape") {
        "write the letter itself, or both halves of its pair of escapes"
    } else if reason == "number out of range" {
        "write a smaller number"
    } else {
        "look at the commas, the brackets and the quotes here and on the line before"
    };
    Fault::new("not_json", found, "JSON (RFC 8259)").help(help)
}

/// How deep a rule stands: in the list of rules, in the document.
const RULE_DEPTH: usize = 2;

/// A rule has fewer keys.
const FEW: usize = 16;
