//! What is left of a policy once caller, action, place and time are known.

use alloc::{boxed::Box, collections::BTreeSet, string::String, sync::Arc, vec::Vec};

use once_cell::race::OnceBox;

use crate::{
    Attempt, Decision, Denial, Grant, Instance, Partition, Request, ResourceKind, Selector,
    SessionPolicyError, filters, policy::answer, reach::Reach, residual::Residual, session_policy,
    survivors::Survivors,
};

/// The residual of a policy for one attempt: only conditions on the instance are left, and what
/// they compare with the caller has become the caller's own values.
#[derive(Clone, Debug)]
pub struct Entitlement {
    survivors: Arc<Survivors>,
    /// Worked out when it is first asked for: whoever asks one of these questions asks another.
    reach: Arc<OnceBox<Reached>>,
}

/// The residual, written out, and what it reaches.
#[derive(Debug)]
struct Reached {
    residual: Residual,
    reach: Reach,
    tag_keys: BTreeSet<Arc<str>>,
}

impl Entitlement {
    pub(crate) fn new(survivors: Survivors) -> Self {
        Self { survivors: Arc::new(survivors), reach: Arc::new(OnceBox::new()) }
    }

    /// The attempt this is the entitlement of.
    #[must_use]
    pub fn attempt(&self) -> &Attempt {
        &self.survivors.attempt
    }

    /// Decides one instance; the same answer as `Policy::decide` gives for the whole request.
    pub fn admits(&self, instance: &Arc<Instance>) -> Decision {
        let attempt = self.survivors.attempt.clone();
        let request = Request { attempt, instance: instance.clone() };
        answer(&self.survivors.policy, self.survivors.allowing_rules(instance), request)
    }

    /// Whether no instance at all can be admitted: then the caller is refused at the door.
    ///
    /// `true` is a proof. `false` is not one of the opposite: an allow rule may be closed by several
    /// deny rules together in a way that is not looked for here. It is exact for an allow rule that
    /// one deny rule covers, or several that each cut values off one dimension of it, as far as
    /// [`Limits::reach_steps`](crate::Limits::reach_steps) go.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reached().reach.open.is_empty()
    }

    /// Why the entitlement is empty; `None` if it is not.
    ///
    /// `explicit`: deny rules that close everything the allow rules would open. `indeterminate`: the
    /// same, or the allow rules themselves, wait for facts of the attempt. `default`: no allow rule
    /// is for this attempt. The rules named are a cause; there may be others.
    #[must_use]
    pub fn denial(&self) -> Option<Denial> {
        let Reached { residual, reach, .. } = self.reached();
        reach.refusal(residual).map(Denial::new)
    }

    /// What to ask EC2 for so that every instance this entitlement admits is in the answer: the
    /// union of these selections. More may be in it: each instance is still decided by
    /// [`Entitlement::admits`]. At most
    /// [`Limits::selectors`](crate::Limits::selectors) of them apply to one account and region.
    /// Empty if, and only if, the entitlement [is](Self::is_empty).
    #[must_use]
    pub fn filters(&self) -> Vec<Selector> {
        filters::selectors(&self.reached().reach.open)
    }

    /// The inline session policy (JSON text) that makes AWS itself enforce this entitlement, at the
    /// moment of the call, on the tags as they are then.
    ///
    /// It is for resources of one kind, and allows nothing on any other: each kind is acted on in
    /// sessions of its own. It allows the attempt's action on the admitted ones, and to describe all of
    /// the kind (`ec2:DescribeInstances`), which is not narrowed; to start EC2 instances, also the
    /// grant for an encrypted disk's key and the licence that a start may need, as far as the role has
    /// them. An empty entitlement gives a policy that denies everything.
    /// For instances whose account, region, id and tags are known, it allows what
    /// [`Entitlement::admits`] allows, except that
    ///
    /// * IAM compares the tag's own text, not its NFC form: an instance whose tags are not in NFC
    ///   is not matched by an allow rule (denied), nor by a deny rule;
    /// * IAM folds the case of tag *keys*: a tag `env` counts as `Env`. Refuse an instance with a
    ///   key that differs only in case from one of [`Entitlement::tag_keys`] before acting on it.
    ///
    /// # Errors
    ///
    /// [`SessionPolicyError`] if the text would be longer than STS takes, or if the rules name two
    /// tag keys that IAM cannot tell apart.
    pub fn session_policy(
        &self,
        kind: ResourceKind,
        partition: &Partition,
    ) -> Result<String, SessionPolicyError> {
        let Reached { residual, reach, .. } = self.reached();
        session_policy::text(partition, kind, self.attempt().action, &reach.open, residual)
    }

    /// The inline session policy (JSON text) that makes AWS itself hold a session to what these
    /// grants name, as far as it is of this kind: for when [`Entitlement::session_policy`] is too long.
    ///
    /// It allows the attempt's action on exactly these instances, and only as long as every tag that
    /// a rule for this attempt looks at is on them, or is not, as it was when they were decided on.
    /// So it allows at most what [`Entitlement::admits`] allows, and less where a tag changes in a
    /// way that makes no difference. Grants of another attempt, and those of instances of which not
    /// everything is known, are left out. About twenty instances fit; a caller with more splits them.
    ///
    /// # Errors
    ///
    /// [`SessionPolicyError`] if the text would be longer than STS takes, or if the rules name two
    /// tag keys that IAM cannot tell apart.
    pub fn pinned_session_policy<'a>(
        &self,
        kind: ResourceKind,
        partition: &Partition,
        grants: impl IntoIterator<Item = &'a Grant>,
    ) -> Result<String, SessionPolicyError> {
        let attempt = self.attempt();
        let grants = grants.into_iter().filter(|grant| grant.attempt() == attempt);
        session_policy::pinned(partition, kind, attempt.action, &self.reached().residual, grants)
    }

    /// The keys of all tags that a rule for this attempt looks at, and of those the policy requires: in
    /// the order of their texts. IAM takes a tag whose key differs from one of these only in case for
    /// the same.
    pub fn tag_keys(&self) -> impl Iterator<Item = &str> {
        self.reached().tag_keys.iter().map(|key| &**key)
    }

    fn reached(&self) -> &Reached {
        self.reach.get_or_init(|| {
            let residual = Residual::new(&self.survivors);
            let reach = Reach::new(&residual);
            let tag_keys = session_policy::tag_keys(&residual);
            Box::new(Reached { residual, reach, tag_keys })
        })
    }
}
