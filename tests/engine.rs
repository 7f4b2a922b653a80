//! The engine: against the naive oracle, and by the laws it must obey.

#[path = "engine/agreement.rs"]
mod agreement;
#[path = "engine/combinations.rs"]
mod combinations;
