//! The services of ECS as a cloud of their own: what one look takes several calls for, page by page.
//!
//! ECS shows at most ten services in a call, and only whoever knows the cluster and the names: all
//! there are come by their clusters, and the names in each.

use std::{collections::VecDeque, mem, sync::Arc};

use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::InstanceId;
use serde::{Deserialize, Serialize};

use super::{
    cloud::{
        AssumeRole, Cloud, Credentials, Failure, FailureKind, Page, Session, Shown, Taken, Unshown,
    },
    ecs::{At, Described, Ecs, NO_CLUSTER, Names},
};
use crate::{AwsError, Place};

/// ECS, page by page.
#[derive(Debug)]
pub(super) struct Services(pub(super) Arc<dyn Ecs>);

/// Services in one `DescribeServices`. SOURCE: Amazon ECS API reference, `DescribeServices`,
/// `services`: up to 10.
pub(super) const MAX_DESCRIBED: usize = 10;
/// The filter that names the cluster of the services of a page.
pub(super) const CLUSTER: &str = "cluster";
/// The filter that names the services of a page.
pub(super) const SERVICE: &str = "service";

/// What is left to look at: where the next page of all services begins.
#[derive(Default, Deserialize, Serialize)]
struct Left {
    /// Where the next clusters begin, if it was asked already.
    more_clusters: Option<String>,
    clusters: VecDeque<String>,
    /// The cluster whose services are looked at.
    cluster: String,
    more_services: Option<String>,
    services: Vec<String>,
}

impl Left {
    fn is_over(&self) -> bool {
        self.more_clusters.is_none()
            && self.more_services.is_none()
            && self.clusters.is_empty()
            && self.services.is_empty()
    }
}

impl Services {
    /// One call of a look.
    async fn page(&self, at: At<'_>, page: &Page) -> Result<Shown, Unshown> {
        let named = |name: &str| page.filters.iter().find(|filter| filter.name == name);
        if let (Some(cluster), Some(services)) = (named(CLUSTER), named(SERVICE)) {
            let cluster = cluster.values.first().map(String::as_str).unwrap_or_default();
            return Ok(Shown { seen: self.told(at, cluster, &services.values).await?, next: None });
        }
        let left = page.token.as_deref().map(serde_json::from_str).transpose();
        let mut left: Option<Left> =
            left.map_err(|_| Unshown::Incomplete("a place to go on from that can be read"))?;
        let seen = self.step(at, &mut left).await?;
        let left = left.filter(|left| !left.is_over());
        // What is left is texts, which always serialise; an empty token would be refused above.
        let next = left.map(|left| serde_json::to_string(&left).unwrap_or_default());
        Ok(Shown { seen, next })
    }

    /// One call on the way through everything, which is looked at from its beginning if nothing is left.
    async fn step(&self, at: At<'_>, left: &mut Option<Left>) -> Result<Vec<crate::Seen>, Unshown> {
        let Some(left) = left else {
            let Names { names, next } = self.0.clusters(at, None).await?;
            *left = Some(Left { clusters: names.into(), more_clusters: next, ..Left::default() });
            return Ok(Vec::new());
        };
        if !left.services.is_empty() {
            let later = left.services.split_off(left.services.len().min(MAX_DESCRIBED));
            let now = mem::replace(&mut left.services, later);
            return self.told(at, &left.cluster, &now).await;
        }
        if left.more_services.is_none()
            && let Some(cluster) = left.clusters.pop_front()
        {
            left.cluster = cluster;
        } else if left.more_services.is_none() {
            let Names { names, next } = self.0.clusters(at, left.more_clusters.as_deref()).await?;
            left.clusters = names.into();
            left.more_clusters = next;
            return Ok(Vec::new());
        }
        let token = left.more_services.take();
        match self.0.services(at, &left.cluster, token.as_deref()).await {
            Ok(Names { names, next }) => {
                left.services = names;
                left.more_services = next;
            }
            // It was deleted meanwhile.
            Err(Unshown::Failed(failure)) if failure.error.code == NO_CLUSTER => {}
            Err(unshown) => return Err(unshown),
        }
        Ok(Vec::new())
    }

    /// What is told of these services; those that are not there are left out. What was asked for and is
    /// neither told of nor told to be missing may be there with any tags: that is no answer.
    async fn told(
        &self,
        at: At<'_>,
        cluster: &str,
        services: &[String],
    ) -> Result<Vec<crate::Seen>, Unshown> {
        match self.0.describe(at, cluster, services).await {
            Ok(Described { seen, missing })
                if seen.len().saturating_add(missing) == services.len() =>
            {
                Ok(seen)
            }
            Ok(_) => Err(Unshown::Incomplete("some of the services that were asked for")),
            Err(Unshown::Failed(failure)) if failure.error.code == NO_CLUSTER => Ok(Vec::new()),
            Err(unshown) => Err(unshown),
        }
    }
}

impl Cloud for Services {
    fn describe<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        page: &'a Page,
    ) -> Pending<'a, Result<Shown, Unshown>> {
        Box::pin(self.page(At { place, session }, page))
    }

    fn change<'a>(
        &'a self,
        _place: &'a Place,
        _session: Option<&'a Session>,
        _change: Change,
        _ids: &'a [InstanceId],
    ) -> Pending<'a, Result<Taken, Failure>> {
        Box::pin(async {
            let error = AwsError::new("NotSent", "a service is changed by its desired count alone");
            Err(Failure::of(FailureKind::Refused, error))
        })
    }

    fn scale<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        id: &'a InstanceId,
        desired: u32,
    ) -> Pending<'a, Result<Taken, Failure>> {
        let (cluster, service) = id.names();
        self.0.update(At { place, session }, cluster, service, desired)
    }

    fn assume<'a>(&'a self, ask: &'a AssumeRole) -> Pending<'a, Result<Credentials, Failure>> {
        self.0.assume(ask)
    }
}
