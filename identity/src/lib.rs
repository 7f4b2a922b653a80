//! Sekisho's identity room: a bearer token becomes a [`Caller`](sekisho_policy::Caller), or a
//! refusal with a stable code.
//!
//! [`verify`] is pure: a token, a key set, what is expected of the issuer and the time go in; a
//! [`VerifiedToken`] or a [`TokenRefusal`] comes out. [`Verifier`] puts it behind key sources and a
//! key cache: hydrate it at cold start, then ask it about every token.
//!
//! What is accepted is what Amazon Cognito sends and nothing else: RS256, a key id, the exact issuer,
//! the expected token use, a client id that is configured, and claims of exactly the documented
//! types. What it does **not** do: fetch anything a token names, follow redirects, trust a claim the
//! configuration does not name, or notice a sign-out: a token lives until `exp` unless a rule of the
//! policy (`issued_before`) or its user list says otherwise.
#![forbid(unsafe_code)]

mod claims;
mod config;
mod expectation;
mod json;
mod jws;
mod keys;
mod prefix;
mod refusal;
mod token;
mod verifier;
mod verify;

pub use config::{ConfigError, IssuerConfig, KeyLocation, issuers_from_json};
pub use expectation::{
    ClientId, ClientIds, ClockTolerance, IssuerExpectation, IssuerUrl, TokenUse, TrustedClaims,
};
pub use keys::{
    HttpsKeys, KeyAges, KeySet, KeySetError, KeySettings, KeySource, KeySourceError, KeyUrl,
    MAX_DOCUMENT_BYTES, Pending, PinnedKeys, RefreshError, RsaKey, SkipReason, SkippedKey,
    TlsRoots,
};
pub use prefix::{NamePrefix, RESERVED_NAMES};
pub use refusal::TokenRefusal;
pub use token::{BearerToken, MAX_TOKEN_BYTES};
pub use verifier::{Hydration, Verifier};
pub use verify::{VerifiedToken, verify};
