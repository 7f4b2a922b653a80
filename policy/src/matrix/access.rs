//! What a caller may do to an instance, with everything known but where from, when, and how the caller
//! signed in.

use alloc::{sync::Arc, vec::Vec};

use crate::{Clause, RuleId};

/// Whether an action is allowed, once caller and instance are known.
///
/// What is not known are the place, the time, how long ago the caller signed in and when the token was
/// issued: whatever is said here is so for all of them that there can be.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "it is allowed always, sometimes, or never")]
pub enum Access {
    /// Allowed from anywhere, at any time, whatever the sign-in and the token.
    All {
        /// The allow rules that leave nothing out together, sorted by id.
        rules: Vec<RuleId>,
    },
    /// Allowed for some places, times, sign-ins and tokens, and not for others.
    Conditional(AccessCondition),
    /// Never allowed.
    None,
}

/// When an action is allowed: where one of the allowances holds, and none of the denials.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct AccessCondition {
    /// What is left of the allow rules: at least one, each with something left that no denial takes.
    pub allowed: Vec<AllowedWhen>,
    /// What is left of the deny rules: those that take something from an allowance.
    pub denied: Vec<DeniedWhen>,
}

/// What is left of an allow rule, or of several of which the same is left.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct AllowedWhen {
    /// The rules, sorted by id.
    pub rules: Vec<RuleId>,
    /// Where from, when and how: it has neither `who` nor `actions` nor `instances`. Without any
    /// condition it always holds.
    pub when: Arc<Clause>,
}

/// What is left of a deny rule, or of several of which the same is left.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct DeniedWhen {
    /// The rules, sorted by id.
    pub rules: Vec<RuleId>,
    /// Where from, when and how, as of an allowance.
    pub when: Arc<Clause>,
    /// It does not hold where one of these does.
    pub unless: Vec<Arc<Clause>>,
}

impl Access {
    /// The allow rules by which it is allowed, sorted by id.
    #[must_use]
    pub fn rules(&self) -> Vec<&RuleId> {
        let mut rules: Vec<&RuleId> = match self {
            Self::All { rules } => rules.iter().collect(),
            Self::Conditional(condition) => {
                condition.allowed.iter().flat_map(|it| &it.rules).collect()
            }
            Self::None => Vec::new(),
        };
        rules.sort_unstable();
        rules
    }

    /// `all`, `conditional` or `none`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::All { .. } => "all",
            Self::Conditional(_) => "conditional",
            Self::None => "none",
        }
    }
}
