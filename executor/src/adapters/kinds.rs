//! Resources of several kinds as one fleet: each kind is looked at and acted on by a fleet of its own,
//! all at once.

use std::time::Duration;

use futures_util::future::join_all;
use sekisho_identity::Pending;
use sekisho_policy::{Action, Grant, InstanceId, ResourceKind};

use super::CloudFleet;
use crate::{Authority, AwsError, CallTrace, Fleet, Looked, Reply, Selection, Verdict};

/// A fleet for each kind of resource that is on. An id of any other kind names nothing.
#[derive(Debug)]
pub struct FleetOfKinds(Vec<CloudFleet>);

impl FleetOfKinds {
    /// These fleets; the first one of a kind that is given twice.
    #[must_use]
    pub fn new(fleets: impl IntoIterator<Item = CloudFleet>) -> Self {
        let mut kinds: Vec<CloudFleet> = Vec::new();
        for fleet in fleets {
            if kinds.iter().all(|other| other.kind() != fleet.kind()) {
                kinds.push(fleet);
            }
        }
        Self(kinds)
    }

    async fn look(&self, selection: &Selection, within: Duration) -> Looked {
        let asked = self.0.iter().filter(|fleet| may_show(selection, fleet.kind()));
        let looks = asked.map(|fleet| fleet.describe(selection, within));
        let mut all = Looked::default();
        for looked in join_all(looks).await {
            all.seen.extend(looked.seen);
            all.unseen.extend(looked.unseen);
        }
        all
    }

    async fn carry_out(
        &self,
        authority: Authority<'_>,
        grants: &[Grant],
        within: Duration,
    ) -> Vec<Reply> {
        // A fleet acts on its own kind alone, and says of each other grant that it has not.
        let work = self.0.iter().map(async |fleet| {
            let is_needed = grants.iter().any(|grant| kind_of(grant) == Some(fleet.kind()));
            let replies =
                if is_needed { fleet.act(authority, grants, within).await } else { vec![] };
            (fleet.kind(), replies)
        });
        let answers = join_all(work).await;
        if authority.entitlement.attempt().action == Action::Describe {
            return Vec::new();
        }
        let reply = |(place, grant): (usize, &Grant)| {
            let kind = kind_of(grant)?;
            let own = answers.iter().find(|(of, _)| *of == kind);
            match own.and_then(|(_, replies)| replies.get(place)) {
                Some(reply) => Some(reply.clone()),
                None => Some(Reply {
                    id: grant.instance().id.known()?.clone(),
                    verdict: Verdict::Failed(other_kind()),
                    trace: CallTrace::default(),
                }),
            }
        };
        grants.iter().enumerate().filter_map(reply).collect()
    }
}

/// What is said of a resource of a kind that a fleet has none of.
pub(super) fn other_kind() -> AwsError {
    AwsError::new("OtherKind", "the resource is of a kind that this fleet has none of")
}

fn kind_of(grant: &Grant) -> Option<ResourceKind> {
    grant.instance().id.known().map(InstanceId::kind)
}

/// Whether something of this kind can be in a selection.
fn may_show(selection: &Selection, kind: ResourceKind) -> bool {
    match selection {
        Selection::Ids(ids) => ids.iter().any(|id| id.kind() == kind),
        Selection::Known(known) | Selection::Changing(known) => {
            known.iter().any(|(_, id)| id.kind() == kind)
        }
        Selection::Matching(_) | Selection::Tagged { .. } => true,
    }
}

impl Fleet for FleetOfKinds {
    fn describe<'a>(&'a self, selection: &'a Selection, within: Duration) -> Pending<'a, Looked> {
        Box::pin(self.look(selection, within))
    }

    fn act<'a>(
        &'a self,
        authority: Authority<'a>,
        grants: &'a [Grant],
        within: Duration,
    ) -> Pending<'a, Vec<Reply>> {
        Box::pin(self.carry_out(authority, grants, within))
    }
}
