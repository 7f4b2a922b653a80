//! Tokens made to order: honest ones with one thing changed, and ones no honest issuer makes.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho::serve::issuer::Persona;
use sekisho_identity::{
    BearerToken, IssuerExpectation, KeySet, TokenRefusal, TokenUse, VerifiedToken,
};
use sekisho_policy::UnixTime;
use serde_json::{Map, Value};
use support::tokens::{ISSUER, dev_issuer, expectation};

/// The moment at which the tokens are made and judged.
pub const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

pub fn sato() -> Persona {
    Persona::new("sato").in_groups(["dept-staff", "会計"])
}

/// An access token of the shared issuer with its claims changed.
pub fn access_with(change: impl FnOnce(&mut Map<String, Value>)) -> String {
    let mut claims = dev_issuer().access_claims(&sato(), NOW);
    change(&mut claims);
    dev_issuer().sign(TokenUse::Access, &claims).unwrap()
}

/// An id token of the shared issuer with its claims changed.
pub fn id_with(change: impl FnOnce(&mut Map<String, Value>)) -> String {
    let mut claims = dev_issuer().id_claims(&sato(), NOW);
    change(&mut claims);
    dev_issuer().sign(TokenUse::Id, &claims).unwrap()
}

/// A token of exactly this header and payload, signed by the shared issuer's access key.
pub fn signed(header: &[u8], payload: &[u8]) -> String {
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = dev_issuer().signature(TokenUse::Access, input.as_bytes()).unwrap();
    format!("{input}.{signature}")
}

/// The header of an honest access token of the shared issuer, as text.
pub fn honest_header() -> String {
    format!(r#"{{"kid":"{}","alg":"RS256"}}"#, dev_issuer().key_id(TokenUse::Access))
}

/// The claims of an honest access token of the shared issuer, as text.
pub fn honest_claims() -> String {
    Value::Object(dev_issuer().access_claims(&sato(), NOW)).to_string()
}

/// The shared issuer's keys.
pub fn keys() -> &'static KeySet {
    static KEYS: LazyLock<KeySet> =
        LazyLock::new(|| KeySet::from_jwks(dev_issuer().jwks().to_string().as_bytes()).unwrap());
    &KEYS
}

/// Judges a token as the shared issuer's access token, at [`NOW`].
pub fn judge(token: &str) -> Result<VerifiedToken, TokenRefusal> {
    judge_as(token, &expectation(ISSUER, TokenUse::Access))
}

/// Judges a token by this expectation with the shared issuer's keys, at [`NOW`].
pub fn judge_as(token: &str, expected: &IssuerExpectation) -> Result<VerifiedToken, TokenRefusal> {
    judge_at(token, expected, NOW)
}

/// Judges a token by this expectation with the shared issuer's keys.
pub fn judge_at(
    token: &str,
    expected: &IssuerExpectation,
    now: UnixTime,
) -> Result<VerifiedToken, TokenRefusal> {
    sekisho_identity::verify(&BearerToken::from_compact(token)?, keys(), expected, now)
}

/// Judges a token as the shared issuer's access token, at [`NOW`], with these keys.
pub fn judge_by(token: &str, keys: &KeySet) -> Result<VerifiedToken, TokenRefusal> {
    let expected = expectation(ISSUER, TokenUse::Access);
    sekisho_identity::verify(&BearerToken::from_compact(token)?, keys, &expected, NOW)
}
