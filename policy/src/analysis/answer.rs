//! What a question is answered with.

use alloc::{boxed::Box, vec::Vec};

use super::{Effort, Span};
use crate::{Request, RuleId};

/// The answer to "is there such a request?".
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use]
#[expect(clippy::exhaustive_enums, reason = "a question has a proof, a witness, or no answer yet")]
pub enum Answer {
    /// There is none: a proof.
    None(Effort),
    /// Here is one, and the engine decides it as the answer says.
    Found(Box<Found>),
    /// The search did not come to an end. Nothing is known.
    Undecided(Undecided),
}

/// A request that was asked for, and the region that it is of.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Found {
    /// The rules that make the request what it is, in order: those that allow or deny it, or those
    /// that did so before.
    pub rules: Vec<RuleId>,
    /// One of the requests, which the engine has decided.
    pub witness: Request,
    /// All of these requests are like it.
    pub region: Span,
    /// The steps that were taken up to it.
    pub effort: Effort,
}

/// Why there is no answer.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a search ends, or runs out, or contradicts itself")]
pub enum Undecided {
    /// The steps of the budget were spent.
    OutOfSteps(Effort),
    /// The engine decides this request otherwise than the analysis foretold: a mistake in one of the
    /// two, and worth a report. Nothing is concluded from it.
    Contradicted(Request),
}

impl Answer {
    /// Whether it is proved that there is no such request.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        matches!(self, Self::None(_))
    }

    /// What was found.
    #[must_use]
    pub fn found(&self) -> Option<&Found> {
        match self {
            Self::Found(found) => Some(found),
            Self::None(_) | Self::Undecided(_) => None,
        }
    }
}
