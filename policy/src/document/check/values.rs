//! Lists: never empty, nothing twice, not endless.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    vec::Vec,
};

use super::{Check, fields::describe};
use crate::document::{
    node::{Form, Node, Value, quote},
    report::Fault,
};

/// What a list is to be.
pub(super) struct List {
    /// A list of what.
    pub(super) required: &'static str,
    /// The most items it may have.
    pub(super) most: usize,
    /// What to write instead of an empty list.
    pub(super) empty: &'static str,
}

impl Check {
    /// The items of a list that is one.
    pub(super) fn list<'a>(&mut self, node: &'a Node, list: &List) -> Option<&'a [Node]> {
        let Value::List(items) = &node.value else {
            let fault = self.wrong(node, list.required);
            let fault = match (&node.value, self.report.form) {
                (Value::Text(text), Form::Yaml) => {
                    fault.help(format!("put it in brackets: {}", quote(&format!("[{text}]"))))
                }
                (Value::Text(text), Form::Json) => {
                    fault.help(format!("put it in brackets: {}", quote(&format!("[\"{text}\"]"))))
                }
                (Value::Number(text), Form::Json | Form::Yaml) => {
                    fault.help(format!("put it in brackets and quotes: `[\"{text}\"]`"))
                }
                (Value::Text(_), Form::Rows) => fault.help("store it as a list (L) of strings (S)"),
                _ => fault,
            };
            self.refuse_unless_reported(node, fault);
            return None;
        };
        if items.is_empty() {
            let fault = Fault::new("empty_list", "an empty list", list.required).help(list.empty);
            self.report.refuse(&node.spot, fault);
            return None;
        }
        if items.len() > list.most {
            let found = format!("a list of {} items", items.len());
            let fault = Fault::new("limit", found, format!("at most {}", list.most));
            self.report.refuse(&node.spot, fault);
            return None;
        }
        Some(items)
    }

    /// The items of a list, each read by `item`; one that is there twice is reported.
    pub(super) fn set<T: Ord>(
        &mut self,
        node: &Node,
        list: &List,
        item: impl Fn(&mut Self, &Node) -> Option<T>,
    ) -> Option<BTreeSet<T>> {
        let items = self.list(node, list)?;
        let mut first = BTreeMap::new();
        let mut whole = true;
        for (index, node) in items.iter().enumerate() {
            let Some(value) = item(self, node) else {
                whole = false;
                continue;
            };
            if let Some(earlier) = first.get(&value) {
                let found = format!("{} a second time", describe(node));
                let fault = Fault::new("duplicate_value", found, "each value once")
                    .help(format!("remove it: it is already item [{earlier}] of this list"));
                self.report.refuse(&node.spot, fault);
                whole = false;
            } else {
                first.insert(value, index);
            }
        }
        whole.then(|| first.into_keys().collect())
    }

    /// The same, kept as a list in its own order.
    pub(super) fn sorted<T: Ord>(
        &mut self,
        node: &Node,
        list: &List,
        item: impl Fn(&mut Self, &Node) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.set(node, list, item).map(|set| set.into_iter().collect())
    }
}
