//! Answers as EC2, RDS and STS write them: elements with a text or with elements in them.

use std::collections::BTreeMap;

use sekisho_policy::{InstanceId, UnixTime};

use crate::{
    Place, Seen, State,
    adapters::cloud::{AssumeRole, Credentials, Failure, Shown},
};

/// An element without attributes.
pub(super) struct Element {
    name: &'static str,
    content: Content,
}

enum Content {
    Text(String),
    Elements(Vec<Element>),
}

pub(super) fn text(name: &'static str, text: impl Into<String>) -> Element {
    Element { name, content: Content::Text(text.into()) }
}

pub(super) fn list(name: &'static str, elements: Vec<Element>) -> Element {
    Element { name, content: Content::Elements(elements) }
}

impl Element {
    pub(super) fn document(&self) -> String {
        let mut document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned();
        self.write(&mut document);
        document
    }

    fn write(&self, document: &mut String) {
        document.extend(["<", self.name, ">"]);
        match &self.content {
            Content::Text(text) => escape(text, document),
            Content::Elements(elements) => elements.iter().for_each(|one| one.write(document)),
        }
        document.extend(["</", self.name, ">"]);
    }
}

fn escape(text: &str, document: &mut String) {
    for sign in text.chars() {
        match sign {
            '<' => document.push_str("&lt;"),
            '>' => document.push_str("&gt;"),
            '&' => document.push_str("&amp;"),
            '"' => document.push_str("&quot;"),
            '\r' => document.push_str("&#13;"),
            sign => document.push(sign),
        }
    }
}

pub(super) fn instances(place: &Place, shown: &Shown) -> Element {
    let reservation = |seen: &Seen| {
        list(
            "item",
            vec![
                text("ownerId", place.account.as_str()),
                list("instancesSet", vec![instance(seen)]),
            ],
        )
    };
    let mut elements = vec![list("reservationSet", shown.seen.iter().map(reservation).collect())];
    elements.extend(shown.next.iter().map(|token| text("nextToken", token.as_str())));
    list("DescribeInstancesResponse", elements)
}

fn instance(seen: &Seen) -> Element {
    let tag = |(key, value): &(String, String)| {
        list("item", vec![text("key", key.as_str()), text("value", value.as_str())])
    };
    let root = if seen.instance_store { "instance-store" } else { "ebs" };
    let mut elements = vec![
        text("instanceId", seen.id.as_str()),
        state("instanceState", seen.state),
        list("tagSet", seen.tags.iter().map(tag).collect()),
        text("rootDeviceType", root),
        text("reason", seen.transition_reason.clone().unwrap_or_default()),
    ];
    elements.extend(seen.launched_at.map(|at| {
        // A time that no calendar has is written as its beginning: longer ago than any run.
        let at = jiff::Timestamp::from_second(at.seconds()).unwrap_or_default();
        text("launchTime", at.to_string())
    }));
    elements.extend(seen.state_reason.iter().map(|reason| {
        let (code, message) = (reason.code.as_str(), reason.text.as_str());
        list("stateReason", vec![text("code", code), text("message", message)])
    }));
    elements.extend(seen.managed_by.iter().map(|service| {
        list("operator", vec![text("managed", "true"), text("principal", service.as_str())])
    }));
    list("item", elements)
}

/// The members of Auto Scaling groups. What the reader does not ask for is the same of each.
pub(super) fn group_members(place: &Place, standby: &BTreeMap<InstanceId, bool>) -> Element {
    let member = |(id, standby): (&InstanceId, &bool)| {
        let state = if *standby { "Standby" } else { "InService" };
        list(
            "member",
            vec![
                text("InstanceId", id.as_str()),
                text("AutoScalingGroupName", "group"),
                text("AvailabilityZone", format!("{}a", place.region)),
                text("LifecycleState", state),
                text("HealthStatus", "HEALTHY"),
                text("ProtectedFromScaleIn", "false"),
            ],
        )
    };
    let members = list("AutoScalingInstances", standby.iter().map(member).collect());
    let result = list("DescribeAutoScalingInstancesResult", vec![members]);
    list("DescribeAutoScalingInstancesResponse", vec![result])
}

/// SOURCE: EC2 API reference, `InstanceState`: the codes of the states.
fn state(name: &'static str, state: State) -> Element {
    let code = match state {
        State::Pending => "0",
        State::Running => "16",
        State::ShuttingDown => "32",
        State::Terminated => "48",
        State::Stopping => "64",
        State::Stopped => "80",
        State::Unknown => "255",
    };
    list(name, vec![text("code", code), text("name", state.name())])
}

pub(super) fn changed(
    action: &str,
    request_id: Option<&str>,
    ids: &[InstanceId],
    before: &[Option<State>],
    after: &[Option<State>],
) -> Element {
    let request_id = text("requestId", request_id.unwrap_or_default());
    let name = match action {
        "StartInstances" => "StartInstancesResponse",
        "StopInstances" => "StopInstancesResponse",
        _ => return list("RebootInstancesResponse", vec![request_id, text("return", "true")]),
    };
    let known = |found: &Option<State>| found.unwrap_or(State::Unknown);
    let items = ids.iter().zip(before.iter().zip(after)).map(|(id, (before, after))| {
        let states = [state("currentState", known(after)), state("previousState", known(before))];
        list("item", [text("instanceId", id.as_str())].into_iter().chain(states).collect())
    });
    list(name, vec![request_id, list("instancesSet", items.collect())])
}

pub(super) fn assumed(ask: &AssumeRole, credentials: &Credentials, now: UnixTime) -> Element {
    let lasts = i64::try_from(ask.lasts.as_secs()).unwrap_or(i64::MAX);
    let ends = now.seconds().saturating_add(lasts);
    // A time that no calendar has is written as its beginning: whoever reads it asks again.
    let ends = jiff::Timestamp::from_second(ends).unwrap_or_default();
    let user = format!("{}/{}", ask.role.replace(":role/", ":assumed-role/"), ask.session_name);
    let result = vec![
        list(
            "Credentials",
            vec![
                text("AccessKeyId", credentials.access_key_id.as_str()),
                text("SecretAccessKey", credentials.secret_access_key.as_str()),
                text("SessionToken", credentials.session_token.as_str()),
                text("Expiration", ends.to_string()),
            ],
        ),
        list(
            "AssumedRoleUser",
            vec![text("Arn", user), text("AssumedRoleId", credentials.access_key_id.as_str())],
        ),
        text("SourceIdentity", ask.source_identity.as_str()),
    ];
    list("AssumeRoleResponse", vec![list("AssumeRoleResult", result)])
}

pub(super) fn error(failure: &Failure, has_sender: bool) -> Element {
    let error = vec![
        text("Code", failure.error.code.as_str()),
        text("Message", failure.error.text.as_str()),
    ];
    let request_id = failure.request_id.clone().unwrap_or_default();
    if has_sender {
        let sender = [text("Type", "Sender")].into_iter().chain(error).collect();
        return list("ErrorResponse", vec![list("Error", sender), text("RequestId", request_id)]);
    }
    let errors = list("Errors", vec![list("Error", error)]);
    list("Response", vec![errors, text("RequestID", request_id)])
}
