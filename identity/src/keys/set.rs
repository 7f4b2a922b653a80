//! The keys of one issuer at one moment.

use std::collections::{BTreeMap, BTreeSet};

use super::{MAX_DOCUMENT_BYTES, admission, rsa::RsaKey};
use crate::json::{self, Json, Object};

/// The admitted keys of one key document, by id. Never empty.
#[derive(Debug)]
pub struct KeySet {
    keys: BTreeMap<String, RsaKey>,
    skipped: Vec<SkippedKey>,
}

impl KeySet {
    /// The private members of RSA, EC and symmetric keys: a key that is published with one of them is
    /// nobody's secret.
    // SOURCE: RFC 7518, 6.2.2, 6.3.2 and 6.4.1
    pub const PRIVATE_MEMBERS: [&'static str; 8] = ["d", "dp", "dq", "k", "oth", "p", "q", "qi"];

    /// The keys of a JWKS document.
    ///
    /// Admitted are RSA keys of 2048 to 4096 bits with `use: sig` and `alg: RS256`; every other entry
    /// is skipped with a reason. Two different entries of one id are both skipped: which of them
    /// counts must not depend on their order.
    ///
    /// # Errors
    ///
    /// [`KeySetError`] if the document is larger than 64 KiB, is not strict JSON with a list of at
    /// most 64 `keys`, or holds no key that is admitted.
    pub fn from_jwks(document: &[u8]) -> Result<Self, KeySetError> {
        let entries = entries(document)?;
        let ambiguous = ambiguous(&entries);
        let mut set = Self { keys: BTreeMap::new(), skipped: Vec::new() };
        for entry in entries {
            match set.admit(&entry, &ambiguous) {
                Ok((id, key)) => {
                    set.keys.insert(id, key);
                }
                Err(reason) => {
                    let key_id = admission::key_id(&entry).map(str::to_owned);
                    set.skipped.push(SkippedKey { key_id, reason });
                }
            }
        }
        if set.keys.is_empty() { Err(KeySetError::NoUsableKey) } else { Ok(set) }
    }

    /// The key of this id.
    #[must_use]
    pub fn key(&self, id: &str) -> Option<&RsaKey> {
        self.keys.get(id)
    }

    /// The ids of the admitted keys.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// The entries that were not admitted, in the document's order.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    fn admit(
        &self,
        entry: &Object<'_>,
        ambiguous: &BTreeSet<String>,
    ) -> Result<(String, RsaKey), SkipReason> {
        let id = admission::key_id(entry).ok_or(SkipReason::KeyId)?;
        if ambiguous.contains(id) {
            return Err(SkipReason::Ambiguous);
        }
        if self.keys.contains_key(id) {
            return Err(SkipReason::Repeated);
        }
        Ok((id.to_owned(), admission::admit(entry)?))
    }
}

/// An entry of a key document that did not become a key.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SkippedKey {
    /// Its id, if it has a usable one.
    pub key_id: Option<String>,
    /// Why.
    pub reason: SkipReason,
}

/// Why an entry of a key document did not become a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SkipReason {
    /// `alg` is not `RS256`.
    Algorithm,
    /// Another entry of the same id says something else.
    Ambiguous,
    /// The exponent is missing, even, below 3 or above 32 bits.
    Exponent,
    /// `kid` is missing, is not a text, is empty or is longer than 128 bytes.
    KeyId,
    /// The modulus is missing, not strict base64url, even, or starts with a zero.
    Modulus,
    /// `key_ops` is there and does not hold `verify`.
    Operations,
    /// The entry publishes private members.
    PrivateKey,
    /// The same entry came before.
    Repeated,
    /// The modulus has the fingerprint of a generator whose keys can be factored.
    Roca,
    /// The modulus is shorter than 2048 or longer than 4096 bits.
    Size,
    /// `kty` is not `RSA`.
    Type,
    /// `use` is not `sig`.
    Use,
}

/// Why a document is not a key set.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeySetError {
    /// Not an object with a list `keys` of objects.
    #[error("the key document is not strict JSON with a list `keys` of objects")]
    Malformed,
    /// No entry was admitted.
    #[error("found no RSA key for RS256 signatures in the key document, required at least one")]
    NoUsableKey,
    /// Longer than 64 KiB.
    #[error("found a key document of {found} bytes, required at most {MAX_DOCUMENT_BYTES}")]
    TooLarge {
        /// The length.
        found: usize,
    },
    /// More than 64 entries.
    #[error("found {found} keys in the key document, required at most {MAX_KEYS}")]
    TooManyKeys {
        /// The number of entries.
        found: usize,
    },
}

fn entries(document: &[u8]) -> Result<Vec<Object<'_>>, KeySetError> {
    if document.len() > MAX_DOCUMENT_BYTES {
        return Err(KeySetError::TooLarge { found: document.len() });
    }
    let members = json::object(document).map_err(|_| KeySetError::Malformed)?;
    let Some(Json::List(items)) = members.into_member("keys") else {
        return Err(KeySetError::Malformed);
    };
    if items.len() > MAX_KEYS {
        return Err(KeySetError::TooManyKeys { found: items.len() });
    }
    let object = |item| if let Json::Object(entry) = item { Some(entry) } else { None };
    items.into_iter().map(object).collect::<Option<_>>().ok_or(KeySetError::Malformed)
}

/// The ids that entries with different members share.
fn ambiguous(entries: &[Object<'_>]) -> BTreeSet<String> {
    let mut first: BTreeMap<&str, &Object<'_>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for entry in entries {
        let Some(id) = admission::key_id(entry) else { continue };
        if *first.entry(id).or_insert(entry) != entry {
            ids.insert(id.to_owned());
        }
    }
    ids
}

/// Cognito publishes two; a rotation doubles that.
const MAX_KEYS: usize = 64;
