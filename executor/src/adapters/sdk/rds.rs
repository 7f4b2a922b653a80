//! RDS by the AWS SDK.

mod seen;

use std::{sync::Arc, time::Duration};

use aws_config::SdkConfig;
use aws_sdk_rds::{
    Client,
    config::{self, BehaviorVersion, retry::RetryConfig},
    operation::RequestId as _,
    types,
};
use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::{InstanceId, ResourceKind};

use super::{ATTEMPT, SLOW_ATTEMPT, credentials, door::Door, failure, nobody, timeouts, whole};
use crate::{
    AwsError, Clock, Place, Places,
    adapters::{
        cloud::{
            self, AssumeRole, Cloud, Failure, FailureKind, Filter, Page, Session, Shown, Taken,
            Unshown,
        },
        fleet::{CloudFleet, name_of},
    },
};

/// A client of RDS, and the way into other accounts. Each call says where it goes and with which
/// credentials.
#[derive(Debug)]
struct Rds {
    client: Client,
    door: Door,
}

/// Databases in one page. SOURCE: `DescribeDBInstances`, `MaxRecords` is 20 to 100.
const PAGE: i32 = 100;

impl CloudFleet {
    /// The databases of these places in AWS, entered as [`of_aws`](Self::of_aws) enters them.
    #[must_use]
    pub fn databases_of_aws(shared: &SdkConfig, places: Places, clock: Arc<dyn Clock>) -> Self {
        let rds = Rds::new(config::Builder::from(shared), Door::of_aws(shared), ATTEMPT);
        Self::new(ResourceKind::Database, Arc::new(rds), places, clock)
    }

    /// The databases of an emulator at this address, which asks for no credentials and may be slow.
    #[must_use]
    pub fn databases_at_endpoint(endpoint: &str, places: Places, clock: Arc<dyn Clock>) -> Self {
        let rds = config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(nobody())
            .region(config::Region::new("us-east-1"))
            .endpoint_url(endpoint);
        let rds = Rds::new(rds, Door::at_endpoint(endpoint), SLOW_ATTEMPT);
        Self::new(ResourceKind::Database, Arc::new(rds), places, clock)
    }
}

impl Rds {
    fn new(rds: config::Builder, door: Door, attempt: Duration) -> Self {
        let rds = rds.retry_config(RetryConfig::disabled()).timeout_config(timeouts(attempt));
        Self { client: Client::from_conf(rds.build()), door }
    }

    async fn page(
        &self,
        place: &Place,
        session: Option<&Session>,
        page: &Page,
    ) -> Result<Shown, Unshown> {
        let answer = self
            .client
            .describe_db_instances()
            .set_filters(Some(page.filters.iter().map(filter).collect()))
            .max_records(PAGE)
            .set_marker(page.token.clone())
            .customize()
            .interceptor(whole::WholeAnswer(b"</DescribeDBInstancesResponse>"))
            .config_override(at(place, session))
            .send()
            .await
            .map_err(|error| Unshown::Failed(failure::of(&error)))?;
        let mut seen = Vec::new();
        for database in answer.db_instances() {
            seen.extend(seen::from(database, place).map_err(Unshown::Incomplete)?);
        }
        let next = answer.marker().filter(|marker| !marker.is_empty()).map(str::to_owned);
        Ok(Shown { seen, next })
    }

    /// Asks for the change of the one database there is in a call.
    async fn ask(
        &self,
        place: &Place,
        session: Option<&Session>,
        change: Change,
        ids: &[InstanceId],
    ) -> Result<Taken, Failure> {
        let [id] = ids else {
            let error = AwsError::new("NotSent", "RDS takes one database at a time");
            return Err(Failure::of(FailureKind::Refused, error));
        };
        let (id, at) = (name_of(id), at(place, session));
        let request_id = match change {
            // No `ForceFailover`: to move to another machine is not what a reboot is asked for.
            Change::Reboot => {
                let call = self.client.reboot_db_instance().db_instance_identifier(id);
                let answer = call.customize().config_override(at).send().await;
                answer.map_err(|error| failure::of(&error))?.request_id().map(str::to_owned)
            }
            Change::Start => {
                let call = self.client.start_db_instance().db_instance_identifier(id);
                let answer = call.customize().config_override(at).send().await;
                answer.map_err(|error| failure::of(&error))?.request_id().map(str::to_owned)
            }
            // No snapshot: that would be another right, and is kept and paid for.
            Change::Stop => {
                let call = self.client.stop_db_instance().db_instance_identifier(id);
                let answer = call.customize().config_override(at).send().await;
                answer.map_err(|error| failure::of(&error))?.request_id().map(str::to_owned)
            }
        };
        Ok(Taken { request_id })
    }
}

/// Where a call goes, and with what.
fn at(place: &Place, session: Option<&Session>) -> config::Builder {
    let at = config::Builder::new().region(config::Region::new(place.region.as_str().to_owned()));
    match session {
        Some(session) => at.credentials_provider(credentials(session)),
        None => at,
    }
}

fn filter(filter: &Filter) -> types::Filter {
    types::Filter::builder().name(&filter.name).set_values(Some(filter.values.clone())).build()
}

impl Cloud for Rds {
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
        Box::pin(self.door.enter(ask))
    }
}
