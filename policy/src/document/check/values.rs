//! Lists: never empty, nothing twice, not endless.

use alloc::{collections::BTreeSet, format, vec::Vec};

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
        let values = self.sorted(node, list, item)?;
        let mut set = BTreeSet::new();
        set.extend(values);
        Some(set)
    }

    /// The same, kept as a list in its own order.
    pub(super) fn sorted<T: Ord>(
        &mut self,
        node: &Node,
        list: &List,
        item: impl Fn(&mut Self, &Node) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.list(node, list)?;
        if let [only] = items {
            return item(self, only).map(|value| [value].into());
        }
        let mut values = Vec::with_capacity(items.len());
        for (index, node) in items.iter().enumerate() {
            values.extend(item(self, node).map(|value| (value, index)));
        }
        let mut whole = values.len() == items.len();
        // Stable: of equal values the one that was written first stays the first.
        values.sort_by(|(one, _), (other, _)| one.cmp(other));
        for equal in values.chunk_by(|(one, _), (other, _)| one == other) {
            let Some(((_, earlier), again)) = equal.split_first() else { continue };
            for node in again.iter().filter_map(|(_, index)| items.get(*index)) {
                let found = format!("{} a second time", describe(node));
                let fault = Fault::new("duplicate_value", found, "each value once")
                    .help(format!("remove it: it is already item [{earlier}] of this list"));
                self.report.refuse(&node.spot, fault);
                whole = false;
            }
        }
        whole.then(|| values.into_iter().map(|(value, _)| value).collect())
    }
}
