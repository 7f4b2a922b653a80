//! Runbooks: what must have succeeded on an instance before it is stopped.

use std::{fmt, time::Duration};

use sekisho_identity::Pending;
use sekisho_policy::{Caller, InstanceId, RunbookName, UnixTime};

use crate::{AwsError, Place};

/// Runs SSM Automation documents, one instance a run. Nothing here waits for an end, remembers a run
/// or decides: whoever asks does.
pub trait Runbooks: fmt::Debug + Send + Sync {
    /// Starts a run and says its id. Of two starts with one token there is one run: the second says the
    /// id of the first. A token is a UUID. Answers in about `within` at the latest.
    fn start<'a>(
        &'a self,
        run: RunbookRun<'a>,
        token: &'a str,
        within: Duration,
    ) -> Pending<'a, Result<String, RunbookError>>;

    /// Looks how far the run of this id is. Answers in about `within` at the latest.
    fn look<'a>(
        &'a self,
        run: RunbookRun<'a>,
        execution: &'a str,
        within: Duration,
    ) -> Pending<'a, Result<RunbookState, RunbookError>>;
}

/// Which runbook is run, on what, and on whose behalf.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a run is a document, an instance and a reason")]
pub struct RunbookRun<'a> {
    /// Where the instance is, and where the document is looked for.
    pub place: &'a Place,
    /// The instance: the only value of the parameter `InstanceId`.
    pub instance: &'a InstanceId,
    /// The document.
    pub runbook: &'a RunbookName,
    /// Who asked for the stop.
    pub caller: &'a Caller,
    /// The id of the decision: the name of the session, where a role is assumed.
    pub decision_id: &'a str,
}

/// How far a run is.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new state must be told from a success")]
pub enum RunbookState {
    /// It has not ended, as far as is known.
    Running,
    /// It ended with `Success`: then, if SSM says when.
    Succeeded(Option<UnixTime>),
    /// It ended otherwise: the status, as SSM calls it.
    Failed(String),
    /// SSM knows none of this id.
    NotFound,
}

/// Why a run could not be started, or looked at.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "each is gone on from in another way")]
pub enum RunbookError {
    /// SSM, or STS before it, said no: nothing was started.
    #[error("refused with `{}`: {}", .0.code, .0.text)]
    Refused(AwsError),
    /// Not now: nothing was started.
    #[error("throttled with `{}`: {}", .0.code, .0.text)]
    Throttled(AwsError),
    /// No answer that can be read: a run may have been started.
    #[error("no answer: `{}`: {}", .0.code, .0.text)]
    Unanswered(AwsError),
}
