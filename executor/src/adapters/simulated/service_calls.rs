//! The calls of ECS that are answered.
//!
//! SOURCE: the errors of the API reference of Amazon ECS for `ListClusters`, `ListServices`,
//! `DescribeServices` and `UpdateService`.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::InstanceId;

use super::{Fault, SimulatedCall, SimulatedCloud, SimulatedService, World, iam};
use crate::{
    AwsError, Place, Tie,
    adapters::{
        cloud::{AssumeRole, Cloud, Credentials, Failure, FailureKind, Taken, Unshown},
        ecs::{At, Described, Ecs, NO_CLUSTER, Names},
        services::MAX_DESCRIBED,
    },
};

/// Names in one page. SOURCE: `ListClusters` and `ListServices`, `maxResults` is at most 100.
const PAGE: usize = 100;

/// The ECS of a simulated cloud.
#[derive(Debug)]
pub(super) struct SimulatedEcs(pub(super) Arc<SimulatedCloud>);

impl SimulatedEcs {
    pub(super) fn clusters_now(&self, at: At<'_>, token: Option<&str>) -> Result<Names, Failure> {
        let now = self.0.clock.monotonic();
        let mut world = self.0.world();
        world.look_at_services(at, "ListClusters", now)?;
        world.lets_ecs(at, "ecs:ListClusters", "*", &[], now)?;
        Ok(page(world.clusters(at.place).into_iter(), token))
    }

    pub(super) fn services_now(
        &self,
        at: At<'_>,
        cluster: &str,
        token: Option<&str>,
    ) -> Result<Names, Failure> {
        let now = self.0.clock.monotonic();
        let mut world = self.0.world();
        world.look_at_services(at, "ListServices", now)?;
        world.lets_ecs(at, "ecs:ListServices", "*", &[], now)?;
        world.knows(at.place, cluster)?;
        let services = world.services.keys().filter(|(place, _)| place == at.place);
        let here = services.map(|(_, id)| id.names()).filter(|(of, _)| *of == cluster);
        Ok(page(here.map(|(_, name)| name.to_owned()), token))
    }

    /// The services that are there of those that are asked for, in the order of the question.
    pub(super) fn described_now(
        &self,
        at: At<'_>,
        cluster: &str,
        services: &[String],
    ) -> Result<Vec<SimulatedService>, Failure> {
        let now = self.0.clock.monotonic();
        let mut world = self.0.world();
        world.look_at_services(at, "DescribeServices", now)?;
        if services.is_empty() || services.len() > MAX_DESCRIBED {
            return Err(refused("InvalidParameterException", "Services cannot be so many."));
        }
        let mut found = Vec::new();
        for name in services {
            let service = id_of(cluster, name)
                .and_then(|id| world.services.get(&(at.place.clone(), id)).cloned());
            let tags = service.as_ref().map(|service| service.tags.clone()).unwrap_or_default();
            let arn = arn(at.place, cluster, name);
            world.lets_ecs(at, "ecs:DescribeServices", &arn, &tags, now)?;
            found.extend(service);
        }
        world.knows(at.place, cluster)?;
        Ok(found)
    }

    pub(super) fn update_now(
        &self,
        at: At<'_>,
        cluster: &str,
        name: &str,
        desired: u32,
    ) -> Result<Taken, Failure> {
        let now = self.0.clock.monotonic();
        let mut world = self.0.world();
        world.count("UpdateService");
        let Some(id) = id_of(cluster, name) else {
            return Err(refused("InvalidParameterException", "Invalid identifier."));
        };
        let request_id = format!("simulated-{}", world.calls.len().saturating_add(1));
        let session = at.session.and_then(|session| world.sts.made_as(session));
        let change = if desired == 0 { Change::Stop } else { Change::Start };
        let ids = vec![id.clone()];
        world.calls.push(SimulatedCall { request_id: request_id.clone(), session, change, ids });
        let request_id = Some(request_id);
        match world.update(at, &id, change, desired, now) {
            Ok(()) => Ok(Taken { request_id }),
            Err(failure) if failure.kind == FailureKind::Unanswered => Err(failure),
            Err(failure) => Err(Failure { request_id, ..failure }),
        }
    }
}

impl World {
    fn count(&mut self, call: &'static str) {
        let count = self.ecs_calls.entry(call).or_default();
        *count = count.saturating_add(1);
    }

    fn look_at_services(
        &mut self,
        at: At<'_>,
        call: &'static str,
        now: Duration,
    ) -> Result<(), Failure> {
        self.count(call);
        if let Some(error) = &self.service_outage {
            return Err(Failure::of(FailureKind::Refused, error.clone()));
        }
        if self.buckets.take(at.place, call, now) { Ok(()) } else { Err(throttled()) }
    }

    fn clusters(&self, place: &Place) -> BTreeSet<String> {
        let here = self.services.keys().filter(|(of, _)| of == place);
        here.map(|(_, id)| id.names().0.to_owned()).collect()
    }

    fn knows(&self, place: &Place, cluster: &str) -> Result<(), Failure> {
        if self.clusters(place).contains(cluster) {
            return Ok(());
        }
        Err(refused(NO_CLUSTER, "Cluster not found."))
    }

