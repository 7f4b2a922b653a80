//! Many instances: how many calls it takes.

use sekisho_executor::State;
use serde_json::json;
use support::events::Call;

use crate::city::{City, machine};

/// One look and one call, in a session each, for a thousand instances; then a look at two hundred of
/// them at a time, every two seconds, for the five that a start takes.
#[tokio::test]
async fn a_thousand_instances_are_selected_decided_on_and_started_by_counted_calls() {
    let city = City::new().await;
    let ids: Vec<String> = (0x1000..0x1000 + 1000).map(|id| format!("i-{id:017x}")).collect();
    for id in &ids {
        city.fleet.put(machine(id, &[("Department", "parks"), ("Schedule", "night")]));
    }
    let start = |wait: u64| {
        let tags = json!({ "Schedule": "night" });
        let body = json!({ "action": "start", "tags": tags, "wait_seconds": wait });
        Call::post("/actions").body(body)
    };
    let counted = || (city.fleet.looks(), city.calls(), city.fleet.sessions().len());

    let asked = city.ask(&["parks"], start(0)).await;
    assert_eq!((asked.status, counted()), (202, (1, 1, 2)));
    assert_eq!(asked.body["instances"].as_array().unwrap().len(), 1000);

    let waited = city.ask(&["parks"], start(10)).await;
    assert_eq!((waited.status, counted()), (200, (1 + 1 + 3 * 5, 1, 2)));
    assert!(ids.iter().all(|id| city.state(id) == State::Running));
    assert_eq!(waited.stage("outcome").len(), 1000);
}

#[tokio::test]
async fn more_than_a_thousand_are_refused_before_anything_is_done() {
    let city = City::new().await;
    for id in 0x1000..0x1000 + 1001 {
        city.fleet.put(machine(&format!("i-{id:017x}"), &[("Department", "parks"), ("A", "b")]));
    }
    let body = json!({ "action": "start", "tags": { "A": "b" } });

    let answer = city.ask(&["parks"], Call::post("/actions").body(body)).await;

    assert_eq!((answer.status, &answer.body["code"]), (400, &json!("too_many_selected")));
    assert_eq!(
        answer.body["message"],
        "found 1001 instances with these tags that you may start, required at most 1000; name more \
         tags"
    );
    assert_eq!(city.calls(), 0);
}
