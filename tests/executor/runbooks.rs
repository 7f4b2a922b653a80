//! What must have succeeded on an instance before it is stopped: run, waited for, remembered.

use std::{sync::Arc, time::Duration};

use sekisho_executor::{Place, RunbookFault, SimulatedRole, SimulatedRunbook, State};
use sekisho_policy::{AccountId, Region, RunbookName};
use sekisho_store::MemoryNotes;
use serde_json::{Value, json};
use support::events::Call;

use crate::city::{ACCOUNT, Answer, City, REGION, id, machine, places};

pub const FILES: &str = "i-00000000000000041";
pub const MAIL: &str = "i-00000000000000042";
pub const FREE: &str = "i-00000000000000043";
pub const DRAIN: &str = "Drain-Connections";
pub const BACKUP: &str = "Backup";

/// What the role of an account with runbooks may do.
pub const ROLE: &str = r#"{ "Version": "2012-10-17", "Statement": [
    { "Effect": "Allow", "Action": ["autoscaling:*", "ec2:*", "ssm:StartAutomationExecution", "ssm:GetAutomationExecution",
      "iam:PassRole"], "Resource": "*" } ] }"#;

/// A city whose archive may be stopped after its runbooks, and which has these.
pub async fn city(runbooks: &[(&str, SimulatedRunbook)]) -> City {
    let city = City::new().await;
    furnish(&city, runbooks);
    let known: Arc<_> = Arc::new(MemoryNotes::new());
    let shared = Arc::new(city.fleet.runbooks(places(&[ACCOUNT])));
    city.with_runbooks(shared, known)
}

pub fn furnish(city: &City, runbooks: &[(&str, SimulatedRunbook)]) {
    let account = AccountId::parse(ACCOUNT).unwrap();
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/sekisho/Actor");
    city.fleet.put_role(account.clone(), SimulatedRole::new(&arn, ROLE).unwrap());
    for (name, runbook) in runbooks {
        let place = Place { account: account.clone(), region: Region::parse(REGION).unwrap() };
        city.fleet.put_runbook(place, RunbookName::parse(name).unwrap(), runbook.clone());
    }
    for (id, kind) in [(FILES, "files"), (MAIL, "mail"), (FREE, "free")] {
        let tags = [("Department", "archive"), ("Kind", kind)];
        city.fleet.put(machine(id, &tags).in_state(State::Running));
    }
}

pub const fn takes(seconds: u64) -> SimulatedRunbook {
    SimulatedRunbook::new(Duration::from_secs(seconds))
}

pub fn stop(id: &str) -> Call {
    Call::post(&format!("/instances/{id}/stop"))
}

pub fn all(ids: &[&str], partial: bool) -> Call {
    Call::post("/actions")
        .body(json!({ "action": "stop", "instance_ids": ids, "partial": partial }))
}

