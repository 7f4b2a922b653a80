//! What the executor needs of the world.

use std::{fmt, time::Duration};

use sekisho_identity::Pending;
use sekisho_policy::{Grant, UnixTime};

use crate::{FleetError, Reply, Seen, Selection};

/// The instances: shown to anyone inside this program, changed only against proof.
pub trait Fleet: fmt::Debug + Send + Sync {
    /// Shows the instances of a selection, in no particular order, with their tags of this moment.
    /// Answers in about `within` at the latest.
    fn describe<'a>(
        &'a self,
        selection: &'a Selection,
        within: Duration,
    ) -> Pending<'a, Result<Vec<Seen>, FleetError>>;

    /// Starts, stops or reboots: each grant says both what is done and to which instance, so that
    /// nothing but what was decided can be done. One reply for each grant, in their order; none for a
    /// grant to describe, which changes nothing. One bad
    /// instance never keeps the others from their change. Answers in about `within` at the latest;
    /// what was under way then is [`Unanswered`](crate::Verdict::Unanswered).
    fn act<'a>(&'a self, grants: &'a [Grant], within: Duration) -> Pending<'a, Vec<Reply>>;
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
