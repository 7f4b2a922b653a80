//! What every engine has to do.

use crate::{Question, Workload};

/// An engine that answers allow (`true`) or deny (`false`).
pub trait Engine: Sized {
    /// Its name in tables.
    const NAME: &'static str;

    /// The policy as this engine's users write it.
    type Source;

    /// A question in this engine's own types, ready to be decided. A clone is cheap.
    type Ready<'q>: Clone;

    /// The policy of this workload. Not timed.
    fn source(workload: &Workload) -> Self::Source;

    /// Parses and compiles the policy. Timed as set-up.
    fn load(source: &Self::Source) -> Self;

    /// Builds the engine's request from plain strings. Timed in "from strings" only.
    fn ready<'q>(&self, question: &'q Question) -> Self::Ready<'q>;

    /// Decides. Timed in both.
    fn decide(&mut self, ready: Self::Ready<'_>) -> bool;
}
