//! Databases before applications: the order of starts and stops within one request.

use std::time::Duration;

use sekisho_executor::{Fault, State, Tiers};
use serde_json::{Value, json};
use support::events::Call;

use crate::city::{City, id, machine};

const DATABASE: &str = "i-00000000000000031";
const REPLICA: &str = "i-00000000000000032";
const APPLICATION: &str = "i-00000000000000033";
const TOOL: &str = "i-00000000000000034";

/// A city of two databases, an application on them, and something of no tier.
async fn tiered(state: State) -> City {
    let tiers = Tiers::parse("Tier=database,application").unwrap();
    let city = City::with(|settings| settings.with_tiers(tiers)).await;
    let tier = [(DATABASE, "database"), (REPLICA, "database"), (APPLICATION, "application")];
    for (id, tier) in tier {
        let tags = [("Department", "parks"), ("Tier", tier), ("Suite", "erp")];
        city.fleet.put(machine(id, &tags).in_state(state));
    }
    let tool = machine(TOOL, &[("Department", "parks"), ("Suite", "erp")]);
    city.fleet.put(tool.in_state(state));
    city
}

fn all(action: &str) -> Value {
    json!({ "action": action, "tags": { "Suite": "erp" } })
}

fn told(body: &Value) -> Vec<(&str, &str, u64)> {
    let instances = body["instances"].as_array().unwrap().iter();
    let told = instances.map(|one| {
        let step = one["step"].as_u64().unwrap_or(0);
        (one["id"].as_str().unwrap(), one["outcome"].as_str().unwrap(), step)
    });
    told.collect()
}

/// Which instances each call to EC2 named.
fn called(city: &City) -> Vec<Vec<String>> {
    let calls = city.fleet.calls();
    calls.iter().map(|call| call.ids.iter().map(ToString::to_string).collect()).collect()
}

#[tokio::test]
async fn what_others_need_starts_first_and_is_running_before_they_start() {
    let city = tiered(State::Stopped).await;
    let body = json!({ "action": "start", "tags": { "Suite": "erp" }, "wait_seconds": 10 });

    let answer = city.ask(&["parks"], Call::post("/actions").body(body)).await;

    assert_eq!((answer.status, &answer.body["code"]), (200, &json!("done")));
    assert_eq!(called(&city), [vec![DATABASE, REPLICA], vec![APPLICATION], vec![TOOL]]);
    assert_eq!(
        told(&answer.body),
        [
            (DATABASE, "reached", 1),
            (REPLICA, "reached", 1),
            (APPLICATION, "reached", 2),
            (TOOL, "reached", 3),
        ]
    );
}

#[tokio::test]
async fn what_needs_others_stops_first() {
    let city = tiered(State::Running).await;

    let answer = city.ask(&["parks"], Call::post("/actions").body(all("stop"))).await;

    assert_eq!(answer.status, 202);
    assert_eq!(called(&city), [vec![TOOL], vec![APPLICATION], vec![DATABASE, REPLICA]]);
}

#[tokio::test]
async fn what_comes_after_something_that_failed_is_not_touched() {
    let city = tiered(State::Stopped).await;
    city.fleet.set_fault(&id(REPLICA), Some(Fault::Kms));

    let answer = city.ask(&["parks"], Call::post("/actions").body(all("start"))).await;

    assert_eq!((answer.status, &answer.body["code"]), (207, &json!("partly")));
    assert_eq!(
        told(&answer.body),
        [
            (DATABASE, "reached", 1),
            (REPLICA, "failed", 1),
            (APPLICATION, "not_yet", 2),
            (TOOL, "not_yet", 3),
        ]
    );
    assert_eq!(
        answer.body["instances"][2]["message"],
        "this instance comes after others that are not done yet, so nothing was done to it; ask \
         again when they are"
    );
    assert_eq!(called(&city), [vec![DATABASE, REPLICA]]);
    assert_eq!(answer.stage("outcome").len(), 4);
}

