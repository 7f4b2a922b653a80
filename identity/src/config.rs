//! The issuers of a deployment, from configuration.

use std::path::PathBuf;

use serde::Deserialize;

use crate::{
    ClientId, ClientIds, ClockTolerance, IssuerExpectation, IssuerUrl, KeyUrl, NamePrefix,
    TokenUse, TrustedClaims, prefix,
};

/// One configured issuer: what is expected of its tokens and where its keys are.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct IssuerConfig {
    /// What is expected of its tokens.
    pub expectation: IssuerExpectation,
    /// Where its keys are.
    pub keys: KeyLocation,
}

/// Where the key document of an issuer is.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "whoever wires the sources must see a new one")]
pub enum KeyLocation {
    /// In a file deployed with the function: [`PinnedKeys`](crate::PinnedKeys).
    File(PathBuf),
    /// In the policy table: the store's table source.
    Table,
    /// At an address: [`HttpsKeys`](crate::HttpsKeys).
    Url(KeyUrl),
}

/// The issuers of a JSON list:
///
/// ```
/// let issuers = sekisho_identity::issuers_from_json(r#"[{
///     "issuer": "https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_Example",
///     "client_ids": ["57cbishk4j24pabc1234567890"],
///     "token_use": "access",
///     "trusted_claims": [],
///     "keys": {"url": "https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_Example/.well-known/jwks.json"}
/// }]"#)?;
///
/// assert_eq!(issuers.len(), 1);
/// # Ok::<(), sekisho_identity::ConfigError>(())
/// ```
///
/// `keys` is `{"url": …}`, `{"file": …}` or `"table"`; `leeway_seconds` (0 to 300) and `prefix` may
/// be added. All other members are required: there is no default for whom to trust.
///
/// `prefix`, such as `"asahikawa:"`, is put before the name of every group and user of this issuer:
/// its group `operators` is `asahikawa:operators` in the rules, and where a tag's value is compared
/// with the caller's groups or user. With one issuer it is optional. With several every issuer needs
/// one, and none may begin with another: whoever administers one user pool could otherwise make a
/// group there that the rules of another mean. A name in a rule has at most 128 characters, its
/// prefix included.
///
/// ```
/// let pool = |name: &str, prefix: &str| format!(r#"{{
///     "issuer": "https://idp.example/{name}", "client_ids": ["console"], "token_use": "access",
///     "trusted_claims": [], "keys": "table", "prefix": "{prefix}"
/// }}"#);
/// let both = |one: &str, other: &str| format!("[{}, {}]", pool("a", one), pool("b", other));
///
/// assert!(sekisho_identity::issuers_from_json(&both("asahikawa:", "biei:")).is_ok());
/// assert!(sekisho_identity::issuers_from_json(&both("biei:", "biei:")).is_err());
/// ```
///
/// # Errors
///
/// [`ConfigError`] for the first thing that is wrong.
pub fn issuers_from_json(text: &str) -> Result<Vec<IssuerConfig>, ConfigError> {
    let wires: Vec<Wire> =
        serde_json::from_str(text).map_err(|error| ConfigError::Json(error.to_string()))?;
    if wires.is_empty() {
        return Err(ConfigError::NoIssuers);
    }
    let configs: Vec<IssuerConfig> =
        wires.into_iter().map(Wire::into_config).collect::<Result<_, _>>()?;
    prefix::check(configs.iter().map(|config| &config.expectation))?;
    Ok(configs)
}

