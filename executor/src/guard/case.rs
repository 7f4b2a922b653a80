//! One instance of an event: what is found out about it, in the order in which it is asked.

use std::time::Duration;

use sekisho_lambda::Change;
use sekisho_policy::UnixTime;

use super::{
    Guard, GuardLine, GuardOutcome as Outcome, Lines,
    event::{Event, Named, Verb, What},
    line::Findings,
    memory::{Memory, Progress},
    outcome::Told,
    reason::{self, Reason},
    recollection::{Forgotten, amend},
    settings::STALE,
};
use crate::{Looked, Obstacle, Seen, State, Step, plan};

/// One delivery of an event.
pub(super) struct Delivery<'a> {
    pub(super) id: &'a str,
    pub(super) now: UnixTime,
    /// On the monotonic clock.
    pub(super) ends: Duration,
    pub(super) event: &'a Event,
    /// What the fleet showed of its instances.
    pub(super) looked: &'a Looked,
}

/// One instance of a delivery, and all that is known of it by now.
pub(super) struct Case<'a> {
    pub(super) guard: &'a Guard,
    pub(super) delivery: &'a Delivery<'a>,
    pub(super) named: &'a Named,
    pub(super) findings: Findings,
}

impl<'a> Case<'a> {
    pub(super) fn new(guard: &'a Guard, delivery: &'a Delivery<'a>, named: &'a Named) -> Self {
        let instance_id = Some(named.id.to_string());
        let findings = Findings { instance_id, ..Findings::default() };
        Self { guard, delivery, named, findings }
    }

    /// What is to be told of it. What is started is started here.
    pub(super) async fn judge(&mut self, lines: &mut Lines) -> Told {
        let event = self.delivery.event;
        let memory = match self.amend(|memory| memory.clone()).await {
            Ok(memory) => memory,
            Err(error) => return unavailable(&error),
        };
        match memory.progress(&event.id, self.delivery.now) {
            Progress::Finished => return Told::simply(Outcome::Duplicate, "duplicate"),
            Progress::UnderWay => {
                return Told { again: true, ..Told::simply(Outcome::Duplicate, "under_way") };
            }
            Progress::Begun(_) | Progress::New => {}
        }
        if self.guard.is_in_order(event) {
            return Told::finally(Outcome::InOrder, "checkpoint");
        }
        let seen = match self.look() {
            Ok(seen) => seen,
            Err(told) => return told,
        };
        self.findings.seen = Some(seen.clone());
        let tag = &self.guard.settings.tag;
        if seen.tag(&tag.key) != Some(&tag.value) {
            return Told::simply(Outcome::NotGuarded, "other_tags");
        }
        if let Some(told) = self.explain(&memory, &seen) {
            return told;
        }
        match plan(Change::Start, &seen) {
            Step::Act => self.restart(&seen, lines).await,
            Step::Already | Step::Underway if memory.has_begun(&event.id) => {
                Told::finally(Outcome::Started, "seen_running")
            }
            Step::Already | Step::Underway => Told::finally(Outcome::Reported, "running_again"),
            Step::Cannot(Obstacle::Stopping) => Told::again("stopping_now", None),
            Step::Cannot(obstacle) => Told::finally(Outcome::Reported, obstacle.code()),
        }
    }

    /// The instance as the fleet shows it.
    fn look(&self) -> Result<Seen, Told> {
        let (looked, place) = (self.delivery.looked, &self.delivery.event.place);
        let here = |seen: &&Seen| {
            seen.id == self.named.id && seen.account == place.account && seen.region == place.region
        };
        if let Some(seen) = looked.seen.iter().find(here) {
            return Ok(seen.clone());
        }
        if let Some((_, error)) = looked.unseen.iter().find(|(unseen, _)| unseen == place) {
            return Err(Told::again("fleet_unavailable", Some(error.to_string())));
        }
        Err(match &self.delivery.event.what {
            // Whether it was to run can no longer be known.
            What::Call { verb: Verb::Terminate, .. } => Told::finally(Outcome::Reported, "gone"),
            What::Call { .. } | What::State { .. } => {
                Told::simply(Outcome::NotGuarded, "not_found")
            }
        })
    }

    /// Why the stop that the event tells of needs no start: it changed nothing, is told otherwise, or
    /// is not why the instance is stopped now.
    fn explain(&self, memory: &Memory, seen: &Seen) -> Option<Told> {
        let event = self.delivery.event;
        let reason = Reason::of(seen);
        let is_down = matches!(seen.state, State::Stopping | State::Stopped);
        match &event.what {
            What::Call { verb: Verb::Stop, .. } => {
                let down =
                    [State::Stopped, State::Stopping, State::ShuttingDown, State::Terminated];
                if self.named.was.is_some_and(|was| down.contains(&was)) {
                    return Some(Told::finally(Outcome::InOrder, "stopped_before"));
                }
            }
            What::Call { verb: Verb::Terminate, .. } => {}
            What::State { .. } => {
                let is_told = memory.explains(event.at) && reason != Reason::Other;
                if is_told {
                    return Some(Told::finally(Outcome::InOrder, "told_by_call"));
                }
                if is_down && reason == Reason::Call {
                    return Some(Told::finally(Outcome::Reported, "unknown_caller"));
                }
            }
        }
        if is_down && memory.in_order_since(event.at) {
            return Some(Told::finally(Outcome::Reported, "stopped_in_order_since"));
        }
        let is_call = matches!(event.what, What::Call { .. });
        if is_down && is_call && !reason::is_of_this_time(seen, event.at) {
            return Some(Told::finally(Outcome::Reported, "another_stop"));
        }
        let age = self.delivery.now.seconds().saturating_sub(event.at.seconds());
        (is_down && age > STALE).then(|| Told::finally(Outcome::Reported, "too_old"))
    }

    /// Changes what is remembered of the instance.
    pub(super) async fn amend<T>(
        &self,
        change: impl Fn(&mut Memory) -> T + Sync,
    ) -> Result<T, Forgotten> {
        let guard = self.guard;
        let policy = &guard.settings.policy;
        amend(&*guard.notes, policy, &self.named.id, self.delivery.now, change).await
    }

    /// Remembers that the event is done with, and the call it told of.
    pub(super) async fn finish(&self) -> Result<(), Forgotten> {
        let (event, now) = (self.delivery.event, self.delivery.now);
        let in_order = self.guard.is_in_order(event);
        let is_call = matches!(event.what, What::Call { .. });
        self.amend(|memory| {
            if is_call {
                memory.note_call(event.at, in_order, now);
            }
            memory.finish(&event.id, now);
        })
        .await
    }

    /// The line that says this of it.
    pub(super) fn line(&self, told: &Told) -> GuardLine {
        let Delivery { id, now, event, .. } = self.delivery;
        GuardLine::new((id, *now), Some(event), &self.findings, told)
    }
}

pub(super) fn unavailable(error: &Forgotten) -> Told {
    Told::again("memory_unavailable", Some(error.to_string()))
}
