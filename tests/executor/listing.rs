//! `GET /instances`.

use sekisho_executor::AuditListings;
use sekisho_lambda::Decided as _;
use serde_json::{Value, json};
use support::events::Call;

use crate::city::{City, GIS, OPAC, TREES, id, machine, passed};

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
                "id": GIS, "kind": "instance", "name": "parks-gis", "state": "stopped",
                "tags": {"Name": "parks-gis", "Department": "parks", "Schedule": "office"},
                "may": ["reboot", "start", "stop"], "may_not": {},
            })),
            listed(json!({
                "id": TREES, "kind": "instance", "name": "parks-trees", "state": "running",
                "tags": {"Name": "parks-trees", "Department": "parks", "Env": "prod"},
                "may": ["reboot", "start"], "may_not": {"stop": "explicit"},
            })),
            listed(json!({
                "id": OPAC, "kind": "instance", "name": null, "state": "running",
                "tags": {"Department": "library", "Schedule": "office"},
                "may": [], "may_not": {"reboot": "default", "start": "default", "stop": "default"},
            })),
        ]})
    );
    assert_eq!(answer.audit.len(), 1);
    let record = |id: &str, state: &str, tags: Value, rule: &str| {
        json!({
            "instance": {
                "account": "111122223333", "region": "ap-northeast-1", "id": id, "tags": tags,
            },
            "decision": { "outcome": "allow", "code": "allow", "rules": [rule], "missing": [] },
            "state": state,
        })
    };
    let tags = |at: usize| answer.body["instances"][at]["tags"].clone();
    let line = &answer.audit[0];
    let told = ["stage", "outcome", "code", "instances_shown", "part", "parts"];
    assert_eq!(
        told.map(|member| line[member].clone()),
        [json!("listing"), json!("shown"), json!("entitled"), json!(3), json!(1), json!(1)]
    );
    assert_eq!(
        line["instances"],
        json!([
            record(GIS, "stopped", tags(0), "parks-own"),
            record(TREES, "running", tags(1), "parks-own"),
            record(OPAC, "running", tags(2), "parks-see-the-library"),
        ])
    );
}

#[tokio::test]
async fn a_list_can_be_counted_instead_of_recorded() {
    let city = City::with(|settings| settings.with_audit_listings(AuditListings::Count)).await;

    let answer = city.ask(&["parks"], Call::get("/instances")).await;

    assert_eq!(answer.audit.len(), 1);
    let line = &answer.audit[0];
    assert_eq!((&line["instances_shown"], &line["instances"]), (&json!(3), &Value::Null));
}

#[tokio::test]
async fn a_long_list_is_recorded_whole_in_lines_that_nothing_cuts_off() {
    let city = City::new().await;
    let text = "\u{6771}".repeat(256);
    for number in 0..400 {
        let id = format!("i-{:017x}", 0x1000 + number);
        city.fleet.put(machine(&id, &[("Department", "parks"), ("Note", &text)]));
    }

    let answer = city.ask(&["parks"], Call::get("/instances")).await;

    let lines = answer.stage("listing");
    let longest = lines.iter().map(|line| line.to_string().len()).max().unwrap();
    assert!((32 * 1024..64 * 1024).contains(&longest), "{longest}");
    let listed = |value: &Value, id: fn(&Value) -> &Value| {
        value["instances"].as_array().unwrap().iter().map(id).cloned().collect::<Vec<_>>()
    };
    let recorded: Vec<Value> =
        lines.iter().flat_map(|line| listed(line, |one| &one["instance"]["id"])).collect();
    assert_eq!(recorded, listed(&answer.body, |one| &one["id"]));
    assert_eq!(recorded.len(), 403);
    let numbered: Vec<_> = lines.iter().map(|line| (&line["part"], &line["parts"])).collect();
    let parts = json!(lines.len());
    let expected: Vec<_> = (1..=lines.len()).map(|part| json!(part)).collect();
    assert_eq!(numbered, expected.iter().map(|part| (part, &parts)).collect::<Vec<_>>());
    let handled = city.executor.handle(&event(&city)).await;
    assert_eq!(handled.lines().filter(|line| line.is_final()).count(), 1, "a list is counted once");
}

fn event(city: &City) -> Vec<u8> {
    let token = city.token(&["parks"]);
    Call::get("/instances").bearer(&token).proxy_event(Some(passed())).to_string().into_bytes()
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
        json!(format!(
            "111122223333 in ap-northeast-1: the fleet answered `AuthFailure`: {secret}"
        ))
    );
}
