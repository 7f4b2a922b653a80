//! What a process measures from one event to the next.

use core::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use std::{collections::BTreeMap, time::SystemTime};

use crate::{Decided, Health, MetricLine, TraceId};

/// What is known of an event besides its answer.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "whoever measures must see a new part")]
pub struct Observed<'a> {
    /// The name the function is deployed under.
    pub function: &'a str,
    /// When the answer was ready.
    pub at: SystemTime,
    /// How long it took.
    pub latency: Duration,
    /// The trace the event belongs to.
    pub trace: Option<TraceId>,
    /// What the answer rests on.
    pub health: Health,
    /// Whether the audit lines are written.
    pub audited: bool,
}

/// Turns what was observed into metric lines; it knows what has been told already.
#[derive(Debug, Default)]
pub struct Meter {
    events: AtomicU64,
    told: Failures<AtomicU64>,
}

/// What failed: since the process began, or since the event before.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Failures<Count> {
    /// Fetches of signing keys.
    pub(crate) keys: Count,
    /// Reads of the policy table.
    pub(crate) policy: Count,
}

impl Meter {
    /// A meter for a process that has answered nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        let told = Failures { keys: AtomicU64::new(0), policy: AtomicU64::new(0) };
        Self { events: AtomicU64::new(0), told }
    }

    /// The lines of one event: one, and a further one for each further pair of outcome and code
    /// among its final decisions, because a line has one value of a dimension. What is measured of the
    /// event as a whole is in the first.
    pub fn lines<'a, D: Decided + 'a>(
        &self,
        observed: &Observed<'_>,
        decisions: impl IntoIterator<Item = &'a D>,
    ) -> Vec<MetricLine> {
        let is_first = self.events.fetch_add(1, Ordering::Relaxed) == 0;
        let failures = self.untold(&observed.health);
        let mut decisions = decisions.into_iter().peekable();
        let id = decisions.peek().map(|decision| decision.decision_id());

        let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for decision in decisions.filter(|decision| decision.is_final()) {
            let count = counts.entry((decision.outcome(), decision.code())).or_default();
            *count = count.saturating_add(1);
        }
        let mut counts = counts.into_iter();

        let line = || MetricLine::new(observed, id);
        let first = line().measuring(observed, is_first, failures);
        let first = match counts.next() {
            Some((of, count)) => first.counting(of, count),
            None => first,
        };
        let others = counts.map(|(of, count)| line().counting(of, count));
        core::iter::once(first).chain(others).collect()
    }

    /// What failed since the last event, which is told now.
    fn untold(&self, health: &Health) -> Failures<u64> {
        let since =
            |told: &AtomicU64, now: u64| now.saturating_sub(told.swap(now, Ordering::Relaxed));
        Failures {
            keys: since(&self.told.keys, health.key_refresh_failures.unwrap_or_default()),
            policy: since(&self.told.policy, health.policy_refresh_failures),
        }
    }
}
