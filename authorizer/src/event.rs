//! The wire shape of authorizer events. No other file knows it.
//!
//! Read are the REQUEST and TOKEN events of REST APIs. Members that are not known are passed over,
//! maps may be null (API Gateway sends both); the payloads of HTTP APIs, which cannot be private,
//! are refused.

use core::{fmt, marker::PhantomData};

use sekisho_policy::{Fact, Source, VpcEndpointId};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use crate::{
    call::{Authorization, Call, Described, RequestIds, Secret},
    refusal::Refusal,
};

/// The call an event is about.
pub(crate) fn decode(event: &[u8]) -> Result<Call, Refusal> {
    // What serde found wrong is not kept: its messages quote the event, and the event holds a token.
    let kind: Kind = serde_json::from_slice(event).map_err(|_| Refusal::MalformedEvent)?;
    match (kind.name.as_deref(), kind.version) {
        (Some("REQUEST"), None) => serde_json::from_slice(event).map(request),
        (Some("TOKEN"), None) => serde_json::from_slice(event).map(token),
        _ => return Err(Refusal::UnsupportedEvent),
    }
    .map_err(|_| Refusal::MalformedEvent)
}

fn request(event: RequestEvent) -> Call {
    let RequestEvent { request_context: context, headers, multi_value_headers, .. } = event;
    let described = Described {
        methods: [event.http_method, context.http_method],
        templates: [event.resource, context.resource_path],
        path: event.path,
        path_parameters: event.path_parameters.0,
        api: [context.account_id, context.api_id, context.stage],
        overrides_method: headers.has(METHOD_OVERRIDE) || multi_value_headers.has(METHOD_OVERRIDE),
    };
    Call {
        authorization: authorization(headers, multi_value_headers),
        method_arn: event.method_arn,
        described: Some(described),
        source: source(&context.identity),
        ids: RequestIds { request: context.request_id, extended: context.extended_request_id },
    }
}

/// A TOKEN event says nothing of the place a call comes from: it stays unknown.
fn token(event: TokenEvent) -> Call {
    Call {
        authorization: event
            .authorization_token
            .map_or(Authorization::Missing, |value| Authorization::One(Secret(value))),
        method_arn: event.method_arn,
        described: None,
        source: Source::default(),
        ids: RequestIds::default(),
    }
}

/// The one value of the `Authorization` header. API Gateway reports each header twice: once with one
/// value, once with all of them. A value counts only if both agree that there is no other.
fn authorization(
    headers: Pairs<Option<String>>,
    multi_value_headers: Pairs<Option<Vec<String>>>,
) -> Authorization {
    let reported_twice = !multi_value_headers.0.is_empty();
    let mut single = headers.named(AUTHORIZATION).flatten();
    let mut all = multi_value_headers.named(AUTHORIZATION).flatten().flatten();
    match (single.next(), single.next(), all.next(), all.next()) {
        (None, None, None, None) => Authorization::Missing,
        (Some(value), None, None, None) if !reported_twice => Authorization::One(Secret(value)),
        (Some(value), None, Some(again), None) if value == again => {
            Authorization::One(Secret(value))
        }
        _ => Authorization::Ambiguous,
    }
}

/// The place a call comes from: what API Gateway saw itself, never what a header claims. Whatever is
/// not exactly an address or an endpoint id is unknown, not absent: rules about places then deny.
fn source(identity: &Identity) -> Source {
    let address = identity.source_ip.as_deref().and_then(|text| text.parse().ok());
    let endpoint = identity.vpce_id.as_deref().and_then(|text| VpcEndpointId::parse(text).ok());
    Source::new(Fact::known_or_unknown(address), Fact::known_or_unknown(endpoint))
}

const AUTHORIZATION: &str = "authorization";
const METHOD_OVERRIDE: &str = "x-http-method-override";

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
    resource: String,
    path: String,
    http_method: String,
    #[serde(default)]
    headers: Pairs<Option<String>>,
    #[serde(default)]
    multi_value_headers: Pairs<Option<Vec<String>>>,
    #[serde(default)]
    path_parameters: Pairs<String>,
    request_context: RequestContext,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext {
    account_id: String,
    api_id: String,
    stage: String,
    http_method: String,
    resource_path: String,
    request_id: Option<String>,
    extended_request_id: Option<String>,
    identity: Identity,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    source_ip: Option<String>,
    vpce_id: Option<String>,
}

/// The members of an object in their order, duplicates kept; none for null.
struct Pairs<V>(Vec<(String, V)>);

impl<V> Pairs<V> {
    /// The values of every member of this name, whatever its case.
    fn named(self, name: &'static str) -> impl Iterator<Item = V> {
        let of_name = move |pair: &(String, V)| pair.0.eq_ignore_ascii_case(name);
        self.0.into_iter().filter(of_name).map(|(_, value)| value)
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key.eq_ignore_ascii_case(name))
    }
}

impl<V> Default for Pairs<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<V>(PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Members<V> {
            type Value = Pairs<V>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object or null")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Pairs::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_any(Members(PhantomData))
    }
}
