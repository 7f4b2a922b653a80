//! The signing keys of an issuer, kept in the table for networks that cannot reach the issuer.

use std::{collections::BTreeMap, sync::Arc};

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

    /// The ids of the keys that tokens are verified with, in their order.
    #[must_use]
    pub fn key_ids(&self) -> Vec<String> {
        self.usable().into_keys().collect()
    }

    /// What becomes of the keys when this takes the place of what was there.
    #[must_use]
    pub fn changes_from(&self, before: Option<&Self>) -> KeyChanges {
        let mut old = before.map(Self::usable).unwrap_or_default();
        let mut changes = KeyChanges::default();
        for (id, key) in self.usable() {
            match old.remove(&id) {
                None => changes.added.push(id),
                Some(same) if same == key => changes.kept.push(id),
                Some(_) => changes.altered.push(id),
            }
        }
        changes.removed.extend(old.into_keys());
        changes
    }

    /// What each key is that the verifier takes: its modulus and its exponent, which are written in one
    /// way only.
    fn usable(&self) -> BTreeMap<String, (Value, Value)> {
        let Ok(set) = KeySet::from_jwks(self.0.as_bytes()) else { return BTreeMap::new() };
        let document = serde_json::from_str::<Value>(&self.0).unwrap_or_default();
        let keys = document.get("keys").and_then(Value::as_array).into_iter().flatten();
        keys.filter_map(|key| {
            let id = key.get("kid")?.as_str()?;
            set.key(id)?;
            Some((id.to_owned(), (key.get("n")?.clone(), key.get("e")?.clone())))
        })
        .collect()
    }
}

/// What becomes of the keys that tokens are verified with when one document takes the place of another:
/// their ids, each list in its order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct KeyChanges {
    /// New ones.
    pub added: Vec<String>,
    /// Ids that mean another key than before.
    pub altered: Vec<String>,
    /// Those that stay.
    pub kept: Vec<String>,
    /// Those that go: what they have signed is refused from then on.
    pub removed: Vec<String>,
}

impl KeyChanges {
    /// Whether nothing changes.
    #[must_use]
    pub const fn are_none(&self) -> bool {
        self.added.is_empty() && self.altered.is_empty() && self.removed.is_empty()
    }

    /// Whether every key that was there goes, or is another one.
    #[must_use]
    pub const fn keep_nothing(&self) -> bool {
        self.kept.is_empty() && !(self.altered.is_empty() && self.removed.is_empty())
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
