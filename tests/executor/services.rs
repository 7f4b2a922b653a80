//! Services of ECS beside the instances: the same rules, the same answers, a number of tasks behind them.

use std::{sync::Arc, time::Duration};

use sekisho_executor::{AwsError, Fault, Rollout, SimulatedService, State, Tie};
use sekisho_store::MemoryNotes;
use serde_json::{Value, json};
use support::events::Call;

use crate::{
    city::{ACCOUNT, City, GIS, OPAC, TRANSITION, TREES, id},
    database_city::place_in,
    databases::change,
    service_city::{DESK, ROADS, city, peopled, service_of},
};

pub fn told(body: &Value) -> Vec<(&str, &str)> {
    let instances = body["instances"].as_array().unwrap().iter();
    instances.map(|one| (one["outcome"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

/// The same order, looked after until it is done.
pub fn waiting(action: &str, service: &str) -> Call {
    Call::post(&format!("/instances/{service}/{action}")).body(json!({ "wait_seconds": 15 }))
}

#[tokio::test]
async fn a_list_shows_services_with_their_kind_by_counted_calls() {
    let city = city().await;

    let answer = city.ask(&["parks"], Call::get("/instances")).await;

    let instances = answer.body["instances"].as_array().unwrap();
    let shown: Vec<_> = instances.iter().map(|one| (&one["kind"], &one["id"])).collect();
    assert_eq!(
        shown,
        [
            (&json!("instance"), &json!(GIS)),
            (&json!("instance"), &json!(TREES)),
            (&json!("instance"), &json!(OPAC)),
            (&json!("service"), &json!(ROADS)),
            (&json!("service"), &json!(DESK)),
        ]
    );
    assert_eq!(
        instances[4],
        json!({
            "id": DESK, "kind": "service", "name": "desk", "state": "running",
            "account": "111122223333", "region": "ap-northeast-1",
            "tags": { "Name": "desk", "Department": "parks" },
            "may": ["reboot", "start", "stop"], "may_not": {},
        })
    );
    assert_eq!(instances[3]["may_not"], json!({ "stop": "explicit" }));
    // The clusters, the names in each of the two, and those of each.
    let calls = ["ListClusters", "ListServices", "DescribeServices"].map(|call| city.ecs(call));
    assert_eq!((calls, city.fleet.looks()), ([1, 2, 2], 1));
    assert_eq!(answer.audit[0]["instances"][4]["instance"]["id"], DESK);
}

#[tokio::test]
async fn a_service_is_stopped_and_started_again_with_its_tasks_and_aws_is_told_what_was_decided() {
    let city = city().await;

    let asked = city.ask(&["parks"], change("stop", &[DESK])).await;

    assert_eq!((asked.status, told(&asked.body)), (202, vec![("requested", "requested")]));
    assert_eq!(city.tasks(DESK), (0, 3, 0));
    // To decide, and to know the number at the moment of the stop.
    assert_eq!((city.ecs("DescribeServices"), city.ecs("UpdateService")), (2, 1));
    assert_eq!((city.ecs("ListClusters"), city.ecs("ListServices")), (0, 0));
    let [looking, acting] = &city.fleet.sessions()[..] else { panic!("two sessions") };
    let policy = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let actions = ["ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices"];
    let describe = json!({ "Effect": "Allow", "Action": actions, "Resource": "*" });
    assert_eq!(policy(&looking.policy), json!({ "Version": "2012-10-17", "Statement": describe }));
    assert_eq!(
        policy(&acting.policy)["Statement"][1],
        json!({
            "Effect": "Allow", "Action": "ecs:UpdateService",
            "Resource": "arn:aws:ecs:*:*:service/*",
            "Condition": { "StringEquals": { "aws:ResourceTag/Department": "parks" } },
        })
    );
    let outcome = asked.stage("outcome")[0];
    assert_eq!(
        (&outcome["instance_id"], &outcome["aws_request_id"], &outcome["aws_session"]),
        (&json!(DESK), &json!("simulated-1"), &json!(acting.name))
    );

    // Half of the tasks are gone: it is not stopped yet.
    city.clock.turn(TRANSITION / 2);
    let list = city.ask(&["parks"], Call::get("/instances")).await;
    assert_eq!(
        (city.tasks(DESK), &list.body["instances"][4]["state"]),
        ((0, 1, 0), &json!("stopping"))
    );
    let stopped = city.ask(&["parks"], waiting("stop", DESK)).await;
    assert_eq!((stopped.status, told(&stopped.body)), (200, vec![("reached", "reached")]));
    assert_eq!((city.tasks(DESK), city.calls()), ((0, 0, 0), 1));
    let again = city.ask(&["parks"], change("stop", &[DESK])).await;
    assert_eq!(told(&again.body), [("already", "already")]);

    let started = city.ask(&["parks"], change("start", &[DESK])).await;
    assert_eq!((started.status, told(&started.body)), (202, vec![("requested", "requested")]));
    assert_eq!(city.tasks(DESK), (3, 0, 3));
    city.clock.turn(TRANSITION / 2);
    let list = city.ask(&["parks"], Call::get("/instances")).await;
    assert_eq!(
        (city.tasks(DESK), &list.body["instances"][4]["state"]),
        ((3, 1, 2), &json!("pending"))
    );
    let reached = city.ask(&["parks"], waiting("start", DESK)).await;
    assert_eq!((reached.status, told(&reached.body)), (200, vec![("reached", "reached")]));
    assert_eq!((city.tasks(DESK), city.calls()), ((3, 3, 0), 2));
    assert_eq!(reached.body["instances"][0]["state"], "running");
}

/// Without services switched on, one that is there is nobody's.
#[tokio::test]
async fn an_id_of_a_kind_that_is_not_on_is_answered_as_an_unknown_id() {
    let city = peopled(City::new().await);

    let there = city.ask(&["parks"], change("stop", &[DESK])).await;
    let nowhere = city.ask(&["parks"], change("stop", &["service:no:where"])).await;

    assert_eq!((there.status, told(&there.body)), (404, vec![("not_found", "not_found")]));
    let text = |body: &Value, id: &str| body.to_string().replace(id, "ID");
    assert_eq!(text(&there.body, DESK), text(&nowhere.body, "service:no:where"));
    assert_eq!((city.fleet.ecs_calls().len(), city.calls()), (0, 0));
}

#[tokio::test]
async fn what_cannot_be_stopped_or_started_is_told_before_ecs_is_asked() {
    let city = city().await;
    let daemon = |one: SimulatedService| one.running(3).tied(Tie::Daemon);
    let deployer = |one: SimulatedService| one.running(3).tied(Tie::Deployer);
    let given_up = |one: SimulatedService| one.rolled_out(Rollout::Failed);
    type Alter<'a> = &'a dyn Fn(SimulatedService) -> SimulatedService;
    let cases: [(Alter<'_>, &str, &str, &str, &str); 9] = [
        (
            &daemon,
            "stop",
            "daemon_service",
            "running",
            "this service runs once on every machine of its cluster, and AWS takes no number for it; \
             ask the operator",
        ),
        (
            &deployer,
            "stop",
            "deployed_elsewhere",
            "running",
            "this service is deployed by another program (such as CodeDeploy), which also says how \
             much of it runs; ask the operator to do it there",
        ),
        (
            &|one| deployer(one).running(0),
            "start",
            "deployed_elsewhere",
            "stopped",
            "this service is deployed by another program (such as CodeDeploy), which also says how \
             much of it runs; ask the operator to do it there",
        ),
        (
            &|one| one.running(3),
            "reboot",
            "no_reboot",
            "running",
            "a service is not rebooted: AWS replaces its tasks by itself; stop it and start it, or ask \
             the operator for a new deployment",
        ),
        (
            &|one| given_up(one.running(3)),
            "start",
            "rollout_failed",
            "failed",
            "AWS has given up the last deployment of this service (its tasks do not stay up), and \
             starts no more of it; tell the operator",
        ),
        (
            &given_up,
            "start",
            "rollout_failed",
            "stopped",
            "AWS has given up the last deployment of this service (its tasks do not stay up), and \
             starts no more of it; tell the operator",
        ),
        (
            &|one| one.running(3).in_status("DRAINING"),
            "stop",
            "terminated",
            "shutting-down",
            "this instance was deleted and cannot be used again",
        ),
        (
            &|one| one.running(3).in_status("MELTING"),
            "stop",
            "unknown_state",
            "MELTING",
            "this instance is in a state this program does not know; ask the operator",
        ),
        (
            &|one| one.running(3).managed(),
            "stop",
            "managed_by_service",
            "running",
            "this instance is run by an AWS service; ask the operator to change it there",
        ),
    ];
    for (alter, action, code, state, message) in cases {
        let service = alter(service_of(ACCOUNT, DESK, &[("Department", "parks")]));
        city.fleet.put_service(service);

        let answer = city.ask(&["parks"], change(action, &[DESK])).await;

        let one = &answer.body["instances"][0];
        assert_eq!((answer.status, &one["code"]), (409, &json!(code)), "{code}");
        assert_eq!((&one["state"], &one["message"]), (&json!(state), &json!(message)), "{code}");
        assert_eq!(answer.audit[0]["state_before"], state);
    }
    assert_eq!((city.calls(), city.ecs("UpdateService")), (0, 0));
}

/// What cannot come up is never running, and is what somebody most wants stopped.
#[tokio::test]
async fn a_service_is_stopped_on_its_way_up_and_after_its_deployment_was_given_up() {
    let city = city().await;
    let altered: [&dyn Fn(SimulatedService) -> SimulatedService; 2] =
        [&|one| one.with_fault(Fault::Capacity), &|one| one.rolled_out(Rollout::Failed)];
    for alter in altered {
        city.fleet.put_service(alter(service_of(ACCOUNT, DESK, &[("Department", "parks")])));
        city.fleet.scale_service(&place_in(ACCOUNT), &id(DESK), 3, Duration::ZERO);
        city.clock.turn(TRANSITION);
        assert_eq!(city.tasks(DESK).1, 0);

        let stopped = city.ask(&["parks"], waiting("stop", DESK)).await;

        assert_eq!((stopped.status, told(&stopped.body)), (200, vec![("reached", "reached")]));
        assert_eq!(city.tasks(DESK), (0, 0, 0));
    }
}

#[tokio::test]
async fn what_ecs_answers_is_told_in_words() {
    for (fault, status, code, desired) in [
        (Fault::TagRace, 409, "tag_changed", 3),
        (Fault::Throttle(2), 202, "requested", 0),
        (Fault::Throttle(9), 503, "busy", 3),
        (Fault::NoAnswer, 202, "still_going", 0),
        (Fault::Internal, 202, "unanswered", 3),
    ] {
        let city = city().await;
        city.fleet.alter_service(&place_in(ACCOUNT), &id(DESK), |one| one.with_fault(fault));

        let answer = city.ask(&["parks"], change("stop", &[DESK])).await;

        let one = &answer.body["instances"][0];
        assert_eq!((answer.status, &one["code"]), (status, &json!(code)), "{fault:?}");
        assert_eq!(city.tasks(DESK).0, desired, "{fault:?}");
    }
    let city = city().await;
    city.fleet.alter_service(&place_in(ACCOUNT), &id(DESK), |one| one.with_fault(Fault::Vanish));
    let answer = city.ask(&["parks"], change("stop", &[DESK])).await;
    // AWS looks whether the call may be made before it says that nothing is there.
    assert_eq!(told(&answer.body), [("failed", "not_permitted")]);
}

/// A start that is taken is not a start that is done.
#[tokio::test]
async fn a_start_whose_tasks_do_not_come_up_is_told_to_have_failed_or_to_go_on() {
    for (fault, status, outcome) in [
        (Fault::LateCapacity, 503, ("failed", "rollout_failed")),
        (Fault::Capacity, 202, ("still_going", "still_going")),
    ] {
        let city = city().await;
        city.ask(&["parks"], waiting("stop", DESK)).await;
        city.fleet.alter_service(&place_in(ACCOUNT), &id(DESK), |one| one.with_fault(fault));

        let answer = city.ask(&["parks"], waiting("start", DESK)).await;

        assert_eq!((answer.status, told(&answer.body)), (status, vec![outcome]), "{fault:?}");
        if fault == Fault::LateCapacity {
            let line = answer.stage("outcome")[0];
            let said = ["aws_code", "aws_text", "state_after"].map(|member| &line[member]);
            assert_eq!(said, ["RolloutFailed", "tasks failed to start.", "failed"]);
        }
    }
}

/// As Auto Scaling does at an alarm, whose least number is more than none.
#[tokio::test]
async fn a_service_that_is_started_again_while_it_is_stopped_is_told_so_and_never_as_stopped() {
    let city = city().await;
    let stuck = |one: SimulatedService| one.with_fault(Fault::StuckStopping);
    city.fleet.alter_service(&place_in(ACCOUNT), &id(DESK), stuck);
    let first = city.ask(&["parks"], waiting("stop", DESK)).await;
    assert_eq!(told(&first.body), [("still_going", "still_going")]);
    city.fleet.scale_service(&place_in(ACCOUNT), &id(DESK), 3, Duration::from_secs(4));

    let answer = city.ask(&["parks"], waiting("stop", DESK)).await;

    assert_eq!((answer.status, told(&answer.body)), (409, vec![("failed", "started_meanwhile")]));
}

#[tokio::test]
async fn services_that_cannot_be_looked_at_hide_nothing_and_keep_no_instance_back() {
    let city = city().await;
    city.fleet.set_service_outage(Some(AwsError::new("AccessDeniedException", "no")));

    let list = city.ask(&["parks"], Call::get("/instances")).await;
    let instance = city.ask(&["parks"], change("start", &[GIS])).await;
    let service = city.ask(&["parks"], change("stop", &[DESK])).await;

    assert_eq!((list.status, &list.body["complete"]), (200, &json!(false)));
    assert_eq!(
        list.audit[0]["detail"],
        "111122223333 in ap-northeast-1: the fleet answered `AccessDeniedException`: no"
    );
    assert_eq!((instance.status, city.state(GIS)), (202, State::Pending));
    assert_eq!((service.status, &service.body["code"]), (503, &json!("fleet_unavailable")));
}

/// A call shows ten; one request makes 48 changes in one place.
#[tokio::test]
async fn many_services_are_looked_at_and_changed_by_counted_calls() {
    let city = City::with_services(&[ACCOUNT], Arc::new(MemoryNotes::new())).await;
    for number in 0..250 {
        let night = if number < 60 { "yes" } else { "no" };
        let tags = [("Department", "parks"), ("Night", night)];
        let name = format!("service:c{}:s{number:03}", number % 2);
        city.fleet.put_service(service_of(ACCOUNT, &name, &tags).running(1));
    }

    let list = city.ask(&["parks"], Call::get("/instances")).await;
    let calls = || ["ListClusters", "ListServices", "DescribeServices"].map(|call| city.ecs(call));
    // 125 names a cluster: two pages each, 13 calls of at most ten.
    assert_eq!(calls(), [1, 4, 26]);
    assert_eq!(list.body["instances"].as_array().unwrap().len(), 250 + 3);
    city.clock.turn(Duration::from_secs(10));
    let body = json!({ "action": "stop", "tags": { "Night": "yes" } });
    let answer = city.ask(&["parks"], Call::post("/actions").body(body)).await;

    // The same again, and thirty of each cluster by ten.
    assert_eq!((calls(), city.ecs("UpdateService")), ([2, 8, 58], 48));
    let told = told(&answer.body);
    let count = |code| told.iter().filter(|one| one.1 == code).count();
    assert_eq!((count("requested"), count("out_of_time")), (48, 12));
}

/// A look that takes more calls than one may make says so.
#[tokio::test]
async fn more_clusters_than_a_look_can_ask_are_told_and_not_lost() {
    let city = City::with_services(&[ACCOUNT], Arc::new(MemoryNotes::new())).await;
    for number in 0..150 {
        let name = format!("service:c{number:03}:s");
        city.fleet.put_service(service_of(ACCOUNT, &name, &[("Department", "parks")]).running(1));
    }

    let list = city.ask(&["parks"], Call::get("/instances")).await;

    assert_eq!((list.status, &list.body["complete"]), (200, &json!(false)));
    assert_eq!(
        list.audit[0]["detail"],
        "111122223333 in ap-northeast-1: the fleet's answer lacks an end after 300 calls"
    );
}
