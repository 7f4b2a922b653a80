//! `GET /instances`: what the caller may see, and may do to each.

use std::{collections::BTreeMap, sync::Arc};

use sekisho_lambda::{Change, Common};
use sekisho_policy::{Action, Decision, Entitlement, Instance};

use super::{Executor, Handled, Moment, door::Visit};
use crate::{
    AuditLine, AuditListings, Looked, ProxyResponse, Seen, Selection, State,
    answer::{Listed, Listing},
    audit,
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
        let looked = self
            .fleet
            .describe(&Selection::Matching(entitlement.filters()), self.left(moment))
            .await;
        let unseen = unseen(&looked);
        if let (Some(detail), true) = (&unseen, looked.seen.is_empty()) {
            return Err(Refusal::FleetUnavailable(detail.clone()));
        }
        let mut seen = looked.seen;
        seen.retain(|seen| seen.state != State::Terminated);
        seen.sort_by(Seen::in_order);
        let changes = Change::ALL.map(|change| (change, visit.entitlement(change.action())));
        let visible = seen.iter().filter_map(|seen| {
            let facts = seen.facts();
            let decision = entitlement.admits(&facts);
            let may_see = decision.is_allow();
            may_see.then(|| (listed(seen, &facts, &changes), (seen, facts, decision)))
        });
        let ((instances, decided), complete) = within_limit(visible);
        let record = |(seen, facts, decision): &(&Seen, Arc<Instance>, Decision)| {
            audit::shown(seen, facts, decision)
        };
        let shown = match self.settings.audit_listings {
            AuditListings::Count => None,
            AuditListings::Instances => Some(decided.iter().map(record).collect()),
        };
        let audit = AuditLine::of_listing(&common, 200, instances.len(), shown);
        let audit = audit.into_iter().map(|line| line.with_detail(unseen.as_deref())).collect();
        let complete = complete && unseen.is_none();
        let body = Listing { decision_id: moment.id.clone(), complete, instances };
        let response = ProxyResponse::json(200, &body);
        Ok(Handled { response, recorded: Vec::new(), audit })
    }
}

/// Where could not be looked, for the audit line; `None` where that is nowhere.
pub(super) fn unseen(looked: &Looked) -> Option<String> {
    let unseen: Vec<String> =
        looked.unseen.iter().map(|(place, error)| format!("{place}: {error}")).collect();
    (!unseen.is_empty()).then(|| unseen.join("; "))
}

/// As many as fit into an answer, and whether that is all.
fn within_limit<T>(all: impl Iterator<Item = (Listed, T)>) -> ((Vec<Listed>, Vec<T>), bool) {
    let (mut size, mut complete) = (0_usize, true);
    let fitting = all.take_while(|(listed, _)| {
        size = size.saturating_add(listed.size());
        complete = size <= MAX_LISTING;
        complete
    });
    let instances = fitting.unzip();
    (instances, complete)
}

fn listed(seen: &Seen, facts: &Arc<Instance>, changes: &[(Change, Entitlement)]) -> Listed {
    let mut may = Vec::new();
    let mut may_not = BTreeMap::new();
    for (change, entitlement) in changes {
        match entitlement.admits(facts) {
            Decision::Allow(_) if tags::ambiguous(&seen.tags, entitlement) => {
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
        kind: seen.kind().name(),
        state: seen.state_name().to_owned(),
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
