//! What a guard is set to, whatever the environment it was read from.

use std::{sync::Arc, time::Duration};

use sekisho_lambda::{DecisionIds, RandomIds, TimeBudget};
use sekisho_policy::PolicyName;

use crate::{Places, TargetTag};

/// The time for one invocation: a batch of messages is worked off within it, and what is left over
/// comes again.
pub const GUARD_TIME_BUDGET: TimeBudget =
    TimeBudget::new(Duration::from_mins(1), Duration::from_secs(1));

/// How a guard works.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GuardSettings {
    /// The name of the policy it asks, under which it also keeps what it remembers.
    pub policy: PolicyName,
    /// The accounts and regions it watches, and the role whose calls are the checkpoint's.
    pub places: Places,
    /// What an instance carries that is to run.
    pub tag: TargetTag,
    /// How often one instance is started within the window; then it is left as it is.
    pub most_restarts: usize,
    /// The window.
    pub window: Duration,
    /// Where decision ids come from.
    pub decision_ids: Arc<dyn DecisionIds>,
    /// The longest an invocation may take: that of [`GUARD_TIME_BUDGET`].
    pub budget: Duration,
}

impl GuardSettings {
    /// Three restarts an hour, and random decision ids.
    #[must_use]
    pub fn new(policy: PolicyName, places: Places, tag: TargetTag) -> Self {
        Self {
            policy,
            places,
            tag,
            most_restarts: 3,
            window: Duration::from_hours(1),
            decision_ids: Arc::new(RandomIds::new()),
            budget: GUARD_TIME_BUDGET.longest(),
        }
    }
}

/// How old an event may be and still have something started: what comes later was held up for long,
/// and the world has moved on.
pub(super) const STALE: i64 = 24 * 3_600;
/// How often one event has something begun for it; then it is given up.
pub(super) const MOST_ATTEMPTS: u32 = 3;
