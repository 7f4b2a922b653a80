//! Laws about asking again, asking nothing and saying it twice.

use alloc::{boxed::Box, format, string::String, sync::Arc, vec::Vec};

use crate::{Fact, Policy, Request, Rule, RuleId};

use super::{
    Check, Subject,
    answer::Answer,
    edit::{answer, some},
};

pub(super) fn law_1(subject: &Subject) -> Check {
    let (policy, again) = (subject.policy.clone(), Policy::compile(subject.document.clone()));
    Box::new(move |request| {
        let first = policy.decide(request.clone());
        let others = [
            policy.decide(request.clone()),
            again.decide(request.clone()),
            policy.entitlement(Arc::clone(&request.attempt)).admits(&request.instance),
        ];
        match others.iter().find(|other| **other != first) {
            Some(other) => Err(Answer::of(&first).became(&Answer::of(other))),
            None => Ok(Answer::of(&first).says_something()),
        }
    })
}

pub(super) fn law_2(subject: &Subject) -> Check {
    let subject = subject.clone();
    let empty = Policy::compile(subject.with([]));
    Box::new(move |request| {
        let left = answer(&empty, request);
        let open = !empty.entitlement(Arc::clone(&request.attempt)).is_empty();
        if left.is_allow() || open {
            return Err(left.told("the answer is"));
        }
        Ok(subject.answer(request).is_allow())
    })
}

pub(super) fn law_5(subject: &Subject) -> Check {
    let subject = subject.clone();
    let mut prefix = String::from("copy");
    while subject.document.rules.iter().any(|rule| rule.id.as_str().starts_with(&prefix)) {
        prefix.push('y');
    }
    let id = |number| RuleId::parse(&format!("{prefix}-{number}"));
    let copies = subject.document.rules.iter().enumerate().filter_map(|(number, rule)| {
        Some((rule.id.clone(), Rule { id: id(number).ok()?, ..rule.clone() }))
    });
    let copies: Vec<(RuleId, Rule)> = copies.collect();
    let rules = copies.iter().map(|(_, copy)| copy).chain(&subject.document.rules).cloned();
    let twice = Policy::compile(subject.with(rules));
    Box::new(move |request| {
        let once = subject.answer(request);
        let named = |id: &RuleId| once.rules.iter().any(|rule| *rule == id.as_str());
        let again =
            copies.iter().filter(|(id, _)| named(id)).map(|(_, copy)| copy.id.as_str().into());
        let rules = once.rules.iter().cloned().chain(again).collect();
        let expected = Answer::new(once.code, rules, once.missing.clone());
        expected.same(&answer(&twice, request))?;
        Ok(!once.rules.is_empty())
    })
}

/// An entitlement is asked about many instances in turn: the same one, ones of which other facts
/// are unknown, and the same one again.
pub(super) fn law_37(subject: &Subject) -> Check {
    let policy = subject.policy.clone();
    Box::new(move |request| {
        let entitlement = policy.entitlement(Arc::clone(&request.attempt));
        let instance = &*request.instance;
        let mut others = some(alloc::vec![
            crate::Instance::default(),
            crate::Instance { tags: Fact::Absent, ..instance.clone() },
            crate::Instance { account: Fact::Unknown, ..instance.clone() },
            crate::Instance { region: Fact::Absent, id: Fact::Absent, ..instance.clone() },
            instance.clone(),
            crate::Instance { tags: Fact::Unknown, ..instance.clone() },
        ]);
        others.extend(others.clone().into_iter().rev());
        let mut codes = Vec::new();
        for other in others.into_iter().map(Arc::new) {
            let alone =
                Request { attempt: Arc::clone(&request.attempt), instance: Arc::clone(&other) };
            let (one, many) = (answer(&policy, &alone), Answer::of(&entitlement.admits(&other)));
            one.same(&many)?;
            codes.push(one.code);
        }
        Ok(codes.contains(&"allow") && codes.iter().any(|code| *code != "allow"))
    })
}
