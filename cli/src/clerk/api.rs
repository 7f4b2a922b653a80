//! The calls of the API, in the name of whoever is signed in.

use std::time::Duration;

use clap::Args;
use reqwest::{Method, Url, redirect};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{ClerkError, Passwords, Session, Sessions, answer::Answer, instance::List};
use crate::{Surroundings, error::CommandError};

/// Longer than the API takes for any answer.
/// SOURCE: API Gateway developer guide: an integration has at most 29 s unless the quota is raised.
const LONGEST_ANSWER: Duration = Duration::from_secs(40);

/// Which API is meant.
#[derive(Args, Debug, Default)]
pub(crate) struct SignedIn {
    /// The API, where you are signed in to several
    #[arg(long, value_name = "URL")]
    api: Option<Url>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Action {
    Start,
    Stop,
    Reboot,
}

impl Action {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Reboot => "reboot",
        }
    }
}

/// The API with a session.
pub(crate) struct Api {
    http: reqwest::Client,
    sessions: Sessions,
    session: Session,
}

impl SignedIn {
    pub(crate) fn open(self, surroundings: &Surroundings<'_>) -> Result<Api, CommandError> {
        let api = self.api.map(checked).transpose()?;
        let sessions = Sessions::new(surroundings.sessions.as_ref())?;
        let session = sessions.open(api.as_ref())?;
        // The file may have been written by another hand.
        let http = client(&checked(session.api.clone())?)?;
        Ok(Api { http, sessions, session })
    }

    /// Forgets the session; whether there was one.
    pub(crate) fn close(self, surroundings: &Surroundings<'_>) -> Result<bool, CommandError> {
        let api = self.api.map(checked).transpose()?;
        Sessions::new(surroundings.sessions.as_ref())?.forget(api.as_ref())
    }
}

/// Signs in, and keeps the session.
pub(crate) async fn sign_in(
    api: Url,
    user: String,
    passwords: &mut Passwords,
    surroundings: &mut Surroundings<'_>,
) -> Result<(), CommandError> {
    let api = checked(api)?;
    let sessions = Sessions::new(surroundings.sessions.as_ref())?;
    let http = client(&api)?;
    let body = json!({ "username": user, "password": passwords.present(surroundings)? });
    let mut told = post(&http, &api, "auth/sign-in", &body).await?;
    match told.get("challenge").and_then(Value::as_str) {
        None => {}
        Some("new_password_required") => {
            let chosen = passwords.new_one(surroundings)?;
            let session = told.get("session").cloned().unwrap_or_default();
            let body = json!({ "username": user, "new_password": chosen, "session": session });
            told = post(&http, &api, "auth/new-password", &body).await?;
        }
        Some(_) => return Err(refused(400, &json!({ "code": "unsupported_challenge" })).into()),
    }
    let text = |name| told.get(name).and_then(Value::as_str).map(str::to_owned);
    let Some(access_token) = text("access_token") else {
        return Err(refused(503, &json!({ "code": "sign_in_unavailable" })).into());
    };
    let refresh_token = text("refresh_token");
    sessions.keep(&Session { api, user, access_token, refresh_token })
}

/// Codes of failures that say that nothing was done. SOURCE: docs/api.md, docs/deploy.md.
const NOTHING_DONE: [&str; 5] = [
    "audit_unavailable",
    "authorizer_unavailable",
    "fleet_unavailable",
    "keys_unavailable",
    "policy_unavailable",
];

impl Api {
    /// The instances that may be seen, as they are at this moment.
    pub(crate) async fn list(&mut self) -> Result<List, CommandError> {
        let (status, body) = self.call(Method::GET, "instances", None).await?;
        self.read(status, body)
    }

    /// What became of a change, or would.
    pub(crate) async fn change(&mut self, order: &Value) -> Result<Answer, CommandError> {
        let (status, body) = self.call(Method::POST, "actions", Some(order)).await?;
        let is_dry = order.get("dry_run") == Some(&json!(true));
        let code = body.get("code").and_then(Value::as_str).unwrap_or_default();
        let is_told = body.get("instances").is_some_and(Value::is_array);
        // Whoever stands between gave up, or failed: nobody knows what was done.
        if status >= 500 && !is_dry && !is_told && !NOTHING_DONE.contains(&code) {
            let api = self.session.api.clone();
            let message = format!("the answer is the status {status}");
            return Err(ClerkError::Unanswered { api, message }.into());
        }
        self.read(status, body)
    }

