//! Databases: nobody's until they are switched on, and then as instances are.

use serde_json::{Value, json};
use support::events::Call;

use crate::{checkpoint::Reply, town::Town};

#[tokio::test]
async fn a_database_is_nobodys_until_databases_are_on_and_is_then_stopped_and_started() {
    let mut town = Town::found("rds").await;
    town.create_database("rds-welfare", "welfare").await;
    town.create_database("rds-library", "library").await;
    let token = town.sato().await.access;
    let on = |database: &str, verb: &str| {
        Call::post(&format!("/instances/db:{database}/{verb}")).bearer(&token)
    };
    let told = |reply: Reply| match reply {
        Reply::Executor(status, body) => (status, body["instances"][0]["code"].clone()),
        other => panic!("{other:?}"),
    };

    assert_eq!(told(town.call(&on("rds-welfare", "stop")).await), (404, json!("not_found")));
    assert_eq!(town.database_status("rds-welfare").await, "available");

    town.restart_executor_with("SEKISHO_KINDS", "instance,database").await;
    let reply = town.call(&Call::get("/instances").bearer(&token)).await;
    let Reply::Executor(200, body) = reply else { panic!("{reply:?}") };
    assert_eq!(body["complete"], true);
    let listed = body["instances"].as_array().expect("a list").iter();
    let databases: Vec<_> = listed.filter(|one| one["kind"] == "database").collect();
    let [Value::Object(own)] = &databases[..] else { panic!("{databases:?}") };
    assert_eq!((&own["id"], &own["state"]), (&json!("db:rds-welfare"), &json!("running")));
    assert_eq!(told(town.call(&on("rds-library", "stop")).await), (404, json!("not_found")));
    assert_eq!(told(town.call(&on("rds-welfare", "stop")).await), (202, json!("requested")));
    assert_eq!(town.database_status("rds-welfare").await, "stopped");
    assert_eq!(town.database_status("rds-library").await, "available");
    assert_eq!(told(town.call(&on("rds-welfare", "start")).await), (202, json!("requested")));
    assert_eq!(town.database_status("rds-welfare").await, "available");
}
