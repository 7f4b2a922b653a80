//! AWS is told what was decided, and on whose behalf: what it is told, and what it then refuses.

use std::time::Duration;

use sekisho_executor::{ExternalId, Fault, SimulatedRole, State};
use sekisho_policy::AccountId;
use serde_json::{Value, json};
use support::events::Call;

use crate::city::{ACCOUNT, ACCOUNTS, City, GIS, TREES, home, id, machine, machine_of, places};

const SECOND: &str = "i-00000000000000011";
const ELSEWHERE: &str = "i-00000000000000012";

fn start(id: &str) -> Call {
    Call::post(&format!("/instances/{id}/start"))
}

fn start_all(ids: &[&str]) -> Call {
    Call::post("/actions").body(json!({ "action": "start", "instance_ids": ids }))
}

fn told(body: &Value) -> Vec<(&str, &str)> {
    let instances = body["instances"].as_array().unwrap().iter();
    instances.map(|one| (one["outcome"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_session_is_the_callers_own_and_allows_what_the_policy_leaves_them() {
    let city = City::new().await;

    let answer = city.ask(&["parks"], start(GIS)).await;

    let [looking, acting] = &city.fleet.sessions()[..] else { panic!("two sessions") };
    assert_eq!(answer.status, 202);
    assert_eq!((looking.name.as_str(), looking.source_identity.as_str()), (LOOKER, LOOKER));
    assert_eq!(acting.name, answer.audit[0]["decision_id"]);
    assert_eq!(acting.source_identity, answer.audit[0]["caller"]["subject"]);
    let outcome = answer.stage("outcome")[0];
    assert_eq!(
        (&outcome["aws_request_id"], &outcome["aws_session"], &outcome["source_identity"]),
        (&json!("simulated-1"), &json!(acting.name), &json!(acting.source_identity))
    );
    assert_eq!(
        serde_json::from_str::<Value>(&acting.policy).unwrap(),
        json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*" },
            {
                "Effect": "Allow", "Action": "kms:CreateGrant", "Resource": "*",
                "Condition": { "Bool": { "kms:GrantIsForAWSResource": "true" } },
            },
            {
                "Effect": "Allow", "Action": "ec2:StartInstances",
                "Resource": "arn:aws:license-manager:*:*:license-configuration:*",
            },
            {
                "Effect": "Allow", "Action": "ec2:StartInstances",
                "Resource": "arn:aws:ec2:*:*:instance/*",
                "Condition": { "StringEquals": { "aws:ResourceTag/Department": "parks" } },
            },
        ] })
    );
}

const LOOKER: &str = "sekisho-executor";

#[tokio::test]
async fn a_session_is_used_again_for_the_same_person_and_policy_until_a_minute_before_its_end() {
    let city = City::new().await;
    let reboot = || Call::post(&format!("/instances/{TREES}/reboot"));
    let made = async |seconds: u64| {
        city.clock.turn(Duration::from_secs(seconds));
        assert_eq!(city.ask(&["parks"], reboot()).await.status, 202);
        city.fleet.sessions().len()
    };

    assert_eq!(made(0).await, 2, "one to look and one to act");
    assert_eq!(made(839).await, 2);
    assert_eq!(made(1).await, 4, "both end in a minute");
    city.ask(&["parks"], start(GIS)).await;
    assert_eq!(city.fleet.sessions().len(), 5, "another action is another session");
}

#[tokio::test]
async fn a_tag_that_changes_between_the_look_and_the_call_has_aws_refuse_it() {
    let city = City::new().await;
    city.fleet.set_fault(&id(GIS), Some(Fault::TagRace));

    let answer = city.ask(&["parks"], start(GIS)).await;

    assert_eq!((answer.status, told(&answer.body)), (409, vec![("failed", "tag_changed")]));
    assert_eq!(
        answer.body["instances"][0]["message"],
        "the tags of this instance were changed at the same moment, so AWS did not carry this out; \
         nothing was changed, look at it and try again"
    );
    assert_eq!((city.state(GIS), city.fleet.acted()), (State::Stopped, vec![]));
    assert_eq!(answer.stage("outcome")[0]["tags_changed"], true);
    assert_eq!(answer.stage("outcome")[0]["aws_code"], "UnauthorizedOperation");
}

#[tokio::test]
async fn a_session_ends_while_the_process_is_frozen_too() {
    let city = City::new().await;
    let reboot = || Call::post(&format!("/instances/{TREES}/reboot"));
    city.ask(&["parks"], reboot()).await;

    city.clock.freeze(839);
    city.ask(&["parks"], reboot()).await;
    assert_eq!(city.fleet.sessions().len(), 2);
    city.clock.freeze(1);
    city.ask(&["parks"], reboot()).await;
    assert_eq!(city.fleet.sessions().len(), 4);
}

/// EC2 makes the grant in the caller's session: a session policy that does not let it would undo
/// every start, whatever the role may do.
#[tokio::test]
async fn an_encrypted_disk_starts_where_the_role_may_make_the_grant() {
    let city = City::new().await;
    let call = || start(GIS).body(json!({ "wait_seconds": 10 }));
    city.fleet.set_fault(&id(GIS), Some(Fault::Kms));

    let without = city.ask(&["parks"], call()).await;
    let all = r#"{ "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": ["ec2:*", "kms:CreateGrant"], "Resource": "*" } }"#;
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/sekisho/Actor");
    city.fleet.put_role(AccountId::parse(ACCOUNT).unwrap(), SimulatedRole::new(&arn, all).unwrap());
    city.clock.turn(Duration::from_mins(15));
    let with = city.ask(&["parks"], call()).await;

    assert_eq!(
        (without.status, told(&without.body)),
        (503, vec![("failed", "fell_back_disk_key")])
    );
    assert_eq!((with.status, told(&with.body)), (200, vec![("reached", "reached")]));
}

/// The engine compares keys exactly, and IAM does not: it would refuse what the policy lets through.
#[tokio::test]
async fn a_tag_key_in_another_case_than_the_policys_is_told_before_aws_is_asked() {
    let city = City::new().await;
    city.fleet
        .put(machine(SECOND, &[("Department", "parks"), ("env", "prod")]).in_state(State::Running));

    let stop = Call::post(&format!("/instances/{SECOND}/stop"));
    let answer = city.ask(&["parks"], stop).await;
    let list = city.ask(&["parks"], Call::get("/instances")).await;

    assert_eq!((answer.status, told(&answer.body)), (403, vec![("refused", "ambiguous_tags")]));
    assert_eq!(city.calls(), 0);
    let listed = list.body["instances"].as_array().unwrap().iter();
    let listed = listed.clone().find(|one| one["id"] == SECOND).unwrap();
    assert_eq!(listed["may_not"], json!({ "stop": "ambiguous_tags" }));
}

/// What the sessions are for: without them nobody but us compares.
#[tokio::test]
async fn without_a_role_a_tag_that_changes_at_the_same_moment_is_recorded() {
    let city = City::in_places(home()).await;
    city.fleet.set_fault(&id(GIS), Some(Fault::TagRace));
    let call = start(GIS).body(json!({ "wait_seconds": 10 }));

    let answer = city.ask(&["parks"], call).await;

    assert_eq!((answer.status, city.fleet.acted().len()), (200, 1));
    assert_eq!(
        answer.stage("outcome")[0]["tags_after"],
        json!({
            "Name": "parks-gis (moved)", "Department": "parks (moved)",
            "Schedule": "office (moved)",
        })
    );
    assert_eq!(answer.stage("outcome")[0]["tags_changed"], true);
    assert_eq!(answer.stage("decision")[0]["instance"]["tags"]["Department"], "parks");
    let unwatched = city.ask(&["parks"], Call::post(&format!("/instances/{TREES}/reboot"))).await;
    assert_eq!(unwatched.stage("outcome")[0]["tags_changed"], Value::Null);
}

#[tokio::test]
async fn a_tag_that_is_typed_in_parts_is_named_as_the_reason() {
    let city = City::new().await;
    city.fleet.put(machine(SECOND, &[("Department", "parks"), ("Env", "カ\u{3099}")]));
    let decomposed = ("Department", "ga\u{308}rten");
    city.fleet.put(machine(ELSEWHERE, &[decomposed]));

    let fine = city.ask(&["parks"], start(SECOND)).await;
    let answer = city.ask(&["gardens"], start(ELSEWHERE)).await;

    assert_eq!(fine.status, 202, "no rule for this caller looks at that tag");
    assert_eq!((answer.status, told(&answer.body)), (409, vec![("failed", "tag_not_composed")]));
    assert_eq!(city.fleet.acted().len(), 1);
}

#[tokio::test]
async fn an_entitlement_too_long_for_sts_is_cut_down_to_the_instances_at_hand() {
    let city = City::new().await;
    let ids: Vec<String> = (0..40).map(|number| format!("i-{number:017x}")).collect();
    for id in &ids {
        city.fleet.put(machine(id, &[("Department", "d-007")]));
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();

    // A hundred departments of which this caller is: some 3,000 characters.
    let answer = city.ask(&["headquarters"], start_all(&ids)).await;

    assert_eq!(answer.status, 202, "{}", answer.body);
    assert_eq!(city.fleet.acted().len(), 40);
    let acting = &city.fleet.sessions()[1..];
    assert_eq!((acting.len(), city.calls()), (2, 2), "twenty instances each");
    for session in acting {
        assert!(session.policy.len() <= 2048);
        assert!(session.policy.contains(r#""aws:ResourceTag/Department":"d-007""#));
    }
}

#[tokio::test]
async fn what_sts_finds_too_large_once_it_is_packed_is_cut_down_until_it_fits() {
    let city = City::new().await;
    city.fleet.put(machine(SECOND, &[("Department", "parks")]));
    // The entitlement to start has some 520 characters, and one instance pinned some 500.
    city.fleet.set_packs(Some(300));
    let none = city.ask(&["parks"], start(GIS)).await;
    city.fleet.set_packs(Some(515));
    let both = city.ask(&["parks"], start_all(&[GIS, SECOND])).await;

    assert_eq!((none.status, told(&none.body)), (503, vec![("failed", "not_enforceable")]));
    assert_eq!(
        none.stage("outcome")[0]["aws_text"],
        "PackedPolicyTooLarge: The packed size of the session policy exceeds the allowed space"
    );
    assert_eq!(both.status, 202);
    assert_eq!(city.fleet.acted().len(), 2);
}

#[tokio::test]
async fn tag_keys_that_aws_cannot_tell_apart_keep_everything_as_it_is() {
    let city = City::new().await;
    city.fleet.put(machine(SECOND, &[("Department", "teams")]));

    let answer = city.ask(&["teams"], start(SECOND)).await;

    assert_eq!((answer.status, told(&answer.body)), (503, vec![("failed", "not_enforceable")]));
    assert_eq!(city.calls(), 0);
    assert_eq!(
        answer.stage("outcome")[0]["aws_text"],
        "found the tag keys `Team` and `team` in the rules, required keys that differ in more than \
         case: a session policy cannot tell these apart, rename one"
    );
}

#[tokio::test]
async fn what_the_role_itself_may_not_do_is_called_a_matter_for_the_operator() {
    let city = City::new().await;
    // The role does nothing to an instance without a department.
    city.fleet.put(machine(SECOND, &[("Team", "green")]));

    let answer = city.ask(&["greens"], start(SECOND)).await;

    assert_eq!((answer.status, told(&answer.body)), (503, vec![("failed", "not_permitted")]));
}

#[tokio::test]
async fn instances_of_two_accounts_are_changed_by_one_request_each_in_its_own_session() {
    let city = City::in_places(places(&ACCOUNTS)).await;
    city.fleet.put(machine_of(ACCOUNTS[1], ELSEWHERE, &[("Department", "parks")]));

    let answer = city.ask(&["parks"], start_all(&[GIS, ELSEWHERE])).await;

    assert_eq!((answer.status, told(&answer.body)), (202, vec![("requested", "requested"); 2]));
    let sessions = city.fleet.sessions();
    let accounts: Vec<&str> = sessions.iter().map(|session| session.account.as_str()).collect();
    assert_eq!(accounts, [ACCOUNTS[0], ACCOUNTS[1], ACCOUNTS[0], ACCOUNTS[1]]);
    assert_eq!((city.fleet.looks(), city.calls()), (2, 2));
}

#[tokio::test]
async fn an_account_that_cannot_be_looked_at_leaves_no_doubt_about_what_is_there() {
    let city = City::in_places(places(&ACCOUNTS)).await;
    city.fleet.put(machine_of(ACCOUNTS[1], ELSEWHERE, &[("Department", "parks")]));
    city.fleet.darken(AccountId::parse(ACCOUNTS[1]).unwrap());

    let list = city.ask(&["parks"], Call::get("/instances")).await;
    let seen = city.ask(&["parks"], start(GIS)).await;
    let unseen = city.ask(&["parks"], start_all(&[TREES, ELSEWHERE])).await;
    let body = json!({ "action": "stop", "tags": { "Department": "parks" } });
    let tagged = city.ask(&["parks"], Call::post("/actions").body(body)).await;

    assert_eq!((list.status, &list.body["complete"]), (200, &json!(false)));
    assert_eq!(
        list.audit[0]["detail"],
        "444455556666 in ap-northeast-1: the fleet answered `UnauthorizedOperation`: You are not \
         authorized to perform this operation on resource: *. Encoded authorization failure \
         message: simulated"
    );
    assert_eq!(seen.status, 202, "what was asked for was found");
    for answer in [unseen, tagged] {
        assert_eq!((answer.status, &answer.body["code"]), (503, &json!("fleet_unavailable")));
    }
}

#[tokio::test]
async fn an_account_is_entered_by_those_alone_who_know_its_external_id() {
    let city = City::new().await;
    let account = AccountId::parse(ACCOUNT).unwrap();
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/sekisho/Actor");
    let all = r#"{ "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }"#;
    let role = SimulatedRole::new(&arn, all).unwrap();
    let external_id = ExternalId::parse("another-town").unwrap();
    city.fleet.put_role(account, role.requiring(external_id));

    let answer = city.ask(&["parks"], start(GIS)).await;

    assert_eq!((answer.status, &answer.body["code"]), (503, &json!("fleet_unavailable")));
    assert_eq!(
        answer.audit[0]["detail"],
        "111122223333 in ap-northeast-1: the account could not be entered: `AccessDenied`: User: \
         arn:aws:sts::000000000000:assumed-role/executor/1 is not authorized to perform: \
         sts:AssumeRole on resource: arn:aws:iam::111122223333:role/sekisho/Actor"
    );
}
