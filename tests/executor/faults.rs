//! What goes wrong in EC2, and what is said of it.

use sekisho_executor::{Fault, State};
use serde_json::{Value, json};
use support::events::Call;

use crate::city::{City, GIS, REGION, TREES, id, machine};

const SECOND: &str = "i-00000000000000011";
const THIRD: &str = "i-00000000000000012";

/// A city with two more stopped machines of the parks.
async fn bigger() -> City {
    let city = City::new().await;
    for id in [SECOND, THIRD] {
        city.fleet.put(machine(id, &[("Department", "parks")]));
    }
    city
}

fn start_all(wait_seconds: u64) -> Call {
    let ids = [GIS, SECOND, THIRD];
    Call::post("/actions").body(json!({
        "action": "start", "instance_ids": ids, "wait_seconds": wait_seconds,
    }))
}

fn outcomes(body: &Value) -> Vec<(&str, &str)> {
    let instances = body["instances"].as_array().unwrap().iter();
    instances.map(|one| (one["outcome"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn one_instance_without_capacity_keeps_no_other_from_starting() {
    let city = bigger().await;
    city.fleet.set_fault(&id(SECOND), Some(Fault::Capacity));

    let answer = city.ask(&["parks"], start_all(10)).await;

    assert_eq!((answer.status, &answer.body["code"]), (207, &json!("partly")));
    assert_eq!(
        outcomes(&answer.body),
        [("reached", "reached"), ("failed", "no_capacity"), ("reached", "reached")]
    );
    assert_eq!(answer.stage("outcome")[1]["aws_code"], "InsufficientInstanceCapacity");
}

#[tokio::test]
async fn an_instance_that_falls_back_after_its_start_was_accepted_is_not_called_started() {
    let city = City::new().await;
    city.fleet.set_fault(&id(GIS), Some(Fault::Kms));
    let call = || Call::post(&format!("/instances/{GIS}/start")).body(json!({"wait_seconds": 12}));

    let first = city.ask(&["parks"], call()).await;
    let again = city.ask(&["parks"], call()).await;

    for answer in [first, again] {
        assert_eq!((answer.status, &answer.body["code"]), (503, &json!("failed")));
        assert_eq!(outcomes(&answer.body), [("failed", "fell_back_disk_key")]);
        assert_eq!(answer.body["instances"][0]["state"], "stopped");
    }
}

#[tokio::test]
async fn an_instance_that_vanishes_keeps_no_other_from_starting() {
    let city = bigger().await;
    city.fleet.set_fault(&id(THIRD), Some(Fault::Vanish));

    let answer = city.ask(&["parks"], start_all(0)).await;

    assert_eq!(
        outcomes(&answer.body),
        [("requested", "requested"), ("requested", "requested"), ("failed", "gone")]
    );
    assert_eq!(city.calls(), 2, "the named instance is taken out, not searched for");
}

#[tokio::test]
async fn a_throttled_call_is_asked_again_within_its_time() {
    let city = City::new().await;
    city.fleet.set_fault(&id(GIS), Some(Fault::Throttle(2)));

    let answer = city.ask(&["parks"], Call::post(&format!("/instances/{GIS}/start"))).await;

    assert_eq!((answer.status, city.calls()), (202, 3));
    assert_eq!(city.state(GIS), State::Pending);
}

#[tokio::test]
async fn a_call_that_stays_throttled_is_given_up() {
    let city = City::new().await;
    city.fleet.set_fault(&id(GIS), Some(Fault::Throttle(99)));

    let answer = city.ask(&["parks"], Call::post(&format!("/instances/{GIS}/start"))).await;

    assert_eq!((answer.status, city.calls()), (503, 4));
    assert_eq!(outcomes(&answer.body), [("failed", "busy")]);
}

#[tokio::test]
async fn a_call_without_an_answer_is_resolved_by_looking_and_never_made_twice() {
    let city = City::new().await;
    city.fleet.set_fault(&id(GIS), Some(Fault::NoAnswer));

    let answer = city.ask(&["parks"], Call::post(&format!("/instances/{GIS}/start"))).await;

    assert_eq!((answer.status, city.calls()), (202, 1));
    assert_eq!(outcomes(&answer.body), [("still_going", "still_going")]);
    assert_eq!(answer.body["instances"][0]["state"], "pending");
}

#[tokio::test]
async fn a_stop_that_never_ends_is_still_going_when_the_time_is_up() {
    let city = City::new().await;
    let stuck = "i-00000000000000021";
    city.fleet.put(
        machine(stuck, &[("Department", "parks")])
            .in_state(State::Running)
            .with_fault(Fault::StuckStopping),
    );
    let call = Call::post(&format!("/instances/{stuck}/stop")).body(json!({"wait_seconds": 20}));

    let answer = city.ask(&["parks"], call).await;

    assert_eq!(answer.status, 202);
    assert_eq!(outcomes(&answer.body), [("still_going", "still_going")]);
}

#[tokio::test]
async fn what_ec2_refuses_is_told_in_our_words_and_recorded_in_its_own() {
    let table = [
        (Fault::StopProtected, "protected", "OperationNotPermitted"),
        (Fault::OneTimeSpot, "unsupported", "UnsupportedOperation"),
    ];
    for (fault, code, aws_code) in table {
        let city = City::new().await;
        let other = "i-00000000000000022";
        city.fleet.put(
            machine(other, &[("Department", "parks")]).in_state(State::Running).with_fault(fault),
        );

        let answer = city.ask(&["parks"], Call::post(&format!("/instances/{other}/stop"))).await;

        assert_eq!((answer.status, &answer.body["code"]), (409, &json!("not_possible")));
        assert_eq!(outcomes(&answer.body), [("failed", code)]);
        assert_eq!(answer.stage("outcome")[0]["aws_code"], aws_code);
        assert!(!answer.body.to_string().contains("disableApiStop"));
    }
}

#[tokio::test]
async fn an_obstacle_that_is_seen_keeps_ec2_from_being_asked() {
    let city = City::new().await;
    let member = "i-00000000000000023";
    city.fleet.put(
        machine(member, &[("Department", "parks")])
            .in_state(State::Running)
            .in_auto_scaling_group("web"),
    );

    let answer = city.ask(&["parks"], Call::post(&format!("/instances/{member}/stop"))).await;

    assert_eq!(answer.status, 409);
    assert_eq!(
        answer.body["instances"][0],
        json!({
            "id": member, "account": "111122223333", "region": REGION, "state": "running",
            "outcome": "failed", "code": "auto_scaling_member",
            "message": "this instance belongs to an Auto Scaling group, which starts and replaces \
                        its instances itself; ask the operator to put it into Standby there",
        })
    );
    assert_eq!(city.calls(), 0);
}

#[tokio::test]
async fn what_is_terminated_meanwhile_is_not_waited_for() {
    let city = City::new().await;
    city.fleet.terminate(&id(TREES));

    let answer = city.ask(&["parks"], Call::post(&format!("/instances/{TREES}/start"))).await;

    assert_eq!((answer.status, outcomes(&answer.body)), (409, vec![("failed", "terminated")]));
}
