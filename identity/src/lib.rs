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
//!
//! ```
//! use std::sync::Arc;
//!
//! use sekisho_identity::{
//!     BearerToken, KeySettings, PinnedKeys, TokenRefusal, Verifier, issuers_from_json,
//! };
//! use sekisho_policy::UnixTime;
//!
//! let mut issuers = issuers_from_json(r#"[{
//!     "issuer": "https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_Example",
//!     "client_ids": ["57cbishk4j24pabc1234567890"], "token_use": "access", "trusted_claims": [],
//!     "keys": { "file": "/var/task/jwks.json" }
//! }]"#)?;
//! let keys = Arc::new(PinnedKeys::new("/var/task/jwks.json"));
//! let verifier = Verifier::new(vec![(issuers.remove(0).expectation, keys)], KeySettings::default())?;
//!
//! // `{"alg":"none"}`, an empty object, and something for a signature.
//! let token = BearerToken::from_header("Bearer eyJhbGciOiJub25lIn0.e30.AA").unwrap();
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
//! # runtime.block_on(async {
//! let refusal = verifier.verify(&token, UnixTime::from_seconds(1_795_478_400)).await.err();
//! assert_eq!(refusal, Some(TokenRefusal::WrongAlgorithm));
//! # });
//! # Ok::<(), sekisho_identity::ConfigError>(())
//! ```
//!
//! Where to go on: [`issuers_from_json`] for whom to trust, [`Verifier`] for the keys behind it,
//! [`TokenRefusal`] for every reason to refuse; `docs/verify-token.md` for trying it by hand.
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
