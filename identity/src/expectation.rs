//! What is expected of a token of one issuer. Everything is required by type.

use std::collections::BTreeSet;

use reqwest::Url;

use crate::{ConfigError, NamePrefix, keys::is_loopback};

/// The exact text of an issuer (`iss`). Compared byte for byte.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct IssuerUrl(String);

impl IssuerUrl {
    /// The issuer of this text.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Issuer`] unless it is an https URL (http for a loopback host) of at most 256
    /// bytes without spaces, user information, query or fragment.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let valid = text.len() <= MAX_ISSUER_BYTES
            && text.bytes().all(|byte| byte.is_ascii_graphic())
            && Url::parse(text).is_ok_and(|url| {
                url.query().is_none() && url.fragment().is_none() && https_or_loopback(&url)
            });
        if valid { Ok(Self(text.to_owned())) } else { Err(ConfigError::issuer(text)) }
    }

    /// The issuer as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for IssuerUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The id of an app client: 1 to 128 characters of `A-Z`, `a-z`, `0-9`, `_`, `+`.
// SOURCE: Cognito's ClientIdType, pattern `[\w+]+`, 1 to 128
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ClientId(String);

impl ClientId {
    /// The client id of this text.
    ///
    /// # Errors
    ///
    /// [`ConfigError::ClientId`] unless it is 1 to 128 letters, digits, `_`, `+` or `-`.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte);
        if !text.is_empty() && text.len() <= 128 && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ConfigError::client_id(text))
        }
    }

    /// The client id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The app clients whose tokens are accepted: at least one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClientIds(BTreeSet<ClientId>);

impl ClientIds {
    /// These client ids.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoClientIds`] if there is none.
    pub fn try_new(ids: impl IntoIterator<Item = ClientId>) -> Result<Self, ConfigError> {
        let ids: BTreeSet<ClientId> = ids.into_iter().collect();
        if ids.is_empty() { Err(ConfigError::NoClientIds) } else { Ok(Self(ids)) }
    }

    /// Whether this exact text is one of them.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        self.0.iter().any(|id| id.0 == text)
    }
}

/// Which of Cognito's two tokens is accepted.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a verifier for a third kind of token is another one")]
pub enum TokenUse {
    /// The access token, meant for APIs: its client is in `client_id`, its user in `username`.
    Access,
    /// The id token, meant for the client: its client is in `aud`, its user in `cognito:username`.
    Id,
}

impl TokenUse {
    /// The text in `token_use`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Id => "id",
        }
    }
}

/// The claims that a policy may compare with, by name. `custom:*` attributes are writable by the
/// user in Cognito unless the app client forbids it: name one only after checking that.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrustedClaims(BTreeSet<String>);

impl TrustedClaims {
    /// These claims, by name.
    ///
    /// # Errors
    ///
    /// [`ConfigError::TrustedClaim`] for a name that is empty, longer than 128 bytes, or holds a
    /// control character.
    pub fn try_new<T: Into<String>>(
        names: impl IntoIterator<Item = T>,
    ) -> Result<Self, ConfigError> {
        let names: BTreeSet<String> = names.into_iter().map(Into::into).collect();
        match names
            .iter()
            .find(|name| name.is_empty() || name.len() > 128 || name.chars().any(char::is_control))
        {
            Some(name) => Err(ConfigError::trusted_claim(name)),
            None => Ok(Self(names)),
        }
    }

    /// No claim but the ones every token is read for.
    #[must_use]
    pub fn none() -> Self {
        Self(BTreeSet::new())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// How far the issuer's clock and ours may differ. Each is at most 300 seconds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ClockTolerance {
    after_expiry: i64,
    before_issue: i64,
}

impl ClockTolerance {
    /// The default, with a token accepted for `seconds` after its `exp` too.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Tolerance`] above 300 seconds.
    pub fn with_expiry_leeway(seconds: u32) -> Result<Self, ConfigError> {
        if seconds > MAX_TOLERANCE_SECONDS {
            return Err(ConfigError::Tolerance { found: seconds, limit: MAX_TOLERANCE_SECONDS });
        }
        let after_expiry = i64::from(seconds);
        let before_issue = Self::default().before_issue.max(after_expiry);
        Ok(Self { after_expiry, before_issue })
    }

    /// Seconds after `exp` for which a token is still accepted: 0 unless set.
    #[must_use]
    pub const fn after_expiry(self) -> i64 {
        self.after_expiry
    }

