//! What SSM Automation answers, one call at a time: real or simulated.
//!
//! Nothing here retries, waits or decides: that is [`runbooks`](super::runbooks)' and the executor's.

use std::fmt;

use sekisho_identity::Pending;
use sekisho_policy::{InstanceId, RunbookName, UnixTime};

use super::cloud::{Failure, Session};
use crate::{Place, RunbookState};

/// SSM Automation.
pub(super) trait Automation: fmt::Debug + Send + Sync {
    /// One `StartAutomationExecution`; the id of the run.
    fn start<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        ask: &'a StartRun,
    ) -> Pending<'a, Result<String, Failure>>;

    /// One `GetAutomationExecution`.
    fn look<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        execution: &'a str,
    ) -> Pending<'a, Result<RunbookState, Failure>>;
}

/// What is asked of SSM.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct StartRun {
    pub(super) runbook: RunbookName,
    pub(super) instance: InstanceId,
    /// `ClientToken`, a UUID.
    pub(super) token: String,
}

/// The parameter that every runbook before a stop takes.
pub(super) const INSTANCE_ID: &str = "InstanceId";
/// The run is not known: SSM keeps them for thirty days. The name of the error and its code, which differ.
pub(super) const NO_SUCH_RUN: [&str; 2] =
    ["AutomationExecutionNotFoundException", "AutomationExecutionNotFound"];

/// What SSM calls a run that has come to no end yet. SOURCE: AWS Systems Manager API Reference,
/// `AutomationExecution`, `AutomationExecutionStatus`.
const RUNNING: [&str; 10] = [
    "Approved",
    "Cancelling",
    "ChangeCalendarOverrideApproved",
    "InProgress",
    "Pending",
    "PendingApproval",
    "PendingChangeCalendarOverride",
    "RunbookInProgress",
    "Scheduled",
    "Waiting",
];

/// What a status says. One that is not known is no success: the run is taken to have failed.
pub(super) fn state(status: &str, ended_at: Option<i64>) -> RunbookState {
    if status == "Success" {
        return RunbookState::Succeeded(ended_at.map(UnixTime::from_seconds));
    }
    if RUNNING.contains(&status) {
        return RunbookState::Running;
    }
    RunbookState::Failed(status.chars().take(64).collect())
}