/// What is wrong with the configuration of the issuers.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Not the id of an app client.
    #[error("found client id `{0}`, required 1 to 128 letters, digits, `_`, `+` or `-`")]
    ClientId(String),
    /// An issuer is given twice.
    #[error("found issuer `{0}` twice, required once, with all its client ids together")]
    DuplicateIssuer(String),
    /// The HTTP client could not be made.
    #[error(
        "the HTTPS client could not be made: required a set of trusted TLS roots on this system"
    )]
    HttpClient,
    /// Not the URL of an issuer.
    #[error(
        "found issuer `{0}`, required an https URL (http for a loopback host) of at most 256 bytes \
         without user information, query and fragment"
    )]
    Issuer(String),
    /// The list of issuers is not the JSON it has to be.
    #[error("the list of issuers is not valid: {0}")]
    Json(String),
    /// Key ages out of order.
    #[error(
        "found key ages out of order, required whole seconds with \
         1 s <= penalty <= refresh_after <= hard_limit <= 7 days"
    )]
    KeyAges,
    /// Not the address of a key document.
    #[error(
        "found key address `{0}`, required an https URL, or http to 127.0.0.0/8, [::1] or localhost, \
         without user information and fragment"
    )]
    KeyUrl(String),
    /// No client id.
    #[error("found no client id, required at least one: a token of any other client is refused")]
    NoClientIds,
    /// No issuer.
    #[error("found no issuer, required at least one")]
    NoIssuers,
    /// One of several issuers without a prefix.
    #[error(
        "found issuer `{0}` without a prefix beside other issuers, required a prefix for each of \
         them: add `prefix` to its entry, and write its groups and users with it in the rules"
    )]
    NoPrefix(String),
    /// Not a prefix of names.
    #[error(
        "found prefix `{0}`, required 1 to 32 ASCII letters, digits, `-`, `_`, `.`, `:` or `/`"
    )]
    Prefix(String),
    /// The prefix of one issuer begins, or is, the prefix of another.
    #[error(
        "found prefix `{prefix}` of issuer `{issuer}` and prefix `{other}` of issuer \
         `{other_issuer}`, required prefixes of which none begins with another: choose another one, \
         such as one that ends in `:`"
    )]
    PrefixClash {
        /// The prefix that the other one begins with.
        prefix: String,
        /// Whose it is.
        issuer: String,
        /// The other prefix.
        other: String,
        /// Whose the other one is.
        other_issuer: String,
    },
    /// More tolerance than a clock needs.
    #[error("found a leeway of {found} s, required at most {limit} s: set the clock right instead")]
    Tolerance {
        /// The seconds that were asked for.
        found: u32,
        /// The most that is allowed.
        limit: u32,
    },
    /// Not the name of a claim.
    #[error(
        "found trusted claim `{0}`, required a name of 1 to 128 bytes without control characters"
    )]
    TrustedClaim(String),
}

impl ConfigError {
    pub(crate) fn client_id(found: &str) -> Self {
        Self::ClientId(quoted(found))
    }

    pub(crate) fn duplicate_issuer(found: &IssuerUrl) -> Self {
        Self::DuplicateIssuer(found.as_str().to_owned())
    }

    pub(crate) fn issuer(found: &str) -> Self {
        Self::Issuer(quoted(found))
    }

    pub(crate) fn key_url(found: &str) -> Self {
        Self::KeyUrl(quoted(found))
    }

    pub(crate) fn no_prefix(found: &IssuerUrl) -> Self {
        Self::NoPrefix(found.as_str().to_owned())
    }

    pub(crate) fn prefix(found: &str) -> Self {
        Self::Prefix(quoted(found))
    }

    pub(crate) fn trusted_claim(found: &str) -> Self {
        Self::TrustedClaim(quoted(found))
    }
}

/// The JSON of one issuer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    issuer: String,
    client_ids: Vec<String>,
    token_use: WireUse,
    trusted_claims: Vec<String>,
    keys: WireKeys,
    #[serde(default)]
    leeway_seconds: u32,
    #[serde(default)]
    prefix: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WireUse {
    Access,
    Id,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WireKeys {
    File(PathBuf),
    Table,
    Url(String),
}

impl Wire {
    fn into_config(self) -> Result<IssuerConfig, ConfigError> {
        let issuer = IssuerUrl::parse(&self.issuer)?;
        let ids: Vec<ClientId> =
            self.client_ids.iter().map(|id| ClientId::parse(id)).collect::<Result<_, _>>()?;
        let token_use = match self.token_use {
            WireUse::Access => TokenUse::Access,
            WireUse::Id => TokenUse::Id,
        };
        let trusted = TrustedClaims::try_new(self.trusted_claims)?;
        let tolerance = ClockTolerance::with_expiry_leeway(self.leeway_seconds)?;
        let mut expectation =
            IssuerExpectation::new(issuer, ClientIds::try_new(ids)?, token_use, trusted)
                .with_tolerance(tolerance);
        if let Some(prefix) = &self.prefix {
            expectation = expectation.with_prefix(NamePrefix::parse(prefix)?);
        }
        let keys = match self.keys {
            WireKeys::File(path) => KeyLocation::File(path),
            WireKeys::Table => KeyLocation::Table,
            WireKeys::Url(url) => KeyLocation::Url(KeyUrl::parse(&url)?),
        };
        Ok(IssuerConfig { expectation, keys })
    }
}

/// What was found, on one line and cut to 128 characters.
fn quoted(text: &str) -> String {
    text.chars().take(128).flat_map(char::escape_debug).collect()
}
