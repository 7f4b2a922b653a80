//! What becomes known of a call on the way to an answer.

use std::sync::Arc;

use sekisho_identity::VerifiedToken;
use sekisho_policy::Source;
use sekisho_store::PublishedPolicy;

use crate::{Place, RequestIds};

/// What became known of a call, as far as one got: what its audit lines are written from.
#[derive(Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "both Lambdas fill it in as they go")]
pub struct Findings {
    /// API Gateway's ids of the request.
    pub ids: RequestIds,
    /// Where the call comes from.
    pub source: Source,
    /// Which method is called.
    pub place: Option<Place>,
    /// The token, once it is verified.
    pub token: Option<VerifiedToken>,
    /// The policy in force.
    pub policy: Option<Arc<PublishedPolicy>>,
}
