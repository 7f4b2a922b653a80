//! The events a private REST API hands to its Lambdas.
//!
//! The shape is that of captured events: every key a private API is known to send, in both places
//! where it sends it.

use serde_json::{Map, Value, json};

/// The API of the tests: account, region, API id and stage.
pub const ACCOUNT: &str = "123456789012";
/// The region of the API.
pub const REGION: &str = "ap-northeast-1";
/// The id of the API.
pub const API_ID: &str = "a1b2c3d4e5";
/// The stage of the API.
pub const STAGE: &str = "prod";
/// The VPC endpoint calls come through.
pub const VPC_ENDPOINT: &str = "vpce-0123456789abcdef0";
/// The address calls come from.
pub const ADDRESS: &str = "10.20.30.40";

/// The ARN of a method: verb and path, such as `POST/actions`.
pub fn method_arn(method: &str) -> String {
    format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:{API_ID}/{STAGE}/{method}")
}

/// One call of one method.
#[derive(Clone, Debug)]
pub struct PrivateCall<'a> {
    /// The verb.
    pub method: &'a str,
    /// The resource template.
    pub template: &'a str,
    /// The path as called.
    pub path: &'a str,
    /// The value of `{instanceId}`, if the template has it.
    pub instance_id: Option<&'a str>,
    /// The value of the `Authorization` header.
    pub authorization: &'a str,
}

impl PrivateCall<'_> {
    /// The REQUEST event the authorizer gets.
    pub fn authorizer_event(&self) -> Value {
        let Self { method, template, path, instance_id, authorization } = self;
        let headers = [
            ("Accept", "*/*"),
            ("Authorization", authorization),
            ("Host", "a1b2c3d4e5-vpce-0123456789abcdef0.execute-api.ap-northeast-1.amazonaws.com"),
            ("User-Agent", "curl/8.5.0"),
            ("x-amzn-tls-version", "TLSv1.3"),
            ("x-amzn-vpc-id", "vpc-0123456789abcdef0"),
            ("x-amzn-vpce-config", "1"),
            ("x-amzn-vpce-id", VPC_ENDPOINT),
            ("X-Forwarded-For", ADDRESS),
        ];
        let one: Map<_, _> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let many: Map<_, _> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), json!([value]))).collect();
        json!({
            "type": "REQUEST",
            "methodArn": method_arn(&format!("{method}{path}")),
            "resource": template,
            "path": path,
            "httpMethod": method,
            "headers": one,
            "multiValueHeaders": many,
            "queryStringParameters": null,
            "multiValueQueryStringParameters": null,
            "pathParameters": instance_id.map(|id| json!({ "instanceId": id })),
            "stageVariables": null,
            "requestContext": {
                "resourceId": "0a1b2c",
                "resourcePath": template,
                "httpMethod": method,
                "extendedRequestId": "Qx7vNGFZIAMFUtQ=",
                "path": format!("/{STAGE}{path}"),
                "accountId": ACCOUNT,
                "protocol": "HTTP/1.1",
                "stage": STAGE,
                "requestId": "7e0c2a9e-54f1-4e0c-9d57-0a6f5f6a1b2c",
                "identity": {
                    "vpceId": VPC_ENDPOINT,
                    "vpcId": "vpc-0123456789abcdef0",
                    "sourceIp": ADDRESS,
                    "userAgent": "curl/8.5.0",
                    "accountId": null,
                    "caller": null,
                    "user": null,
                    "userArn": null,
                },
                "apiId": API_ID,
            },
        })
    }
}
