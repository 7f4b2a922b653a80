//! One instance at a time: what is the caller's changes state in EC2, and nothing else does.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use support::events::Call;

use crate::{checkpoint::Reply, town::Town};

#[tokio::test]
async fn staff_start_an_instance_of_their_own_and_no_other_changes() {
    let mut town = Town::found("own-start").await;
    let start = town.sato_on("welfare-dev", "start").await;

    let reply = town.call(&start).await;

    assert_eq!(town.report(&reply), (202, vec![("welfare-dev", "requested")]));
    assert_eq!(town.states().await, Town::states_but(&[("welfare-dev", "running")]));
}

#[tokio::test]
async fn staff_stop_an_instance_of_their_own_and_no_other_changes() {
    let mut town = Town::found("own-stop").await;
    let stop = town.sato_on("welfare-web", "stop").await;

    let reply = town.call(&stop).await;

    assert_eq!(town.report(&reply), (202, vec![("welfare-web", "requested")]));
    assert_eq!(town.states().await, Town::states_but(&[("welfare-web", "stopped")]));
}

#[tokio::test]
async fn an_allowed_call_leaves_one_line_of_each_function_that_say_the_same() {
    let mut town = Town::found("audit").await;
    let start = town.sato_on("welfare-dev", "start").await;

    town.call(&start).await;

    let (door, act) = (&town.authorizer.audit(1).await[0], &town.executor.audit(1).await[0]);
    assert_eq!(door["caller"]["user"], "sato");
    assert_eq!(door["instance_id"], town.id("welfare-dev"));
    assert_eq!(door["policy"]["version"], 1);
    for both in [
        "request_id",
        "extended_request_id",
        "caller",
        "token",
        "source",
        "route",
        "instance_id",
        "policy",
        "api",
        "engine",
    ] {
        assert!(!door[both].is_null(), "{both}: {door}");
        assert_eq!(door[both], act[both], "{both}");
    }
}

#[tokio::test]
async fn the_instance_of_another_department_looks_like_one_that_does_not_exist() {
    let mut town = Town::found("others").await;
    let theirs = town.sato_on("library-dev", "start").await;
    let token = town.sato().await.access;
    let nobodys = Call::post("/instances/i-0123456789abcdef0/start").bearer(&token);

    let Reply::Executor(404, of_theirs) = town.call(&theirs).await else { panic!() };
    let Reply::Executor(404, of_nobodys) = town.call(&nobodys).await else { panic!() };

    let masked = |body: &Value, id: &str| {
        let mut body = body.clone();
        assert!(body["decision_id"].take().is_string(), "{body}");
        body.to_string().replace(id, "i-0123456789abcdef0")
    };
    assert_eq!(masked(&of_theirs, town.id("library-dev")), masked(&of_nobodys, "i-none"));
    assert_eq!(town.states().await, Town::states_but(&[]));
}

#[tokio::test]
async fn production_is_refused_by_the_rule_that_denies_it() {
    let mut town = Town::found("production").await;
    let start = town.sato_on("welfare-prod", "start").await;

    let reply = town.call(&start).await;

    assert_eq!(town.report(&reply), (403, vec![("welfare-prod", "explicit")]));
    assert_eq!(town.states().await, Town::states_but(&[]));
}

#[tokio::test]
async fn an_instance_without_a_required_tag_is_nobodys() {
    let mut town = Town::found("unmarked").await;
    let start = town.sato_on("welfare-unmarked", "start").await;

    let reply = town.call(&start).await;

    assert_eq!(town.report(&reply), (404, vec![("welfare-unmarked", "not_found")]));
    assert_eq!(town.states().await, Town::states_but(&[]));
}

