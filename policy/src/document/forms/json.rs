//! JSON (RFC 8259), strictly: a key given twice is refused, not overwritten.

use alloc::{
    collections::BTreeSet,
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::{fits, nothing, too_deep};
use crate::{
    Limits,
    document::{
        node::{Entry, Form, Node, Trail, Value, quote},
        report::{Fault, Report},
    },
};

/// Reads the text. There is no tree where the text is not JSON at all.
pub(in crate::document) fn read(text: &str) -> (Option<Node>, Report) {
    let mut report = Report::new(Form::Json);
    if !fits(text, &mut report) {
        return (None, report);
    }
    if blank(text) {
        report.refuse_whole(None, nothing());
        return (None, report);
    }
    tree(text, report)
}

/// Whether a text holds nothing but what JSON calls white space.
pub(crate) fn blank(text: &str) -> bool {
    text.trim_matches([' ', '\t', '\r', '\n']).is_empty()
}

/// Reads any JSON text.
pub(crate) fn tree(text: &str, report: Report) -> (Option<Node>, Report) {
    let mut state = State { report, too_deep: false };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Seed { state: &mut state, trail: Trail::root(), depth: 0 };
    let read =
        seed.deserialize(&mut deserializer).and_then(|node| deserializer.end().map(|()| node));
    match read {
        Ok(node) => (Some(node), state.report),
        Err(error) => {
            if !state.too_deep {
                let at = (error.line(), error.column());
                state.report.refuse_whole(Some(at), not_json(text, &error));
            }
            (None, state.report)
        }
    }
}

struct State {
    report: Report,
    too_deep: bool,
}

/// What reads one value, at the place it is told.
struct Seed<'a> {
    state: &'a mut State,
    trail: Rc<Trail>,
    depth: usize,
}

impl Seed<'_> {
    fn node(self, value: Value) -> Node {
        Node { value, spot: self.state.report.spot(self.trail, None) }
    }

    /// One level deeper, if there is one.
    fn deeper<E: de::Error>(&mut self) -> Result<usize, E> {
        if self.depth < Limits::VERSION_1.depth {
            return Ok(self.depth.saturating_add(1));
        }
        let spot = self.state.report.spot(Rc::clone(&self.trail), None);
        self.state.report.refuse(&spot, too_deep());
        self.state.too_deep = true;
        Err(E::custom("too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
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
        Ok(self.node(Value::Number(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(self.node(Value::Number(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        // Debug keeps the point of `1.0`, which is not the version number 1.
        Ok(self.node(Value::Number(format!("{value:?}"))))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(self.node(Value::Text(value.to_string())))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut access: A) -> Result<Node, A::Error> {
        let depth = self.deeper()?;
        let spot = self.state.report.spot(Rc::clone(&self.trail), None);
        let mut items = Vec::new();
        loop {
            let trail = Trail::index(&self.trail, items.len());
            match access.next_element_seed(Seed { state: &mut *self.state, trail, depth })? {
                Some(item) => items.push(item),
                None => return Ok(Node { value: Value::List(items), spot }),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut access: A) -> Result<Node, A::Error> {
        let depth = self.deeper()?;
        let spot = self.state.report.spot(Rc::clone(&self.trail), None);
        let mut entries = Vec::new();
        let mut seen = BTreeSet::new();
        while let Some(key) = access.next_key::<String>()? {
            let trail = Trail::key(&self.trail, &key);
            let key_spot = self.state.report.spot(Rc::clone(&trail), None);
            let value = access.next_value_seed(Seed { state: &mut *self.state, trail, depth })?;
            if seen.insert(key.clone()) {
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
