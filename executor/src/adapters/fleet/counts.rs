//! How many tasks a service is to run: remembered before it is stopped, asked for when it is started.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures_util::{StreamExt as _, stream};
use sekisho_lambda::Change;
use sekisho_policy::{Grant, InstanceId, PolicyName, UnixTime};
use sekisho_store::{Note, Noted, Notes, TableError};
use serde::{Deserialize, Serialize};

use super::{Answer, CloudFleet, batch, ids};
use crate::{AwsError, CallTrace, FleetError, Place, Seen, Selection, Tasks, Verdict};

/// Where it is remembered how many tasks services had before they were stopped.
///
/// The number is written before AWS is asked for the stop: whatever ends in between, the number is there
/// and the stop can be asked for again. A service that has no tasks writes nothing, so that no repeat
/// forgets the number.
#[derive(Clone, Debug)]
pub struct ServiceCounts {
    notes: Arc<dyn Notes>,
    policy: PolicyName,
}

/// What is remembered of a service.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Remembered {
    desired: u32,
    /// When the service was made: one of the same name that was made later is another.
    created_at: Option<i64>,
    /// Whether it was started by this number since: whoever stops it then by other ways knows why.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    spent: bool,
}

/// Notes that are read and written at once.
const AT_ONCE: usize = 16;
/// Tries to write a note that others write too.
const TRIES: u32 = 4;
/// How long the table keeps a note: longer than anything is left stopped.
const KEPT: i64 = 10 * 365 * 24 * 3_600;
/// Our own codes, in the place where AWS has its codes.
pub(crate) const COUNT_UNKNOWN: &str = "CountUnknown";
pub(crate) const NOT_NOTED: &str = "NotNoted";

impl ServiceCounts {
    /// Remembered in these notes, of services that this policy is about.
    #[must_use]
    pub fn new(notes: Arc<dyn Notes>, policy: PolicyName) -> Self {
        Self { notes, policy }
    }

    /// The desired count that is to be asked for; `None` if the service has one already that will do.
    async fn wanted(
        &self,
        change: Change,
        seen: &Seen,
        now: UnixTime,
    ) -> Result<Option<u32>, AwsError> {
        let tasks = seen.tasks.ok_or_else(|| not_noted("the number of its tasks is not known"))?;
        match change {
            Change::Reboot => Err(AwsError::new("NotSent", "a service is not rebooted")),
            Change::Start if tasks.desired > 0 => Ok(None),
            Change::Stop if tasks.desired == 0 => Ok(None),
            Change::Start => self.recall(seen, tasks).await.map(Some),
            Change::Stop => {
                self.remember(&seen.place(), &seen.id, tasks, now).await.map(|()| Some(0))
            }
        }
    }

    async fn recall(&self, seen: &Seen, tasks: Tasks) -> Result<u32, AwsError> {
        let known = self.known(&thing(&seen.place(), &seen.id)).await?;
        let known = known.and_then(|(known, _)| known);
        let created_at = Remembered::of(tasks).created_at;
        let same = known.filter(|known| known.created_at == created_at && !known.spent);
        same.map(|known| known.desired).ok_or_else(|| {
            let text = "nobody remembers how many tasks the service had: it was not stopped from here \
                        last, or was made again since";
            AwsError::new(COUNT_UNKNOWN, text)
        })
    }

    /// Remembers of a service how many tasks it is to have, in place of what was remembered.
    ///
    /// # Errors
    ///
    /// [`AwsError`] where it cannot be written, or what is there cannot be read.
    pub async fn remember(
        &self,
        place: &Place,
        id: &InstanceId,
        tasks: Tasks,
        now: UnixTime,
    ) -> Result<(), AwsError> {
        self.write(&thing(place, id), |_| Some(Remembered::of(tasks)), now).await
    }

    /// The number that is remembered has been asked for: the next start is another stop's.
    async fn spend(&self, place: &Place, id: &InstanceId, now: UnixTime) -> Result<(), AwsError> {
        let spent = |known: Option<Remembered>| Some(Remembered { spent: true, ..known? });
        self.write(&thing(place, id), spent, now).await
    }

    /// Writes what comes of what is remembered, unless that is the same or nothing.
    async fn write(
        &self,
        thing: &str,
        wanted: impl Fn(Option<Remembered>) -> Option<Remembered>,
        now: UnixTime,
    ) -> Result<(), AwsError> {
        for _ in 0..TRIES {
            let (known, revision) = self.known(thing).await?.unwrap_or((None, 0));
            let Some(wanted) = wanted(known).filter(|wanted| known != Some(*wanted)) else {
                return Ok(());
            };
            // Two numbers always serialise.
            let text = serde_json::to_string(&wanted).unwrap_or_default();
            let revision = revision.saturating_add(1);
            let note = Note { revision, text, expires_at: now.saturating_add(KEPT) };
            let noted = self.notes.put_note(&self.policy, thing, &note).await;
            if noted.map_err(|error| unreachable_notes(&error))? == Noted::Done {
                return Ok(());
            }
        }
        Err(not_noted("others write the number of its tasks at this moment"))
    }

