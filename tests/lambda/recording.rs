//! What is written before EC2 is asked: it is there whatever becomes of the process, and without it
//! nothing is done.

use std::{os::unix::process::ExitStatusExt, time::Duration};

use serde_json::json;
use support::{events::Call, function::Binary, runtime_api::Answer};
use tokio::time::sleep;

use crate::{outpost::event_of, town::Town};

#[tokio::test]
async fn a_process_that_ends_after_the_call_has_said_before_it_what_it_was_about_to_do() {
    let mut town = Town::found("ended").await;
    let token = town.sato().await.access;
    town.call(&Call::get("/instances").bearer(&token)).await;
    let before = town.executor.audit(1).await.len();
    let start = town.sato_on("welfare-dev", "start").await.body(json!({"wait_seconds": 20}));
    let event = event_of(Binary::Executor, &start);

    // It looks every two seconds whether the instance is there: it is ended before the first look.
    let status = town.executor.end_during(&event, Duration::from_millis(1_500)).await;

    assert_eq!(status.signal(), Some(15), "ended by SIGTERM");
    let lines = town.executor.audit(before + 1).await.split_off(before);
    let told: Vec<_> = lines
        .iter()
        .map(|line| ["stage", "action", "instance_id", "step"].map(|name| &line[name]))
        .collect();
    let id = town.id("welfare-dev");
    assert_eq!(told, [[&json!("decision"), &json!("start"), &json!(id), &json!("call")]]);
    assert_eq!(town.states().await, Town::states_but(&[("welfare-dev", "running")]));
}

#[tokio::test]
async fn nothing_is_changed_that_cannot_be_recorded_before() {
    let mut town = Town::found("mute").await;
    let token = town.sato().await.access;
    town.call(&Call::get("/instances").bearer(&token)).await;
    let start = town.sato_on("welfare-dev", "start").await;
    town.executor.audit(1).await;
    town.executor.close_stdout();
    // The reader is gone when its task has ended.
    sleep(Duration::from_millis(100)).await;

    let answer = town.executor.invoke(&event_of(Binary::Executor, &start)).await;

    let Answer::Error(kind, message) = answer else { panic!("{answer:?}") };
    assert_eq!(kind, "AuditFailed");
    assert_eq!(message, "the audit lines could not be written: Broken pipe (os error 32)");
    assert_eq!(town.states().await, Town::states_but(&[]));
}
