//! Laws about a rule more. The rules that are added are the document's own: it is compared with
//! itself less one, and with itself and one of its rules turned around.

use alloc::{boxed::Box, vec::Vec};

use crate::{Effect, Policy, Rule};

use super::{
    Check, Subject,
    answer::{Answer, keeps_allow, keeps_denial},
    edit::{answer, everything, some},
};

/// Two policies, of which the second has one rule more.
type Pair = (Policy, Policy);

pub(super) fn law_3(subject: &Subject) -> Check {
    let subject = subject.clone();
    let closed = everything(Effect::Deny).map(|rule| subject.and(&rule));
    Box::new(move |request| {
        let Some(closed) = &closed else { return Ok(false) };
        let (before, after) = (subject.answer(request), answer(closed, request));
        let expected = if before.code == "missing_required_tag" { before.code } else { "explicit" };
        if after.code != expected {
            return Err(before.became(&after));
        }
        let empty = closed.entitlement(alloc::sync::Arc::clone(&request.attempt)).is_empty();
        if !empty {
            return Err(after.told("something is left open where the answer is"));
        }
        Ok(before.is_allow())
    })
}

pub(super) fn law_6(subject: &Subject) -> Check {
    all(pairs(subject, Effect::Allow), keeps_allow)
}

pub(super) fn law_7(subject: &Subject) -> Check {
    all(pairs(subject, Effect::Allow), |before, after| {
        if before.code == "explicit" { before.same(after) } else { Ok(false) }
    })
}

pub(super) fn law_8(subject: &Subject) -> Check {
    all(pairs(subject, Effect::Deny), keeps_denial)
}

/// That the law holds for every pair; that it says something about one of them.
fn all(pairs: Vec<Pair>, law: fn(&Answer, &Answer) -> super::Finding) -> Check {
    Box::new(move |request| {
        let mut about = false;
        for (before, after) in &pairs {
            about |= law(&answer(before, request), &answer(after, request))?;
        }
        Ok(about)
    })
}

fn pairs(subject: &Subject, effect: Effect) -> Vec<Pair> {
    let less = subject.rules(effect).map(|rule| {
        let less = Policy::compile(subject.only(|other| other.id != rule.id));
        (less, subject.policy.clone())
    });
    let other = match effect {
        Effect::Allow => Effect::Deny,
        Effect::Deny => Effect::Allow,
    };
    let turned = subject.rules(other).map(|rule| {
        let turned = Rule { effect, unless: Vec::new(), ..rule.clone() };
        (subject.policy.clone(), subject.and(&turned))
    });
    some(less.chain(turned).collect())
}
