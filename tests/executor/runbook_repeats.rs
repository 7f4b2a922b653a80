//! A runbook is for one stop of one thing: not for the next stop, and not for another of the same name.

use std::sync::Arc;

use sekisho_executor::{RunbookFault, SimulatedRole, State};
use sekisho_policy::{AccountId, RunbookName};
use sekisho_store::MemoryNotes;
use serde_json::json;
use support::events::Call;

use crate::{
    city::{ACCOUNTS, City, TRANSITION, id, places},
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

const ARCHIVE: &str = "db:archive";
const ALL: &str = r#"{ "Version": "2012-10-17", "Statement":
    { "Effect": "Allow", "Resource": "*", "Action": ["ec2:*", "rds:*", "ssm:*", "iam:PassRole"] } }"#;

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
