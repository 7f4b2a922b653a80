//! A service of the SDK as this room sees it.

use aws_sdk_ecs::types::{
    DeploymentRolloutState, ResourceManagementType, SchedulingStrategy, Service,
};
use sekisho_policy::{InstanceId, UnixTime};

use crate::{Place, Rollout, Seen, Tasks, Tie, adapters::ecs::ServiceFacts};

/// The service. What decides about it must be there: an answer without it is no answer.
pub(super) fn from(service: &Service, place: &Place) -> Result<Seen, &'static str> {
    let arn = service.service_arn().ok_or("the ARN of a service")?;
    if arn.split(':').nth(4) != Some(place.account.as_str()) {
        return Err("a service of the account that was asked");
    }
    let cluster = service.cluster_arn().and_then(|arn| arn.rsplit('/').next()).unwrap_or_default();
    let name = service.service_name().unwrap_or_default();
    let id = InstanceId::parse(&format!("service:{cluster}:{name}"));
    let id = id.map_err(|_| "the names of a service and its cluster that can be read")?;
    let status = service.status().ok_or("the status of a service")?.to_owned();
    let number = |found: i32| u32::try_from(found).map_err(|_| "a number of tasks");
    let (rollout, reason) = rollout(service);
    let tasks = Tasks {
        desired: number(service.desired_count())?,
        running: number(service.running_count())?,
        pending: number(service.pending_count())?,
        rollout,
        created_at: service.created_at().map(|at| UnixTime::from_seconds(at.secs())),
    };
    let strategy = service.scheduling_strategy().map(SchedulingStrategy::as_str);
    let controller = service.deployment_controller().map(|one| one.r#type().as_str());
    let facts = ServiceFacts {
        status,
        tasks,
        reason,
        tie: tie(strategy, controller),
        managed: service.resource_management_type() == Some(&ResourceManagementType::Ecs),
    };
    let mut seen = facts.seen(place.account.clone(), place.region.clone(), id);
    for tag in service.tags() {
        let key = tag.key().ok_or("the key of a tag")?;
        seen.tags.push((key.to_owned(), tag.value().unwrap_or_default().to_owned()));
    }
    Ok(seen)
}

/// How far the last deployment has come, and what ECS says of it. Of a service behind a Classic Load
/// Balancer, and of one that something else deploys, ECS does not tell: it is there when there is no
/// other beside it.
///
/// SOURCE: Amazon ECS API reference, `Deployment`, `rolloutState`.
fn rollout(service: &Service) -> (Rollout, Option<String>) {
    let deployments = service.deployments();
    let last = deployments.iter().find(|one| one.status() == Some("PRIMARY"));
    let rollout = match last.and_then(|last| last.rollout_state()) {
        Some(DeploymentRolloutState::Completed) => Rollout::Completed,
        Some(DeploymentRolloutState::Failed) => Rollout::Failed,
        None if deployments.len() <= 1 => Rollout::Completed,
        Some(_) | None => Rollout::InProgress,
    };
    (rollout, last.and_then(|last| last.rollout_state_reason()).map(str::to_owned))
}

/// What keeps a service from being started and stopped by its desired count.
fn tie(strategy: Option<&str>, controller: Option<&str>) -> Option<Tie> {
    match (strategy, controller) {
        (Some("DAEMON"), _) => Some(Tie::Daemon),
        (_, None | Some("ECS")) => None,
        (_, Some(_)) => Some(Tie::Deployer),
    }
}
