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
//! decides, by live tags.
//!
//! The result must not be cached by API Gateway (`AuthorizerResultTtlInSeconds: 0`): it names one
//! method, and it depends on the caller's address and on the time.
#![forbid(unsafe_code)]

mod api;
mod audit;
mod authorizer;
mod call;
mod config;
mod deadline;
mod decision_id;
mod denial;
mod event;
mod refusal;
mod response;
mod route;
mod target;

pub use api::{ApiId, ApiPin, InvalidPin, Stage};
pub use audit::{AuditLine, Outcome};
pub use authorizer::{Answer, Authorizer, AuthorizerSettings};
pub use config::{Config, ConfigError};
pub use deadline::time_for_answer;
pub use decision_id::{DecisionIds, RandomIds};
pub use response::{AuthorizerResponse, Response};
pub use route::Route;
