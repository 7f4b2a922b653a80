//! The wire shape of Lambda proxy events of REST APIs. No other file knows it.
//!
//! Members that are not known are passed over, maps may be null (API Gateway sends both). Decoded
//! here again, whatever the authorizer made of the same call: this room can be invoked without it.

use std::{fmt, marker::PhantomData};

use base64::{Engine, engine::general_purpose::STANDARD};
use sekisho_policy::{Fact, Source, VpcEndpointId};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use crate::{
    call::{Authorization, Call, RequestIds, Secret},
    route::Route,
};

/// The call an event is about; `None` if the bytes are no proxy event. What serde found wrong is not
/// kept: its messages quote the event, and the event holds a token.
pub(crate) fn decode(event: &[u8]) -> Option<Call> {
    let event: ProxyEvent = serde_json::from_slice(event).ok()?;
    let route = Route::of(&event.http_method, &event.path);
    let consistent = route.as_ref().is_ok_and(|route| agrees(&event, route));
    let ProxyEvent { request_context: context, headers, multi_value_headers, .. } = event;
    Some(Call {
        authorization: authorization(headers, multi_value_headers),
        passed_authorizer: !context.authorizer.0.is_empty(),
        api: [context.account_id, context.api_id, context.stage],
        route,
        consistent,
        has_query: !(event.query_string_parameters.0.is_empty()
            && event.multi_value_query_string_parameters.0.is_empty()),
        source: source(&context.identity),
        body: body(event.body, event.is_base64_encoded),
        ids: RequestIds { request: context.request_id, extended: context.extended_request_id },
    })
}

/// Whether everything the event says in several places is said of one route.
fn agrees(event: &ProxyEvent, route: &Route) -> bool {
    let context = &event.request_context;
    let parameters = event.path_parameters.0.iter().map(|(name, id)| (name.as_str(), id.as_str()));
    event.http_method == context.http_method
        && event.resource == route.template()
        && context.resource_path == route.template()
        && parameters.eq(route.parameters())
        && !event.headers.has(METHOD_OVERRIDE)
        && !event.multi_value_headers.has(METHOD_OVERRIDE)
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

/// The body: empty for none; `None` for one that says it is base64 and is not.
fn body(text: Option<String>, base64: bool) -> Option<Vec<u8>> {
    let text = text.unwrap_or_default();
    if base64 { STANDARD.decode(text).ok() } else { Some(text.into_bytes()) }
}

const AUTHORIZATION: &str = "authorization";
const METHOD_OVERRIDE: &str = "x-http-method-override";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProxyEvent {
    resource: String,
    path: String,
    http_method: String,
    #[serde(default)]
    headers: Pairs<Option<String>>,
    #[serde(default)]
    multi_value_headers: Pairs<Option<Vec<String>>>,
    #[serde(default)]
    query_string_parameters: Pairs<IgnoredAny>,
    #[serde(default)]
    multi_value_query_string_parameters: Pairs<IgnoredAny>,
    #[serde(default)]
    path_parameters: Pairs<String>,
    request_context: RequestContext,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
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
    #[serde(default)]
    authorizer: Pairs<IgnoredAny>,
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
