//! Answers without the request they are about, so that those to two requests can be compared.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{Decision, DenialReason, RuleId};

use super::Finding;

/// An answer: its code, the rules it names, and the facts or tags that are missing, each in order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Answer {
    pub(super) code: &'static str,
    pub(super) rules: Vec<String>,
    pub(super) missing: Vec<String>,
}

impl Answer {
    pub(super) fn of(decision: &Decision) -> Self {
        let ids = |rules: &[RuleId]| rules.iter().map(ToString::to_string).collect();
        match decision {
            Decision::Allow(grant) => Self::new("allow", ids(grant.rules()), Vec::new()),
            Decision::Deny(denial) => {
                let (rules, missing) = match denial.reason() {
                    DenialReason::MissingRequiredTag { tags } => {
                        (Vec::new(), tags.iter().map(|key| format!("tag:{key}")).collect())
                    }
                    DenialReason::Explicit { rules } => (ids(rules), Vec::new()),
                    DenialReason::Indeterminate { rules, missing } => {
                        (ids(rules), missing.iter().map(ToString::to_string).collect())
                    }
                    DenialReason::Default => (Vec::new(), Vec::new()),
                };
                Self::new(denial.code(), rules, missing)
            }
        }
    }

    pub(super) fn new(
        code: &'static str,
        mut rules: Vec<String>,
        mut missing: Vec<String>,
    ) -> Self {
        for list in [&mut rules, &mut missing] {
            list.sort();
            list.dedup();
        }
        Self { code, rules, missing }
    }

    pub(super) fn is_allow(&self) -> bool {
        self.code == "allow"
    }

    /// Whether some rule or some fact made this answer: not silence.
    pub(super) fn says_something(&self) -> bool {
        self.code != "default"
    }

    pub(super) fn told(&self, what: &str) -> String {
        let (rules, missing) = (self.rules.join(", "), self.missing.join(", "));
        format!("{what} `{}` by [{rules}] for want of [{missing}]", self.code)
    }

    /// That both are the same.
    pub(super) fn same(&self, other: &Self) -> Finding {
        if self == other { Ok(true) } else { Err(self.became(other)) }
    }

    /// How this answer became another.
    pub(super) fn became(&self, other: &Self) -> String {
        format!("{}, {}", self.told("the answer was"), other.told("and became"))
    }
}

/// That what was allowed still is: says nothing about what was not.
pub(super) fn keeps_allow(before: &Answer, after: &Answer) -> Finding {
    if before.is_allow() && !after.is_allow() {
        Err(before.became(after))
    } else {
        Ok(before.is_allow())
    }
}

/// That what was denied still is: says nothing about what was not.
pub(super) fn keeps_denial(before: &Answer, after: &Answer) -> Finding {
    if !before.is_allow() && after.is_allow() {
        Err(before.became(after))
    } else {
        Ok(!before.is_allow())
    }
}