#[tokio::test]
async fn what_there_was_no_time_for_is_done_when_it_is_asked_for_again() {
    let city = tiered(State::Running).await;
    city.fleet.set_fault(&id(TOOL), Some(Fault::StuckStopping));

    let first = city.ask(&["parks"], Call::post("/actions").body(all("stop"))).await;
    city.fleet.set_fault(&id(TOOL), None);
    city.clock.turn(Duration::from_secs(60));
    let second = city.ask(&["parks"], Call::post("/actions").body(all("stop"))).await;

    assert_eq!(first.status, 202);
    assert_eq!(
        told(&first.body),
        [
            (DATABASE, "not_yet", 3),
            (REPLICA, "not_yet", 3),
            (APPLICATION, "not_yet", 2),
            (TOOL, "still_going", 1),
        ]
    );
    assert_eq!(second.status, 202);
    assert_eq!(
        told(&second.body),
        [
            (DATABASE, "requested", 2),
            (REPLICA, "requested", 2),
            (APPLICATION, "reached", 1),
            (TOOL, "already", 0),
        ]
    );
}

#[tokio::test]
async fn a_dry_run_says_in_which_step_each_would_be_changed_and_a_reboot_has_none() {
    let city = tiered(State::Running).await;
    let dry = |action: &str| {
        let mut body = all(action);
        body["dry_run"] = json!(true);
        Call::post("/actions").body(body)
    };

    let stop = city.ask(&["parks"], dry("stop")).await;
    let reboot = city.ask(&["parks"], dry("reboot")).await;

    assert_eq!(
        told(&stop.body),
        [
            (DATABASE, "planned", 3),
            (REPLICA, "planned", 3),
            (APPLICATION, "planned", 2),
            (TOOL, "planned", 1),
        ]
    );
    assert!(
        told(&reboot.body).iter().all(|(_, outcome, step)| (*outcome, *step) == ("planned", 0))
    );
    assert_eq!(city.calls(), 0);
}

/// A later step is decided on again: between the steps there was time to change a tag.
#[tokio::test]
async fn what_is_no_longer_the_callers_when_its_turn_comes_is_refused() {
    let city = tiered(State::Stopped).await;
    // A database that takes its time: while it is waited for, the application changes hands.
    city.fleet.retag_after(Duration::from_secs(3), &id(APPLICATION), "Department", "finance");

    let answer = city.ask(&["parks"], Call::post("/actions").body(all("start"))).await;

    assert_eq!(
        told(&answer.body),
        [
            (DATABASE, "reached", 1),
            (REPLICA, "reached", 1),
            (APPLICATION, "refused", 2),
            (TOOL, "not_yet", 3),
        ]
    );
    assert_eq!(city.state(APPLICATION), State::Stopped);
    assert_eq!(called(&city), [vec![DATABASE, REPLICA]]);
}

/// What cannot be changed as it is stands in the way of later steps too.
#[tokio::test]
async fn what_comes_after_something_that_cannot_be_changed_waits() {
    let city = tiered(State::Stopped).await;
    let tags = [("Department", "parks"), ("Tier", "database"), ("Suite", "erp")];
    city.fleet.put(machine(REPLICA, &tags).in_state(State::Stopping));

    let answer = city.ask(&["parks"], Call::post("/actions").body(all("start"))).await;

    assert_eq!((answer.status, &answer.body["code"]), (207, &json!("partly")));
    assert_eq!(
        told(&answer.body),
        [
            (DATABASE, "requested", 1),
            (REPLICA, "failed", 1),
            (APPLICATION, "not_yet", 2),
            (TOOL, "not_yet", 3),
        ]
    );
    assert_eq!(called(&city), [vec![DATABASE]]);
}

/// What cannot be looked at before its turn is not changed on what was seen earlier.
#[tokio::test]
async fn what_cannot_be_decided_on_again_when_its_turn_comes_is_left_alone() {
    let city = tiered(State::Stopped).await;
    // The selection, three looks at the databases as they start, and then the applications, twice.
    city.fleet.lose_looks(4, 2);

    let answer = city.ask(&["parks"], Call::post("/actions").body(all("start"))).await;

    assert_eq!(
        told(&answer.body),
        [
            (DATABASE, "reached", 1),
            (REPLICA, "reached", 1),
            (APPLICATION, "not_yet", 2),
            (TOOL, "not_yet", 3),
        ]
    );
    assert_eq!(called(&city), [vec![DATABASE, REPLICA]]);
}
