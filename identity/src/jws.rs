//! The signed form: header, claims and signature, decoded but not yet believed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    BearerToken, RsaKey, TokenRefusal,
    json::{self, Object},
};

/// A decoded token whose signature has not been checked: its claims are no facts yet.
pub(crate) struct Unverified<'a> {
    token: &'a BearerToken,
    key_id: String,
    claims: Object,
}

impl<'a> Unverified<'a> {
    /// Decodes the header and the claims.
    pub(crate) fn decode(token: &'a BearerToken) -> Result<Self, TokenRefusal> {
        let key_id = key_id(token.header())?;
        let claims =
            json::object(&decode(token.claims())?).map_err(|_| TokenRefusal::MalformedClaims)?;
        Ok(Self { token, key_id, claims })
    }

    /// The claimed issuer: good for choosing a key set among the configured ones, for nothing else.
    pub(crate) fn claimed_issuer(&self) -> Option<&str> {
        self.claims.get("iss").and_then(json::Json::text)
    }

    pub(crate) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The claims, once the signature is found to be that of `key`.
    pub(crate) fn signed_by(self, key: &RsaKey) -> Result<Object, TokenRefusal> {
        let signature = decode(self.token.signature())?;
        if key.verifies(self.token.signed(), &signature) {
            Ok(self.claims)
        } else {
            Err(TokenRefusal::BadSignature)
        }
    }
}

/// Checks the header and returns the key id, which is only ever looked up in a map.
fn key_id(part: &str) -> Result<String, TokenRefusal> {
    if part.len() > MAX_HEADER_TEXT {
        return Err(TokenRefusal::MalformedHeader);
    }
    let mut header = json::object(&decode(part)?).map_err(|_| TokenRefusal::MalformedHeader)?;
    if header.get("alg").and_then(json::Json::text) != Some("RS256") {
        return Err(TokenRefusal::WrongAlgorithm);
    }
    if FORBIDDEN.iter().any(|name| header.contains_key(*name)) {
        return Err(TokenRefusal::ForbiddenHeader);
    }
    match header.remove("kid") {
        Some(json::Json::Text(id)) if !id.is_empty() && id.len() <= MAX_KEY_ID_BYTES => Ok(id),
        _ => Err(TokenRefusal::BadKeyId),
    }
}

/// Strict base64url: no padding, no other alphabet, no bits left over.
fn decode(part: &str) -> Result<Vec<u8>, TokenRefusal> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenRefusal::BadEncoding)
}

/// Members that change what a signature means or that offer a key: Cognito sends none of them.
const FORBIDDEN: [&str; 8] = ["b64", "crit", "cty", "jku", "jwk", "x5c", "x5u", "zip"];
/// 1 KiB in base64url. It is read before any signature is checked; Cognito's is about 90 bytes.
const MAX_HEADER_TEXT: usize = 1366;
const MAX_KEY_ID_BYTES: usize = 128;
