//! Why the policy leaves a caller nothing: for the audit line, never for the caller.

use std::sync::Arc;

use sekisho_policy::{
    Attempt, Condition, Decision, DenialReason, Instance, MissingFact, NearMiss, Policy, Request,
    RuleId,
};
use serde::Serialize;

/// Why one action was denied whatever the instance.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct ActionDenied {
    action: &'static str,
    code: &'static str,
    rules: Vec<String>,
    missing: Vec<String>,
    near_misses: Vec<NearlyAllowed>,
}

#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
struct NearlyAllowed {
    rule: String,
    failed: Vec<String>,
}

impl ActionDenied {
    /// What a policy has against an attempt on an instance, of which at most the id is known.
    pub(crate) fn because(
        policy: &Policy,
        attempt: &Arc<Attempt>,
        instance: &Arc<Instance>,
    ) -> Self {
        let action = attempt.action.name();
        let request = Request { attempt: Arc::clone(attempt), instance: Arc::clone(instance) };
        let (code, rules, missing) = match policy.decide(request) {
            Decision::Deny(denial) => match denial.reason() {
                DenialReason::Explicit { rules } => ("explicit", names(rules), Vec::new()),
                DenialReason::Indeterminate { rules, missing } => undecided(rules, missing),
                DenialReason::Default | DenialReason::MissingRequiredTag { .. } => NOTHING,
            },
            // An empty entitlement admits nothing, so there is no grant to be had here.
            Decision::Allow(_) => NOTHING,
        };
        let near_misses = if code == "default" { near_misses(policy, attempt) } else { Vec::new() };
        Self { action, code, rules, missing, near_misses }
    }
}

type Reason = (&'static str, Vec<String>, Vec<String>);

const NOTHING: Reason = ("default", Vec::new(), Vec::new());

/// Of the facts that were missing, only those about the attempt say anything: at the door nothing is
/// known of an instance.
fn undecided(rules: &[RuleId], missing: &[MissingFact]) -> Reason {
    let missing: Vec<String> =
        missing.iter().filter(|fact| is_about_the_attempt(fact)).map(ToString::to_string).collect();
    if missing.is_empty() { NOTHING } else { ("indeterminate", names(rules), missing) }
}

const fn is_about_the_attempt(fact: &MissingFact) -> bool {
    match fact {
        MissingFact::Account
        | MissingFact::InstanceId
        | MissingFact::Region
        | MissingFact::Tags => false,
        MissingFact::Address
        | MissingFact::Claim(_)
        | MissingFact::Groups
        | MissingFact::IssuedAt
        | MissingFact::SignedInAt
        | MissingFact::Time
        | MissingFact::User
        | MissingFact::VpcEndpoint => true,
    }
}

fn near_misses(policy: &Policy, attempt: &Attempt) -> Vec<NearlyAllowed> {
    let explanation = policy.explain(attempt, None);
    let nearly = |miss: &NearMiss| NearlyAllowed {
        rule: miss.rule.to_string(),
        failed: miss.failed.iter().map(condition).collect(),
    };
    explanation.near_misses.iter().take(MOST_NEAR_MISSES).map(nearly).collect()
}

fn names(rules: &[RuleId]) -> Vec<String> {
    rules.iter().map(ToString::to_string).collect()
}

/// The place of a condition in a rule.
fn condition(condition: &Condition) -> String {
    let name = match condition {
        Condition::Accounts => "instances.accounts",
        Condition::Actions => "actions",
        Condition::During => "during",
        Condition::From => "from",
        Condition::Groups => "who.groups",
        Condition::InstanceIds => "instances.ids",
        Condition::IssuedBefore => "issued_before",
        Condition::NotAfter => "not_after",
        Condition::NotBefore => "not_before",
        Condition::Regions => "instances.regions",
        Condition::SignedInWithin => "signed_in_within",
        Condition::Tag(key) => return format!("instances.tags.{key}"),
        Condition::Users => "who.users",
    };
    name.to_owned()
}

/// The nearest rules are the ones that help; a line stays a line.
const MOST_NEAR_MISSES: usize = 3;
