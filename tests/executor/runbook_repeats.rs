//! A runbook is for one stop of one thing: not for the next stop, and not for another of the same name.

use std::sync::Arc;

use sekisho_executor::{Fault, RunbookFault, SimulatedDatabase, SimulatedRole, State};
use sekisho_policy::{AccountId, RunbookName};
use sekisho_store::MemoryNotes;
use serde_json::json;
use support::events::Call;

use crate::{
    city::{ACCOUNT, ACCOUNTS, City, TRANSITION, id, places},
    database_city::{database_of, place_in},
    runbooks::{DRAIN, FILES, city, run, runs, stop, takes, told},
};

#[tokio::test]
async fn what_was_prepared_for_one_stop_is_not_for_the_next() {
    let city = city(&[(DRAIN, takes(1))]).await;
    let first = city.ask(&["archive"], stop(FILES)).await;
    assert_eq!(told(&first), [("requested", "requested")]);
    city.clock.turn(TRANSITION);
    city.ask(&["archive"], Call::post(&format!("/instances/{FILES}/start"))).await;
    city.clock.turn(TRANSITION);
    assert_eq!(city.state(FILES), State::Running);

    let second = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!(told(&second), [("requested", "requested")]);
    assert_eq!(runs(&city), [run(DRAIN, FILES), run(DRAIN, FILES)]);
}

/// Nothing at EC2 says that an instance was rebooted.
#[tokio::test]
async fn what_was_prepared_before_a_reboot_is_not_for_a_stop_after_it() {
    let city = city(&[(DRAIN, takes(1))]).await;
    city.fleet.set_fault(&id(FILES), Some(Fault::StopProtected));
    let first = city.ask(&["archive"], stop(FILES)).await;
    assert_eq!(told(&first)[0].0, "failed");
    city.fleet.set_fault(&id(FILES), None);
    city.clock.turn(TRANSITION);
    let reboot = Call::post(&format!("/instances/{FILES}/reboot"));
    assert_eq!(told(&city.ask(&["archive"], reboot).await), [("requested", "requested")]);
    city.clock.turn(TRANSITION);

    let second = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!(told(&second), [("requested", "requested")]);
    assert_eq!(runs(&city), [run(DRAIN, FILES), run(DRAIN, FILES)]);
}

#[tokio::test]
async fn a_success_is_found_again_by_the_next_request_for_the_same_stop() {
    let city = city(&[(DRAIN, takes(1))]).await;
    city.fleet.set_fault(&id(FILES), Some(Fault::StopProtected));
    assert_eq!(told(&city.ask(&["archive"], stop(FILES)).await)[0].0, "failed");
    city.fleet.set_fault(&id(FILES), None);

    let second = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!(told(&second), [("requested", "requested")]);
    assert_eq!(runs(&city), [run(DRAIN, FILES)]);
}

const ARCHIVE: &str = "db:archive";
const ALL: &str = r#"{ "Version": "2012-10-17", "Statement":
    { "Effect": "Allow", "Resource": "*", "Action": ["ec2:*", "rds:*", "ssm:*", "iam:PassRole"] } }"#;

/// The city with the database of the archive, which runs, and its runbook.
async fn with_a_database() -> City {
    let city = City::with_databases(&[ACCOUNT], |settings| settings).await;
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/sekisho/Actor");
    let role = SimulatedRole::new(&arn, ALL).unwrap();
    city.fleet.put_role(AccountId::parse(ACCOUNT).unwrap(), role);
    city.fleet.put_runbook(place_in(ACCOUNT), RunbookName::parse(DRAIN).unwrap(), takes(1));
    put_archive(&city);
    let runbooks = Arc::new(city.fleet.runbooks(places(&[ACCOUNT])));
    city.with_runbooks(runbooks, Arc::new(MemoryNotes::new()))
}

fn put_archive(city: &City) {
    let tags = [("Department", "archive"), ("Kind", "files")];
    city.fleet.put_database(database_of(ACCOUNT, ARCHIVE, &tags).in_status("available"));
}

/// RDS does not say since when a database runs.
#[tokio::test]
async fn what_was_prepared_for_one_stop_of_a_database_is_not_for_the_next() {
    let city = with_a_database().await;
    for change in ["stop", "start", "stop", "start", "reboot", "stop"] {
        let call = Call::post(&format!("/instances/{ARCHIVE}/{change}"));
        let answer = city.ask(&["archive"], call).await;
        assert_eq!(told(&answer), [("requested", "requested")], "{change}");
        city.clock.turn(TRANSITION);
    }

    assert_eq!(runs(&city), [run(DRAIN, ARCHIVE), run(DRAIN, ARCHIVE), run(DRAIN, ARCHIVE)]);
}

#[tokio::test]
async fn what_was_prepared_of_a_database_is_not_for_another_that_takes_its_name() {
    for (is_replaced, expected) in [(false, 1), (true, 2)] {
        let city = with_a_database().await;
        let alter = |hand: fn(SimulatedDatabase) -> SimulatedDatabase| {
            city.fleet.alter_database(&place_in(ACCOUNT), &id(ARCHIVE), hand);
        };
        alter(|one| one.with_fault(Fault::TagRace));
        let first = city.ask(&["archive"], stop(ARCHIVE)).await;
        assert_eq!(told(&first), [("failed", "tag_changed")]);
        if is_replaced {
            put_archive(&city);
        } else {
            alter(|one| one.tagged("Department", "archive").unwrap());
            alter(|one| one.tagged("Kind", "files").unwrap());
        }

        let second = city.ask(&["archive"], stop(ARCHIVE)).await;

        assert_eq!(told(&second), [("requested", "requested")]);
        assert_eq!(runs(&city).len(), expected, "{is_replaced}");
    }
}

#[tokio::test]
async fn the_success_of_a_database_is_none_of_another_of_its_name() {
    let city = City::with_databases(&ACCOUNTS, |settings| settings).await;
    for (account, runbook) in
        [(ACCOUNTS[0], takes(1).with_fault(RunbookFault::Fails)), (ACCOUNTS[1], takes(1))]
    {
        let arn = format!("arn:aws:iam::{account}:role/sekisho/Actor");
        let role = SimulatedRole::new(&arn, ALL).unwrap();
        city.fleet.put_role(AccountId::parse(account).unwrap(), role);
        city.fleet.put_runbook(place_in(account), RunbookName::parse(DRAIN).unwrap(), runbook);
        let tags = [("Department", "archive"), ("Kind", "files")];
        city.fleet.put_database(database_of(account, ARCHIVE, &tags).in_status("available"));
    }
    let runbooks = Arc::new(city.fleet.runbooks(places(&ACCOUNTS)));
    let city = city.with_runbooks(runbooks, Arc::new(MemoryNotes::new()));
    let body = json!({ "action": "stop", "tags": { "Kind": "files" } });

    let answer = city.ask(&["archive"], Call::post("/actions").body(body)).await;

    assert_eq!(told(&answer), [("failed", "runbook_failed"), ("requested", "requested")]);
    let state = |account| city.fleet.database_status(&place_in(account), &id(ARCHIVE)).unwrap();
    assert_eq!(ACCOUNTS.map(state), ["available", "stopping"]);
}
