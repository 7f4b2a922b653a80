//! One call for many instances, and what to do when it fails: EC2 starts, stops and reboots all of a
//! call's instances or none, so that one bad instance must be found and put aside. RDS takes one
//! database at a time, and ECS one service.
//!
//! The instance an error names is taken out and the rest is asked again (two calls for one bad
//! instance); an error that names none of them, or yet another one, halves the call. `StartInstances` has a bucket of
//! five calls that refills by two a second for the *whole account*, so calls are paced and counted.
//!
//! SOURCE: EC2 developer guide, request throttling; the error texts name the instance.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use sekisho_lambda::Change;
use sekisho_policy::{InstanceId, ResourceKind};

use super::pause::Pause;
use crate::{
    AwsError, CallTrace, Clock, Place, Verdict,
    adapters::cloud::{Cloud, Failure, FailureKind, Session, Taken},
};

/// Codes that say something about us, not about an instance: halving the call cannot help.
const ABOUT_US: [&str; 8] = [
    "AuthFailure",
    "Blocked",
    "ExpiredToken",
    "InvalidClientTokenId",
    "OptInRequired",
    "PendingVerification",
    "RequestExpired",
    "SignatureDoesNotMatch",
];
/// Calls for one request in one place: what the 25 seconds of an answer hold at the slower pace. To
/// find one unnamed bad instance among a thousand takes about twenty. Of databases so many are changed.
pub(super) const MAX_CALLS: u32 = 48;
/// Bad instances that are named one at a time before the rest is halved.
const MAX_NAMED: u32 = 3;
/// Times one call is asked again because it was throttled.
const MAX_THROTTLED: u32 = 4;
/// The first pause before a throttled call is made again.
const AGAIN: Duration = Duration::from_millis(500);

/// The pause between two calls: what EC2's bucket of the action refills by, two a second and five. RDS
/// does not say how many it takes: no more than the slower of those of EC2. ECS takes five changes of
/// services a second (SOURCE: Amazon ECS API reference, request throttling).
const fn pace(kind: ResourceKind, change: Change) -> Duration {
    match (kind, change) {
        (ResourceKind::Instance, Change::Start) => Duration::from_millis(500),
        (ResourceKind::Database | ResourceKind::Service, _)
        | (_, Change::Reboot | Change::Stop) => Duration::from_millis(200),
    }
}

/// What became of an instance, and of the last call that it was in.
pub(super) type Answer = (Verdict, CallTrace);

