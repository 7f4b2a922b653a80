//! The whole system on one machine: what `sekisho serve` and `sekisho demo` run.

pub mod combination;
pub mod issuer;
