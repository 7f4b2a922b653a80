//! `instances.accounts`, `instances.regions`, `instances.ids`: which instance it is.

use alloc::{collections::BTreeSet, sync::Arc};

use crate::{
    AccountId, Condition, Fact, Instance, InstanceId, MissingFact, Region, verdict::Verdict,
};

/// Conditions on which instance it is: `None` is any. Shared with every entitlement cut from them.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Identity {
    pub(crate) accounts: Option<Arc<BTreeSet<AccountId>>>,
    pub(crate) regions: Option<Arc<BTreeSet<Region>>>,
    pub(crate) ids: Option<Arc<BTreeSet<InstanceId>>>,
}

impl Identity {
    /// Each condition that is there, and whether it holds.
    pub(crate) fn verdicts(
        &self,
        instance: &Instance,
    ) -> impl Iterator<Item = (Condition, Verdict)> {
        let account = among(self.accounts.as_deref(), &instance.account, MissingFact::Account);
        let region = among(self.regions.as_deref(), &instance.region, MissingFact::Region);
        let id = among(self.ids.as_deref(), &instance.id, MissingFact::InstanceId);
        [
            account.map(|verdict| (Condition::Accounts, verdict)),
            region.map(|verdict| (Condition::Regions, verdict)),
            id.map(|verdict| (Condition::InstanceIds, verdict)),
        ]
        .into_iter()
        .flatten()
    }
}

fn among<T: Ord>(
    wanted: Option<&BTreeSet<T>>,
    fact: &Fact<T>,
    missing: MissingFact,
) -> Option<Verdict> {
    wanted.map(|wanted| Verdict::test(fact.as_ref(), missing, |value| wanted.contains(value)))
}
