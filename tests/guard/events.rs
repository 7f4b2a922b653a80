//! Which bytes are an event: what is not exactly one leaves a line that says what is wrong, and does
//! nothing.

use serde_json::{Value, json};
use support::watch_events::Told;

use crate::watch::{COUNTER, TUESDAY, Watch, said, told};

#[tokio::test]
async fn what_is_not_understood_is_told_with_the_reason() {
    let watch = Watch::keep().await;
    let stop = || watch.stopped_by_somebody(COUNTER, "e-1");
    let state = || Told::came_to("s-1", TUESDAY, COUNTER, "stopped");
    let envelope = "it is no object with the members of an event of EventBridge";
    let record = "its `detail` is no record of CloudTrail about instances";
    let cases = [
        (stop().with("/source", json!("aws.rds")), "its `source` is not `aws.ec2`"),
        (stop().without("/source"), envelope),
        (stop().without("/id"), envelope),
        (stop().with("/id", json!("")), "its `id` is none"),
        (stop().with("/id", json!("x".repeat(65))), "its `id` is none"),
        (stop().with("/account", json!("42")), "its `account` is none"),
        (stop().with("/account", json!(42)), envelope),
        (stop().with("/region", json!("")), "its `region` is none"),
        (stop().with("/time", json!("yesterday")), "a time in it is none"),
        (
            stop().with("/detail-type", json!("AWS Service Event via CloudTrail")),
            "its `detail-type` is neither of the two that are understood",
        ),
        (
            stop().with("/detail/eventSource", json!("rds.amazonaws.com")),
            "its `eventSource` is not `ec2.amazonaws.com`",
        ),
        (
            stop().with("/detail/eventName", json!("StartInstances")),
            "its `eventName` is neither `StopInstances` nor `TerminateInstances`",
        ),
        (
            stop().with("/detail/awsRegion", json!("us-east-1")),
            "its `awsRegion` is not that of the event",
        ),
        (
            stop().with("/detail/recipientAccountId", json!("444455556666")),
            "its `recipientAccountId` is not that of the event",
        ),
        (stop().with("/detail/eventID", json!("")), "its `eventID` is none"),
        (stop().without("/detail/eventID"), record),
        (stop().without("/detail/userIdentity"), record),
        (stop().with("/detail/userIdentity", json!("root")), record),
        (stop().with("/detail/errorCode", json!(42)), record),
        (stop().with("/detail/requestParameters", Value::Null), "it names no instance"),
        (
            stop().with("/detail/requestParameters/instancesSet/items", json!([])),
            "it names no instance",
        ),
        (stop().with("/detail/requestParameters/instancesSet/items", json!([{}])), record),
        (
            stop().with("/detail/requestParameters/instancesSet/items/0/instanceId", json!("x")),
            "an instance id in it is none",
        ),
        (stop().with("/detail/eventTime", json!("2026-11-24")), "a time in it is none"),
        (state().with("/detail/instance-id", json!("i-1")), "an instance id in it is none"),
        (
            state().with("/detail/state", json!("sleeping")),
            "its `state` is one this program does not know",
        ),
        (state().without("/detail/state"), "its `detail` has no `instance-id` and `state`"),
    ];
    for (event, reason) in &cases {
        assert_unreadable(&watch, event.event().to_string().as_bytes(), reason).await;
    }
    assert_eq!(watch.starts(), 0);
}

#[tokio::test]
async fn noise_is_no_event() {
    let watch = Watch::keep().await;
    let whole = watch.stopped_by_somebody(COUNTER, "e-1").event().to_string();
    let envelope = "it is no object with the members of an event of EventBridge";
    let twice = whole.replacen('{', r#"{"source":"aws.ec2","#, 1);
    let deep = "[".repeat(100_000);
    let long = format!("\"{}\"", "x".repeat(1024 * 1024));
    for bytes in
        [&b""[..], b"null", b"[]", b"{}", b"\xff\xfe", b"{\"Records\":[]", &whole.as_bytes()[..200]]
            .into_iter()
            .chain([twice.as_bytes(), deep.as_bytes()])
    {
        assert_unreadable(&watch, bytes, envelope).await;
    }
    let longest = "it is longer than an event of EventBridge can be";
    assert_unreadable(&watch, long.as_bytes(), longest).await;
    // Members that AWS adds are passed over, and every cut is answered.
    for end in (0..whole.len()).step_by(7) {
        let watched = watch.guard.handle(&whole.as_bytes()[..end]).await;
        assert_eq!(watched.lines().count(), 1);
    }
    let more = Told::stopped("e-2", TUESDAY, &[COUNTER]).with("/detail/vpcEndpointId", json!("x"));
    assert_eq!(watch.tell(&more).await, said("started", "requested"));
}

#[tokio::test]
async fn a_state_that_is_no_stop_is_in_order() {
    let watch = Watch::keep().await;
    for state in ["pending", "running"] {
        let event = Told::came_to("s-1", TUESDAY, COUNTER, state);
        assert_eq!(watch.tell(&event).await, said("in_order", "not_a_stop"));
    }
}

#[tokio::test]
async fn an_empty_batch_is_nothing() {
    let watch = Watch::keep().await;

    let watched = watch.guard.handle(b"{\"Records\":[]}").await;

    assert_eq!((watched.lines().count(), watched.again), (0, false));
    assert_eq!(serde_json::to_value(&watched.answer).unwrap(), json!({"batchItemFailures": []}));
}

/// An event that cannot be read does not come again: it would be no better.
async fn assert_unreadable(watch: &Watch, bytes: &[u8], reason: &str) {
    let watched = watch.guard.handle(bytes).await;
    let lines: Vec<Value> =
        watched.lines().map(|line| serde_json::to_value(line).unwrap()).collect();
    let [line] = lines.as_slice() else { panic!("{lines:#?}") };
    assert_eq!(told(line), ["", "unreadable", "unreadable"]);
    assert_eq!((&line["detail"], &line["event"]), (&json!(reason), &Value::Null));
    assert!(!watched.again);
}
