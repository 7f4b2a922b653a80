//! Tokens: nothing is accepted but what our issuer signed, and only if it says what it has to.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use engine_support::fuzzed::Outcome;
use sekisho_identity::{BearerToken, KeySet, TokenRefusal, TokenUse, VerifiedToken};
use sekisho_policy::{Fact, UnixTime};
use serde_json::{Value, json};

use crate::{
    token_corpus::{self, OWN_ID, signed_by_the_suite},
    tokens::{CLIENT, ISSUER, expectation},
};

/// The moment at which they are judged.
pub const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

static KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    KeySet::from_jwks(token_corpus::jwks().to_string().as_bytes()).expect("a key set")
});

/// The one honest token of this process.
static HONEST: LazyLock<String> =
    LazyLock::new(|| signed(honest_header().as_bytes(), honest_claims().as_bytes()));

/// Any text, as a token; `{{token}}` in it is the honest one.
///
/// # Panics
///
/// If another text is accepted.
#[must_use]
pub fn token_text(bytes: &[u8]) -> Outcome {
    let Ok(text) = str::from_utf8(bytes) else { return Outcome::Nothing };
    let text = text.replace("{{token}}", &HONEST);
    only_the_honest_one(&text)
}

/// The honest token with edits: four bytes each, two for the place, one for what is done there.
///
/// # Panics
///
/// If another text is accepted.
#[must_use]
pub fn token_edits(bytes: &[u8]) -> Outcome {
    let mut token = HONEST.clone().into_bytes();
    for edit in bytes.chunks_exact(4) {
        let [high, low, what, byte] = [edit[0], edit[1], edit[2], edit[3] & 0x7f];
        let at = usize::from(u16::from_be_bytes([high, low])) % (token.len() + 1);
        match what % 4 {
            0 => token.insert(at, byte),
            1 => drop(token.drain(at..token.len().min(at + 1 + usize::from(byte)))),
            2 => token.iter_mut().skip(at).take(1).for_each(|found| *found = byte),
            _ => token.iter_mut().skip(at).take(1).for_each(|found| *found ^= byte),
        }
    }
    str::from_utf8(&token).map_or(Outcome::Nothing, only_the_honest_one)
}

/// Any bytes as the claims of a token that our issuer signed.
///
/// # Panics
///
/// If they are accepted without saying what they have to.
#[must_use]
pub fn token_claims(bytes: &[u8]) -> Outcome {
    let Ok(verified) = judged(&signed(honest_header().as_bytes(), bytes)) else {
        return Outcome::Refused;
    };
    let claims: Value = serde_json::from_slice(bytes).expect("what is accepted is JSON");
    let text = |name: &str| claims[name].as_str();
    assert_eq!(text("iss"), Some(ISSUER));
    assert_eq!(text("client_id"), Some(CLIENT));
    assert_eq!(text("token_use"), Some("access"));
    assert_eq!(verified.caller().subject().known().copied(), text("sub"));
    assert!(text("sub").is_some_and(|sub| !sub.is_empty()));
    let [issued, ends] = ["iat", "exp"].map(|name| claims[name].as_i64().expect("an integer"));
    assert!(ends > NOW.seconds() && ends > issued && ends - issued <= 86_400);
    assert!(issued <= NOW.seconds() + 60);
    let mut groups: Vec<&str> = match &claims["cognito:groups"] {
        Value::Null => Vec::new(),
        groups => {
            groups.as_array().expect("a list").iter().map(|g| g.as_str().expect("text")).collect()
        }
    };
    groups.sort_unstable();
    groups.dedup();
    let found: Vec<&str> = verified.caller().groups().known().expect("known").iter().collect();
    assert_eq!(found, groups);
    let is_text = |value: &Value| value.is_string();
    for name in ["jti", "scope"] {
        assert!(claims.get(name).is_none_or(is_text), "{name}");
    }
    let listed = |value: &Value| value.as_array().is_some_and(|items| items.iter().all(is_text));
    assert!(claims.get("aud").is_none_or(|value| is_text(value) || listed(value)));
    if verified.caller().user() != Fact::Absent {
        assert_eq!(verified.caller().user().known().copied(), text("username"));
    }
    Outcome::Held
}

/// Any bytes as the header of a token that our issuer signed.
///
/// # Panics
///
/// If they are accepted without saying what they have to.
#[must_use]
pub fn token_header(bytes: &[u8]) -> Outcome {
    if judged(&signed(bytes, honest_claims().as_bytes())).is_err() {
        return Outcome::Refused;
    }
    let header: Value = serde_json::from_slice(bytes).expect("what is accepted is JSON");
    assert_eq!([&header["alg"], &header["kid"]], [&json!("RS256"), &json!(OWN_ID)]);
    for name in ["b64", "crit", "cty", "jku", "jwk", "x5c", "x5u", "zip"] {
        assert_eq!(header.get(name), None, "{header}");
    }
    Outcome::Held
}

fn only_the_honest_one(text: &str) -> Outcome {
    match judged(text) {
        Ok(_) => {
            assert!(text == *HONEST, "another spelling is accepted");
            Outcome::Held
        }
        Err(refusal) => {
            assert!(text != *HONEST, "the honest token is refused: {refusal}");
            Outcome::Refused
        }
    }
}

fn judged(text: &str) -> Result<VerifiedToken, TokenRefusal> {
    let expected = expectation(ISSUER, TokenUse::Access);
    sekisho_identity::verify(&BearerToken::from_compact(text)?, &KEYS, &expected, NOW)
}

fn signed(header: &[u8], claims: &[u8]) -> String {
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    let input = format!("{header}.{claims}");
    let signature = signed_by_the_suite(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn honest_header() -> String {
    json!({ "alg": "RS256", "kid": OWN_ID }).to_string()
}

fn honest_claims() -> String {
    json!({
        "sub": "sato", "iss": ISSUER, "client_id": CLIENT, "token_use": "access",
        "iat": NOW.seconds(), "exp": NOW.seconds() + 3600, "username": "sato",
        "cognito:groups": ["dept-staff"],
    })
    .to_string()
}
