//! SSM's protocol: JSON 1.1, in which the header `X-Amz-Target` names the call.

use sekisho_policy::{InstanceId, RunbookName, UnixTime};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

use super::{WireAnswer, request::invalid};
use crate::{
    Place,
    adapters::{
        automation::{Automation as _, INSTANCE_ID, StartRun},
        cloud::{Failure, FailureKind, Session},
        simulated::SimulatedCloud,
    },
};

/// What stands before the name of a call in the header.
pub(super) const SERVICE: &str = "AmazonSSM.";

/// The members of a start that are understood; any other is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Start {
    document_name: String,
    parameters: BTreeMap<String, Vec<String>>,
    client_token: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Get {
    automation_execution_id: String,
}

/// Answers one call.
pub(super) async fn answer(
    cloud: &SimulatedCloud,
    call: &str,
    place: &Place,
    session: Option<&Session>,
    body: &[u8],
) -> Result<WireAnswer, Failure> {
    let body = match call {
        "StartAutomationExecution" => {
            let ask = start(body)?;
            let id = cloud.start(place, session, &ask).await?;
            json!({ "AutomationExecutionId": id })
        }
        "GetAutomationExecution" => {
            let Get { automation_execution_id: id } = read(body)?;
            let (status, ended_at) = cloud.status_now(place, session, &id)?;
            // What is null is taken for left out.
            json!({ "AutomationExecution": {
                "AutomationExecutionId": id,
                "AutomationExecutionStatus": status,
                "ExecutionEndTime": ended_at.map(UnixTime::seconds),
            } })
        }
        _ => return Err(invalid("UnknownOperationException", call)),
    };
    Ok(WireAnswer { status: 200, body: body.to_string() })
}

fn start(body: &[u8]) -> Result<StartRun, Failure> {
    let Start { document_name, mut parameters, client_token } = read(body)?;
    let ids = parameters.remove(INSTANCE_ID).unwrap_or_default();
    let wrong = |text: &str| invalid("InvalidAutomationExecutionParametersException", text);
    let [id] = ids.as_slice() else { return Err(wrong("one InstanceId is needed")) };
    if !parameters.is_empty() {
        return Err(wrong("there is a parameter that the document does not have"));
    }
    let is_uuid = client_token.len() == 36
        && client_token.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    if !is_uuid {
        return Err(invalid("ValidationException", "the client token is no UUID"));
    }
    let runbook = RunbookName::parse(&document_name).map_err(|error| wrong(&error.to_string()))?;
    // A document is told the name of a database alone, and a service as its ARN has it.
    let instance = InstanceId::parse(id)
        .or_else(|_| InstanceId::parse(&format!("db:{id}")))
        .or_else(|_| InstanceId::parse(&format!("service:{}", id.replace('/', ":"))));
    let instance = instance.map_err(|error| wrong(&error.to_string()))?;
    Ok(StartRun { runbook, instance, token: client_token })
}

pub(super) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|error| invalid("ValidationException", &error.to_string()))
}

pub(super) fn refusal(Failure { kind, error, .. }: &Failure) -> WireAnswer {
    let status = match kind {
        FailureKind::Refused | FailureKind::Throttled => 400,
        FailureKind::Unanswered => 500,
    };
    let body = json!({ "__type": error.code, "message": error.text });
    WireAnswer { status, body: body.to_string() }
}
