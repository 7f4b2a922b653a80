//! The wire shape that REQUEST authorizer events and proxy events of REST APIs have in common. Each
//! Lambda knows what only its own events have.
//!
//! Members that are not known are passed over, maps may be null (API Gateway sends both).

use sekisho_policy::{Fact, Source, VpcEndpointId};
use serde::{Deserialize, de::IgnoredAny};

use crate::{Authorization, Described, Pairs, RequestIds, RestCall};

impl RestCall {
    /// The call an event is about; `None` if the bytes are no event of a REST API. What serde found
    /// wrong is not kept: its messages quote the event, and the event holds a token.
    #[must_use]
    pub fn decode(event: &[u8]) -> Option<Self> {
        let event: RestEvent = serde_json::from_slice(event).ok()?;
        let RestEvent { request_context: context, headers, multi_value_headers, .. } = event;
        let overrides_method =
            headers.has(METHOD_OVERRIDE) || multi_value_headers.has(METHOD_OVERRIDE);
        let described = Described {
            methods: [event.http_method, context.http_method],
            templates: [event.resource, context.resource_path],
            path: event.path,
            path_parameters: event.path_parameters.0,
            api: [context.account_id, context.api_id, context.stage],
            overrides_method,
        };
        let (request, extended) = (context.request_id, context.extended_request_id);
        Some(Self {
            authorization: Authorization::of_headers(headers, multi_value_headers),
            described,
            source: context.identity.source(),
            ids: RequestIds::new(request.as_deref(), extended.as_deref()),
            passed_authorizer: !context.authorizer.is_empty(),
        })
    }
}

const METHOD_OVERRIDE: &str = "x-http-method-override";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RestEvent {
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
    #[serde(default)]
    authorizer: Pairs<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    source_ip: Option<String>,
    vpce_id: Option<String>,
}

impl Identity {
    /// The place a call comes from: what API Gateway saw itself, never what a header claims. Whatever
    /// is not exactly an address or an endpoint id is unknown, not absent: rules about places then
    /// deny.
    fn source(&self) -> Source {
        let address = self.source_ip.as_deref().and_then(|text| text.parse().ok());
        let endpoint = self.vpce_id.as_deref().and_then(|text| VpcEndpointId::parse(text).ok());
        Source::new(Fact::known_or_unknown(address), Fact::known_or_unknown(endpoint))
    }
}
