//! What to do about one instance, from what is seen of it: pure, no I/O, no policy.

use sekisho_lambda::Change;
use sekisho_policy::{Fact, ResourceKind};

use crate::{Seen, State, Tie};

/// The next step for one instance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new step must be carried out")]
pub enum Step {
    /// Ask the fleet.
    Act,
    /// Nothing: the instance is in the wanted state.
    Already,
    /// Nothing, for this reason.
    Cannot(Obstacle),
    /// Nothing: the instance is on its way to the wanted state.
    Underway,
}

/// Why a change is not even asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new obstacle must be put into words")]
pub enum Obstacle {
    /// It belongs to an Auto Scaling group, which would replace an instance that is stopped, and is
    /// not in Standby there.
    AutoScaling,
    /// It belongs to an Auto Scaling group, and whether it is in Standby there could not be asked.
    AutoScalingUnasked,
    /// It is a database that AWS is busy with, or that something is wrong with: its state says what.
    Busy,
    /// It is a member of a database cluster, which is started and stopped as a whole.
    Cluster,
    /// It is a service that runs once on every machine of its cluster.
    Daemon,
    /// It is a service that another program deploys, which also says how much of it runs.
    Deployer,
    /// Its root device is lost when it stops.
    InstanceStore,
    /// An AWS service runs it.
    Managed,
    /// It is a service, which has nothing that reboots.
    NoReboot,
    /// It is starting.
    Pending,
    /// It is a read replica of a database, or has one, and cannot be stopped.
    Replica,
    /// It is a service whose last deployment was given up: ECS starts no more tasks of it.
    RolloutFailed,
    /// It is stopped, and only a running instance reboots.
    Stopped,
    /// It is stopping.
    Stopping,
    /// It is terminated, or on its way there.
    Terminated,
    /// Its state is one this program does not know.
    UnknownState,
}

/// What is said of a service whose deployment was given up, before it is started and after.
pub(crate) const ROLLOUT_FAILED: &str = "AWS has given up the last deployment of this service (its tasks do not stay up), and starts no \
     more of it; tell the operator";

/// The tag AWS puts on members of an Auto Scaling group.
const GROUP_TAG: &str = "aws:autoscaling:groupName";

/// Whether an instance belongs to an Auto Scaling group, by the tag that nobody but AWS can write.
pub(crate) fn is_group_member(seen: &Seen) -> bool {
    seen.tag(GROUP_TAG).is_some()
}

/// What to do about one instance.
///
/// The state comes first: what needs nothing done is never an obstacle. Whether an instance is
/// protected from stopping or a one-time Spot Instance is not shown by `DescribeInstances`; EC2's
/// refusal of the call says it.
#[must_use]
pub fn plan(change: Change, seen: &Seen) -> Step {
    let by_state = match seen.kind() {
        ResourceKind::Service => by_tasks(change, seen),
        ResourceKind::Database | ResourceKind::Instance => by_state(change, seen.state),
    };
    match by_state {
        Step::Act => obstacle(change, seen).map_or(Step::Act, Step::Cannot),
        Step::Cannot(Obstacle::UnknownState) if seen.kind() == ResourceKind::Database => {
            Step::Cannot(Obstacle::Busy)
        }
        Step::Already | Step::Cannot(_) | Step::Underway => by_state,
    }
}

const fn by_state(change: Change, state: State) -> Step {
    match (change, state) {
        (_, State::ShuttingDown | State::Terminated) => Step::Cannot(Obstacle::Terminated),
        (_, State::Unknown) => Step::Cannot(Obstacle::UnknownState),
        (Change::Start, State::Running) | (Change::Stop, State::Stopped) => Step::Already,
        (Change::Start, State::Pending) | (Change::Stop, State::Stopping) => Step::Underway,
        (Change::Start, State::Stopped) | (Change::Stop | Change::Reboot, State::Running) => {
            Step::Act
        }
        (Change::Stop | Change::Reboot, State::Pending) => Step::Cannot(Obstacle::Pending),
        (Change::Start | Change::Reboot, State::Stopping) => Step::Cannot(Obstacle::Stopping),
        (Change::Reboot, State::Stopped) => Step::Cannot(Obstacle::Stopped),
    }
}

