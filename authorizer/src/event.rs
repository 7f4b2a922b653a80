//! What only authorizer events have. No other file knows it.
//!
//! Read are the REQUEST and TOKEN events of REST APIs; the payloads of HTTP APIs, which cannot be
//! private, are refused. What a REQUEST event shares with the executor's is read by [`RestCall`].

use sekisho_lambda::{Authorization, RequestIds, RestCall};
use sekisho_policy::Source;
use serde::{Deserialize, de::IgnoredAny};

use crate::{call::Call, refusal::Refusal};

/// The call an event is about.
pub(crate) fn decode(event: &[u8]) -> Result<Call, Refusal> {
    // What serde found wrong is not kept: its messages quote the event, and the event holds a token.
    let kind: Kind = serde_json::from_slice(event).map_err(|_| Refusal::MalformedEvent)?;
    match (kind.name.as_deref(), kind.version) {
        (Some("REQUEST"), None) => request(event),
        (Some("TOKEN"), None) => serde_json::from_slice(event).ok().map(token),
        _ => return Err(Refusal::UnsupportedEvent),
    }
    .ok_or(Refusal::MalformedEvent)
}

fn request(event: &[u8]) -> Option<Call> {
    let RequestEvent { method_arn } = serde_json::from_slice(event).ok()?;
    let RestCall { authorization, described, source, ids, .. } = RestCall::decode(event)?;
    Some(Call { authorization, method_arn, described: Some(described), source, ids })
}

/// A TOKEN event says nothing of the place a call comes from: it stays unknown.
fn token(event: TokenEvent) -> Call {
    Call {
        authorization: Authorization::of_value(event.authorization_token),
        method_arn: event.method_arn,
        described: None,
        source: Source::default(),
        ids: RequestIds::default(),
    }
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    name: Option<String>,
    /// Only the payloads of HTTP APIs have a version.
    version: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TokenEvent {
    authorization_token: Option<String>,
    method_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestEvent {
    method_arn: String,
}
