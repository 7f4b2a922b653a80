//! API Gateway on one machine: what a private REST API does with a call, between its two Lambdas.

use std::{io, sync::Arc};

use sekisho_authorizer::{Authorizer, Response};
use sekisho_executor::{AuditLine, Clock, Executor, Handled, Journal};
use sekisho_lambda::ApiPin;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::{
    call::{Call, Resource},
    combination::{Accounts, Outcome, PolicyDocument, combine},
    event::MethodCall,
};

/// A private REST API with a REQUEST authorizer whose results are not cached, and one proxy
/// integration.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) api: ApiPin,
    pub(crate) authorizer: Authorizer,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) exchanges: UnboundedSender<Exchange>,
    pub(crate) executor: Executor,
    pub(crate) resource_policy: PolicyDocument,
}

/// One call, what became of it, and what the two Lambdas wrote to their logs about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// The id the answer carries in `x-amzn-requestid`.
    pub request_id: String,
    /// The HTTP verb.
    pub method: String,
    /// The path.
    pub path: String,
    /// The address the call came from, as the API saw it.
    pub source: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The authorizer's audit line, if it was asked.
    pub authorizer: Option<Value>,
    /// The executor's audit lines, if it was reached.
    pub executor: Vec<Value>,
}

/// A journal that keeps nothing: the lines of a call are told in its [`Exchange`], and nothing that
/// is changed here outlives the process.
#[derive(Debug)]
pub(crate) struct ToldAfterwards;

impl Journal for ToldAfterwards {
    fn record(&self, _lines: &[AuditLine]) -> io::Result<()> {
        Ok(())
    }
}

/// An HTTP answer.
#[derive(Clone, Debug)]
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl HttpAnswer {
    /// An answer of the gateway itself, with the name API Gateway gives to its kind.
    pub(crate) fn of_gateway(status: u16, kind: &str, body: &Value) -> Self {
        let headers = [("content-type", "application/json"), ("x-amzn-errortype", kind)];
        Self {
            status,
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: body.to_string(),
        }
    }
}

impl Gateway {
    /// Answers one call and tells of it; a file of the console is given without a word.
    pub(crate) async fn answer(&self, call: Call) -> HttpAnswer {
        if let Some(resource) = Resource::of_console(&call.method, &call.path) {
            let event = MethodCall { api: &self.api, call: &call, resource: &resource };
            return integrate(
                &self.executor.handle(event.proxy_event(None).to_string().as_bytes()).await,
            );
        }
        let mut exchange = Exchange {
            request_id: call.request_id.clone(),
            method: call.method.clone(),
            path: call.path.clone(),
            source: call.source.to_string(),
            status: 0,
            authorizer: None,
            executor: Vec::new(),
        };
        let mut answer = match Resource::find(&call.method, &call.path) {
            Some(resource) => self.guarded(&call, &resource, &mut exchange).await,
            None => HttpAnswer::of_gateway(
                403,
                "MissingAuthenticationTokenException",
                &json!({ "message": "Missing Authentication Token" }),
            ),
        };
        answer.headers.push(("x-amzn-requestid".to_owned(), call.request_id));
        exchange.status = answer.status;
        // Nobody listens while the program shuts down; the call is answered all the same.
        drop(self.exchanges.send(exchange));
        answer
    }

    /// Asks the authorizer, and runs the method only if the documents together allow it.
    async fn guarded(
        &self,
        call: &Call,
        resource: &Resource,
        exchange: &mut Exchange,
    ) -> HttpAnswer {
        let method = MethodCall { api: &self.api, call, resource };
        let event = method.authorizer_event().to_string();
        let answer = self.authorizer.answer(event.as_bytes(), call.at).await;
        exchange.authorizer = serde_json::to_value(&answer.audit).ok();
        let response = match answer.response {
            Response::Policy(response) => response,
            Response::Unauthorized => return unauthorized(),
        };
        let wire = serde_json::to_value(&response).ok().map(serde_json::from_value);
        let Some(Ok(AuthorizerResponse { principal_id, policy_document, context })) = wire else {
            return misconfigured();
        };
        let Ok(document) = PolicyDocument::from_json(policy_document.to_string().as_bytes()) else {
            return misconfigured();
        };
        let Some(context) = flat(&principal_id, context) else { return misconfigured() };
        let arn = method.arn();
        match combine(Accounts::Same, document.says(&arn), self.resource_policy.says(&arn)) {
            Outcome::ExplicitDeny => forbidden(" with an explicit deny"),
            Outcome::ImplicitDeny => forbidden(""),
            Outcome::Allow => {
                let event = method.proxy_event(Some(context)).to_string();
                let handled = self.executor.handle(event.as_bytes()).await;
                exchange.executor =
                    handled.lines().filter_map(|line| serde_json::to_value(line).ok()).collect();
                integrate(&handled)
            }
        }
    }
}

/// What API Gateway makes of the executor's response.
fn integrate(handled: &Handled) -> HttpAnswer {
    serde_json::to_value(&handled.response)
        .ok()
        .and_then(|wire| serde_json::from_value(wire).ok())
        .map_or_else(malformed_proxy, ProxyResponse::into_answer)
}

/// An authorizer's response on the wire.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuthorizerResponse {
    principal_id: String,
    policy_document: Value,
    #[serde(default)]
    context: Map<String, Value>,
}

/// A proxy integration's response on the wire.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProxyResponse {
    status_code: u16,
    #[serde(default)]
    headers: Map<String, Value>,
    #[serde(default)]
    body: String,
}

impl ProxyResponse {
    fn into_answer(self) -> HttpAnswer {
        let headers = self.headers.into_iter().map(|(name, value)| (name, text(&value))).collect();
        HttpAnswer { status: self.status_code, headers, body: self.body }
    }
}

/// What the integration sees of an authorizer's context: flat, every value as text. `None` if a
/// value is an object or a list, which API Gateway refuses.
fn flat(principal_id: &str, context: Map<String, Value>) -> Option<Map<String, Value>> {
    let nested = context.values().any(|value| value.is_object() || value.is_array());
    let mut flat: Map<String, Value> =
        context.into_iter().map(|(name, value)| (name, json!(text(&value)))).collect();
    flat.insert("principalId".to_owned(), json!(principal_id));
    flat.insert("integrationLatency".to_owned(), json!(1));
    (!nested).then_some(flat)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn unauthorized() -> HttpAnswer {
    let body = json!({ "message": "Unauthorized" });
    HttpAnswer::of_gateway(401, "UnauthorizedException", &body)
}

fn forbidden(how: &str) -> HttpAnswer {
    let body = json!({ "Message": format!("User is not authorized to access this resource{how}") });
    HttpAnswer::of_gateway(403, "AccessDeniedException", &body)
}

fn misconfigured() -> HttpAnswer {
    let body = json!({ "message": null });
    HttpAnswer::of_gateway(500, "AuthorizerConfigurationException", &body)
}

fn malformed_proxy() -> HttpAnswer {
    let body = json!({ "message": "Internal server error" });
    HttpAnswer::of_gateway(502, "InternalServerErrorException", &body)
}
