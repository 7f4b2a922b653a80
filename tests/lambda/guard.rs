//! The guard, with events as EventBridge and SQS hand them over.

use std::time::{SystemTime, UNIX_EPOCH};

use sekisho_policy::UnixTime;
use serde_json::{Value, json};
use support::{
    function::{Binary, Function},
    moto::ACCOUNT,
    runtime_api::Answer,
    watch_events::{Told, queued},
};

use crate::town::{Town, policy, publish};

/// A town whose welfare instances are to run, with a rule that lets the guard start them.
async fn town(name: &'static str) -> (Town, Function) {
    let town = Town::found(name).await;
    let rule = format!(
        "  - id: guard
    effect: allow
    who: {{ users: [\"sekisho:guard\"] }}
    actions: [start]
    instances: {{ tags: {{ Department: [{name}-welfare] }} }}
"
    );
    publish(name, &policy(name, &rule), "1").await;
    let mut variables = town.variables();
    variables.retain(|(variable, _)| !variable.starts_with("SEKISHO_API_"));
    variables.extend([
        ("SEKISHO_ACTOR_ROLE", "SekishoActor".to_owned()),
        ("SEKISHO_ACCOUNTS", ACCOUNT.to_owned()),
        ("SEKISHO_GUARD_TAG", format!("Department={name}-welfare")),
    ]);
    let guard = Function::start(Binary::Guard, variables).await;
    (town, guard)
}

fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    UnixTime::from_seconds(i64::try_from(since.as_secs()).expect("a time of this age"))
}

fn told(line: &Value) -> [&str; 2] {
    ["outcome", "code"].map(|name| line[name].as_str().expect("a text"))
}

#[tokio::test]
async fn what_was_stopped_past_the_checkpoint_is_started_once_and_production_is_not() {
    let (mut town, mut guard) = town("watched").await;
    town.tag("welfare-desk", &[("Env", "prod")]).await;
    let at = now();
    town.stop(&["welfare-web", "library-desk", "welfare-desk"]).await;
    let down =
        [("library-desk", "stopped"), ("welfare-desk", "stopped"), ("welfare-web", "stopped")];
    assert_eq!(town.states().await, Town::states_but(&down));
    let stop = Told::stopped("e-1", at, &[town.id("welfare-web"), town.id("library-desk")]);
    let prod = Told::stopped("e-2", at, &[town.id("welfare-desk")]);

    let answer = guard.invoke(&queued(&[("m-1", &stop), ("m-2", &prod)])).await;

    let Answer::Response(response) = answer else { panic!("{answer:?}") };
    assert_eq!(response, json!({"batchItemFailures": []}));
    let lines = guard.audit(4).await;
    assert_eq!(
        lines.iter().map(told).collect::<Vec<_>>(),
        [
            ["starting", "starting"],
            ["started", "requested"],
            ["not_guarded", "other_tags"],
            ["refused", "explicit"],
        ]
    );
    assert_eq!(lines[1]["source_identity"], "sekisho=3aguard");
    assert_eq!(lines[1]["aws_session"], lines[1]["decision_id"]);
    assert!(lines[1]["aws_request_id"].is_string(), "{}", lines[1]);
    assert_eq!(lines[3]["decision"]["rules"], json!(["production"]));
    assert_eq!(town.states().await, Town::states_but(&down[..2]));
    let counted: Vec<Value> = guard
        .metrics(3)
        .await
        .iter()
        .map(|line| json!([line["Outcome"], line["Code"], line["Decisions"]]))
        .collect();
    assert_eq!(
        counted,
        [
            json!(["not_guarded", "other_tags", 1]),
            json!(["refused", "explicit", 1]),
            json!(["started", "requested", 1]),
        ]
    );

    // Straight from EventBridge, a second time.
    let answer = guard.invoke(prod.event()).await;
    assert!(matches!(answer, Answer::Response(_)), "{answer:?}");
    assert_eq!(told(&guard.audit(5).await[4]), ["duplicate", "duplicate"]);
    guard.assert_discreet(&[]);
}

#[tokio::test]
async fn what_cannot_be_settled_comes_again_and_nothing_is_done() {
    let (mut town, _) = town("watched-blindly").await;
    let mut variables = town.variables();
    variables.extend([
        ("SEKISHO_ACTOR_ROLE", "SekishoActor".to_owned()),
        ("SEKISHO_ACCOUNTS", ACCOUNT.to_owned()),
        ("SEKISHO_GUARD_TAG", "Department=watched-blindly-welfare".to_owned()),
        ("SEKISHO_TABLE", "no-such-table".to_owned()),
    ]);
    let mut guard = Function::start(Binary::Guard, variables).await;
    let stop = Told::stopped("e-1", now(), &[town.id("welfare-dev")]);

    let answer = guard.invoke(stop.event()).await;
    let Answer::Error(kind, message) = answer else { panic!("{answer:?}") };
    assert_eq!(kind, "ComesAgain");
    assert_eq!(message, "the event could not be settled yet; its audit line says why");

    let answer = guard.invoke(&queued(&[("m-1", &stop)])).await;
    let Answer::Response(response) = answer else { panic!("{answer:?}") };
    assert_eq!(response, json!({"batchItemFailures": [{"itemIdentifier": "m-1"}]}));
    for line in guard.audit(2).await {
        assert_eq!(told(&line), ["failed", "memory_unavailable"]);
        assert_eq!(line["again"], true);
    }
    assert_eq!(town.states().await, Town::states_but(&[]));
}
