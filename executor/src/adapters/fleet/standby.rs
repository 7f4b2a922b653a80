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
        Selection::Changing(_) | Selection::Ids(_) | Selection::Tagged { .. } => true,
        // A list, and looks at what was asked for before.
        Selection::Known(_) | Selection::Matching(_) => false,
    }
}

/// How long one call is waited for: where Auto Scaling cannot be reached, what else is to be changed must
/// not wait for it.
const LONGEST: Duration = Duration::from_secs(3);

/// Finds out which of the instances are in Standby. What cannot be asked in time stays unknown: then
/// nothing is done to it. Who does not answer once is not asked for the others.
pub(super) async fn find_out(
    cloud: &dyn Cloud,
    clock: &dyn Clock,
    place: &Place,
    session: Option<&Session>,
    ends: Duration,
    seen: &mut [Seen],
) {
    let mut members: Vec<&mut Seen> = seen.iter_mut().filter(|one| is_group_member(one)).collect();
    let mut answers = true;
    for some in members.chunks_mut(MOST) {
        let ids: Vec<InstanceId> = some.iter().map(|one| one.id.clone()).collect();
        let left = ends.saturating_sub(clock.monotonic()).min(LONGEST);
        let standby = if answers {
            let asked = tokio::time::timeout(left, cloud.standby(place, session, &ids)).await;
            asked.ok().and_then(Result::ok)
        } else {
            None
        };
        answers = standby.is_some();
        for one in some {
            one.standby = match &standby {
                // A group that does not know its own member does not leave it alone either.
                Some(standby) => Fact::Known(standby.get(&one.id).copied().unwrap_or(false)),
                None => Fact::Unknown,
            };
        }
    }
}
