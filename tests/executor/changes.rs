//! Starting, stopping and rebooting: whole answers.

use sekisho_executor::State;
use serde_json::{Value, json};
use support::events::Call;

use crate::city::{ACCOUNT, City, ERP, GIS, NOWHERE, OPAC, REGION, TREES, id, machine};

fn gis(state: &str, outcome: &str, code: &str, message: &str) -> Value {
    json!({
        "id": GIS, "name": "parks-gis", "account": "111122223333", "region": "ap-northeast-1",
        "state": state, "outcome": outcome, "code": code, "message": message,
    })
}

fn actions(body: Value) -> Call {
    Call::post("/actions").body(body)
}

#[tokio::test]
async fn a_start_is_asked_for_and_not_called_done() {
    let city = City::new().await;

    let answer = city.ask(&["parks"], Call::post(&format!("/instances/{GIS}/start"))).await;

    let message = "AWS took the request; look at the state to see when it is done";
    assert_eq!(answer.status, 202);
    assert_eq!(
        answer.body,
        json!({
            "code": "requested",
            "message": "the start was asked for and is not seen done yet",
            "action": "start",
            "dry_run": false,
            "instances": [gis("stopped", "requested", "requested", message)],
        })
    );
    assert_eq!(city.state(GIS), State::Pending);
}

#[tokio::test]
async fn a_start_that_is_waited_for_is_seen_to_be_reached() {
    let city = City::new().await;
    let call = Call::post(&format!("/instances/{GIS}/start")).body(json!({"wait_seconds": 10}));

    let answer = city.ask(&["parks"], call).await;

    assert_eq!((answer.status, &answer.body["code"]), (200, &json!("done")));
    assert_eq!(
        answer.body["instances"],
        json!([gis("running", "reached", "reached", "this instance is running")])
    );
}

#[tokio::test]
async fn a_wait_that_is_too_short_ends_with_still_going() {
    let city = City::new().await;
    let call = Call::post(&format!("/instances/{GIS}/start")).body(json!({"wait_seconds": 3}));

    let answer = city.ask(&["parks"], call).await;

    let message = "this instance is on its way; look at the state to see when it is done";
    assert_eq!((answer.status, &answer.body["code"]), (202, &json!("requested")));
    assert_eq!(
        answer.body["instances"],
        json!([gis("pending", "still_going", "still_going", message)])
    );
}

#[tokio::test]
async fn what_is_in_the_wanted_state_is_left_alone() {
    let city = City::new().await;

    let answer = city.ask(&["parks"], Call::post(&format!("/instances/{GIS}/stop"))).await;

    let message = "this instance was stopped already";
    assert_eq!((answer.status, &answer.body["code"]), (200, &json!("done")));
    assert_eq!(answer.body["instances"], json!([gis("stopped", "already", "already", message)]));
    assert_eq!(city.calls(), 0);
}

#[tokio::test]
async fn a_reboot_is_only_ever_requested() {
    let city = City::new().await;
    let call = Call::post(&format!("/instances/{TREES}/reboot")).body(json!({"wait_seconds": 9}));

    let answer = city.ask(&["parks"], call).await;

    assert_eq!((answer.status, &answer.body["code"]), (202, &json!("requested")));
    assert_eq!(
        answer.body["notes"],
        json!(["no state shows that a reboot is done: `wait_seconds` is not used"])
    );
    assert_eq!(answer.body["instances"][0]["outcome"], "requested");
    assert_eq!(city.fleet.reboots(&id(TREES)), 1);
}

