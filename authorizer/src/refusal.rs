//! Why a call is refused at the door, and how API Gateway is told.

use sekisho_identity::TokenRefusal;

/// A reason for a refusal. The caller learns 401 or 403; the code goes to the audit line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    /// The name of the method would not fit into a policy.
    ArnTooLong,
    /// Parts of the event contradict each other.
    InconsistentEvent,
    /// Not the JSON of an event.
    MalformedEvent,
    /// The caller asks API Gateway to take another verb for the real one.
    MethodOverride,
    /// The policy leaves the caller nothing that this call could be about.
    NotEntitled,
    /// No policy, or none young enough to be trusted.
    PolicyUnavailable,
    /// The answer was not found in time.
    TimedOut,
    /// The token is refused, or could not be judged for want of keys.
    Token(TokenRefusal),
    /// A verb and a path that are no method of this API.
    UnknownRoute,
    /// Neither a REQUEST nor a TOKEN event of a REST API.
    UnsupportedEvent,
    /// The token vouches for no subject that API Gateway can carry.
    UnusableSubject,
    /// An event of another API, stage, account, region or partition.
    WrongApi,
}

impl Refusal {
    /// The stable code of the reason, for audit lines and metrics.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::ArnTooLong => "arn_too_long",
            Self::InconsistentEvent => "inconsistent_event",
            Self::MalformedEvent => "malformed_event",
            Self::MethodOverride => "method_override",
            Self::NotEntitled => "not_entitled",
            Self::PolicyUnavailable => "policy_unavailable",
            Self::TimedOut => "timed_out",
            Self::Token(refusal) => refusal.code(),
            Self::UnknownRoute => "unknown_route",
            Self::UnsupportedEvent => "unsupported_event",
            Self::UnusableSubject => "unusable_subject",
            Self::WrongApi => "wrong_api",
        }
    }

    /// Whether the caller is told to sign in (401) instead of being denied (403): only where the
    /// token is at fault, so that signing in again can help.
    pub(crate) const fn is_unauthorized(self) -> bool {
        match self {
            Self::Token(refusal) => !refusal.is_unavailable(),
            Self::ArnTooLong
            | Self::InconsistentEvent
            | Self::MalformedEvent
            | Self::MethodOverride
            | Self::NotEntitled
            | Self::PolicyUnavailable
            | Self::TimedOut
            | Self::UnknownRoute
            | Self::UnsupportedEvent
            | Self::UnusableSubject
            | Self::WrongApi => false,
        }
    }
}
