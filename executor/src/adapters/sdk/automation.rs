//! SSM Automation by the AWS SDK, which never retries here either.

use std::{collections::HashMap, sync::Arc};

use aws_config::SdkConfig;
use aws_sdk_ssm::{
    Client,
    config::{self, BehaviorVersion, Credentials, retry::RetryConfig, timeout::TimeoutConfig},
};
use sekisho_identity::Pending;
use sekisho_policy::InstanceId;

use super::{ATTEMPT, CONNECT, failure};
use crate::{
    AwsError, Clock, Place, Places, RunbookState,
    adapters::{
        automation::{Automation, INSTANCE_ID, StartRun, state},
        cloud::{Failure, FailureKind, Session},
        fleet::CloudFleet,
        runbooks::CloudRunbooks,
    },
};

/// A client of SSM. Each call says where it goes and with which credentials.
#[derive(Debug)]
struct Ssm(Client);

impl CloudRunbooks {
    /// The documents of these places in AWS. Accounts are entered as those of
    /// [`CloudFleet::of_aws`] are.
    #[must_use]
    pub fn of_aws(shared: &SdkConfig, places: Places, clock: Arc<dyn Clock>) -> Self {
        let timeouts =
            TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(ATTEMPT).build();
        let ssm = config::Builder::from(shared)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts);
        let entrance = CloudFleet::of_aws(shared, places, clock);
        Self::new(Arc::new(Ssm(Client::from_conf(ssm.build()))), entrance)
    }

    /// The documents of an emulator at this address, which asks for no credentials and may be slow.
    #[must_use]
    pub fn at_endpoint(endpoint: &str, places: Places, clock: Arc<dyn Clock>) -> Self {
        let attempt = ATTEMPT.saturating_mul(4);
        let timeouts =
            TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(attempt).build();
        let ssm = config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(Credentials::new("local", "local", None, None, "local"))
            .region(config::Region::new("us-east-1"))
            .endpoint_url(endpoint)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts);
        let entrance = CloudFleet::at_endpoint(endpoint, places, clock);
        Self::new(Arc::new(Ssm(Client::from_conf(ssm.build()))), entrance)
    }
}

/// What a runbook is told of what it is run on: an instance's id, a database's name, or a service as the
/// end of its ARN has it.
fn parameter_of(id: &InstanceId) -> String {
    match id.names() {
        ("", name) => name.to_owned(),
        (cluster, service) => format!("{cluster}/{service}"),
    }
}

impl Ssm {
    async fn begin(
        &self,
        place: &Place,
        session: Option<&Session>,
        ask: &StartRun,
    ) -> Result<String, Failure> {
        let StartRun { runbook, instance, token } = ask;
        let parameters = HashMap::from([(INSTANCE_ID.to_owned(), vec![parameter_of(instance)])]);
        let answer = self
            .0
            .start_automation_execution()
            .document_name(runbook.as_str())
            .set_parameters(Some(parameters))
            .client_token(token)
            .customize()
            .config_override(at(place, session))
            .send()
            .await
            .map_err(|error| failure::of(&error))?;
        let id = answer.automation_execution_id().filter(|id| !id.is_empty());
        id.map(str::to_owned).ok_or_else(|| incomplete("AutomationExecutionId"))
    }

    async fn see(
        &self,
        place: &Place,
        session: Option<&Session>,
        execution: &str,
    ) -> Result<RunbookState, Failure> {
        let answer = self
            .0
            .get_automation_execution()
            .automation_execution_id(execution)
            .customize()
            .config_override(at(place, session))
            .send()
            .await
            .map_err(|error| failure::of(&error))?;
        let run = answer.automation_execution().ok_or_else(|| incomplete("AutomationExecution"))?;
        if run.automation_execution_id() != Some(execution) {
            return Err(incomplete("the run that was asked for"));
        }
        let status = run.automation_execution_status();
        let status = status.ok_or_else(|| incomplete("AutomationExecutionStatus"))?;
        Ok(state(
            status.as_str(),
            run.execution_end_time().map(aws_sdk_ssm::primitives::DateTime::secs),
        ))
    }
}

/// An answer that does not say what it must: nobody knows what was done.
fn incomplete(what: &str) -> Failure {
    let error = AwsError::new("Incomplete", format!("the answer of SSM lacks {what}"));
    Failure::of(FailureKind::Unanswered, error)
}

/// Where a call goes, and with what.
fn at(place: &Place, session: Option<&Session>) -> config::Builder {
    let region = config::Region::new(place.region.as_str().to_owned());
    let at = config::Builder::new().region(region);
    let Some(Session { credentials, .. }) = session else { return at };
    at.credentials_provider(Credentials::new(
        &credentials.access_key_id,
        &credentials.secret_access_key,
        Some(credentials.session_token.clone()),
        None,
        "sekisho",
    ))
}

impl Automation for Ssm {
    fn start<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        ask: &'a StartRun,
    ) -> Pending<'a, Result<String, Failure>> {
        Box::pin(self.begin(place, session, ask))
    }

    fn look<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        execution: &'a str,
    ) -> Pending<'a, Result<RunbookState, Failure>> {
        Box::pin(self.see(place, session, execution))
    }
}
