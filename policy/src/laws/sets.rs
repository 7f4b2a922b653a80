//! Laws about being in one more group.

use alloc::{boxed::Box, string::String, sync::Arc, vec::Vec};

use crate::{Attempt, Effect, Fact, Policy, Request};

use super::{
    Check, Finding, Subject,
    answer::{Answer, keeps_allow, keeps_denial},
    edit::{answer, some, tests_groups},
};

/// Without the deny rules that test groups.
pub(super) fn law_19(subject: &Subject) -> Check {
    let policy = subject.only(|rule| rule.effect == Effect::Allow || !tests_groups(&rule.when));
    compared(subject, Policy::compile(policy), keeps_allow)
}

/// Without the allow rules and the exceptions that test groups.
pub(super) fn law_20(subject: &Subject) -> Check {
    let policy = subject.only(|rule| {
        (rule.effect == Effect::Deny || !tests_groups(&rule.when))
            && !rule.unless.iter().any(tests_groups)
    });
    compared(subject, Policy::compile(policy), keeps_denial)
}

fn compared(subject: &Subject, policy: Policy, law: fn(&Answer, &Answer) -> Finding) -> Check {
    let groups = some(crate::strategies::Atoms::of(&subject.document).groups);
    Box::new(move |request| {
        let before = answer(&policy, request);
        let mut about = false;
        for more in groups.iter().filter_map(|group| with(request, group)) {
            about |= law(&before, &answer(&policy, &more))?;
        }
        Ok(about)
    })
}

/// The request by a caller who is in this group too; `None` if they are, or if it is not known in
/// which they are.
fn with(request: &Request, group: &str) -> Option<Request> {
    let caller = &request.attempt.caller;
    let groups = caller.groups();
    let mut groups: Vec<String> = groups.known()?.iter().map(Into::into).collect();
    if groups.iter().any(|other| other == group) {
        return None;
    }
    groups.push(group.into());
    let caller = caller.clone().with_groups(Fact::Known(groups.iter().map(String::as_str)));
    let attempt = Arc::new(Attempt { caller, ..(*request.attempt).clone() });
    Some(Request { attempt, instance: Arc::clone(&request.instance) })
}