    /// A call with the token; once more with a fresh one if this one is over.
    async fn call(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(u16, Value), CommandError> {
        let mut is_renewed = false;
        loop {
            let mut call = self.http.request(method.clone(), url(&self.session.api, path));
            call = call.bearer_auth(&self.session.access_token);
            if let Some(body) = body {
                call = call.json(body);
            }
            let (status, told) = send(call).await.map_err(|message| {
                let api = self.session.api.clone();
                let is_dry = body.is_none_or(|body| body.get("dry_run") == Some(&json!(true)));
                if is_dry {
                    ClerkError::Unreachable { api, message }
                } else {
                    ClerkError::Unanswered { api, message }
                }
            })?;
            if status != 401 {
                return Ok((status, told));
            }
            // Whoever is not known has had nothing done: to ask once more does nothing twice.
            if is_renewed {
                return Err(ClerkError::SessionOver(self.session.api.clone()).into());
            }
            self.renew().await?;
            is_renewed = true;
        }
    }

    async fn renew(&mut self) -> Result<(), CommandError> {
        let over = || CommandError::from(ClerkError::SessionOver(self.session.api.clone()));
        let Some(token) = &self.session.refresh_token else { return Err(over()) };
        let body = json!({ "refresh_token": token });
        let told = match post(&self.http, &self.session.api, "auth/refresh", &body).await {
            Ok(told) => told,
            // Whoever is only told to wait is still signed in.
            Err(CommandError::Clerk(ClerkError::Refused { status: 400 | 401, .. })) => {
                return Err(over());
            }
            Err(error) => return Err(error),
        };
        let text = |name| told.get(name).and_then(Value::as_str).map(str::to_owned);
        let Some(access_token) = text("access_token") else { return Err(over()) };
        self.session.access_token = access_token;
        if let Some(refresh_token) = text("refresh_token") {
            self.session.refresh_token = Some(refresh_token);
        }
        self.sessions.keep(&self.session)
    }

    /// What became of each instance is an answer, whatever the status says of the whole.
    fn read<T: DeserializeOwned>(&self, status: u16, body: Value) -> Result<T, CommandError> {
        if body.get("instances").is_some_and(Value::is_array) {
            let api = self.session.api.clone();
            serde_json::from_value(body).map_err(|_| ClerkError::Unreadable { api, status }.into())
        } else {
            Err(refused(status, &body).into())
        }
    }
}

/// A call without a token.
async fn post(
    http: &reqwest::Client,
    api: &Url,
    path: &str,
    body: &Value,
) -> Result<Value, CommandError> {
    let sent = send(http.post(url(api, path)).json(body)).await;
    match sent.map_err(|message| ClerkError::Unreachable { api: api.clone(), message })? {
        (200, told) => Ok(told),
        (status, told) => Err(refused(status, &told).into()),
    }
}

async fn send(call: reqwest::RequestBuilder) -> Result<(u16, Value), String> {
    let response = call.send().await.map_err(|error| cause(&error))?;
    let status = response.status().as_u16();
    let body = response.bytes().await.map_err(|error| cause(&error))?;
    // What is no JSON is an answer of something that stands between: its status says what there is to say.
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

/// reqwest's own text ends where the cause begins.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// An answer that is about the call as a whole. API Gateway's own have no code.
fn refused(status: u16, body: &Value) -> ClerkError {
    let text = |name| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let unnamed = || if status == 403 { "forbidden".to_owned() } else { status.to_string() };
    let reference = text("decision_id").map(|id| super::plain(&id));
    ClerkError::Refused { status, code: text("code").unwrap_or_else(unnamed), reference }
}

fn client(api: &Url) -> Result<reqwest::Client, ClerkError> {
    // No proxy: the API is reached through the endpoint of its VPC, and the policy asks for the address
    // that a call comes from, which would be the proxy's.
    let built = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .timeout(LONGEST_ANSWER)
        .build();
    built.map_err(|error| ClerkError::Unreachable { api: api.clone(), message: cause(&error) })
}

/// The API, if a password may be sent there; with one slash at the end less, so that it has one name.
fn checked(mut api: Url) -> Result<Url, ClerkError> {
    let is_plain = api.username().is_empty()
        && api.password().is_none()
        && api.query().is_none()
        && api.fragment().is_none();
    let host = api.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = host == "localhost"
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    let is_safe = api.scheme() == "https" || (api.scheme() == "http" && is_loopback);
    if !is_plain || !is_safe {
        // A password in it is not repeated.
        let _has_host = api.set_password(None);
        return Err(ClerkError::NotHttps(api));
    }
    let path = api.path().trim_end_matches('/').to_owned();
    api.set_path(&path);
    Ok(api)
}

fn url(api: &Url, path: &str) -> Url {
    let mut url = api.clone();
    url.set_path(&format!("{}/{path}", api.path().trim_end_matches('/')));
    url
}