#[tokio::test]
async fn tags_are_read_when_the_call_comes_and_not_before() {
    let mut town = Town::found("moved").await;
    let start = town.sato_on("welfare-dev", "start").await;
    let stop = town.sato_on("welfare-dev", "stop").await;
    let reply = town.call(&start).await;
    assert_eq!(town.report(&reply), (202, vec![("welfare-dev", "requested")]));

    town.tag("welfare-dev", &[("Department", "moved-library")]).await;

    let reply = town.call(&stop).await;
    assert_eq!(town.report(&reply), (404, vec![("welfare-dev", "not_found")]));
    assert_eq!(town.states().await, Town::states_but(&[("welfare-dev", "running")]));
}

#[tokio::test]
async fn staff_see_exactly_their_own_and_what_they_may_do_to_each() {
    let mut town = Town::found("list").await;
    let token = town.sato().await.access;

    let reply = town.call(&Call::get("/instances").bearer(&token)).await;

    let Reply::Executor(200, body) = reply else { panic!("{reply:?}") };
    assert_eq!(body["complete"], true);
    let seen: BTreeMap<&str, (&Value, &Value, &Value)> = body["instances"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|seen| (town.name_of(&seen["id"]), (&seen["state"], &seen["may"], &seen["may_not"])))
        .collect();
    let (stopped, running) = (json!("stopped"), json!("running"));
    let (all, nothing) = (json!(["reboot", "start", "stop"]), json!({}));
    let none = json!([]);
    let production = json!({"reboot": "explicit", "start": "explicit", "stop": "explicit"});
    assert_eq!(
        seen,
        BTreeMap::from([
            ("welfare-desk", (&running, &all, &nothing)),
            ("welfare-dev", (&stopped, &all, &nothing)),
            ("welfare-prod", (&stopped, &none, &production)),
            ("welfare-web", (&running, &all, &nothing)),
        ])
    );
}

#[tokio::test]
async fn each_department_sees_another_part_of_the_same_account() {
    let mut town = Town::found("departments").await;
    let token = town.suzuki().await.access;

    let reply = town.call(&Call::get("/instances").bearer(&token)).await;

    let Reply::Executor(200, body) = reply else { panic!("{reply:?}") };
    let listed = body["instances"].as_array().expect("a list");
    let seen: BTreeSet<&str> = listed.iter().map(|seen| town.name_of(&seen["id"])).collect();
    assert_eq!(seen, BTreeSet::from(["library-desk", "library-dev"]));
}

#[tokio::test]
async fn an_executor_that_has_no_policy_changes_nothing() {
    let mut town = Town::found("executor-blackout").await;
    let start = town.sato_on("welfare-dev", "start").await;
    town.restart_executor_with("SEKISHO_TABLE", "no-such-table").await;

    let reply = town.call(&start).await;

    let Reply::Executor(503, body) = reply else { panic!("{reply:?}") };
    assert_eq!(body["code"], "policy_unavailable");
    assert_eq!(town.states().await, Town::states_but(&[]));
}

#[tokio::test]
async fn a_call_that_comes_past_the_authorizer_is_refused() {
    let mut town = Town::found("back-door").await;
    let start = town.sato_on("welfare-dev", "start").await;

    let reply = town.past_the_door(&start, None).await;

    let Reply::Executor(403, body) = reply else { panic!("{reply:?}") };
    assert_eq!(body["code"], "no_authorizer");
    assert_eq!(town.states().await, Town::states_but(&[]));
}

#[tokio::test]
async fn what_the_authorizer_said_is_no_authority() {
    let mut town = Town::found("impostor").await;
    let said = Map::from_iter([
        ("principalId".to_owned(), json!("sato")),
        ("user".to_owned(), json!("sato")),
        ("groups".to_owned(), json!("impostor-welfare")),
    ]);
    let start = Call::post(&format!("/instances/{}/start", town.id("welfare-dev")));

    let reply = town.past_the_door(&start, Some(said)).await;

    let Reply::Executor(401, body) = reply else { panic!("{reply:?}") };
    assert_eq!(body["code"], "unauthorized");
    assert_eq!(town.states().await, Town::states_but(&[]));
}