/// The changes of one request in one place: what is counted and paced together.
pub(super) struct Run<'a> {
    kind: ResourceKind,
    cloud: &'a dyn Cloud,
    clock: &'a dyn Clock,
    place: &'a Place,
    /// On the monotonic clock.
    ends: Duration,
    calls: u32,
    pause: Pause,
    /// The desired counts to ask for, of services.
    counts: BTreeMap<InstanceId, u32>,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        kind: ResourceKind,
        cloud: &'a dyn Cloud,
        clock: &'a dyn Clock,
        place: &'a Place,
        ends: Duration,
        decision_id: &str,
    ) -> Self {
        let (pause, counts) = (Pause::of(decision_id), BTreeMap::new());
        Self { kind, cloud, clock, place, ends, calls: 0, pause, counts }
    }

    /// The same, which asks for these desired counts of services.
    pub(super) fn setting(mut self, counts: BTreeMap<InstanceId, u32>) -> Self {
        self.counts = counts;
        self
    }

    /// Whether no call can be made any more.
    pub(super) fn is_over(&self) -> bool {
        self.calls >= MAX_CALLS || self.left().is_zero()
    }

    /// Changes these instances in this session; an answer for each.
    pub(super) async fn change(
        &mut self,
        change: Change,
        session: Option<&Session>,
        ids: Vec<InstanceId>,
    ) -> BTreeMap<InstanceId, Answer> {
        let mut done = BTreeMap::new();
        // First come, first served: what is halved waits behind the rest, so that one bad instance
        // keeps few good ones back when the calls are used up.
        let mut waiting = match self.kind {
            ResourceKind::Database | ResourceKind::Service => {
                ids.into_iter().map(|id| vec![id]).collect()
            }
            ResourceKind::Instance => VecDeque::from([ids]),
        };
        let mut named = 0_u32;
        while let Some(ids) = waiting.pop_front() {
            if ids.is_empty() {
                continue;
            }
            let answer = self.ask(change, session, &ids).await;
            let request_id = match &answer {
                Ok(taken) => taken.request_id.clone(),
                Err(failure) => failure.request_id.clone(),
            };
            let trace = CallTrace {
                request_id,
                session: session.map(|session| session.name.clone()),
                source_identity: session.map(|session| session.source_identity.clone()),
            };
            let with = |ids: Vec<InstanceId>, verdict: &Verdict| -> Vec<_> {
                ids.into_iter().map(|id| (id, (verdict.clone(), trace.clone()))).collect()
            };
            match answer {
                Ok(_) => done.extend(with(ids, &Verdict::Accepted)),
                Err(Failure { kind: FailureKind::Unanswered, error, .. }) => {
                    done.extend(with(ids, &Verdict::Unanswered(error)));
                }
                Err(Failure { kind: FailureKind::Throttled, error, .. }) => {
                    done.extend(with(ids, &Verdict::Failed(error)));
                }
                Err(Failure { kind: FailureKind::Refused, error, .. }) => {
                    let (bad, rest) = blame(ids, &error);
                    // Where one after the other is named, halves get more of the good ones through.
                    if bad.is_empty() || named >= MAX_NAMED {
                        waiting.extend(halves(rest));
                    } else {
                        named = named.saturating_add(1);
                        waiting.push_back(rest);
                    }
                    done.extend(with(bad, &Verdict::Failed(error)));
                }
            }
        }
        done
    }

    /// One call, asked again while it is throttled and there is time.
    async fn ask(
        &mut self,
        change: Change,
        session: Option<&Session>,
        ids: &[InstanceId],
    ) -> Result<Taken, Failure> {
        let mut throttled = 0_u32;
        loop {
            if self.calls > 0 && !self.is_over() {
                self.clock.sleep(pace(self.kind, change).min(self.left())).await;
            }
            if self.is_over() {
                return Err(Failure::of(FailureKind::Refused, not_asked()));
            }
            self.calls = self.calls.saturating_add(1);
            match self.call(change, session, ids).await {
                Err(failure) if failure.kind == FailureKind::Throttled => {
                    let pause = self.pause.next(AGAIN);
                    throttled = throttled.saturating_add(1);
                    if throttled >= MAX_THROTTLED || pause >= self.left() {
                        return Err(failure);
                    }
                    self.clock.sleep(pause).await;
                }
                answer => return answer,
            }
        }
    }

    async fn call(
        &self,
        change: Change,
        session: Option<&Session>,
        ids: &[InstanceId],
    ) -> Result<Taken, Failure> {
        let count = ids.first().and_then(|id| Some((id, *self.counts.get(id)?)));
        let call = match count {
            Some((id, count)) => self.cloud.scale(self.place, session, id, count),
            None => self.cloud.change(self.place, session, change, ids),
        };
        tokio::time::timeout(self.left(), call).await.unwrap_or_else(|_| {
            let error = AwsError::new("NoAnswer", "no answer in the time that was left");
            Err(Failure::of(FailureKind::Unanswered, error))
        })
    }

    fn left(&self) -> Duration {
        self.ends.saturating_sub(self.clock.monotonic())
    }
}

/// Who is to blame for a refused call, if that is known, and the others.
fn blame(ids: Vec<InstanceId>, error: &AwsError) -> (Vec<InstanceId>, Vec<InstanceId>) {
    if ABOUT_US.contains(&error.code.as_str()) || error.code == NOT_ASKED || ids.len() == 1 {
        return (ids, Vec::new());
    }
    ids.into_iter().partition(|id| names(&error.text, id))
}

fn halves(mut first: Vec<InstanceId>) -> [Vec<InstanceId>; 2] {
    let second = first.split_off(first.len().div_ceil(2));
    [first, second]
}

/// Whether a text names an instance. An id of 8 digits can be the beginning of one of 17, so the id
/// must end where it ends in the text.
fn names(text: &str, id: &InstanceId) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(id.as_str()) {
        if !after.starts_with(|next: char| next.is_ascii_alphanumeric()) {
            return true;
        }
        rest = after;
    }
    false
}

/// Our own code, in the place where AWS has its codes.
const NOT_ASKED: &str = "NotAsked";

pub(super) fn not_asked() -> AwsError {
    AwsError::new(NOT_ASKED, "the time or the number of calls for one request was used up")
}

#[cfg(test)]
mod tests {
    use sekisho_policy::InstanceId;

    #[test]
    fn a_short_id_is_not_named_by_a_long_one_that_begins_with_it() {
        let named = |text| InstanceId::parse("i-0123abcd").map(|id| super::names(text, &id));

        assert_eq!(named("The instance 'i-0123abcd012345678' is not in a state"), Ok(false));
        assert_eq!(named("and i-0123abcd012345678, i-0123abcd."), Ok(true));
    }
}
