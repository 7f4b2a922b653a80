//! The table falls ill under functions that are at work: the last good policy stays in force, to the
//! hard limit and not beyond it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{
    events::Call,
    function::Binary,
    moto::Moto,
    way::{Fault, Way},
};
use tokio::{task::JoinSet, time::sleep};

use crate::{
    faults::{a_refresh_takes, error, with_another_digest, with_corrupt_chunks, without_pointer},
    outpost::{BOTH, Outpost, SLACK, Said, Site, TURNS},
    town::{CLOSED, Town, policy, publish},
};

/// The variables of the suite say that a policy is confirmed every second.
const REFRESH: Duration = Duration::from_millis(1_100);
const HARD_LIMIT: (&str, &str) = ("SEKISHO_POLICY_HARD_LIMIT_SECONDS", "6");

fn cases() -> Vec<(&'static str, Fault)> {
    let says = |status: u16, body: &str| Fault::Say(status, body.to_owned());
    vec![
        ("the table never answers", Fault::Hang),
        ("the table answers after the limit", Fault::Late(Duration::from_secs(2))),
        ("the table is throttled", says(400, &error("ProvisionedThroughputExceededException"))),
        ("the table fails inside", says(500, &error("InternalServerError"))),
        ("half of the table's answer arrives", Fault::Half),
        ("the pointer has vanished", Fault::Change(without_pointer)),
        ("the pointer went back", Fault::Change(older)),
        ("the same version is another policy", Fault::Change(with_another_digest)),
        ("a new version is corrupt", Fault::Change(newer_and_corrupt)),
        ("a new version is not there", Fault::Change(newer_and_missing)),
    ]
}

#[tokio::test]
async fn the_last_good_policy_serves_to_the_hard_limit_and_not_beyond_it() {
    let site = Site::shared().await;
    let mut tasks = JoinSet::new();
    for (what, fault) in cases() {
        for binary in BOTH {
            tasks.spawn(ride_out(site, binary, what, fault.clone()));
        }
    }
    while let Some(ended) = tasks.join_next().await {
        ended.expect("every case ends well");
    }
}

async fn ride_out(site: &Site, binary: Binary, what: &str, fault: Fault) {
    let what = format!("{binary:?}: {what}");
    let waits = a_refresh_takes(&fault) + SLACK;
    let turn = TURNS.acquire().await.expect("the turns never end");
    let mut post = Outpost::well(site, binary, &[HARD_LIMIT]).await;
    assert_eq!(post.ask().await, Said::Allowed, "{what}: still well");
    let confirmed = Instant::now();
    post.table.set(fault);
    sleep(REFRESH).await;

    assert_eq!(post.ask().await, Said::Allowed, "{what}: the last good one");
    let within = confirmed.elapsed();
    drop(turn);
    let (audit, metrics) = post.left(2).await;
    assert_eq!((&audit["code"], &audit["policy"]["version"]), (&json!("entitled"), &json!(1)));
    post.assert_took(&metrics, waits, &what);
    assert_eq!(metrics["PolicyRefreshFailures"], 1, "{what}");
    let age = metrics["PolicyAge"].as_u64().map(Duration::from_secs);
    let oldest = within + Duration::from_secs(3);
    assert!(age >= Some(Duration::from_secs(1)) && age <= Some(oldest), "{what}: {age:?}");

    sleep(Duration::from_millis(6_200).saturating_sub(confirmed.elapsed())).await;
    let (status, outcome) = match binary {
        Binary::Authorizer => (403, "deny"),
        Binary::Executor => (503, "refused"),
        Binary::Guard => unreachable!("nobody calls the guard"),
    };
    assert_eq!(post.ask().await, Said::Refused(status), "{what}: beyond the hard limit");
    let (audit, metrics) = post.left(3).await;
    let told = (&audit["outcome"], &audit["code"]);
    assert_eq!(told, (&json!(outcome), &json!("policy_unavailable")), "{what}");
    post.assert_took(&metrics, waits, &what);
    assert!(metrics["PolicyAge"].as_u64() >= Some(6), "{what}: {metrics}");

    post.table.set(Fault::None);
    sleep(REFRESH).await;
    assert_eq!(post.ask().await, Said::Allowed, "{what}, and well again");
    let (_, metrics) = post.left(4).await;
    assert_eq!(metrics["PolicyRefreshFailures"], 0, "{what}, and well again");
    post.function.assert_discreet(&[&site.token]);
}

/// Played back is the whole pointer of version 1, as the history keeps it, after version 2 has closed
/// everything: its snapshot is still there, so that only its age speaks against it.
#[tokio::test]
async fn an_old_pointer_that_is_played_back_opens_nothing_that_was_closed_since() {
    let mut town = Town::found("played-back").await;
    let site = Site::of(&mut town).await;
    for binary in BOTH {
        let version = if binary == Binary::Authorizer { 1 } else { 2 };
        let ways = [0, 1].map(|_| Way::to(Moto::shared().endpoint()));
        let mut post = Outpost::behind(&site, binary, ways, &[HARD_LIMIT]).await;
        if version == 1 {
            assert_eq!(post.ask().await, Said::Allowed);
            publish(town.name, &policy(town.name, CLOSED), "1").await;
            sleep(REFRESH).await;
        }
        assert_eq!(post.ask().await, Said::Refused(403), "{binary:?}: closed");

        post.table.set(Fault::Instead("ACTIVE", "HISTORY#00000000000000000001"));
        let mut lines = if version == 1 { 2 } else { 1 };
        for _ in 0..3 {
            sleep(REFRESH).await;
            assert_eq!(post.ask().await, Said::Refused(403), "{binary:?}: played back");
            lines += 1;
            let (audit, metrics) = post.left(lines).await;
            assert_eq!(
                (&audit["code"], &audit["policy"]["version"], &metrics["PolicyRefreshFailures"]),
                (&json!("not_entitled"), &json!(2), &json!(1)),
                "{binary:?}"
            );
        }
        post.function.assert_discreet(&[&site.token]);
    }
    let call = Call::get("/instances").bearer(&site.token);
    assert_eq!(town.call(&call).await, crate::checkpoint::Reply::Door(403));
}

/// Versions begin with 1: what is before the first one.
fn older(sort_key: &str, answer: &mut Value) {
    if sort_key == "ACTIVE" {
        answer["Item"]["version"] = json!({ "N": "0" });
    }
}

fn newer(sort_key: &str, answer: &mut Value) {
    if sort_key == "ACTIVE" {
        answer["Item"]["version"] = json!({ "N": "2" });
    }
}

fn newer_and_corrupt(sort_key: &str, answer: &mut Value) {
    newer(sort_key, answer);
    with_corrupt_chunks(sort_key, answer);
}

fn newer_and_missing(sort_key: &str, answer: &mut Value) {
    newer(sort_key, answer);
    with_another_digest(sort_key, answer);
}
