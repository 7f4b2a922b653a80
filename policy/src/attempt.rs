//! Who tries to do what, from where and when: a request without its instance.

use crate::{Action, Caller, Source, UnixTime};

/// Everything that is known of a request before its instance is.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a new fact must be supplied by every shell")]
pub struct Attempt {
    /// Who.
    pub caller: Caller,
    /// What.
    pub action: Action,
    /// From where.
    pub source: Source,
    /// When: read from the clock once a request.
    pub at: UnixTime,
}
