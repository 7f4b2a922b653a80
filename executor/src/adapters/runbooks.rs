//! Runbooks in several accounts and regions: each account entered by its own role, held to the one
//! document.

use std::{future::Future, sync::Arc, time::Duration};

use sekisho_identity::Pending;
use sekisho_policy::{Partition, RunbookName};
use serde_json::json;

use super::{
    automation::{Automation, NO_SUCH_RUN, StartRun},
    cloud::{Failure, FailureKind, Session},
    fleet::CloudFleet,
};
use crate::{AwsError, Place, RunbookError, RunbookRun, RunbookState, Runbooks};

/// The runbooks of some places.
#[derive(Debug)]
pub struct CloudRunbooks {
    automation: Arc<dyn Automation>,
    /// By whom accounts are entered; its instances are of no concern here.
    entrance: CloudFleet,
}

impl CloudRunbooks {
    pub(super) fn new(automation: Arc<dyn Automation>, entrance: CloudFleet) -> Self {
        Self { automation, entrance }
    }

    /// The session in which a runbook is started and looked at; `None` where the process acts itself.
    async fn enter(
        &self,
        run: RunbookRun<'_>,
        within: Duration,
    ) -> Result<Option<Arc<Session>>, Failure> {
        let RunbookRun { place, runbook, caller, decision_id, .. } = run;
        let policy = session_policy(self.entrance.partition(), place, runbook);
        self.entrance.enter_for(&place.account, caller, policy, decision_id, within).await
    }

    async fn begin(
        &self,
        run: RunbookRun<'_>,
        token: &str,
        within: Duration,
    ) -> Result<String, RunbookError> {
        let RunbookRun { place, instance, runbook, .. } = run;
        let ask = StartRun {
            runbook: runbook.clone(),
            instance: instance.clone(),
            token: token.to_owned(),
        };
        // A session that was not to be had means that nothing was started, whatever the reason.
        let session = self.enter(run, within).await.map_err(not_entered)?;
        self.automation.start(place, session.as_deref(), &ask).await.map_err(error)
    }

    async fn see(
        &self,
        run: RunbookRun<'_>,
        execution: &str,
        within: Duration,
    ) -> Result<RunbookState, RunbookError> {
        let session = self.enter(run, within).await.map_err(not_entered)?;
        match self.automation.look(run.place, session.as_deref(), execution).await {
            Err(failure) if NO_SUCH_RUN.contains(&failure.error.code.as_str()) => {
                Ok(RunbookState::NotFound)
            }
            answer => answer.map_err(error),
        }
    }
}

/// What a session for a runbook may do: start this document, look at runs, and pass SSM the role that
/// the document names, which the account's role must let it too. Nothing of EC2: what the document does
/// it does by its own role.
///
/// SOURCE: AWS Systems Manager User Guide, "Setting up identity based policies examples": a start is
/// authorized on the document and on the run, whose id nobody knows beforehand; before, it was on the
/// `automation-definition` with its version. The documents that AWS owns are of no account.
fn session_policy(partition: &Partition, place: &Place, runbook: &RunbookName) -> String {
    let Place { account, region } = place;
    json!({ "Version": "2012-10-17", "Statement": [
        {
            "Effect": "Allow", "Action": "ssm:StartAutomationExecution",
            "Resource": [
                format!("arn:{partition}:ssm:{region}:{account}:document/{runbook}"),
                format!("arn:{partition}:ssm:{region}::document/{runbook}"),
                format!("arn:{partition}:ssm:{region}:{account}:automation-definition/{runbook}:*"),
                format!("arn:{partition}:ssm:{region}:{account}:automation-execution/*"),
            ],
        },
        {
            "Effect": "Allow", "Action": "ssm:GetAutomationExecution",
            "Resource": format!("arn:{partition}:ssm:{region}:{account}:automation-execution/*"),
        },
        {
            "Effect": "Allow", "Action": "iam:PassRole",
            "Resource": format!("arn:{partition}:iam::{account}:role/*"),
            "Condition": { "StringEquals": { "iam:PassedToService": "ssm.amazonaws.com" } },
        },
    ] })
    .to_string()
}

/// The answer, or that there was none in time: entering the account and the call together.
async fn answered<T>(
    call: impl Future<Output = Result<T, RunbookError>>,
    within: Duration,
) -> Result<T, RunbookError> {
    tokio::time::timeout(within, call).await.unwrap_or_else(|_| {
        let error = AwsError::new("NoAnswer", "no answer in the time that was left");
        Err(RunbookError::Unanswered(error))
    })
}

fn error(Failure { kind, error, .. }: Failure) -> RunbookError {
    match kind {
        FailureKind::Refused => RunbookError::Refused(error),
        FailureKind::Throttled => RunbookError::Throttled(error),
        FailureKind::Unanswered => RunbookError::Unanswered(error),
    }
}

fn not_entered(failure: Failure) -> RunbookError {
    match failure.kind {
        FailureKind::Refused => RunbookError::Refused(AwsError::new(
            "NotEntered",
            format!("{}: {}", failure.error.code, failure.error.text),
        )),
        FailureKind::Throttled | FailureKind::Unanswered => RunbookError::Throttled(failure.error),
    }
}

impl Runbooks for CloudRunbooks {
    fn start<'a>(
        &'a self,
        run: RunbookRun<'a>,
        token: &'a str,
        within: Duration,
    ) -> Pending<'a, Result<String, RunbookError>> {
        Box::pin(answered(self.begin(run, token, within), within))
    }

    fn look<'a>(
        &'a self,
        run: RunbookRun<'a>,
        execution: &'a str,
        within: Duration,
    ) -> Pending<'a, Result<RunbookState, RunbookError>> {
        Box::pin(answered(self.see(run, execution, within), within))
    }
}
