//! The gateway's evaluator of two documents against the naive one.

use proptest::prelude::*;
use sekisho::serve::combination::{Accounts, Outcome, PolicyDocument, Says, arn_matches, combine};
use serde_json::{Value, json};
use support::api_gateway;

const ARN: &str = "arn:aws:execute-api:ap-northeast-1:123456789012:a1b2c3d4e5/prod/POST/actions";

fn document(statement: &Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statement })
}

fn says(document: &Value) -> Says {
    PolicyDocument::from_json(document.to_string().as_bytes()).expect("readable").says(ARN)
}

#[track_caller]
fn refused(document: &Value) -> String {
    PolicyDocument::from_json(document.to_string().as_bytes()).expect_err("unreadable").to_string()
}

fn named(says: Says) -> api_gateway::Says {
    match says {
        Says::Allow => "allow",
        Says::Deny => "deny",
        Says::Silent => "silent",
    }
}

#[test]
fn every_row_of_both_tables_is_the_published_one() {
    let all = [Says::Allow, Says::Silent, Says::Deny];
    let mut rows = Vec::new();
    for authorizer in all {
        for policy in all {
            let same = combine(Accounts::Same, authorizer, policy) == Outcome::Allow;
            let different = combine(Accounts::Different, authorizer, policy) == Outcome::Allow;
            rows.push((named(authorizer), named(policy), same, different));
        }
    }

    assert_eq!(rows, api_gateway::TABLE);
}

#[test]
fn a_deny_wins_over_an_allow_whatever_their_order() {
    let allow = json!({ "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*" });
    let deny = json!({ "Effect": "Deny", "Action": "execute-api:Invoke", "Resource": [ARN] });

    assert_eq!(says(&document(&json!([allow, deny]))), Says::Deny);
    assert_eq!(says(&document(&json!([deny, allow]))), Says::Deny);
    assert_eq!(says(&document(&json!([allow]))), Says::Allow);
    assert_eq!(says(&document(&json!([]))), Says::Silent);
}

#[test]
fn actions_fit_in_any_case_and_by_wildcard() {
    for action in ["execute-api:Invoke", "EXECUTE-API:INVOKE", "execute-api:*", "*"] {
        let statement = json!({ "Effect": "Allow", "Action": action, "Resource": "*" });
        assert_eq!(says(&document(&statement)), Says::Allow, "{action}");
    }
    for action in ["execute-api:InvalidateCache", "execute-api:", "ec2:*"] {
        let statement = json!({ "Effect": "Allow", "Action": action, "Resource": "*" });
        assert_eq!(says(&document(&statement)), Says::Silent, "{action}");
    }
}

#[test]
fn what_is_not_evaluated_is_not_ignored() {
    let allow = |more: Value| {
        let mut statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        statement.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        document(&statement)
    };

    for element in ["Condition", "NotAction", "NotPrincipal"] {
        assert!(refused(&allow(json!({ element: {} }))).contains("not a policy document"));
    }
    assert!(refused(&allow(json!({ "Principal": { "AWS": "123456789012" } }))).contains("not a"));
    assert_eq!(
        refused(&allow(json!({ "NotResource": "*" }))),
        "a statement has neither or both of `Resource` and `NotResource`, required one of them"
    );
    assert_eq!(
        refused(&allow(json!({ "Resource": "execute-api:/*" }))),
        "found the resource `execute-api:/*`, required `*` or an ARN of six parts"
    );
    assert_eq!(
        refused(&json!({ "Version": "2008-10-17", "Statement": [] })),
        "found the document version `2008-10-17`, required `2012-10-17`"
    );
}

#[test]
fn a_star_spans_slashes_but_no_part_of_the_arn() {
    let method = "arn:aws:execute-api:r:1:api/prod/POST/a:b/c";

    assert!(arn_matches("arn:aws:execute-api:r:1:api/prod/POST/*", method));
    assert!(arn_matches("arn:aws:execute-api:*:*:api/*/c", method));
    assert!(arn_matches("arn:aws:execute-api:r:1:api/prod/????/a?b/c", method));
    assert!(!arn_matches("arn:aws:execute-api:*:api/prod/POST/a:b/c", method));
    assert!(!arn_matches("arn:aws:execute-api:*", method));
    assert!(!arn_matches("arn:aws:execute-api:r:1:api/prod/POST", method));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn two_evaluators_agree_on_every_pattern(
        pattern in "[ab*?/]{0,8}",
        text in "[ab/:]{0,8}",
        part in "[a*?]{0,2}",
    ) {
        let pattern = format!("arn:{part}:s:r:1:{pattern}");
        let arn = format!("arn:a:s:r:1:{text}");

        prop_assert_eq!(arn_matches(&pattern, &arn), api_gateway::arn_fits(&pattern, &arn));
    }
}
