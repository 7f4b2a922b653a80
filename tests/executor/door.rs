//! Who is let in, and which bodies are read.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use support::{
    events::Call,
    one_id::{DECISION_ID, OneId},
};

use crate::city::{Answer, City, GIS, TEN_O_CLOCK, passed};

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, code: &str, message: &str) {
    assert_eq!((answer.status, &answer.body), (status, &json!({"code": code, "message": message})));
    assert_eq!(answer.audit.len(), 1);
    assert_eq!(answer.audit[0]["outcome"], "refused");
}

const TOKEN: &str = "the token is missing, or is not accepted; sign in and try again";

fn start() -> Call {
    Call::post(&format!("/instances/{GIS}/start"))
}

#[tokio::test]
async fn a_call_that_did_not_pass_the_authorizer_is_refused_however_good_its_token() {
    let city = City::new().await;
    let call = start().bearer(&city.token(&["parks"]));
    let message = "the call did not pass the authorizer; call the API, not the function behind it";

    let without = city.send(&call.proxy_event(None)).await;
    let empty = city.send(&call.proxy_event(Some(serde_json::Map::new()))).await;
    let mut null = call.proxy_event(None);
    null["requestContext"]["authorizer"] = Value::Null;
    let null = city.send(&null).await;

    for answer in [without, empty, null] {
        assert_refused(&answer, 403, "no_authorizer", message);
    }
    assert_eq!(city.calls(), 0);
}

#[tokio::test]
async fn the_line_of_a_refusal_says_what_is_known_by_then_in_the_words_of_the_authorizer() {
    let city = City::with(|settings| settings.with_decision_ids(Arc::new(OneId))).await;

    let answer = city.send(&start().proxy_event(Some(passed()))).await;

    assert_eq!(
        answer.audit,
        [json!({
            "schema": 2,
            "kind": "executor",
            "at": TEN_O_CLOCK.seconds(),
            "decision_id": DECISION_ID,
            "request_id": "a1ef2b10-e929-4012-8eeb-442b71d6ad1f",
            "extended_request_id": "fPvfNGFZIAMFUtQ=",
            "api": {
                "account": "123456789012",
                "region": "ap-northeast-1",
                "id": "a1b2c3d4e5",
                "stage": "prod",
            },
            "caller": null,
            "token": null,
            "source": { "address": "10.20.30.40", "vpc_endpoint": "vpce-0123456789abcdef0" },
            "route": "POST /instances/{instanceId}/start",
            "policy": null,
            "engine": sekisho_policy::VERSION,
            "stage": "request",
            "status": 401,
            "outcome": "refused",
            "code": "missing_token",
            "action": null,
        })]
    );
}

#[tokio::test]
async fn what_the_authorizer_says_of_the_caller_counts_for_nothing() {
    let city = City::new().await;
    let mut block = passed();
    block.insert("groups".to_owned(), json!("parks"));
    let call = start().bearer(&city.token(&["nobody"]));

    let answer = city.send(&call.proxy_event(Some(block))).await;

    assert_eq!((answer.status, &answer.body["code"]), (403, &json!("not_entitled")));
}

#[tokio::test]
async fn a_token_is_verified_again() {
    let city = City::new().await;
    let good = city.token(&["parks"]);
    let mut forged = good.clone();
    forged.replace_range(good.len() - 4.., "AAAA");

    let missing = city.send(&start().proxy_event(Some(passed()))).await;
    let forged = city.send(&start().bearer(&forged).proxy_event(Some(passed()))).await;
    city.clock.turn(Duration::from_hours(2));
    let expired = city.send(&start().bearer(&good).proxy_event(Some(passed()))).await;

    for (answer, code) in
        [(missing, "missing_token"), (forged, "bad_signature"), (expired, "expired")]
    {
        assert_refused(&answer, 401, "unauthorized", TOKEN);
        assert_eq!(answer.audit[0]["code"], code);
    }
}

#[tokio::test]
async fn two_authorization_values_are_none() {
    let city = City::new().await;
    let mut twice = start().bearer(&city.token(&["parks"])).proxy_event(Some(passed()));
    let value = twice["headers"]["Authorization"].clone();
    twice["multiValueHeaders"]["Authorization"] = json!([value, value]);
    let mut spelled = start().bearer(&city.token(&["parks"])).proxy_event(Some(passed()));
    spelled["headers"]["authorization"] = value;

    for event in [twice, spelled] {
        let answer = city.send(&event).await;
        assert_refused(&answer, 401, "unauthorized", TOKEN);
        assert_eq!(answer.audit[0]["code"], "ambiguous_authorization");
    }
}

