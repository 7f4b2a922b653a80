//! For whom the dev issuer signs.

use aws_lc_rs::digest;
use sekisho_policy::UnixTime;
use serde_json::{Map, Value};

/// A made-up member of staff: what the dev issuer writes into a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Persona {
    user: String,
    groups: Vec<String>,
    claims: Map<String, Value>,
    signed_in_at: Option<UnixTime>,
}

impl Persona {
    /// A person of this user name, in no group.
    #[must_use]
    pub fn new(user: &str) -> Self {
        Self { user: user.to_owned(), groups: Vec::new(), claims: Map::new(), signed_in_at: None }
    }

    /// Sets the groups.
    #[must_use]
    pub fn in_groups<T: Into<String>>(mut self, groups: impl IntoIterator<Item = T>) -> Self {
        self.groups = groups.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a claim. The claims that the issuer writes itself win over it.
    #[must_use]
    pub fn with_claim(mut self, name: &str, value: Value) -> Self {
        self.claims.insert(name.to_owned(), value);
        self
    }

    /// Sets when the person signed in; the moment of issue if it is not set.
    #[must_use]
    pub const fn signed_in(mut self, at: UnixTime) -> Self {
        self.signed_in_at = Some(at);
        self
    }

    /// The user name.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The groups.
    #[must_use]
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// The stable, opaque key of the person (`sub`): the same for the same user name, in the shape
    /// of a UUID as Cognito's is.
    #[must_use]
    pub fn subject(&self) -> String {
        let digest = digest::digest(&digest::SHA256, self.user.as_bytes());
        let mut bytes = [0_u8; 16];
        for (byte, from) in bytes.iter_mut().zip(digest.as_ref()) {
            *byte = *from;
        }
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    pub(super) const fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }

    pub(super) const fn signed_in_at(&self) -> Option<UnixTime> {
        self.signed_in_at
    }
}
