//! The verifier most Rust programs use, at its strictest, on the same tokens.

use ::jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use sekisho_identity::TokenUse;
use serde::Deserialize;
use support::{
    token_corpus::{self, Case},
    tokens::CLIENT,
};

/// What Cognito documents of its tokens, in types: what is not of them is refused by serde.
#[derive(Deserialize)]
struct Claims {
    token_use: String,
    client_id: Option<String>,
    #[serde(rename = "sub")]
    _sub: String,
    #[serde(rename = "iat")]
    _iat: i64,
    #[serde(rename = "exp")]
    _exp: i64,
    #[serde(rename = "auth_time")]
    _auth_time: Option<i64>,
    #[serde(rename = "username")]
    _username: Option<String>,
    #[serde(rename = "cognito:username")]
    _cognito_username: Option<String>,
    #[serde(rename = "cognito:groups", default)]
    _groups: Vec<String>,
}

/// Whether jsonwebtoken accepts a token, judged by the clock of this machine: the algorithm pinned,
/// no leeway but the case's, `exp`, `iss`, `sub` (and `aud` of an id token) required, `nbf` looked
/// at, claims of fixed types, and the two comparisons that an application has to write itself.
pub fn jsonwebtoken_accepts(case: &Case, token: &str) -> bool {
    let set: JwkSet = serde_json::from_value(token_corpus::jwks()).expect("a key set");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.leeway = u64::from(case.judged.leeway);
    validation.validate_nbf = true;
    validation.set_issuer(&[case.judged.issuer()]);
    let wanted = case.wanted();
    if wanted == TokenUse::Id {
        validation.set_audience(&[CLIENT]);
        validation.set_required_spec_claims(&["exp", "iss", "sub", "aud"]);
    } else {
        validation.validate_aud = false;
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
    }
    let key = decode_header(token)
        .ok()
        .and_then(|header| header.kid)
        .and_then(|id| set.find(&id).and_then(|jwk| DecodingKey::from_jwk(jwk).ok()));
    let claims = key.and_then(|key| decode::<Claims>(token, &key, &validation).ok());
    claims.is_some_and(|data| {
        let client = wanted == TokenUse::Id || data.claims.client_id.as_deref() == Some(CLIENT);
        data.claims.token_use == wanted.as_str() && client
    })
}
