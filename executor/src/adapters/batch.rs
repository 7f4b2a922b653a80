//! One call for many instances, and what to do when it fails: EC2 starts, stops and reboots all of a
//! call's instances or none, so that one bad instance must be found and put aside.
//!
//! The instance an error names is taken out and the rest is asked again (two calls for one bad
//! instance); only an error that names none of them halves the call. `StartInstances` has a bucket of
//! five calls that refills by two a second for the *whole account*, so calls are paced and counted.
//!
//! SOURCE: EC2 developer guide, request throttling; the error texts name the instance.

use std::{collections::BTreeMap, time::Duration};

use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::{Fact, Grant, Instance, InstanceId};

use crate::{AwsError, Clock, Reply, Verdict};

/// One all-or-nothing call of EC2, real or simulated.
pub(super) trait Endpoint: Send + Sync {
    /// Why this endpoint is not the one for an instance, if it is not.
    fn misplaced(&self, instance: &Instance) -> Option<AwsError>;

    /// The call.
    fn call<'a>(
        &'a self,
        change: Change,
        ids: &'a [InstanceId],
        within: Duration,
    ) -> Pending<'a, Result<(), Failure>>;
}

/// A call that failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) kind: FailureKind,
    pub(super) error: AwsError,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum FailureKind {
    /// EC2 said no: nothing was done.
    Refused,
    /// EC2 said not now: nothing was done.
    Throttled,
    /// Nobody said anything that can be read: it may have been done.
    Unanswered,
}

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
/// Calls for one request: finding one unnamed bad instance among a hundred takes about fourteen.
const MAX_CALLS: u32 = 16;
/// Times one call is asked again because it was throttled.
const MAX_THROTTLED: u32 = 4;
/// The pause between two calls: two a second is what the smallest bucket refills by.
const PACE: Duration = Duration::from_millis(500);

/// Acts on what the grants name: one call for each kind of change, one reply for each grant.
pub(super) async fn act(
    endpoint: &dyn Endpoint,
    clock: &dyn Clock,
    grants: &[Grant],
    within: Duration,
) -> Vec<Reply> {
    let mut verdicts: BTreeMap<(Change, InstanceId), Verdict> = BTreeMap::new();
    let mut groups: BTreeMap<Change, Vec<InstanceId>> = BTreeMap::new();
    for grant in grants {
        let Some((change, id)) = named(grant) else { continue };
        if let Some(error) = endpoint.misplaced(grant.instance()) {
            verdicts.insert((change, id), Verdict::Failed(error));
        } else {
            groups.entry(change).or_default().push(id);
        }
    }
    let mut run = Run { endpoint, clock, ends: clock.monotonic().saturating_add(within), calls: 0 };
    for (change, ids) in groups {
        for (id, verdict) in run.change(change, ids).await {
            verdicts.insert((change, id), verdict);
        }
    }
    grants.iter().filter_map(|grant| reply(grant, &mut verdicts)).collect()
}

/// What a grant names: a change and an instance. The engine grants nothing else to this room.
fn named(grant: &Grant) -> Option<(Change, InstanceId)> {
    let change = Change::of(grant.attempt().action)?;
    let Fact::Known(id) = &grant.instance().id else { return None };
    Some((change, id.clone()))
}

fn reply(grant: &Grant, verdicts: &mut BTreeMap<(Change, InstanceId), Verdict>) -> Option<Reply> {
    let named = named(grant)?;
    let verdict = verdicts.get(&named).cloned().unwrap_or_else(|| Verdict::Failed(not_asked()));
    Some(Reply { id: named.1, verdict })
}

struct Run<'a> {
    endpoint: &'a dyn Endpoint,
    clock: &'a dyn Clock,
    ends: Duration,
    calls: u32,
}

impl Run<'_> {
    async fn change(&mut self, change: Change, ids: Vec<InstanceId>) -> Vec<(InstanceId, Verdict)> {
        let mut done = Vec::new();
        let mut waiting = vec![ids];
        while let Some(ids) = waiting.pop() {
            if ids.is_empty() {
                continue;
            }
            match self.ask(change, &ids).await {
                Ok(()) => done.extend(with(ids, &Verdict::Accepted)),
                Err(Failure { kind: FailureKind::Unanswered, error }) => {
                    done.extend(with(ids, &Verdict::Unanswered(error)));
                }
                Err(Failure { kind: FailureKind::Throttled, error }) => {
                    done.extend(with(ids, &Verdict::Failed(error)));
                }
                Err(Failure { kind: FailureKind::Refused, error }) => {
                    let (bad, rest) = blame(ids, &error);
                    done.extend(with(bad, &Verdict::Failed(error)));
                    waiting.extend(rest);
                }
            }
        }
        done
    }

    /// One call, asked again while it is throttled and there is time.
    async fn ask(&mut self, change: Change, ids: &[InstanceId]) -> Result<(), Failure> {
        let mut throttled = 0_u32;
        loop {
            let left = self.left();
            if self.calls >= MAX_CALLS || left.is_zero() {
                return Err(Failure { kind: FailureKind::Refused, error: not_asked() });
            }
            if self.calls > 0 {
                self.clock.sleep(PACE.min(left)).await;
            }
            self.calls = self.calls.saturating_add(1);
            match self.endpoint.call(change, ids, self.left()).await {
                Err(failure) if failure.kind == FailureKind::Throttled => {
                    let pause = PACE.saturating_mul(1_u32 << throttled);
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

    fn left(&self) -> Duration {
        self.ends.saturating_sub(self.clock.monotonic())
    }
}

fn with(ids: Vec<InstanceId>, verdict: &Verdict) -> Vec<(InstanceId, Verdict)> {
    ids.into_iter().map(|id| (id, verdict.clone())).collect()
}

/// Who is to blame for a refused call, and the calls to make for the others.
fn blame(ids: Vec<InstanceId>, error: &AwsError) -> (Vec<InstanceId>, Vec<Vec<InstanceId>>) {
    if ABOUT_US.contains(&error.code.as_str()) || error.code == NOT_ASKED || ids.len() == 1 {
        return (ids, Vec::new());
    }
    let (bad, rest): (Vec<_>, Vec<_>) = ids.into_iter().partition(|id| names(&error.text, id));
    if bad.is_empty() {
        let mut first = rest;
        let second = first.split_off(first.len().div_euclid(2));
        return (Vec::new(), vec![second, first]);
    }
    (bad, vec![rest])
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

fn not_asked() -> AwsError {
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