#[tokio::test]
async fn what_a_rule_forbids_is_refused_with_the_reason_and_recorded_with_the_rule() {
    let city = City::new().await;

    let answer = city.ask(&["parks"], Call::post(&format!("/instances/{TREES}/stop"))).await;

    assert_eq!(answer.status, 403);
    let instance = &answer.body["instances"][0];
    assert_eq!(
        (&instance["outcome"], &instance["code"], &instance["message"]),
        (&json!("refused"), &json!("explicit"), &json!("a rule of the policy forbids this"))
    );
    assert_eq!(
        answer.audit[0]["decision"],
        json!({
            "outcome": "deny", "code": "explicit",
            "rules": ["production-is-not-stopped"], "missing": [],
        })
    );
    assert_eq!((city.state(TREES), city.calls()), (State::Running, 0));
}

#[tokio::test]
async fn what_does_not_exist_and_what_one_may_not_know_of_look_the_same() {
    let city = City::new().await;
    let start = |id: &str| Call::post(&format!("/instances/{id}/start"));
    let many = |id: &str| actions(json!({"action": "start", "instance_ids": [GIS, id]}));

    for call in [&start as &dyn Fn(&str) -> Call, &many] {
        let hidden = city.ask(&["parks"], call(ERP)).await;
        let missing = city.ask(&["parks"], call(NOWHERE)).await;

        assert_eq!(hidden.status, 404);
        assert_eq!(hidden.status, missing.status);
        let body = |body: &Value, id: &str| body.to_string().replace(id, "ID");
        assert_eq!(body(&hidden.body, ERP), body(&missing.body, NOWHERE));
    }
    assert_eq!((city.state(ERP), city.calls()), (State::Stopped, 0));
}

#[tokio::test]
async fn one_refusal_refuses_a_list_before_anything_is_touched() {
    let city = City::new().await;
    let body = json!({"action": "start", "instance_ids": [GIS, OPAC]});

    let answer = city.ask(&["parks"], actions(body)).await;

    assert_eq!((answer.status, &answer.body["code"]), (403, &json!("nothing_changed")));
    assert_eq!(
        answer.body["instances"][0],
        gis(
            "stopped",
            "untouched",
            "untouched",
            "nothing was changed, because not every instance of the request can be"
        )
    );
    assert_eq!(answer.body["instances"][1]["outcome"], "refused");
    assert_eq!((city.state(GIS), city.calls()), (State::Stopped, 0));
}

#[tokio::test]
async fn a_partial_list_does_what_is_allowed_and_says_what_is_not() {
    let city = City::new().await;
    let body = json!({"action": "start", "instance_ids": [OPAC, ERP, GIS, TREES], "partial": true});

    let answer = city.ask(&["parks"], actions(body)).await;

    assert_eq!((answer.status, &answer.body["code"]), (207, &json!("partly")));
    let outcomes: Vec<(&Value, &Value)> = answer.body["instances"]
        .as_array()
        .unwrap()
        .iter()
        .map(|instance| (&instance["id"], &instance["outcome"]))
        .collect();
    assert_eq!(
        outcomes,
        [
            (&json!(OPAC), &json!("refused")),
            (&json!(ERP), &json!("not_found")),
            (&json!(GIS), &json!("requested")),
            (&json!(TREES), &json!("already")),
        ]
    );
    assert_eq!((answer.stage("decision").len(), answer.stage("outcome").len()), (4, 1));
    assert_eq!(city.state(GIS), State::Pending);
}

#[tokio::test]
async fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let city = City::new().await;
    let body = json!({"action": "start", "instance_ids": [GIS, TREES], "dry_run": true});

    let answer = city.ask(&["parks"], actions(body)).await;

    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body,
        json!({
            "code": "planned",
            "message": "this is a dry run and nothing was changed: each instance says what would \
                        be done",
            "action": "start",
            "dry_run": true,
            "instances": [
                gis("stopped", "planned", "planned", "this would be asked for; nothing was changed"),
                {
                    "id": TREES,
                    "name": "parks-trees",
                    "account": ACCOUNT,
                    "region": REGION,
                    "state": "running",
                    "outcome": "already",
                    "code": "already",
                    "message": "this instance was running already",
                },
            ],
        })
    );
    assert_eq!((city.state(GIS), city.calls()), (State::Stopped, 0));
}

