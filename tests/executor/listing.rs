//! `GET /instances`.

use serde_json::{Value, json};
use support::events::Call;

use crate::city::{City, GIS, OPAC, TREES, id, machine};

#[tokio::test]
async fn a_caller_sees_what_they_may_see_and_what_they_may_do_to_it() {
    let city = City::new().await;

    let answer = city.ask(&["parks"], Call::get("/instances")).await;

    assert_eq!(answer.status, 200);
    let place = json!({"account": "111122223333", "region": "ap-northeast-1"});
    let listed = |mut value: Value| {
        for (key, text) in place.as_object().unwrap() {
            value[key] = text.clone();
        }
        value
    };
    assert_eq!(
        answer.body,
        json!({"complete": true, "instances": [
            listed(json!({
                "id": GIS, "name": "parks-gis", "state": "stopped",
                "tags": {"Name": "parks-gis", "Department": "parks", "Schedule": "office"},
                "may": ["reboot", "start", "stop"], "may_not": {},
            })),
            listed(json!({
                "id": TREES, "name": "parks-trees", "state": "running",
                "tags": {"Name": "parks-trees", "Department": "parks", "Env": "prod"},
                "may": ["reboot", "start"], "may_not": {"stop": "explicit"},
            })),
            listed(json!({
                "id": OPAC, "name": null, "state": "running",
                "tags": {"Department": "library", "Schedule": "office"},
                "may": [], "may_not": {"reboot": "default", "start": "default", "stop": "default"},
            })),
        ]})
    );
    assert_eq!(answer.audit.len(), 1);
    assert_eq!(answer.audit[0]["instances_shown"], 3);
}

#[tokio::test]
async fn a_caller_who_may_see_nothing_is_told_so_and_ec2_is_not_asked() {
    let city = City::new().await;
    city.fleet.set_outage(Some(sekisho_executor::AwsError::new("Unavailable", "")));

    let answer = city.ask(&["nobody"], Call::get("/instances")).await;

    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.body,
        json!({
            "code": "not_entitled",
            "message": "the policy lets you describe no instance at all from where you are, at \
                        this time",
        })
    );
}

#[tokio::test]
async fn deleted_instances_are_not_listed() {
    let city = City::new().await;
    city.fleet.terminate(&id(GIS));
    city.clock.turn(crate::city::TRANSITION);

    let answer = city.ask(&["parks"], Call::get("/instances")).await;

    let ids: Vec<&Value> =
        answer.body["instances"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [TREES, OPAC]);
}

#[tokio::test]
async fn an_instance_with_two_keys_that_differ_in_case_may_not_be_changed() {
    let city = City::new().await;
    let twice = "i-00000000000000009";
    city.fleet.put(machine(twice, &[("Department", "parks"), ("department", "finance")]));

    let listed = city.ask(&["parks"], Call::get("/instances")).await;
    let started = city.ask(&["parks"], Call::post(&format!("/instances/{twice}/start"))).await;

    let last = listed.body["instances"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["may"], json!([]));
    assert_eq!(last["may_not"]["start"], "ambiguous_tags");
    assert_eq!(
        (started.status, &started.body["instances"][0]["code"]),
        (403, &json!("ambiguous_tags"))
    );
    assert_eq!(city.calls(), 0);
}

#[tokio::test]
async fn a_fleet_that_cannot_be_looked_at_is_said_to_be_so_without_its_words() {
    let city = City::new().await;
    let secret = "arn:aws:iam::111122223333:role/inside";
    city.fleet.set_outage(Some(sekisho_executor::AwsError::new("AuthFailure", secret)));

    let answer = city.ask(&["parks"], Call::get("/instances")).await;

    assert_eq!(answer.status, 503);
    assert_eq!(
        answer.body,
        json!({
            "code": "fleet_unavailable",
            "message": "the instances cannot be looked at right now; nothing was changed, try again",
        })
    );
    assert_eq!(
        answer.audit[0]["detail"],
        json!(format!("the fleet answered `AuthFailure`: {secret}"))
    );
}
