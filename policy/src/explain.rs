//! Why a request was denied, in terms of the rules that nearly allowed it.

use alloc::vec::Vec;

use crate::RuleId;

/// The allow rules that were not true, fewest failed conditions first, then by id.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The rules and what each lacked.
    pub near_misses: Vec<NearMiss>,
}

/// One allow rule that was not true.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct NearMiss {
    /// The rule.
    pub rule: RuleId,
    /// The conditions that were false or undecided, in the order of the language.
    pub failed: Vec<Condition>,
}

/// A condition of a rule, as its author knows it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new condition must be explained in every room")]
pub enum Condition {
    /// `who.groups`
    Groups,
    /// `who.users`
    Users,
    /// `actions`
    Actions,
    /// `from`
    From,
    /// `during`
    During,
    /// `not_before`
    NotBefore,
    /// `not_after`
    NotAfter,
    /// `signed_in_within`
    SignedInWithin,
    /// `issued_before`
    IssuedBefore,
    /// `instances.accounts`
    Accounts,
    /// `instances.regions`
    Regions,
    /// `instances.ids`
    InstanceIds,
    /// `instances.tags`, one key of it
    Tag(alloc::string::String),
}
