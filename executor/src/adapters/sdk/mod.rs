//! EC2 and STS by the AWS SDK.
//!
//! The SDK never retries here: it would repeat `InsufficientInstanceCapacity` (an HTTP 500), which
//! does not pass within seconds, and a timed-out change, which may have been made. What is asked
//! again is decided in [`fleet`](super::fleet).

#[cfg(feature = "ssm")]
mod automation;
mod failure;
mod seen;
mod whole;

use std::{sync::Arc, time::Duration};

use aws_config::SdkConfig;
use aws_sdk_ec2::{
    Client,
    config::{self, BehaviorVersion, Credentials, retry::RetryConfig, timeout::TimeoutConfig},
    operation::RequestId as _,
    types,
};
use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::InstanceId;

use super::{
    cloud::{
        self, AssumeRole, Cloud, Failure, FailureKind, Filter, Page, Session, Shown, Taken, Unshown,
    },
    fleet::CloudFleet,
};
use crate::{AwsError, Clock, Place, Places};

/// Clients of EC2 and STS. Each call says where it goes and with which credentials.
#[derive(Debug)]
struct Sdk {
    ec2: Client,
    sts: aws_sdk_sts::Client,
}

/// The time one HTTP request may take; a look and a change together stay far below API Gateway's 29
/// seconds.
const ATTEMPT: Duration = Duration::from_secs(5);
/// The time a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(2);
/// Instances in one page. SOURCE: `DescribeInstances`, `MaxResults` is 5 to 1,000.
const PAGE: i32 = 1_000;

impl CloudFleet {
    /// The instances of these places in AWS. Accounts are entered by the role of the places, if they
    /// name one, through the STS endpoint of the configured region.
    #[must_use]
    pub fn of_aws(shared: &SdkConfig, places: Places, clock: Arc<dyn Clock>) -> Self {
        let ec2 = config::Builder::from(shared);
        let sts = aws_sdk_sts::config::Builder::from(shared);
        Self::new(Arc::new(Sdk::new(ec2, sts, ATTEMPT)), places, clock)
    }

    /// The instances of an emulator at this address, which asks for no credentials and may be slow.
    #[must_use]
    pub fn at_endpoint(endpoint: &str, places: Places, clock: Arc<dyn Clock>) -> Self {
        let credentials = Credentials::new("local", "local", None, None, "local");
        let region = config::Region::new("us-east-1");
        let ec2 = config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(credentials.clone())
            .region(region.clone())
            .endpoint_url(endpoint);
        let sts = aws_sdk_sts::config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(credentials)
            .region(region)
            .endpoint_url(endpoint);
        Self::new(Arc::new(Sdk::new(ec2, sts, ATTEMPT.saturating_mul(4))), places, clock)
    }
}

impl Sdk {
    fn new(ec2: config::Builder, sts: aws_sdk_sts::config::Builder, attempt: Duration) -> Self {
        let timeouts =
            TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(attempt).build();
        let ec2 = ec2.retry_config(RetryConfig::disabled()).timeout_config(timeouts.clone());
        let sts = sts.retry_config(RetryConfig::disabled()).timeout_config(timeouts);
        Self {
            ec2: Client::from_conf(ec2.build()),
            sts: aws_sdk_sts::Client::from_conf(sts.build()),
        }
    }

    async fn page(
        &self,
        place: &Place,
        session: Option<&Session>,
        page: &Page,
    ) -> Result<Shown, Unshown> {
        let answer = self
            .ec2
            .describe_instances()
            .set_filters(Some(page.filters.iter().map(filter).collect()))
            .max_results(PAGE)
            .set_next_token(page.token.clone())
            .customize()
            .interceptor(whole::WholeAnswer)
            .config_override(at(place, session))
            .send()
            .await
            .map_err(|error| Unshown::Failed(failure::of(&error)))?;
        let mut seen = Vec::new();
        for reservation in answer.reservations() {
            if reservation.owner_id() != Some(place.account.as_str()) {
                continue;
            }
            for instance in reservation.instances() {
                let one = seen::from(instance, &place.account, &place.region);
                seen.push(one.map_err(Unshown::Incomplete)?);
            }
        }
        let next = answer.next_token().filter(|token| !token.is_empty()).map(str::to_owned);
        Ok(Shown { seen, next })
    }

    async fn ask(
        &self,
        place: &Place,
        session: Option<&Session>,
        change: Change,
        ids: &[InstanceId],
    ) -> Result<Taken, Failure> {
        let ids = Some(ids.iter().map(ToString::to_string).collect());
        let at = at(place, session);
        let request_id = match change {
            Change::Reboot => {
                let call = self.ec2.reboot_instances().set_instance_ids(ids);
                let answer = call.customize().config_override(at).send().await;
                answer.map_err(|error| failure::of(&error))?.request_id().map(str::to_owned)
            }
            Change::Start => {
                let call = self.ec2.start_instances().set_instance_ids(ids);
                let answer = call.customize().config_override(at).send().await;
                answer.map_err(|error| failure::of(&error))?.request_id().map(str::to_owned)
            }
            // No `Force`, no `SkipOsShutdown`, no `Hibernate`: the first two lose data.
            Change::Stop => {
                let call = self.ec2.stop_instances().set_instance_ids(ids);
                let answer = call.customize().config_override(at).send().await;
                answer.map_err(|error| failure::of(&error))?.request_id().map(str::to_owned)
            }
        };
        Ok(Taken { request_id })
    }

    async fn enter(&self, ask: &AssumeRole) -> Result<cloud::Credentials, Failure> {
        let answer = self
            .sts
            .assume_role()
            .role_arn(&ask.role)
            .role_session_name(&ask.session_name)
            .source_identity(&ask.source_identity)
            .set_external_id(ask.external_id.as_ref().map(|id| id.as_str().to_owned()))
            .policy(&ask.policy)
            .duration_seconds(i32::try_from(ask.lasts.as_secs()).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| failure::of(&error))?;
        let incomplete = || {
            let error = AwsError::new("Incomplete", "the answer of STS lacks credentials");
            Failure::of(FailureKind::Refused, error)
        };
        let credentials = answer.credentials().ok_or_else(incomplete)?;
        Ok(cloud::Credentials {
            access_key_id: credentials.access_key_id().to_owned(),
            secret_access_key: credentials.secret_access_key().to_owned(),
            session_token: credentials.session_token().to_owned(),
        })
    }
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

fn filter(filter: &Filter) -> types::Filter {
    types::Filter::builder().name(&filter.name).set_values(Some(filter.values.clone())).build()
}

impl Cloud for Sdk {
    fn describe<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        page: &'a Page,
    ) -> Pending<'a, Result<Shown, Unshown>> {
        Box::pin(self.page(place, session, page))
    }

    fn change<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        change: Change,
        ids: &'a [InstanceId],
    ) -> Pending<'a, Result<Taken, Failure>> {
        Box::pin(self.ask(place, session, change, ids))
    }

    fn assume<'a>(
        &'a self,
        ask: &'a AssumeRole,
    ) -> Pending<'a, Result<cloud::Credentials, Failure>> {
        Box::pin(self.enter(ask))
    }
}
