//! A counted budget: what is left undone when it is spent is the same on every machine.

use crate::Limits;

/// Steps that may still be taken, each about one comparison of two values.
#[derive(Debug)]
pub(crate) struct Work {
    left: usize,
}

impl Work {
    /// The steps of one entitlement.
    pub(crate) const fn of_entitlement() -> Self {
        Self { left: Limits::VERSION_1.reach_steps }
    }

    /// Counts steps that are about to be taken.
    pub(crate) const fn take(&mut self, steps: usize) {
        self.left = self.left.saturating_sub(steps);
    }

    pub(crate) const fn is_spent(&self) -> bool {
        self.left == 0
    }
}
