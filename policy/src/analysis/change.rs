//! What an edit opens, or closes.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{Effort, Found, Undecided, rules::By};
use crate::RuleId;

/// What one edit opens, or closes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change {
    /// What was edited.
    pub cause: Cause,
    /// How.
    pub edit: Edit,
    /// Regions of requests that it opens (or closes), disjoint, each with a witness.
    pub regions: Vec<Found>,
    /// Whether the regions are all there are: neither the limit nor the budget cut them short.
    pub is_complete: bool,
    /// Why the search did not come to an end, if it did not.
    pub undecided: Option<Undecided>,
    /// What it cost.
    pub effort: Effort,
}

/// What can make a difference.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "these are what a decision rests on")]
pub enum Cause {
    /// A rule.
    Rule(RuleId),
    /// A tag of `required_tags`.
    RequiredTag(String),
}

/// How the cause differs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "something is there before, after, or both")]
pub enum Edit {
    /// It was not in force before.
    Added,
    /// It is not in force any more.
    Removed,
    /// It says something else.
    Changed,
}

impl Change {
    pub(crate) const fn new(cause: Cause, edit: Edit) -> Self {
        Self {
            cause,
            edit,
            regions: Vec::new(),
            is_complete: true,
            undecided: None,
            effort: Effort { steps: 0 },
        }
    }

    /// Whether it is proved that the edit opens (or closes) nothing.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.regions.is_empty() && self.is_complete
    }
}

impl Cause {
    pub(crate) fn of(by: By<'_>) -> Self {
        match by {
            By::Rule(id) => Self::Rule(id.clone()),
            By::RequiredTag(key) => Self::RequiredTag(key.to_string()),
        }
    }
}

impl Edit {
    /// `added`, `removed` or `changed`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}
