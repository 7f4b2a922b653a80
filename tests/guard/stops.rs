//! Who stopped what, and what comes of it.

use std::time::Duration;

use sekisho_executor::{AwsError, State};
use serde_json::{Value, json};
use support::watch_events::Told;

use crate::watch::{
    ARCHIVE, COUNTER, GROUPED, ROLE, SPARE, TRANSITION, TUESDAY, Watch, id, policy_of, said, told,
};

#[tokio::test]
async fn what_somebody_stopped_in_the_console_is_started_again_where_a_rule_says_so() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");

    let lines = watch.lines_of(stop.event()).await;

    assert_eq!(watch.state(COUNTER), State::Pending);
    let [starting, started] = lines.as_slice() else { panic!("{lines:#?}") };
    assert_eq!(told(starting), [COUNTER, "starting", "starting"]);
    let mut members = started.clone();
    let decision_id = members["decision_id"].take();
    members["policy"]["sha256"].take();
    members["engine"].take();
    assert_eq!(
        members,
        json!({
            "schema": 1,
            "kind": "guard",
            "at": TUESDAY.seconds() + 5,
            "decision_id": null,
            "stage": "outcome",
            "outcome": "started",
            "code": "requested",
            "detail": null,
            "again": false,
            "event": {
                "id": "e-1",
                "name": "StopInstances",
                "at": TUESDAY.seconds(),
                "account": "123456789012",
                "region": "ap-northeast-1",
            },
            "by": {
                "type": "IAMUser",
                "arn": "arn:aws:iam::123456789012:user/kato",
                "invoked_by": null,
                "source_identity": null,
                "address": "198.51.100.7",
                "role": null,
            },
            "instance_id": COUNTER,
            "state": "stopped",
            "state_reason": "Client.UserInitiatedShutdown",
            "action": "start",
            "caller": {
                "subject": "sekisho:guard",
                "user": "sekisho:guard",
                "groups": [],
                "claims": {},
                "signed_in_at": null,
                "issued_at": null,
            },
            "source": { "address": null, "vpc_endpoint": null },
            "instance": {
                "account": "123456789012",
                "region": "ap-northeast-1",
                "id": COUNTER,
                "tags": { "Run": "always", "Service": "counter" },
            },
            "decision": {
                "outcome": "allow",
                "code": "allow",
                "rules": ["counters-run-in-service-hours"],
                "missing": [],
            },
            "policy": { "name": "asahikawa", "version": 1, "sha256": null },
            "engine": null,
            "restarts": 1,
            "aws_code": null,
            "aws_text": null,
            "aws_request_id": "simulated-1",
            "aws_session": decision_id,
            "source_identity": "sekisho=3aguard",
        })
    );
}

#[tokio::test]
async fn aws_is_told_that_the_guard_may_start_counters_and_nothing_else() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");

    watch.tell(&stop).await;

    let call = &watch.cloud.calls()[0];
    let session = call.session.clone().expect("a session");
    assert_eq!(session.source_identity, "sekisho=3aguard");
    let policy: Value = serde_json::from_str(&session.policy).unwrap();
    let text = policy.to_string();
    assert!(text.contains("ec2:StartInstances") && !text.contains("ec2:StopInstances"), "{text}");
    assert!(text.contains(r#""aws:ResourceTag/Service""#), "{text}");
}

#[tokio::test]
async fn a_stop_through_the_checkpoint_is_in_order() {
    let watch = Watch::keep().await;
    let stop = watch
        .stopped_by_somebody(COUNTER, "e-1")
        .in_a_session_of(ROLE, Some("4f0c1a2e-0000-4000-8000-00000000002a"));

    assert_eq!(watch.tell(&stop).await, said("in_order", "checkpoint"));
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Stopped, 0));

    // The change of state comes a quarter of an hour later.
    watch.clock.turn(Duration::from_mins(15));
    let state = Told::came_to("s-1", TUESDAY.saturating_add(5), COUNTER, "stopped");
    assert_eq!(watch.tell(&state).await, said("in_order", "told_by_call"));
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Stopped, 0));
}

#[tokio::test]
async fn nobody_passes_for_the_checkpoint() {
    let of = |role: &str| format!("arn:aws:iam::{role}");
    let person = Some("4f0c1a2e-0000-4000-8000-00000000002a");
    for (role, source_identity) in [
        (ROLE.to_owned(), None),
        (ROLE.to_owned(), Some("")),
        (of("123456789012:role/Actor"), person),
        (of("123456789012:role/sekisho/actor"), person),
        (of("123456789012:role/sekisho/Actor2"), person),
        (of("123456789012:role/other/sekisho/Actor"), person),
        (of("444455556666:role/sekisho/Actor"), person),
    ] {
        let watch = Watch::keep().await;
        let stop =
            watch.stopped_by_somebody(COUNTER, "e-1").in_a_session_of(&role, source_identity);

        let found = watch.tell(&stop).await;
        assert_eq!(found, said("started", "requested"), "{role} for {source_identity:?}");
    }
    let watch = Watch::keep().await;
    let stop = watch
        .stopped_by_somebody(COUNTER, "e-1")
        .in_a_session_of(ROLE, person)
        .with("/detail/userIdentity/type", json!("IAMUser"));
    assert_eq!(watch.tell(&stop).await, said("started", "requested"), "no assumed role");
}

