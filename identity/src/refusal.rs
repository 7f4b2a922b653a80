//! Why a token was refused.

use std::fmt;

/// Why a token was refused. The client is told one constant answer; the code goes to the audit line
/// and the metric. Nothing here carries a byte of the token.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "whoever maps refusals must see a new one")]
pub enum TokenRefusal {
    /// There are several `Authorization` values: which one a reader takes is anybody's guess.
    AmbiguousAuthorization,
    /// `auth_time` is there but is not an integer, or lies in the future.
    BadAuthTime,
    /// A part is not strict base64url.
    BadEncoding,
    /// `exp` is missing, is not an integer, or does not lie after `iat`.
    BadExpiry,
    /// `cognito:groups` is not a list of 1 to 128 character texts, or has more than 100 of them, or one
    /// of them is [reserved](crate::RESERVED_NAMES).
    BadGroups,
    /// `iat` is missing or is not an integer.
    BadIssuedAt,
    /// `kid` is missing, is not a text, is empty or is longer than 128 bytes.
    BadKeyId,
    /// `nbf` is there but is not an integer.
    BadNotBefore,
    /// The signature is not the issuer's.
    BadSignature,
    /// `sub` is missing, is not a text, is empty or is [reserved](crate::RESERVED_NAMES).
    BadSubject,
    /// The user name is there but is not a text, is empty or is [reserved](crate::RESERVED_NAMES).
    BadUser,
    /// `exp` has been reached.
    Expired,
    /// The header holds `crit`, `b64`, `zip`, `cty`, `jku`, `jwk`, `x5u` or `x5c`.
    ForbiddenHeader,
    /// `iat` lies in the future.
    IssuedInFuture,
    /// The issuer's keys could not be had: our fault, not the caller's.
    KeysUnavailable,
    /// The claims are not one JSON object in UTF-8 without duplicate members, at most 64 deep.
    MalformedClaims,
    /// The header is not such an object, or is longer than 1 KiB.
    MalformedHeader,
    /// Not three parts of base64url characters with a dot between them.
    MalformedToken,
    /// There is no token.
    MissingToken,
    /// `aud`, `jti` or `scope` is there but is not of its type: texts, or for `aud` a list of texts.
    MistypedClaim,
    /// The header field is not `Bearer`, one space and a token.
    NotBearer,
    /// `nbf` lies in the future.
    NotYetValid,
    /// The token is longer than 8 KiB.
    TooLarge,
    /// `exp` lies more than 24 hours after `iat`: Cognito issues no such token.
    TooLongLived,
    /// `iss` is not exactly one of the configured issuers, or not the one whose key signed the token.
    UnknownIssuer,
    /// The issuer has no such key.
    UnknownKey,
    /// `alg` is not exactly `RS256`.
    WrongAlgorithm,
    /// `client_id` (access token) or `aud` (id token) is not one of the configured clients.
    WrongClient,
    /// `token_use` is not the expected one.
    WrongTokenUse,
}

impl TokenRefusal {
    /// Every refusal there is.
    pub const ALL: [Self; 29] = [
        Self::AmbiguousAuthorization,
        Self::BadAuthTime,
        Self::BadEncoding,
        Self::BadExpiry,
        Self::BadGroups,
        Self::BadIssuedAt,
        Self::BadKeyId,
        Self::BadNotBefore,
        Self::BadSignature,
        Self::BadSubject,
        Self::BadUser,
        Self::Expired,
        Self::ForbiddenHeader,
        Self::IssuedInFuture,
        Self::KeysUnavailable,
        Self::MalformedClaims,
        Self::MalformedHeader,
        Self::MalformedToken,
        Self::MissingToken,
        Self::MistypedClaim,
        Self::NotBearer,
        Self::NotYetValid,
        Self::TooLarge,
        Self::TooLongLived,
        Self::UnknownIssuer,
        Self::UnknownKey,
        Self::WrongAlgorithm,
        Self::WrongClient,
        Self::WrongTokenUse,
    ];

    /// The stable code for logs and metrics.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.texts().0
    }

    /// Whether the keys could not be had, so that the caller's token was never judged.
    #[must_use]
    pub const fn is_unavailable(self) -> bool {
        matches!(self, Self::KeysUnavailable)
    }

    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::AmbiguousAuthorization => {
                ("ambiguous_authorization", "there are several `Authorization` values; send one")
            }
            Self::BadAuthTime => ("bad_auth_time", "`auth_time` is not an integer in the past"),
            Self::BadEncoding => ("bad_encoding", "a part of the token is not strict base64url"),
            Self::BadExpiry => ("bad_expiry", "`exp` is not an integer later than `iat`"),
            Self::BadGroups => (
                "bad_groups",
                "`cognito:groups` is not a list of at most 100 texts of 1 to 128, none reserved",
            ),
            Self::BadIssuedAt => ("bad_issued_at", "`iat` is not an integer"),
            Self::BadKeyId => ("bad_key_id", "`kid` is not a text of 1 to 128 bytes"),
            Self::BadNotBefore => ("bad_not_before", "`nbf` is not an integer"),
            Self::BadSignature => ("bad_signature", "the signature is not the issuer's"),
            Self::BadSubject => ("bad_subject", "`sub` is not a text, or is reserved"),
            Self::BadUser => ("bad_user", "the user name is not a text, or is reserved"),
            Self::Expired => ("expired", "the token has expired; sign in again"),
            Self::ForbiddenHeader => {
                ("forbidden_header", "the header holds a member that is never honoured")
            }
            Self::IssuedInFuture => ("issued_in_future", "`iat` lies in the future"),
            Self::KeysUnavailable => {
                ("keys_unavailable", "the issuer's keys could not be had; try again")
            }
            Self::MalformedClaims => ("malformed_claims", "the claims are not one strict object"),
            Self::MalformedHeader => ("malformed_header", "the header is not one strict object"),
            Self::MalformedToken => ("malformed_token", "the token is not three base64url parts"),
            Self::MissingToken => ("missing_token", "there is no token; sign in"),
            Self::MistypedClaim => {
                ("mistyped_claim", "`aud`, `jti` or `scope` is not of the type that is its own")
            }
            Self::NotBearer => ("not_bearer", "required `Bearer`, one space and the token"),
            Self::NotYetValid => ("not_yet_valid", "`nbf` lies in the future"),
            Self::TooLarge => ("too_large", "the token is longer than 8 KiB"),
            Self::TooLongLived => ("too_long_lived", "`exp` lies over 24 hours after `iat`"),
            Self::UnknownIssuer => {
                ("unknown_issuer", "`iss` is not the configured issuer of this key")
            }
            Self::UnknownKey => ("unknown_key", "the issuer has no key of this id"),
            Self::WrongAlgorithm => ("wrong_algorithm", "`alg` is not `RS256`"),
            Self::WrongClient => ("wrong_client", "the token is for no configured client"),
            Self::WrongTokenUse => ("wrong_token_use", "`token_use` is not the expected one"),
        }
    }
}

impl fmt::Display for TokenRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.texts().1)
    }
}

impl std::error::Error for TokenRefusal {}
