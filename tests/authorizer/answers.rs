//! Whole answers and whole audit lines, and the refusals that are nobody's fault but ours.

use core::time::Duration;

use sekisho_authorizer::{Answer, Response};
use serde_json::{Value, json};
use support::{
    events::{self, Call},
    one_id::DECISION_ID,
};

use crate::{
    house::{House, NOW, person, token},
    laws::{self, Effect},
};

const START: &str = "/instances/i-0123456789abcdef0/start";
const START_ARN: &str = "arn:aws:execute-api:ap-northeast-1:123456789012:a1b2c3d4e5/prod/POST/instances/i-0123456789abcdef0/start";

fn start(name: &str) -> Value {
    Call::post(START).bearer(token(name)).authorizer_event()
}

fn response(answer: &Answer) -> Value {
    match &answer.response {
        Response::Policy(policy) => serde_json::to_value(policy).unwrap(),
        Response::Unauthorized => panic!("an answer without a document"),
    }
}

fn audit(answer: &Answer) -> Value {
    serde_json::to_value(&answer.audit).unwrap()
}

#[track_caller]
fn assert_denied(event: &Value, answer: &Answer, code: &str) {
    assert_eq!(laws::effect(event, answer, &[token("sato")]), Effect::Denied);
    assert_eq!(answer.audit.code(), code);
}

#[tokio::test]
async fn an_allow_names_the_method_denies_all_others_and_says_little_else() {
    let house = House::open().await;

    let answer = house.answer(&start("sato")).await;

    let subject = person("sato").subject();
    let expected = json!({
        "principalId": subject,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                { "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": [START_ARN] },
                { "Effect": "Deny", "Action": "execute-api:Invoke", "NotResource": [START_ARN] },
            ],
        },
        "context": {
            "decisionId": DECISION_ID,
            "policyVersion": "1",
            "subject": subject,
            "user": "sato",
        },
    });
    assert_eq!(response(&answer), expected);
}

#[tokio::test]
async fn a_denial_denies_everything_and_names_its_code() {
    let house = House::open().await;

    let answer = house.answer(&start("mori")).await;

    let subject = person("mori").subject();
    let expected = json!({
        "principalId": subject,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                { "Effect": "Deny", "Action": "execute-api:Invoke", "Resource": ["*"] },
            ],
        },
        "context": {
            "decisionId": DECISION_ID,
            "code": "not_entitled",
            "policyVersion": "1",
            "subject": subject,
            "user": "mori",
        },
    });
    assert_eq!(response(&answer), expected);
}

#[tokio::test]
async fn a_denial_of_nobody_has_a_principal_all_the_same() {
    let house = House::open().await;

    let answer = house.authorizer.answer(b"no event at all", NOW).await;

    let response = response(&answer);
    assert_eq!(response["principalId"], "unknown");
    assert_eq!(
        response["context"],
        json!({ "decisionId": DECISION_ID, "code": "malformed_event" })
    );
}

#[tokio::test]
async fn the_line_of_a_denial_holds_the_attempt_and_the_rules_that_were_closest() {
    let house = House::open().await;
    let event = Call::post(START).bearer(token("sato")).from("10.99.0.1").authorizer_event();

    let line = audit(&house.answer(&event).await);

    let sha256 = line["policy"]["sha256"].as_str().unwrap().to_owned();
    assert_eq!(sha256.len(), 64);
    let token_id = line["token"]["token_id"].clone();
    let expected = json!({
        "schema": 2,
        "kind": "authorizer",
        "at": NOW.seconds(),
        "decision_id": DECISION_ID,
        "request_id": "a1ef2b10-e929-4012-8eeb-442b71d6ad1f",
        "extended_request_id": "fPvfNGFZIAMFUtQ=",
        "outcome": "deny",
        "code": "not_entitled",
        "caller": {
            "subject": person("sato").subject(),
            "user": "sato",
            "groups": ["dept-staff", "tax"],
            "claims": {},
            "signed_in_at": NOW.seconds(),
            "issued_at": NOW.seconds(),
        },
        "token": {
            "issuer": "https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_TestPool1",
            "client_id": "57cbishk4j24pabc1234567890",
            "token_id": token_id,
            "expires_at": NOW.seconds() + 3600,
        },
        "source": { "address": "10.99.0.1", "vpc_endpoint": "vpce-0123456789abcdef0" },
        "route": "POST /instances/{instanceId}/start",
        "actions": ["start"],
        "instance_id": "i-0123456789abcdef0",
        "denials": [{
            "action": "start",
            "denial": { "outcome": "deny", "code": "default", "rules": [], "missing": [] },
            "near_misses": [
                { "rule": "own-department", "failed": ["from"], "missing": [] },
                { "rule": "the-batch-server", "failed": ["who.groups"], "missing": [] },
            ],
        }],
        "policy": { "name": "hoshimi", "version": 1, "sha256": sha256 },
        "api": {
            "account": "123456789012",
            "region": "ap-northeast-1",
            "id": "a1b2c3d4e5",
            "stage": "prod",
        },
        "engine": sekisho_policy::VERSION,
    });
    assert_eq!(line, expected);
}