#[tokio::test]
async fn without_a_rule_a_stop_is_reported_and_nothing_is_done() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(ARCHIVE, "e-1");

    assert_eq!(watch.tell(&stop).await, said("reported", "default"));

    assert_eq!((watch.state(ARCHIVE), watch.starts()), (State::Stopped, 0));
}

#[tokio::test]
async fn what_is_not_to_run_is_left_alone_and_the_tag_of_this_moment_decides() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(SPARE, "e-1");
    assert_eq!(watch.tell(&stop).await, said("not_guarded", "other_tags"));

    watch.cloud.retag(&id(SPARE), "Run", "always").unwrap();
    assert_eq!(watch.tell(&stop).await, said("started", "requested"));

    let stop = watch.stopped_by_somebody(COUNTER, "e-2");
    watch.cloud.retag(&id(COUNTER), "Run", "Always").unwrap();
    assert_eq!(watch.tell(&stop).await, said("not_guarded", "other_tags"));
    let stop = watch.stopped_by_somebody(GROUPED, "e-3");
    watch.cloud.retag(&id(GROUPED), "Service", "archive").unwrap();
    assert_eq!(watch.tell(&stop).await, said("reported", "auto_scaling_member"));
}

#[tokio::test]
async fn a_member_that_its_group_leaves_alone_is_started_again() {
    let watch = Watch::keep().await;
    watch.put_in_standby(GROUPED);
    let stop = watch.stopped_by_somebody(GROUPED, "e-1");

    assert_eq!(watch.tell(&stop).await, said("started", "requested"));

    watch.cloud.set_auto_scaling_outage(Some(AwsError::new("Unavailable", "try later")));
    watch.clock.turn(TRANSITION);
    let stop = watch.stopped_by_somebody(GROUPED, "e-2");
    assert_eq!(watch.tell(&stop).await, said("reported", "auto_scaling_unknown"));
}

#[tokio::test]
async fn a_maintenance_window_is_not_disturbed_and_outside_service_hours_nothing_is_started() {
    let watch = Watch::keep().await;
    // Wednesday, 13:00 in Japan.
    watch.clock.turn(Duration::from_hours(27));
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    let lines = watch.lines_of(stop.event()).await;
    assert_eq!(told(&lines[0]), [COUNTER, "refused", "explicit"]);
    assert_eq!(lines[0]["decision"]["rules"], json!(["maintenance-is-not-disturbed"]));

    // Wednesday, 22:00.
    watch.clock.turn(Duration::from_hours(9));
    watch.started_by_somebody(COUNTER);
    let stop = watch.stopped_by_somebody(COUNTER, "e-2");
    assert_eq!(watch.tell(&stop).await, said("reported", "default"));
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Stopped, 0));
}

#[tokio::test]
async fn an_instance_that_shuts_itself_down_is_started_and_nobody_is_named() {
    let watch = Watch::keep().await;
    let state = watch.shut_down(COUNTER, "s-1");
    watch.clock.turn(Duration::from_mins(15));

    let lines = watch.lines_of(state.event()).await;

    let last = lines.last().unwrap();
    assert_eq!(told(last), [COUNTER, "started", "requested"]);
    assert_eq!((&last["by"], &last["event"]["name"]), (&Value::Null, &json!("stopped")));
    assert_eq!(last["state_reason"], "Client.InstanceInitiatedShutdown");
}

#[tokio::test]
async fn a_shutdown_from_within_is_noticed_soon_after_a_stop_that_was_in_order() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1").in_a_session_of(ROLE, Some("person"));
    assert_eq!(watch.tell(&stop).await, said("in_order", "checkpoint"));
    watch.clock.turn(Duration::from_mins(5));
    watch.started_by_somebody(COUNTER);
    let state = watch.shut_down(COUNTER, "s-1");

    assert_eq!(watch.tell(&state).await, said("started", "requested"));
}

#[tokio::test]
async fn a_call_of_which_cloudtrail_does_not_tell_is_reported_and_nothing_is_started() {
    let watch = Watch::keep().await;
    watch.stopped_by_somebody(COUNTER, "e-1");
    let state = Told::came_to("s-1", watch.now(), COUNTER, "stopped");
    watch.clock.turn(Duration::from_mins(15));

    assert_eq!(watch.tell(&state).await, said("reported", "unknown_caller"));
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Stopped, 0));
}

