//! The events the local gateway makes, beside real ones.

use std::{collections::BTreeSet, fs};

use sekisho::serve::{Call, MethodCall, Resource};
use sekisho_lambda::ApiPin;
use sekisho_policy::{UnixTime, VpcEndpointId};
use serde_json::{Map, Value, json};
use support::events;

use crate::command::repository;

fn api(account: &str, api_id: &str) -> ApiPin {
    events::api_of("aws", "ap-northeast-1", account, api_id, "prod")
}

fn call(method: &str, path: &str) -> Call {
    Call {
        method: method.to_owned(),
        path: path.to_owned(),
        query: Vec::new(),
        headers: vec![("Authorization".to_owned(), "Bearer token".to_owned())],
        body: Vec::new(),
        source: "10.20.3.7".parse().unwrap(),
        vpce: Some(VpcEndpointId::parse("vpce-0a1b2c3d4e5f60718").unwrap()),
        request_id: "one".to_owned(),
        at: UnixTime::from_seconds(1_795_478_400),
    }
}

/// The call a published event tells of, as it was before API Gateway and the endpoint added to it.
fn call_of(event: &Value) -> Call {
    let text = |pointer: &str| event.pointer(pointer).unwrap().as_str().unwrap();
    let added = |name: &str| name.starts_with("x-amzn-");
    let headers = event["headers"].as_object().unwrap().iter();
    let sent = headers.filter(|(name, _)| !added(name)).map(|(name, value)| {
        let value = value.as_str().unwrap();
        // The last address is what the endpoint appended.
        let value =
            if name == "X-Forwarded-For" { value.split(", ").next().unwrap() } else { value };
        (name.clone(), value.to_owned())
    });
    Call {
        headers: sent.collect(),
        source: text("/requestContext/identity/sourceIp").parse().unwrap(),
        vpce: Some(VpcEndpointId::parse(text("/requestContext/identity/vpceId")).unwrap()),
        request_id: text("/requestContext/requestId").to_owned(),
        at: UnixTime::from_seconds(
            event["requestContext"]["requestTimeEpoch"].as_i64().unwrap() / 1000,
        ),
        ..call(text("/httpMethod"), text("/path"))
    }
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// A published event, if this checkout stands beside them.
fn published(name: &str) -> Option<Value> {
    let path = repository("../shared/events").join(name);
    let Ok(text) = fs::read_to_string(&path) else {
        println!("{} is not here: nothing is compared", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

#[test]
fn an_authorizer_event_has_the_members_and_values_of_api_gateways() {
    let Some(published) = published("12-SYNTHETIC-private-rest-request-authorizer.json") else {
        return;
    };
    let context = &published["requestContext"];
    let api = api(context["accountId"].as_str().unwrap(), context["apiId"].as_str().unwrap());
    let call = call_of(&published);
    let resource = Resource::find(&call.method, &call.path).unwrap();

    let event = MethodCall { api: &api, call: &call, resource: &resource }.authorizer_event();

    assert_eq!(keys(&event), keys(&published));
    let same = [
        "/type",
        "/methodArn",
        "/resource",
        "/path",
        "/httpMethod",
        "/pathParameters",
        "/queryStringParameters",
        "/multiValueQueryStringParameters",
        "/stageVariables",
        "/headers/X-Forwarded-For",
        "/multiValueHeaders/Authorization",
        "/multiValueHeaders/x-amzn-vpce-id",
        "/requestContext/identity/sourceIp",
        "/requestContext/identity/vpceId",
        "/requestContext/path",
        "/requestContext/domainName",
        "/requestContext/domainPrefix",
        "/requestContext/requestTime",
        "/requestContext/requestTimeEpoch",
    ];
    for pointer in same {
        assert_eq!(event.pointer(pointer), published.pointer(pointer), "{pointer}");
    }
    for member in ["/headers", "/requestContext", "/requestContext/identity"] {
        let (ours, theirs) = (event.pointer(member).unwrap(), published.pointer(member).unwrap());
        assert_eq!(keys(ours), keys(theirs), "{member}");
    }
}

#[test]
fn a_proxy_event_has_the_members_of_a_captured_one() {
    let Some(captured) =
        published("10-private-api-proxy-event-captured-2023-trailing-slash-sanitised.json")
    else {
        return;
    };
    let (api, call) = (api("111122223333", "hoshimi0local"), call("GET", "/instances/"));
    let resource = Resource::find(&call.method, &call.path).unwrap();
    let authorizer: Map<String, Value> =
        [("principalId".to_owned(), json!("sub")), ("integrationLatency".to_owned(), json!(1))]
            .into_iter()
            .collect();

    let event =
        MethodCall { api: &api, call: &call, resource: &resource }.proxy_event(Some(authorizer));

    assert_eq!(keys(&event), keys(&captured));
    assert_eq!(
        keys(&event["requestContext"]["authorizer"]),
        keys(&captured["requestContext"]["authorizer"])
    );
    assert_eq!((&event["resource"], &event["path"]), (&json!("/instances"), &json!("/instances/")));
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&Value::Null, &json!(false)));
}

#[test]
fn a_body_is_text_or_base64_and_a_query_has_all_its_values() {
    let api = api("111122223333", "hoshimi0local");
    let mut call = call("POST", "/actions");
    let pair = |value: &str| ("tag".to_owned(), value.to_owned());
    call.query = vec![pair("a"), pair("b")];
    let resource = Resource::find(&call.method, &call.path).unwrap();

    call.body = "{\"action\":\"停止\"}".into();
    let text =
        MethodCall { api: &api, call: &call, resource: &resource }.proxy_event(Some(Map::new()));
    call.body = vec![0xff, 0x00];
    let bytes =
        MethodCall { api: &api, call: &call, resource: &resource }.proxy_event(Some(Map::new()));

    assert_eq!(
        (&text["body"], &text["isBase64Encoded"]),
        (&json!("{\"action\":\"停止\"}"), &json!(false))
    );
    assert_eq!((&bytes["body"], &bytes["isBase64Encoded"]), (&json!("/wA="), &json!(true)));
    assert_eq!(text["queryStringParameters"], json!({ "tag": "b" }));
    assert_eq!(text["multiValueQueryStringParameters"], json!({ "tag": ["a", "b"] }));
}

#[test]
fn only_the_methods_of_the_api_are_found() {
    let found = |method: &str, path: &str| Resource::find(method, path).map(|found| found.template);

    assert_eq!(found("POST", "/"), Some("/"));
    assert_eq!(found("GET", "/instances/"), Some("/instances"));
    assert_eq!(found("POST", "/instances/anything/stop"), Some("/instances/{instanceId}/stop"));
    for (method, path) in [
        ("GET", "/"),
        ("POST", "/instances"),
        ("GET", "/instances//"),
        ("POST", "/instances//stop"),
        ("POST", "/instances/i-1/stop/x"),
        ("POST", "/instances/i-1/terminate"),
        ("POST", "/Actions"),
        ("get", "/instances"),
    ] {
        assert_eq!(found(method, path), None, "{method} {path}");
    }
}
