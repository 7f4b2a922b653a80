//! Which members of Auto Scaling groups their groups leave alone.

use std::time::Duration;

use sekisho_policy::{Fact, InstanceId};

use crate::{
    Clock, Place, Seen, Selection,
    adapters::cloud::{Cloud, Session},
    plan::is_group_member,
};

/// Instances of one call. SOURCE: Auto Scaling API reference, `DescribeAutoScalingInstances`: at most 50.
const MOST: usize = 50;

/// Whether somebody means to change what is selected, so that it matters.
pub(super) const fn matters(selection: &Selection) -> bool {
    match selection {
        Selection::Ids(_) | Selection::Tagged { .. } => true,
        // A list, and looks at what was planned before.
        Selection::Known(_) | Selection::Matching(_) => false,
    }
}

/// Finds out which of the instances are in Standby. What cannot be asked in time stays unknown: then
/// nothing is done to it.
pub(super) async fn find_out(
    cloud: &dyn Cloud,
    clock: &dyn Clock,
    place: &Place,
    session: Option<&Session>,
    ends: Duration,
    seen: &mut [Seen],
) {
    let mut members: Vec<&mut Seen> = seen.iter_mut().filter(|one| is_group_member(one)).collect();
    for some in members.chunks_mut(MOST) {
        let ids: Vec<InstanceId> = some.iter().map(|one| one.id.clone()).collect();
        let left = ends.saturating_sub(clock.monotonic());
        let asked = tokio::time::timeout(left, cloud.standby(place, session, &ids)).await;
        for one in some {
            one.standby = match &asked {
                // A group that does not know its own member does not leave it alone either.
                Ok(Ok(standby)) => Fact::Known(standby.get(&one.id).copied().unwrap_or(false)),
                Ok(Err(_)) | Err(_) => Fact::Unknown,
            };
        }
    }
}
