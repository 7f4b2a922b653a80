//! One line of a policy's history.

use sekisho_policy::Row;

use crate::{Changes, Pointer};

/// One publish or rollback: the pointer it set, what it replaced, and which rows differ.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an entry is exactly what its item says")]
pub struct HistoryEntry {
    /// The pointer as it was set: who, when, why, which content.
    pub pointer: Pointer,
    /// The version that was active before; `None` for the first.
    pub previous: Option<u64>,
    /// Which rows differ from the version before; `None` where that one could not be read.
    pub changes: Option<Changes>,
    /// The rows of the invariants it was published with, by key.
    pub invariants: Vec<Row>,
}
