//! `who.groups`: the caller is in at least one of these.

use alloc::{collections::BTreeSet, string::String};

use crate::{Attempt, MissingFact, verdict::Verdict};

pub(super) fn verdict(groups: &BTreeSet<String>, attempt: &Attempt) -> Verdict {
    Verdict::test(attempt.caller.groups(), MissingFact::Groups, |of_caller| {
        !groups.is_disjoint(of_caller)
    })
}
