//! A call, as far as the authorizer is told of it.

use sekisho_policy::Source;

/// What an event says, freed of its wire shape. Nothing in it is checked yet.
pub(crate) struct Call {
    /// The `Authorization` header.
    pub(crate) authorization: Authorization,
    /// The ARN API Gateway will evaluate the answer against.
    pub(crate) method_arn: String,
    /// What a REQUEST event tells besides; a TOKEN event tells nothing.
    pub(crate) described: Option<Described>,
    /// Where the call comes from.
    pub(crate) source: Source,
    /// The ids that tie the answer to API Gateway's own logs.
    pub(crate) ids: RequestIds,
}

/// The same facts again, in the several places of a REQUEST event.
pub(crate) struct Described {
    /// The verb: of the event, and of its request context.
    pub(crate) methods: [String; 2],
    /// The resource template: of the event, and of its request context.
    pub(crate) templates: [String; 2],
    /// The path as it was called, without the stage.
    pub(crate) path: String,
    /// The parameters API Gateway took from the path.
    pub(crate) path_parameters: Vec<(String, String)>,
    /// The account, the API and the stage.
    pub(crate) api: [String; 3],
    /// Whether the caller asks API Gateway to take another verb for the real one.
    pub(crate) overrides_method: bool,
}

/// What was found where the bearer token should be.
pub(crate) enum Authorization {
    /// No value at all.
    Missing,
    /// Exactly one value, wherever one looks.
    One(Secret),
    /// Several values, or several headers: which one a reader takes is anybody's guess.
    Ambiguous,
}

/// The value of an `Authorization` header: it can be read, but not printed.
pub(crate) struct Secret(pub(crate) String);

/// The ids API Gateway gave the request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct RequestIds {
    /// `requestId`: callers can choose it, so it is a hint only.
    pub(crate) request: Option<String>,
    /// `extendedRequestId`: API Gateway's own.
    pub(crate) extended: Option<String>,
}
