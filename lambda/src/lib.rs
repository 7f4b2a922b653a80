//! What Sekisho's two Lambdas share.
//!
//! ```text
//! environment ──► Config ──► verifier, policy cache        how a Lambda is put together
//!
//! event ──► RestCall ──► Authorization ──► bearer token     what both read of an event
//!              │
//!              ├───────► Source                             where API Gateway saw the caller
//!              └───────► Place ──► Route                    which method of the pinned API
//!
//! Findings ──► Common                                       what both audit lines begin with
//! Decided, Observed ──► Meter ──► MetricLine                what is measured of an event
//! ```
//!
//! The authorizer and the executor never import each other and never trust each other: each decodes
//! the event, verifies the token, reads the policy and decides by itself. They do so with the same
//! code, which is here, so that one of them cannot read an event in a way the other does not. Nothing
//! here decides anything: what a call is answered is each Lambda's own.
//!
//! Only [`process`] and `aws_config`, which is the feature `aws`, touch the world, and only a `main.rs` or
//! an adapter calls them.
//!
//! ```
//! use sekisho_lambda::{NoRoute, Place, Route};
//!
//! for route in Route::ALL {
//!     println!("{route}: {:?}", route.actions());
//! }
//! assert!(Place::of("POST", "/instances/i-0a0000000000000a1/start").is_ok());
//! let asked = Place::of("GET", "/instances/i-0a0000000000000a1/start");
//! assert_eq!(asked, Err(NoRoute::OtherMethod("POST")));
//! assert!(Place::of("POST", "/instances/%69-0a0000000000000a1/start").is_err());
//! ```
//!
//! Where to go on: [`RestCall`] for an event, [`Config`] for the environment, [`Metric`] for what is
//! measured; `docs/configuration.md` and `docs/metrics.md` say the same to whoever deploys.
#![forbid(unsafe_code)]

#[cfg(feature = "aws")]
mod adapters;
mod api;
mod audit;
mod authorization;
mod call;
mod change;
mod config;
mod decision_id;
mod event;
mod findings;
mod health;
mod hydration;
mod meter;
mod metric;
mod metric_line;
mod pairs;
mod place;
pub mod process;
mod request_ids;
mod route;
mod time_budget;
mod trace_id;
mod variables;
mod verifier;

#[cfg(feature = "aws")]
pub use adapters::aws_config;
pub use api::{ApiId, ApiPin, InvalidPin, Stage};
pub use audit::{Common, Decided};
pub use authorization::Authorization;
pub use call::{Described, RestCall};
pub use change::Change;
pub use config::Config;
pub use decision_id::{DecisionIds, RandomIds};
pub use findings::Findings;
pub use health::Health;
pub use hydration::hydrate;
pub use meter::{Meter, Observed};
pub use metric::{CODE, FUNCTION, Metric, NAMESPACE, OUTCOME};
pub use metric_line::MetricLine;
pub use pairs::Pairs;
pub use place::{Asked, NoRoute, Place};
pub use request_ids::RequestIds;
pub use route::Route;
pub use time_budget::TimeBudget;
pub use trace_id::TraceId;
pub use variables::{ConfigError, Variables};
pub use verifier::verifier;
