//! Databases beside the instances: the same rules, the same answers, RDS behind them.

use std::time::Duration;

use sekisho_executor::{AwsError, Fault, State, Tie, Tiers};
use sekisho_policy::AccountId;
use serde_json::{Value, json};
use support::events::Call;

use crate::{
    city::{ACCOUNT, ACCOUNTS, City, ERP, GIS, OPAC, TREES, id},
    database_city::{LEDGER, ROADS, city, database_of, peopled, place_in},
};

pub fn change(action: &str, ids: &[&str]) -> Call {
    Call::post("/actions").body(json!({ "action": action, "instance_ids": ids }))
}

fn told(body: &Value) -> Vec<(&str, &str)> {
    let instances = body["instances"].as_array().unwrap().iter();
    instances.map(|one| (one["outcome"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_list_shows_databases_with_their_kind_and_asks_each_service_once() {
    let city = city().await;

    let answer = city.ask(&["parks"], Call::get("/instances")).await;

    let instances = answer.body["instances"].as_array().unwrap();
    let shown: Vec<_> = instances.iter().map(|one| (&one["kind"], &one["id"])).collect();
    assert_eq!(
        shown,
        [
            (&json!("database"), &json!(LEDGER)),
            (&json!("database"), &json!(ROADS)),
            (&json!("instance"), &json!(GIS)),
            (&json!("instance"), &json!(TREES)),
            (&json!("instance"), &json!(OPAC)),
        ]
    );
    assert_eq!(
        instances[0],
        json!({
            "id": LEDGER, "kind": "database", "name": "ledger", "state": "stopped",
            "account": "111122223333", "region": "ap-northeast-1",
            "tags": { "Name": "ledger", "Department": "parks" },
            "may": ["reboot", "start", "stop"], "may_not": {},
        })
    );
    assert_eq!(instances[1]["may_not"], json!({ "stop": "explicit" }));
    assert_eq!((city.fleet.looks(), city.fleet.database_looks()), (1, 1));
    assert_eq!(answer.audit[0]["instances"][0]["instance"]["id"], LEDGER);
}

#[tokio::test]
async fn a_database_is_started_and_stopped_and_aws_is_told_what_was_decided() {
    let city = city().await;
    let wait = json!({ "wait_seconds": 10 });

    let asked = city.ask(&["parks"], Call::post(&format!("/instances/{LEDGER}/start"))).await;

    assert_eq!((asked.status, &asked.body["code"]), (202, &json!("requested")));
    assert_eq!(city.status(LEDGER), "starting");
    let [looking, acting] = &city.fleet.sessions()[..] else { panic!("two sessions") };
    let policy = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let describe =
        json!({ "Effect": "Allow", "Action": "rds:DescribeDBInstances", "Resource": "*" });
    assert_eq!(policy(&looking.policy), json!({ "Version": "2012-10-17", "Statement": describe }));
    assert_eq!(
        policy(&acting.policy),
        json!({ "Version": "2012-10-17", "Statement": [
            describe,
            {
                "Effect": "Allow", "Action": "rds:StartDBInstance",
                "Resource": "arn:aws:rds:*:*:db:*",
                "Condition": { "StringEquals": { "aws:ResourceTag/Department": "parks" } },
            },
        ] })
    );
    let outcome = asked.stage("outcome")[0];
    assert_eq!(
        (&outcome["instance_id"], &outcome["aws_request_id"], &outcome["aws_session"]),
        (&json!(LEDGER), &json!("simulated-1"), &json!(acting.name))
    );

    let again = Call::post(&format!("/instances/{LEDGER}/start")).body(wait.clone());
    let reached = city.ask(&["parks"], again).await;
    assert_eq!((reached.status, told(&reached.body)), (200, vec![("reached", "reached")]));
    assert_eq!(reached.body["instances"][0]["state"], "running");
    let stop = Call::post(&format!("/instances/{LEDGER}/stop")).body(wait);
    let stopped = city.ask(&["parks"], stop).await;
    assert_eq!((stopped.status, told(&stopped.body)), (200, vec![("reached", "reached")]));
    assert_eq!((city.status(LEDGER).as_str(), city.calls()), ("stopped", 2));
    assert_eq!(
        stopped.body["notes"],
        json!(["a database that is stopped is started again by AWS after seven days"])
    );
    assert_eq!(reached.body["notes"], Value::Null);
}

#[tokio::test]
async fn a_reboot_is_asked_for_and_shows() {
    let city = city().await;

    let answer = city.ask(&["parks"], change("reboot", &[ROADS])).await;

    assert_eq!((answer.status, told(&answer.body)), (202, vec![("requested", "requested")]));
    assert_eq!(city.status(ROADS), "rebooting");
    assert_eq!(city.fleet.database_reboots(&place_in(ACCOUNT), &id(ROADS)), 1);
    let list = city.ask(&["parks"], Call::get("/instances")).await;
    assert_eq!(list.body["instances"][1]["state"], "pending");
}

#[tokio::test]
async fn instances_and_databases_of_one_request_are_done_each_in_a_session_of_its_kind() {
    let tiers = Tiers::parse("Tier=database,application").unwrap();
    for tiers in [None, Some(tiers)] {
        let steps = tiers.is_some();
        let with = |settings: sekisho_executor::ExecutorSettings| match tiers {
            Some(tiers) => settings.with_tiers(tiers),
            None => settings,
        };
        let city = peopled(City::with_databases(&[ACCOUNT], with).await);
        city.fleet.retag(&id(GIS), "Tier", "application").unwrap();
        let retag =
            |one: sekisho_executor::SimulatedDatabase| one.tagged("Tier", "database").unwrap();
        city.fleet.alter_database(&place_in(ACCOUNT), &id(LEDGER), retag);

        let answer = city.ask(&["parks"], change("start", &[GIS, LEDGER])).await;

        let calls: Vec<_> = city.fleet.calls().into_iter().map(|call| call.ids).collect();
        if steps {
            assert_eq!(told(&answer.body), [("requested", "requested"), ("reached", "reached")]);
            assert_eq!(calls, [[id(LEDGER)], [id(GIS)]], "the database first, and waited for");
        } else {
            assert_eq!(told(&answer.body), [("requested", "requested"); 2]);
            assert_eq!(calls.len(), 2);
        }
        let acting = city.fleet.sessions();
        let names = |text: &str| acting.iter().filter(|one| one.policy.contains(text)).count();
        assert_eq!((names("ec2:StartInstances"), names("rds:StartDBInstance")), (1, 1));
        assert_eq!(acting.len(), 4, "each kind is looked at and acted on");
    }
}

/// Without databases switched on, one that is there is nobody's.
#[tokio::test]
async fn an_id_of_a_kind_that_is_not_on_is_answered_as_an_unknown_id() {
    let city = peopled(City::new().await);

    let there = city.ask(&["parks"], change("start", &[LEDGER])).await;
    let nowhere = city.ask(&["parks"], change("start", &["db:nowhere-at-all"])).await;

    assert_eq!((there.status, told(&there.body)), (404, vec![("not_found", "not_found")]));
    let text = |body: &Value, id: &str| body.to_string().replace(id, "ID");
    assert_eq!(text(&there.body, LEDGER), text(&nowhere.body, "db:nowhere-at-all"));
    let list = city.ask(&["parks"], Call::get("/instances")).await;
    let kinds = list.body["instances"].as_array().unwrap().iter().map(|one| &one["kind"]);
    assert!(kinds.eq([&json!("instance"); 3]));
    assert_eq!((city.fleet.database_looks(), city.calls()), (0, 0));
}

#[tokio::test]
async fn what_cannot_be_stopped_or_started_is_told_before_rds_is_asked() {
    let city = city().await;
    let place = place_in(ACCOUNT);
    for (status, tie, action, code, state, message) in [
        (
            "backing-up",
            None,
            "stop",
            "database_busy",
            "backing-up",
            "this database is in a state in which nothing is done to it, such as a backup or \
             maintenance; its state says which: try again when it is running or stopped, and ask the \
             operator if it stays so",
        ),
        (
            "available",
            Some(Tie::Cluster),
            "stop",
            "cluster_member",
            "running",
            "this database is a member of a cluster, which is started and stopped as a whole; ask \
             the operator to do that",
        ),
        (
            "available",
            Some(Tie::Replica),
            "stop",
            "replica",
            "running",
            "this database is a read replica or has one, and AWS stops neither; ask the operator",
        ),
        (
            "starting",
            None,
            "stop",
            "starting_now",
            "pending",
            "this instance is starting now; try again when it is running",
        ),
    ] {
        let database = database_of(ACCOUNT, LEDGER, &[("Department", "parks")]).in_status(status);
        city.fleet.put_database(match tie {
            Some(tie) => database.tied(tie),
            None => database,
        });

        let answer = city.ask(&["parks"], change(action, &[LEDGER])).await;

        let one = &answer.body["instances"][0];
        assert_eq!((answer.status, &one["code"]), (409, &json!(code)), "{status}");
        assert_eq!((&one["state"], &one["message"]), (&json!(state), &json!(message)));
        assert_eq!(answer.audit[0]["state_before"], state);
    }
    assert_eq!(city.calls(), 0);
    // A member of a cluster is rebooted by itself.
    let tied =
        |one: sekisho_executor::SimulatedDatabase| one.in_status("available").tied(Tie::Cluster);
    city.fleet.alter_database(&place, &id(LEDGER), tied);
    assert_eq!(city.ask(&["parks"], change("reboot", &[LEDGER])).await.status, 202);
}

#[tokio::test]
async fn what_rds_answers_is_told_in_words() {
    for (fault, status, code, done) in [
        (Fault::Capacity, 503, "no_capacity", "stopped"),
        (Fault::Kms, 503, "disk_key", "stopped"),
        (Fault::TagRace, 409, "tag_changed", "stopped"),
        (Fault::Throttle(2), 202, "requested", "starting"),
        (Fault::Throttle(9), 503, "busy", "stopped"),
        (Fault::NoAnswer, 202, "still_going", "starting"),
        (Fault::Internal, 202, "unanswered", "stopped"),
    ] {
        let city = city().await;
        let place = place_in(ACCOUNT);
        city.fleet.alter_database(&place, &id(LEDGER), |one| one.with_fault(fault));

        let answer = city.ask(&["parks"], change("start", &[LEDGER])).await;

        let one = &answer.body["instances"][0];
        assert_eq!((answer.status, &one["code"]), (status, &json!(code)), "{fault:?}");
        assert_eq!(city.status(LEDGER), done, "{fault:?}");
    }
    let city = city().await;
    city.fleet.alter_database(&place_in(ACCOUNT), &id(LEDGER), |one| one.with_fault(Fault::Vanish));
    let answer = city.ask(&["parks"], change("start", &[LEDGER])).await;
    // AWS looks whether the call may be made before it says that nothing is there.
    assert_eq!(told(&answer.body), [("failed", "not_permitted")]);
}

/// Where it was seen it may be one of two.
#[tokio::test]
async fn a_name_is_not_clear_while_a_place_that_may_have_it_too_cannot_be_looked_at() {
    let city = City::with_databases(&ACCOUNTS, |settings| settings).await;
    city.fleet.put_database(database_of(ACCOUNT, LEDGER, &[("Department", "parks")]));
    city.fleet.put(crate::city::machine(GIS, &[("Department", "parks")]));
    city.fleet.darken(AccountId::parse(ACCOUNTS[1]).unwrap());

    let unclear = city.ask(&["parks"], change("start", &[LEDGER])).await;
    assert_eq!((unclear.status, &unclear.body["code"]), (503, &json!("fleet_unavailable")));
    assert_eq!(city.calls(), 0);

    // The id of an instance is one anywhere, and who may do nothing there can mean nothing there.
    let one = city.ask(&["parks"], change("start", &[GIS])).await;
    assert_eq!(told(&one.body), [("requested", "requested")]);
    let here = city.ask(&["one-account"], change("start", &[LEDGER])).await;
    assert_eq!(told(&here.body), [("requested", "requested")]);
}

/// The name of a database is used again in other accounts and regions.
#[tokio::test]
async fn a_name_that_is_used_twice_is_only_acted_on_where_it_is_clear_which_is_meant() {
    let city = City::with_databases(&ACCOUNTS, |settings| settings).await;
    let put = |account, department, state| {
        let tags = [("Department", department), ("Night", "yes")];
        city.fleet.put_database(database_of(account, LEDGER, &tags).in_status(state));
    };
    let state = |account| city.fleet.database_status(&place_in(account), &id(LEDGER)).unwrap();
    put(ACCOUNTS[0], "parks", "available");
    put(ACCOUNTS[1], "finance", "available");

    let one = city.ask(&["parks"], change("stop", &[LEDGER])).await;
    assert_eq!((one.status, told(&one.body)), (202, vec![("requested", "requested")]));
    assert_eq!(one.body["instances"][0]["account"], ACCOUNTS[0]);
    assert_eq!(ACCOUNTS.map(state), ["stopping", "available"]);

    put(ACCOUNTS[0], "parks", "available");
    put(ACCOUNTS[1], "parks", "stopped");
    let both = city.ask(&["parks"], change("stop", &[LEDGER])).await;
    assert_eq!((both.status, told(&both.body)), (409, vec![("failed", "ambiguous_name")]));
    assert_eq!(
        both.body["instances"][0],
        json!({
            "id": LEDGER, "outcome": "failed", "code": "ambiguous_name",
            "message": "what is called so is there in several accounts or regions; choose one by its \
                        tags (POST /actions with `tags`)",
        })
    );
    assert_eq!(city.calls(), 1);

    put(ACCOUNTS[1], "parks", "available");
    let body = json!({ "action": "stop", "tags": { "Night": "yes" }, "wait_seconds": 10 });
    let tagged = city.ask(&["parks"], Call::post("/actions").body(body)).await;
    assert_eq!(told(&tagged.body), [("reached", "reached"); 2]);
    let accounts = [0, 1].map(|at| &tagged.body["instances"][at]["account"]);
    assert_eq!(accounts, [&json!(ACCOUNTS[0]), &json!(ACCOUNTS[1])]);
    assert_eq!(ACCOUNTS.map(state), ["stopped", "stopped"]);
}

#[tokio::test]
async fn databases_that_cannot_be_looked_at_hide_nothing_and_keep_no_instance_back() {
    let city = city().await;
    let error = AwsError::new("AccessDenied", "no");
    city.fleet.set_database_outage(Some(error));

    let list = city.ask(&["parks"], Call::get("/instances")).await;
    let instance = city.ask(&["parks"], change("start", &[GIS])).await;
    let database = city.ask(&["parks"], change("start", &[LEDGER])).await;

    assert_eq!((list.status, &list.body["complete"]), (200, &json!(false)));
    assert_eq!(
        list.audit[0]["detail"],
        "111122223333 in ap-northeast-1: the fleet answered `AccessDenied`: no"
    );
    assert_eq!((instance.status, city.state(GIS)), (202, State::Pending));
    assert_eq!((database.status, &database.body["code"]), (503, &json!("fleet_unavailable")));
    assert_eq!(city.state(ERP), State::Stopped);
}

/// A look holds a hundred; RDS takes one change at a time, and one request makes 48 calls in one place.
#[tokio::test]
async fn many_databases_are_looked_at_and_changed_by_counted_calls() {
    let city = City::with_databases(&[ACCOUNT], |settings| settings).await;
    for number in 0..250 {
        let night = if number < 60 { "yes" } else { "no" };
        let tags = [("Department", "parks"), ("Night", night)];
        let database = database_of(ACCOUNT, &format!("db:d{number:03}"), &tags);
        city.fleet.put_database(database.in_status("available"));
    }

    let list = city.ask(&["parks"], Call::get("/instances")).await;
    assert_eq!(city.fleet.database_looks(), 3);
    assert_eq!(list.body["instances"].as_array().unwrap().len(), 250 + 3);
    let body = json!({ "action": "stop", "tags": { "Night": "yes" } });
    let answer = city.ask(&["parks"], Call::post("/actions").body(body)).await;

    assert_eq!((city.fleet.database_looks(), city.calls()), (6, 48));
    let told = told(&answer.body);
    let count = |code| told.iter().filter(|one| one.1 == code).count();
    assert_eq!((count("requested"), count("out_of_time")), (48, 12));
    city.clock.turn(Duration::from_secs(10));
}
