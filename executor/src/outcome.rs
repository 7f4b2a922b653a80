//! What became of one instance of a request, and the words for it.

use sekisho_lambda::Change;
use sekisho_policy::Denial;
use serde::{Serialize, Serializer};

use crate::{
    AwsError, Obstacle,
    adapters::{COUNT_UNKNOWN, NOT_NOTED, ROLLOUT_FAILED},
    plan,
};

/// Our own code, in the place where AWS has its codes: a service that was stopped has tasks again.
pub(crate) const STARTED_MEANWHILE: &str = "StartedMeanwhile";

/// What became of one instance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a client must know every outcome there is")]
pub enum Outcome {
    /// It was in the wanted state already.
    Already,
    /// It cannot be changed, or the change failed.
    Failed,
    /// It comes after others of the request that are not where they should be yet, or after a runbook
    /// that has not ended: nothing was done.
    NotYet,
    /// There is no such instance, or none that the caller may know of.
    NotFound,
    /// A dry run: it would be changed.
    Planned,
    /// It was changed, and was seen in the wanted state.
    Reached,
    /// The policy does not let the caller do this to it.
    Refused,
    /// The change was asked for and accepted.
    Requested,
    /// It is on its way to the wanted state, or may be.
    StillGoing,
    /// It could have been changed, and was not because another instance of the request could not.
    Untouched,
}

impl Outcome {
    /// The name in answers and audit lines.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Already => "already",
            Self::Failed => "failed",
            Self::NotYet => "not_yet",
            Self::NotFound => "not_found",
            Self::Planned => "planned",
            Self::Reached => "reached",
            Self::Refused => "refused",
            Self::Requested => "requested",
            Self::StillGoing => "still_going",
            Self::Untouched => "untouched",
        }
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// An outcome with its code, its words and what it means for the whole answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Told {
    pub(crate) outcome: Outcome,
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
    pub(crate) status: u16,
}

impl Told {
    const fn new(outcome: Outcome, status: u16, code: &'static str, message: &'static str) -> Self {
        Self { outcome, code, message, status }
    }

    pub(crate) const fn already(change: Change) -> Self {
        let message = match change {
            Change::Reboot => "nothing needed to be done",
            Change::Start => "this instance was running already",
            Change::Stop => "this instance was stopped already",
        };
        Self::new(Outcome::Already, 200, "already", message)
    }

    pub(crate) const fn ambiguous_name() -> Self {
        Self::new(
            Outcome::Failed,
            409,
            "ambiguous_name",
            "what is called so is there in several accounts or regions; choose one by its tags \
             (POST /actions with `tags`)",
        )
    }

    pub(crate) const fn ambiguous_tags() -> Self {
        Self::new(
            Outcome::Refused,
            403,
            "ambiguous_tags",
            "the name of a tag of this instance differs only in upper and lower case from another's or \
             from one that the policy names; ask the operator to correct it",
        )
    }

    pub(crate) const fn cannot(obstacle: Obstacle) -> Self {
        Self::new(Outcome::Failed, 409, obstacle.code(), obstacle.sentence())
    }

    pub(crate) fn denied(denial: &Denial) -> Self {
        let code = denial.code();
        let message = match code {
            "default" => "no rule of the policy lets you do this to this instance",
            "explicit" => "a rule of the policy forbids this",
            "missing_required_tag" => {
                "this instance lacks a tag that the policy requires; ask the operator to set it"
            }
            _ => "the policy needs to know something that could not be established",
        };
        Self::new(Outcome::Refused, 403, code, message)
    }

    pub(crate) const fn not_found() -> Self {
        Self::new(
            Outcome::NotFound,
            404,
            "not_found",
            "there is no such instance, or you may not know of it",
        )
    }

    pub(crate) const fn not_yet() -> Self {
        Self::new(
            Outcome::NotYet,
            202,
            "not_yet",
            "this instance comes after others that are not done yet, so nothing was done to it; ask \
             again when they are",
        )
    }

    pub(crate) const fn planned() -> Self {
        Self::new(Outcome::Planned, 200, "planned", "this would be asked for; nothing was changed")
    }

    pub(crate) const fn reached(change: Change) -> Self {
        let message = match change {
            Change::Reboot => "this instance has rebooted",
            Change::Start => "this instance is running",
            Change::Stop => "this instance is stopped",
        };
        Self::new(Outcome::Reached, 200, "reached", message)
    }

    pub(crate) const fn requested() -> Self {
        Self::new(
            Outcome::Requested,
            202,
            "requested",
            "AWS took the request; look at the state to see when it is done",
        )
    }

    pub(crate) const fn runbook_failed() -> Self {
        Self::new(
            Outcome::Failed,
            409,
            "runbook_failed",
            "what has to be done before this instance is stopped (its runbook) failed, so it was not \
             stopped; tell the operator, or ask again to have it done once more",
        )
    }

    pub(crate) const fn runbook_running() -> Self {
        Self::new(
            Outcome::NotYet,
            202,
            "runbook_running",
            "what has to be done before this instance is stopped (its runbook) is still being done, so \
             it was not stopped yet; ask again in a few minutes",
        )
    }

    pub(crate) const fn runbook_unavailable() -> Self {
        Self::new(
            Outcome::Failed,
            503,
            "runbook_unavailable",
            "what has to be done before this instance is stopped (its runbook) could not be begun, so \
             it was not stopped; ask the operator",
        )
    }

