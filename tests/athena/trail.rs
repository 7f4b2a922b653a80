//! What CloudTrail writes of a morning.
//!
//! SOURCE: CloudTrail user guide, "CloudTrail record contents" and "userIdentity element"; EC2's
//! `instancesSet` and `resourcesSet` as captured.

use serde_json::{Value, json};

/// The account of the machines.
pub const ACCOUNT: &str = "111122223333";
/// 2026-11-24 00:00 UTC, 09:00 in Japan.
const MIDNIGHT: i64 = 1_795_478_400;

/// A time of that day or the one before, in the form of CloudTrail.
pub fn iso(at: i64) -> String {
    let passed = at - MIDNIGHT;
    let (day, second) = (24 + passed.div_euclid(86_400), passed.rem_euclid(86_400));
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("2026-11-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// An event of EC2: its name, when, by whom, the id of the call, and what was asked for.
pub fn event(name: &str, at: i64, by: &Value, request_id: &str, asked: &Value) -> Value {
    json!({
        "eventVersion": "1.11",
        "userIdentity": by,
        "eventTime": iso(at),
        "eventSource": "ec2.amazonaws.com",
        "eventName": name,
        "awsRegion": "ap-northeast-1",
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "an agent",
        "requestParameters": asked,
        "responseElements": null,
        "requestID": request_id,
        "eventID": format!("event-{request_id}"),
        "readOnly": false,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    })
}

/// What a call to change instances asks for.
pub fn instances(ids: &[String]) -> Value {
    let items: Vec<Value> = ids.iter().map(|id| json!({ "instanceId": id })).collect();
    json!({ "instancesSet": { "items": items } })
}

/// What a call to tag an instance asks for.
pub fn tags(id: &str, key: &str, value: &str) -> Value {
    json!({
        "resourcesSet": { "items": [{ "resourceId": id }] },
        "tagSet": { "items": [{ "key": key, "value": value }] },
    })
}

/// Somebody in a role.
pub fn in_role(role: &str, session: &str, source_identity: Option<&str>) -> Value {
    let mut context = json!({
        "sessionIssuer": {
            "type": "Role", "principalId": "AROAEXAMPLE", "accountId": ACCOUNT, "userName": role,
            "arn": format!("arn:aws:iam::{ACCOUNT}:role/{role}"),
        },
        "attributes": { "creationDate": iso(MIDNIGHT), "mfaAuthenticated": "false" },
    });
    if let Some(source_identity) = source_identity {
        context["sourceIdentity"] = json!(source_identity);
    }
    json!({
        "type": "AssumedRole",
        "principalId": format!("AROAEXAMPLE:{session}"),
        "arn": format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}"),
        "accountId": ACCOUNT,
        "accessKeyId": "ASIAEXAMPLE",
        "sessionContext": context,
    })
}

/// Somebody at the console.
pub fn user(name: &str) -> Value {
    json!({
        "type": "IAMUser",
        "principalId": "AIDAEXAMPLE",
        "arn": format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        "accountId": ACCOUNT,
        "accessKeyId": "ASIAEXAMPLE",
        "userName": name,
        "sessionContext": {
            "attributes": { "creationDate": iso(MIDNIGHT), "mfaAuthenticated": "true" },
        },
    })
}
