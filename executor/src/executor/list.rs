//! `GET /instances`: what the caller may see, and may do to each.

use std::collections::BTreeMap;

use sekisho_lambda::{Change, Common};
use sekisho_policy::{Action, Decision, Entitlement};

use super::{Executor, Handled, Moment, door::Visit};
use crate::{
    AuditLine, ProxyResponse, Seen, Selection, State,
    answer::{Listed, Listing},
    refusal::Refusal,
    tags,
};

/// Bytes of a listing. SOURCE: a Lambda's answer holds 6 MB; escaping and headers need some of it.
const MAX_LISTING: usize = 4 * 1024 * 1024;

impl Executor {
    pub(super) async fn list(
        &self,
        visit: &Visit,
        moment: &Moment,
        common: Common,
    ) -> Result<Handled, Refusal> {
        let entitlement = visit.entitlement(Action::Describe);
        if let Some(denial) = entitlement.denial() {
            return Err(Refusal::NotEntitled(Action::Describe, denial.code()));
        }
        let seen = self
            .fleet
            .describe(&Selection::Matching(entitlement.filters()), self.left(moment))
            .await;
        let mut seen = seen.map_err(|error| Refusal::FleetUnavailable(error.to_string()))?;
        seen.retain(|seen| seen.state != State::Terminated);
        seen.sort_by(|left, right| left.id.cmp(&right.id));
        let changes = Change::ALL.map(|change| (change, visit.entitlement(change.action())));
        let visible = seen.iter().filter(|seen| entitlement.admits(&seen.facts()).is_allow());
        let (instances, complete) = within_limit(visible.map(|seen| listed(seen, &changes)));
        let line = AuditLine::of_request(common, 200, "shown", "entitled")
            .with_action(Action::Describe)
            .with_count(instances.len());
        let body = Listing { decision_id: moment.id.clone(), complete, instances };
        Ok(Handled { response: ProxyResponse::json(200, &body), audit: vec![line] })
    }
}

/// As many as fit into an answer, and whether that is all.
fn within_limit(all: impl Iterator<Item = Listed>) -> (Vec<Listed>, bool) {
    let mut size = 0_usize;
    let mut instances = Vec::new();
    for listed in all {
        size = size.saturating_add(listed.size());
        if size > MAX_LISTING {
            return (instances, false);
        }
        instances.push(listed);
    }
    (instances, true)
}

fn listed(seen: &Seen, changes: &[(Change, Entitlement)]) -> Listed {
    let facts = seen.facts();
    let ambiguous = tags::ambiguous(&seen.tags);
    let mut may = Vec::new();
    let mut may_not = BTreeMap::new();
    for (change, entitlement) in changes {
        match entitlement.admits(&facts) {
            Decision::Allow(_) if ambiguous => {
                may_not.insert(change.name(), "ambiguous_tags");
            }
            Decision::Allow(_) => may.push(change.name()),
            Decision::Deny(denial) => {
                may_not.insert(change.name(), denial.code());
            }
        }
    }
    Listed {
        id: seen.id.to_string(),
        name: seen.tag("Name").map(str::to_owned),
        state: seen.state.name(),
        account: seen.account.to_string(),
        region: seen.region.to_string(),
        tags: seen.tags.iter().cloned().collect(),
        may,
        may_not,
    }
}

impl Listed {
    /// An upper bound for the bytes of this instance in the answer, for texts without escapes.
    fn size(&self) -> usize {
        let tags = self.tags.iter().map(|(key, value)| key.len().saturating_add(value.len()));
        tags.fold(512, |size, tag| size.saturating_add(tag).saturating_add(8))
    }
}