#[tokio::test]
async fn the_line_of_an_explicit_denial_names_the_rule() {
    let house = House::open().await;

    let line = audit(&house.answer(&start("abe")).await);

    assert_eq!(
        line["denials"],
        json!([{
            "action": "start",
            "denial": {
                "outcome": "deny", "code": "explicit", "rules": ["those-who-left"], "missing": [],
            },
            "near_misses": [],
        }])
    );
}

#[tokio::test]
async fn the_line_of_a_place_that_is_unknown_names_what_is_missing() {
    let house = House::open().await;
    let mut event = start("sato");
    event["requestContext"]["identity"]["sourceIp"] = json!("test-invoke-source-ip");

    let line = audit(&house.answer(&event).await);

    assert_eq!(line["source"]["address"], json!({ "unknown": true }));
    assert_eq!(line["denials"][0]["denial"]["code"], "indeterminate");
    assert_eq!(line["denials"][0]["denial"]["missing"], json!(["address"]));
}

#[tokio::test]
async fn the_line_of_a_refused_token_believes_nothing_it_says() {
    let house = House::open().await;

    for (name, code) in [("expired", "expired"), ("forged", "bad_signature")] {
        let answer = house.answer(&start(name)).await;

        let line = audit(&answer);
        assert_eq!(answer.response, Response::Unauthorized);
        assert_eq!(line["outcome"], "unauthorized");
        assert_eq!(line["code"], code);
        for unknown in ["caller", "token", "policy"] {
            assert_eq!(line[unknown], Value::Null, "{unknown}");
        }
        assert!(!line.to_string().contains("sato"));
    }
}

#[tokio::test]
async fn a_body_that_may_name_any_action_tells_of_those_that_were_refused() {
    let house = House::open().await;
    let event = Call::post("/actions").bearer(token("ono")).authorizer_event();

    let line = audit(&house.answer(&event).await);

    assert_eq!(line["outcome"], "allow");
    assert_eq!(line["actions"], json!(["reboot", "start", "stop"]));
    let refused: Vec<&Value> =
        line["denials"].as_array().unwrap().iter().map(|denial| &denial["action"]).collect();
    assert_eq!(refused, ["reboot", "stop"]);
}

#[tokio::test]
async fn without_keys_nobody_passes_and_nobody_is_told_to_sign_in_again() {
    let house = House::open().await;
    house.keys.fail();

    let answer = house.answer(&start("sato")).await;

    assert_denied(&start("sato"), &answer, "keys_unavailable");
}

#[tokio::test]
async fn without_a_policy_nobody_passes() {
    let house = House::without_a_policy().await;

    house.authorizer.hydrate(NOW).await;
    let answer = house.answer(&start("sato")).await;

    assert_denied(&start("sato"), &answer, "policy_unavailable");
}

#[tokio::test]
async fn what_is_not_decided_in_time_is_denied() {
    let house = House::open().await;
    house.keys.delay(Duration::from_secs(60));
    let event = start("sato");
    let limit = Duration::from_millis(20);

    let answer = house.authorizer.answer_within(event.to_string().as_bytes(), NOW, limit).await;

    assert_denied(&event, &answer, "timed_out");
    assert_eq!(audit(&answer)["route"], "POST /instances/{instanceId}/start");
}

#[tokio::test]
async fn what_was_fetched_before_the_first_event_is_not_fetched_again() {
    let house = House::open().await;
    house.authorizer.hydrate(NOW).await;
    house.keys.fail();

    let answer = house.answer(&start("sato")).await;

    assert_eq!(answer.audit.code(), "entitled");
    assert_eq!(house.keys.fetches(), 1);
}

#[tokio::test]
async fn a_subject_api_gateway_could_not_carry_is_denied() {
    let house = House::open().await;

    let answer = house.answer(&start("long-subject")).await;

    assert_denied(&start("long-subject"), &answer, "unusable_subject");
    assert_eq!(response(&answer)["principalId"], "unknown");
}

#[tokio::test]
async fn a_name_too_long_for_a_policy_is_denied() {
    let partition = format!("aws-{}", "n".repeat(420));
    let house = House::answering_for(
        events::api_of(&partition, "ap-northeast-1", "123456789012", "a1b2c3d4e5", "prod"),
        true,
    )
    .await;
    let mut event = start("sato");
    event["methodArn"] = json!(START_ARN.replace("arn:aws:", &format!("arn:{partition}:")));

    let answer = house.answer(&event).await;

    assert_denied(&event, &answer, "arn_too_long");
}

#[tokio::test]
async fn an_endless_path_is_denied() {
    let house = House::open().await;
    let path = format!("/instances/{}/start", "i-0123456789abcdef0".repeat(400));
    let event = Call::post(&path).bearer(token("sato")).authorizer_event();

    let answer = house.answer(&event).await;

    assert_denied(&event, &answer, "unknown_route");
}

#[tokio::test]
async fn a_request_id_that_the_caller_chose_stays_short() {
    let house = House::open().await;
    let mut event = start("sato");
    event["requestContext"]["requestId"] = json!("x\n".repeat(5000));

    let answer = house.answer(&event).await;

    assert_eq!(audit(&answer)["request_id"], json!("x\n".repeat(32)));
}

#[tokio::test]
async fn decisions_have_ids_of_their_own() {
    use sekisho_lambda::{DecisionIds, RandomIds};

    let (one, other) = (RandomIds::new().next(), RandomIds::new().next());

    assert_ne!(one, other);
    assert_eq!(one.len(), 36);
}
