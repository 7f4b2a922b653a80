//! Events that come twice, late, out of order, too often, and in batches.

use std::time::Duration;

use sekisho_executor::State;
use serde_json::json;
use support::watch_events::{Told, queued};

use crate::watch::{ARCHIVE, COUNTER, ROLE, TRANSITION, TUESDAY, Watch, id, said, told};

#[tokio::test]
async fn an_event_that_is_delivered_twice_is_acted_on_once() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    let other = watch.stopped_by_somebody(ARCHIVE, "e-2");
    assert_eq!(watch.tell(&stop).await, said("started", "requested"));
    assert_eq!(watch.tell(&other).await, said("reported", "default"));

    watch.clock.turn(Duration::from_mins(10));
    watch.cloud.stop(&id(COUNTER));
    watch.clock.turn(TRANSITION);
    for event in [&stop, &other] {
        assert_eq!(watch.tell(event).await, said("duplicate", "duplicate"));
    }
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Stopped, 1));
}

#[tokio::test]
async fn an_instance_that_is_stopped_again_and_again_is_left_after_three_restarts() {
    let watch = Watch::keep().await;
    for event_id in ["e-1", "e-2", "e-3"] {
        let stop = watch.stopped_by_somebody(COUNTER, event_id);
        assert_eq!(watch.tell(&stop).await, said("started", "requested"));
        watch.clock.turn(Duration::from_mins(15));
    }

    let stop = watch.stopped_by_somebody(COUNTER, "e-4");
    let lines = watch.lines_of(stop.event()).await;
    assert_eq!(told(&lines[0]), [COUNTER, "loop", "too_many_restarts"]);
    assert_eq!(lines[0]["restarts"], 3);
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Stopped, 3));
    assert_eq!(watch.tell(&stop).await, said("duplicate", "duplicate"), "not even later");

    // The first of the three is more than an hour ago.
    watch.clock.turn(Duration::from_mins(16));
    watch.started_by_somebody(COUNTER);
    let stop = watch.stopped_by_somebody(COUNTER, "e-5");
    assert_eq!(watch.tell(&stop).await, said("started", "requested"));
}

#[tokio::test]
async fn a_late_event_does_not_undo_what_was_done_in_order_since() {
    let watch = Watch::keep().await;
    let late = Told::stopped("e-1", TUESDAY, &[COUNTER]).without("/detail/responseElements");
    watch.clock.turn(Duration::from_secs(30));
    let clerk = watch.stopped_by_somebody(COUNTER, "e-2").in_a_session_of(ROLE, Some("person"));
    assert_eq!(watch.tell(&clerk).await, said("in_order", "checkpoint"));

    assert_eq!(watch.tell(&late).await, said("reported", "stopped_in_order_since"));
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Stopped, 0));
}

#[tokio::test]
async fn a_late_event_is_not_why_an_instance_is_stopped_now() {
    let watch = Watch::keep().await;
    let late = Told::stopped("e-1", TUESDAY, &[COUNTER]);
    watch.clock.turn(Duration::from_mins(20));
    assert_eq!(watch.tell(&late).await, said("reported", "running_again"));

    // Of the stop through the checkpoint nothing was told yet: EC2 itself says when it was.
    let late = late.with("/detail/eventID", json!("e-2"));
    watch.stopped_by_somebody(COUNTER, "e-3");
    assert_eq!(watch.tell(&late).await, said("reported", "another_stop"));
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Stopped, 0));
}

#[tokio::test]
async fn an_event_of_yesterday_starts_nothing() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    watch.clock.turn(Duration::from_hours(24));

    assert_eq!(watch.tell(&stop).await, said("reported", "too_old"));
    assert_eq!(watch.starts(), 0);
}

#[tokio::test]
async fn an_instance_that_is_still_stopping_is_started_when_the_event_comes_again() {
    let watch = Watch::keep().await;
    let stop = Told::stopped("e-1", TUESDAY, &[COUNTER]);
    watch.cloud.stop(&id(COUNTER));
    let (watched, lines) = watch.invoke(stop.event()).await;
    assert_eq!(told(&lines[0]), [COUNTER, "failed", "stopping_now"]);
    assert!(watched.again);

    watch.clock.turn(TRANSITION);
    assert_eq!(watch.tell(&stop).await, said("started", "requested"));
}

#[tokio::test]
async fn of_a_batch_only_what_is_not_settled_comes_again() {
    let watch = Watch::keep().await;
    let settled = watch.stopped_by_somebody(COUNTER, "e-1");
    let stopping = Told::stopped("e-2", watch.now(), &[ARCHIVE]);
    watch.cloud.stop(&id(ARCHIVE));
    let torn = settled.clone().without("/source");

    let batch = queued(&[("m-1", &settled), ("m-2", &stopping), ("m-3", &torn), ("m-4", &settled)]);
    let (watched, lines) = watch.invoke(&batch).await;

    assert_eq!(
        lines.iter().map(told).collect::<Vec<_>>(),
        [
            [COUNTER, "starting", "starting"],
            [COUNTER, "started", "requested"],
            [ARCHIVE, "failed", "stopping_now"],
            ["", "unreadable", "unreadable"],
            [COUNTER, "duplicate", "duplicate"],
        ]
    );
    assert_eq!(
        serde_json::to_value(&watched.answer).unwrap(),
        json!({"batchItemFailures": [{"itemIdentifier": "m-2"}]})
    );
    assert_eq!(watched.answer.again().collect::<Vec<_>>(), ["m-2"]);
    assert!(!watched.again, "the batch as a whole does not fail");
}
