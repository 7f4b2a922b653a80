//! What only proxy events have. No other file knows it.
//!
//! Decoded here again, whatever the authorizer made of the same call: this room can be invoked
//! without it. What a proxy event shares with the authorizer's is read by [`RestCall`].

use base64::{Engine, engine::general_purpose::STANDARD};
use sekisho_lambda::{Pairs, RestCall};
use serde::{Deserialize, de::IgnoredAny};

/// What an event says. Nothing in it is trusted but its source address, and that only because
/// API Gateway wrote it.
pub(crate) struct Call {
    /// What the authorizer's event says too.
    pub(crate) rest: RestCall,
    /// Whether there is a query string. No route takes one.
    pub(crate) has_query: bool,
    /// The body; `None` where it cannot be decoded.
    pub(crate) body: Option<Vec<u8>>,
}

/// The call an event is about; `None` if the bytes are no proxy event. What serde found wrong is not
/// kept: its messages quote the event, and the event holds a token.
pub(crate) fn decode(event: &[u8]) -> Option<Call> {
    let rest = RestCall::decode(event)?;
    let event: ProxyEvent = serde_json::from_slice(event).ok()?;
    Some(Call {
        rest,
        has_query: !(event.query_string_parameters.is_empty()
            && event.multi_value_query_string_parameters.is_empty()),
        body: body(event.body, event.is_base64_encoded),
    })
}

/// The body: empty for none; `None` for one that says it is base64 and is not.
fn body(text: Option<String>, base64: bool) -> Option<Vec<u8>> {
    let text = text.unwrap_or_default();
    if base64 { STANDARD.decode(text).ok() } else { Some(text.into_bytes()) }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProxyEvent {
    #[serde(default)]
    query_string_parameters: Pairs<IgnoredAny>,
    #[serde(default)]
    multi_value_query_string_parameters: Pairs<IgnoredAny>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}
