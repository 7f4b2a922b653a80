//! The checked invariants: plain data, built only by the check.

use alloc::{string::String, vec::Vec};

use crate::{Clause, InvariantId, Problem, RulePrefix, UtcOffset};

/// Checked invariants of a document, version 1. By default there are none.
///
/// They refer to the zones and schedules of the document they were checked with by name, and hold for
/// no other one: of a changed document they have to be read again.
///
/// Two are equal if they say the same: their order, comments and warnings do not count.
#[derive(Clone, Debug)]
pub struct Invariants {
    pub(crate) list: Vec<Invariant>,
    /// The offset in which times are written.
    pub(crate) utc_offset: UtcOffset,
    pub(crate) warnings: Vec<Problem>,
}

impl Invariants {
    /// The invariants, by id.
    #[must_use]
    pub fn as_slice(&self) -> &[Invariant] {
        &self.list
    }

    /// What is legal but looks wrong, in the order of what was read: `look_alike` (also of what the
    /// document names) and `unknown_region`.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }
}

impl Default for Invariants {
    fn default() -> Self {
        Self { list: Vec::new(), utc_offset: UtcOffset::UTC, warnings: Vec::new() }
    }
}

impl PartialEq for Invariants {
    fn eq(&self, other: &Self) -> bool {
        let Self { list, utc_offset: _, warnings: _ } = self;
        *list == other.list
    }
}

impl Eq for Invariants {}

/// One thing that must be true of a policy.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Invariant {
    /// Its name, unique among the invariants.
    pub id: InvariantId,
    /// What its author says of it.
    pub description: Option<String>,
    /// What must be true.
    pub statement: Statement,
}

impl Statement {
    /// The clauses it is made of.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        let (first, second) = match self {
            Self::Always(clause) | Self::Never(clause) => (clause, None),
            Self::Delegation { rules: _, within } => (within, None),
            Self::Only { clause, within } => (clause, Some(within)),
        };
        core::iter::once(first).chain(second)
    }
}

/// What must be true. A [`Clause`] stands for every request that meets all of its conditions; one
/// without a condition for every request there is. Conditions that only some rules may have, as
/// `signed_in_within` and `issued_before`, may stand in each.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new statement must be proved everywhere")]
#[expect(clippy::large_enum_variant, reason = "there are few, and all are looked at")]
pub enum Statement {
    /// Each of these requests is allowed, unless its token has been revoked: deny rules with
    /// `issued_before` are left out of account.
    Always(Clause),
    /// Every enabled rule whose id begins so, allow or deny, is about requests within these only.
    Delegation {
        /// Which rules.
        rules: RulePrefix,
        /// What they may be about; never every request.
        within: Clause,
    },
    /// None of these requests is allowed.
    Never(Clause),
    /// Whichever of these requests is allowed is within those.
    Only {
        /// These requests.
        clause: Clause,
        /// Those; never every request.
        within: Clause,
    },
}
