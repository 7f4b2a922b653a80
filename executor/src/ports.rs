//! What the executor needs of the world.

use std::{fmt, time::Duration};

use sekisho_identity::Pending;
use sekisho_policy::{Entitlement, Grant, UnixTime};

use crate::{Looked, Reply, Selection};

/// By what right something is changed: what AWS itself is to hold the calls to, and under which name
/// they are found again in CloudTrail.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a right is an entitlement that a decision came to")]
pub struct Authority<'a> {
    /// What the policy leaves the caller of the action.
    pub entitlement: &'a Entitlement,
    /// The id of the decision: 2 to 64 of `A-Z`, `a-z`, `0-9` and `_+=,.@-`.
    pub decision_id: &'a str,
}

/// The instances: shown to anyone inside this program, changed only against proof.
pub trait Fleet: fmt::Debug + Send + Sync {
    /// Shows the instances of a selection with their tags of this moment, and names the places that
    /// could not be looked at. Answers in about `within` at the latest.
    fn describe<'a>(&'a self, selection: &'a Selection, within: Duration) -> Pending<'a, Looked>;

    /// Starts, stops or reboots, as the authority's attempt says: each grant is the proof for one
    /// instance, so that nothing but what was decided can be done. Where roles are assumed, AWS is
    /// told what was decided too, and refuses an instance whose tags are no longer so.
    ///
    /// One reply for each grant, in their order; none if the attempt is to describe, which changes
    /// nothing. A grant of another attempt fails. One bad instance never keeps the others from their
    /// change. Answers in about `within` at the latest; what was under way then is
    /// [`Unanswered`](crate::Verdict::Unanswered).
    fn act<'a>(
        &'a self,
        authority: Authority<'a>,
        grants: &'a [Grant],
        within: Duration,
    ) -> Pending<'a, Vec<Reply>>;
}

/// The time of day, and time that passes.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time of day: what schedules, tokens and audit lines are read against.
    fn now(&self) -> UnixTime;

    /// Time since an arbitrary moment, never going back: what budgets are counted in.
    fn monotonic(&self) -> Duration;

    /// Waits.
    fn sleep(&self, duration: Duration) -> Pending<'_, ()>;
}
