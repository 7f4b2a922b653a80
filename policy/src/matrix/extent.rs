//! How far what is left of clauses reaches: over all places, times, sign-ins and tokens there can be.

use alloc::{collections::BTreeSet, sync::Arc};

use super::judged::Denied;
use crate::Clause;

/// What is left of clauses, as parts of the space of places, times, sign-ins and tokens.
#[derive(Debug)]
pub(super) struct Extents<'a> {
    rests: &'a [Arc<Clause>],
}

impl<'a> Extents<'a> {
    pub(super) const fn new(rests: &'a [Arc<Clause>]) -> Self {
        Self { rests }
    }

    /// Whether a denial takes something from an allowance.
    pub(super) fn takes_from(&self, _allowed: usize, (when, unless): &Denied) -> bool {
        !unless.iter().any(|number| self.holds_always(*number) || number == when)
    }

    /// Whether denials take all of an allowance, or nothing is in it at all.
    pub(super) fn is_taken(&self, allowed: usize, denied: &BTreeSet<Denied>) -> bool {
        denied.iter().any(|(when, unless)| {
            unless.is_empty() && (self.holds_always(*when) || *when == allowed)
        })
    }

    /// Whether nothing is outside of all these allowances.
    pub(super) fn are_everything(&self, allowed: &BTreeSet<usize>) -> bool {
        allowed.iter().any(|number| self.holds_always(*number))
    }

    fn holds_always(&self, number: usize) -> bool {
        self.rests.get(number).is_some_and(|rest| **rest == Clause::default())
    }
}
