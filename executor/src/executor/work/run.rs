//! One runbook on one instance, from what is remembered of it to its end.

use sekisho_policy::{InstanceId, PolicyName, RunbookName, UnixTime};
use sekisho_store::{Note, Noted, Notes, TableError};

use super::memory::{KEPT, Memory, thing};
use crate::{
    AwsError, Place, RunbookError, RunbookState,
    audit::{RunbookRecord, RunbookStatus},
    outcome::Told,
};

/// A runbook that must have succeeded on an instance.
pub(super) struct Run {
    pub(super) instance: InstanceId,
    pub(super) place: Place,
    pub(super) runbook: RunbookName,
    /// When the instance was last started, if that is known.
    launched: Option<UnixTime>,
    /// What is remembered of it, and of which revision that is.
    memory: Option<(Memory, u64)>,
    end: Option<End>,
    /// Starts that were not answered, or throttled.
    starts: u32,
}

/// What it has come to.
enum End {
    Met,
    Not { told: Told, status: RunbookStatus, error: Option<AwsError> },
}

/// What a run needs next.
pub(super) enum Need<'a> {
    Look(&'a str),
    Nothing,
    Start(&'a str),
}

/// Starts within one request.
const MAX_STARTS: u32 = 3;
/// Tries to write a note that others write too.
const TRIES: u32 = 4;

impl Run {
    pub(super) fn new(
        (place, instance): (Place, InstanceId),
        launched: Option<UnixTime>,
        runbook: RunbookName,
    ) -> Self {
        Self { instance, place, runbook, launched, memory: None, end: None, starts: 0 }
    }

    /// Finds the run that is under way, or one that succeeded a moment ago, or takes up a new one under
    /// this token: nothing is started before that is noted.
    pub(super) async fn claim(
        &mut self,
        notes: &dyn Notes,
        policy: &PolicyName,
        now: UnixTime,
        token: impl Fn() -> String,
    ) {
        if let Err(error) = self.try_claim(notes, policy, now, token).await {
            self.unavailable(AwsError::new("NotNoted", error.to_string()));
        }
    }

    async fn try_claim(
        &mut self,
        notes: &dyn Notes,
        policy: &PolicyName,
        now: UnixTime,
        token: impl Fn() -> String,
    ) -> Result<(), TableError> {
        for _ in 0..TRIES {
            let note = notes.note(policy, &self.thing()).await?;
            let revision = note.as_ref().map_or(0, |note| note.revision);
            let known = note.map(|note| serde_json::from_str::<Memory>(&note.text)).transpose();
            let Ok(known) = known else {
                let text = "what is remembered of this runbook cannot be read: delete its item";
                self.unavailable(AwsError::new("NotNoted", text));
                return Ok(());
            };
            match known {
                Some(memory) if memory.counts(now, self.launched) => {
                    self.memory = Some((memory, revision));
                    self.end = Some(End::Met);
                    return Ok(());
                }
                Some(memory) if memory.is_under_way(now) => {
                    self.memory = Some((memory, revision));
                    return Ok(());
                }
                Some(_) | None => {}
            }
            self.memory = Some((Memory::begin(token(), now), revision));
            if self.put(notes, policy, now).await? == Noted::Done {
                return Ok(());
            }
            self.memory = None;
        }
        // Somebody else takes it up at this moment.
        self.running();
        Ok(())
    }

    /// What is to be asked of SSM next.
    pub(super) fn need(&self) -> Need<'_> {
        match (&self.end, &self.memory) {
            (None, Some((memory, _))) => match &memory.execution {
                Some(execution) => Need::Look(execution),
                None => Need::Start(&memory.token),
            },
            (Some(_), _) | (None, None) => Need::Nothing,
        }
    }

    /// Takes in what SSM said to a start. True if that is to be noted.
    pub(super) fn started(&mut self, answer: Result<String, RunbookError>, now: UnixTime) -> bool {
        match answer {
            Ok(execution) => {
                if let Some((memory, _)) = &mut self.memory {
                    memory.execution = Some(execution);
                }
                true
            }
            Err(RunbookError::Refused(error)) => {
                self.remember(|memory| memory.fail(now));
                self.unavailable(error);
                true
            }
            // The same token is used again: by this request, and by the next.
            Err(RunbookError::Throttled(error)) => {
                self.starts = self.starts.saturating_add(1);
                if self.starts >= MAX_STARTS {
                    let told = Told::failed(&AwsError::new("ThrottlingException", ""));
                    let status = RunbookStatus::NotStarted;
                    self.end = Some(End::Not { told, status, error: Some(error) });
                }
                false
            }
            Err(RunbookError::Unanswered(_)) => {
                self.starts = self.starts.saturating_add(1);
                if self.starts >= MAX_STARTS {
                    self.running();
                }
                false
            }
        }
    }

    /// Takes in what a look showed. True if that is to be noted. Of a success that is long ago the
    /// memory is made to say so, and the run is to be claimed again.
    pub(super) fn looked(
        &mut self,
        answer: Result<RunbookState, RunbookError>,
        now: UnixTime,
    ) -> bool {
        match answer {
            Ok(RunbookState::Running)
            | Err(RunbookError::Throttled(_) | RunbookError::Unanswered(_)) => false,
            Ok(RunbookState::Succeeded(at)) => {
                self.remember(|memory| memory.succeed(at));
                if self.memory.as_ref().is_some_and(|(memory, _)| memory.counts(now, self.launched))
                {
                    self.end = Some(End::Met);
                }
                true
            }
            Ok(RunbookState::Failed(status)) => {
                self.remember(|memory| memory.fail(now));
                let error = AwsError::new(status, "the status of the run");
                let told = Told::runbook_failed();
                self.end =
                    Some(End::Not { told, status: RunbookStatus::Failed, error: Some(error) });
                true
            }
            Err(RunbookError::Refused(error)) => {
                self.unavailable(error);
                false
            }
        }
    }

    /// Whether it ended, with a success that does not count any more.
    pub(super) fn is_stale(&self, now: UnixTime) -> bool {
        let memory = self.memory.as_ref().map(|(memory, _)| memory);
        self.end.is_none() && memory.is_some_and(|memory| !memory.is_under_way(now))
    }

    /// Writes what is known of it. If that fails, the next request finds the same at SSM: by the id of
    /// the run, or by its token.
    pub(super) async fn note(&mut self, notes: &dyn Notes, policy: &PolicyName, now: UnixTime) {
        let _unwritten = self.put(notes, policy, now).await;
    }

    async fn put(
        &mut self,
        notes: &dyn Notes,
        policy: &PolicyName,
        now: UnixTime,
    ) -> Result<Noted, TableError> {
        let thing = self.thing();
        let Some((memory, revision)) = &mut self.memory else { return Ok(Noted::Lost) };
        let next = revision.saturating_add(1);
        // A memory is texts and numbers, which always serialise; an empty note would be unreadable.
        let text = serde_json::to_string(memory).unwrap_or_default();
        let kept = i64::try_from(KEPT.as_secs()).unwrap_or(i64::MAX);
        let note = Note { revision: next, text, expires_at: now.saturating_add(kept) };
        let outcome = notes.put_note(policy, &thing, &note).await?;
        if outcome == Noted::Done {
            *revision = next;
        }
        Ok(outcome)
    }

    /// There was no time to see the end of it.
    pub(super) fn running(&mut self) {
        if self.end.is_none() {
            let (told, status) = (Told::runbook_running(), RunbookStatus::Running);
            self.end = Some(End::Not { told, status, error: None });
        }
    }

    pub(super) const fn is_met(&self) -> bool {
        matches!(self.end, Some(End::Met))
    }

    /// What is told of it, and what AWS said, if it is not met.
    pub(super) fn told(&self) -> Option<(Told, Option<AwsError>)> {
        match &self.end {
            Some(End::Not { told, error, .. }) => Some((told.clone(), error.clone())),
            Some(End::Met) | None => None,
        }
    }

    pub(super) fn record(&self) -> RunbookRecord {
        let status = match &self.end {
            Some(End::Met) => RunbookStatus::Succeeded,
            Some(End::Not { status, .. }) => *status,
            None => RunbookStatus::Running,
        };
        let execution = self.memory.as_ref().and_then(|(memory, _)| memory.execution.clone());
        RunbookRecord { document: self.runbook.to_string(), execution_id: execution, status }
    }

    fn unavailable(&mut self, error: AwsError) {
        let (told, status) = (Told::runbook_unavailable(), RunbookStatus::NotStarted);
        self.end = Some(End::Not { told, status, error: Some(error) });
    }

    fn remember(&mut self, change: impl FnOnce(&mut Memory)) {
        if let Some((memory, _)) = &mut self.memory {
            change(memory);
        }
    }

    fn thing(&self) -> String {
        thing(&self.place, &self.runbook, self.instance.as_str())
    }
}
