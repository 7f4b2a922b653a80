//! The lines of a change: what is written before anything is done, and what after.

use std::time::{Duration, UNIX_EPOCH};

use sekisho_executor::State;
use sekisho_lambda::{Health, Meter, Observed};
use serde_json::{Value, json};
use support::events::Call;

use crate::city::{City, ERP, GIS, OPAC, TEN_O_CLOCK, TREES, passed};

fn start(id: &str) -> Call {
    Call::post(&format!("/instances/{id}/start"))
}

fn partial() -> Call {
    Call::post("/actions").body(json!({
        "action": "start", "instance_ids": [OPAC, ERP, GIS, TREES], "partial": true,
    }))
}

/// The members of a line that not every line of the request has.
fn own(line: &Value) -> Value {
    let mut line = line.clone();
    let members = line.as_object_mut().unwrap();
    for common in [
        "schema",
        "kind",
        "at",
        "decision_id",
        "request_id",
        "extended_request_id",
        "api",
        "caller",
        "token",
        "source",
        "route",
        "policy",
        "engine",
    ] {
        assert!(members.remove(common).is_some(), "{common}");
    }
    line
}

#[tokio::test]
async fn what_is_decided_is_recorded_before_ec2_is_asked_and_what_became_of_it_after() {
    let city = City::new().await;

    let answer = city.ask(&["parks"], start(GIS).body(json!({"wait_seconds": 10}))).await;

    let (recorded, calls) = city.journal.take();
    assert_eq!((calls, city.calls()), (vec![0], 1), "written once, before the call");
    assert_eq!(recorded, answer.audit[..1]);
    assert_eq!(
        answer.audit.iter().map(own).collect::<Vec<_>>(),
        [
            json!({
                "stage": "decision",
                "status": null,
                "outcome": "planned",
                "code": "planned",
                "action": "start",
                "dry_run": false,
                "instance_id": GIS,
                "instance": {
                    "account": "111122223333",
                    "region": "ap-northeast-1",
                    "id": GIS,
                    "tags": { "Name": "parks-gis", "Department": "parks", "Schedule": "office" },
                },
                "decision": {
                    "outcome": "allow", "code": "allow", "rules": ["parks-own"], "missing": [],
                },
                "step": "call",
                "state_before": "stopped",
            }),
            json!({
                "stage": "outcome",
                "status": 200,
                "outcome": "reached",
                "code": "reached",
                "action": "start",
                "dry_run": false,
                "instance_id": GIS,
                "account": "111122223333",
                "region": "ap-northeast-1",
                "ended_at": TEN_O_CLOCK.seconds() + 6,
                "state_before": "stopped",
                "state_after": "running",
                "tags_changed": false,
                "tags_after": null,
                "aws_code": null,
                "aws_text": null,
                "aws_request_id": "simulated-1",
                "aws_session": answer.audit[0]["decision_id"],
                "source_identity": answer.audit[0]["caller"]["subject"],
            }),
        ]
    );
}

#[tokio::test]
async fn nothing_is_done_that_cannot_be_recorded_before() {
    let city = City::new().await;
    city.journal.fill();

    let answer = city.ask(&["parks"], partial()).await;

    assert_eq!(answer.status, 503);
    assert_eq!(
        answer.body,
        json!({
            "code": "audit_unavailable",
            "message": "what was decided cannot be recorded right now; nothing was changed, try again",
        })
    );
    assert_eq!(
        answer.audit.iter().map(own).collect::<Vec<_>>(),
        [json!({
            "stage": "request",
            "status": 503,
            "outcome": "refused",
            "code": "audit_unavailable",
            "detail": "no storage space",
            "action": null,
        })]
    );
    assert_eq!((city.state(GIS), city.calls()), (State::Stopped, 0));
}

#[tokio::test]
async fn every_instance_of_a_request_has_its_decision_and_what_is_done_has_an_outcome() {
    let city = City::new().await;

    let answer = city.ask(&["parks"], partial()).await;

    let (recorded, _) = city.journal.take();
    assert_eq!(recorded, answer.audit[..4], "all decisions are recorded before the call");
    let told: Vec<[&str; 4]> = answer
        .audit
        .iter()
        .map(|line| {
            ["stage", "instance_id", "outcome", "step"]
                .map(|member| line[member].as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        told,
        [
            ["decision", OPAC, "refused", "nothing"],
            ["decision", ERP, "not_found", "nothing"],
            ["decision", GIS, "planned", "call"],
            ["decision", TREES, "already", "nothing"],
            ["outcome", GIS, "requested", ""],
        ]
    );
}

#[tokio::test]
async fn a_change_that_is_under_way_already_is_watched_and_has_an_outcome() {
    let city = City::new().await;
    city.ask(&["parks"], start(GIS)).await;

    let answer = city.ask(&["parks"], start(GIS).body(json!({"wait_seconds": 10}))).await;

    let members = |line: &Value| ["stage", "outcome", "step"].map(|name| line[name].clone());
    assert_eq!(
        answer.audit.iter().map(members).collect::<Vec<_>>(),
        [
            [json!("decision"), json!("still_going"), json!("watch")],
            [json!("outcome"), json!("reached"), Value::Null],
        ]
    );
    assert_eq!(city.calls(), 1);
}

#[tokio::test]
async fn what_does_nothing_leaves_the_decisions_alone() {
    let city = City::new().await;
    let of =
        |dry_run: bool| json!({"action": "start", "instance_ids": [GIS, OPAC], "dry_run": dry_run});
    for (body, status, outcomes) in [
        (of(true), 403, ["untouched", "refused"]),
        (of(false), 403, ["untouched", "refused"]),
        (
            json!({"action": "start", "instance_ids": [GIS, TREES], "dry_run": true}),
            200,
            ["planned", "already"],
        ),
    ] {
        let answer = city.ask(&["parks"], Call::post("/actions").body(body)).await;

        let told: Vec<Value> = answer
            .audit
            .iter()
            .map(|line| json!([line["stage"], line["status"], line["outcome"], line["step"]]))
            .collect();
        let expected = outcomes.map(|outcome| json!(["decision", status, outcome, "nothing"]));
        assert_eq!(told, expected);
    }
    assert_eq!((city.journal.take(), city.calls()), ((vec![], vec![]), 0));
}

#[tokio::test]
async fn an_instance_is_counted_once() {
    let city = City::new().await;
    let token = city.token(&["parks"]);
    let event = partial().bearer(&token).proxy_event(Some(passed())).to_string();

    let handled = city.executor.handle(event.as_bytes()).await;

    let observed = Observed {
        function: "sekisho-executor",
        at: UNIX_EPOCH,
        latency: Duration::ZERO,
        trace: None,
        health: Health::default(),
        audited: true,
    };
    let lines = Meter::new().lines(&observed, handled.lines());
    let counts: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::to_value(line).unwrap())
        .map(|line| json!([line["Outcome"], line["Code"], line["Decisions"]]))
        .collect();
    assert_eq!(
        counts,
        [
            json!(["already", "already", 1]),
            json!(["not_found", "not_found", 1]),
            json!(["refused", "default", 1]),
            json!(["requested", "requested", 1]),
        ]
    );
}
