//! One runbook on one instance, from what is remembered of it to its end.

use sekisho_policy::{PolicyName, RunbookName, UnixTime};
use sekisho_store::{Note, Noted, Notes, TableError};

use super::{
    changed,
    memory::{KEPT, Memory, Since, key},
    thing::Thing,
};
use crate::{
    AwsError, RunbookError, RunbookState,
    audit::{RunbookRecord, RunbookStatus},
    outcome::Told,
};

/// A runbook that must have succeeded on an instance.
pub(super) struct Run {
    pub(super) thing: Thing,
    pub(super) runbook: RunbookName,
    since: Since,
    /// What is remembered of it, and of which revision that is.
    memory: Option<(Memory, u64)>,
    end: Option<End>,
    /// Starts that were not answered, or throttled.
    starts: u32,
    /// Whether SSM may have been asked for it, by this request or another.
    asked: bool,
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
/// SSM has made a run by this token. SOURCE: AWS Systems Manager API Reference, `StartAutomationExecution`:
/// a token cannot be reused.
const TOKEN_IN_USE: &str = "IdempotentParameterMismatch";
/// What is said of a status that is no success.
const STATUS: &str = "the status of the run";

impl Run {
    /// One on this thing, which AWS started at this time if that is known.
    pub(super) fn new(thing: Thing, launched: Option<UnixTime>, runbook: RunbookName) -> Self {
        let since = Since { launched, changed: None };
        Self { thing, runbook, since, memory: None, end: None, starts: 0, asked: false }
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
        let Some(last) = changed::last(notes, policy, &self.thing).await? else {
            self.unreadable();
            return Ok(());
        };
        self.since.changed = last.at;
        for _ in 0..TRIES {
            let note = notes.note(policy, &self.key()).await?;
            let revision = note.as_ref().map_or(0, |note| note.revision);
            let known = note.map(|note| serde_json::from_str::<Memory>(&note.text)).transpose();
            let Ok(known) = known else {
                self.unreadable();
                return Ok(());
            };
            match known {
                Some(memory) if memory.counts(now, self.since) => {
                    self.memory = Some((memory, revision));
                    self.end = Some(End::Met);
                    return Ok(());
                }
                Some(memory) if memory.is_under_way(now) => {
                    self.asked = true;
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
        self.asked = true;
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
    pub(super) fn started(&mut self, answer: Result<String, RunbookError>) -> bool {
        self.asked = true;
        match answer {
            Ok(execution) => {
                if let Some((memory, _)) = &mut self.memory {
                    memory.execution = Some(execution);
                }
                true
            }
            // That says nothing of an earlier start by this token, which may have been made: it is used
            // again, and a new one only after a while.
            Err(RunbookError::Refused(error)) => {
                if error.code == TOKEN_IN_USE {
                    self.running();
                } else {
                    self.unavailable(error);
                }
                false
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
            // What was started a moment ago may not be known everywhere yet.
            Ok(RunbookState::NotFound)
                if self.memory.as_ref().is_some_and(|(memory, _)| memory.is_fresh(now)) =>
            {
                false
            }
            Ok(RunbookState::Running)
            | Err(RunbookError::Throttled(_) | RunbookError::Unanswered(_)) => false,
            Ok(RunbookState::Succeeded(at)) => {
                self.remember(|memory| memory.succeed(at));
                if self.memory.as_ref().is_some_and(|(memory, _)| memory.counts(now, self.since)) {
                    self.end = Some(End::Met);
                }
                true
            }
            Ok(RunbookState::Failed(status)) => self.failed(AwsError::new(status, STATUS), now),
            Ok(RunbookState::NotFound) => self.failed(AwsError::new("NotFound", STATUS), now),
            Err(RunbookError::Refused(error)) => {
                self.unavailable(error);
                false
            }
        }
    }

    fn failed(&mut self, error: AwsError, now: UnixTime) -> bool {
        self.remember(|memory| memory.fail(now));
        let (told, status) = (Told::runbook_failed(), RunbookStatus::Failed);
        self.end = Some(End::Not { told, status, error: Some(error) });
        true
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
        let key = self.key();
        let Some((memory, revision)) = &mut self.memory else { return Ok(Noted::Lost) };
        let next = revision.saturating_add(1);
        // A memory is texts and numbers, which always serialise; an empty note would be unreadable.
        let text = serde_json::to_string(memory).unwrap_or_default();
        let kept = i64::try_from(KEPT.as_secs()).unwrap_or(i64::MAX);
        let note = Note { revision: next, text, expires_at: now.saturating_add(kept) };
        let outcome = notes.put_note(policy, &key, &note).await?;
        if outcome == Noted::Done {
            *revision = next;
        }
        Ok(outcome)
    }

    /// There was no time to see the end of it.
    pub(super) fn running(&mut self) {
        if self.end.is_none() {
            let status =
                if self.asked { RunbookStatus::Running } else { RunbookStatus::NotStarted };
            let told = Told::runbook_running();
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

    fn unreadable(&mut self) {
        let text = "what is remembered of this runbook cannot be read: delete its item";
        self.unavailable(AwsError::new("NotNoted", text));
    }

    fn remember(&mut self, change: impl FnOnce(&mut Memory)) {
        if let Some((memory, _)) = &mut self.memory {
            change(memory);
        }
    }

    fn key(&self) -> String {
        key(&self.thing, &self.runbook)
    }
}