    pub(crate) const fn still_going() -> Self {
        Self::new(
            Outcome::StillGoing,
            202,
            "still_going",
            "this instance is on its way; look at the state to see when it is done",
        )
    }

    pub(crate) const fn tag_changed() -> Self {
        Self::new(
            Outcome::Failed,
            409,
            "tag_changed",
            "the tags of this instance were changed at the same moment, so AWS did not carry this \
             out; nothing was changed, look at it and try again",
        )
    }

    pub(crate) const fn tag_form() -> Self {
        Self::new(
            Outcome::Failed,
            409,
            "tag_not_composed",
            "a tag of this instance is written with letters and marks apart (not in Unicode NFC), \
             which AWS does not take for the same; ask the operator to type it again",
        )
    }

    pub(crate) const fn unanswered() -> Self {
        Self::new(
            Outcome::StillGoing,
            202,
            "unanswered",
            "AWS was asked and did not answer in time; look at the state before you try again",
        )
    }

    pub(crate) const fn untouched() -> Self {
        Self::new(
            Outcome::Untouched,
            200,
            "untouched",
            "nothing was changed, because not every instance of the request can be",
        )
    }

    /// The words for what AWS said of a change. AWS's own text can hold ARNs and encoded
    /// authorization messages: it goes to the audit line, never to the caller.
    pub(crate) fn failed(error: &AwsError) -> Self {
        let (status, code, message) = match error.code.as_str() {
            "Client.InternalError" => (
                503,
                "fell_back_disk_key",
                "this instance started and was stopped by AWS at once; most often the key of its \
                 encrypted disk may not be used: ask the operator",
            ),
            "Client.InstanceInitiatedShutdown" | "Client.UserInitiatedShutdown" => (
                409,
                "stopped_meanwhile",
                "somebody, or the instance itself, has stopped it again meanwhile; start it again if \
                 it is to run",
            ),
            "IncorrectInstanceState" | "InvalidDBInstanceState" => (
                409,
                "wrong_state",
                "this instance is in a state in which this cannot be done; look at it and try again",
            ),
            "InsufficientDBInstanceCapacity"
            | "InsufficientInstanceCapacity"
            | "Server.InsufficientInstanceCapacity" => {
                (503, "no_capacity", "AWS has no room for this instance right now; try again later")
            }
            "KMSKeyNotAccessibleFault" => (
                503,
                "disk_key",
                "the key of this database's encrypted storage may not be used; ask the operator",
            ),
            "InvalidParameterValue" => (
                409,
                "unusable",
                "this instance lacks something it cannot start without, such as its system disk; ask \
                 the operator",
            ),
            "ClusterNotFoundException"
            | "DBInstanceNotFound"
            | "InvalidInstanceID.NotFound"
            | "ServiceNotActiveException"
            | "ServiceNotFoundException" => {
                (409, "gone", "this instance was deleted while it was being changed")
            }
            "NotEnforceable" => (
                503,
                "not_enforceable",
                "AWS could not be told exactly what the policy lets you do, so nothing was changed; \
                 ask the operator",
            ),
            "NotEntered" => (
                503,
                "not_entered",
                "the account of this instance could not be entered, so nothing was changed; ask the \
                 operator",
            ),
            "NotAsked" => (
                503,
                "out_of_time",
                "there was no time left for this instance; nothing was changed on it, try again",
            ),
            "OperationNotPermitted" => {
                (409, "protected", "this instance is protected from this; ask the operator")
            }
            "RequestLimitExceeded" | "Throttling" | "ThrottlingException" => {
                (503, "busy", "AWS is answering too many requests right now; try again later")
            }
            "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" => (
                503,
                "not_permitted",
                "AWS does not let this installation do that to this instance; ask the operator",
            ),
            "UnsupportedOperation" => (
                409,
                "unsupported",
                "this kind of instance cannot be changed so, for example a one-time Spot Instance",
            ),
            code if code.starts_with("Client.") || code.starts_with("Server.") => (
                503,
                "fell_back",
                "this instance started and was stopped by AWS at once; ask the operator",
            ),
            code => of_service(code).unwrap_or((
                503,
                "aws_failed",
                "AWS did not carry this out; try again or ask the operator",
            )),
        };
        Self::new(Outcome::Failed, status, code, message)
    }
}

/// The words for what keeps a service from being changed, or became of it.
fn of_service(code: &str) -> Option<(u16, &'static str, &'static str)> {
    Some(match code {
        COUNT_UNKNOWN => (
            409,
            "count_unknown",
            "nobody remembers how many tasks this service ran, because it was not stopped from \
             here; ask the operator to start it once",
        ),
        NOT_NOTED => (
            503,
            "not_noted",
            "how many tasks this service runs could not be remembered or looked up, so nothing was \
             changed; try again, and if it stays so, ask the operator",
        ),
        ROLLOUT_FAILED => (503, "rollout_failed", plan::ROLLOUT_FAILED),
        STARTED_MEANWHILE => (
            409,
            "started_meanwhile",
            "somebody, or a rule of AWS that sets its number (Auto Scaling), has started this \
             service again meanwhile; ask the operator",
        ),
        _ => return None,
    })
}
