//! The dev issuer's keys.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand,
    rsa::{KeyPair, KeySize},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, EncodingKey, jwk::Jwk};
use sekisho_identity::TokenUse;
use serde_json::{Value, json};

/// Why the dev issuer could not do its work.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DevIssuerError {
    /// No RSA key pair could be made.
    #[error("the dev issuer could not make an RSA-2048 key pair")]
    KeyGeneration,
    /// A signature could not be made.
    #[error("the dev issuer could not sign the token")]
    Signing,
}

/// The pair in force, and the public keys of earlier ones.
pub(super) struct DevKeys {
    access: DevKey,
    id: DevKey,
    old: Vec<Value>,
}

impl DevKeys {
    pub(super) fn generate() -> Result<Self, DevIssuerError> {
        Ok(Self { access: DevKey::generate()?, id: DevKey::generate()?, old: Vec::new() })
    }

    pub(super) fn replace(&mut self, fresh: Self) {
        self.old.extend([self.access.public.clone(), self.id.public.clone()]);
        self.access = fresh.access;
        self.id = fresh.id;
    }

    pub(super) fn withdraw_old(&mut self) {
        self.old.clear();
    }

    pub(super) const fn of(&self, token_use: TokenUse) -> &DevKey {
        match token_use {
            TokenUse::Access => &self.access,
            TokenUse::Id => &self.id,
        }
    }

    pub(super) fn jwks(&self) -> Value {
        let keys: Vec<&Value> =
            [&self.id.public, &self.access.public].into_iter().chain(&self.old).collect();
        json!({ "keys": keys })
    }
}

/// One RSA-2048 key pair. It has no `Debug`, and the private half leaves only as signatures.
pub(super) struct DevKey {
    id: String,
    private: EncodingKey,
    public: Value,
}

impl DevKey {
    fn generate() -> Result<Self, DevIssuerError> {
        let failed = |_| DevIssuerError::KeyGeneration;
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
        let document: Pkcs8V1Der<'static> = pair.as_der().map_err(failed)?;
        let private = EncodingKey::from_rsa_der(
            document.as_ref().get(PKCS8_PREFIX..).ok_or(DevIssuerError::KeyGeneration)?,
        );
        let mut random = [0_u8; 32];
        rand::fill(&mut random).map_err(failed)?;
        // Cognito's key ids are base64 with padding: `=`, `+` and `/` must be no surprise.
        let id = STANDARD.encode(random);
        let mut jwk = Jwk::from_encoding_key(&private, Algorithm::RS256)
            .map_err(|_| DevIssuerError::KeyGeneration)?;
        jwk.common.key_id = Some(id.clone());
        jwk.common.public_key_use = Some(jsonwebtoken::jwk::PublicKeyUse::Signature);
        let public = serde_json::to_value(&jwk).map_err(|_| DevIssuerError::KeyGeneration)?;
        Ok(Self { id, private, public })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) const fn private(&self) -> &EncodingKey {
        &self.private
    }
}

/// The bytes before the RFC 8017 private key in the PKCS #8 form of an RSA-2048 key: two sequence
/// headers of 4 bytes, the version (3), the algorithm identifier (15), the octet string's header (4).
/// `jsonwebtoken` reads the inner form only.
// SOURCE: RFC 5208 section 5, RFC 8017 appendix A.1.2
const PKCS8_PREFIX: usize = 26;
