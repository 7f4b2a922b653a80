//! Which calls the deployed resource policy lets through, by API Gateway's published table.

use std::net::Ipv4Addr;

use sekisho_lambda::Route;
use serde_json::{Value, json};
use support::api_gateway::runs;

use crate::deployed::deployed;

/// Where a call comes from; what API Gateway does not know is absent.
#[derive(Clone, Copy, Debug)]
struct Origin<'a> {
    endpoint: Option<&'a str>,
    address: Option<&'a str>,
}

/// The resource policy as it is for one call: conditions are decided, short names are whole ones.
fn policy_for(policy: &Value, call: Origin<'_>) -> Value {
    let mut statements = Vec::new();
    for statement in policy["Statement"].as_array().unwrap() {
        let mut statement = statement.clone();
        let condition = statement.as_object_mut().unwrap().remove("Condition");
        if condition.is_some_and(|condition| !is_true(&condition, call)) {
            continue;
        }
        let whole = |it: &Value| it.as_str().unwrap().replace("execute-api:/", API);
        statement["Resource"] = match &statement["Resource"] {
            Value::Array(all) => all.iter().map(whole).collect(),
            one => json!(whole(one)),
        };
        statements.push(statement);
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}

const API: &str = "arn:aws:execute-api:ap-northeast-1:111122223333:a1b2c3d4e5/";

/// SOURCE: IAM user guide, "Condition operators": a negated operator is true of a key that is absent.
fn is_true(condition: &Value, call: Origin<'_>) -> bool {
    let operators = condition.as_object().unwrap();
    let [(operator, keys)] = operators.iter().collect::<Vec<_>>()[..] else {
        panic!("{condition}")
    };
    match operator.as_str() {
        "StringNotEquals" => {
            let allowed = keys["aws:SourceVpce"].as_array().unwrap();
            call.endpoint.is_none_or(|endpoint| !allowed.contains(&json!(endpoint)))
        }
        "NotIpAddress" => {
            let network = keys["aws:VpcSourceIp"].as_str().unwrap();
            call.address.is_none_or(|address| !is_in(network, address))
        }
        other => panic!("no such operator here: {other}"),
    }
}

/// An address of the other family is in no network of this one.
fn is_in(network: &str, address: &str) -> bool {
    let (first, length) = network.split_once('/').unwrap();
    let bits = |text: &str| text.parse::<Ipv4Addr>().ok().map(u32::from);
    let mask = u32::MAX.checked_shl(32 - length.parse::<u32>().unwrap()).unwrap_or(0);
    bits(address).is_some_and(|address| address & mask == bits(first).unwrap() & mask)
}

fn document(effect: &str, arn: &str) -> Value {
    let statement = json!({"Effect": effect, "Action": "execute-api:Invoke", "Resource": arn});
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

/// What stands for no authorizer, or for one whose document does not match.
fn silence() -> Value {
    json!({"Version": "2012-10-17", "Statement": []})
}

/// The ARN of each method with what an authorizer that allows it would say.
fn methods() -> Vec<String> {
    let instance = "i-0123456789abcdef0";
    let routes = Route::ALL.iter().map(|route| {
        let path = route.template().replace("{instanceId}", instance);
        format!("{API}prod/{}{path}", route.method())
    });
    let sign_in = ["sign-in", "new-password", "refresh"];
    routes.chain(sign_in.map(|path| format!("{API}prod/POST/auth/{path}"))).collect()
}

#[tokio::test]
async fn a_call_from_the_towns_network_through_its_endpoint_comes_to_every_method() {
    let policy = &deployed().await["policy"];
    let endpoint =
        policy["Statement"][0]["Condition"]["StringNotEquals"]["aws:SourceVpce"][0].as_str();
    let call = Origin { endpoint, address: Some("10.20.3.7") };

    for arn in methods() {
        // Signing in has no authorizer: the resource policy alone lets it pass.
        let says = if arn.contains("/auth/") { silence() } else { document("Allow", &arn) };
        assert!(runs(&says, &policy_for(policy, call), &arn).0, "{arn}");
        assert!(!runs(&document("Deny", "*"), &policy_for(policy, call), &arn).0, "{arn}");
    }
}

#[tokio::test]
async fn no_other_call_comes_to_any_method_whatever_the_authorizer_says() {
    let policy = &deployed().await["policy"];
    let own = policy["Statement"][0]["Condition"]["StringNotEquals"]["aws:SourceVpce"][0].as_str();
    let (other, address) = (Some("vpce-0fffffffffffffff0"), Some("10.20.3.7"));

    for call in [
        Origin { endpoint: other, address },
        Origin { endpoint: None, address },
        Origin { endpoint: own, address: Some("10.21.0.1") },
        Origin { endpoint: own, address: Some("2001:db8::1") },
        Origin { endpoint: own, address: None },
        Origin { endpoint: None, address: None },
    ] {
        let policy = policy_for(policy, call);
        for arn in methods() {
            for says in [document("Allow", &arn), document("Allow", "*"), silence()] {
                assert_eq!(runs(&says, &policy, &arn), (false, false), "{call:?}: {arn}");
            }
        }
    }
}

/// What is not deployed is not allowed either: only an authorizer could open it, and there is none.
#[tokio::test]
async fn nothing_but_the_methods_is_allowed_by_the_resource_policy() {
    let policy = &deployed().await["policy"];
    let endpoint =
        policy["Statement"][0]["Condition"]["StringNotEquals"]["aws:SourceVpce"][0].as_str();
    let policy = policy_for(policy, Origin { endpoint, address: Some("10.20.3.7") });

    for path in
        ["prod/DELETE/instances", "prod/POST/auth/sign-up", "prod/GET/", "test/POST/auth/sign-in"]
    {
        assert_eq!(runs(&silence(), &policy, &format!("{API}{path}")), (false, false), "{path}");
    }
}
