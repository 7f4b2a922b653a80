//! What a fleet shows of an instance, and what it answers to a change.

use std::{cmp::Ordering, fmt, sync::Arc, time::Duration};

use sekisho_policy::{
    AccountId, Fact, Instance, InstanceId, Region, ResourceKind, Selector, Tags, UnixTime,
};

use crate::{Place, Rollout, Tasks};

/// One instance as the fleet shows it at this moment.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a new fact must be supplied by every adapter")]
pub struct Seen {
    /// The account that owns it.
    pub account: AccountId,
    /// The region it is in.
    pub region: Region,
    /// Its id.
    pub id: InstanceId,
    /// Its tags, byte for byte as the fleet keeps them.
    pub tags: Vec<(String, String)>,
    /// Its state.
    pub state: State,
    /// What AWS calls a state that is none of ours, such as `backing-up` of a database; of a service
    /// `failed`, if its last deployment was given up.
    pub status: Option<String>,
    /// Why it is in this state, as AWS says it: the code and the text.
    pub state_reason: Option<AwsError>,
    /// Why it last changed its state: free text of AWS, with a time in it for a user's stop.
    pub transition_reason: Option<String>,
    /// Whether its root device is an instance store, which cannot be stopped without being lost.
    pub instance_store: bool,
    /// The AWS service that runs this instance for the customer, if one does.
    pub managed_by: Option<String>,
    /// Of a member of an Auto Scaling group, whether the group leaves it alone for now (`Standby`);
    /// unknown where nobody could say, absent where nobody asked or there is no group.
    pub standby: Fact<bool>,
    /// What AWS calls it for good, where its id is a name that can be given again: of a database.
    pub lasting_id: Option<String>,
    /// When it was last started, as far as the service says: that of an instance, not of a database.
    pub launched_at: Option<UnixTime>,
    /// What ties a database or a service to others.
    pub tie: Option<Tie>,
    /// The tasks of a service.
    pub tasks: Option<Tasks>,
}

/// What ties a database or a service to others, so that it is not started or stopped by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new tie must be put into words")]
pub enum Tie {
    /// It is a member of a cluster, which is stopped as a whole.
    Cluster,
    /// It is a service that runs once on every machine of its cluster (`DAEMON`).
    Daemon,
    /// It is a service that `CodeDeploy` or another program deploys, which also says how much of it runs.
    Deployer,
    /// It is a read replica, or has one.
    Replica,
}

impl Seen {
    /// An instance of which nothing is remarkable: EBS root, run by nobody but its owner.
    #[must_use]
    pub const fn new(account: AccountId, region: Region, id: InstanceId, state: State) -> Self {
        Self {
            account,
            region,
            id,
            tags: Vec::new(),
            state,
            status: None,
            state_reason: None,
            transition_reason: None,
            instance_store: false,
            managed_by: None,
            standby: Fact::Absent,
            lasting_id: None,
            launched_at: None,
            tie: None,
            tasks: None,
        }
    }

    /// What kind of resource it is.
    #[must_use]
    pub fn kind(&self) -> ResourceKind {
        self.id.kind()
    }

    /// Where it is.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { account: self.account.clone(), region: self.region.clone() }
    }

    /// Whether it is a service whose last deployment was given up.
    #[must_use]
    pub const fn has_given_up(&self) -> bool {
        matches!(self.tasks, Some(Tasks { rollout: Rollout::Failed, .. }))
    }

    /// Whether it is this one: the name of a database is used again in other accounts and regions.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.id == other.id && self.account == other.account && self.region == other.region
    }

    /// The order in which they are told: by id, and by place where that is not enough.
    #[must_use]
    pub fn in_order(&self, other: &Self) -> Ordering {
        let [this, other] = [self, other].map(|seen| (&seen.id, &seen.account, &seen.region));
        this.cmp(&other)
    }

    /// The name of its state, as far as this program knows it, or else AWS's own.
    #[must_use]
    pub fn state_name(&self) -> &str {
        self.status.as_deref().unwrap_or(self.state.name())
    }

    /// The facts a decision rests on.
    #[must_use]
    pub fn facts(&self) -> Arc<Instance> {
        let pairs = self.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        Arc::new(Instance {
            account: Fact::Known(self.account.clone()),
            region: Fact::Known(self.region.clone()),
            id: Fact::Known(self.id.clone()),
            tags: Tags::collect(pairs),
        })
    }

    /// The value of a tag, compared byte for byte.
    #[must_use]
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags.iter().find(|(found, _)| found == key).map(|(_, value)| value.as_str())
    }
}

/// The state of an instance.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new state must be planned for")]
pub enum State {
    /// On its way to running.
    Pending,
    /// Running.
    Running,
    /// On its way to terminated.
    ShuttingDown,
    /// Stopped.
    Stopped,
    /// On its way to stopped.
    Stopping,
    /// Gone for good; shown for about an hour.
    Terminated,
    /// A state this program does not know: nothing is done to such an instance.
    Unknown,
}

