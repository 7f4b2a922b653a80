//! `who.users`: the caller is one of these.

use alloc::{collections::BTreeSet, string::String};

use crate::{Attempt, MissingFact, verdict::Verdict};

pub(super) fn verdict(users: &BTreeSet<String>, attempt: &Attempt) -> Verdict {
    Verdict::test(attempt.caller.user(), MissingFact::User, |user| users.contains(user))
}