    /// What is remembered, and of which revision that is.
    async fn known(&self, thing: &str) -> Result<Option<(Option<Remembered>, u64)>, AwsError> {
        let note = self.notes.note(&self.policy, thing).await;
        let Some(note) = note.map_err(|error| unreachable_notes(&error))? else { return Ok(None) };
        let known = serde_json::from_str::<Remembered>(&note.text).map_err(|_| {
            not_noted("what is remembered of this service cannot be read: delete its item")
        })?;
        // None wrote nought, and none is started by it.
        Ok(Some((Some(known).filter(|known| known.desired > 0), note.revision)))
    }
}

impl Remembered {
    fn of(tasks: Tasks) -> Self {
        let created_at = tasks.created_at.map(UnixTime::seconds);
        Self { desired: tasks.desired, created_at, spent: false }
    }
}

/// What a note on a service is filed under. No id of an instance, under which the guard files its own,
/// begins so, and no note on a runbook.
fn thing(Place { account, region }: &Place, id: &InstanceId) -> String {
    format!("service/{account}/{region}/{id}")
}

fn not_noted(text: &str) -> AwsError {
    AwsError::new(NOT_NOTED, text)
}

fn unreachable_notes(error: &TableError) -> AwsError {
    AwsError::new(NOT_NOTED, error.to_string())
}

/// The counts that are to be asked for in a place, and the answers of those services for which nothing is.
pub(super) type Settled = (BTreeMap<InstanceId, u32>, BTreeMap<InstanceId, Answer>);

impl CloudFleet {
    /// Looks at the services of these grants once more, remembers the numbers of those that are to be
    /// stopped, and finds those of the others.
    pub(super) async fn settle_counts(
        &self,
        place: &Place,
        change: Change,
        grants: &[&Grant],
        ends: Duration,
    ) -> Settled {
        let (mut counts, mut answers) = (BTreeMap::new(), BTreeMap::new());
        let mut answer = |id, verdict| answers.insert(id, (verdict, CallTrace::default()));
        let left = |ends: Duration| ends.saturating_sub(self.clock.monotonic());
        let ids = ids(grants);
        let known = ids.iter().map(|id| (place.clone(), id.clone())).collect();
        let seen = self.show_one(place, &Selection::Known(known), ends, left(ends)).await;
        let seen = match seen {
            Ok(seen) => seen,
            Err(error) => {
                let error = not_seen(error);
                for id in ids {
                    answer(id, Verdict::Failed(error.clone()));
                }
                return (counts, answers);
            }
        };
        // As much time is left for the calls as the notes may take, and no more is noted than is asked for.
        let within = left(ends).checked_div(2).unwrap_or_default();
        let most = usize::try_from(batch::MAX_CALLS).unwrap_or(usize::MAX);
        let wanted = stream::iter(ids.into_iter().enumerate()).map(async |(place, id)| {
            let Some(seen) = seen.iter().find(|seen| seen.id == id) else {
                let error = AwsError::new("ServiceNotFoundException", "Service not found.");
                return (id, Err(error));
            };
            if place >= most {
                return (id, Err(batch::not_asked()));
            }
            let Some(memory) = &self.memory else {
                let text = "there is nowhere to remember the number of its tasks";
                return (id, Err(not_noted(text)));
            };
            let wanted = memory.wanted(change, seen, self.clock.now());
            let wanted = tokio::time::timeout(within, wanted).await;
            (id, wanted.unwrap_or_else(|_| Err(batch::not_asked())))
        });
        let wanted: Vec<_> = wanted.buffered(AT_ONCE).collect().await;
        for (id, wanted) in wanted {
            match wanted {
                Ok(Some(count)) => drop(counts.insert(id, count)),
                Ok(None) => drop(answer(id, Verdict::Accepted)),
                Err(error) => drop(answer(id, Verdict::Failed(error))),
            }
        }
        (counts, answers)
    }

    /// Notes of the services that were started which numbers are spent. Where that cannot be written, a
    /// later start may use the number once more.
    pub(super) async fn spend_counts(
        &self,
        place: &Place,
        answers: &BTreeMap<InstanceId, Answer>,
        ends: Duration,
    ) {
        let Some(memory) = &self.memory else { return };
        let accepted = answers.iter().filter(|(_, (verdict, _))| *verdict == Verdict::Accepted);
        let spends = stream::iter(accepted).for_each_concurrent(AT_ONCE, async |(id, _)| {
            if let Err(error) = memory.spend(place, id, self.clock.now()).await {
                tracing::warn!(service = %id, code = error.code, "a number was not noted as spent");
            }
        });
        let left = ends.saturating_sub(self.clock.monotonic());
        if tokio::time::timeout(left, spends).await.is_err() {
            tracing::warn!("some numbers were not noted as spent: the time is up");
        }
    }
}

/// A service that could not be looked at is not changed.
fn not_seen(error: FleetError) -> AwsError {
    match error {
        FleetError::Answered(error) => error,
        FleetError::Entering(error) => {
            AwsError::new("NotEntered", format!("{}: {}", error.code, error.text))
        }
        FleetError::Incomplete(what) => AwsError::new("Incomplete", what),
        FleetError::TimedOut(_) => batch::not_asked(),
    }
}