#[tokio::test]
async fn a_call_that_did_nothing_is_passed_over() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    for (error, instances) in [
        ("Client.UnauthorizedOperation", json!({"instancesSet": {"items": []}})),
        ("Client.DryRunOperation", json!({"instancesSet": {"items": [{"instanceId": COUNTER}]}})),
        (
            "Client.InvalidInstanceID.Malformed",
            json!({"instancesSet": {"items": [{"instanceId": "x"}]}}),
        ),
        ("Client.RequestLimitExceeded", Value::Null),
    ] {
        let failed = stop
            .clone()
            .with("/detail/errorCode", json!(error))
            .with("/detail/requestParameters", instances)
            .with("/detail/responseElements", Value::Null);

        let lines = watch.lines_of(failed.event()).await;
        assert_eq!(told(&lines[0]), ["", "in_order", "not_carried_out"]);
        assert_eq!((lines.len(), &lines[0]["detail"]), (1, &json!(error)));
    }
    assert_eq!(watch.starts(), 0);
}

#[tokio::test]
async fn stopping_what_was_stopped_starts_nothing() {
    let watch = Watch::keep().await;
    let clerk = watch.stopped_by_somebody(COUNTER, "e-1").in_a_session_of(ROLE, Some("person"));
    assert_eq!(watch.tell(&clerk).await, said("in_order", "checkpoint"));
    watch.clock.turn(Duration::from_mins(10));

    let again = Told::stopped("e-2", watch.now(), &[COUNTER]);
    let answered = again
        .clone()
        .with("/detail/responseElements/instancesSet/items/0/previousState/name", json!("stopped"));
    assert_eq!(watch.tell(&answered).await, said("in_order", "stopped_before"));
    // Even if the record lacks what EC2 answered.
    let unanswered = again.without("/detail/responseElements");
    let unanswered = unanswered.with("/detail/eventID", json!("e-3"));
    assert_eq!(watch.tell(&unanswered).await, said("reported", "another_stop"));
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Stopped, 0));
}

#[tokio::test]
async fn what_is_gone_is_reported() {
    let watch = Watch::keep().await;
    watch.cloud.terminate(&id(COUNTER));
    watch.clock.turn(TRANSITION);
    let end = Told::terminated("e-1", TUESDAY, &[COUNTER]);
    assert_eq!(watch.tell(&end).await, said("reported", "terminated"));

    watch.clock.turn(Duration::from_hours(2));
    let end = Told::terminated("e-2", TUESDAY, &[COUNTER]);
    assert_eq!(watch.tell(&end).await, said("reported", "gone"));
    let end = end.in_a_session_of(ROLE, Some("person")).with("/detail/eventID", json!("e-3"));
    assert_eq!(watch.tell(&end).await, said("reported", "gone"), "the checkpoint ends nothing");
    let stop = Told::stopped("e-4", TUESDAY, &[COUNTER]);
    assert_eq!(watch.tell(&stop).await, said("not_guarded", "not_found"));
}

#[tokio::test]
async fn another_account_or_region_is_not_watched() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    let account = json!("444455556666");
    let elsewhere = [
        stop.clone().with("/account", account.clone()).with("/detail/recipientAccountId", account),
        stop.clone()
            .with("/region", json!("us-east-1"))
            .with("/detail/awsRegion", json!("us-east-1")),
    ];
    for stop in &elsewhere {
        assert_eq!(watch.tell(stop).await, said("not_guarded", "other_place"));
    }
    assert_eq!(watch.starts(), 0);
}

#[tokio::test]
async fn a_fleet_that_cannot_be_looked_at_has_the_event_come_again() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    watch.cloud.set_outage(Some(AwsError::new("Unavailable", "try later")));

    let (watched, lines) = watch.invoke(stop.event()).await;
    assert_eq!(told(&lines[0]), [COUNTER, "failed", "fleet_unavailable"]);
    assert_eq!(lines[0]["detail"], "the fleet answered `Unavailable`: try later");
    assert!(watched.again);

    watch.cloud.set_outage(None);
    assert_eq!(watch.tell(&stop).await, said("started", "requested"));
}

#[tokio::test]
async fn each_instance_of_a_call_is_judged_by_itself() {
    let watch = Watch::keep().await;
    for instance in [COUNTER, ARCHIVE, SPARE, GROUPED] {
        watch.cloud.stop(&id(instance));
    }
    watch.clock.turn(TRANSITION);
    let stop = Told::stopped("e-1", TUESDAY, &[COUNTER, ARCHIVE, SPARE, GROUPED]);

    let lines = watch.lines_of(stop.event()).await;

    assert_eq!(
        lines.iter().map(told).collect::<Vec<_>>(),
        [
            [COUNTER, "starting", "starting"],
            [COUNTER, "started", "requested"],
            [ARCHIVE, "reported", "default"],
            [SPARE, "not_guarded", "other_tags"],
            [GROUPED, "reported", "auto_scaling_member"],
        ]
    );
    assert_eq!((watch.starts(), watch.cloud.looks()), (1, 1), "one look for all of them");
}

#[test]
fn both_pages_have_the_same_policy() {
    assert_eq!(policy_of("docs/guard.md"), policy_of("docs/ja/guard.md"));
}
