//! The fleet of one account and region, in EC2.
//!
//! The SDK never retries here: it would repeat `InsufficientInstanceCapacity` (an HTTP 500), which
//! does not pass within seconds, and a timed-out change, which may have been made. What is asked
//! again is decided in [`batch`](super::batch) and, for looks, below.

mod failure;
mod filter;
mod seen;
mod whole;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use aws_config::SdkConfig;
use aws_sdk_ec2::{
    Client,
    config::{self, BehaviorVersion, Credentials, retry::RetryConfig, timeout::TimeoutConfig},
    types::Filter,
};
use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::{AccountId, Grant, Instance, InstanceId, Region};

use super::batch::{self, Endpoint, Failure, FailureKind};
use crate::{AwsError, Clock, Fleet, FleetError, Reply, Seen, Selection};

/// EC2 in one account and region, with the credentials of the process.
#[derive(Debug)]
pub struct Ec2Fleet {
    client: Client,
    account: AccountId,
    region: Region,
    clock: Arc<dyn Clock>,
}

/// The time one HTTP request may take; a look and a change together stay far below API Gateway's 29
/// seconds.
const ATTEMPT: Duration = Duration::from_secs(5);
/// The time a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(2);
/// Times a look is asked again because it was throttled.
const MAX_LOOKS: u32 = 4;
/// Instances in one page. SOURCE: `DescribeInstances`, `MaxResults` is 5 to 1,000.
const PAGE: i32 = 1_000;
/// Pages of one look: more than 50,000 instances are not one town's.
const MAX_PAGES: u32 = 50;

impl Ec2Fleet {
    /// The fleet of an account and region. Instances of other accounts are neither shown nor
    /// changed.
    #[must_use]
    pub fn new(
        shared: &SdkConfig,
        account: AccountId,
        region: Region,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let config = config::Builder::from(shared);
        Self::with(config, ATTEMPT, account, region, clock)
    }

    /// The fleet of an emulator at this address, which asks for no credentials and may be slow.
    #[must_use]
    pub fn at_endpoint(
        endpoint: &str,
        account: AccountId,
        region: Region,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let config = config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(Credentials::new("local", "local", None, None, "local"))
            .endpoint_url(endpoint);
        Self::with(config, ATTEMPT.saturating_mul(4), account, region, clock)
    }

    fn with(
        config: config::Builder,
        attempt: Duration,
        account: AccountId,
        region: Region,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let timeouts =
            TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(attempt).build();
        let config = config
            .region(config::Region::new(region.as_str().to_owned()))
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts)
            .build();
        Self { client: Client::from_conf(config), account, region, clock }
    }

    async fn show(&self, selection: &Selection, within: Duration) -> Result<Vec<Seen>, FleetError> {
        let ends = self.clock.monotonic().saturating_add(within);
        let mut shown: BTreeMap<InstanceId, Seen> = BTreeMap::new();
        for filters in filter::requests(selection, &self.account, &self.region) {
            for seen in self.pages(filters, ends, within).await? {
                shown.insert(seen.id.clone(), seen);
            }
        }
        Ok(shown.into_values().collect())
    }

    /// Every page of one request.
    async fn pages(
        &self,
        filters: Vec<Filter>,
        ends: Duration,
        within: Duration,
    ) -> Result<Vec<Seen>, FleetError> {
        let mut shown = Vec::new();
        let mut next = None;
        for _ in 0..MAX_PAGES {
            let page = self.page(&filters, next.take(), ends, within).await?;
            for reservation in page.reservations() {
                if reservation.owner_id() != Some(self.account.as_str()) {
                    continue;
                }
                for instance in reservation.instances() {
                    shown.push(seen::from(instance, &self.account, &self.region)?);
                }
            }
            next = page.next_token().filter(|token| !token.is_empty()).map(str::to_owned);
            if next.is_none() {
                return Ok(shown);
            }
        }
        Err(FleetError::Incomplete("an end after 50 pages"))
    }

    /// One page, asked again while it is throttled and there is time.
    async fn page(
        &self,
        filters: &[Filter],
        token: Option<String>,
        ends: Duration,
        within: Duration,
    ) -> Result<aws_sdk_ec2::operation::describe_instances::DescribeInstancesOutput, FleetError>
    {
        let mut looks = 0_u32;
        loop {
            let left = ends.saturating_sub(self.clock.monotonic());
            let look = self
                .client
                .describe_instances()
                .set_filters(Some(filters.to_vec()))
                .max_results(PAGE)
                .set_next_token(token.clone())
                .customize()
                .interceptor(whole::WholeAnswer)
                .send();
            let answer = tokio::time::timeout(left, look).await;
            let failure = match answer.map_err(|_| FleetError::TimedOut(within))? {
                Ok(page) => return Ok(page),
                Err(error) => failure::of(&error),
            };
            looks = looks.saturating_add(1);
            if failure.kind != FailureKind::Throttled || looks >= MAX_LOOKS {
                return Err(FleetError::Answered(failure.error));
            }
            self.clock.sleep(Duration::from_millis(200_u64 << looks)).await;
        }
    }

    async fn change(&self, change: Change, ids: &[InstanceId]) -> Result<(), Failure> {
        let ids = Some(ids.iter().map(ToString::to_string).collect());
        match change {
            Change::Reboot => {
                let call = self.client.reboot_instances().set_instance_ids(ids).send().await;
                call.map(drop).map_err(|error| failure::of(&error))
            }
            Change::Start => {
                let call = self.client.start_instances().set_instance_ids(ids).send().await;
                call.map(drop).map_err(|error| failure::of(&error))
            }
            // No `Force`, no `SkipOsShutdown`, no `Hibernate`: the first two lose data.
            Change::Stop => {
                let call = self.client.stop_instances().set_instance_ids(ids).send().await;
                call.map(drop).map_err(|error| failure::of(&error))
            }
        }
    }
}

impl Endpoint for Ec2Fleet {
    fn misplaced(&self, instance: &Instance) -> Option<AwsError> {
        let here = instance.account.known() == Some(&self.account)
            && instance.region.known() == Some(&self.region);
        (!here).then(|| AwsError::new("OtherPlace", "the instance is of another account or region"))
    }

    fn call<'a>(
        &'a self,
        change: Change,
        ids: &'a [InstanceId],
        within: Duration,
    ) -> Pending<'a, Result<(), Failure>> {
        Box::pin(async move {
            tokio::time::timeout(within, self.change(change, ids)).await.unwrap_or_else(|_| {
                let error = AwsError::new("NoAnswer", "no answer in the time that was left");
                Err(Failure { kind: FailureKind::Unanswered, error })
            })
        })
    }
}

impl Fleet for Ec2Fleet {
    fn describe<'a>(
        &'a self,
        selection: &'a Selection,
        within: Duration,
    ) -> Pending<'a, Result<Vec<Seen>, FleetError>> {
        Box::pin(self.show(selection, within))
    }

    fn act<'a>(&'a self, grants: &'a [Grant], within: Duration) -> Pending<'a, Vec<Reply>> {
        Box::pin(batch::act(self, self.clock.as_ref(), grants, within))
    }
}
