//! The id that ties an answer to its audit lines.

use core::fmt;

use uuid::Uuid;

/// Where decision ids come from: randomness is passed in like everything else from outside.
pub trait DecisionIds: Send + Sync + fmt::Debug {
    /// A short text that no other decision has.
    fn next(&self) -> String;
}

/// Random ids (UUID version 4).
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct RandomIds {}

impl RandomIds {
    /// Random ids.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }
}

impl DecisionIds for RandomIds {
    fn next(&self) -> String {
        Uuid::new_v4().to_string()
    }
}
