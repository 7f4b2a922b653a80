//! Why a whole request is refused: one table from cause to status, code and words.

use sekisho_identity::TokenRefusal;
use sekisho_policy::Action;

use crate::BodyError;

/// A cause that ends a request before any instance is decided on.
///
/// The words go to the caller. They quote what the caller sent, and nothing of what happens inside.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("what was decided cannot be recorded right now; nothing was changed, try again")]
    AuditUnavailable(String),
    #[error("{0}")]
    Body(#[from] BodyError),
    #[error("found a body of more than 64 KiB, required a short JSON object; split the request")]
    BodyTooLarge,
    #[error("found a body that says it is base64 and is not; send plain JSON")]
    BodyUndecodable,
    #[error("the instances cannot be looked at right now; nothing was changed, try again")]
    FleetUnavailable(String),
    #[error(
        "the parts of the call contradict each other; send it again without changing its method"
    )]
    Inconsistent,
    #[error("the token cannot be checked right now; nothing was changed, try again")]
    KeysUnavailable,
    #[error("the call did not pass the authorizer; call the API, not the function behind it")]
    NoAuthorizer,
    #[error(
        "no default target tag is configured, so that `POST /` would act on nothing; use \
         POST /actions, or ask the operator to set SEKISHO_DEFAULT_TARGET_TAG"
    )]
    NoDefaultTarget,
    #[error("found `{}` as instance id, required {}", .0.found(), .0.required())]
    NoInstanceId(sekisho_policy::InvalidId),
    #[error("there is no policy to decide by right now; nothing was changed, try again")]
    NoPolicy(String),
    #[error("the policy lets you {0} no instance at all from where you are, at this time")]
    NotEntitled(Action, &'static str),
    #[error("none of the instances you may {0} carries these tags; nothing was changed")]
    NothingSelected(Action),
    #[error("the call is of another API or stage")]
    OtherApi,
    #[error("found another method, required {0}")]
    OtherMethod(&'static str),
    #[error("found a query string, required none; say what you want in the path or the body")]
    Query,
    #[error("the token is missing, or is not accepted; sign in and try again")]
    Token(TokenRefusal),
    #[error(
        "found {found} instances with these tags that you may {action}, required at most {limit}; \
         name more tags"
    )]
    TooManySelected { found: usize, limit: usize, action: Action },
    #[error("the call could not be read")]
    UnreadableEvent,
    #[error("there is no such path; the instances are at /instances")]
    UnknownRoute,
}

impl Refusal {
    /// The status, and the stable code the caller is given.
    pub(crate) const fn answer(&self) -> (u16, &'static str) {
        match self {
            Self::AuditUnavailable(_) => (503, "audit_unavailable"),
            Self::Body(_) | Self::BodyUndecodable => (400, "bad_body"),
            Self::BodyTooLarge => (413, "body_too_large"),
            Self::FleetUnavailable(_) => (503, "fleet_unavailable"),
            Self::Inconsistent => (400, "inconsistent_call"),
            Self::KeysUnavailable => (503, "keys_unavailable"),
            Self::NoAuthorizer => (403, "no_authorizer"),
            Self::NoDefaultTarget => (409, "no_default_target"),
            Self::NoInstanceId(_) => (400, "bad_instance_id"),
            Self::NoPolicy(_) => (503, "policy_unavailable"),
            Self::NotEntitled(..) => (403, "not_entitled"),
            Self::NothingSelected(_) => (404, "nothing_selected"),
            Self::OtherApi => (403, "wrong_api"),
            Self::OtherMethod(_) => (405, "wrong_method"),
            Self::Query => (400, "unexpected_query"),
            Self::Token(_) => (401, "unauthorized"),
            Self::TooManySelected { .. } => (400, "too_many_selected"),
            Self::UnknownRoute => (404, "unknown_route"),
            Self::UnreadableEvent => (400, "malformed_event"),
        }
    }

    /// The code for the audit line: more exact than the caller's where the caller's is kept vague.
    pub(crate) const fn audit_code(&self) -> &'static str {
        if let Self::Token(refusal) = self { refusal.code() } else { self.answer().1 }
    }

    /// What happened inside, for the audit line only.
    pub(crate) fn detail(&self) -> Option<&str> {
        if let Self::AuditUnavailable(detail)
        | Self::FleetUnavailable(detail)
        | Self::NoPolicy(detail) = self
        {
            Some(detail)
        } else if let Self::NotEntitled(_, denial) = self {
            Some(denial)
        } else {
            None
        }
    }
}
