//! The signed form: header, claims and signature, read no further than they are believed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    BearerToken, RsaKey, TokenRefusal,
    json::{self, Json},
};

/// A token whose header was read and whose signature has not been checked.
pub(crate) struct Unverified<'a> {
    token: &'a BearerToken,
    key_id: String,
}

impl<'a> Unverified<'a> {
    /// Reads the header, and nothing else.
    pub(crate) fn decode(token: &'a BearerToken) -> Result<Self, TokenRefusal> {
        Ok(Self { token, key_id: key_id(token.header())? })
    }

    /// The key the token names: only ever looked up.
    pub(crate) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The issuer the token names: good for choosing among the configured ones, for nothing else.
    pub(crate) fn claimed_issuer(&self) -> Result<Option<String>, TokenRefusal> {
        let claims = decode(self.token.claims())?;
        let claims = json::object(&claims).map_err(|_| TokenRefusal::MalformedClaims)?;
        Ok(claims.get("iss").and_then(Json::text).map(str::to_owned))
    }

    /// The bytes of the claims, if the signature is that of `key`.
    pub(crate) fn signed_by(self, key: &RsaKey) -> Result<Vec<u8>, TokenRefusal> {
        let signature = decode(self.token.signature())?;
        if key.verifies(self.token.signed(), &signature) {
            decode(self.token.claims())
        } else {
            Err(TokenRefusal::BadSignature)
        }
    }
}

/// Checks the header and returns the key id.
fn key_id(part: &str) -> Result<String, TokenRefusal> {
    if part.len() > MAX_HEADER_TEXT {
        return Err(TokenRefusal::MalformedHeader);
    }
    let header = decode(part)?;
    let header = json::object(&header).map_err(|_| TokenRefusal::MalformedHeader)?;
    if header.get("alg").and_then(Json::text) != Some("RS256") {
        return Err(TokenRefusal::WrongAlgorithm);
    }
    if FORBIDDEN.iter().any(|name| header.contains(name)) {
        return Err(TokenRefusal::ForbiddenHeader);
    }
    let key_id = header.get("kid").and_then(Json::text);
    let key_id = key_id.filter(|id| (1..=MAX_KEY_ID_BYTES).contains(&id.len()));
    key_id.map(str::to_owned).ok_or(TokenRefusal::BadKeyId)
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
