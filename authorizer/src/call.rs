//! A call, as far as the authorizer is told of it.

use sekisho_lambda::{Authorization, Described, RequestIds};
use sekisho_policy::Source;

/// What an event says, freed of its wire shape. Nothing in it is checked yet.
pub(crate) struct Call {
    /// The `Authorization` header.
    pub(crate) authorization: Authorization,
    /// The ARN API Gateway will evaluate the answer against.
    pub(crate) method_arn: String,
    /// The same in the several places of a REQUEST event; a TOKEN event tells nothing besides.
    pub(crate) described: Option<Described>,
    /// Where the call comes from.
    pub(crate) source: Source,
    /// The ids that tie the answer to API Gateway's own logs.
    pub(crate) ids: RequestIds,
}
