//! Documents made out of a document.

use alloc::{format, string::String, vec::Vec};

use crate::{
    CallerFact, Clause, Document, Effect, Obligations, Policy, Request, Rule, RuleId, TagCondition,
};

use super::{Subject, answer::Answer};

/// So many variations of a document are tried at most, evenly chosen: a law on a thousand rules
/// does not compile a thousand policies.
const VARIATIONS: usize = 24;

impl Subject {
    /// The rules in force.
    pub(super) fn rules(&self, effect: Effect) -> impl Iterator<Item = &Rule> {
        self.document.rules.iter().filter(move |rule| rule.enabled && rule.effect == effect)
    }

    /// The document with these rules instead of its own.
    pub(super) fn with(&self, rules: impl IntoIterator<Item = Rule>) -> Document {
        let mut rules: Vec<Rule> = rules.into_iter().collect();
        rules.sort_by(|left, right| left.id.cmp(&right.id));
        Document { rules, ..self.document.clone() }
    }

    pub(super) fn only(&self, keep: impl Fn(&Rule) -> bool) -> Document {
        self.with(self.document.rules.iter().filter(|rule| keep(rule)).cloned())
    }

    /// The policy with one rule more, under an id that no rule has.
    pub(super) fn and(&self, rule: &Rule) -> Policy {
        let taken = |id: &RuleId| self.document.rules.iter().any(|rule| rule.id == *id);
        let ids =
            (0..=u32::MAX).filter_map(|number| RuleId::parse(&format!("added-{number}")).ok());
        let mut rule = rule.clone();
        if let Some(id) = ids.into_iter().find(|id| !taken(id)) {
            rule.id = id;
        }
        Policy::compile(self.with(self.document.rules.iter().cloned().chain([rule])))
    }

    /// The answer of the document itself.
    pub(super) fn answer(&self, request: &Request) -> Answer {
        answer(&self.policy, request)
    }

    /// One rule and what it refers to; no tag is required.
    pub(super) fn alone(&self, rule: &Rule) -> Policy {
        Policy::compile(self.document.slice([rule.clone()].into()))
    }
}

pub(super) fn answer(policy: &Policy, request: &Request) -> Answer {
    Answer::of(&policy.decide(request.clone()))
}

/// Some of these, evenly chosen.
pub(super) fn some<T>(all: Vec<T>) -> Vec<T> {
    let step = all.len().div_ceil(VARIATIONS).max(1);
    all.into_iter().step_by(step).collect()
}

/// Whether the clause looks at the caller's groups: as groups, or through a tag.
pub(super) fn tests_groups(clause: &Clause) -> bool {
    let tags = clause.instances.iter().flat_map(|instances| instances.tags.values());
    clause.who.as_ref().is_some_and(|who| who.groups.is_some())
        || tags.into_iter().any(|it| *it == TagCondition::EqualsCaller(CallerFact::Groups))
}

/// Whether the clause looks at this tag.
pub(super) fn tests_tag(clause: &Clause, key: &str) -> bool {
    clause.instances.as_ref().is_some_and(|instances| instances.tags.contains_key(key))
}

/// A rule for everyone, everything, everywhere.
pub(super) fn everything(effect: Effect) -> Option<Rule> {
    Some(Rule {
        id: RuleId::parse("everything").ok()?,
        effect,
        enabled: true,
        description: None,
        approved_by: Some(String::from("the law")),
        when: Clause::default(),
        unless: Vec::new(),
        obligations: Obligations::default(),
    })
}
