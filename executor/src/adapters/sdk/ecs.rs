//! ECS by the AWS SDK.

mod seen;

use std::{sync::Arc, time::Duration};

use aws_config::SdkConfig;
use aws_sdk_ecs::{
    Client,
    config::{self, BehaviorVersion, retry::RetryConfig},
    operation::RequestId as _,
    types::ServiceField,
};
use sekisho_identity::Pending;
use sekisho_policy::ResourceKind;

use super::{ATTEMPT, SLOW_ATTEMPT, credentials, door::Door, failure, nobody, timeouts};
use crate::{
    AwsError, Clock, Places, ServiceCounts,
    adapters::{
        cloud::{self, AssumeRole, Failure, FailureKind, Taken, Unshown},
        ecs::{At, Described, Ecs, MISSING, Names},
        fleet::CloudFleet,
        services::Services,
    },
};

/// A client of ECS, and the way into other accounts. Each call says where it goes and with which
/// credentials.
#[derive(Debug)]
struct Sdk {
    client: Client,
    door: Door,
}

/// Names in one page. SOURCE: Amazon ECS API reference, `ListClusters` and `ListServices`,
/// `maxResults`: 1 to 100.
const PAGE: i32 = 100;

impl CloudFleet {
    /// The services of these places in AWS, entered as [`of_aws`](Self::of_aws) enters them.
    #[must_use]
    pub fn services_of_aws(
        shared: &SdkConfig,
        places: Places,
        counts: ServiceCounts,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let ecs = Sdk::new(config::Builder::from(shared), Door::of_aws(shared), ATTEMPT);
        Self::new(ResourceKind::Service, Arc::new(Services(Arc::new(ecs))), places, clock)
            .remembering(counts)
    }

    /// The services of an emulator at this address, which asks for no credentials and may be slow.
    #[must_use]
    pub fn services_at_endpoint(
        endpoint: &str,
        places: Places,
        counts: ServiceCounts,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let ecs = config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(nobody())
            .region(config::Region::new("us-east-1"))
            .endpoint_url(endpoint);
        let ecs = Sdk::new(ecs, Door::at_endpoint(endpoint), SLOW_ATTEMPT);
        Self::new(ResourceKind::Service, Arc::new(Services(Arc::new(ecs))), places, clock)
            .remembering(counts)
    }
}

impl Sdk {
    fn new(ecs: config::Builder, door: Door, attempt: Duration) -> Self {
        let ecs = ecs.retry_config(RetryConfig::disabled()).timeout_config(timeouts(attempt));
        Self { client: Client::from_conf(ecs.build()), door }
    }

    async fn list_clusters(&self, at: At<'_>, token: Option<&str>) -> Result<Names, Unshown> {
        let answer = self
            .client
            .list_clusters()
            .max_results(PAGE)
            .set_next_token(token.map(str::to_owned))
            .customize()
            .config_override(over(at))
            .send()
            .await
            .map_err(|error| Unshown::Failed(failure::of(&error)))?;
        let arns = answer.cluster_arns.ok_or(Unshown::Incomplete("the list of clusters"))?;
        Ok(Names { names: names(&arns), next: token_of(answer.next_token) })
    }

    async fn list_services(
        &self,
        at: At<'_>,
        cluster: &str,
        token: Option<&str>,
    ) -> Result<Names, Unshown> {
        let answer = self
            .client
            .list_services()
            .cluster(cluster)
            .max_results(PAGE)
            .set_next_token(token.map(str::to_owned))
            .customize()
            .config_override(over(at))
            .send()
            .await
            .map_err(|error| Unshown::Failed(failure::of(&error)))?;
        let arns = answer.service_arns.ok_or(Unshown::Incomplete("the list of services"))?;
        Ok(Names { names: names(&arns), next: token_of(answer.next_token) })
    }

    async fn describe_services(
        &self,
        at: At<'_>,
        cluster: &str,
        services: &[String],
    ) -> Result<Described, Unshown> {
        let answer = self
            .client
            .describe_services()
            .cluster(cluster)
            .set_services(Some(services.to_vec()))
            .include(ServiceField::Tags)
            .customize()
            .config_override(over(at))
            .send()
            .await
            .map_err(|error| Unshown::Failed(failure::of(&error)))?;
        let seen = answer.services().iter().map(|service| seen::from(service, at.place));
        let seen = seen.collect::<Result<_, _>>().map_err(Unshown::Incomplete)?;
        let missing = answer.failures().iter().filter(|failure| failure.reason() == Some(MISSING));
        Ok(Described { seen, missing: missing.count() })
    }

    async fn update_service(
        &self,
        at: At<'_>,
        cluster: &str,
        service: &str,
        desired: u32,
    ) -> Result<Taken, Failure> {
        let desired = i32::try_from(desired).map_err(|_| {
            let error = AwsError::new("NotSent", "the desired count is more than ECS takes");
            Failure::of(FailureKind::Refused, error)
        })?;
        // Nothing but the number: no other task definition, no new deployment.
        let call = self.client.update_service().cluster(cluster).service(service);
        let answer = call.desired_count(desired).customize().config_override(over(at)).send().await;
        let answer = answer.map_err(|error| failure::of(&error))?;
        Ok(Taken { request_id: answer.request_id().map(str::to_owned) })
    }
}

/// Where a call goes, and with what.
fn over(At { place, session }: At<'_>) -> config::Builder {
    let at = config::Builder::new().region(config::Region::new(place.region.as_str().to_owned()));
    match session {
        Some(session) => at.credentials_provider(credentials(session)),
        None => at,
    }
}

/// The names at the ends of ARNs.
fn names(arns: &[String]) -> Vec<String> {
    arns.iter().filter_map(|arn| arn.rsplit('/').next()).map(str::to_owned).collect()
}

fn token_of(token: Option<String>) -> Option<String> {
    token.filter(|token| !token.is_empty())
}

impl Ecs for Sdk {
    fn clusters<'a>(
        &'a self,
        at: At<'a>,
        token: Option<&'a str>,
    ) -> Pending<'a, Result<Names, Unshown>> {
        Box::pin(self.list_clusters(at, token))
    }

    fn services<'a>(
        &'a self,
        at: At<'a>,
        cluster: &'a str,
        token: Option<&'a str>,
    ) -> Pending<'a, Result<Names, Unshown>> {
        Box::pin(self.list_services(at, cluster, token))
    }

    fn describe<'a>(
        &'a self,
        at: At<'a>,
        cluster: &'a str,
        services: &'a [String],
    ) -> Pending<'a, Result<Described, Unshown>> {
        Box::pin(self.describe_services(at, cluster, services))
    }

    fn update<'a>(
        &'a self,
        at: At<'a>,
        cluster: &'a str,
        service: &'a str,
        desired: u32,
    ) -> Pending<'a, Result<Taken, Failure>> {
        Box::pin(self.update_service(at, cluster, service, desired))
    }

    fn assume<'a>(
        &'a self,
        ask: &'a AssumeRole,
    ) -> Pending<'a, Result<cloud::Credentials, Failure>> {
        Box::pin(self.door.enter(ask))
    }
}