#[tokio::test]
async fn the_source_address_is_never_taken_from_a_header() {
    let city = City::new().await;
    let call = start().from("192.0.2.1").bearer(&city.token(&["parks"]));
    let mut event = call.proxy_event(Some(passed()));
    event["headers"]["X-Forwarded-For"] = json!("10.20.30.40");
    let mut nonsense = start().bearer(&city.token(&["parks"])).proxy_event(Some(passed()));
    nonsense["requestContext"]["identity"]["sourceIp"] = json!("test-invoke-source-ip");

    let elsewhere = city.send(&event).await;
    let unknown = city.send(&nonsense).await;

    assert_eq!((elsewhere.status, &elsewhere.body["code"]), (403, &json!("not_entitled")));
    assert_eq!(elsewhere.audit[0]["source"]["address"], "192.0.2.1");
    assert_eq!((unknown.status, &unknown.body["code"]), (403, &json!("not_entitled")));
    assert_eq!(unknown.audit[0]["source"]["address"], json!({"unknown": true}));
}

#[tokio::test]
async fn an_event_of_another_api_or_stage_is_refused() {
    let city = City::new().await;

    for member in ["accountId", "apiId", "stage"] {
        let mut event = start().bearer(&city.token(&["parks"])).proxy_event(Some(passed()));
        event["requestContext"][member] = json!("other");
        let answer = city.send(&event).await;
        assert_refused(&answer, 403, "wrong_api", "the call is of another API or stage");
    }
}

#[tokio::test]
async fn an_event_that_contradicts_itself_is_refused() {
    let city = City::new().await;
    let good = start().bearer(&city.token(&["parks"])).proxy_event(Some(passed()));
    let other = "i-00000000000000002";
    let changed = |change: fn(&mut Value, &str)| {
        let mut event = good.clone();
        change(&mut event, other);
        event
    };
    let events = [
        changed(|event, _| event["requestContext"]["httpMethod"] = json!("GET")),
        changed(|event, _| event["resource"] = json!("/instances/{instanceId}/stop")),
        changed(|event, _| event["requestContext"]["resourcePath"] = json!("/instances")),
        changed(|event, id| event["pathParameters"]["instanceId"] = json!(id)),
        changed(|event, _| event["pathParameters"] = Value::Null),
        changed(|event, _| event["headers"]["X-HTTP-Method-Override"] = json!("GET")),
    ];

    for event in events {
        let answer = city.send(&event).await;
        assert_refused(
            &answer,
            400,
            "inconsistent_call",
            "the parts of the call contradict each other; send it again without changing its method",
        );
    }
    assert_eq!(city.calls(), 0);
}