#[tokio::test]
async fn a_dry_run_of_which_a_part_is_refused_says_so_and_does_nothing() {
    let city = City::new().await;
    let body = json!({
        "action": "stop", "instance_ids": [GIS, TREES, ERP], "dry_run": true, "partial": true });
    city.fleet.put(machine(GIS, &[("Department", "parks")]).in_state(State::Running));

    let answer = city.ask(&["parks"], actions(body)).await;

    assert_eq!((answer.status, &answer.body["code"]), (207, &json!("partly")));
    assert_eq!(
        answer.body["message"],
        "this is a dry run and nothing was changed: some of the request would be carried out and \
         some would not; each instance says which"
    );
    let told: Vec<_> = answer.body["instances"]
        .as_array()
        .unwrap()
        .iter()
        .map(|told| told["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["planned", "refused", "not_found"]);
    assert_eq!((city.state(GIS), city.calls()), (State::Running, 0));
}

#[tokio::test]
async fn an_id_that_is_given_twice_is_taken_once_and_noted() {
    let city = City::new().await;
    let body = json!({"action": "start", "instance_ids": [GIS, GIS]});

    let answer = city.ask(&["parks"], actions(body)).await;

    assert_eq!(
        answer.body["notes"],
        json!([format!("`{GIS}` was given more than once and is taken once")])
    );
    assert_eq!(answer.body["instances"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_selection_by_tags_acts_on_what_is_the_callers_and_tells_of_nothing_else() {
    let city = City::new().await;
    let body = json!({"action": "start", "tags": {"Schedule": "office"}});

    let answer = city.ask(&["parks"], actions(body)).await;

    assert_eq!(answer.status, 202);
    let ids: Vec<&Value> =
        answer.body["instances"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [GIS]);
    assert_eq!((city.state(GIS), city.state(ERP)), (State::Pending, State::Stopped));
}

#[tokio::test]
async fn a_selection_that_finds_nothing_is_said_to_be_empty() {
    let city = City::new().await;
    let body = json!({"action": "stop", "tags": {"Schedule": ["night", "weekend"]}});

    let answer = city.ask(&["parks"], actions(body)).await;

    assert_eq!(answer.status, 404);
    assert_eq!(
        answer.body,
        json!({
            "code": "nothing_selected",
            "message": "none of the instances you may stop carries these tags; nothing was changed",
        })
    );
}

#[tokio::test]
async fn the_original_body_acts_on_the_default_target_of_the_caller() {
    let city = City::with_default_target().await;

    let answer = city.ask(&["parks"], Call::post("/").body(json!({"Action": "Start"}))).await;

    assert_eq!((answer.status, &answer.body["instances"][0]["id"]), (202, &json!(GIS)));
    assert_eq!((city.state(GIS), city.state(ERP)), (State::Pending, State::Stopped));
}

#[tokio::test]
async fn the_original_body_without_a_default_target_is_an_error_and_not_everything() {
    let city = City::new().await;

    let answer = city.ask(&["parks"], Call::post("/").body(json!({"Action": "Start"}))).await;

    assert_eq!(answer.status, 409);
    assert_eq!(
        answer.body,
        json!({
            "code": "no_default_target",
            "message": "no default target tag is configured, so that `POST /` would act on \
                        nothing; use POST /actions, or ask the operator to set \
                        SEKISHO_DEFAULT_TARGET_TAG",
        })
    );
    assert_eq!(city.calls(), 0);
}

#[tokio::test]
async fn a_caller_who_may_change_nothing_is_refused_before_ec2_is_asked() {
    let city = City::new().await;
    city.fleet.set_outage(Some(sekisho_executor::AwsError::new("Unavailable", "")));

    let answer = city.ask(&["watchers"], Call::post(&format!("/instances/{GIS}/start"))).await;

    assert_eq!((answer.status, &answer.body["code"]), (403, &json!("not_entitled")));
}
