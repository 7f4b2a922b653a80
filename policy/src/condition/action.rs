//! `actions`: what is tried is one of these.

use alloc::collections::BTreeSet;

use crate::{Action, Attempt, verdict::Verdict};

pub(super) fn verdict(actions: &BTreeSet<Action>, attempt: &Attempt) -> Verdict {
    Verdict::of(actions.contains(&attempt.action))
}
