//! `AWS API Call via CloudTrail`: somebody called EC2.
//!
//! SOURCE: AWS CloudTrail user guide, "CloudTrail record contents": a call that failed has an
//! `errorCode`, and `requestParameters` may then be null.

use serde::Deserialize;

use super::{
    Event, Named, Verb, What,
    envelope::{LONGEST_ID, Whole},
    instance, time,
};
use crate::{
    State,
    guard::actor::{self, Actor},
};

pub(super) fn read(whole: &Whole<'_>) -> Result<Event, &'static str> {
    let Wire { detail } = serde_json::from_str(whole.text)
        .map_err(|_| "its `detail` is no record of CloudTrail about instances")?;
    if detail.event_source != "ec2.amazonaws.com" {
        return Err("its `eventSource` is not `ec2.amazonaws.com`");
    }
    let verb = match detail.event_name.as_str() {
        "StopInstances" => Verb::Stop,
        "TerminateInstances" => Verb::Terminate,
        _ => return Err("its `eventName` is neither `StopInstances` nor `TerminateInstances`"),
    };
    let place = &whole.place;
    if detail.aws_region != place.region.as_str() {
        return Err("its `awsRegion` is not that of the event");
    }
    if detail.recipient_account_id.is_some_and(|account| account != place.account.as_str()) {
        return Err("its `recipientAccountId` is not that of the event");
    }
    if detail.event_id.is_empty() || detail.event_id.len() > LONGEST_ID {
        return Err("its `eventID` is none");
    }
    let error = detail.error_code.map(|code| actor::kept(&code));
    let items = detail.request_parameters.map(|asked| asked.instances_set.items);
    let asked = items.unwrap_or_default();
    if asked.is_empty() && error.is_none() {
        return Err("it names no instance");
    }
    let changed = detail.response_elements.map(|answer| answer.instances_set.items);
    let changed = changed.unwrap_or_default();
    let named = |item: &Asked| -> Result<Named, &'static str> {
        let answer = changed.iter().find(|answer| answer.instance_id == item.instance_id);
        let was = answer.and_then(|answer| answer.previous_state.as_ref());
        let was = was.map(|state| State::named(&state.name));
        Ok(Named { id: instance(&item.instance_id)?, was })
    };
    let instances = asked.iter().map(named);
    // A call that failed may name what is no instance id: that may be why it failed.
    let instances: Vec<Named> = if error.is_some() {
        instances.filter_map(Result::ok).collect()
    } else {
        instances.collect::<Result<_, _>>()?
    };
    Ok(Event {
        id: detail.event_id,
        at: time(&detail.event_time)?,
        place: place.clone(),
        what: What::Call {
            verb,
            instances,
            actor: Actor::of(detail.user_identity, detail.source_ip_address.as_deref()),
            error,
        },
    })
}

#[derive(Deserialize)]
struct Wire {
    detail: Detail,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    #[serde(rename = "eventID")]
    event_id: String,
    event_source: String,
    event_name: String,
    event_time: String,
    aws_region: String,
    recipient_account_id: Option<String>,
    error_code: Option<String>,
    user_identity: actor::UserIdentity,
    #[serde(rename = "sourceIPAddress")]
    source_ip_address: Option<String>,
    request_parameters: Option<Set<Asked>>,
    response_elements: Option<Set<Answered>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Set<T> {
    instances_set: Items<T>,
}

#[derive(Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    instance_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    instance_id: String,
    previous_state: Option<Name>,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}
