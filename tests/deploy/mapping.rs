//! What API Gateway passes on to Cognito, and what it makes of the answers.

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::programs::ask_checks;

async fn mapped() -> &'static Value {
    static MAPPED: OnceCell<Value> = OnceCell::const_new();
    MAPPED.get_or_init(async || ask_checks("mapping.py")).await
}

const CLIENT: &str = "57cbishk4j24pabc1234567890";

/// What is passed on of a body: its values, in the places that are fixed.
fn required(route: &str, body: &Value) -> Value {
    match route {
        "SignIn" => json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": CLIENT,
            "AuthParameters": {"USERNAME": text(&body["username"]), "PASSWORD": text(&body["password"])},
        }),
        "NewPassword" => json!({
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "ClientId": CLIENT,
            "Session": text(&body["session"]),
            "ChallengeResponses": {
                "USERNAME": text(&body["username"]),
                "NEW_PASSWORD": text(&body["new_password"]),
            },
        }),
        _ => json!({
            "AuthFlow": "REFRESH_TOKEN_AUTH",
            "ClientId": CLIENT,
            "AuthParameters": {"REFRESH_TOKEN": text(&body["refresh_token"])},
        }),
    }
}

/// A value as `$input.json` has it: nothing is an empty text.
fn text(value: &Value) -> Value {
    if value.is_null() { json!("") } else { value.clone() }
}

#[tokio::test]
async fn whatever_is_sent_the_flow_and_the_client_are_the_fixed_ones_and_nothing_is_added() {
    for (route, least) in [("SignIn", 100), ("NewPassword", 150), ("Refresh", 50)] {
        let cases = mapped().await["passed_on"][route].as_array().unwrap();
        assert!(cases.len() >= least, "{route}: {} bodies", cases.len());
        for case in cases {
            assert_eq!(
                case["request"],
                required(route, &case["body"]),
                "{route}: {}",
                case["body"]
            );
        }
    }
}

#[tokio::test]
async fn the_common_template_would_let_a_password_choose_the_flow() {
    assert_eq!(
        mapped().await["injected"],
        json!({"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "PASSWORD": "", "x": ""})
    );
}

#[tokio::test]
async fn an_answer_of_cognito_becomes_what_a_client_needs() {
    let answers = &mapped().await["answers"];
    let tokens = json!({"access_token": "a.b\"c", "refresh_token": "g.h", "expires_in": 900});

    assert_eq!(answers["SignIn"]["tokens"], json!([200, tokens]));
    assert_eq!(
        answers["SignIn"]["a new password"],
        json!([200, {"challenge": "new_password_required", "session": "AYAB\"e"}])
    );
    assert_eq!(answers["NewPassword"]["tokens"], json!([200, tokens]));
    assert_eq!(
        answers["Refresh"]["tokens of a refresh"],
        json!([200, {"access_token": "a.b\"c", "expires_in": 900}])
    );
}

#[tokio::test]
async fn what_cannot_be_answered_here_is_a_failure_and_no_sign_in() {
    for route in ["SignIn", "NewPassword", "Refresh"] {
        let answers = &mapped().await["answers"][route];

        let message =
            "signing in asks for something that cannot be answered here: tell the operator";
        assert_eq!(
            answers["a code"],
            json!([503, {"code": "unsupported_challenge", "message": message}])
        );
        let message = "nobody can sign in at the moment: try again";
        assert_eq!(
            answers["no answer"],
            json!([503, {"code": "sign_in_unavailable", "message": message}])
        );
    }
}

#[tokio::test]
async fn all_reasons_to_refuse_are_one_but_a_new_password_that_is_too_simple() {
    let message = "the user name or what was sent with it is not accepted";
    let refused = json!([401, {"code": "not_signed_in", "message": message}]);
    let message = "the new password is too short or too simple";
    let too_simple = json!([400, {"code": "password_refused", "message": message}]);

    for route in ["SignIn", "NewPassword", "Refresh"] {
        let refusals = mapped().await["answers"][route]["refusals"].as_array().unwrap();
        assert_eq!(refusals.len(), 7);
        for (place, answer) in refusals.iter().enumerate() {
            // The sixth of them is about the new password.
            let required =
                if route == "NewPassword" && place == 5 { &too_simple } else { &refused };
            assert_eq!(answer, required, "{route}: refusal {place}");
        }
    }
}

/// Cognito answers these with the status of a wrong password.
#[tokio::test]
async fn that_cognito_was_asked_too_often_is_no_refusal() {
    let message = "too many people are signing in: wait a minute and try again";
    let busy = json!([429, {"code": "sign_in_busy", "message": message}]);

    for route in ["SignIn", "NewPassword", "Refresh"] {
        assert_eq!(mapped().await["answers"][route]["too often"], json!([busy, busy, busy]));
    }
}
