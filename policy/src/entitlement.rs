//! What is left of a policy once caller, action, place and time are known.

use alloc::{string::String, sync::Arc, vec::Vec};

use crate::{
    Attempt, Decision, Denial, Instance, Partition, Request, Selector, SessionPolicyError, filters,
    policy::answer, reach::Reach, residual::Residual, session_policy,
};

/// The residual of a policy for one attempt: only conditions on the instance are left, and what
/// they compare with the caller has become the caller's own values.
#[derive(Clone, Debug)]
pub struct Entitlement {
    attempt: Arc<Attempt>,
    residual: Arc<Residual>,
    /// Worked out once: whoever asks one of these questions asks another.
    reach: Arc<Reach>,
}

impl Entitlement {
    pub(crate) fn new(attempt: Arc<Attempt>, residual: Residual) -> Self {
        let reach = Arc::new(Reach::new(&residual));
        Self { attempt, residual: Arc::new(residual), reach }
    }

    /// The attempt this is the entitlement of.
    #[must_use]
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// Decides one instance; the same answer as `Policy::decide` gives for the whole request.
    pub fn admits(&self, instance: &Arc<Instance>) -> Decision {
        let request = Request { attempt: self.attempt.clone(), instance: instance.clone() };
        answer(self.residual.allowing_rules(instance), request)
    }

    /// Whether no instance at all can be admitted: then the caller is refused at the door.
    ///
    /// `true` is a proof. `false` is not one of the opposite: an allow rule may be closed by several
    /// deny rules together in a way that is not looked for here. It is exact for an allow rule that
    /// one deny rule covers, or several that each cut values off one dimension of it, as far as
    /// [`Limits::reach_steps`](crate::Limits::reach_steps) go.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reach.open.is_empty()
    }

    /// Why the entitlement is empty; `None` if it is not.
    ///
    /// `explicit`: deny rules that close everything the allow rules would open. `indeterminate`: the
    /// same, or the allow rules themselves, wait for facts of the attempt. `default`: no allow rule
    /// is for this attempt. The rules named are a cause; there may be others.
    #[must_use]
    pub fn denial(&self) -> Option<Denial> {
        self.reach.refusal(&self.residual).map(Denial::new)
    }

    /// What to ask EC2 for so that every instance this entitlement admits is in the answer: the
    /// union of these selections. More may be in it: each instance is still decided by
    /// [`Entitlement::admits`]. At most
    /// [`Limits::selectors`](crate::Limits::selectors) of them apply to one account and region.
    /// Empty if, and only if, the entitlement [is](Self::is_empty).
    #[must_use]
    pub fn filters(&self) -> Vec<Selector> {
        filters::selectors(&self.reach.open)
    }

    /// The inline session policy (JSON text) that makes AWS itself enforce this entitlement, at the
    /// moment of the call, on the tags as they are then.
    ///
    /// It allows the attempt's action on the admitted instances, and `ec2:DescribeInstances`, which
    /// IAM cannot narrow to instances. An empty entitlement gives a policy that denies everything.
    /// For instances whose account, region, id and tags are known, it allows what
    /// [`Entitlement::admits`] allows, except that
    ///
    /// * IAM compares the tag's own text, not its NFC form: an instance whose tags are not in NFC
    ///   is not matched by an allow rule (denied), nor by a deny rule;
    /// * IAM folds the case of tag *keys*: a tag `env` counts as `Env`. Refuse an instance with a
    ///   key that differs only in case from one that the policy names before acting on it.
    ///
    /// # Errors
    ///
    /// [`SessionPolicyError`] if the text would be longer than STS takes, or if the rules name two
    /// tag keys that IAM cannot tell apart.
    pub fn session_policy(&self, partition: &Partition) -> Result<String, SessionPolicyError> {
        session_policy::text(partition, self.attempt.action, &self.reach.open, &self.residual)
    }
}
