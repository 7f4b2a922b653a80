//! What an error of the SDK says about a call: refused, throttled, or nobody knows.
//!
//! EC2's model has no error shapes: everything there is to know is a code and a text. That is enough
//! of RDS and STS too.

use aws_sdk_ec2::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::RequestId,
};

use crate::{
    AwsError,
    adapters::cloud::{Failure, FailureKind},
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
/// EC2 says with a status of 500 that there is no capacity, and has done nothing then.
const NO_CAPACITY: &str = "Insufficient";

/// What an answer says: with a status of 500 or more, unless it is known to mean no, nobody knows
/// whether the change was made.
pub(super) fn of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Failure
where
    SdkError<E, HttpResponse>: RequestId,
{
    let code = error.code().unwrap_or_default();
    let text = error.message().unwrap_or_default();
    if code.is_empty() {
        return without_answer(error);
    }
    let is_ill = error.raw_response().is_some_and(|answer| answer.status().is_server_error());
    let kind = if THROTTLED.contains(&code) {
        FailureKind::Throttled
    } else if is_ill && !code.starts_with(NO_CAPACITY) {
        FailureKind::Unanswered
    } else {
        FailureKind::Refused
    };
    let request_id = error.request_id().map(str::to_owned);
    Failure { kind, error: AwsError::new(code, text), request_id }
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
    Failure::of(kind, AwsError::new(code, text))
}
