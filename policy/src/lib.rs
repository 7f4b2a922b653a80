//! Sekisho's policy engine: who may do what to which instance, from where and when.
//!
//! Four nouns, four stages: a [`Document`] is what an author wrote, checked; a [`Policy`] is its
//! compiled, immutable form; a [`Request`] is the facts of one question; a [`Decision`] is the
//! answer. An [`Entitlement`] is what is left of a policy once caller, action, place and time are
//! known and only the instance is not. [`Invariants`] are what must be true of a policy, whatever its
//! rules are.
//!
//! The crate does no I/O, reads no clock and no environment, and knows no AWS SDK: bytes, time and
//! facts are arguments.
//!
//! ```
//! use sekisho_policy::{Decision, Document, NamedRequest, Policy};
//!
//! let document = Document::from_yaml(r#"
//! version: 1
//! policy: hoshimi
//! utc_offset: "+09:00"
//! rules:
//!   - id: own-department
//!     effect: allow
//!     who: { groups: [staff] }
//!     actions: [start, stop]
//!     instances: { tags: { Department: { equals_caller: groups }, Env: [dev] } }
//! "#).unwrap();
//! let policy = Policy::compile(document);
//! let ask = |env: &str| {
//!     let request = format!(r#"{{
//!         "caller": {{ "user": "sato", "groups": ["staff", "library"] }},
//!         "action": "start", "at": "2026-11-24T09:30:00+09:00",
//!         "instance": {{ "id": "i-0a0000000000000a1", "tags": {{ "Department": "library", "Env": "{env}" }} }}
//!     }}"#);
//!     policy.decide(NamedRequest::from_json(&request).unwrap().request)
//! };
//!
//! let Decision::Allow(grant) = ask("dev") else { panic!("it is allowed") };
//! assert_eq!(grant.rules()[0].as_str(), "own-department");
//! assert!(!ask("prod").is_allow());
//! ```
//!
//! Where to go on: [`Document`] for what can be written, [`Policy::decide`] for how it is decided,
//! [`Policy::explain`] for why; [`analysis`] for questions about every request there can be, [`sentences`]
//! for a policy in words, [`mutants`] for what tests would not notice. The language itself is described in
//! `docs/policy-language.md`.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod action;
pub mod analysis;
mod attempt;
mod boundary;
mod caller;
mod cedar;
mod compile;
mod condition;
mod decision;
mod document;
mod entitlement;
mod explain;
mod fact;
mod facts;
mod filters;
mod findings;
mod fresh;
mod groups;
mod ids;
mod index;
mod instance;
mod invariants;
mod landmarks;
#[cfg(feature = "proptest")]
pub mod laws;
mod limits;
mod matrix;
pub mod mutants;
mod networks;
mod policy;
mod program;
mod reach;
mod record;
mod request;
mod residual;
mod resource_kind;
mod scene;
mod segments;
pub mod sentences;
mod session_policy;
mod source;
mod space;
#[cfg(feature = "proptest")]
pub mod strategies;
mod survivors;
mod tally;
mod text;
mod time;
mod truth;
mod verdicts;
mod words;
mod work;

pub use action::Action;
pub use attempt::Attempt;
pub use boundary::{Bound, Boundaries, Boundary, Edge, RuleCondition, Side};
pub use caller::Caller;
pub use cedar::{Cedar, CedarLoss, LossKind};
pub use decision::{Decision, Denial, DenialReason, Grant, MissingFact};
pub use document::{
    Attribute, Calendar, CallerFact, Clause, DateRange, Document, Effect, Instances, Obligations,
    Place, Problem, Problems, Row, Rule, Schedule, TagCondition, Weekday, Who, Window, Zone,
};
pub use entitlement::Entitlement;
pub use explain::{Condition, Explanation, NearMiss};
pub use fact::Fact;
pub use facts::{InvalidRequest, NamedCaller, NamedRequest};
pub use filters::{Filter, Selector};
pub use findings::{Finding, FoundCondition};
pub use groups::Groups;
pub use ids::{
    AccountId, InstanceId, InvalidId, InvariantId, Name, Partition, PolicyName, Region, RuleId,
    RulePrefix, RunbookName, VpcEndpointId,
};
pub use instance::{Instance, Tags};
pub use invariants::{Invariant, Invariants, Statement};
pub use limits::Limits;
pub use matrix::{
    Access, AccessChange, AccessChanges, AccessCondition, AccessMatrix, AllowedWhen, DeniedWhen,
};
pub use policy::Policy;
pub use record::Record;
pub use request::Request;
pub use resource_kind::ResourceKind;
pub use session_policy::SessionPolicyError;
pub use source::Source;
pub use time::{UnixTime, UtcOffset};
pub use truth::Truth;

/// The version of this engine. What is recorded of a decision is decided again by the same one.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
