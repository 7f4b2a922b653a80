//! Several instances at once, and the request of the original script.

use serde_json::json;
use support::events::Call;

use crate::{checkpoint::Reply, town::Town};

#[tokio::test]
async fn an_order_with_somebody_elses_instance_does_nothing() {
    let mut town = Town::found("order").await;
    let token = town.sato().await.access;
    let ids = [town.id("welfare-dev"), town.id("library-dev")];
    let body = json!({"action": "start", "instance_ids": ids});

    let reply = town.call(&Call::post("/actions").bearer(&token).body(body)).await;

    let told = vec![("library-dev", "not_found"), ("welfare-dev", "untouched")];
    assert_eq!(town.report(&reply), (404, told));
    assert_eq!(town.states().await, Town::states_but(&[]));
}

#[tokio::test]
async fn a_partial_order_does_what_is_allowed() {
    let mut town = Town::found("partial").await;
    let token = town.sato().await.access;
    let ids = [town.id("welfare-dev"), town.id("library-dev"), town.id("welfare-prod")];
    let body = json!({"action": "start", "instance_ids": ids, "partial": true});

    let reply = town.call(&Call::post("/actions").bearer(&token).body(body)).await;

    let told = vec![
        ("library-dev", "not_found"),
        ("welfare-dev", "requested"),
        ("welfare-prod", "explicit"),
    ];
    assert_eq!(town.report(&reply), (207, told));
    assert_eq!(town.states().await, Town::states_but(&[("welfare-dev", "running")]));
}

#[tokio::test]
async fn an_order_by_tag_reaches_only_the_callers_own() {
    let mut town = Town::found("by-tag").await;
    let token = town.sato().await.access;
    let body = json!({"action": "stop", "tags": {"Schedule": "office-hours"}});

    let reply = town.call(&Call::post("/actions").bearer(&token).body(body)).await;

    assert_eq!(town.report(&reply), (202, vec![("welfare-desk", "requested")]));
    assert_eq!(town.states().await, Town::states_but(&[("welfare-desk", "stopped")]));
}

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let mut town = Town::found("dry-run").await;
    let token = town.sato().await.access;
    let ids = [town.id("welfare-dev")];
    let body = json!({"action": "start", "instance_ids": ids, "dry_run": true});

    let reply = town.call(&Call::post("/actions").bearer(&token).body(body)).await;

    assert_eq!(town.report(&reply), (200, vec![("welfare-dev", "planned")]));
    assert_eq!(town.states().await, Town::states_but(&[]));
}

#[tokio::test]
async fn an_order_that_waits_answers_when_the_state_is_reached() {
    let mut town = Town::found("wait").await;
    let token = town.sato().await.access;
    let ids = [town.id("welfare-dev")];
    let body = json!({"action": "start", "instance_ids": ids, "wait_seconds": 10});

    let reply = town.call(&Call::post("/actions").bearer(&token).body(body)).await;

    assert_eq!(town.report(&reply), (200, vec![("welfare-dev", "reached")]));
    assert_eq!(town.states().await, Town::states_but(&[("welfare-dev", "running")]));
}

#[tokio::test]
async fn the_original_script_stops_the_callers_instances_with_the_default_tag() {
    let mut town = Town::found("script").await;
    let token = town.sato().await.access;
    let stop = Call::post("/").bearer(&token).body(json!({"Action": "Stop"}));

    let reply = town.call(&stop).await;

    assert_eq!(town.report(&reply), (202, vec![("welfare-desk", "requested")]));
    assert_eq!(town.states().await, Town::states_but(&[("welfare-desk", "stopped")]));
}

#[tokio::test]
async fn the_original_script_starts_nothing_where_no_default_tag_is_configured() {
    let mut town = Town::found("script-unset").await;
    let token = town.sato().await.access;
    town.restart_executor_with("SEKISHO_DEFAULT_TARGET_TAG", "").await;
    let start = Call::post("/").bearer(&token).body(json!({"Action": "Start"}));

    let reply = town.call(&start).await;

    let Reply::Executor(409, body) = reply else { panic!("{reply:?}") };
    assert_eq!(body["code"], "no_default_target");
    assert_eq!(town.states().await, Town::states_but(&[]));
}
