//! What must hold of every answer, whatever the event: proved through the naive combination of
//! documents, not through the form of the document.

use aws_lambda_events::apigw::ApiGatewayCustomAuthorizerResponse;
use sekisho_authorizer::{Answer, Response};
use sekisho_lambda::Route;
use serde_json::{Value, json};
use support::{
    api_gateway,
    events::{API_ID, STAGE},
    moto::{ACCOUNT, REGION},
};

/// What API Gateway would do with an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Effect {
    /// 401.
    Unauthorized,
    /// 403 for every method, whatever the resource policy says.
    Denied,
    /// Exactly this method runs, unless the resource policy denies it.
    Runs(String),
}

/// Checks every law, and tells the effect. `secrets` are texts that may appear nowhere.
#[track_caller]
pub fn effect(event: &Value, answer: &Answer, secrets: &[&str]) -> Effect {
    let audit = serde_json::to_string(&answer.audit).unwrap();
    assert!(!audit.contains('\n'), "an audit line is one line: {audit}");
    keeps(secrets, &audit);
    keeps(secrets, &format!("{answer:?}"));
    let Response::Policy(policy) = &answer.response else {
        return Effect::Unauthorized;
    };
    let text = serde_json::to_string(policy).unwrap();
    keeps(secrets, &text);
    assert!(text.len() < 8 * 1024, "{} bytes are too many", text.len());
    let value: Value = serde_json::from_str(&text).unwrap();
    has_the_form_of_a_response(&value);
    what_runs(event, &value["policyDocument"])
}

/// Tries every method there is, and then some, under every resource policy there is.
#[track_caller]
fn what_runs(event: &Value, document: &Value) -> Effect {
    let policies = [None, Some("Allow"), Some("Deny")].map(resource_policy);
    let mut running = Vec::new();
    for arn in universe(event) {
        let [silent, allow, deny] =
            policies.each_ref().map(|policy| api_gateway::runs(document, policy, &arn));
        assert_eq!(deny, (false, false), "a resource policy's deny must win on `{arn}`");
        match (silent, allow) {
            ((false, false), (false, false)) => {
                // Not by silence: that is an allow as soon as the resource policy allows.
                assert_eq!(api_gateway::says(document, &arn), "deny", "on `{arn}`");
            }
            ((true, false), (true, true)) => running.push(arn),
            other => panic!("a document that is half an allow on `{arn}`: {other:?}"),
        }
    }
    match running.as_slice() {
        [] => Effect::Denied,
        [arn] => {
            assert_eq!(event["methodArn"], **arn, "only the method that was called may run");
            Effect::Runs(arn.clone())
        }
        many => panic!("more than one method runs: {many:?}"),
    }
}

fn resource_policy(effect: Option<&str>) -> Value {
    let statements: Vec<Value> = effect
        .iter()
        .map(|effect| {
            json!({ "Effect": effect, "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*" })
        })
        .collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// Method ARNs of this API and of others, and whatever the event calls its own.
fn universe(event: &Value) -> Vec<String> {
    let mut arns = Vec::new();
    let ids = ["i-0123456789abcdef0", "i-0fedcba9876543210", "i-0a1b2c3d", "*"];
    let apis = [
        format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:{API_ID}/{STAGE}"),
        format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:{API_ID}/dev"),
        format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:zzzzzzzzzz/{STAGE}"),
        format!("arn:aws:execute-api:us-east-1:210987654321:{API_ID}/{STAGE}"),
    ];
    for api in &apis {
        for route in Route::ALL {
            for id in ids {
                for slash in ["", "/"] {
                    let path = route.template().replace("{instanceId}", id);
                    arns.push(format!("{api}/{}{path}{slash}", route.method()));
                }
            }
        }
        arns.push(format!("{api}/DELETE/instances/i-0123456789abcdef0"));
        arns.push(format!("{api}/OPTIONS/actions"));
        arns.push(format!("{api}/*/*"));
    }
    if let Some(own) = event["methodArn"].as_str()
        && own.splitn(6, ':').count() == 6
    {
        arns.push(own.to_owned());
    }
    arns.sort();
    arns.dedup();
    arns
}

/// Read back by the type that AWS's Rust crate has for it. That type knows no `NotResource`, so the
/// statement that denies everything else is taken out before and checked by its effect instead.
#[track_caller]
fn has_the_form_of_a_response(value: &Value) {
    assert!(!value["principalId"].as_str().unwrap().is_empty());
    let context = value["context"].as_object().unwrap();
    assert!(context.values().all(Value::is_string), "a context is flat: {context:?}");
    assert!(context.keys().all(|key| key.chars().all(|c| c.is_ascii_alphanumeric())));
    let mut known = value.clone();
    known["policyDocument"]["Statement"]
        .as_array_mut()
        .unwrap()
        .retain(|statement| statement.get("NotResource").is_none());
    let parsed: ApiGatewayCustomAuthorizerResponse = serde_json::from_value(known).unwrap();
    assert_eq!(parsed.policy_document.version.as_deref(), Some("2012-10-17"));
    assert_eq!(parsed.policy_document.statement.len(), 1);
    assert_eq!(parsed.principal_id.as_deref(), value["principalId"].as_str());
}

/// No secret, and no part of a token that is longer than what tokens have in common.
#[track_caller]
fn keeps(secrets: &[&str], text: &str) {
    for secret in secrets.iter().flat_map(|secret| secret.split('.')).filter(|s| s.len() >= 8) {
        assert!(!text.contains(secret), "a secret is told: {text}");
    }
}
