//! Why the policy leaves a caller nothing: for the audit line, never for the caller.

use std::sync::Arc;

use sekisho_policy::{
    Action, Attempt, Decision, Denial, DenialReason, Entitlement, Instance, Policy, Record,
};
use serde::{Serialize, Serializer};

/// Why one action is denied, whatever is not known yet of the instance.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct ActionDenied {
    #[serde(serialize_with = "name")]
    action: Action,
    #[serde(serialize_with = "record")]
    denial: Denial,
    near_misses: Vec<NearlyAllowed>,
}

/// An allow rule, where it failed, and the facts that were unknown.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
struct NearlyAllowed {
    rule: String,
    failed: Vec<String>,
    missing: Vec<String>,
}

impl ActionDenied {
    /// What a policy has against an attempt at an instance of which at most the id is known; `None`
    /// if nothing is certain yet, so that the executor must look at the instance.
    pub(crate) fn find(
        policy: &Policy,
        attempt: Attempt,
        instance: &Arc<Instance>,
    ) -> Option<Self> {
        let entitlement = policy.entitlement(Arc::new(attempt));
        let (denial, known) = match entitlement.denial() {
            Some(denial) => (denial, None),
            None => (certain(&entitlement, instance)?, Some(&**instance)),
        };
        let attempt = entitlement.attempt();
        let near_misses = match denial.reason() {
            DenialReason::Default => nearest(policy, attempt, known),
            DenialReason::Explicit { .. }
            | DenialReason::Indeterminate { .. }
            | DenialReason::MissingRequiredTag { .. } => Vec::new(),
        };
        Some(Self { action: attempt.action, denial, near_misses })
    }
}

/// The denial of an instance that holds whatever its other facts turn out to be: what is decided
/// without a fact is decided with it.
fn certain(entitlement: &Entitlement, instance: &Arc<Instance>) -> Option<Denial> {
    match entitlement.admits(instance) {
        Decision::Deny(denial) => match denial.reason() {
            DenialReason::Indeterminate { .. } => None,
            DenialReason::Default
            | DenialReason::Explicit { .. }
            | DenialReason::MissingRequiredTag { .. } => Some(denial),
        },
        Decision::Allow(_) => None,
    }
}

fn nearest(policy: &Policy, attempt: &Attempt, known: Option<&Instance>) -> Vec<NearlyAllowed> {
    let misses = policy.explain(attempt, known).near_misses.into_iter().take(MOST_NEAR_MISSES);
    misses
        .map(|miss| NearlyAllowed {
            rule: miss.rule.to_string(),
            failed: miss.failed.iter().map(ToString::to_string).collect(),
            missing: miss.missing.iter().map(ToString::to_string).collect(),
        })
        .collect()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn name<S: Serializer>(action: &Action, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(action.name())
}

fn record<S: Serializer>(denial: &Denial, serializer: S) -> Result<S::Ok, S::Error> {
    Record::of(denial).serialize(serializer)
}

/// The closest rules are the ones that help; a line stays a line.
const MOST_NEAR_MISSES: usize = 3;
