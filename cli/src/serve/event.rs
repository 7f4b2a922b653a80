//! The events API Gateway makes of a call to a private REST API, as its Lambdas receive them.
//!
//! SOURCE: API Gateway developer guide, "Input to an API Gateway Lambda authorizer" and "Input format
//! of a Lambda function for proxy integration"; what a private API adds is as it was captured there.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{Timestamp, fmt::strtime};
use sekisho_lambda::ApiPin;
use serde_json::{Map, Value, json};

use super::call::{Call, Resource};

/// The VPC behind every endpoint of the local gateway.
const VPC: &str = "vpc-0123456789abcdef0";

/// A call to a method of an API: what both events are made of.
#[derive(Clone, Copy)]
#[expect(
    clippy::exhaustive_structs,
    missing_debug_implementations,
    reason = "the call holds a token"
)]
pub struct MethodCall<'a> {
    /// The API and its stage.
    pub api: &'a ApiPin,
    /// The call.
    pub call: &'a Call,
    /// What it is for.
    pub resource: &'a Resource,
}

impl MethodCall<'_> {
    /// The ARN of the method that is called, with the path as it came.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("{}{}{}", self.api.stage_arn(), self.call.method, self.call.path)
    }

    /// What the authorizer receives.
    #[must_use]
    pub fn authorizer_event(&self) -> Value {
        let mut event = self.common();
        event.insert("type".to_owned(), json!("REQUEST"));
        event.insert("methodArn".to_owned(), json!(self.arn()));
        event.insert("requestContext".to_owned(), self.context());
        Value::Object(event)
    }

    /// What the executor receives: `authorizer` is what the authorizer answered, `None` if the method
    /// has none.
    #[must_use]
    pub fn proxy_event(&self, authorizer: Option<Map<String, Value>>) -> Value {
        let mut event = self.common();
        let mut context = self.context();
        if let (Some(authorizer), Some(members)) = (authorizer, context.as_object_mut()) {
            members.insert("authorizer".to_owned(), Value::Object(authorizer));
        }
        let (body, encoded) = match std::str::from_utf8(&self.call.body) {
            Ok("") => (Value::Null, false),
            Ok(text) => (json!(text), false),
            Err(_) => (json!(STANDARD.encode(&self.call.body)), true),
        };
        event.insert("requestContext".to_owned(), context);
        event.insert("body".to_owned(), body);
        event.insert("isBase64Encoded".to_owned(), json!(encoded));
        Value::Object(event)
    }

    fn common(&self) -> Map<String, Value> {
        let headers = self.headers();
        let fields = [
            ("resource", json!(self.resource.template)),
            ("path", json!(self.call.path)),
            ("httpMethod", json!(self.call.method)),
            ("headers", last_of_each(&headers)),
            ("multiValueHeaders", all_of_each(&headers)),
            ("queryStringParameters", null_if_empty(last_of_each(&self.call.query))),
            ("multiValueQueryStringParameters", null_if_empty(all_of_each(&self.call.query))),
            ("pathParameters", null_if_empty(json!(self.parameters()))),
            ("stageVariables", Value::Null),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn parameters(&self) -> BTreeMap<&str, &str> {
        self.resource.parameters.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }

    /// The headers as the VPC endpoint passes them on.
    fn headers(&self) -> Vec<(String, String)> {
        let mut headers = self.call.headers.clone();
        let sent = position(&headers, "X-Forwarded-For").map(|index| headers.remove(index).1);
        let forwarded = sent.into_iter().chain([self.call.source.to_string()]);
        headers.push(("X-Forwarded-For".to_owned(), forwarded.collect::<Vec<_>>().join(", ")));
        if let Some(vpce) = &self.call.vpce {
            for (name, value) in [
                ("x-amzn-cipher-suite", "TLS_AES_128_GCM_SHA256"),
                ("x-amzn-tls-version", "TLSv1.3"),
                ("x-amzn-vpc-id", VPC),
                ("x-amzn-vpce-config", "1"),
                ("x-amzn-vpce-id", vpce.as_str()),
            ] {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        headers
    }

    fn context(&self) -> Value {
        let Self { api, call, resource } = self;
        let domain_prefix = match &call.vpce {
            Some(vpce) => format!("{}-{vpce}", api.api_id),
            None => api.api_id.to_string(),
        };
        json!({
            "accountId": api.account.as_str(),
            "apiId": api.api_id.as_str(),
            "deploymentId": "local1",
            "domainName": format!("{domain_prefix}.execute-api.{}.amazonaws.com", api.region),
            "domainPrefix": domain_prefix,
            "extendedRequestId": STANDARD.encode(call.request_id.as_bytes()),
            "httpMethod": call.method,
            "identity": self.identity(),
            "path": format!("/{}{}", api.stage, call.path),
            "protocol": "HTTP/1.1",
            "requestId": call.request_id,
            "requestTime": clf_time(call.at.seconds()),
            "requestTimeEpoch": call.at.seconds().saturating_mul(1000),
            "resourceId": "local1",
            "resourcePath": resource.template,
            "stage": api.stage.as_str(),
        })
    }

    fn identity(&self) -> Value {
        let user_agent = position(&self.call.headers, "User-Agent")
            .and_then(|index| self.call.headers.get(index))
            .map(|(_, value)| value.as_str());
        let mut identity = json!({
            "accessKey": null, "accountId": null, "caller": null,
            "cognitoAuthenticationProvider": null, "cognitoAuthenticationType": null,
            "cognitoIdentityId": null, "cognitoIdentityPoolId": null, "principalOrgId": null,
            "sourceIp": self.call.source.to_string(), "user": null, "userAgent": user_agent,
            "userArn": null,
        });
        if let (Some(vpce), Some(map)) = (&self.call.vpce, identity.as_object_mut()) {
            map.insert("vpceId".to_owned(), json!(vpce.as_str()));
            map.insert("vpcId".to_owned(), json!(VPC));
        }
        identity
    }
}

fn position(headers: &[(String, String)], name: &str) -> Option<usize> {
    headers.iter().position(|(found, _)| found.eq_ignore_ascii_case(name))
}

fn last_of_each(pairs: &[(String, String)]) -> Value {
    json!(pairs.iter().map(|(name, value)| (name, value)).collect::<BTreeMap<_, _>>())
}

fn all_of_each(pairs: &[(String, String)]) -> Value {
    let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in pairs {
        lists.entry(name).or_default().push(value);
    }
    json!(lists)
}

fn null_if_empty(value: Value) -> Value {
    if value.as_object().is_some_and(Map::is_empty) { Value::Null } else { value }
}

/// The time as API Gateway writes it: `24/Nov/2026:08:30:00 +0000`.
fn clf_time(seconds: i64) -> String {
    Timestamp::from_second(seconds)
        .ok()
        .and_then(|at| strtime::format("%d/%b/%Y:%H:%M:%S +0000", at).ok())
        .unwrap_or_default()
}
