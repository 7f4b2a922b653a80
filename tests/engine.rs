//! The engine: against the naive oracle, and by the laws it must obey.

#[path = "engine/agreement.rs"]
mod agreement;
#[path = "engine/boundaries.rs"]
mod boundaries;
#[path = "engine/combinations.rs"]
mod combinations;
#[path = "engine/emptiness.rs"]
mod emptiness;
#[path = "engine/explanations.rs"]
mod explanations;
#[path = "engine/facts.rs"]
mod facts;
#[path = "engine/laws.rs"]
mod laws;
#[path = "engine/records.rs"]
mod records;
#[path = "engine/scale.rs"]
mod scale;
#[path = "engine/selections.rs"]
mod selections;
#[path = "engine/session_policies.rs"]
mod session_policies;
#[path = "engine/widening.rs"]
mod widening;
