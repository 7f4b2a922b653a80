//! What is not known of a request.

use alloc::{collections::BTreeSet, sync::Arc, vec::Vec};

use crate::{
    CallerFact, Condition, DenialReason, Document, Fact, Instance, MissingFact, Policy, Request,
    Source, TagCondition, truth::Truth,
};

/// The facts that are unknown and that some rule in force waits for: one that nothing rules out that
/// can be known of this person, this action and this instance.
pub(super) fn unknown(
    policy: &Policy,
    request: &Request,
    reason: &DenialReason,
) -> Vec<MissingFact> {
    let mut unknown: BTreeSet<MissingFact> = BTreeSet::new();
    if let DenialReason::Indeterminate { missing, .. } = reason {
        unknown.extend(missing.iter().cloned());
    }
    for finding in policy.findings(request) {
        let ruled_out: BTreeSet<Option<usize>> = finding
            .conditions
            .iter()
            .filter(|found| found.truth == Truth::False && is_for_good(&found.condition))
            .map(|found| found.exception)
            .collect();
        if ruled_out.contains(&None) {
            continue;
        }
        let waiting = finding.conditions.into_iter();
        let waiting = waiting.filter(|found| !ruled_out.contains(&found.exception));
        unknown.extend(waiting.flat_map(|found| found.missing));
    }
    unknown.into_iter().collect()
}

/// Whether no change of a request changes this.
pub(super) const fn is_for_good(condition: &Condition) -> bool {
    match condition {
        Condition::Users
        | Condition::Actions
        | Condition::Accounts
        | Condition::Regions
        | Condition::InstanceIds => true,
        Condition::Groups
        | Condition::From
        | Condition::During
        | Condition::NotBefore
        | Condition::NotAfter
        | Condition::SignedInWithin
        | Condition::IssuedBefore
        | Condition::Tag(_) => false,
    }
}

/// The request, as if there were nothing where something is unknown: what is allowed although
/// something is unknown is allowed so, too.
pub(super) fn as_absent(document: &Document, request: &Request) -> Request {
    let (mut attempt, instance) = ((*request.attempt).clone(), &*request.instance);
    let mut caller = attempt.caller.clone();
    for claim in claims(document) {
        caller = caller.with_claim(claim, absent(attempt.caller.claim(claim)));
    }
    caller = caller
        .with_user(absent(attempt.caller.user()))
        .with_signed_in_at(absent(attempt.caller.signed_in_at()))
        .with_issued_at(absent(attempt.caller.issued_at()));
    if attempt.caller.groups() == Fact::Unknown {
        caller = caller.with_groups(Fact::<[&str; 0]>::Absent);
    }
    attempt.caller = caller;
    let source = &attempt.source;
    attempt.source =
        Source::new(absent(source.address()), absent(source.vpc_endpoint()).map(Clone::clone));
    let instance = Instance {
        account: absent(instance.account.clone()),
        region: absent(instance.region.clone()),
        id: absent(instance.id.clone()),
        tags: absent(instance.tags.clone()),
    };
    Request { attempt: Arc::new(attempt), instance: Arc::new(instance) }
}

/// The claims that rules compare tags with.
fn claims(document: &Document) -> BTreeSet<&str> {
    let rules = document.rules.iter();
    let clauses = rules.flat_map(|rule| [&rule.when].into_iter().chain(&rule.unless));
    let tags = clauses.filter_map(|clause| clause.instances.as_ref());
    let tags = tags.flat_map(|instances| instances.tags.values());
    let claims = tags.filter_map(|condition| match condition {
        TagCondition::EqualsCaller(CallerFact::Claim(name)) => Some(name.as_str()),
        TagCondition::EqualsCaller(CallerFact::Groups | CallerFact::User)
        | TagCondition::In(_)
        | TagCondition::Present => None,
    });
    claims.collect()
}

fn absent<T>(fact: Fact<T>) -> Fact<T> {
    match fact {
        Fact::Unknown => Fact::Absent,
        Fact::Known(_) | Fact::Absent => fact,
    }
}
