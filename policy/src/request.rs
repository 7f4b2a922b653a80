//! The facts of one question.

use alloc::sync::Arc;

use crate::{Attempt, Instance};

/// An attempt on an instance: everything a decision rests on. Both halves are shared, so that one
/// attempt on a thousand instances is one attempt.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a request is an attempt on an instance")]
pub struct Request {
    /// Who tries to do what, from where and when.
    pub attempt: Arc<Attempt>,
    /// To which instance.
    pub instance: Arc<Instance>,
}
