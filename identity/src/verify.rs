//! The pure verifier: a token, keys, expectations and the time in; a caller or a refusal out.

use sekisho_policy::{Caller, UnixTime};

use crate::{
    BearerToken, IssuerExpectation, IssuerUrl, KeySet, RsaKey, TokenRefusal, TokenUse, claims,
    json, jws::Unverified,
};

/// A token whose signature and claims were checked. Only this crate makes one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifiedToken {
    caller: Caller,
    client_id: String,
    expires_at: UnixTime,
    issuer: IssuerUrl,
    token_id: Option<String>,
    token_use: TokenUse,
}

impl VerifiedToken {
    /// The person, as the issuer vouches for them.
    #[must_use]
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The person, owned.
    #[must_use]
    pub fn into_caller(self) -> Caller {
        self.caller
    }

    /// The app client the token was issued to.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// When the token ends.
    #[must_use]
    pub const fn expires_at(&self) -> UnixTime {
        self.expires_at
    }

    /// Who issued the token.
    #[must_use]
    pub const fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// The id of this token (`jti`), for the audit line.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.token_id.as_deref()
    }

    /// Which of the two tokens it is.
    #[must_use]
    pub const fn token_use(&self) -> TokenUse {
        self.token_use
    }
}

/// Checks a token against the keys and the expectation of one issuer, at `now`.
///
/// # Errors
///
/// The first [`TokenRefusal`] in this order: header, key, signature, claims' form, issuer, token
/// use, client, times, subject, user, groups, the types of other registered claims. No claim is read
/// before the signature is found to be the issuer's.
pub fn verify(
    token: &BearerToken,
    keys: &KeySet,
    expected: &IssuerExpectation,
    now: UnixTime,
) -> Result<VerifiedToken, TokenRefusal> {
    let unverified = Unverified::decode(token)?;
    let key = keys.key(unverified.key_id()).ok_or(TokenRefusal::UnknownKey)?;
    verify_with(unverified, key, expected, now)
}

/// The second half of [`verify`]: the key is found.
pub(crate) fn verify_with(
    unverified: Unverified<'_>,
    key: &RsaKey,
    expected: &IssuerExpectation,
    now: UnixTime,
) -> Result<VerifiedToken, TokenRefusal> {
    let claims = unverified.signed_by(key)?;
    let claims = json::object(&claims).map_err(|_| TokenRefusal::MalformedClaims)?;
    let claims = claims::check(&claims, expected, now)?;
    Ok(VerifiedToken {
        caller: claims.caller,
        client_id: claims.client_id,
        expires_at: claims.expires_at,
        issuer: expected.issuer().clone(),
        token_id: claims.token_id,
        token_use: expected.token_use(),
    })
}