#[tokio::test]
async fn bytes_that_are_no_event_are_refused() {
    let city = City::new().await;

    for bytes in ["", "null", "{}", "[]", "{\"resource\": 1}", "not json"] {
        let answer = city.send_bytes(bytes.as_bytes()).await;
        assert_refused(&answer, 400, "malformed_event", "the call could not be read");
    }
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there_are_named() {
    let city = City::new().await;

    let path = city.ask(&["parks"], Call::post("/instances/x/y/z")).await;
    let verb = city.ask(&["parks"], Call::get("/actions")).await;
    let id = city.ask(&["parks"], Call::post("/instances/i-UPPER/start")).await;
    let mut query = Call::get("/instances").bearer(&city.token(&["parks"]));
    query = query.body(Value::Null);
    let mut query = query.proxy_event(Some(passed()));
    query["body"] = Value::Null;
    query["queryStringParameters"] = json!({"state": "running"});
    let query = city.send(&query).await;

    assert_refused(
        &path,
        404,
        "unknown_route",
        "there is no such path; the instances are at /instances",
    );
    assert_refused(&verb, 405, "wrong_method", "found another method, required POST");
    assert_refused(
        &id,
        400,
        "bad_instance_id",
        "found `i-UPPER` as instance id, required an instance id: i- and 8 or 17 hexadecimal \
         digits in lower case, db: and a database's name, or service: and the names of a cluster and \
         of a service in it with : between them",
    );
    assert_refused(
        &query,
        400,
        "unexpected_query",
        "found a query string, required none; say what you want in the path or the body",
    );
}

#[tokio::test]
async fn a_body_in_base64_is_read_and_one_that_only_says_so_is_not() {
    let city = City::new().await;
    let call = Call::post("/actions").bearer(&city.token(&["parks"]));
    let mut event = call.proxy_event(Some(passed()));
    event["isBase64Encoded"] = json!(true);
    let body = json!({"action": "start", "instance_ids": [GIS], "dry_run": true}).to_string();

    event["body"] = json!(STANDARD.encode(&body));
    let read = city.send(&event).await;
    event["body"] = json!(body);
    let unread = city.send(&event).await;

    assert_eq!(read.status, 200);
    assert_refused(
        &unread,
        400,
        "bad_body",
        "found a body that says it is base64 and is not; send plain JSON",
    );
}

#[tokio::test]
async fn bodies_are_read_strictly_and_refused_with_what_to_do() {
    let city = City::new().await;
    let many = |count: usize| {
        let ids: Vec<String> = (0..count).map(|number| format!("\"i-{number:017x}\"")).collect();
        format!("{{\"action\":\"start\",\"instance_ids\":[{}]}}", ids.join(","))
    };
    let table = [
        ("", "found a body that is not JSON (it is empty), required a JSON object"),
        ("{", "found a body that is not JSON (line 1, column 1), required a JSON object"),
        ("[]", "found a list as `the body`, required a JSON object"),
        ("{}", "found no `action`, required one of `reboot`, `start` and `stop`"),
        (
            r#"{"action":"terminate"}"#,
            "found `terminate` as `action`, required one of `reboot`, `start` and `stop`",
        ),
        (
            r#"{"action":1}"#,
            "found a number as `action`, required one of `reboot`, `start` and `stop`",
        ),
        (
            r#"{"action":"stop","action":"start"}"#,
            "found `action` twice in the body, required once; leave one out",
        ),
        (r#"{"action":"start"}"#, "found neither `instance_ids` nor `tags`, required one of them"),
        (
            r#"{"action":"start","instance_ids":[],"tags":{}}"#,
            "found both `instance_ids` and `tags`, required one of them; send two requests",
        ),
        (
            r#"{"action":"start","instance_ids":[]}"#,
            "found an empty `instance_ids`, required at least one entry; name what is meant",
        ),
        (
            r#"{"action":"start","instance_ids":"i-00000000000000001"}"#,
            "found a text as `instance_ids`, required a list of instance ids: i- and 8 or 17 \
             hexadecimal digits in lower case, db: and a database's name, or service: and the names of \
             a cluster and of a service in it with : between them",
        ),
        (
            r#"{"action":"start","instance_ids":["*"]}"#,
            "found `*` as `instance_ids`, required a list of instance ids: i- and 8 or 17 \
             hexadecimal digits in lower case, db: and a database's name, or service: and the names of \
             a cluster and of a service in it with : between them",
        ),
        (
            r#"{"action":"start","tags":{}}"#,
            "found an empty `tags`, required at least one entry; name what is meant",
        ),
        (
            r#"{"action":"start","tags":{"Env":[]}}"#,
            "found an empty `tags`, required at least one entry; name what is meant",
        ),
        (
            r#"{"action":"start","tags":{"Env":"dev","Env":"prod"}}"#,
            "found `Env` twice in the body, required once; leave one out",
        ),
        (
            r#"{"action":"start","tags":{"Env":7}}"#,
            "found a number as `tags`, required an object of tag keys, each with a value or a list \
             of values",
        ),
        (
            r#"{"action":"start","tags":{"Env":"dev"},"partial":true}"#,
            "found both `partial` and `tags`, required one of them; send two requests",
        ),
        (
            r#"{"action":"start","instance_ids":["i-00000000000000001"],"force":true}"#,
            "found `force` in the body, required only `action`, `instance_ids` or `tags`, \
             `dry_run`, `partial` and `wait_seconds`",
        ),
        (
            r#"{"action":"start","instance_ids":["i-00000000000000001"],"dry_run":"yes"}"#,
            "found a text as `dry_run`, required true or false",
        ),
        (
            r#"{"action":"start","instance_ids":["i-00000000000000001"],"wait_seconds":-1}"#,
            "found a negative or fractional number as `wait_seconds`, required whole seconds, 0 or \
             more",
        ),
        (
            r#"{"action":"start","instance_ids":["i-00000000000000001"],"wait_seconds":600}"#,
            "found 600 as `wait_seconds`, required at most 20; ask for less and look again by \
             GET /instances",
        ),
    ];

    for (body, message) in table {
        assert_refused(&city.raw("/actions", body).await, 400, "bad_body", message);
    }
    assert_refused(
        &city.raw("/actions", &many(101)).await,
        400,
        "bad_body",
        "found 101 instance ids, required at most 100; split the request",
    );
    let script = [
        (r#"{"action":"Start"}"#, "found no `Action`, required `Start` or `Stop`"),
        (r#"{"Action":"start"}"#, "found `start` as `Action`, required `Start` or `Stop`"),
        (
            r#"{"Action":"Start","Target":"all"}"#,
            "found `Target` in the body, required only `Action`; use POST /actions for anything else",
        ),
    ];
    for (body, message) in script {
        assert_refused(&city.raw("/", body).await, 400, "bad_body", message);
    }
    assert_eq!(city.calls(), 0);
}

impl City {
    async fn raw(&self, path: &str, body: &str) -> Answer {
        let call = Call::post(path).bearer(&self.token(&["parks"]));
        let mut event = call.proxy_event(Some(passed()));
        event["body"] = json!(body);
        self.send(&event).await
    }
}
