//! The compiled policy: immutable, cheap to share, asked any number of times.

use alloc::{sync::Arc, vec::Vec};

use crate::{
    Attempt, Decision, Denial, DenialReason, Document, Entitlement, Explanation, Finding, Grant,
    Instance, PolicyName, Request, RuleId, compile::Compiled, findings, scene::Scene,
    survivors::Survivors, tally::Tally,
};

/// A compiled policy. Cloning shares it.
///
/// A decision is total and deterministic: every request has one answer, whatever its facts, its
/// time and the order in which the rules were written. In this order:
///
/// 1. the instance is known to lack a required tag: denied, `missing_required_tag`;
/// 2. some deny rule is true: denied, `explicit`;
/// 3. some deny rule is undecided, or the required tags could not be checked: denied,
///    `indeterminate`;
/// 4. some allow rule is true: allowed;
/// 5. some allow rule is undecided: denied, `indeterminate`;
/// 6. otherwise: denied, `default`.
#[derive(Clone, Debug)]
pub struct Policy {
    compiled: Arc<Compiled>,
}

impl Policy {
    /// Compiles a checked document. Cannot fail: what could be wrong was refused by the check.
    #[must_use]
    pub fn compile(document: Document) -> Self {
        Self { compiled: Arc::new(Compiled::new(document)) }
    }

    /// The name of the policy.
    #[must_use]
    pub fn name(&self) -> &PolicyName {
        &self.compiled.name
    }

    /// Decides one request.
    pub fn decide(&self, request: Request) -> Decision {
        answer(&self.compiled, self.allowing_rules(&request), request)
    }

    /// What is left of the policy for this attempt, whatever the instance.
    #[must_use]
    pub fn entitlement(&self, attempt: Arc<Attempt>) -> Entitlement {
        Entitlement::new(Survivors::new(self.compiled.clone(), attempt))
    }

    /// Why an attempt is denied, on one instance or (with `None`) whatever the instance: the allow
    /// rules that nearly matched, fewest failed conditions first.
    #[must_use]
    pub fn explain(&self, attempt: &Attempt, instance: Option<&Instance>) -> Explanation {
        Explanation::new(&self.compiled, attempt, instance)
    }

    /// What is found of every rule in force, in the order of their ids: whether it is true, and each
    /// of its conditions. The decision follows from the truths, and from the required tags.
    #[must_use]
    pub fn findings(&self, request: &Request) -> Vec<Finding> {
        findings::of_request(&self.compiled, request)
    }

    fn allowing_rules(&self, request: &Request) -> Result<Vec<RuleId>, DenialReason> {
        let policy = &*self.compiled;
        let instance = &*request.instance;
        let mut tally = Tally::default();
        tally.require(&policy.required_tags, instance)?;
        let scene = Scene::new(&request.attempt, policy);
        policy.not_false(&scene, instance, |effect, rule, truth| tally.count(effect, rule, truth));
        tally.settle(policy, |rule| policy.missing(rule, &scene, instance))
    }
}

/// The answer to this request, of which the engine found these allowing rules or this reason.
pub(crate) fn answer(
    policy: &Compiled,
    found: Result<Vec<RuleId>, DenialReason>,
    request: Request,
) -> Decision {
    match found {
        Ok(rules) => {
            let runbooks = policy.runbooks(request.attempt.action, &rules);
            Decision::Allow(Grant::assertion(request, rules, runbooks))
        }
        Err(reason) => Decision::Deny(Denial::new(reason)),
    }
}
