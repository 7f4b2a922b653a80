//! The signing keys of an issuer, kept in the table for networks that cannot reach the issuer.

use std::sync::Arc;

use sekisho_identity::{IssuerUrl, KeySet, KeySetError, KeySource, KeySourceError, Pending};
use serde_json::Value;

use crate::PolicyTable;

/// A key document (JWKS) that is fit to verify with: it has a usable key, and no private ones.
///
/// It is the text that was given, byte for byte.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Jwks(String);

/// A key document is not fit to verify with. It is never quoted: it may hold a private key.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum JwksError {
    /// A key is a private or a symmetric one: whoever reads the table could sign tokens.
    #[error(
        "key {number} has the private member `{member}`, required public keys only: replace it at \
         its issuer, it is no longer a secret"
    )]
    Private {
        /// Which key, from 1.
        number: usize,
        /// The member that must not be there.
        member: &'static str,
    },
    /// The verifier would not use it: to publish it would lock everybody out.
    #[error(transparent)]
    Unusable(#[from] KeySetError),
}

impl Jwks {
    /// The key document in this text.
    ///
    /// # Errors
    ///
    /// [`JwksError`]
    pub fn parse(text: &str) -> Result<Self, JwksError> {
        let set = serde_json::from_str::<Value>(text).unwrap_or_default();
        let keys = set.get("keys").and_then(Value::as_array).into_iter().flatten();
        for (number, key) in (1..).zip(keys) {
            let mut members = KeySet::PRIVATE_MEMBERS.into_iter();
            if let Some(member) = members.find(|member| key.get(member).is_some()) {
                return Err(JwksError::Private { number, member });
            }
        }
        KeySet::from_jwks(text.as_bytes())?;
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The signing keys of one issuer, read from the policy table.
#[derive(Clone, Debug)]
pub struct TableKeys {
    table: Arc<dyn PolicyTable>,
    issuer: IssuerUrl,
}

impl TableKeys {
    /// The keys that the table holds for this issuer.
    #[must_use]
    pub fn new(table: Arc<dyn PolicyTable>, issuer: IssuerUrl) -> Self {
        Self { table, issuer }
    }

    async fn read(&self) -> Result<Vec<u8>, KeySourceError> {
        let place = || format!("the policy table, issuer {}", self.issuer);
        match self.table.keys(&self.issuer).await {
            Ok(Some(text)) => Ok(text.into_bytes()),
            Ok(None) => Err(KeySourceError::Missing { place: place() }),
            Err(error) => {
                Err(KeySourceError::Unreachable { place: place(), cause: error.to_string() })
            }
        }
    }
}

impl KeySource for TableKeys {
    /// The document as the table has it; the key cache judges it.
    fn fetch(&self) -> Pending<'_, Result<Vec<u8>, KeySourceError>> {
        Box::pin(self.read())
    }
}
