//! The line that is left of every answer.

use sekisho_lambda::{ApiPin, Common, Decided, Findings};
use sekisho_policy::{Action, UnixTime};
use serde::{Serialize, Serializer};

use crate::{denial::ActionDenied, refusal::Refusal};

/// Who asked for what, from where and when, what the answer was and by which policy: one JSON object
/// for one line.
///
/// It begins with the members that the executor's lines have too ([`Common`]). With `actions` and
/// `at` they are the attempts that were decided on. The names of the members are stable.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct AuditLine {
    #[serde(flatten)]
    common: Common,
    outcome: Outcome,
    code: &'static str,
    actions: Vec<&'static str>,
    instance_id: Option<String>,
    denials: Vec<ActionDenied>,
}

impl AuditLine {
    /// The line about an answer.
    pub(crate) fn new(
        id: &str,
        at: UnixTime,
        api: &ApiPin,
        findings: &Findings,
        denials: Vec<ActionDenied>,
        refusal: Option<Refusal>,
    ) -> Self {
        let place = findings.place.as_ref();
        let actions = place.map_or(&[][..], |place| place.route().actions());
        let outcome = match refusal {
            None => Outcome::Allow,
            Some(refusal) if refusal.is_unauthorized() => Outcome::Unauthorized,
            Some(_) => Outcome::Deny,
        };
        Self {
            common: Common::new("authorizer", id, at, api, findings),
            outcome,
            code: refusal.map_or("entitled", Refusal::code),
            actions: actions.iter().copied().map(Action::name).collect(),
            instance_id: place.and_then(|place| place.instance().map(ToString::to_string)),
            denials,
        }
    }

    /// The stable code of the reason: `entitled` where the call was let through.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// What the caller was told.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }
}

impl Decided for AuditLine {
    fn decision_id(&self) -> &str {
        self.common.decision_id()
    }

    fn outcome(&self) -> &'static str {
        self.outcome.name()
    }

    fn code(&self) -> &'static str {
        self.code
    }
}

/// What the caller was told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "an authorizer has these answers")]
pub enum Outcome {
    /// The method may run; the executor decides about the instances.
    Allow,
    /// 403.
    Deny,
    /// 401.
    Unauthorized,
}

impl Outcome {
    /// The name in audit lines and metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Unauthorized => "unauthorized",
        }
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
