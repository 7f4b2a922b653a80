//! Sekisho's Lambda authorizer: may this caller pass?
//!
//! ```text
//! event ──decode──► Call ──► Target      one method of the pinned API, or a deny
//!                    │
//!                    ├─────► Caller      by the bearer token, or 401
//!                    └─────► Entitlement what the policy leaves this caller, here and now
//!                               │
//!                               ▼
//!           Allow exactly the target, deny all else │ Deny * │ `Unauthorized`
//! ```
//!
//! [`Authorizer::answer`] is the whole story. It fails closed: on a private API, whose resource
//! policy has to allow, a document that merely does not match would be an allow, so every refusal
//! either denies `*` or is the one error that API Gateway answers with 401. An allow only opens the
//! door: it says that there can be an instance the caller may act on. Which one, the executor
//! decides, by live tags. What both read of an event, and the wiring, is in `sekisho-lambda`.
//!
//! The result must not be cached by API Gateway (`AuthorizerResultTtlInSeconds: 0`): it names one
//! method, and it depends on the caller's address and on the time.
//!
//! What is not understood is refused, without a key or a policy at hand:
//!
//! ```
//! use std::sync::Arc;
//!
//! use sekisho_authorizer::{Authorizer, AuthorizerSettings, Response};
//! use sekisho_identity::{KeySettings, PinnedKeys, Verifier, issuers_from_json};
//! use sekisho_lambda::{ApiId, ApiPin, Stage};
//! use sekisho_policy::{AccountId, Partition, PolicyName, Region, UnixTime};
//! use sekisho_store::{CacheSettings, FileTable, PolicyCache};
//!
//! let mut issuers = issuers_from_json(r#"[{
//!     "issuer": "https://idp.example/hoshimi", "client_ids": ["console"], "token_use": "access",
//!     "trusted_claims": [], "keys": { "file": "/var/task/jwks.json" }
//! }]"#)?;
//! let keys = Arc::new(PinnedKeys::new("/var/task/jwks.json"));
//! let verifier = Verifier::new(vec![(issuers.remove(0).expectation, keys)], KeySettings::default())?;
//! let table = Arc::new(FileTable::open(&std::env::temp_dir())?);
//! let policies = PolicyCache::new(table, PolicyName::parse("hoshimi")?, CacheSettings::default());
//! let api = ApiPin {
//!     partition: Partition::parse("aws")?,
//!     region: Region::parse("ap-northeast-1")?,
//!     account: AccountId::parse("111122223333")?,
//!     api_id: ApiId::parse("a1b2c3d4e5")?,
//!     stage: Stage::parse("prod")?,
//! };
//! let authorizer = Authorizer::new(verifier, policies, AuthorizerSettings::new(api));
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! let answer = authorizer.answer(b"no event at all", UnixTime::from_seconds(1_795_478_400)).await;
//! let Response::Policy(document) = answer.response else { panic!("it is a document") };
//! let document = serde_json::to_value(document).unwrap();
//! let statements = &document["policyDocument"]["Statement"];
//! assert_eq!((&statements[0]["Effect"], &statements[0]["Resource"][0]), (&"Deny".into(), &"*".into()));
//! # });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where to go on: [`Authorizer::answer`], [`Response`] for its two forms, [`AuditLine`] for what is
//! written of it; `docs/api.md` says what a client sees, `docs/design.md` why every refusal denies `*`.
#![forbid(unsafe_code)]

mod audit;
mod authorizer;
mod call;
mod denial;
mod event;
mod method_arn;
mod refusal;
mod response;
mod target;

pub use audit::{AuditLine, Outcome};
pub use authorizer::{Answer, Authorizer, AuthorizerSettings, TIME_BUDGET};
pub use response::{AuthorizerResponse, Response};
