//! What IAM answers: enough of its policy language for the session policies the engine writes.

use serde_json::Value;

/// A call, as IAM sees it.
#[derive(Clone, Debug)]
pub struct Call {
    pub action: String,
    pub account: String,
    pub region: String,
    pub arn: String,
    pub tags: Vec<(String, String)>,
}

/// Whether the policy, alone, lets the call through. Panics on anything it does not understand.
#[must_use]
pub fn allows(policy: &str, call: &Call) -> bool {
    let policy: Value = serde_json::from_str(policy).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
    let mut allowed = false;
    for statement in policy["Statement"].as_array().unwrap() {
        if applies(statement, call) {
            match statement["Effect"].as_str().unwrap() {
                "Allow" => allowed = true,
                "Deny" => return false,
                other => panic!("effect {other}"),
            }
        }
    }
    allowed
}

fn applies(statement: &Value, call: &Call) -> bool {
    let mut applies = true;
    for (element, value) in statement.as_object().unwrap() {
        applies &= match element.as_str() {
            "Effect" => true,
            "Action" => texts(value).iter().any(|pattern| like(pattern, &call.action)),
            "Resource" => texts(value).iter().any(|pattern| like(pattern, &call.arn)),
            "NotResource" => !texts(value).iter().any(|pattern| like(pattern, &call.arn)),
            "Condition" => value.as_object().unwrap().iter().all(|(operator, keys)| {
                keys.as_object()
                    .unwrap()
                    .iter()
                    .all(|(key, values)| meets(operator, key, &texts(values), call))
            }),
            other => panic!("element {other}"),
        };
    }
    applies
}

fn meets(operator: &str, key: &str, values: &[String], call: &Call) -> bool {
    let actual = context(key, call);
    let values: Vec<String> = values.iter().map(|value| resolve(value)).collect();
    match operator {
        "Bool" | "StringEquals" => actual.is_some_and(|actual| values.contains(&actual)),
        "StringEqualsIfExists" => actual.is_none_or(|actual| values.contains(&actual)),
        "StringNotEquals" => actual.is_none_or(|actual| !values.contains(&actual)),
        "Null" => values == [actual.is_none().to_string()],
        other => panic!("operator {other}"),
    }
}

/// The value of a condition key. Its name, the tag key in it included, has no case.
fn context(key: &str, call: &Call) -> Option<String> {
    let key = key.to_lowercase();
    match key.as_str() {
        "aws:resourceaccount" => Some(call.account.clone()),
        "aws:requestedregion" => Some(call.region.clone()),
        // No call of these tests makes a grant.
        "kms:grantisforawsresource" => None,
        _ => {
            let wanted = key.strip_prefix("aws:resourcetag/").expect("a key that is known");
            let found = call.tags.iter().find(|(other, _)| other.to_lowercase() == wanted);
            found.map(|(_, value)| value.clone())
        }
    }
}

/// `${$}`, `${*}` and `${?}` are the signs themselves; there are no other variables here.
fn resolve(value: &str) -> String {
    let mut resolved = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, left) = after.split_once('}').expect("a variable that ends");
        assert!(["$", "*", "?"].contains(&name), "variable {name}");
        resolved.push_str(before);
        resolved.push_str(name);
        rest = left;
    }
    resolved + rest
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(texts) => texts.iter().map(|text| text.as_str().unwrap().to_owned()).collect(),
        other => panic!("value {other}"),
    }
}

/// `*` is any run of characters. Nothing here has a `?`.
fn like(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|left| {
            (0..=left.len())
                .any(|skipped| left.is_char_boundary(skipped) && like(rest, &left[skipped..]))
        }),
    }
}
