//! Many instances of which some are bad: how many good ones are kept back.

use sekisho_executor::{Fault, State};
use serde_json::json;
use support::events::Call;

use crate::city::{City, id, machine};

/// A thousand instances, each of which `is_bad` in some way.
async fn thousand(state: State, fault: Fault, is_bad: impl Fn(u32) -> bool) -> City {
    let city = City::new().await;
    for number in 0..1000 {
        let id = format!("i-{:017x}", 0x1000 + number);
        let tags = [("Department", "parks"), ("Schedule", "night")];
        let one = machine(&id, &tags).in_state(state);
        city.fleet.put(if is_bad(number) { one.with_fault(fault) } else { one });
    }
    city
}

fn all(action: &str) -> Call {
    Call::post("/actions").body(json!({ "action": action, "tags": { "Schedule": "night" } }))
}

/// Each refusal names one of them. They used to be taken out one by one until the calls were used up,
/// and nothing was stopped at all.
#[tokio::test]
async fn sixteen_protected_instances_keep_few_of_a_thousand_from_being_stopped() {
    let city = thousand(State::Running, Fault::StopProtected, |number| number % 60 == 7).await;

    let answer = city.ask(&["parks"], all("stop")).await;

    assert_eq!((answer.status, &answer.body["code"]), (207, &json!("partly")));
    let stopped = city.fleet.acted().len();
    assert!(stopped >= 900, "{stopped} of 983 were stopped by {} calls", city.calls());
}

/// No refusal names any of them. What was halved used to be asked for at once, and the rest waited.
#[tokio::test]
async fn four_instances_without_capacity_keep_few_of_a_thousand_from_starting() {
    let city =
        thousand(State::Stopped, Fault::Capacity, |number| (300..304).contains(&number)).await;

    let answer = city.ask(&["parks"], all("start")).await;

    assert_eq!((answer.status, &answer.body["code"]), (207, &json!("partly")));
    let started = city.fleet.acted().len();
    assert!(started >= 980, "{started} of 996 were started by {} calls", city.calls());
}

/// To look again is safe, and a connection that was kept over a pause is often dead.
#[tokio::test]
async fn a_look_that_is_lost_once_is_made_again() {
    let city = City::new().await;
    let list = || Call::get("/instances");
    city.fleet.lose_looks(0, 1);
    let once = city.ask(&["parks"], list()).await;
    city.fleet.lose_looks(0, 2);
    let twice = city.ask(&["parks"], list()).await;

    assert_eq!((once.status, once.body["instances"].as_array().unwrap().len()), (200, 3));
    assert_eq!((twice.status, &twice.body["code"]), (503, &json!("fleet_unavailable")));
}

#[tokio::test]
async fn a_dry_run_of_what_is_starting_already_asks_for_nothing() {
    let city = City::new().await;
    let one = "i-00000000000000051";
    city.fleet.put(machine(one, &[("Department", "parks")]).in_state(State::Pending));
    let start = Call::post(&format!("/instances/{one}/start")).body(json!({ "dry_run": true }));

    let answer = city.ask(&["parks"], start).await;

    assert_eq!((answer.status, &answer.body["code"]), (200, &json!("planned")));
    assert_eq!(city.fleet.state(&id(one)), Some(State::Pending));
}
