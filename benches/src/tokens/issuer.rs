//! An issuer that signs tokens of Cognito's form.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

/// Two RSA-2048 key pairs, as a user pool has, of which the first signs.
#[derive(Debug)]
pub struct Issuer {
    pair: KeyPair,
    key_id: String,
    jwks: Value,
    now: i64,
}

impl Issuer {
    /// The user pool that the tokens are of.
    pub const POOL: &str = "ap-northeast-1_TestPool1";
    /// Its issuer.
    pub const URL: &str =
        "https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_TestPool1";
    /// The app client that the tokens are for.
    pub const CLIENT: &str = "57cbishk4j24pabc1234567890";

    /// An issuer with fresh keys. Its tokens are issued now.
    pub fn new() -> Self {
        let [(pair, key_id, one), (_, _, other)] = [fresh(), fresh()];
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
        let now = i64::try_from(since.as_secs()).expect("a time of day");
        Self { pair, key_id, jwks: json!({ "keys": [one, other] }), now }
    }

    /// The key document.
    pub fn jwks(&self) -> String {
        self.jwks.to_string()
    }

    /// When the tokens are issued, in seconds since 1970.
    pub const fn now(&self) -> i64 {
        self.now
    }

    /// The modulus and the exponent of the key that signs.
    pub fn components(&self) -> (Vec<u8>, Vec<u8>) {
        let key = self.pair.public_key();
        let bytes = |of: aws_lc_rs::signature::RsaPublicKeyComponents<Vec<u8>>| (of.n, of.e);
        bytes(key.into())
    }

    /// An id token of about 1,150 bytes.
    pub fn token(&self) -> String {
        self.token_by(&self.key_id)
    }

    /// The same, with a header that names another key.
    pub fn token_by(&self, key_id: &str) -> String {
        let header = json!({ "kid": key_id, "alg": "RS256" });
        let claims = json!({
            "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
            "cognito:groups": ["tax-operators", "tax-viewers", "town-hall-second-floor"],
            "email_verified": true,
            "iss": Self::URL,
            "cognito:username": "sato.hanako",
            "origin_jti": "11111111-2222-3333-4444-555555555555",
            "aud": Self::CLIENT,
            "event_id": "66666666-7777-8888-9999-000000000000",
            "token_use": "id",
            "auth_time": self.now,
            "exp": self.now + 3600,
            "iat": self.now,
            "jti": "12345678-9abc-def0-1234-56789abcdef0",
            "name": "佐藤花子",
            "email": "sato.hanako@town.example",
        });
        let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .expect("the key signs");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

impl Default for Issuer {
    fn default() -> Self {
        Self::new()
    }
}

fn fresh() -> (KeyPair, String, Value) {
    let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key can be made");
    let mut random = [0; 32];
    aws_lc_rs::rand::fill(&mut random).expect("there is chance");
    let key_id = STANDARD.encode(random);
    let key: aws_lc_rs::signature::RsaPublicKeyComponents<Vec<u8>> = pair.public_key().into();
    let jwk = json!({
        "alg": "RS256",
        "e": URL_SAFE_NO_PAD.encode(key.e),
        "kid": key_id,
        "kty": "RSA",
        "n": URL_SAFE_NO_PAD.encode(key.n),
        "use": "sig",
    });
    (pair, key_id, jwk)
}
