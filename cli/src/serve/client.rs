//! A client of the local system: what curl does, for `demo` and `token`.

use std::time::Duration;

use reqwest::{Method, Url, redirect};
use serde_json::Value;

use super::http::{SOURCE_HEADER, TOKEN_PATH, TokenAnswer, TokenRequest, VPCE_HEADER};
use crate::{
    error::CommandError,
    scenario::{Pass, Place},
};

/// A client of one local system.
#[derive(Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    server: Url,
}

/// A request to the API. No `Debug`: it holds a token.
pub(crate) struct ApiRequest<'a> {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
    pub(crate) token: Option<&'a str>,
    pub(crate) place: &'a Place,
}

/// An answer of the API.
#[derive(Clone, Debug)]
pub(crate) struct ApiAnswer {
    pub(crate) status: u16,
    pub(crate) request_id: String,
    pub(crate) body: Value,
}

impl Client {
    pub(crate) fn new(server: Url) -> Result<Self, CommandError> {
        // No proxy: the environment's would see the tokens, and could not reach loopback.
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .timeout(Duration::from_secs(40))
            .build()
            .map_err(|error| unreachable_server(&server, &error))?;
        Ok(Self { http, server })
    }

    /// A token for a person of the town.
    pub(crate) async fn token(&self, user: &str, pass: Pass) -> Result<String, CommandError> {
        let failed = |error: reqwest::Error| unreachable_server(&self.server, &error);
        let request = TokenRequest { user: user.to_owned(), pass };
        let response =
            self.http.post(self.url(TOKEN_PATH)).json(&request).send().await.map_err(failed)?;
        if response.status().is_success() {
            let answer: TokenAnswer = response.json().await.map_err(failed)?;
            return Ok(answer.access_token);
        }
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap_or_default();
        let message = body.get("message").and_then(Value::as_str).unwrap_or("no reason given");
        Err(CommandError::NoToken { status, message: message.to_owned() })
    }

    /// Calls the API from a place of the town.
    pub(crate) async fn send(&self, request: ApiRequest<'_>) -> Result<ApiAnswer, CommandError> {
        let failed = |error: reqwest::Error| unreachable_server(&self.server, &error);
        let mut call = self
            .http
            .request(request.method, self.url(&request.path))
            .header(SOURCE_HEADER, request.place.address.to_string());
        if let Some(vpce) = &request.place.vpce {
            call = call.header(VPCE_HEADER, vpce.as_str());
        }
        if let Some(token) = request.token {
            call = call.bearer_auth(token);
        }
        if let Some(body) = &request.body {
            call = call.json(body);
        }
        let response = call.send().await.map_err(failed)?;
        let request_id = response
            .headers()
            .get("x-amzn-requestid")
            .and_then(|id| id.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let status = response.status().as_u16();
        let text = response.text().await.map_err(failed)?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(ApiAnswer { status, request_id, body })
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.server.clone();
        url.set_path(path);
        url
    }
}

fn unreachable_server(server: &Url, error: &reqwest::Error) -> CommandError {
    // reqwest's own text ends where the cause begins.
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    CommandError::Unreachable { server: server.to_string(), message: cause.to_string() }
}
