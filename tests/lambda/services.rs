//! Services: nobody's until they are switched on, and then as instances are.

use serde_json::{Value, json};
use support::events::Call;

use crate::{checkpoint::Reply, town::Town};

/// The number of tasks is remembered in the table, so that another process of the executor starts them.
#[tokio::test]
async fn a_service_is_nobodys_until_services_are_on_and_is_then_stopped_and_started_by_another_process()
 {
    let (desk, shelf) = (("ecs", "welfare-desk"), ("ecs", "library-shelf"));
    let mut town = Town::found("ecs").await;
    town.create_service(desk, "welfare", 3).await;
    town.create_service(shelf, "library", 2).await;
    let token = town.sato().await.access;
    let on = |(cluster, name): (&str, &str), verb: &str| {
        Call::post(&format!("/instances/service:{cluster}:{name}/{verb}")).bearer(&token)
    };
    let told = |reply: Reply| match reply {
        Reply::Executor(status, body) => (status, body["instances"][0]["code"].clone()),
        other => panic!("{other:?}"),
    };

    assert_eq!(told(town.call(&on(desk, "stop")).await), (404, json!("not_found")));
    assert_eq!(town.service_tasks(desk).await, 3);

    town.restart_executor_with("SEKISHO_KINDS", "instance,service").await;
    let reply = town.call(&Call::get("/instances").bearer(&token)).await;
    let Reply::Executor(200, body) = reply else { panic!("{reply:?}") };
    assert_eq!(body["complete"], true);
    let listed = body["instances"].as_array().expect("a list").iter();
    let services: Vec<_> = listed.filter(|one| one["kind"] == "service").collect();
    let [Value::Object(own)] = &services[..] else { panic!("{services:?}") };
    assert_eq!(
        (&own["id"], &own["state"]),
        (&json!("service:ecs:welfare-desk"), &json!("running"))
    );
    assert_eq!(told(town.call(&on(shelf, "stop")).await), (404, json!("not_found")));
    assert_eq!(told(town.call(&on(desk, "stop")).await), (202, json!("requested")));
    assert_eq!((town.service_tasks(desk).await, town.service_tasks(shelf).await), (0, 2));

    town.restart_executor_with("SEKISHO_KINDS", "service").await;
    assert_eq!(told(town.call(&on(desk, "start")).await), (202, json!("requested")));
    assert_eq!((town.service_tasks(desk).await, town.service_tasks(shelf).await), (3, 2));
}