/// Of a service: it is stopped on its way up too, where one that cannot come up stays, and is not
/// rebooted.
fn by_tasks(change: Change, seen: &Seen) -> Step {
    match (change, seen.state) {
        // What still runs is of the deployment before, which a start would not bring back.
        (Change::Stop, State::Unknown)
            if seen.has_given_up() && seen.tasks.is_some_and(|tasks| tasks.running > 0) =>
        {
            Step::Cannot(Obstacle::RolloutFailed)
        }
        (Change::Stop, State::Pending) => Step::Act,
        (Change::Stop, State::Unknown) if seen.state_reason.is_some() => Step::Act,
        // ECS would take the number and start nothing.
        (Change::Start, State::Stopped | State::Unknown) if seen.has_given_up() => {
            Step::Cannot(Obstacle::RolloutFailed)
        }
        (Change::Reboot, State::Pending | State::Running | State::Stopped | State::Stopping) => {
            Step::Cannot(Obstacle::NoReboot)
        }
        (change, state) => by_state(change, state),
    }
}

fn obstacle(change: Change, seen: &Seen) -> Option<Obstacle> {
    if seen.managed_by.is_some() {
        return Some(Obstacle::Managed);
    }
    match change {
        Change::Start | Change::Stop if seen.tie == Some(Tie::Cluster) => Some(Obstacle::Cluster),
        Change::Start | Change::Stop if seen.tie == Some(Tie::Daemon) => Some(Obstacle::Daemon),
        Change::Start | Change::Stop if seen.tie == Some(Tie::Deployer) => Some(Obstacle::Deployer),
        Change::Stop if seen.tie == Some(Tie::Replica) => Some(Obstacle::Replica),
        Change::Start | Change::Stop
            if is_group_member(seen) && seen.standby != Fact::Known(true) =>
        {
            Some(match seen.standby {
                Fact::Known(_) | Fact::Absent => Obstacle::AutoScaling,
                Fact::Unknown => Obstacle::AutoScalingUnasked,
            })
        }
        Change::Stop if seen.instance_store => Some(Obstacle::InstanceStore),
        Change::Reboot | Change::Start | Change::Stop => None,
    }
}

impl Obstacle {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AutoScaling => "auto_scaling_member",
            Self::AutoScalingUnasked => "auto_scaling_unknown",
            Self::Busy => "database_busy",
            Self::Cluster => "cluster_member",
            Self::Daemon => "daemon_service",
            Self::Deployer => "deployed_elsewhere",
            Self::InstanceStore => "instance_store",
            Self::Managed => "managed_by_service",
            Self::NoReboot => "no_reboot",
            Self::Pending => "starting_now",
            Self::Replica => "replica",
            Self::RolloutFailed => "rollout_failed",
            Self::Stopped => "not_running",
            Self::Stopping => "stopping_now",
            Self::Terminated => "terminated",
            Self::UnknownState => "unknown_state",
        }
    }

    /// The reason in words a clerk understands, with the next step.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::AutoScaling => {
                "this instance belongs to an Auto Scaling group, which starts and replaces its \
                 instances itself; ask the operator to put it into Standby there"
            }
            Self::AutoScalingUnasked => {
                "this instance belongs to an Auto Scaling group, and whether the group leaves it \
                 alone could not be asked; try again, and if it stays so, ask the operator"
            }
            Self::Busy => {
                "this database is in a state in which nothing is done to it, such as a backup or \
                 maintenance; its state says which: try again when it is running or stopped, and ask \
                 the operator if it stays so"
            }
            Self::Cluster => {
                "this database is a member of a cluster, which is started and stopped as a whole; ask \
                 the operator to do that"
            }
            Self::Daemon => {
                "this service runs once on every machine of its cluster, and AWS takes no number for \
                 it; ask the operator"
            }
            Self::Deployer => {
                "this service is deployed by another program (such as CodeDeploy), which also says how \
                 much of it runs; ask the operator to do it there"
            }
            Self::InstanceStore => {
                "this instance keeps its system disk on storage that is lost when it stops; it \
                 cannot be stopped"
            }
            Self::Managed => {
                "this instance is run by an AWS service; ask the operator to change it there"
            }
            Self::NoReboot => {
                "a service is not rebooted: AWS replaces its tasks by itself; stop it and start it, or \
                 ask the operator for a new deployment"
            }
            Self::Pending => "this instance is starting now; try again when it is running",
            Self::Replica => {
                "this database is a read replica or has one, and AWS stops neither; ask the operator"
            }
            Self::RolloutFailed => ROLLOUT_FAILED,
            Self::Stopped => "this instance is stopped; start it instead",
            Self::Stopping => "this instance is stopping now; try again when it is stopped",
            Self::Terminated => "this instance was deleted and cannot be used again",
            Self::UnknownState => {
                "this instance is in a state this program does not know; ask the operator"
            }
        }
    }
}
