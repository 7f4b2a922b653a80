//! Where audit lines go that must be kept before anything is changed.

use std::{fmt, io};

use crate::AuditLine;

/// Keeps audit lines at once: what was decided is written before it is done, so that a process that
/// ends in between leaves a trace of what it was about to do.
pub trait Journal<L = AuditLine>: fmt::Debug + Send + Sync {
    /// Keeps these lines. They outlive this process when this returns.
    ///
    /// # Errors
    ///
    /// What kept them from being written: nothing is changed then.
    fn record(&self, lines: &[L]) -> io::Result<()>;
}
