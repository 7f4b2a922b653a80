//! What `sekisho verify-token` reads and writes.

use sekisho_identity::TokenRefusal;
use serde_json::{Value, json};

use support::schema::Schema;

#[test]
fn an_answer_to_a_token_is_as_the_schema_says_for_every_reason_there_is() {
    let schema = Schema::of("verify-token-answer.schema.json");
    // These are said of what is around a token.
    let elsewhere = [TokenRefusal::AmbiguousAuthorization, TokenRefusal::NotBearer];
    for refusal in TokenRefusal::ALL {
        let answer = json!({ "name": "n", "outcome": "reject", "reason": refusal.code() });
        assert_eq!(schema.takes(&answer), !elsewhere.contains(&refusal), "{answer}");
    }
    for broken in [
        json!({ "name": "n", "outcome": "reject", "reason": null }),
        json!({ "name": "n", "outcome": "accept", "reason": "expired" }),
        json!({ "name": "n", "outcome": "accept" }),
        json!({ "outcome": "accept", "reason": null, "line": 1 }),
        json!({ "outcome": "error", "problem": "p" }),
        json!({ "line": 0, "outcome": "error", "problem": "p" }),
        json!({ "line": 1, "outcome": "error", "problem": "" }),
        Value::Null,
    ] {
        assert!(!schema.takes(&broken), "{broken}");
    }
}

#[test]
fn a_line_is_a_name_and_a_token_and_nothing_else() {
    let schema = Schema::of("verify-token-line.schema.json");

    assert!(schema.takes(&json!({ "name": "", "token": "" })));
    for broken in [
        json!({ "name": "n" }),
        json!({ "token": "t" }),
        json!({ "name": 1, "token": "t" }),
        json!({ "name": "n", "token": null }),
        json!({ "name": "n", "token": "t", "more": 1 }),
        json!([]),
    ] {
        assert!(!schema.takes(&broken), "{broken}");
    }
}
