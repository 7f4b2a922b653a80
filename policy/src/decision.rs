//! The answer to a request. A denial is not an error.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{Attempt, Instance, Request, RuleId, RunbookName};

/// The answer to a request: total, never an error.
#[must_use]
#[derive(Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "an answer is yes or no")]
pub enum Decision {
    /// The request is allowed; the grant is the proof.
    Allow(Grant),
    /// The request is denied, for this reason.
    Deny(Denial),
}

impl Decision {
    /// Whether the request is allowed.
    #[must_use]
    pub const fn is_allow(&self) -> bool {
        matches!(self, Self::Allow(_))
    }
}

/// Proof that the engine allowed a request, and the request it allowed.
///
/// Only the engine makes one: fields are private, and it is neither cloned nor parsed. Every call
/// that changes an instance takes one and acts on what *it* names.
///
/// It cannot be written down:
///
/// ```compile_fail,E0451
/// fn forge(request: sekisho_policy::Request) -> sekisho_policy::Grant {
///     sekisho_policy::Grant { request, rules: Vec::new(), runbooks: Vec::new() }
/// }
/// ```
///
/// nor made by the engine's own means:
///
/// ```compile_fail,E0624
/// fn forge(request: sekisho_policy::Request) -> sekisho_policy::Grant {
///     sekisho_policy::Grant::assertion(request, Vec::new(), Vec::new())
/// }
/// ```
///
/// nor used twice:
///
/// ```compile_fail,E0599
/// fn twice(grant: &sekisho_policy::Grant) -> sekisho_policy::Grant {
///     grant.clone()
/// }
/// ```
#[must_use]
#[derive(Debug, Eq, PartialEq)]
pub struct Grant {
    request: Request,
    rules: Vec<RuleId>,
    runbooks: Vec<RunbookName>,
}

impl Grant {
    /// Every origin of a grant is a call of this function: grep for it.
    pub(crate) fn assertion(
        request: Request,
        rules: Vec<RuleId>,
        runbooks: Vec<RunbookName>,
    ) -> Self {
        Self { request, rules, runbooks }
    }

    /// The attempt that was allowed.
    #[must_use]
    pub fn attempt(&self) -> &Attempt {
        &self.request.attempt
    }

    /// The instance it was allowed on.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.request.instance
    }

    /// The allow rules that were true, sorted by id.
    #[must_use]
    pub fn rules(&self) -> &[RuleId] {
        &self.rules
    }

    /// The runbooks that must have succeeded on the instance before it is stopped: those that the
    /// [obligations](crate::Obligations) of the rules name, each once, sorted. Empty for any other
    /// action.
    ///
    /// Whoever acts on a grant meets them first, or does not act.
    #[must_use]
    pub fn runbooks(&self) -> &[RunbookName] {
        &self.runbooks
    }
}

/// Why a request was denied.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Denial {
    reason: DenialReason,
}

impl Denial {
    pub(crate) const fn new(reason: DenialReason) -> Self {
        Self { reason }
    }

    /// The reason.
    #[must_use]
    pub const fn reason(&self) -> &DenialReason {
        &self.reason
    }

    /// The stable code of the reason: `explicit`, `indeterminate`, `default` or
    /// `missing_required_tag`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.reason {
            DenialReason::Explicit { .. } => "explicit",
            DenialReason::Indeterminate { .. } => "indeterminate",
            DenialReason::Default => "default",
            DenialReason::MissingRequiredTag { .. } => "missing_required_tag",
        }
    }
}

/// The reasons for a denial, strongest first as they are listed here except for `Default`.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new reason must break every shell")]
pub enum DenialReason {
    /// The instance lacks these tags, which the policy requires of every instance.
    MissingRequiredTag {
        /// The missing keys, sorted.
        tags: Vec<String>,
    },
    /// These deny rules are true.
    Explicit {
        /// Sorted by id.
        rules: Vec<RuleId>,
    },
    /// These rules could not be decided, because these facts are unknown.
    Indeterminate {
        /// Sorted by id. Empty if it is the required tags that could not be checked.
        rules: Vec<RuleId>,
        /// The facts, sorted.
        missing: Vec<MissingFact>,
    },
    /// No rule allows it.
    Default,
}

/// A fact that a decision needed and did not have.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new fact must be named in every room")]
pub enum MissingFact {
    /// The account of the instance.
    Account,
    /// The address the call came from.
    Address,
    /// A claim that no trusted issuer vouches for.
    Claim(String),
    /// The groups of the caller.
    Groups,
    /// The id of the instance.
    InstanceId,
    /// When the token was issued.
    IssuedAt,
    /// The region of the instance.
    Region,
    /// When the caller last signed in.
    SignedInAt,
    /// The tags of the instance.
    Tags,
    /// The local time: it lies outside the years a calendar can name (-9999 to 9999).
    Time,
    /// The name of the caller.
    User,
    /// The VPC endpoint the call came through.
    VpcEndpoint,
}

impl fmt::Display for MissingFact {
    /// The name of the fact in audit lines: `account`, `claim:department`, `vpc_endpoint`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Account => "account",
            Self::Address => "address",
            Self::Claim(name) => return write!(formatter, "claim:{name}"),
            Self::Groups => "groups",
            Self::InstanceId => "instance_id",
            Self::IssuedAt => "issued_at",
            Self::Region => "region",
            Self::SignedInAt => "signed_in_at",
            Self::Tags => "tags",
            Self::Time => "time",
            Self::User => "user",
            Self::VpcEndpoint => "vpc_endpoint",
        })
    }
}
