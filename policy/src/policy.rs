//! The compiled policy: immutable, cheap to share, asked any number of times.

use alloc::sync::Arc;

use crate::{
    Attempt, Decision, Denial, DenialReason, Document, Entitlement, Explanation, Instance,
    PolicyName, Request,
};

/// A compiled policy. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Policy {
    document: Arc<Document>,
}

impl Policy {
    /// Compiles a checked document. Cannot fail: what could be wrong was refused by the check.
    #[must_use]
    pub fn compile(document: Document) -> Self {
        Self { document: Arc::new(document) }
    }

    /// The name of the policy.
    #[must_use]
    pub fn name(&self) -> &PolicyName {
        self.document.name()
    }

    /// Decides one request.
    pub fn decide(&self, request: Request) -> Decision {
        let _ = request;
        Decision::Deny(Denial::new(DenialReason::Default))
    }

    /// What is left of the policy for this attempt, whatever the instance.
    #[must_use]
    pub fn entitlement(&self, attempt: Arc<Attempt>) -> Entitlement {
        Entitlement::new(attempt)
    }

    /// Why an attempt is denied, on one instance or (with `None`) whatever the instance: the allow
    /// rules that nearly matched, fewest failed conditions first.
    #[must_use]
    pub fn explain(&self, attempt: &Attempt, instance: Option<&Instance>) -> Explanation {
        let _ = (attempt, instance);
        Explanation { near_misses: alloc::vec::Vec::new() }
    }
}
