//! What is begun and not finished, and what cannot be remembered, recorded or done.

use std::{sync::atomic::Ordering, time::Duration};

use sekisho_executor::{Fault, State};
use tokio::time::timeout;

use crate::watch::{COUNTER, TRANSITION, Watch, id, said, told};

#[tokio::test]
async fn a_process_that_ends_before_the_call_loses_no_restart_and_makes_none_twice() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    let payload = stop.event().to_string();
    watch.fleet.hangs.store(true, Ordering::SeqCst);
    let ended = timeout(Duration::from_millis(50), watch.guard.handle(payload.as_bytes())).await;
    assert!(ended.is_err(), "it was ended before the call");
    watch.fleet.hangs.store(false, Ordering::SeqCst);

    // The other process may still be at it.
    let (watched, lines) = watch.invoke(stop.event()).await;
    assert_eq!(told(&lines[0]), [COUNTER, "duplicate", "under_way"]);
    assert!(watched.again);
    assert_eq!(watch.starts(), 0);

    watch.clock.turn(Duration::from_secs(90));
    let lines = watch.lines_of(stop.event()).await;
    assert_eq!(told(lines.last().unwrap()), [COUNTER, "started", "requested"]);
    assert_eq!(lines.last().unwrap()["restarts"], 1, "one event is one restart");
    assert_eq!(watch.tell(&stop).await, said("duplicate", "duplicate"));
    assert_eq!(watch.starts(), 1);
}

#[tokio::test]
async fn a_process_that_ends_after_the_call_finds_what_it_did() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    watch.cloud.set_fault(&id(COUNTER), Some(Fault::NoAnswer));
    let (watched, lines) = watch.invoke(stop.event()).await;
    assert_eq!(told(lines.last().unwrap()), [COUNTER, "failed", "unanswered"]);
    assert!(watched.again);

    watch.cloud.set_fault(&id(COUNTER), None);
    assert_eq!(watch.tell(&stop).await, said("started", "seen_running"));
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Pending, 1));
}

#[tokio::test]
async fn what_fails_three_times_is_given_up() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    watch.cloud.set_fault(&id(COUNTER), Some(Fault::Capacity));
    for _ in 0..3 {
        let (watched, lines) = watch.invoke(stop.event()).await;
        assert_eq!(told(lines.last().unwrap()), [COUNTER, "failed", "no_capacity"]);
        assert_eq!(lines.last().unwrap()["aws_code"], "InsufficientInstanceCapacity");
        assert!(watched.again);
        watch.clock.turn(TRANSITION);
    }

    let (watched, lines) = watch.invoke(stop.event()).await;
    assert_eq!(told(&lines[0]), [COUNTER, "failed", "given_up"]);
    assert!(!watched.again);
    assert_eq!(watch.tell(&stop).await, said("duplicate", "duplicate"));
    assert_eq!(watch.starts(), 3);
}

#[tokio::test]
async fn nothing_is_started_that_cannot_be_remembered() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    for fault in [&watch.notes.unreadable, &watch.notes.read_only] {
        fault.store(true, Ordering::SeqCst);
        let (watched, lines) = watch.invoke(stop.event()).await;
        assert_eq!(told(&lines[0]), [COUNTER, "failed", "memory_unavailable"]);
        assert_eq!(
            lines[0]["detail"],
            "PutItem on table `sekisho` was refused: AccessDeniedException: no"
        );
        assert!(watched.again);
        fault.store(false, Ordering::SeqCst);
    }

    assert_eq!(watch.starts(), 0);
    assert_eq!(watch.tell(&stop).await, said("started", "requested"));
}

#[tokio::test]
async fn what_cannot_be_finished_comes_again_and_is_not_started_twice() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    watch.cloud.set_fault(&id(COUNTER), Some(Fault::NoAnswer));
    watch.tell(&stop).await;
    watch.cloud.set_fault(&id(COUNTER), None);
    watch.notes.read_only.store(true, Ordering::SeqCst);

    let (watched, lines) = watch.invoke(stop.event()).await;

    let told: Vec<_> = lines.iter().map(told).collect();
    assert_eq!(
        told,
        [[COUNTER, "started", "seen_running"], [COUNTER, "failed", "memory_unavailable"]]
    );
    assert!(watched.again);
    watch.notes.read_only.store(false, Ordering::SeqCst);
    assert_eq!(watch.tell(&stop).await, said("started", "seen_running"));
    assert_eq!(watch.tell(&stop).await, said("duplicate", "duplicate"));
    assert_eq!(watch.starts(), 1);
}

#[tokio::test]
async fn nothing_is_started_that_cannot_be_recorded_before() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    watch.journal.fill(true);

    let (watched, lines) = watch.invoke(stop.event()).await;

    assert_eq!(told(lines.last().unwrap()), [COUNTER, "failed", "audit_unavailable"]);
    assert_eq!((watched.recorded.len(), watched.unrecorded.len()), (0, 2));
    assert!(watched.again);
    assert_eq!((watch.state(COUNTER), watch.starts()), (State::Stopped, 0));
    watch.journal.fill(false);
    assert_eq!(watch.tell(&stop).await, said("started", "requested"));
}

#[tokio::test]
async fn a_line_that_is_lost_is_written_when_the_event_comes_again() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(crate::watch::ARCHIVE, "e-1");
    watch.journal.fill(true);
    let (watched, _) = watch.invoke(stop.event()).await;
    assert!(watched.again);

    watch.journal.fill(false);
    assert_eq!(watch.tell(&stop).await, said("reported", "default"));
}

#[tokio::test]
async fn two_deliveries_at_once_make_one_call() {
    let watch = Watch::keep().await;
    let stop = watch.stopped_by_somebody(COUNTER, "e-1");
    let payload = stop.event().to_string();

    let (one, two) = tokio::join!(
        watch.guard.handle(payload.as_bytes()),
        watch.guard.handle(payload.as_bytes())
    );

    let mut outcomes: Vec<_> = one
        .lines()
        .chain(two.lines())
        .map(|line| serde_json::to_value(line).unwrap()["outcome"].as_str().unwrap().to_owned())
        .collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["duplicate", "started", "starting"]);
    assert_eq!(watch.starts(), 1);
}
