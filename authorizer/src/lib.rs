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
