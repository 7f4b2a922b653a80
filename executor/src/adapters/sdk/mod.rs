//! EC2, ECS and RDS (behind the features `ecs` and `rds`), STS and Auto Scaling by the AWS SDK.
//!
//! The SDK never retries here: it would repeat `InsufficientInstanceCapacity` (an HTTP 500), which
//! does not pass within seconds, and a timed-out change, which may have been made. What is asked
//! again is decided in [`fleet`](super::fleet).

#[cfg(feature = "ssm")]
mod automation;
mod door;
#[cfg(feature = "ecs")]
mod ecs;
mod failure;
mod groups;
#[cfg(feature = "rds")]
mod rds;
mod seen;
mod whole;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use aws_config::SdkConfig;
use aws_sdk_ec2::{
    Client,
    config::{self, BehaviorVersion, Credentials, retry::RetryConfig, timeout::TimeoutConfig},
    operation::RequestId as _,
    types,
};
use sekisho_identity::Pending;
use sekisho_lambda::{Change, ConfigError};
use sekisho_policy::{InstanceId, ResourceKind};

use super::{
    cloud::{self, AssumeRole, Cloud, Failure, Filter, Page, Session, Shown, Taken, Unshown},
    fleet::CloudFleet,
    kinds::FleetOfKinds,
};
use crate::{Clock, Place, Places, ServiceCounts};
use door::Door;
use groups::Groups;

/// A client of EC2, what Auto Scaling says of its instances, and the way into other accounts. Each call says where it goes and with which
/// credentials.
#[derive(Debug)]
struct Ec2 {
    client: Client,
    door: Door,
    groups: Groups,
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
        let ec2 = Ec2::new(
            config::Builder::from(shared),
            Door::of_aws(shared),
            Groups::of_aws(shared),
            ATTEMPT,
        );
        Self::new(ResourceKind::Instance, Arc::new(ec2), places, clock)
    }

    /// The instances of an emulator at this address, which asks for no credentials and may be slow.
    #[must_use]
    pub fn at_endpoint(endpoint: &str, places: Places, clock: Arc<dyn Clock>) -> Self {
        let ec2 = config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(nobody())
            .region(config::Region::new("us-east-1"))
            .endpoint_url(endpoint);
        let ec2 =
            Ec2::new(ec2, Door::at_endpoint(endpoint), Groups::at_endpoint(endpoint), SLOW_ATTEMPT);
        Self::new(ResourceKind::Instance, Arc::new(ec2), places, clock)
    }
}

impl FleetOfKinds {
    /// The resources of these kinds in AWS; of services it is remembered there how many tasks they had.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Invalid`] for a kind that is not in this build.
    pub fn of_aws(
        shared: &SdkConfig,
        places: &Places,
        kinds: &[ResourceKind],
        counts: &ServiceCounts,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, ConfigError> {
        #[cfg(not(feature = "ecs"))]
        let _unused = counts;
        let fleet = |kind: &ResourceKind| match kind {
            #[cfg(feature = "rds")]
            ResourceKind::Database => {
                Ok(CloudFleet::databases_of_aws(shared, places.clone(), Arc::clone(clock)))
            }
            #[cfg(not(feature = "rds"))]
            ResourceKind::Database => Err(ConfigError::Invalid {
                variable: "SEKISHO_KINDS",
                found: kind.name().to_owned(),
                required: "kinds that are in this build: build the executor with the feature `rds` \
                           for databases",
            }),
            ResourceKind::Instance => {
                Ok(CloudFleet::of_aws(shared, places.clone(), Arc::clone(clock)))
            }
            #[cfg(feature = "ecs")]
            ResourceKind::Service => Ok(CloudFleet::services_of_aws(
                shared,
                places.clone(),
                counts.clone(),
                Arc::clone(clock),
            )),
            #[cfg(not(feature = "ecs"))]
            ResourceKind::Service => Err(ConfigError::Invalid {
                variable: "SEKISHO_KINDS",
                found: kind.name().to_owned(),
                required: "kinds that are in this build: build the executor with the feature `ecs` \
                           for services",
            }),
        };
        Ok(Self::new(kinds.iter().map(fleet).collect::<Result<Vec<_>, _>>()?))
    }
}

/// The time one request to an emulator may take.
const SLOW_ATTEMPT: Duration = ATTEMPT.saturating_mul(4);

/// The credentials for an emulator, which opens for any.
fn nobody() -> Credentials {
    Credentials::new("local", "local", None, None, "local")
}

fn timeouts(attempt: Duration) -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(attempt).build()
}

impl Ec2 {
    fn new(ec2: config::Builder, door: Door, groups: Groups, attempt: Duration) -> Self {
        let ec2 = ec2.retry_config(RetryConfig::disabled()).timeout_config(timeouts(attempt));
        Self { client: Client::from_conf(ec2.build()), door, groups }
    }

    async fn page(
        &self,
        place: &Place,
        session: Option<&Session>,
        page: &Page,
    ) -> Result<Shown, Unshown> {
        let answer = self
            .client
            .describe_instances()
            .set_filters(Some(page.filters.iter().map(filter).collect()))
            .max_results(PAGE)
            .set_next_token(page.token.clone())
            .customize()
            .interceptor(whole::WholeAnswer(b"</DescribeInstancesResponse>"))
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
                let call = self.client.reboot_instances().set_instance_ids(ids);
                let answer = call.customize().config_override(at).send().await;
                answer.map_err(|error| failure::of(&error))?.request_id().map(str::to_owned)
            }
            Change::Start => {
                let call = self.client.start_instances().set_instance_ids(ids);
                let answer = call.customize().config_override(at).send().await;
                answer.map_err(|error| failure::of(&error))?.request_id().map(str::to_owned)
            }
            // No `Force`, no `SkipOsShutdown`, no `Hibernate`: the first two lose data.
            Change::Stop => {
                let call = self.client.stop_instances().set_instance_ids(ids);
                let answer = call.customize().config_override(at).send().await;
                answer.map_err(|error| failure::of(&error))?.request_id().map(str::to_owned)
            }
        };
        Ok(Taken { request_id })
    }
}

/// Where a call goes, and with what.
fn at(place: &Place, session: Option<&Session>) -> config::Builder {
    let region = config::Region::new(place.region.as_str().to_owned());
    let at = config::Builder::new().region(region);
    match session {
        Some(session) => at.credentials_provider(credentials(session)),
        None => at,
    }
}

/// Those of a session.
fn credentials(Session { credentials, .. }: &Session) -> Credentials {
    Credentials::new(
        &credentials.access_key_id,
        &credentials.secret_access_key,
        Some(credentials.session_token.clone()),
        None,
        "sekisho",
    )
}

fn filter(filter: &Filter) -> types::Filter {
    types::Filter::builder().name(&filter.name).set_values(Some(filter.values.clone())).build()
}

impl Cloud for Ec2 {
    fn describe<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        page: &'a Page,
    ) -> Pending<'a, Result<Shown, Unshown>> {
        Box::pin(self.page(place, session, page))
    }

    fn standby<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        ids: &'a [InstanceId],
    ) -> Pending<'a, Result<BTreeMap<InstanceId, bool>, Failure>> {
        Box::pin(self.groups.standby(place, session, ids))
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
        Box::pin(self.door.enter(ask))
    }
}
