//! What the guard remembers of one instance: pure, every question with its moment.

use std::time::Duration;

use sekisho_policy::UnixTime;
use serde::{Deserialize, Serialize};

/// The events and restarts of an instance that still matter.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Memory {
    events: Vec<Known>,
    /// When it was started by the guard.
    restarts: Vec<i64>,
    /// When it was stopped by a call of which CloudTrail told.
    calls: Vec<Call>,
}

/// An event that was taken up.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Known {
    id: String,
    /// When it was last taken up.
    at: i64,
    /// How often something was begun for it.
    attempts: u32,
    finished: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Call {
    at: i64,
    in_order: bool,
}

/// How far an event is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Progress {
    /// Something was begun so often, and whoever began it is not at it any more.
    Begun(u32),
    Finished,
    New,
    /// Something was begun a moment ago: whoever did so may still be at it.
    UnderWay,
}

/// How long an event is remembered: longer than any is [acted on](super::settings::STALE).
pub(super) const KEPT: Duration = Duration::from_hours(48);
/// How long whoever began something may still be at it: longer than the function runs.
const LEASE: i64 = 90;
/// Events, and calls, that are remembered at most: the oldest go first.
const MOST: usize = 200;
/// How long after the call an instance may still be on its way to `stopped`.
const STOPPING_TAKES: i64 = 3_600;
/// How far two clocks of AWS may be apart.
const SKEW: i64 = 60;

impl Memory {
    /// How far an event is.
    pub(super) fn progress(&self, id: &str, now: UnixTime) -> Progress {
        match self.events.iter().find(|known| known.id == id) {
            None => Progress::New,
            Some(known) if known.finished => Progress::Finished,
            Some(known) if known.at.saturating_add(LEASE) > now.seconds() => Progress::UnderWay,
            Some(known) => Progress::Begun(known.attempts),
        }
    }

    /// Takes an event up to start the instance. It counts as one restart, however often it is begun.
    pub(super) fn begin(&mut self, id: &str, now: UnixTime) {
        self.forget(now);
        let at = now.seconds();
        if let Some(known) = self.known(id) {
            known.at = at;
            known.attempts = known.attempts.saturating_add(1);
        } else {
            self.events.push(Known { id: id.to_owned(), at, attempts: 1, finished: false });
            self.restarts.push(at);
        }
    }

    /// Whether an event was begun and never finished.
    pub(super) fn has_begun(&self, id: &str) -> bool {
        self.events.iter().any(|known| known.id == id && !known.finished)
    }

    /// Nothing more comes of this event.
    pub(super) fn finish(&mut self, id: &str, now: UnixTime) {
        self.forget(now);
        if let Some(known) = self.known(id) {
            known.finished = true;
        } else {
            let (id, at) = (id.to_owned(), now.seconds());
            self.events.push(Known { id, at, attempts: 0, finished: true });
        }
    }

    /// Whoever began is not at it any more: the next delivery may begin at once.
    pub(super) fn let_go(&mut self, id: &str) {
        if let Some(known) = self.known(id) {
            known.at = known.at.saturating_sub(LEASE);
        }
    }

    /// Remembers that the instance was stopped by a call.
    pub(super) fn note_call(&mut self, at: UnixTime, in_order: bool, now: UnixTime) {
        self.forget(now);
        let call = Call { at: at.seconds(), in_order };
        if !self.calls.contains(&call) {
            self.calls.push(call);
        }
    }

    /// Whether a call is known that can have led to a state at this time.
    pub(super) fn explains(&self, at: UnixTime) -> bool {
        let at = at.seconds();
        self.calls.iter().any(|call| {
            call.at <= at.saturating_add(SKEW) && at <= call.at.saturating_add(STOPPING_TAKES)
        })
    }

    /// Whether the instance was stopped through the checkpoint after this time.
    pub(super) fn in_order_since(&self, at: UnixTime) -> bool {
        self.calls.iter().any(|call| call.in_order && call.at > at.seconds())
    }

    /// How often the guard started the instance within this time.
    pub(super) fn restarts(&self, within: Duration, now: UnixTime) -> usize {
        let since = ago(now, within);
        self.restarts.iter().filter(|at| **at > since).count()
    }

    fn known(&mut self, id: &str) -> Option<&mut Known> {
        self.events.iter_mut().find(|known| known.id == id)
    }

    fn forget(&mut self, now: UnixTime) {
        let since = ago(now, KEPT);
        self.events.retain(|known| known.at > since);
        self.restarts.retain(|at| *at > since);
        self.calls.retain(|call| call.at > since);
        // Room for one more of each.
        let excess = self.events.len().saturating_sub(MOST.saturating_sub(1));
        self.events.drain(..excess);
        let excess = self.calls.len().saturating_sub(MOST.saturating_sub(1));
        self.calls.drain(..excess);
    }
}

fn ago(now: UnixTime, time: Duration) -> i64 {
    now.seconds().saturating_sub(i64::try_from(time.as_secs()).unwrap_or(i64::MAX))
}
