//! The events API Gateway makes of a call to a private REST API: what the authorizer receives, and
//! what the executor behind it receives.
//!
//! SOURCE: API Gateway developer guide, "Input to an API Gateway Lambda authorizer" (REQUEST) and
//! "Input format of a Lambda function for proxy integration"; `vpcId` and `vpceId` as captured on
//! private APIs.

use door_support::api::{ACCOUNT, REGION};
pub use door_support::api::{API_ID, STAGE, api, api_of};
use serde_json::{Map, Value, json};

/// The VPC endpoint its callers come through.
pub const VPC_ENDPOINT: &str = "vpce-0123456789abcdef0";
/// An address in the city hall's network.
pub const CITY_HALL: &str = "10.20.30.40";

/// A call of the API. No Debug: it holds a token.
#[derive(Clone)]
pub struct Call {
    method: String,
    path: String,
    authorization: Option<String>,
    address: String,
    vpc_endpoint: String,
    body: Option<Value>,
}

impl Call {
    /// A call that looks.
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// A call that does something.
    pub fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    /// A call of any method.
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            authorization: None,
            address: CITY_HALL.to_owned(),
            vpc_endpoint: VPC_ENDPOINT.to_owned(),
            body: None,
        }
    }

    /// With a bearer token.
    pub fn bearer(mut self, token: &str) -> Self {
        self.authorization = Some(format!("Bearer {token}"));
        self
    }

    /// From another place than the city hall.
    pub fn from(mut self, address: &str) -> Self {
        self.address = address.to_owned();
        self
    }

    /// Through another VPC endpoint.
    pub fn through(mut self, vpc_endpoint: &str) -> Self {
        self.vpc_endpoint = vpc_endpoint.to_owned();
        self
    }

    /// With a body.
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// The ARN API Gateway evaluates the authorizer's document against.
    pub fn method_arn(&self) -> String {
        let Self { method, path, .. } = self;
        format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:{API_ID}/{STAGE}/{method}{path}")
    }

    /// What the authorizer receives.
    pub fn authorizer_event(&self) -> Value {
        let mut event = self.common();
        event.insert("type".to_owned(), json!("REQUEST"));
        event.insert("methodArn".to_owned(), json!(self.method_arn()));
        event.insert("requestContext".to_owned(), self.context(None));
        Value::Object(event)
    }

    /// What the executor receives: `context` is what the authorizer's answer put there, all of it
    /// texts by now; `None` for a call that came past the authorizer.
    pub fn proxy_event(&self, authorizer: Option<Map<String, Value>>) -> Value {
        let mut event = self.common();
        event.insert("requestContext".to_owned(), self.context(authorizer));
        event.insert("body".to_owned(), json!(self.body.as_ref().map(Value::to_string)));
        event.insert("isBase64Encoded".to_owned(), json!(false));
        Value::Object(event)
    }

    fn common(&self) -> Map<String, Value> {
        let headers = self.headers();
        let all: Map<String, Value> =
            headers.iter().map(|(name, value)| (name.clone(), json!([value]))).collect();
        let event = json!({
            "resource": self.template(),
            "path": self.path,
            "httpMethod": self.method,
            "headers": headers,
            "multiValueHeaders": all,
            "queryStringParameters": null,
            "multiValueQueryStringParameters": null,
            "pathParameters": self.instance().map(|id| json!({"instanceId": id})),
            "stageVariables": null,
        });
        object(event)
    }

    fn headers(&self) -> Map<String, Value> {
        let mut headers = object(json!({
            "Accept": "*/*",
            "Host": self.domain(),
            "User-Agent": USER_AGENT,
            "X-Forwarded-For": self.address,
            "x-amzn-cipher-suite": "ECDHE-RSA-AES128-GCM-SHA256",
            "x-amzn-tls-version": "TLSv1.2",
            "x-amzn-vpc-id": VPC,
            "x-amzn-vpce-config": "1",
            "x-amzn-vpce-id": self.vpc_endpoint,
        }));
        if let Some(authorization) = &self.authorization {
            headers.insert("Authorization".to_owned(), json!(authorization));
        }
        if self.body.is_some() {
            headers.insert("Content-Type".to_owned(), json!("application/json"));
        }
        headers
    }

    fn context(&self, authorizer: Option<Map<String, Value>>) -> Value {
        let mut context = json!({
            "accountId": ACCOUNT,
            "apiId": API_ID,
            "deploymentId": "abc123",
            "domainName": self.domain(),
            "domainPrefix": format!("{API_ID}-{}", self.vpc_endpoint),
            "extendedRequestId": "fPvfNGFZIAMFUtQ=",
            "httpMethod": self.method,
            "identity": {
                "accessKey": null,
                "accountId": null,
                "caller": null,
                "cognitoAuthenticationProvider": null,
                "cognitoAuthenticationType": null,
                "cognitoIdentityId": null,
                "cognitoIdentityPoolId": null,
                "principalOrgId": null,
                "sourceIp": self.address,
                "user": null,
                "userAgent": USER_AGENT,
                "userArn": null,
                "vpcId": VPC,
                "vpceId": self.vpc_endpoint,
            },
            "path": format!("/{STAGE}{}", self.path),
            "protocol": "HTTP/1.1",
            "requestId": "a1ef2b10-e929-4012-8eeb-442b71d6ad1f",
            "requestTime": "21/Nov/2026:01:02:03 +0000",
            "requestTimeEpoch": 1_795_222_923_000_u64,
            "resourceId": "05c7jb",
            "resourcePath": self.template(),
            "stage": STAGE,
        });
        if let Some(authorizer) = authorizer {
            context["authorizer"] = Value::Object(authorizer);
        }
        context
    }

    fn domain(&self) -> String {
        format!("{API_ID}-{}.execute-api.{REGION}.amazonaws.com", self.vpc_endpoint)
    }

    /// The resource of the API the path belongs to: one slash at its end makes no difference.
    fn template(&self) -> String {
        let path = self.path.strip_suffix('/').filter(|path| !path.is_empty());
        let path = path.unwrap_or(&self.path);
        match self.instance() {
            Some(id) => path.replacen(id, "{instanceId}", 1),
            None => path.to_owned(),
        }
    }

    fn instance(&self) -> Option<&str> {
        let (id, _verb) = self.path.strip_prefix("/instances/")?.split_once('/')?;
        Some(id)
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

/// What every caller says it is.
pub const USER_AGENT: &str = "curl/8.5.0";
const VPC: &str = "vpc-0aaaaaaaaaaaaaaaa";
