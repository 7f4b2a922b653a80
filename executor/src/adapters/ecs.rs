//! What ECS and STS answer of services, one call at a time: real or simulated.
//!
//! Nothing here retries, waits or decides.

use std::fmt;

use sekisho_identity::Pending;
use sekisho_policy::{AccountId, InstanceId, Region};

use super::cloud::{AssumeRole, Credentials, Failure, Session, Taken, Unshown};
use crate::{AwsError, Place, Seen, State, Tasks, Tie};

/// ECS and STS.
pub(super) trait Ecs: fmt::Debug + Send + Sync {
    /// One `ListClusters`: the names of at most 100 clusters.
    fn clusters<'a>(
        &'a self,
        at: At<'a>,
        token: Option<&'a str>,
    ) -> Pending<'a, Result<Names, Unshown>>;

    /// One `ListServices`: the names of at most 100 services of a cluster.
    fn services<'a>(
        &'a self,
        at: At<'a>,
        cluster: &'a str,
        token: Option<&'a str>,
    ) -> Pending<'a, Result<Names, Unshown>>;

    /// One `DescribeServices` of at most ten services of a cluster, with their tags.
    fn describe<'a>(
        &'a self,
        at: At<'a>,
        cluster: &'a str,
        services: &'a [String],
    ) -> Pending<'a, Result<Described, Unshown>>;

    /// One `UpdateService` that sets the desired count and nothing else.
    fn update<'a>(
        &'a self,
        at: At<'a>,
        cluster: &'a str,
        service: &'a str,
        desired: u32,
    ) -> Pending<'a, Result<Taken, Failure>>;

    /// One `AssumeRole`.
    fn assume<'a>(&'a self, ask: &'a AssumeRole) -> Pending<'a, Result<Credentials, Failure>>;
}

/// Where a call goes, and in which session.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    pub(super) place: &'a Place,
    pub(super) session: Option<&'a Session>,
}

/// A page of names.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) names: Vec<String>,
    /// Where the next page begins; `None` after the last.
    pub(super) next: Option<String>,
}

/// What was told of the services that were asked for.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) seen: Vec<Seen>,
    /// How many of them are not there.
    pub(super) missing: usize,
}

/// What ECS says of one service beside its tags.
#[derive(Clone, Debug)]
pub(super) struct ServiceFacts {
    /// `ACTIVE`, `DRAINING` or `INACTIVE`.
    pub(super) status: String,
    pub(super) tasks: Tasks,
    /// Why its last deployment was given up.
    pub(super) reason: Option<String>,
    pub(super) tie: Option<Tie>,
    /// Whether ECS runs it for the customer (Express Mode).
    pub(super) managed: bool,
}

/// What is answered where there is no such cluster: it has no services then.
pub(super) const NO_CLUSTER: &str = "ClusterNotFoundException";
/// SOURCE: Amazon ECS API reference, `Failure`: what is not there.
pub(super) const MISSING: &str = "MISSING";
/// What is told as the state of a service whose last deployment was given up. ECS's own words for a
/// status are in capitals.
pub(super) const FAILED: &str = "failed";
/// Our own code, in the place where AWS has its codes: the deployment was given up.
pub(crate) const ROLLOUT_FAILED: &str = "RolloutFailed";

impl ServiceFacts {
    /// The service as this room sees it.
    pub(super) fn seen(self, account: AccountId, region: Region, id: InstanceId) -> Seen {
        let Self { status, tasks, reason, tie, managed } = self;
        // SOURCE: Amazon ECS API reference, `Service`, `status`.
        let state = match status.as_str() {
            "ACTIVE" => tasks.state(),
            "DRAINING" => State::ShuttingDown,
            "INACTIVE" => State::Terminated,
            _ => State::Unknown,
        };
        let mut seen = Seen::new(account, region, id, state);
        let has_failed = state == State::Unknown && status == "ACTIVE";
        if state == State::Unknown {
            seen.status = Some(if has_failed { FAILED.to_owned() } else { status });
        }
        seen.state_reason =
            has_failed.then(|| AwsError::new(ROLLOUT_FAILED, reason.unwrap_or_default()));
        seen.managed_by = managed.then(|| "ecs.amazonaws.com".to_owned());
        seen.tie = tie;
        seen.tasks = Some(tasks);
        seen
    }
}
