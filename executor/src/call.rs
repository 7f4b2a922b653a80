//! A call, freed of its wire shape.

use sekisho_policy::Source;

use crate::route::{NoRoute, Route};

/// What an event says. Nothing in it is trusted but its source address, and that only because
/// API Gateway wrote it.
pub(crate) struct Call {
    /// The `Authorization` header.
    pub(crate) authorization: Authorization,
    /// Whether API Gateway says that an authorizer let the call pass. It is not authority, but its
    /// absence is a call that came past the door.
    pub(crate) passed_authorizer: bool,
    /// The account, the API and the stage.
    pub(crate) api: [String; 3],
    /// What the method and the path ask for.
    pub(crate) route: Result<Route, NoRoute>,
    /// Whether all parts of the event agree on the route, and nothing asks for another verb.
    pub(crate) consistent: bool,
    /// Whether there is a query string. No route takes one.
    pub(crate) has_query: bool,
    /// Where the call comes from.
    pub(crate) source: Source,
    /// The body; `None` where it cannot be decoded.
    pub(crate) body: Option<Vec<u8>>,
    /// The ids that tie the answer to API Gateway's own logs.
    pub(crate) ids: RequestIds,
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
