//! The ids that tie an answer to API Gateway's own logs.

use serde::Serialize;

/// The ids API Gateway gave the request, as an audit line holds them: of each no more than an id
/// has, because callers can choose one.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct RequestIds {
    request_id: Option<String>,
    extended_request_id: Option<String>,
}

impl RequestIds {
    /// `requestId`, which callers can choose, so that it is a hint only; `extendedRequestId`, which
    /// is API Gateway's own.
    pub(crate) fn new(request: Option<&str>, extended: Option<&str>) -> Self {
        let cut = |id: &str| id.chars().take(LONGEST).collect();
        Self { request_id: request.map(cut), extended_request_id: extended.map(cut) }
    }
}

const LONGEST: usize = 64;
