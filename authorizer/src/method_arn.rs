//! The names of the API's methods.

use sekisho_lambda::{ApiPin, Place};
use serde::Serialize;

/// The ARN of exactly one method of the pinned API. It holds no wildcard: INVARIANT (exact arn).
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct MethodArn(String);

impl MethodArn {
    /// The ARN of one method, put together from the pinned parts and the parts of a known place;
    /// `None` where it would pass the 512 characters API Gateway accepts.
    ///
    /// SOURCE: API Gateway developer guide, "Output from a Lambda authorizer": a resource ARN in the
    /// policy has at most 512 characters.
    pub(crate) fn of(pin: &ApiPin, place: &Place) -> Option<Self> {
        let arn = format!("{}{}{}", pin.stage_arn(), place.route().method(), place.path());
        (arn.len() <= LONGEST_ARN).then_some(Self(arn))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

const LONGEST_ARN: usize = 512;
