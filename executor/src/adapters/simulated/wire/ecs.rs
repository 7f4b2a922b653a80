//! ECS over the wire: JSON 1.1, in which the header `X-Amz-Target` names the call.

use std::sync::Arc;

use sekisho_policy::{InstanceId, UnixTime};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{WireAnswer, json::read, request::invalid};
use crate::{
    Place, Rollout, Tasks, Tie,
    adapters::{
        cloud::{Failure, Session},
        ecs::{At, MISSING, Names},
        simulated::{
            SimulatedCloud, SimulatedService,
            service_calls::{SimulatedEcs, arn},
        },
    },
};

/// What stands before the name of a call in the header.
pub(super) const SERVICE: &str = "AmazonEC2ContainerServiceV20141113.";

/// The members of a question that are understood; any other is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct List {
    cluster: Option<String>,
    max_results: u32,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Describe {
    cluster: String,
    services: Vec<String>,
    #[serde(default)]
    include: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Update {
    cluster: String,
    service: String,
    desired_count: u32,
}

/// Answers one call.
pub(super) async fn answer(
    cloud: &Arc<SimulatedCloud>,
    call: &str,
    place: &Place,
    session: Option<&Session>,
    body: &[u8],
) -> Result<WireAnswer, Failure> {
    let ecs = SimulatedEcs(Arc::clone(cloud));
    let at = At { place, session };
    cloud.travel().await;
    let body = match call {
        "ListClusters" => {
            let Names { names, next } = ecs.clusters_now(at, list(body)?.next_token.as_deref())?;
            let arns = names.iter().map(|name| cluster_arn(place, name));
            json!({ "clusterArns": arns.collect::<Vec<_>>(), "nextToken": next })
        }
        "ListServices" => {
            let List { cluster, next_token, .. } = list(body)?;
            let cluster = cluster.unwrap_or_default();
            let Names { names, next } = ecs.services_now(at, &cluster, next_token.as_deref())?;
            let arns = names.iter().map(|name| arn(place, &cluster, name));
            json!({ "serviceArns": arns.collect::<Vec<_>>(), "nextToken": next })
        }
        "DescribeServices" => {
            let Describe { cluster, services, include } = read(body)?;
            let found = ecs.described_now(at, &cluster, &services)?;
            let is_missing = |name: &&String| found.iter().all(|one| one.id.names().1 != *name);
            let missing = services
                .iter()
                .filter(is_missing)
                .map(|name| json!({ "arn": arn(place, &cluster, name), "reason": MISSING }));
            let missing: Vec<Value> = missing.collect();
            let has_tags = include.iter().any(|field| field == "TAGS");
            let services: Vec<Value> =
                found.iter().map(|service| described(service, has_tags)).collect();
            json!({ "services": services, "failures": missing })
        }
        "UpdateService" => {
            let Update { cluster, service, desired_count } = read(body)?;
            ecs.update_now(at, &cluster, &service, desired_count)?;
            let id = InstanceId::parse(&format!("service:{cluster}:{service}")).ok();
            let world = cloud.world();
            let after = id.and_then(|id| world.services.get(&(place.clone(), id)));
            json!({ "service": after.map(|service| described(service, false)) })
        }
        _ => return Err(invalid("UnknownOperationException", call)),
    };
    Ok(WireAnswer { status: 200, body: body.to_string() })
}

fn list(body: &[u8]) -> Result<List, Failure> {
    let list: List = read(body)?;
    if (1..=100).contains(&list.max_results) {
        return Ok(list);
    }
    Err(invalid("InvalidParameterException", "maxResults must be between 1 and 100"))
}

fn cluster_arn(Place { account, region }: &Place, name: &str) -> String {
    format!("arn:aws:ecs:{region}:{account}:cluster/{name}")
}

/// A service as ECS writes it. What is null is taken for left out.
fn described(service: &SimulatedService, has_tags: bool) -> Value {
    let (cluster, name) = service.id.names();
    let (facts, place) = (&service.facts, &service.place);
    let Tasks { desired, running, pending, rollout, created_at } = facts.tasks;
    let rollout = match rollout {
        Rollout::Completed => "COMPLETED",
        Rollout::Failed => "FAILED",
        Rollout::InProgress => "IN_PROGRESS",
    };
    let tags = service.tags.iter().map(|(key, value)| json!({ "key": key, "value": value }));
    let strategy = if facts.tie == Some(Tie::Daemon) { "DAEMON" } else { "REPLICA" };
    let controller = if facts.tie == Some(Tie::Deployer) { "CODE_DEPLOY" } else { "ECS" };
    json!({
        "serviceArn": arn(place, cluster, name),
        "serviceName": name,
        "clusterArn": cluster_arn(place, cluster),
        "status": facts.status,
        "desiredCount": desired,
        "runningCount": running,
        "pendingCount": pending,
        "schedulingStrategy": strategy,
        "deploymentController": { "type": controller },
        "deployments": [{
            "id": "ecs-svc/1", "status": "PRIMARY", "desiredCount": desired,
            "runningCount": running, "pendingCount": pending, "rolloutState": rollout,
            "rolloutStateReason": facts.reason,
        }],
        "createdAt": created_at.map(UnixTime::seconds),
        "resourceManagementType": if facts.managed { "ECS" } else { "CUSTOMER" },
        "tags": has_tags.then(|| tags.collect::<Vec<_>>()),
    })
}
