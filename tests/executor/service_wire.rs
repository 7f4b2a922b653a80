//! The production adapter of ECS, behind its wire.

use std::{sync::Arc, time::Duration};

use axum::{Router, http::HeaderMap, routing::post};
use sekisho_executor::{
    CloudFleet, Fault, Fleet as _, Rollout, Selection, SimulatedService, SystemClock, Tie,
};
use serde_json::{Value, json};
use support::events::Call;

use crate::{
    city::{ACCOUNT, City, GIS, home, id},
    database_city::place_in,
    databases::change,
    service_city::{DESK, TAXES, city, no_counts, peopled, service_of},
};

/// The production adapters, the simulation's wire between them.
#[tokio::test]
async fn over_the_wire_the_answers_are_the_same() {
    let faults = [
        Fault::Capacity,
        Fault::Internal,
        Fault::LateCapacity,
        Fault::NoAnswer,
        Fault::TagRace,
        Fault::Throttle(1),
        Fault::Throttle(9),
        Fault::Vanish,
    ];
    for fault in [None].into_iter().chain(faults.map(Some)) {
        let mut answers = Vec::new();
        for wire in [false, true] {
            let city = if wire {
                peopled(City::with_services_over_the_wire().await)
            } else {
                city().await
            };
            if let Some(fault) = fault {
                let alter = |one: SimulatedService| one.with_fault(fault);
                city.fleet.alter_service(&place_in(ACCOUNT), &id(DESK), alter);
            }
            let put = |name, alter: &dyn Fn(SimulatedService) -> SimulatedService| {
                let service = service_of(ACCOUNT, name, &[("Department", "parks")]).running(2);
                city.fleet.put_service(alter(service));
            };
            put("service:town:daemon", &|one| one.tied(Tie::Daemon));
            put("service:town:deployed", &|one| one.tied(Tie::Deployer));
            put("service:town:express", &SimulatedService::managed);
            put("service:town:failed", &|one| one.rolled_out(Rollout::Failed));
            put("service:town:going", &|one| one.rolled_out(Rollout::InProgress));
            put("service:town:leaving", &|one| one.in_status("DRAINING"));
            let list = city.ask(&["parks"], Call::get("/instances")).await;
            let partly = json!({ "action": "stop", "partial": true, "instance_ids": [
                DESK, TAXES, GIS, "service:town:daemon", "service:town:deployed",
                "service:town:express", "service:town:going", "service:town:nowhere",
                "service:nowhere:at-all",
            ] });
            let done = city.ask(&["parks"], Call::post("/actions").body(partly)).await;
            city.clock.turn(Duration::from_secs(10));
            let start = city.ask(&["parks"], change("start", &[DESK])).await;
            let failed = city.ask(&["parks"], change("start", &["service:town:failed"])).await;
            answers.push((city.fleet.ecs_calls(), [list.body, done.body, start.body, failed.body]));
        }
        assert_eq!(answers[0], answers[1], "{fault:?}");
    }
}

/// An endpoint that answers each call of ECS with this.
async fn answering(answer: fn(&str) -> Value) -> (CloudFleet, tokio::task::JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = Router::new().route(
        "/",
        post(move |headers: HeaderMap| async move {
            let target = headers["x-amz-target"].to_str().unwrap().to_owned();
            answer(target.rsplit('.').next().unwrap()).to_string()
        }),
    );
    let server = tokio::spawn(async move { axum::serve(listener, server).await.unwrap() });
    let clock = Arc::new(SystemClock::new());
    (CloudFleet::services_at_endpoint(&address, home(), no_counts(), clock), server)
}

fn service(change: &[(&str, Value)]) -> Value {
    let mut service = json!({
        "serviceArn": "arn:aws:ecs:ap-northeast-1:111122223333:service/town/parks-desk",
        "serviceName": "parks-desk",
        "clusterArn": "arn:aws:ecs:ap-northeast-1:111122223333:cluster/town",
        "status": "ACTIVE", "desiredCount": 1, "runningCount": 1, "pendingCount": 0,
        "deployments": [{ "status": "PRIMARY", "rolloutState": "COMPLETED" }],
        "tags": [{ "key": "Department", "value": "parks" }],
    });
    for (member, value) in change {
        service[*member] = value.clone();
    }
    service
}

/// What a rule denies by a tag must not be allowed because a service was not told of whole.
#[tokio::test]
async fn an_answer_of_ecs_that_lacks_what_it_must_say_is_no_answer() {
    type Answer = fn(&str) -> Value;
    let cases: [(Answer, Result<usize, &str>); 8] = [
        (|_| json!({ "services": [service(&[])], "failures": [] }), Ok(1)),
        (|_| json!({ "services": [], "failures": [{ "arn": "a", "reason": "MISSING" }] }), Ok(0)),
        (|_| json!({}), Err("the fleet's answer lacks some of the services that were asked for")),
        (
            |_| json!({ "services": [], "failures": [{ "arn": "a", "reason": "HIDDEN" }] }),
            Err("the fleet's answer lacks some of the services that were asked for"),
        ),
        (
            |_| json!({ "services": [service(&[("status", Value::Null)])] }),
            Err("the fleet's answer lacks the status of a service"),
        ),
        (
            |_| json!({ "services": [service(&[("runningCount", json!(-1))])] }),
            Err("the fleet's answer lacks a number of tasks"),
        ),
        (
            |_| json!({ "services": [service(&[("tags", json!([{ "value": "parks" }]))])] }),
            Err("the fleet's answer lacks the key of a tag"),
        ),
        (
            |_| {
                let arn = "arn:aws:ecs:ap-northeast-1:999999999999:service/town/parks-desk";
                json!({ "services": [service(&[("serviceArn", json!(arn))])] })
            },
            Err("the fleet's answer lacks a service of the account that was asked"),
        ),
    ];
    for (answer, found) in cases {
        let (fleet, server) = answering(answer).await;

        let looked = fleet.describe(&Selection::Ids(vec![id(DESK)]), Duration::from_secs(20)).await;

        server.abort();
        let told = looked.unseen.first().map(|(_, error)| error.to_string());
        let seen = told.as_deref().map_or(Ok(looked.seen.len()), Err);
        assert_eq!(seen, found);
    }
}

/// Of a service behind a Classic Load Balancer ECS tells no state of the deployment.
#[tokio::test]
async fn a_service_without_a_state_of_its_deployment_runs_when_there_is_one_deployment() {
    let one: fn(&str) -> Value =
        |_| json!({ "services": [service(&[("deployments", json!([{ "status": "PRIMARY" }]))])] });
    let two: fn(&str) -> Value = |_| {
        let deployments = json!([{ "status": "PRIMARY" }, { "status": "ACTIVE" }]);
        json!({ "services": [service(&[("deployments", deployments)])] })
    };
    for (answer, state) in [(one, "running"), (two, "pending")] {
        let (fleet, server) = answering(answer).await;

        let looked = fleet.describe(&Selection::Ids(vec![id(DESK)]), Duration::from_secs(20)).await;

        server.abort();
        assert_eq!(looked.seen[0].state.name(), state);
    }
}
