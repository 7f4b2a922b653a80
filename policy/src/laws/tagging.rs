//! Laws about a tag that is deleted.

use alloc::{boxed::Box, string::String, sync::Arc, vec::Vec};

use crate::{Effect, Instance, Policy, Request, Tags};

use super::{
    Check, Subject,
    answer::keeps_denial,
    edit::{answer, some, tests_tag},
};

pub(super) fn law_17(subject: &Subject) -> Check {
    let policy = Policy::compile(subject.only(|rule| rule.effect == Effect::Allow));
    let keys = keys(subject);
    Box::new(move |request| {
        let before = answer(&policy, request);
        let mut about = false;
        for less in keys.iter().filter_map(|key| without(request, key)) {
            about |= keeps_denial(&before, &answer(&policy, &less))?;
        }
        Ok(about)
    })
}

/// For each tag, without the deny rules that test it.
pub(super) fn law_18(subject: &Subject) -> Check {
    let untested = |key: String| {
        let tested = |rule: &crate::Rule| tests_tag(&rule.when, &key);
        let policy = subject.only(|rule| rule.effect == Effect::Allow || !tested(rule));
        (key.clone(), Policy::compile(policy))
    };
    let untested: Vec<(String, Policy)> = keys(subject).into_iter().map(untested).collect();
    Box::new(move |request| {
        let mut about = false;
        for (key, policy) in &untested {
            let Some(less) = without(request, key) else { continue };
            about |= keeps_denial(&answer(policy, request), &answer(policy, &less))?;
        }
        Ok(about)
    })
}

/// The tag keys that the policy names.
fn keys(subject: &Subject) -> Vec<String> {
    let atoms = crate::strategies::Atoms::of(&subject.document);
    some(atoms.tags.into_iter().map(|(key, _)| key).collect())
}

/// The request on an instance that lacks this tag; `None` if it has none.
fn without(request: &Request, key: &str) -> Option<Request> {
    let tags = request.instance.tags.known()?;
    tags.value(key)?;
    let tags = Tags::collect(tags.iter().filter(|(other, _)| *other != key));
    let instance = Arc::new(Instance { tags, ..(*request.instance).clone() });
    Some(Request { attempt: Arc::clone(&request.attempt), instance })
}
