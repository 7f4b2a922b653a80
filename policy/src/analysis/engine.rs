//! The engine, which has the last word about every witness.

use alloc::{boxed::Box, collections::BTreeSet, string::String, vec::Vec};
use core::sync::atomic::{AtomicUsize, Ordering};

use once_cell::race::OnceBox;

use crate::{Clause, Decision, Document, Fact, Policy, Request, Rule, TagCondition, Who};

/// The engine under a document.
///
/// To compile a document of ten thousand rules takes longer than to compare it with another. So a
/// few requests are decided by the rules that may hold for them alone: a rule that does not hold has
/// no part in a decision. After that the whole document is compiled.
#[derive(Debug)]
pub(crate) struct Engine<'a> {
    document: &'a Document,
    whole: OnceBox<Policy>,
    asked: AtomicUsize,
}

/// So many requests are decided by a part of the document each.
const FEW: usize = 16;

impl<'a> Engine<'a> {
    pub(crate) const fn new(document: &'a Document) -> Self {
        Self { document, whole: OnceBox::new(), asked: AtomicUsize::new(0) }
    }

    /// What the engine decides.
    pub(crate) fn decide(&self, request: &Request) -> Decision {
        let document = self.document;
        if self.asked.fetch_add(1, Ordering::Relaxed) < FEW {
            let rules = document.rules.iter().filter(|rule| may_hold(rule, request));
            let rules: Vec<Rule> = rules.cloned().collect();
            let part = Document { rules, ..document.without_rules() };
            return Policy::compile(part).decide(request.clone());
        }
        let whole = || Box::new(Policy::compile(document.clone()));
        self.whole.get_or_init(whole).decide(request.clone())
    }
}

/// Whether a rule may hold for a request: `false` is certain.
fn may_hold(rule: &Rule, request: &Request) -> bool {
    let Clause { who, actions, instances, .. } = &rule.when;
    let caller = &request.attempt.caller;
    rule.enabled
        && actions.as_ref().is_none_or(|actions| actions.contains(&request.attempt.action))
        && who.as_ref().is_none_or(|Who { groups, users }| {
            let is_in = |groups: &BTreeSet<String>| match caller.groups() {
                Fact::Known(known) => known.iter().any(|group| groups.contains(group)),
                Fact::Absent | Fact::Unknown => true,
            };
            let is_one = |users: &BTreeSet<String>| match caller.user() {
                Fact::Known(user) => users.contains(user),
                Fact::Absent | Fact::Unknown => true,
            };
            groups.as_ref().is_none_or(is_in) && users.as_ref().is_none_or(is_one)
        })
        && instances.as_ref().is_none_or(|instances| {
            let mut tags = instances.tags.iter();
            tags.all(|(key, condition)| match (condition, &request.instance.tags) {
                (TagCondition::In(values), Fact::Known(tags)) => {
                    tags.value(key).is_some_and(|value| values.contains(value))
                }
                _ => true,
            })
        })
}