pub fn told(answer: &Answer) -> Vec<(&str, &str)> {
    let instances = answer.body["instances"].as_array().unwrap().iter();
    instances.map(|one| (one["outcome"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

/// The runs that were started: of which document on which instance.
pub fn runs(city: &City) -> Vec<(String, String)> {
    let runs = city.fleet.runs();
    runs.iter().map(|run| (run.runbook.to_string(), run.instance.to_string())).collect()
}

pub fn run(document: &str, id: &str) -> (String, String) {
    (document.to_owned(), id.to_owned())
}

/// The law of it all: whatever was stopped had a success of each of its runbooks before.
pub fn assert_none_was_stopped_unprepared(city: &City) {
    let runs = city.fleet.runs();
    for call in city.fleet.calls() {
        for id in &call.ids {
            let needs: &[&str] = match id.as_str() {
                FILES => &[DRAIN],
                MAIL => &[BACKUP, DRAIN],
                _ => &[],
            };
            for document in needs {
                let prepared =
                    runs.iter().any(|run| run.instance == *id && run.runbook.as_str() == *document);
                assert!(prepared, "{id} was stopped without {document}");
            }
        }
    }
}

#[tokio::test]
async fn an_instance_is_stopped_once_its_runbook_has_succeeded() {
    let city = city(&[(DRAIN, takes(6))]).await;

    let answer = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!((answer.status, told(&answer)), (202, vec![("requested", "requested")]));
    assert_eq!(answer.body["instances"][0]["before_stop"], json!([DRAIN]));
    assert_eq!(runs(&city), [run(DRAIN, FILES)]);
    assert_eq!(city.state(FILES), State::Stopping);
    assert_eq!((city.calls(), city.fleet.automation_calls()), (1, (1, 3)));
    let [decision] = &answer.stage("decision")[..] else { panic!("one decision") };
    assert_eq!(decision["decision"]["obligations"], json!({ "before_stop": [DRAIN] }));
    let [outcome] = &answer.stage("outcome")[..] else { panic!("one outcome") };
    assert_eq!(
        outcome["runbooks"],
        json!([{
            "document": DRAIN,
            "execution_id": city.fleet.runs()[0].id,
            "status": "succeeded",
        }])
    );
    assert_none_was_stopped_unprepared(&city);
}

#[tokio::test]
async fn nothing_but_a_stop_runs_anything() {
    let city = city(&[(DRAIN, takes(6))]).await;

    let reboot = city.ask(&["archive"], Call::post(&format!("/instances/{FILES}/reboot"))).await;
    let free = city.ask(&["archive"], stop(FREE)).await;
    city.fleet.put(machine(MAIL, &[("Department", "archive"), ("Kind", "mail")]));
    let start = city.ask(&["archive"], Call::post(&format!("/instances/{MAIL}/start"))).await;

    assert_eq!([reboot.status, free.status, start.status], [202; 3]);
    assert_eq!((city.calls(), city.fleet.automation_calls()), (3, (0, 0)));
    assert!(free.stage("outcome")[0].get("runbooks").is_none());
}

#[tokio::test]
async fn an_instance_whose_runbook_failed_is_not_stopped_and_the_next_request_runs_it_anew() {
    let city = city(&[(DRAIN, takes(1).with_fault(RunbookFault::Fails))]).await;

    let first = city.ask(&["archive"], stop(FILES)).await;
    assert_eq!((first.status, told(&first)), (409, vec![("failed", "runbook_failed")]));
    assert_eq!(
        first.body["instances"][0]["message"],
        "what has to be done before this instance is stopped (its runbook) failed, so it was not \
         stopped; tell the operator, or ask again to have it done once more"
    );
    let outcome = first.stage("outcome")[0];
    assert_eq!(
        (&outcome["aws_code"], &outcome["runbooks"][0]["status"]),
        (&json!("Failed"), &json!("failed"))
    );
    assert_eq!(city.calls(), 0);

    furnish(&city, &[(DRAIN, takes(1))]);
    let second = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!(told(&second), [("requested", "requested")]);
    assert_eq!(runs(&city), [run(DRAIN, FILES), run(DRAIN, FILES)]);
}

#[tokio::test]
async fn a_repeat_while_a_runbook_is_under_way_waits_for_that_one() {
    let city = city(&[(DRAIN, takes(50))]).await;

    let first = city.ask(&["archive"], stop(FILES)).await;
    let second = city.ask(&["archive"], stop(FILES)).await;
    let third = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!((first.status, &first.body["code"]), (202, &json!("not_yet")));
    assert_eq!(told(&first), [("not_yet", "runbook_running")]);
    assert_eq!(
        first.body["instances"][0]["message"],
        "what has to be done before this instance is stopped (its runbook) is still being done, so \
         it was not stopped yet; ask again in a few minutes"
    );
    assert_eq!(told(&second), [("not_yet", "runbook_running")]);
    assert_eq!(told(&third), [("requested", "requested")]);
    assert_eq!((runs(&city).len(), city.fleet.automation_calls().0), (1, 1));
    assert_eq!(city.calls(), 1);
}

#[tokio::test]
async fn a_runbook_that_never_ends_keeps_the_instance_running() {
    let city = city(&[(DRAIN, takes(1).with_fault(RunbookFault::NeverEnds))]).await;

    for _ in 0..4 {
        let answer = city.ask(&["archive"], stop(FILES)).await;
        assert_eq!((answer.status, told(&answer)), (202, vec![("not_yet", "runbook_running")]));
        assert_eq!(answer.stage("outcome")[0]["runbooks"][0]["status"], "running");
    }

    assert_eq!((runs(&city).len(), city.calls()), (1, 0));
    assert_eq!(city.state(FILES), State::Running);
}

#[tokio::test]
async fn a_success_counts_for_a_quarter_of_an_hour_after_its_end() {
    let city = city(&[(DRAIN, takes(1))]).await;
    // The stop fails after the runbook: asked again, nothing is run again.
    city.fleet.set_fault(&id(FILES), Some(sekisho_executor::Fault::Internal));
    city.ask(&["archive"], stop(FILES)).await;
    city.clock.turn(Duration::from_secs(800));
    city.ask(&["archive"], stop(FILES)).await;
    assert_eq!((runs(&city).len(), city.fleet.automation_calls()), (1, (1, 1)));

    city.fleet.set_fault(&id(FILES), None);
    city.clock.turn(Duration::from_secs(200));
    let answer = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!(told(&answer), [("requested", "requested")]);
    assert_eq!(runs(&city).len(), 2);
}

/// Nobody looked when it ended: that it succeeded in the morning does not count in the evening.
#[tokio::test]
async fn a_success_that_is_seen_late_counts_from_its_end_and_not_from_the_look() {
    let city = city(&[(DRAIN, takes(60))]).await;
    assert_eq!(told(&city.ask(&["archive"], stop(FILES)).await), [("not_yet", "runbook_running")]);
    city.clock.turn(Duration::from_secs(3_600));
    furnish(&city, &[(DRAIN, takes(2))]);

    let answer = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!(told(&answer), [("requested", "requested")]);
    assert_eq!(runs(&city).len(), 2, "the old success was not enough");
}

#[tokio::test]
async fn a_start_without_an_answer_is_made_again_by_its_token_and_runs_once() {
    let city = city(&[(DRAIN, takes(1).with_fault(RunbookFault::Unanswered(2)))]).await;
    let answer = city.ask(&["archive"], stop(FILES)).await;
    assert_eq!(told(&answer), [("requested", "requested")]);
    assert_eq!((runs(&city).len(), city.fleet.automation_calls().0), (1, 3));

    let city = self::city(&[(DRAIN, takes(1).with_fault(RunbookFault::Unanswered(4)))]).await;
    let first = city.ask(&["archive"], stop(FILES)).await;
    let second = city.ask(&["archive"], stop(FILES)).await;
    assert_eq!(told(&first), [("not_yet", "runbook_running")]);
    assert_eq!(told(&second), [("requested", "requested")]);
    assert_eq!((runs(&city).len(), city.fleet.automation_calls().0), (1, 5));
}

#[tokio::test]
async fn a_start_that_is_throttled_is_made_again_and_in_the_end_told_to_be_asked_for_later() {
    let city = city(&[(DRAIN, takes(1).with_fault(RunbookFault::Throttled(4)))]).await;

    let first = city.ask(&["archive"], stop(FILES)).await;
    let second = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!((first.status, told(&first)), (503, vec![("failed", "busy")]));
    assert_eq!(told(&second), [("requested", "requested")]);
    assert_eq!((runs(&city).len(), city.fleet.automation_calls().0), (1, 5));
}

#[tokio::test]
async fn a_document_that_is_not_there_or_may_not_be_run_refuses_the_stop() {
    let city = city(&[]).await;
    let missing = city.ask(&["archive"], stop(FILES)).await;
    assert_eq!((missing.status, told(&missing)), (503, vec![("failed", "runbook_unavailable")]));
    assert_eq!(
        missing.body["instances"][0]["message"],
        "what has to be done before this instance is stopped (its runbook) could not be begun, so \
         it was not stopped; ask the operator"
    );
    let outcome = missing.stage("outcome")[0];
    assert_eq!(outcome["aws_code"], "AutomationDefinitionNotFoundException");
    assert_eq!(
        outcome["runbooks"],
        json!([{ "document": DRAIN, "execution_id": null, "status": "not_started" }])
    );

    furnish(&city, &[(DRAIN, takes(1))]);
    let role = ROLE.replace(",\n      \"iam:PassRole\"", "");
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/sekisho/Actor");
    let role = SimulatedRole::new(&arn, &role).unwrap();
    city.fleet.put_role(AccountId::parse(ACCOUNT).unwrap(), role);
    city.clock.turn(Duration::from_secs(900));
    let forbidden = city.ask(&["archive"], stop(FILES)).await;
    assert_eq!(told(&forbidden), [("failed", "runbook_unavailable")]);
    assert_eq!(forbidden.stage("outcome")[0]["aws_code"], "AccessDeniedException");
    assert_eq!((runs(&city).len(), city.calls()), (0, 0));
}

/// Fail closed: an obligation is never passed over.
#[tokio::test]
async fn without_runbooks_what_is_bound_is_refused_before_anything_is_done() {
    let city = City::new().await;
    furnish(&city, &[(DRAIN, takes(1))]);

    let answer = city.ask(&["archive"], all(&[FILES, FREE], false)).await;

    assert_eq!((answer.status, &answer.body["code"]), (503, &json!("nothing_changed")));
    assert_eq!(told(&answer), [("failed", "runbook_unavailable"), ("untouched", "untouched")]);
    assert_eq!((city.calls(), city.fleet.automation_calls()), (0, (0, 0)));
}

#[tokio::test]
async fn a_tag_that_changes_while_the_runbook_runs_is_decided_on_again() {
    let city = city(&[(DRAIN, takes(6))]).await;
    city.fleet.retag_after(Duration::from_secs(3), &id(FILES), "Department", "finance");

    let answer = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!((answer.status, told(&answer)), (403, vec![("refused", "default")]));
    assert_eq!((runs(&city).len(), city.calls()), (1, 0));
}

/// While the one runbook ran, a tag came by which another rule binds the stop to one more.
#[tokio::test]
async fn what_binds_more_after_a_runbook_is_met_too() {
    let city = city(&[(DRAIN, takes(4)), (BACKUP, takes(2))]).await;
    city.fleet.retag_after(Duration::from_secs(3), &id(FILES), "Kind", "mail");

    let answer = city.ask(&["archive"], stop(FILES)).await;

    assert_eq!(told(&answer), [("requested", "requested")]);
    assert_eq!(runs(&city), [run(DRAIN, FILES), run(BACKUP, FILES)]);
}

#[tokio::test]
async fn two_runbooks_must_both_succeed() {
    let city = city(&[(DRAIN, takes(4)), (BACKUP, takes(2))]).await;
    let answer = city.ask(&["archive"], stop(MAIL)).await;
    assert_eq!(told(&answer), [("requested", "requested")]);
    assert_eq!(answer.body["instances"][0]["before_stop"], json!([BACKUP, DRAIN]));
    assert_eq!(runs(&city), [run(BACKUP, MAIL), run(DRAIN, MAIL)]);
    assert_none_was_stopped_unprepared(&city);

    let fails = takes(2).with_fault(RunbookFault::Fails);
    let city = self::city(&[(DRAIN, takes(50)), (BACKUP, fails)]).await;
    let answer = city.ask(&["archive"], stop(MAIL)).await;
    assert_eq!(told(&answer), [("failed", "runbook_failed")]);
    let outcome = answer.stage("outcome")[0];
    let statuses: Vec<&Value> =
        outcome["runbooks"].as_array().unwrap().iter().map(|run| &run["status"]).collect();
    assert_eq!(statuses, ["failed", "running"]);
    assert_eq!(city.calls(), 0);
}

#[tokio::test]
async fn of_a_partial_request_those_that_are_prepared_are_stopped_and_of_a_whole_one_none() {
    let fails = || takes(1).with_fault(RunbookFault::Fails);
    let partial = city(&[(DRAIN, takes(1)), (BACKUP, fails())]).await;
    let answer = partial.ask(&["archive"], all(&[FILES, MAIL, FREE], true)).await;
    assert_eq!((answer.status, &answer.body["code"]), (207, &json!("partly")));
    assert_eq!(
        told(&answer),
        [("requested", "requested"), ("failed", "runbook_failed"), ("requested", "requested")]
    );

    let whole = city(&[(DRAIN, takes(1)), (BACKUP, fails())]).await;
    let answer = whole.ask(&["archive"], all(&[FILES, MAIL, FREE], false)).await;
    assert_eq!((answer.status, &answer.body["code"]), (409, &json!("nothing_changed")));
    assert_eq!(
        told(&answer),
        [("untouched", "untouched"), ("failed", "runbook_failed"), ("untouched", "untouched")]
    );
    assert_eq!(whole.calls(), 0);
}

#[tokio::test]
async fn the_session_of_a_runbook_may_do_nothing_but_run_that_document() {
    let city = city(&[(DRAIN, takes(1))]).await;

    let answer = city.ask(&["archive"], stop(FILES)).await;

    let session = city.fleet.runs()[0].session.clone().expect("a session");
    assert_eq!(session.name, answer.audit[0]["decision_id"]);
    assert_eq!(session.source_identity, answer.audit[0]["caller"]["subject"]);
    assert_eq!(
        serde_json::from_str::<Value>(&session.policy).unwrap(),
        json!({ "Version": "2012-10-17", "Statement": [
            {
                "Effect": "Allow", "Action": "ssm:StartAutomationExecution",
                "Resource": [
                    "arn:aws:ssm:ap-northeast-1:111122223333:document/Drain-Connections",
                    "arn:aws:ssm:ap-northeast-1::document/Drain-Connections",
                    "arn:aws:ssm:ap-northeast-1:111122223333:automation-definition/Drain-Connections:*",
                    "arn:aws:ssm:ap-northeast-1:111122223333:automation-execution/*",
                ],
            },
            {
                "Effect": "Allow", "Action": "ssm:GetAutomationExecution",
                "Resource": "arn:aws:ssm:ap-northeast-1:111122223333:automation-execution/*",
            },
            {
                "Effect": "Allow", "Action": "iam:PassRole",
                "Resource": "arn:aws:iam::111122223333:role/*",
                "Condition": { "StringEquals": { "iam:PassedToService": "ssm.amazonaws.com" } },
            },
        ] })
    );
}
