//! What a caller asks for: the body of a request, read strictly.

mod body;

pub use body::BodyError;

use std::time::Duration;

use sekisho_lambda::{Asked, Change};
use sekisho_policy::InstanceId;

/// A change of some instances, as asked for. Nothing in it is decided yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Order {
    pub(crate) change: Change,
    pub(crate) target: Target,
    /// Say what would be done, and do nothing.
    pub(crate) dry_run: bool,
    /// Do what is allowed even if something else of the order is not.
    pub(crate) partial: bool,
    /// How long to watch for the wanted state.
    pub(crate) wait: Duration,
    /// What was odd about the request and did no harm.
    pub(crate) notes: Vec<String>,
}

/// Which instances an order is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Target {
    /// Those of the caller that carry the tag configured as default target.
    Default,
    /// These, each once.
    Ids(Vec<InstanceId>),
    /// Those of the caller that carry, for each key, one of its values.
    Tags(Vec<(String, Vec<String>)>),
}

/// What bounds an order: each number is in the error that names it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) longest_wait: Duration,
}

impl Order {
    /// Whether nothing of it is done unless everything can be.
    pub(crate) const fn is_all_or_nothing(&self) -> bool {
        matches!(self.target, Target::Ids(_)) && !self.partial
    }

    /// The order of a call; `None` for a call that only looks.
    pub(crate) fn of(
        asked: &Asked,
        body: &[u8],
        bounds: Bounds,
    ) -> Result<Option<Self>, BodyError> {
        match asked {
            Asked::List if body.is_empty() => Ok(None),
            Asked::List => Err(BodyError::Unwanted),
            Asked::Many => body::many(body, bounds).map(Some),
            Asked::One(id, change) => body::one(id, *change, body, bounds).map(Some),
            Asked::Script => body::script(body).map(Some),
        }
    }
}
