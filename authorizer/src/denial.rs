//! Why the policy leaves a caller nothing: for the audit line, never for the caller.

use std::sync::Arc;

use sekisho_policy::{Action, Attempt, Denial, DenialReason, Policy, Record};
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
    /// What a policy has against an attempt, whatever the instance; `None` if there can be one that
    /// is allowed, so that the executor must look.
    ///
    /// The instance's id is not asked about, though a path may name it: an answer at the door that
    /// differs between ids would tell which instances rules speak of.
    pub(crate) fn find(policy: &Policy, attempt: Attempt) -> Option<Self> {
        let entitlement = policy.entitlement(Arc::new(attempt));
        let denial = entitlement.denial()?;
        let attempt = entitlement.attempt();
        let near_misses = match denial.reason() {
            DenialReason::Default => nearest(policy, attempt),
            DenialReason::Explicit { .. }
            | DenialReason::Indeterminate { .. }
            | DenialReason::MissingRequiredTag { .. } => Vec::new(),
        };
        Some(Self { action: attempt.action, denial, near_misses })
    }
}

fn nearest(policy: &Policy, attempt: &Attempt) -> Vec<NearlyAllowed> {
    let misses = policy.explain(attempt, None).near_misses.into_iter().take(MOST_NEAR_MISSES);
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
