//! Mappings: which keys may be there, which must.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Check, clause::CONDITIONS, near::nearest};
use crate::document::{
    node::{Entry, Form, Node, Spot, Value, quote},
    report::Fault,
};

/// The keys and values of one mapping whose keys are known.
pub(super) struct Fields<'a> {
    entries: &'a [Entry],
    pub(super) spot: &'a Spot,
    /// Keys that are not there, but that a key which is there was probably meant to be.
    misspelt: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(super) fn find(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub(super) fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a key that is there was probably meant to be this one.
    pub(super) fn is_misspelt(&self, key: &str) -> bool {
        self.misspelt.contains(&key)
    }
}

impl Check {
    /// A mapping with no other keys than these; one that is not among them is reported.
    pub(super) fn fields<'a>(
        &mut self,
        node: &'a Node,
        known: &[&'static str],
        required: &str,
    ) -> Option<Fields<'a>> {
        let entries = self.entries(node, required)?;
        let mut misspelt = Vec::new();
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let found = format!("the unknown key {}", quote(&entry.key));
            let advice = advice(&entry.key, known).map(ToString::to_string);
            let near = nearest(&entry.key, known.iter().copied()).filter(|_| advice.is_none());
            let fault = if let Some(near) = near {
                misspelt.push(near);
                let required = "a key that is known here";
                Fault::new("unknown_key", found, required).help(format!("did you mean `{near}`?"))
            } else {
                Fault::new("unknown_key", found, one_of(known)).maybe(advice)
            };
            self.report.refuse(&entry.spot, fault);
        }
        Some(Fields { entries, spot: &node.spot, misspelt })
    }

    /// A mapping with any keys.
    pub(super) fn entries<'a>(&mut self, node: &'a Node, required: &str) -> Option<&'a [Entry]> {
        if let Value::Map(entries) = &node.value {
            return Some(entries);
        }
        self.refuse_kind(node, required);
        None
    }

    /// The value of a key that must be there.
    pub(super) fn required<'a>(
        &mut self,
        fields: &Fields<'a>,
        key: &str,
        required: &str,
    ) -> Option<&'a Node> {
        let node = fields.find(key);
        if node.is_none() && !fields.is_misspelt(key) {
            let fault = Fault::new("missing_key", "nothing", required);
            let spot = self.report.missing(fields.spot, key);
            self.report.refuse(&spot, fault);
        }
        node
    }

    /// A text.
    pub(super) fn text<'a>(&mut self, node: &'a Node, required: &str) -> Option<&'a str> {
        if let Value::Text(text) = &node.value {
            return Some(text);
        }
        let help = match (&node.value, self.report.form) {
            (Value::Number(_) | Value::Bool(_), Form::Rows) => {
                Some("store it as a string (S)".to_string())
            }
            (Value::Number(text), _) => Some(format!("put quotes around it: `\"{text}\"`")),
            (Value::Bool(value), _) => Some(format!("put quotes around it: `\"{value}\"`")),
            _ => None,
        };
        let fault = self.wrong(node, required).maybe(help);
        self.refuse_unless_reported(node, fault);
        None
    }

    /// A text in a notation that no number has: what YAML takes for one is wrong in another way than
    /// by its missing quotes.
    pub(super) fn notation<'a>(&mut self, node: &'a Node, required: &str) -> Option<&'a str> {
        match &node.value {
            Value::Number(text) if self.report.form == Form::Yaml => Some(text),
            Value::Bool(_)
            | Value::Foreign(_)
            | Value::List(_)
            | Value::Map(_)
            | Value::Null
            | Value::Number(_)
            | Value::Reported
            | Value::Text(_)
            | Value::Unread => self.text(node, required),
        }
    }

    /// `true` or `false`.
    pub(super) fn truth(&mut self, node: &Node) -> Option<bool> {
        if let Value::Bool(value) = node.value {
            return Some(value);
        }
        let help = if let Value::Text(text) = &node.value {
            let meant = match text.to_lowercase().as_str() {
                "true" | "yes" | "on" => Some("true"),
                "false" | "no" | "off" => Some("false"),
                _ => None,
            };
            meant.map(|meant| match self.report.form {
                Form::Rows => format!("store {meant} as a boolean (BOOL)"),
                Form::Json | Form::Yaml => format!("write `{meant}`, without quotes"),
            })
        } else {
            None
        };
        let fault = self.wrong(node, "`true` or `false`").maybe(help);
        self.refuse_unless_reported(node, fault);
        None
    }

    /// Reports a value of the wrong kind.
    pub(super) fn refuse_kind(&mut self, node: &Node, required: &str) {
        let fault = self.wrong(node, required);
        self.refuse_unless_reported(node, fault);
    }

    pub(super) fn refuse_unless_reported(&mut self, node: &Node, fault: Fault) {
        if !matches!(node.value, Value::Reported) {
            self.report.refuse(&node.spot, fault);
        }
    }

    /// The fault of a value that is of the wrong kind.
    pub(super) fn wrong(&self, node: &Node, required: &str) -> Fault {
        let fault = Fault::new("wrong_kind", describe(node), required);
        if matches!(node.value, Value::Foreign(_)) {
            fault.help("use a list (L) of strings (S)")
        } else if matches!(node.value, Value::Null) && self.report.form == Form::Yaml {
            fault.help(if self.report.is_item(&node.spot) {
                "remove it, or put quotes around it if it is text"
            } else {
                "write a value after the colon, or remove the key"
            })
        } else {
            fault
        }
    }
}

/// What stands there, in a few words.
pub(crate) fn describe(node: &Node) -> String {
    match &node.value {
        Value::Bool(value) => format!("`{value}`"),
        Value::Foreign(what) => (*what).to_string(),
        Value::List(items) if items.is_empty() => "an empty list".to_string(),
        Value::List(_) | Value::Unread => "a list".to_string(),
        Value::Map(entries) if entries.is_empty() => "an empty mapping".to_string(),
        Value::Map(_) => "a mapping".to_string(),
        Value::Null | Value::Reported => "nothing".to_string(),
        Value::Number(number) => format!("the number {}", quote(number)),
        Value::Text(text) if text.is_empty() => "an empty text".to_string(),
        Value::Text(text) => quote(text),
    }
}

/// What to do about a key that other languages have and this one has not.
fn advice(key: &str, known: &[&str]) -> Option<&'static str> {
    match key.to_lowercase().as_str() {
        "when" | "if" | "condition" | "conditions" | "match" | "where"
            if known.contains(&"who") =>
        {
            Some("write the conditions in the rule itself")
        }
        _ if known.contains(&"never") && CONDITIONS.contains(&key) => {
            Some("write the conditions under `never`, `only`, `within` or `always`")
        }
        "not" | "none" | "not_in" | "except" | "exclude" | "deny" => {
            Some("this language has no negation: write a deny rule for what is to be refused")
        }
        "invariants" if known.contains(&"rules") => Some("keep invariants in a file of their own"),
        "priority" | "order" => Some("remove it: the order of rules never matters, and deny wins"),
        _ => None,
    }
}

/// A choice among words that the language fixes: all of them, since nobody can guess the rest.
pub(crate) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => "nothing".to_string(),
        Some((only, [])) => only.clone(),
        Some((last, [first])) => format!("{first} or {last}"),
        Some((last, rest)) => format!("one of {} or {last}", rest.join(", ")),
    }
}
