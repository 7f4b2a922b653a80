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
    if let Some(key_id) = usual(&header) {
        return checked(Some(key_id));
    }
    let header = json::object(&header).map_err(|_| TokenRefusal::MalformedHeader)?;
    if header.get("alg").and_then(Json::text) != Some("RS256") {
        return Err(TokenRefusal::WrongAlgorithm);
    }
    if FORBIDDEN.iter().any(|name| header.contains(name)) {
        return Err(TokenRefusal::ForbiddenHeader);
    }
    checked(header.get("kid").and_then(Json::text))
}

/// The key id of a header in the one spelling that Cognito uses. What is spelled otherwise is read
/// as JSON, to the same end.
fn usual(header: &[u8]) -> Option<&str> {
    let key_id = header.strip_prefix(br#"{"kid":""#)?.strip_suffix(br#"","alg":"RS256"}"#)?;
    let plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b'"' && *byte != b'\\';
    if key_id.iter().all(plain) { core::str::from_utf8(key_id).ok() } else { None }
}

fn checked(key_id: Option<&str>) -> Result<String, TokenRefusal> {
    let sized = |id: &&str| (1..=MAX_KEY_ID_BYTES).contains(&id.len());
    key_id.filter(sized).map(str::to_owned).ok_or(TokenRefusal::BadKeyId)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spelling_is_read_as_json_reads_it() {
        let mut usually = Vec::new();
        for byte in u8::MIN..=u8::MAX {
            let header = [br#"{"kid":"a"#, &[byte][..], br#"z=","alg":"RS256"}"#].concat();
            let Some(key_id) = usual(&header) else { continue };
            let read = json::object(&header).ok();
            let text = |name| read.as_ref().and_then(|header| header.get(name)?.text());
            assert_eq!((text("kid"), text("alg")), (Some(key_id), Some("RS256")));
            usually.push(byte);
        }
        // Every character of ASCII that is neither a space, nor a quotation mark, nor a backslash.
        assert_eq!(usually.len(), 92);
        for unusual in [r#"{"kid":"a", "alg":"RS256"}"#, r#"{"alg":"RS256","kid":"a"}"#, "{}", ""] {
            assert_eq!(usual(unusual.as_bytes()), None, "{unusual}");
        }
    }
}
