//! What a policy decides in one case, and which rules stood in the way of what was expected.

use sekisho_policy::{Condition, Decision, DenialReason, Effect, Finding, Policy, RuleId, Truth};

use super::{Case, expectation::deciding};
use crate::scenario::Answer;

/// What a policy decided in one case.
#[derive(Debug)]
pub(crate) struct Verdict<'a> {
    pub(crate) case: &'a Case,
    pub(crate) decision: Decision,
    pub(crate) findings: Vec<Finding>,
    /// Whether that is what was expected.
    pub(crate) passed: bool,
}

/// A rule that should have decided the case, or nearly did.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum InTheWay<'a> {
    /// These conditions of it do not hold.
    Failed(&'a RuleId, Vec<Condition>),
    /// One of its exceptions holds, or may.
    Lifted(&'a RuleId),
    /// The policy has no such rule in force.
    Nowhere(&'a RuleId),
    /// It is true, and something else decided.
    Outweighed(&'a RuleId),
}

impl<'a> Verdict<'a> {
    pub(crate) fn of(case: &'a Case, policy: &Policy) -> Self {
        let decision = policy.decide(case.request.clone());
        let passed = case.expected.is_met_by(&decision);
        Self { case, findings: policy.findings(&case.request), decision, passed }
    }

    /// What stood in the way of what was expected: the rules that were named, or else those that come
    /// nearest.
    pub(crate) fn in_the_way(&self) -> Vec<InTheWay<'_>> {
        let expected = &self.case.expected;
        if let Some(rules) = &expected.rules {
            let decided = deciding(&self.decision);
            let others = rules.iter().filter(|rule| !decided.contains(rule));
            return others.map(|rule| self.named(rule)).collect();
        }
        match (expected.answer, &self.decision) {
            (Answer::Allow, Decision::Deny(denial)) => match denial.reason() {
                DenialReason::Default | DenialReason::Indeterminate { .. } => {
                    self.nearest(Effect::Allow)
                }
                DenialReason::Explicit { .. } | DenialReason::MissingRequiredTag { .. } => {
                    Vec::new()
                }
            },
            (Answer::Deny, _) if expected.code == Some("explicit") => self.nearest(Effect::Deny),
            (Answer::Allow | Answer::Deny, _) => Vec::new(),
        }
    }

    fn named(&self, rule: &'a RuleId) -> InTheWay<'_> {
        match self.findings.iter().find(|finding| finding.rule == *rule) {
            Some(finding) => in_the_way(finding),
            None => InTheWay::Nowhere(rule),
        }
    }

    /// The rules of that effect that are not true and fail the fewest conditions.
    fn nearest(&self, effect: Effect) -> Vec<InTheWay<'_>> {
        let others = self.findings.iter().filter(|finding| finding.effect == effect);
        let others = others.filter(|finding| finding.truth != Truth::True);
        let mut others: Vec<(usize, &Finding)> =
            others.map(|finding| (failed(finding).len(), finding)).collect();
        // Stable, and the rules come in the order of their ids.
        others.sort_by_key(|(failed, _)| *failed);
        let fewest = others.first().map(|(failed, _)| *failed);
        let nearest = others.into_iter().take_while(|(failed, _)| Some(*failed) == fewest);
        nearest.take(MOST_NEAREST).map(|(_, finding)| in_the_way(finding)).collect()
    }
}

fn in_the_way(finding: &Finding) -> InTheWay<'_> {
    let failed = failed(finding);
    if !failed.is_empty() {
        InTheWay::Failed(&finding.rule, failed)
    } else if finding.truth == Truth::True {
        InTheWay::Outweighed(&finding.rule)
    } else {
        InTheWay::Lifted(&finding.rule)
    }
}

/// The conditions of the rule's own that do not hold.
fn failed(finding: &Finding) -> Vec<Condition> {
    let own = finding.conditions.iter().filter(|found| found.exception.is_none());
    own.filter(|found| found.truth != Truth::True).map(|found| found.condition.clone()).collect()
}

const MOST_NEAREST: usize = 3;
