//! The walk over the tree of a request: mappings with known keys, and what is wrong with the rest.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::document::{
    check::{describe, did_you_mean, one_of},
    node::{Entry, Node, Spot, Value, quote},
    report::{Fault, Report},
};

/// What the reader carries along. Whatever returns `None` has reported why.
pub(super) struct Reader {
    pub(super) report: Report,
}

/// The keys and values of one mapping. One that was left out has none.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(&'a [Entry]);

impl<'a> Fields<'a> {
    /// The fields of a mapping that is not there.
    pub(super) const NONE: Self = Self(&[]);

    pub(super) fn find(self, key: &str) -> Option<&'a Node> {
        self.0.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    fn misspelt(self, key: &str, known: &[&'static str]) -> bool {
        self.0.iter().any(|entry| {
            !known.contains(&entry.key.as_str())
                && did_you_mean(&entry.key, known.iter().copied())
                    == Some(format!("did you mean `{key}`?"))
        })
    }
}

impl Reader {
    /// A mapping with no other keys than these; `None` if it is none.
    pub(super) fn fields<'a>(
        &mut self,
        node: &'a Node,
        known: &[&'static str],
        required: &str,
    ) -> Option<Fields<'a>> {
        let entries = self.entries(node, required)?;
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let fault = Fault::new(
                "unknown_key",
                format!("the unknown key {}", quote(&entry.key)),
                one_of(known),
            );
            let near = did_you_mean(&entry.key, known.iter().copied());
            self.refuse(&entry.spot, fault.maybe(near));
        }
        Some(Fields(entries))
    }

    /// A mapping with any keys.
    pub(super) fn entries<'a>(&mut self, node: &'a Node, required: &str) -> Option<&'a [Entry]> {
        if let Value::Map(entries) = &node.value {
            Some(entries)
        } else {
            self.wrong(node, required)
        }
    }

    /// The value of a key that must be there.
    pub(super) fn required<'a>(
        &mut self,
        root: &Node,
        fields: Fields<'a>,
        key: &str,
        known: &[&'static str],
        required: &str,
    ) -> Option<&'a Node> {
        let node = fields.find(key);
        if node.is_none() && !fields.misspelt(key, known) {
            let spot = self.report.missing(&root.spot, key);
            self.refuse(&spot, Fault::new("missing_key", "nothing", required));
        }
        node
    }

    /// A text.
    pub(super) fn text<'a>(&mut self, node: &'a Node, required: &str) -> Option<&'a str> {
        if let Value::Text(text) = &node.value { Some(text) } else { self.wrong(node, required) }
    }

    /// What was parsed, or its fault reported.
    pub(super) fn accept<T>(&mut self, node: &Node, parsed: Result<T, Fault>) -> Option<T> {
        parsed.map_err(|fault| self.refuse(&node.spot, fault)).ok()
    }

    /// Reports a value of the wrong kind.
    pub(super) fn wrong<T>(&mut self, node: &Node, required: &str) -> Option<T> {
        let fault = Fault::new("wrong_kind", shown(node), required).maybe(quotes(node, required));
        self.refuse(&node.spot, fault);
        None
    }

    pub(super) fn refuse(&mut self, spot: &Spot, fault: Fault) {
        self.report.refuse(spot, fault);
    }
}

/// What stands there. Here `null` is not nothing: it says that there is none.
fn shown(node: &Node) -> String {
    if matches!(node.value, Value::Null) { "`null`".to_string() } else { describe(node) }
}

fn quotes(node: &Node, required: &str) -> Option<String> {
    let is_mapping = required.starts_with("a mapping") || required.contains(": a mapping");
    if is_mapping || required.starts_with("a list") {
        return None;
    }
    let Value::Number(text) = &node.value else {
        return None;
    };
    Some(format!("put quotes around it: `\"{text}\"`"))
}
