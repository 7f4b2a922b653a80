//! A user pool: two keys that are made anew in every process, and tokens of Cognito's form.

use std::sync::LazyLock;

use aws_lc_rs::{
    rand::{self, SystemRandom},
    rsa::KeySize,
    signature::{KeyPair, RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair, RsaSubjectPublicKey},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use sekisho_identity::TokenUse;
use sekisho_policy::UnixTime;
use serde_json::{Map, Value, json};

use crate::tokens::{CLIENT, ISSUER};

/// A user pool of the issuer [`ISSUER`] with one app client, [`CLIENT`]. As Cognito does, it signs access
/// tokens and id tokens by different keys.
#[derive(Debug)]
pub struct Pool {
    access: Key,
    id: Key,
}

/// The one pool of this process.
pub fn pool() -> &'static Pool {
    static SHARED: LazyLock<Pool> = LazyLock::new(Pool::new);
    &SHARED
}

impl Pool {
    /// A pool with keys of its own.
    pub fn new() -> Self {
        // Cognito's key ids are base64 with padding: `=`, `+` and `/` must be no surprise.
        let [access, id] = [(); 2].map(|()| Key::new(&STANDARD.encode(random::<32>())));
        Self { access, id }
    }

    /// The key that tokens of this use are signed by.
    pub fn key(&self, token_use: TokenUse) -> &Key {
        match token_use {
            TokenUse::Access => &self.access,
            TokenUse::Id => &self.id,
        }
    }

    /// The key document.
    pub fn jwks(&self) -> Value {
        json!({ "keys": [self.id.jwk(), self.access.jwk()] })
    }

    /// The claims of a token of this use for `sato`, of two groups, issued `now`.
    pub fn claims(&self, token_use: TokenUse, now: UnixTime) -> Map<String, Value> {
        let mut claims = json!({
            "sub": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
            "cognito:groups": ["dept-staff", "会計"],
            "iss": ISSUER,
            "token_use": token_use.as_str(),
            "auth_time": now.seconds(),
            "exp": now.saturating_add(3600).seconds(),
            "iat": now.seconds(),
            "origin_jti": "11111111-2222-4333-8444-555555555555",
            "jti": URL_SAFE_NO_PAD.encode(random::<16>()),
        });
        let others = match token_use {
            TokenUse::Access => json!({
                "client_id": CLIENT, "scope": "aws.cognito.signin.user.admin", "username": "sato",
            }),
            TokenUse::Id => json!({ "aud": CLIENT, "cognito:username": "sato" }),
        };
        let members = claims.as_object_mut().expect("an object");
        members.extend(others.as_object().expect("an object").clone());
        members.clone()
    }

    /// A token of this use for `sato`, issued `now`.
    pub fn token(&self, token_use: TokenUse, now: UnixTime) -> String {
        let key = self.key(token_use);
        let header = json!({ "kid": key.id(), "alg": "RS256" });
        let claims = Value::Object(self.claims(token_use, now));
        let [header, claims] = [header, claims].map(|it| URL_SAFE_NO_PAD.encode(it.to_string()));
        let signed = format!("{header}.{claims}");
        let signature = URL_SAFE_NO_PAD.encode(key.signature(&RSA_PKCS1_SHA256, signed.as_bytes()));
        format!("{signed}.{signature}")
    }
}

impl Default for Pool {
    fn default() -> Self {
        Self::new()
    }
}

/// An RSA-2048 key pair and its id.
#[derive(Debug)]
pub struct Key {
    id: String,
    pair: RsaKeyPair,
}

impl Key {
    /// A fresh pair of this id.
    pub fn new(id: &str) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key pair");
        Self { id: id.to_owned(), pair }
    }

    /// What tokens name it by.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public half.
    pub fn public(&self) -> &RsaSubjectPublicKey {
        self.pair.public_key()
    }

    /// The modulus, big-endian.
    pub fn modulus(&self) -> Vec<u8> {
        self.public().modulus().big_endian_without_leading_zero().to_vec()
    }

    /// The public half as it stands in a key document.
    pub fn jwk(&self) -> Value {
        let e = self.public().exponent().big_endian_without_leading_zero();
        json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id,
            "n": URL_SAFE_NO_PAD.encode(self.modulus()), "e": URL_SAFE_NO_PAD.encode(e),
        })
    }

    /// A signature by this scheme.
    pub fn signature(&self, scheme: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let chance = SystemRandom::new();
        self.pair.sign(scheme, &chance, message, &mut signature).expect("a signature");
        signature
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).expect("there is chance");
    bytes
}
