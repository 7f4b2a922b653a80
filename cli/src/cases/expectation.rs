//! What must be decided on the facts of a case.

use std::collections::BTreeSet;

use sekisho_policy::{Decision, DenialReason, RuleId, RunbookName};

use crate::scenario::Answer;

/// What must be decided on the facts of a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Expectation {
    pub(crate) answer: Answer,
    /// The code of the denial, if that matters.
    pub(crate) code: Option<&'static str>,
    /// The rules that decide it, neither fewer nor more, if they matter.
    pub(crate) rules: Option<BTreeSet<RuleId>>,
    /// The runbooks that must succeed before the stop, neither fewer nor more, if they matter.
    pub(crate) before_stop: Option<BTreeSet<RunbookName>>,
}

impl Expectation {
    /// That exactly this is decided, whichever rules decide it.
    pub(crate) fn of(decision: &Decision) -> Self {
        let (answer, code) = match decision {
            Decision::Allow(_) => (Answer::Allow, None),
            Decision::Deny(denial) => (Answer::Deny, Some(denial.code())),
        };
        Self { answer, code, rules: None, before_stop: None }
    }

    /// Whether that is what was decided.
    pub(crate) fn is_met_by(&self, decision: &Decision) -> bool {
        let code = match decision {
            Decision::Allow(_) => None,
            Decision::Deny(denial) => Some(denial.code()),
        };
        let rules = deciding(decision);
        (self.answer == Answer::Allow) == decision.is_allow()
            && (self.code.is_none() || self.code == code)
            && self.rules.as_ref().is_none_or(|expected| {
                expected.len() == rules.len() && rules.iter().all(|rule| expected.contains(rule))
            })
            && self.before_stop.as_ref().is_none_or(|expected| {
                expected.iter().eq(runbooks(decision)) // both in order, each once
            })
    }
}

/// The rules that decided it.
pub(super) fn deciding(decision: &Decision) -> &[RuleId] {
    match decision {
        Decision::Allow(grant) => grant.rules(),
        Decision::Deny(denial) => match denial.reason() {
            DenialReason::Explicit { rules } | DenialReason::Indeterminate { rules, .. } => rules,
            DenialReason::MissingRequiredTag { .. } | DenialReason::Default => &[],
        },
    }
}

/// The runbooks that it is bound by.
fn runbooks(decision: &Decision) -> &[RunbookName] {
    match decision {
        Decision::Allow(grant) => grant.runbooks(),
        Decision::Deny(_) => &[],
    }
}

/// The codes of denials.
pub(super) const CODES: [&str; 4] =
    ["default", "explicit", "indeterminate", "missing_required_tag"];