impl State {
    /// The state EC2 calls by this name; [`State::Unknown`] for any other name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "pending" => Self::Pending,
            "running" => Self::Running,
            "shutting-down" => Self::ShuttingDown,
            "stopped" => Self::Stopped,
            "stopping" => Self::Stopping,
            "terminated" => Self::Terminated,
            _ => Self::Unknown,
        }
    }

    /// The state of a database that RDS calls by this name; [`State::Unknown`] for any other name.
    ///
    /// SOURCE: Amazon RDS user guide, "Viewing Amazon RDS DB instance status".
    #[must_use]
    pub fn of_database(status: &str) -> Self {
        match status {
            "available" => Self::Running,
            "deleting" => Self::ShuttingDown,
            "rebooting" | "starting" => Self::Pending,
            "stopped" => Self::Stopped,
            "stopping" => Self::Stopping,
            _ => Self::Unknown,
        }
    }

    /// The name EC2 gives the state.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::ShuttingDown => "shutting-down",
            Self::Stopped => "stopped",
            Self::Stopping => "stopping",
            Self::Terminated => "terminated",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A code and a text as AWS gave them. For audit and for choosing our own words; the text is never
/// shown to a caller, because it can carry ARNs and encoded authorization messages.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an AWS error is a code and a text")]
pub struct AwsError {
    /// Such as `IncorrectInstanceState`.
    pub code: String,
    /// Free text.
    pub text: String,
}

impl AwsError {
    /// An error of this code and text.
    pub fn new(code: impl Into<String>, text: impl Into<String>) -> Self {
        Self { code: code.into(), text: text.into() }
    }
}

/// Which instances to show.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "every adapter must answer every selection")]
pub enum Selection {
    /// These. Ids that do not exist are left out of the answer, not an error.
    Ids(Vec<InstanceId>),
    /// These, where they were seen before. Ids that are not there any more are left out.
    Known(Vec<(Place, InstanceId)>),
    /// The same, by somebody who is about to change them: what may keep them from it is asked too.
    Changing(Vec<(Place, InstanceId)>),
    /// What an entitlement leaves a caller: the union of these. A pre-selection: an adapter may show
    /// more, never less, and whoever asks decides each instance again.
    Matching(Vec<Selector>),
    /// Of what an entitlement leaves a caller, the instances that carry, for each of these keys, one
    /// of its values. A pre-selection: an adapter may show more, never less, and whoever asks compares
    /// the tags and decides again.
    Tagged {
        /// Keys, each with the values of which one is wanted.
        tags: Vec<(String, Vec<String>)>,
        /// What the entitlement leaves: the union of these.
        within: Vec<Selector>,
    },
}

/// The answer to one change of one instance.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an answer is an instance and what became of it")]
pub struct Reply {
    /// The instance.
    pub id: InstanceId,
    /// What became of the change.
    pub verdict: Verdict,
    /// How the call can be found again at AWS.
    pub trace: CallTrace,
}

/// What ties a call to CloudTrail, as far as it is known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a trace is what CloudTrail has of a call")]
pub struct CallTrace {
    /// EC2's id of the call: `requestID` there, shared by the instances of one call. The last one, if
    /// the call was made again; none of a call without an answer.
    pub request_id: Option<String>,
    /// The name of the session the call was made in, the end of the assumed role's ARN there; `None`
    /// where the process acted with its own credentials.
    pub session: Option<String>,
    /// On whose behalf: `sourceIdentity` there.
    pub source_identity: Option<String>,
}

/// What a look at the fleet showed, and where it could not look.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a look is what was seen and what was not")]
pub struct Looked {
    /// The instances, in no particular order.
    pub seen: Vec<Seen>,
    /// The places that did not answer: what is there is unknown.
    pub unseen: Vec<(Place, FleetError)>,
}

impl Looked {
    /// What was seen, if every place answered.
    ///
    /// # Errors
    ///
    /// The error of the first place that did not.
    pub fn whole(self) -> Result<Vec<Seen>, FleetError> {
        match self.unseen.into_iter().next() {
            None => Ok(self.seen),
            Some((_, error)) => Err(error),
        }
    }
}

/// What became of a change that was asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new verdict must be told to the caller")]
pub enum Verdict {
    /// The fleet took the request. That is all it says: a start can still die later.
    Accepted,
    /// The fleet refused: nothing was done to this instance.
    Failed(AwsError),
    /// No answer in time, or none that can be read: it may or may not have been done. Never redone;
    /// look at the state.
    Unanswered(AwsError),
}

/// Why the fleet could not be looked at.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FleetError {
    /// AWS answered with an error.
    #[error("the fleet answered `{}`: {}", .0.code, .0.text)]
    Answered(AwsError),
    /// The account could not be entered.
    #[error("the account could not be entered: `{}`: {}", .0.code, .0.text)]
    Entering(AwsError),
    /// An answer that does not say what it must.
    #[error("the fleet's answer lacks {0}")]
    Incomplete(&'static str),
    /// No answer in the time that was left.
    #[error("the fleet did not answer within {} ms", .0.as_millis())]
    TimedOut(Duration),
}
