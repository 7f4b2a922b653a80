//! What API Gateway does with an authorizer's answer: the naive version, against which the
//! gateway's own is checked, and by which the authorizer's refusals are proved.
//!
//! It shares no line with `sekisho::serve::combination`: the tables are spelled out, wildcards are
//! matched by trying everything.

use serde_json::Value;

/// What one document says: `"allow"`, `"deny"` or `"silent"`.
pub type Says = &'static str;

/// Every row of both tables: the authorizer, the resource policy, the answer where the caller is of
/// the API's account (table A), the answer where not (table B).
///
/// SOURCE: Amazon API Gateway developer guide, "How API Gateway resource policies affect
/// authorization workflow".
pub const TABLE: [(Says, Says, bool, bool); 9] = [
    ("allow", "allow", true, true),
    ("allow", "silent", true, false),
    ("allow", "deny", false, false),
    ("silent", "allow", true, false),
    ("silent", "silent", false, false),
    ("silent", "deny", false, false),
    ("deny", "allow", false, false),
    ("deny", "silent", false, false),
    ("deny", "deny", false, false),
];

/// Whether the method runs, for a caller of the same account and for one of another account.
pub fn runs(authorizer: &Value, resource_policy: &Value, method_arn: &str) -> (bool, bool) {
    let row = (says(authorizer, method_arn), says(resource_policy, method_arn));
    TABLE
        .iter()
        .find(|(authorizer, policy, _, _)| (*authorizer, *policy) == row)
        .map(|(_, _, same, different)| (*same, *different))
        .expect("the table has every row")
}

/// What a document says about a call of a method.
pub fn says(document: &Value, method_arn: &str) -> Says {
    assert_eq!(document["Version"], "2012-10-17");
    let effects: Vec<&Value> = list(&document["Statement"])
        .into_iter()
        .filter(|statement| statement.get("Condition").is_none())
        .filter(|statement| applies(statement, method_arn))
        .map(|statement| &statement["Effect"])
        .collect();
    if effects.iter().any(|effect| *effect == "Deny") {
        "deny"
    } else if effects.iter().any(|effect| *effect == "Allow") {
        "allow"
    } else {
        "silent"
    }
}

fn applies(statement: &Value, method_arn: &str) -> bool {
    let names =
        |patterns: &Value| list(patterns).iter().any(|pattern| arn_fits(text(pattern), method_arn));
    let invokes = list(&statement["Action"])
        .iter()
        .any(|action| fits(text(action).to_lowercase().as_bytes(), b"execute-api:invoke"));
    let about_it = match (statement.get("Resource"), statement.get("NotResource")) {
        (Some(resource), None) => names(resource),
        (None, Some(others)) => !names(others),
        _ => panic!("a statement needs exactly one of Resource and NotResource: {statement}"),
    };
    invokes && about_it
}

/// `*`, or an ARN in which wildcards stay within one of the six parts.
pub fn arn_fits(pattern: &str, arn: &str) -> bool {
    let patterns: Vec<&str> = pattern.splitn(6, ':').collect();
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    pattern == "*"
        || patterns.len() == 6
            && parts.len() == 6
            && (0..6).all(|part| fits(patterns[part].as_bytes(), parts[part].as_bytes()))
}

/// Tries every length a `*` can have. ASCII only.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', pattern @ ..], _) => (0..=text.len()).any(|length| fits(pattern, &text[length..])),
        ([b'?', pattern @ ..], [_, text @ ..]) => fits(pattern, text),
        ([wanted, pattern @ ..], [found, text @ ..]) => wanted == found && fits(pattern, text),
        _ => false,
    }
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |values| values.iter().collect())
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
