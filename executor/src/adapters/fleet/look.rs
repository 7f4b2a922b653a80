//! Looking: every page of every request, asked again while it is throttled and there is time, and once
//! more if it fails at once.

use std::{collections::BTreeMap, time::Duration};

use sekisho_policy::{InstanceId, ResourceKind};

use super::{filter, pause::Pause};
use crate::{
    Clock, FleetError, Place, Seen, Selection,
    adapters::cloud::{Cloud, FailureKind, Page, Session, Shown, Unshown},
};

/// Times a look is asked again because it was throttled.
const MAX_LOOKS: u32 = 4;
/// What fails as soon as this, such as a connection that was kept over a pause, is asked once more.
pub(super) const SOON: Duration = Duration::from_secs(1);
/// Pages of one look, and what is said of more: more than 50,000 instances are not one town's. Of
/// services a page is one call, of which a list takes one for the clusters, one for each cluster and one
/// for each ten services.
const fn most_pages(kind: ResourceKind) -> (u32, &'static str) {
    match kind {
        ResourceKind::Database | ResourceKind::Instance => (50, "an end after 50 pages"),
        ResourceKind::Service => (300, "an end after 300 calls"),
    }
}

/// A look at one place.
pub(super) struct Look<'a> {
    pub(super) cloud: &'a dyn Cloud,
    pub(super) kind: ResourceKind,
    pub(super) clock: &'a dyn Clock,
    pub(super) place: &'a Place,
    pub(super) session: Option<&'a Session>,
    /// On the monotonic clock.
    pub(super) ends: Duration,
    pub(super) within: Duration,
}

impl Look<'_> {
    pub(super) async fn at(&self, selection: &Selection) -> Result<Vec<Seen>, FleetError> {
        let mut shown: BTreeMap<InstanceId, Seen> = BTreeMap::new();
        for filters in filter::requests(self.kind, selection, self.place) {
            let mut page = Page { filters, token: None };
            let mut pages = 0_u32;
            loop {
                let Shown { seen, next } = self.page(&page).await?;
                shown.extend(seen.into_iter().map(|seen| (seen.id.clone(), seen)));
                pages = pages.saturating_add(1);
                page.token = next;
                if page.token.is_none() {
                    break;
                }
                let (most, more) = most_pages(self.kind);
                if pages >= most {
                    return Err(FleetError::Incomplete(more));
                }
            }
        }
        Ok(shown.into_values().collect())
    }

    async fn page(&self, page: &Page) -> Result<Shown, FleetError> {
        let mut pause = Pause::of(&self.place.to_string());
        for looks in 1_u32.. {
            let began = self.clock.monotonic();
            let left = self.ends.saturating_sub(began);
            let look = self.cloud.describe(self.place, self.session, page);
            let answer = tokio::time::timeout(left, look).await;
            let failure = match answer.map_err(|_| FleetError::TimedOut(self.within))? {
                Ok(shown) => return Ok(shown),
                Err(Unshown::Incomplete(what)) => return Err(FleetError::Incomplete(what)),
                Err(Unshown::Failed(failure)) => failure,
            };
            let took = self.clock.monotonic().saturating_sub(began);
            let most = match failure.kind {
                FailureKind::Throttled => MAX_LOOKS,
                // To look again is always safe; but what was waited for once is not waited for twice.
                FailureKind::Unanswered if took < SOON => 2,
                FailureKind::Refused | FailureKind::Unanswered => 1,
            };
            let pause = pause.next(Duration::from_millis(400));
            let left = self.ends.saturating_sub(self.clock.monotonic());
            if looks >= most || pause >= left {
                return Err(FleetError::Answered(failure.error));
            }
            self.clock.sleep(pause).await;
        }
        Err(FleetError::TimedOut(self.within))
    }
}
