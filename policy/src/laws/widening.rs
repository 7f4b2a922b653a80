//! Laws about asking less: a condition taken out of a rule moves answers one way only.

use alloc::{boxed::Box, vec::Vec};

use crate::{Clause, Document, Effect, Instances, Policy, Rule, Who};

use super::{
    Check, Finding, Subject,
    answer::{Answer, keeps_allow, keeps_denial},
    edit::{answer, some},
};

pub(super) fn law_12(subject: &Subject) -> Check {
    compared(subject, rules(subject, Effect::Allow), keeps_allow)
}

pub(super) fn law_13(subject: &Subject) -> Check {
    compared(subject, rules(subject, Effect::Deny), keeps_denial)
}

/// An exception asks less, or is one more, or excepts everything.
pub(super) fn law_14(subject: &Subject) -> Check {
    let mut wider = Vec::new();
    for rule in subject.rules(Effect::Deny) {
        for (number, exception) in rule.unless.iter().enumerate() {
            for clause in without_one(exception) {
                let mut rule = rule.clone();
                if let Some(place) = rule.unless.get_mut(number) {
                    *place = clause;
                }
                wider.push(replaced(subject, &rule));
            }
        }
        let mut more = rule.clone();
        more.unless.extend(subject.rules(Effect::Allow).map(|rule| rule.when.clone()).take(1));
        wider.push(replaced(subject, &more));
    }
    compared(subject, wider, keeps_allow)
}

fn compared(
    subject: &Subject,
    wider: Vec<Document>,
    law: fn(&Answer, &Answer) -> Finding,
) -> Check {
    let subject = subject.clone();
    let wider: Vec<Policy> = some(wider).into_iter().map(Policy::compile).collect();
    Box::new(move |request| {
        let before = subject.answer(request);
        let mut about = false;
        for policy in &wider {
            about |= law(&before, &answer(policy, request))?;
        }
        Ok(about)
    })
}

/// Every document in which one rule of this effect asks for one thing less.
fn rules(subject: &Subject, effect: Effect) -> Vec<Document> {
    let rules = subject.rules(effect);
    let wider = rules.flat_map(|rule| {
        without_one(&rule.when).into_iter().map(|when| Rule { when, ..rule.clone() })
    });
    wider.map(|rule| replaced(subject, &rule)).collect()
}

fn replaced(subject: &Subject, rule: &Rule) -> Document {
    let others = subject.document.rules.iter().cloned();
    subject.with(others.map(|other| if other.id == rule.id { rule.clone() } else { other }))
}

/// Every clause that lacks one condition of this one.
pub(super) fn without_one(clause: &Clause) -> Vec<Clause> {
    let mut wider: Vec<Clause> = Vec::new();
    let mut taken = |take: &dyn Fn(&mut Clause)| {
        let mut other = clause.clone();
        take(&mut other);
        if other != *clause {
            wider.push(other);
        }
    };
    taken(&|it| it.actions = None);
    taken(&|it| it.from = None);
    taken(&|it| it.during = None);
    taken(&|it| it.not_before = None);
    taken(&|it| it.not_after = None);
    taken(&|it| it.signed_in_within = None);
    taken(&|it| it.issued_before = None);
    taken(&|it| who(it, |who| who.groups = None));
    taken(&|it| who(it, |who| who.users = None));
    taken(&|it| instances(it, |of| of.accounts = None));
    taken(&|it| instances(it, |of| of.regions = None));
    taken(&|it| instances(it, |of| of.ids = None));
    for key in clause.instances.iter().flat_map(|instances| instances.tags.keys()) {
        taken(&|it| instances(it, |of| drop(of.tags.remove(key))));
    }
    wider
}

fn who(clause: &mut Clause, change: impl Fn(&mut Who)) {
    if let Some(who) = &mut clause.who {
        change(who);
    }
    clause.who = clause.who.take().filter(|who| *who != Who::default());
}

fn instances(clause: &mut Clause, change: impl Fn(&mut Instances)) {
    if let Some(instances) = &mut clause.instances {
        change(instances);
    }
    clause.instances = clause.instances.take().filter(|it| *it != Instances::default());
}
