//! What a service of AWS and STS answer, one call at a time: real or simulated.
//!
//! The service is EC2, RDS or ECS, by the kind of resource that a fleet is of.
//!
//! Nothing here retries, waits or decides: that is [`fleet`](super::fleet)'s.

use std::{collections::BTreeMap, fmt, future, time::Duration};

use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::{AccountId, InstanceId};

use crate::{AwsError, ExternalId, Place, Seen};

/// EC2, RDS or ECS, and STS; of EC2, what Auto Scaling says of its instances too.
pub(super) trait Cloud: fmt::Debug + Send + Sync {
    /// One page of `DescribeInstances` or `DescribeDBInstances`, or one call on the way through the
    /// services of ECS, which may show none. Without a session the process asks with
    /// its own credentials.
    fn describe<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        page: &'a Page,
    ) -> Pending<'a, Result<Shown, Unshown>>;

    /// One `DescribeAutoScalingInstances` of at most 50: which of these are in Standby in their group.
    /// Those that are in no group are not among the answers.
    fn standby<'a>(
        &'a self,
        _place: &'a Place,
        _session: Option<&'a Session>,
        _ids: &'a [InstanceId],
    ) -> Pending<'a, Result<BTreeMap<InstanceId, bool>, Failure>> {
        Box::pin(future::ready(Ok(BTreeMap::new())))
    }

    /// One `StartInstances`, `StopInstances` or `RebootInstances`, all of the instances or none; or one
    /// `StartDBInstance`, `StopDBInstance` or `RebootDBInstance`, of one database.
    fn change<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        change: Change,
        ids: &'a [InstanceId],
    ) -> Pending<'a, Result<Taken, Failure>>;

    /// One `UpdateService`, of the desired count of one service. There is none but of services.
    fn scale<'a>(
        &'a self,
        _place: &'a Place,
        _session: Option<&'a Session>,
        _id: &'a InstanceId,
        _desired: u32,
    ) -> Pending<'a, Result<Taken, Failure>> {
        let error = AwsError::new("NotSent", "this kind of resource has no desired count");
        Box::pin(future::ready(Err(Failure::of(FailureKind::Refused, error))))
    }

    /// One `AssumeRole`.
    fn assume<'a>(&'a self, ask: &'a AssumeRole) -> Pending<'a, Result<Credentials, Failure>>;
}

/// Which instances a page is to show.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Page {
    /// All of which an instance must match.
    pub(super) filters: Vec<Filter>,
    /// Where the page before ended.
    pub(super) token: Option<String>,
}

/// A name, and the patterns of which one must match: `*` is any run of characters, `?` is none or
/// one, and a backslash makes the next character stand for itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Filter {
    pub(super) name: String,
    pub(super) values: Vec<String>,
}

/// A page of instances.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) seen: Vec<Seen>,
    /// Where the next page begins; `None` after the last.
    pub(super) next: Option<String>,
}

/// A page that did not come.
#[derive(Debug)]
pub(super) enum Unshown {
    Failed(Failure),
    /// It lacks something it must say.
    Incomplete(&'static str),
}

/// A change that AWS took.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// AWS's id of the call, as CloudTrail has it.
    pub(super) request_id: Option<String>,
}

/// A call that failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) kind: FailureKind,
    pub(super) error: AwsError,
    /// AWS's id of the call, if it answered at all.
    pub(super) request_id: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum FailureKind {
    /// AWS said no: nothing was done.
    Refused,
    /// AWS said not now: nothing was done.
    Throttled,
    /// Nobody said anything that can be read: it may have been done.
    Unanswered,
}

/// What is asked of STS.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct AssumeRole {
    pub(super) account: AccountId,
    pub(super) role: String,
    pub(super) external_id: Option<ExternalId>,
    /// On whose behalf, as CloudTrail then says at every call.
    pub(super) source_identity: String,
    pub(super) session_name: String,
    /// The inline session policy: what of the role's permissions is left.
    pub(super) policy: String,
    pub(super) lasts: Duration,
}

/// What somebody in possession of it can do AWS calls with.
#[derive(Clone)]
pub(super) struct Credentials {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
    pub(super) session_token: String,
}

/// A role that was assumed.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) credentials: Credentials,
    pub(super) name: String,
    pub(super) source_identity: String,
}

impl Failure {
    /// A failure of a call that AWS did not answer, or that was not made.
    pub(super) const fn of(kind: FailureKind, error: AwsError) -> Self {
        Self { kind, error, request_id: None }
    }
}

/// The key id alone: it is in CloudTrail, and opens nothing.
impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Credentials").field(&self.access_key_id).finish()
    }
}
