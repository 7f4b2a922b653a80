//! The production adapter of RDS, behind its wire.

use std::{sync::Arc, time::Duration};

use axum::{Router, routing::post};
use sekisho_executor::{
    CloudFleet, Fault, Fleet as _, Selection, SimulatedDatabase, SystemClock, Tie,
};
use serde_json::json;
use support::events::Call;

use crate::{
    city::{ACCOUNT, City, GIS, home, id},
    database_city::{LEDGER, TAXES, city, database_of, peopled, place_in},
    databases::change,
};

/// The production adapters, the simulation's wire between them.
#[tokio::test]
async fn over_the_wire_the_answers_are_the_same() {
    let faults = [
        Fault::Capacity,
        Fault::Internal,
        Fault::Kms,
        Fault::NoAnswer,
        Fault::TagRace,
        Fault::Throttle(1),
        Fault::Throttle(9),
        Fault::Vanish,
    ];
    for fault in [None].into_iter().chain(faults.map(Some)) {
        let mut answers = Vec::new();
        for wire in [false, true] {
            let city = if wire {
                peopled(City::with_databases_over_the_wire().await)
            } else {
                city().await
            };
            if let Some(fault) = fault {
                let alter = |one: SimulatedDatabase| one.with_fault(fault);
                city.fleet.alter_database(&place_in(ACCOUNT), &id(LEDGER), alter);
            }
            let tied = database_of(ACCOUNT, "db:member", &[("Department", "parks")]);
            city.fleet.put_database(tied.in_status("available").tied(Tie::Cluster));
            let saved = database_of(ACCOUNT, "db:saved", &[("Department", "parks")]);
            city.fleet.put_database(saved.in_status("backing-up"));
            let list = city.ask(&["parks"], Call::get("/instances")).await;
            let partly = json!({ "action": "start", "partial": true,
                "instance_ids": [LEDGER, TAXES, GIS, "db:member", "db:saved", "db:nowhere"] });
            let done = city.ask(&["parks"], Call::post("/actions").body(partly)).await;
            let stop = city.ask(&["parks"], change("stop", &["db:member"])).await;
            answers.push([list.body, done.body, stop.body]);
        }
        assert_eq!(answers[0], answers[1], "{fault:?}");
    }
}

/// A database before its last tags: what a rule denies by a tag must not be allowed because the tag was
/// not sent.
#[tokio::test]
async fn an_answer_of_rds_that_ends_early_is_no_answer() {
    let whole = "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>\
        <DBInstanceIdentifier>parks-ledger</DBInstanceIdentifier>\
        <DBInstanceArn>arn:aws:rds:ap-northeast-1:111122223333:db:parks-ledger</DBInstanceArn>\
        <DBInstanceStatus>available</DBInstanceStatus>\
        <TagList><Tag><Key>Department</Key><Value>parks</Value></Tag></TagList></DBInstance>\
        </DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>";
    for length in [whole.len(), whole.len() - 1, whole.find("</TagList>").unwrap()] {
        let body = &whole[..length];
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = Router::new().route("/", post(move || async move { body }));
        let server = tokio::spawn(async move { axum::serve(listener, server).await });
        let clock = Arc::new(SystemClock::new());
        let fleet = CloudFleet::databases_at_endpoint(&address, home(), clock);

        let looked =
            fleet.describe(&Selection::Ids(vec![id(LEDGER)]), Duration::from_secs(20)).await;

        server.abort();
        let is_whole = length == whole.len();
        assert_eq!((looked.seen.len(), looked.unseen.is_empty()), (is_whole.into(), is_whole));
    }
}
