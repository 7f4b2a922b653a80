//! Which entries of a key document become keys.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    rsa::RsaKey,
    set::{KeySet, SkipReason},
};
use crate::json::{Json, Object};

/// The id of an entry, if it has a usable one.
pub(super) fn key_id<'a>(entry: &'a Object<'_>) -> Option<&'a str> {
    text(entry, "kid").filter(|id| !id.is_empty() && id.len() <= MAX_KEY_ID_BYTES)
}

/// The key of an entry: an RSA public key meant for RS256 signatures and nothing else.
pub(super) fn admit(entry: &Object<'_>) -> Result<RsaKey, SkipReason> {
    if KeySet::PRIVATE_MEMBERS.iter().any(|name| entry.contains(name)) {
        return Err(SkipReason::PrivateKey);
    }
    if text(entry, "kty") != Some("RSA") {
        return Err(SkipReason::Type);
    }
    if text(entry, "use") != Some("sig") {
        return Err(SkipReason::Use);
    }
    if text(entry, "alg") != Some("RS256") {
        return Err(SkipReason::Algorithm);
    }
    if entry.get("key_ops").is_some_and(|operations| !allows_verify(operations)) {
        return Err(SkipReason::Operations);
    }
    let n = integer(entry, "n").ok_or(SkipReason::Modulus)?;
    let e = integer(entry, "e").ok_or(SkipReason::Exponent)?;
    RsaKey::from_components(&n, &e)
}

fn allows_verify(operations: &Json<'_>) -> bool {
    let verify = |operation: &Json<'_>| operation.text() == Some("verify");
    operations.list().is_some_and(|operations| operations.iter().any(verify))
}

fn integer(entry: &Object<'_>, name: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text(entry, name)?).ok()
}

fn text<'a>(entry: &'a Object<'_>, name: &str) -> Option<&'a str> {
    entry.get(name).and_then(Json::text)
}

const MAX_KEY_ID_BYTES: usize = 128;
