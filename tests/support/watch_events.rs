//! The events EventBridge makes of what happens to instances.
//!
//! SOURCE: Amazon EC2 user guide, "EC2 instance state change events"; AWS CloudTrail user guide,
//! "CloudTrail record contents"; IAM user guide, "Monitor and control actions taken with assumed roles"
//! (`sourceIdentity`).

use sekisho_policy::UnixTime;
use serde_json::{Value, json};

use crate::moto::{ACCOUNT, REGION};

/// A call of EC2, as CloudTrail tells EventBridge.
#[derive(Clone, Debug)]
pub struct Told {
    event: Value,
}

impl Told {
    /// Somebody stopped these instances in the console.
    pub fn stopped(event_id: &str, at: UnixTime, ids: &[&str]) -> Self {
        Self::called("StopInstances", event_id, at, ids)
    }

    /// Somebody terminated these instances in the console.
    pub fn terminated(event_id: &str, at: UnixTime, ids: &[&str]) -> Self {
        Self::called("TerminateInstances", event_id, at, ids)
    }

    fn called(verb: &str, event_id: &str, at: UnixTime, ids: &[&str]) -> Self {
        let named: Vec<Value> = ids.iter().map(|id| json!({"instanceId": id})).collect();
        let changed: Vec<Value> = ids
            .iter()
            .map(|id| {
                json!({
                    "instanceId": id,
                    "previousState": {"code": 16, "name": "running"},
                    "currentState": {"code": 64, "name": "stopping"},
                })
            })
            .collect();
        let detail = json!({
            "eventVersion": "1.11",
            "userIdentity": {
                "type": "IAMUser",
                "principalId": "AIDACKCEVSQ6C2EXAMPLE",
                "arn": format!("arn:aws:iam::{ACCOUNT}:user/kato"),
                "accountId": ACCOUNT,
                "userName": "kato",
            },
            "eventTime": written(at),
            "eventSource": "ec2.amazonaws.com",
            "eventName": verb,
            "awsRegion": REGION,
            "sourceIPAddress": "198.51.100.7",
            "userAgent": "console.amazonaws.com",
            "requestParameters": {"instancesSet": {"items": named}, "force": false},
            "responseElements": {"instancesSet": {"items": changed}},
            "requestID": "59dbff89-35bd-4eac-99ed-be587EXAMPLE",
            "eventID": event_id,
            "readOnly": false,
            "eventType": "AwsApiCall",
            "recipientAccountId": ACCOUNT,
        });
        Self { event: enveloped("AWS API Call via CloudTrail", event_id, at, &detail) }
    }

    /// An instance came to a state, and nobody says why.
    pub fn came_to(event_id: &str, at: UnixTime, id: &str, state: &str) -> Self {
        let detail = json!({"instance-id": id, "state": state});
        Self { event: enveloped("EC2 Instance State-change Notification", event_id, at, &detail) }
    }

    /// The same call in a session of this role, on behalf of somebody.
    pub fn in_a_session_of(self, role: &str, source_identity: Option<&str>) -> Self {
        let name = role.rsplit('/').next().expect("a role has a name");
        let mut context = json!({
            "sessionIssuer": {
                "type": "Role",
                "principalId": "AROACKCEVSQ6C2EXAMPLE",
                "arn": role,
                "accountId": ACCOUNT,
                "userName": name,
            },
            "attributes": {"creationDate": "2026-11-24T00:59:00Z", "mfaAuthenticated": "false"},
        });
        if let Some(identity) = source_identity {
            context["sourceIdentity"] = json!(identity);
        }
        self.with(
            "/detail/userIdentity",
            json!({
                "type": "AssumedRole",
                "principalId": "AROACKCEVSQ6C2EXAMPLE:0b5c",
                "arn": format!("arn:aws:sts::{ACCOUNT}:assumed-role/{name}/0b5c"),
                "accountId": ACCOUNT,
                "sessionContext": context,
            }),
        )
    }

    /// The same event with another value at this place; the member need not be there.
    pub fn with(mut self, place: &str, value: Value) -> Self {
        let (parent, name) = place.rsplit_once('/').expect("a JSON pointer");
        let parent = self.event.pointer_mut(parent).expect("the parent is there");
        parent[name] = value;
        self
    }

    /// The same event without the member at this place.
    pub fn without(mut self, place: &str) -> Self {
        let (parent, name) = place.rsplit_once('/').expect("a JSON pointer");
        let parent = self.event.pointer_mut(parent).expect("the parent is there");
        parent.as_object_mut().expect("an object").remove(name).expect("the member is there");
        self
    }

    /// The event by itself.
    pub fn event(&self) -> &Value {
        &self.event
    }
}

/// These events as the messages of a queue, by their ids.
pub fn queued(events: &[(&str, &Told)]) -> Value {
    let message = |(id, told): &(&str, &Told)| {
        json!({
            "messageId": id,
            "receiptHandle": "AQEBexample",
            "body": told.event.to_string(),
            "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1795482000000"},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": format!("arn:aws:sqs:{REGION}:{ACCOUNT}:sekisho-guard"),
            "awsRegion": REGION,
        })
    };
    json!({"Records": events.iter().map(message).collect::<Vec<_>>()})
}

/// A time as AWS writes it.
pub fn written(at: UnixTime) -> String {
    jiff::Timestamp::from_second(at.seconds()).expect("a time of this age").to_string()
}

fn enveloped(detail_type: &str, id: &str, at: UnixTime, detail: &Value) -> Value {
    json!({
        "version": "0",
        "id": format!("envelope-{id}"),
        "detail-type": detail_type,
        "source": "aws.ec2",
        "account": ACCOUNT,
        "time": written(at),
        "region": REGION,
        "resources": [],
        "detail": detail,
    })
}
