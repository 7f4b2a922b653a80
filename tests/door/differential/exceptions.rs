//! What we accept and aws-jwt-verify refuses, knowingly: each with its reason, and each must occur, or it
//! is no longer true.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use door_support::token_corpus::Case;
use sekisho_policy::UnixTime;
use serde_json::Value;

/// A difference that is wanted.
pub struct Exception {
    /// What is accepted.
    pub name: &'static str,
    /// Why that is right.
    pub why: &'static str,
    /// Whether it explains that this token is refused with this error, when it is judged at this time.
    pub explains: fn(&Case, claims: &Value, at: UnixTime, error: &str) -> bool,
}

/// All there are.
pub const EXCEPTIONS: [Exception; 1] = [Exception {
    name: "`nbf` ahead of our clock by no more than the tolerance",
    why: "RFC 7519, 4.1.5, allows for some leeway, usually no more than a few minutes; ours is 60 s at \
          the least, theirs is the same for `exp` and `nbf`, and 0 in these cases",
    explains: |case, claims, at, error| {
        let tolerance = case.expectation().tolerance();
        let ahead = claims["nbf"].as_i64().map(|start| start - at.seconds());
        let ahead_of_theirs = i64::from(case.judged.leeway) + 1;
        error == "JwtNotBeforeError"
            && ahead
                .is_some_and(|ahead| (ahead_of_theirs..=tolerance.before_issue()).contains(&ahead))
    },
}];

/// The claims of a token that was accepted.
pub fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}
