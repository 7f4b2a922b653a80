//! What an error of the SDK says about a call: refused, throttled, or nobody knows.
//!
//! EC2's model has no error shapes: everything there is to know is a code and a text.

use aws_sdk_ec2::error::{ProvideErrorMetadata, SdkError};

use crate::{
    AwsError,
    adapters::batch::{Failure, FailureKind},
};

/// SOURCE: the throttling codes of the SDK's own classifier and of EC2's developer guide.
const THROTTLED: [&str; 6] = [
    "EC2ThrottledException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
];
/// After these it is unknown whether the change was made.
const UNKNOWN: [&str; 3] = ["InternalError", "InternalFailure", "Unavailable"];

pub(super) fn of<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Failure {
    let code = error.code().unwrap_or_default();
    let text = error.message().unwrap_or_default();
    if code.is_empty() {
        return without_answer(error);
    }
    let kind = if THROTTLED.contains(&code) {
        FailureKind::Throttled
    } else if UNKNOWN.contains(&code) {
        FailureKind::Unanswered
    } else {
        FailureKind::Refused
    };
    Failure { kind, error: AwsError::new(code, text) }
}

fn without_answer<E, R>(error: &SdkError<E, R>) -> Failure {
    let (kind, text) = match error {
        SdkError::ConstructionFailure(_) => {
            (FailureKind::Refused, "the request could not be made, so it was not sent")
        }
        SdkError::TimeoutError(_) => (FailureKind::Unanswered, "no answer in time"),
        SdkError::DispatchFailure(_) => (FailureKind::Unanswered, "the connection failed"),
        SdkError::ResponseError(_) => (FailureKind::Unanswered, "the answer broke off"),
        SdkError::ServiceError(_) | _ => {
            (FailureKind::Unanswered, "the answer says nothing that can be read")
        }
    };
    let code = if kind == FailureKind::Refused { "NotSent" } else { "NoAnswer" };
    Failure { kind, error: AwsError::new(code, text) }
}
