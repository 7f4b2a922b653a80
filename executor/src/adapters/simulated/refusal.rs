//! When EC2 refuses a call, and in which words.
//!
//! SOURCE: error texts as users quoted them in public issue threads; the placeholders are ours.

use std::collections::BTreeMap;

use sekisho_lambda::Change;
use sekisho_policy::InstanceId;

use super::{Fault, SimulatedInstance};
use crate::{
    AwsError, State,
    adapters::cloud::{Failure, FailureKind},
};

/// Throttles a call with an instance whose fault says so, as many times as it says.
pub(super) fn throttle(
    ids: &[InstanceId],
    instances: &mut BTreeMap<InstanceId, SimulatedInstance>,
) -> Result<(), Failure> {
    for id in ids {
        let Some(instance) = instances.get_mut(id) else { continue };
        if let Some(Fault::Throttle(left @ 1..)) = &mut instance.fault {
            *left = left.saturating_sub(1);
            return Err(throttled());
        }
    }
    Ok(())
}

/// Whether something goes wrong inside EC2 at a call with one of the instances.
pub(super) fn fail(
    ids: &[InstanceId],
    instances: &BTreeMap<InstanceId, SimulatedInstance>,
) -> Result<(), Failure> {
    let fails = |id: &InstanceId| {
        instances.get(id).is_some_and(|one| matches!(one.fault, Some(Fault::Internal)))
    };
    if ids.iter().any(fails) {
        let error = AwsError::new("InternalError", "An internal error has occurred");
        return Err(Failure::of(FailureKind::Unanswered, error));
    }
    Ok(())
}

/// Whether the states allow a call; nothing is changed unless those of all its instances do.
pub(super) fn check(
    change: Change,
    ids: &[InstanceId],
    instances: &BTreeMap<InstanceId, SimulatedInstance>,
) -> Result<(), Failure> {
    for id in ids {
        let Some(instance) = instances.get(id) else { continue };
        let error = match change {
            Change::Start => cannot_start(id, instance),
            Change::Stop => cannot_stop(id, instance),
            Change::Reboot => None,
        };
        if let Some(error) = error {
            return refused(error);
        }
    }
    Ok(())
}

pub(super) fn throttled() -> Failure {
    let error = AwsError::new("RequestLimitExceeded", "Request limit exceeded.");
    Failure::of(FailureKind::Throttled, error)
}

pub(super) fn unauthorized(arn: &str) -> Failure {
    let text = format!(
        "You are not authorized to perform this operation on resource: {arn}. Encoded \
         authorization failure message: simulated"
    );
    Failure::of(FailureKind::Refused, AwsError::new("UnauthorizedOperation", text))
}

fn refused(error: AwsError) -> Result<(), Failure> {
    Err(Failure::of(FailureKind::Refused, error))
}

pub(super) fn not_found(ids: &[&InstanceId]) -> AwsError {
    let names: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    let names = names.join(", ");
    let text = if ids.len() == 1 {
        format!("The instance ID '{names}' does not exist")
    } else {
        format!("The instance IDs '{names}' do not exist")
    };
    AwsError::new("InvalidInstanceID.NotFound", text)
}

fn cannot_start(id: &InstanceId, instance: &SimulatedInstance) -> Option<AwsError> {
    match instance.seen.state {
        State::ShuttingDown | State::Stopping | State::Terminated | State::Unknown => {
            Some(AwsError::new(
                "IncorrectInstanceState",
                format!("The instance '{id}' is not in a state from which it can be started."),
            ))
        }
        State::Stopped if matches!(instance.fault, Some(Fault::Capacity)) => Some(AwsError::new(
            "InsufficientInstanceCapacity",
            "We currently do not have sufficient capacity in the Availability Zone you requested.",
        )),
        State::Stopped if matches!(instance.fault, Some(Fault::NoRootVolume)) => {
            Some(AwsError::new(
                "InvalidParameterValue",
                format!(
                    "Invalid value '{id}' for instanceId. Instance does not have a volume attached \
                     at root (/dev/sda1)"
                ),
            ))
        }
        State::Pending | State::Running | State::Stopped => None,
    }
}

fn cannot_stop(id: &InstanceId, instance: &SimulatedInstance) -> Option<AwsError> {
    match instance.seen.state {
        State::Stopped | State::Stopping => return None,
        State::Pending | State::ShuttingDown | State::Terminated | State::Unknown => {
            return Some(AwsError::new(
                "IncorrectInstanceState",
                format!("This instance '{id}' is not in a state from which it can be stopped."),
            ));
        }
        State::Running => {}
    }
    if instance.seen.instance_store {
        return Some(AwsError::new(
            "UnsupportedOperation",
            format!(
                "The instance '{id}' does not have an 'ebs' root device type and cannot be stopped."
            ),
        ));
    }
    match instance.fault {
        Some(Fault::StopProtected) => Some(AwsError::new(
            "OperationNotPermitted",
            format!(
                "The instance '{id}' may not be stopped. Modify its 'disableApiStop' instance \
                 attribute and try again."
            ),
        )),
        Some(Fault::OneTimeSpot) => Some(AwsError::new(
            "UnsupportedOperation",
            format!(
                "You can't stop the Spot Instance '{id}' because it is associated with a one-time \
                 Spot Instance request."
            ),
        )),
        _ => None,
    }
}
