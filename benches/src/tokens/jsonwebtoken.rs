//! jsonwebtoken, told to be as strict as it can be.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use serde::Deserialize;

use super::{Contender, Issuer};

/// `jsonwebtoken::decode` with keys that were read before.
#[expect(missing_debug_implementations, reason = "a decoding key has none")]
pub struct Jsonwebtoken {
    token: String,
    keys: Vec<(String, DecodingKey)>,
    validation: Validation,
}

#[derive(Debug, Deserialize)]
struct Claims {
    #[serde(rename = "cognito:groups")]
    groups: Vec<String>,
    sub: String,
    token_use: String,
}

impl Jsonwebtoken {
    /// Of one of the issuer's tokens.
    pub fn new(issuer: &Issuer) -> Self {
        let set: JwkSet = serde_json::from_str(&issuer.jwks()).expect("a key set");
        let key = |jwk: &jsonwebtoken::jwk::Jwk| {
            (jwk.common.key_id.clone().expect("an id"), DecodingKey::from_jwk(jwk).expect("a key"))
        };
        let mut validation = Validation::new(Algorithm::RS256);
        validation.leeway = 0;
        validation.validate_nbf = true;
        validation.set_issuer(&[Issuer::URL]);
        validation.set_audience(&[Issuer::CLIENT]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Self { token: issuer.token(), keys: set.keys.iter().map(key).collect(), validation }
    }
}

impl Contender for Jsonwebtoken {
    fn name(&self) -> &'static str {
        "jsonwebtoken (aws_lc_rs)"
    }

    fn judge(&mut self, times: u32) -> Duration {
        let began = Instant::now();
        for _ in 0..times {
            let token = black_box(&self.token);
            let header = jsonwebtoken::decode_header(token).expect("a header");
            let key = self.keys.iter().find(|(id, _)| header.kid.as_ref() == Some(id));
            let (_, key) = key.expect("the key is there");
            let verified = jsonwebtoken::decode::<Claims>(token, key, &self.validation);
            let Claims { groups, sub, token_use } = verified.expect("it is accepted").claims;
            assert_eq!(token_use, "id");
            black_box((groups, sub));
        }
        began.elapsed()
    }
}