    fn update(
        &mut self,
        at: At<'_>,
        id: &InstanceId,
        change: Change,
        desired: u32,
        now: Duration,
    ) -> Result<(), Failure> {
        if !self.buckets.take(at.place, "UpdateService", now) {
            return Err(throttled());
        }
        let key = (at.place.clone(), id.clone());
        if let Some(service) = self.services.get_mut(&key) {
            service.before_call();
            if let Some(Fault::Throttle(left @ 1..)) = &mut service.fault {
                *left = left.saturating_sub(1);
                return Err(throttled());
            }
            if matches!(service.fault, Some(Fault::Vanish)) {
                self.services.remove(&key);
            }
        }
        // ECS asks whether a call may be made before it says what is there.
        let tags = self.services.get(&key).map(|one| one.tags.clone()).unwrap_or_default();
        let (cluster, name) = id.names();
        let arn = arn(at.place, cluster, name);
        self.lets_ecs(at, "ecs:UpdateService", &arn, &tags, now)?;
        self.knows(at.place, cluster)?;
        let Some(service) = self.services.get_mut(&key) else {
            return Err(refused("ServiceNotFoundException", "Service not found."));
        };
        if service.facts.status != "ACTIVE" {
            return Err(refused("ServiceNotActiveException", "Service was not ACTIVE."));
        }
        if service.facts.tie == Some(Tie::Daemon) {
            let text = "Daemon scheduling strategy does not support a desired count.";
            return Err(refused("InvalidParameterException", text));
        }
        if matches!(service.fault, Some(Fault::Internal)) {
            let error = AwsError::new("ServerException", "Service Unavailable.");
            return Err(Failure::of(FailureKind::Unanswered, error));
        }
        let seen = service.seen();
        service.set(desired, now);
        let is_lost = matches!(service.fault, Some(Fault::NoAnswer));
        self.acted.push((change, seen));
        if is_lost {
            let text = "the connection was closed before an answer came";
            return Err(Failure::of(FailureKind::Unanswered, AwsError::new("NoAnswer", text)));
        }
        Ok(())
    }

    /// Whether IAM lets a call through.
    fn lets_ecs(
        &self,
        at: At<'_>,
        action: &str,
        arn: &str,
        tags: &[(String, String)],
        now: Duration,
    ) -> Result<(), Failure> {
        let (account, region) = (at.place.account.as_str(), at.place.region.as_str());
        let call = iam::Call { action, arn, account, region, tags };
        if self.sts.allows(at.session, &call, now)? {
            return Ok(());
        }
        let text = format!(
            "User: arn:aws:sts::000000000000:assumed-role/executor/1 is not authorized to perform: \
             {action} on resource: {arn}"
        );
        Err(refused("AccessDeniedException", &text))
    }
}

fn id_of(cluster: &str, name: &str) -> Option<InstanceId> {
    InstanceId::parse(&format!("service:{cluster}:{name}")).ok()
}

pub(super) fn arn(Place { account, region }: &Place, cluster: &str, name: &str) -> String {
    format!("arn:aws:ecs:{region}:{account}:service/{cluster}/{name}")
}

/// A page of these names, in their order.
fn page(names: impl Iterator<Item = String>, token: Option<&str>) -> Names {
    let begin: usize = token.and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut names: Vec<String> = names.skip(begin).take(PAGE.saturating_add(1)).collect();
    let more = names.len() > PAGE;
    names.truncate(PAGE);
    Names { names, next: more.then(|| begin.saturating_add(PAGE).to_string()) }
}

fn throttled() -> Failure {
    Failure::of(FailureKind::Throttled, AwsError::new("ThrottlingException", "Rate exceeded"))
}

fn refused(code: &str, text: &str) -> Failure {
    Failure::of(FailureKind::Refused, AwsError::new(code, text))
}

impl Ecs for SimulatedEcs {
    fn clusters<'a>(
        &'a self,
        at: At<'a>,
        token: Option<&'a str>,
    ) -> Pending<'a, Result<Names, Unshown>> {
        Box::pin(async move {
            self.0.travel().await;
            self.clusters_now(at, token).map_err(Unshown::Failed)
        })
    }

    fn services<'a>(
        &'a self,
        at: At<'a>,
        cluster: &'a str,
        token: Option<&'a str>,
    ) -> Pending<'a, Result<Names, Unshown>> {
        Box::pin(async move {
            self.0.travel().await;
            self.services_now(at, cluster, token).map_err(Unshown::Failed)
        })
    }

    fn describe<'a>(
        &'a self,
        at: At<'a>,
        cluster: &'a str,
        services: &'a [String],
    ) -> Pending<'a, Result<Described, Unshown>> {
        Box::pin(async move {
            self.0.travel().await;
            let found = self.described_now(at, cluster, services).map_err(Unshown::Failed)?;
            let missing = services.len().saturating_sub(found.len());
            Ok(Described { seen: found.iter().map(SimulatedService::seen).collect(), missing })
        })
    }

    fn update<'a>(
        &'a self,
        at: At<'a>,
        cluster: &'a str,
        service: &'a str,
        desired: u32,
    ) -> Pending<'a, Result<Taken, Failure>> {
        Box::pin(async move {
            self.0.travel().await;
            self.update_now(at, cluster, service, desired)
        })
    }

    fn assume<'a>(&'a self, ask: &'a AssumeRole) -> Pending<'a, Result<Credentials, Failure>> {
        self.0.assume(ask)
    }
}
