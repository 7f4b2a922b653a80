//! The HTTP side of the local system: the API, and what exists only on a developer's machine.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, Query, Request, State},
    http::{HeaderMap, HeaderName, Response, StatusCode, header::HOST, request::Parts},
    middleware::{self, Next},
    response::IntoResponse,
    routing::{get, post},
};
use sekisho_policy::{PolicyName, VpcEndpointId};
use sekisho_store::PolicyTable;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    call::Call,
    gateway::{Gateway, HttpAnswer},
    issuer::{Persona, TOKEN_LIFE_SECONDS},
    sign_in,
    tokens::Tokens,
    vendor,
};
use crate::scenario::{Pass, Place, Town};

/// The address a call claims to come from. API Gateway would see it for itself; on loopback every
/// caller is 127.0.0.1, so the local gateway, which listens nowhere else, believes this header.
pub const SOURCE_HEADER: &str = "x-sekisho-dev-source";

/// The VPC endpoint a call claims to come through.
pub const VPCE_HEADER: &str = "x-sekisho-dev-vpce";

/// Where the issuer's keys and tokens are, below the server's root.
pub(super) const ISSUER_PATH: &str = "/dev/issuer";

/// Where tokens are minted.
pub const TOKEN_PATH: &str = "/dev/token";

/// The largest body API Gateway takes.
///
/// SOURCE: API Gateway developer guide, "Quotas for configuring and running a REST API".
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// Everything the handlers share.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) gateway: Gateway,
    pub(crate) tokens: Tokens,
    pub(crate) town: Town,
    /// Where a call comes from that does not say so itself.
    pub(crate) from: Option<Place>,
    /// Where the policy is.
    pub(crate) table: Arc<dyn PolicyTable>,
    /// Which policy.
    pub(crate) policy: PolicyName,
}

/// The routes of the local system.
pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route(&format!("{ISSUER_PATH}/.well-known/jwks.json"), get(keys))
        .route(TOKEN_PATH, post(token))
        .merge(sign_in::router())
        .merge(vendor::router())
        .fallback(api)
        .layer(middleware::from_fn(local_names_only))
        .with_state(site)
}

/// A request for a token.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenRequest {
    pub(crate) user: String,
    #[serde(default)]
    pub(crate) pass: Pass,
}

/// The answer to it. No `Debug`: it holds a token.
#[derive(Deserialize, Serialize)]
pub(crate) struct TokenAnswer {
    pub(crate) access_token: String,
    pub(crate) expires_in: i64,
    pub(crate) token_type: String,
}

async fn keys(State(site): State<Arc<Site>>) -> Json<Value> {
    Json(site.tokens.issuer().jwks())
}

async fn token(
    State(site): State<Arc<Site>>,
    Json(request): Json<TokenRequest>,
) -> Result<Json<TokenAnswer>, (StatusCode, Json<Value>)> {
    let refuse = |status, message: String| (status, Json(json!({ "message": message })));
    let Some(person) = site.town.people.get(&request.user) else {
        let known = crate::scenario::known(site.town.people.keys());
        let found = request.user.escape_debug();
        let message = format!("found the user `{found}`, required one of the town: {known}");
        return Err(refuse(StatusCode::NOT_FOUND, message));
    };
    let now = site.gateway.clock.now();
    let persona = Persona::new(&request.user).in_groups(person.groups.clone());
    match site.tokens.mint(&persona, request.pass, now) {
        Ok(Some(access_token)) => Ok(Json(TokenAnswer {
            access_token,
            expires_in: TOKEN_LIFE_SECONDS,
            token_type: "Bearer".to_owned(),
        })),
        Ok(None) => Err(refuse(StatusCode::BAD_REQUEST, "`none` is no token".to_owned())),
        Err(error) => Err(refuse(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())),
    }
}

async fn api(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        let body = json!({ "message": "Request Too Long" });
        return respond(HttpAnswer::of_gateway(413, "RequestTooLargeException", &body));
    };
    match call(&parts, body.into(), peer, &site) {
        Ok(call) => respond(site.gateway.answer(call).await),
        Err(message) => {
            let body = json!({ "message": message });
            respond(HttpAnswer::of_gateway(400, "BadRequestException", &body))
        }
    }
}

/// The call, as the network in front of API Gateway would deliver it.
fn call(parts: &Parts, body: Vec<u8>, peer: SocketAddr, site: &Site) -> Result<Call, &'static str> {
    let source = dev_header::<IpAddr>(&parts.headers, SOURCE_HEADER)
        .map_err(|()| "x-sekisho-dev-source must be given once, as an IP address")?;
    let vpce = dev_header::<VpcEndpointId>(&parts.headers, VPCE_HEADER)
        .map_err(|()| "x-sekisho-dev-vpce must be given once, as a VPC endpoint id")?;
    let from = site.from.as_ref().filter(|_| source.is_none() && vpce.is_none());
    let headers = parts.headers.iter().map(|(name, value)| {
        let value = value.to_str().map_err(|_| "a header value is not visible ASCII")?;
        Ok((as_sent(name), value.to_owned()))
    });
    let headers = headers.collect::<Result<Vec<_>, &'static str>>()?;
    let is_ours = |name: &str| {
        [SOURCE_HEADER, VPCE_HEADER].iter().any(|ours| name.eq_ignore_ascii_case(ours))
    };
    let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
        .map_err(|_| "the query string cannot be read")?;
    Ok(Call {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: query.0,
        headers: headers.into_iter().filter(|(name, _)| !is_ours(name)).collect(),
        body,
        source: source.or(from.map(|place| place.address)).unwrap_or(peer.ip()),
        vpce: vpce.or_else(|| from.and_then(|place| place.vpce.clone())),
        request_id: Uuid::new_v4().to_string(),
        at: site.gateway.clock.now(),
    })
}

/// The value of one of the headers above: none, or exactly one that parses.
fn dev_header<T: std::str::FromStr>(headers: &HeaderMap, name: &str) -> Result<Option<T>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            value.to_str().ok().and_then(|text| text.parse().ok()).map(Some).ok_or(())
        }
        (Some(_), Some(_)) => Err(()),
    }
}

/// A header's name the way clients write it: this server's HTTP library folds names to lower case,
/// API Gateway passes them on as they came.
fn as_sent(name: &HeaderName) -> String {
    let mut upper = !name.as_str().starts_with("x-amzn-");
    let fold = |letter: char| {
        let sent = if upper { letter.to_ascii_uppercase() } else { letter };
        upper = letter == '-' && !name.as_str().starts_with("x-amzn-");
        sent
    };
    name.as_str().chars().map(fold).collect()
}

fn respond(answer: HttpAnswer) -> Response<Body> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response
        .body(Body::from(answer.body))
        .unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into_response())
}

/// Refuses a call that reaches loopback under another name: a page on the web that makes its own
/// name point here (DNS rebinding) must not be able to fetch tokens.
async fn local_names_only(request: Request, next: Next) -> Response<Body> {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    if name == "localhost" || address.is_ok_and(|address| address.is_loopback()) {
        next.run(request).await
    } else {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    }
}
