//! One name space for each of several issuers.

use crate::{ConfigError, IssuerExpectation};

/// What the names that Sekisho itself decides under begin with, such as the guard's `sekisho:guard`: a
/// token with such a subject, user or group is refused, so that no issuer can make a person of one.
// INVARIANT (ASCII): no other text becomes one that begins so by normalisation to NFC.
pub const RESERVED_NAMES: &str = "sekisho:";

/// What the groups, users and subjects of an issuer begin with in the policy and in audit lines: 1 to 32 ASCII letters,
/// digits, `-`, `_`, `.`, `:` or `/`.
///
/// Whoever administers a user pool can make any group in it. Without prefixes the group `operators`
/// of one town's pool would be the `operators` of another town's rules.
// INVARIANT (ASCII): normalisation cannot change a prefix into another one, whatever name follows.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct NamePrefix(String);

impl NamePrefix {
    /// The prefix of this text.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Prefix`] unless it is 1 to 32 of the characters above.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte);
        if (1..=MAX_PREFIX_BYTES).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ConfigError::prefix(text))
        }
    }

    /// The prefix as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Refuses issuers of which one could speak in the name of another.
pub(crate) fn check<'a>(
    issuers: impl IntoIterator<Item = &'a IssuerExpectation>,
) -> Result<(), ConfigError> {
    let issuers: Vec<&IssuerExpectation> = issuers.into_iter().collect();
    if issuers.len() < 2 {
        return Ok(());
    }
    let mut prefixes = Vec::new();
    for issuer in issuers {
        let prefix = issuer.prefix().ok_or_else(|| ConfigError::no_prefix(issuer.issuer()))?;
        prefixes.push((prefix.as_str(), issuer.issuer()));
    }
    // In this order, whatever begins with a prefix comes right behind it.
    prefixes.sort_unstable();
    for ((prefix, issuer), (other, other_issuer)) in prefixes.iter().zip(prefixes.iter().skip(1)) {
        if other.starts_with(prefix) {
            return Err(ConfigError::PrefixClash {
                prefix: (*prefix).to_owned(),
                issuer: issuer.as_str().to_owned(),
                other: (*other).to_owned(),
                other_issuer: other_issuer.as_str().to_owned(),
            });
        }
    }
    Ok(())
}

/// Short enough to be written in every rule.
const MAX_PREFIX_BYTES: usize = 32;
