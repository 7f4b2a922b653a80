//! The signing keys of an issuer, kept in the table for networks that cannot reach the issuer.

use core::fmt;
use std::sync::Arc;

use serde::Deserialize;

use crate::{PolicyTable, TableError};

/// A JWK set fit to verify with: not empty, and without private keys.
///
/// It is the text that was given, byte for byte.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Jwks(String);

/// A JWK set is not fit to verify with. The text itself is never quoted: it may hold a private key.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum JwksError {
    /// The set has no keys: publishing it would lock everybody out.
    #[error("found a key set without keys, required at least one key")]
    Empty,
    /// The text is not a JWK set.
    #[error(
        "found text that is not a JWK set at line {line}, column {column}, required {{\"keys\":[{{\"kty\":…,\"kid\":…}}]}}"
    )]
    NotAKeySet {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A key is a private one: whoever reads the table could sign tokens.
    #[error(
        "key {index} holds private or symmetric key material (`{member}`), required public keys only: replace that key at its issuer, it is no longer a secret"
    )]
    Private {
        /// Which key, from 0.
        index: usize,
        /// The member that must not be there.
        member: &'static str,
    },
    /// The text is too long.
    #[error("found a key set of {found} bytes, required at most {most}")]
    TooLarge {
        /// How long it is.
        found: usize,
        /// How long it may be.
        most: usize,
    },
    /// A key has no id, so no token can name it.
    #[error("key {index} has no `kid`, required one: a token names its key by it")]
    Unnamed {
        /// Which key, from 0.
        index: usize,
    },
}

impl Jwks {
    /// The most bytes of a key set, the same as over HTTPS: 64 KiB, a hundred RSA keys.
    pub const LIMIT: usize = 64 * 1024;

    /// The key set in this text.
    ///
    /// # Errors
    ///
    /// [`JwksError`]
    pub fn parse(text: &str) -> Result<Self, JwksError> {
        if text.len() > Self::LIMIT {
            return Err(JwksError::TooLarge { found: text.len(), most: Self::LIMIT });
        }
        let set: KeySet = serde_json::from_str(text).map_err(|error| JwksError::NotAKeySet {
            line: error.line(),
            column: error.column(),
        })?;
        if set.keys.is_empty() {
            return Err(JwksError::Empty);
        }
        for (index, key) in set.keys.iter().enumerate() {
            if let Some(member) = PRIVATE.into_iter().find(|member| key.contains_key(*member)) {
                return Err(JwksError::Private { index, member });
            }
            if key.get("kid").and_then(serde_json::Value::as_str).is_none_or(str::is_empty) {
                return Err(JwksError::Unnamed { index });
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The signing keys of one issuer, read from the policy table.
pub struct TableKeys {
    table: Arc<dyn PolicyTable>,
    issuer: String,
}

impl TableKeys {
    /// The keys that the table holds for this issuer, named as in the `iss` claim of its tokens.
    #[must_use]
    pub fn new(table: Arc<dyn PolicyTable>, issuer: &str) -> Self {
        Self { table, issuer: issuer.to_owned() }
    }
}

impl TableKeys {
    async fn read(&self) -> Result<Vec<u8>, TableKeysError> {
        let text = self.table.keys(&self.issuer).await?;
        let text = text.ok_or_else(|| TableKeysError::Missing { issuer: self.issuer.clone() })?;
        let error = |error| TableKeysError::Unfit { issuer: self.issuer.clone(), error };
        Ok(Jwks::parse(&text).map_err(error)?.0.into_bytes())
    }
}

/// The table has no usable keys of an issuer.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
enum TableKeysError {
    #[error("the policy table has no keys of issuer `{issuer}`: publish them first")]
    Missing { issuer: String },
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("the keys of issuer `{issuer}` in the policy table cannot be used: {error}")]
    Unfit { issuer: String, error: JwksError },
}

impl fmt::Debug for TableKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TableKeys").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Map<String, serde_json::Value>>,
}

// SOURCE: RFC 7518, 6.2.2, 6.3.2 and 6.4.1: the private members of EC, RSA and symmetric keys.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