    /// Seconds by which `iat`, `nbf` and `auth_time` may lie ahead of our clock: 60, or the expiry
    /// leeway if that is more.
    #[must_use]
    pub const fn before_issue(self) -> i64 {
        self.before_issue
    }
}

impl Default for ClockTolerance {
    /// Nothing after `exp`; 60 seconds before `iat`, so that a clock a little behind the issuer's
    /// does not refuse a token that was just made.
    fn default() -> Self {
        Self { after_expiry: 0, before_issue: 60 }
    }
}

/// What is expected of a token that names this issuer.
///
/// Whose tokens, for which clients, of which use and with which trusted claims must be said: there is
/// no default for any of them, and no way to change one afterwards.
///
/// ```
/// use sekisho_identity::{
///     ClientId, ClientIds, IssuerExpectation, IssuerUrl, TokenUse, TrustedClaims,
/// };
///
/// let issuer = IssuerUrl::parse("https://idp.example/pool")?;
/// let clients = ClientIds::try_new([ClientId::parse("console")?])?;
/// IssuerExpectation::new(issuer, clients, TokenUse::Access, TrustedClaims::none());
/// # Ok::<(), sekisho_identity::ConfigError>(())
/// ```
///
/// Without the clients it does not compile:
///
/// ```compile_fail,E0061
/// # use sekisho_identity::{IssuerExpectation, IssuerUrl, TokenUse, TrustedClaims};
/// # let issuer = IssuerUrl::parse("https://idp.example/pool")?;
/// IssuerExpectation::new(issuer, TokenUse::Access, TrustedClaims::none());
/// # Ok::<(), sekisho_identity::ConfigError>(())
/// ```
///
/// nor without the issuer,
///
/// ```compile_fail,E0061
/// # use sekisho_identity::{ClientId, ClientIds, IssuerExpectation, TokenUse, TrustedClaims};
/// # let clients = ClientIds::try_new([ClientId::parse("console")?])?;
/// IssuerExpectation::new(clients, TokenUse::Access, TrustedClaims::none());
/// # Ok::<(), sekisho_identity::ConfigError>(())
/// ```
///
/// nor without the use,
///
/// ```compile_fail,E0061
/// # use sekisho_identity::{ClientId, ClientIds, IssuerExpectation, IssuerUrl, TrustedClaims};
/// # let issuer = IssuerUrl::parse("https://idp.example/pool")?;
/// # let clients = ClientIds::try_new([ClientId::parse("console")?])?;
/// IssuerExpectation::new(issuer, clients, TrustedClaims::none());
/// # Ok::<(), sekisho_identity::ConfigError>(())
/// ```
///
/// nor without the trusted claims, be it none,
///
/// ```compile_fail,E0061
/// # use sekisho_identity::{ClientId, ClientIds, IssuerExpectation, IssuerUrl, TokenUse};
/// # let issuer = IssuerUrl::parse("https://idp.example/pool")?;
/// # let clients = ClientIds::try_new([ClientId::parse("console")?])?;
/// IssuerExpectation::new(issuer, clients, TokenUse::Access);
/// # Ok::<(), sekisho_identity::ConfigError>(())
/// ```
///
/// nor as a value with members left out. The algorithm is no member at all: it is RS256.
///
/// ```compile_fail,E0797
/// # use sekisho_identity::IssuerExpectation;
/// IssuerExpectation { .. };
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IssuerExpectation {
    issuer: IssuerUrl,
    client_ids: ClientIds,
    token_use: TokenUse,
    trusted_claims: TrustedClaims,
    tolerance: ClockTolerance,
    prefix: Option<NamePrefix>,
}

impl IssuerExpectation {
    /// Tokens of `issuer`, of this use, for one of these clients; `trusted_claims` become facts.
    #[must_use]
    pub fn new(
        issuer: IssuerUrl,
        client_ids: ClientIds,
        token_use: TokenUse,
        trusted_claims: TrustedClaims,
    ) -> Self {
        let tolerance = ClockTolerance::default();
        Self { issuer, client_ids, token_use, trusted_claims, tolerance, prefix: None }
    }

    /// The same with another tolerance for clocks.
    #[must_use]
    pub const fn with_tolerance(mut self, tolerance: ClockTolerance) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The same with a prefix before the names of its groups and users. A verifier of several issuers
    /// requires one of each.
    #[must_use]
    pub fn with_prefix(mut self, prefix: NamePrefix) -> Self {
        self.prefix = Some(prefix);
        self
    }

    /// The issuer.
    #[must_use]
    pub const fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// The app clients.
    #[must_use]
    pub const fn client_ids(&self) -> &ClientIds {
        &self.client_ids
    }

    /// The token use.
    #[must_use]
    pub const fn token_use(&self) -> TokenUse {
        self.token_use
    }

    /// The claims that become facts.
    #[must_use]
    pub const fn trusted_claims(&self) -> &TrustedClaims {
        &self.trusted_claims
    }

    /// What the names of its groups and users begin with in the policy.
    #[must_use]
    pub const fn prefix(&self) -> Option<&NamePrefix> {
        self.prefix.as_ref()
    }

    /// The tolerance for clocks.
    #[must_use]
    pub const fn tolerance(&self) -> ClockTolerance {
        self.tolerance
    }
}

/// Whether a URL is https, or http to this machine itself; without user information either way.
pub(crate) fn https_or_loopback(url: &Url) -> bool {
    let named = url.host_str().is_some_and(|host| !host.is_empty());
    let anonymous = url.username().is_empty() && url.password().is_none();
    named && anonymous && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)))
}

const MAX_ISSUER_BYTES: usize = 256;
/// A larger tolerance than five minutes hides a broken clock instead of bridging a small difference.
const MAX_TOLERANCE_SECONDS: u32 = 300;
