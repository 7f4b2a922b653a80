//! What a decision costs, beside what it costs with other engines.
//!
//! A [`Workload`] is a policy and questions about it, drawn from a seed. An [`Engine`] answers the
//! questions. [`measure`] times engines on one workload, in turns; [`report`] prints what came out
//! and whether it is what was promised. [`tokens`] does the same for the verifier of tokens, and
//! [`analysis`] for questions about all requests of a policy.
//!
//! Where to go on: `benches/README.md` says which command measures what, and what came out.

pub mod analysis;
mod engine;
pub mod engines;
pub mod measure;
pub mod report;
pub mod tokens;
mod workload;

pub use engine::Engine;
pub use workload::{Actions, Effect, Instances, Question, Rule, Rules, Shape, Who, Workload, Zone};
