//! The line that is left of every answer.

use std::sync::Arc;

use sekisho_identity::VerifiedToken;
use sekisho_policy::{Action, Caller, Record, Source, UnixTime};
use sekisho_store::PublishedPolicy;
use serde::{Serialize, Serializer};

use crate::{call::RequestIds, denial::ActionDenied, refusal::Refusal, target::Target};

/// Who asked for what, from where and when, what the answer was and by which policy: one JSON object
/// for one line. No byte of a token or of a header is ever in it.
///
/// `caller`, `source`, `at` and each of `actions` are the attempt in the form of
/// [`Record`], so that the line can be decided again by another policy. `caller` is null if the
/// token was refused; then nothing it says is known. The order and the names of the members are
/// stable.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct AuditLine {
    kind: &'static str,
    at: i64,
    decision_id: String,
    request_id: Option<String>,
    extended_request_id: Option<String>,
    outcome: Outcome,
    code: &'static str,
    #[serde(serialize_with = "caller")]
    caller: Option<Caller>,
    token: Option<TokenFacts>,
    #[serde(serialize_with = "source")]
    source: Source,
    route: Option<String>,
    actions: Vec<&'static str>,
    instance_id: Option<String>,
    denials: Vec<ActionDenied>,
    policy: Option<PolicyFacts>,
}

/// What is left of a token that was accepted.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
struct TokenFacts {
    issuer: String,
    client_id: String,
    token_id: Option<String>,
    expires_at: i64,
}

/// The policy an answer rests on.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
struct PolicyFacts {
    name: String,
    version: u64,
    sha256: String,
}

impl AuditLine {
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

/// What the caller was told.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "an authorizer has these answers")]
pub enum Outcome {
    /// The method may run; the executor decides about the instances.
    Allow,
    /// 403.
    Deny,
    /// 401.
    Unauthorized,
}

/// What became known on the way to an answer, as far as one got.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) ids: RequestIds,
    pub(crate) source: Source,
    pub(crate) target: Option<Target>,
    pub(crate) token: Option<VerifiedToken>,
    pub(crate) policy: Option<Arc<PublishedPolicy>>,
    pub(crate) denials: Vec<ActionDenied>,
}

impl Findings {
    /// The line about an answer.
    pub(crate) fn line(self, id: String, at: UnixTime, refusal: Option<Refusal>) -> AuditLine {
        let place = self.target.as_ref().map(|target| &target.place);
        let actions = place.map_or(&[][..], |place| place.route().actions());
        let outcome = match refusal {
            None => Outcome::Allow,
            Some(refusal) if refusal.is_unauthorized() => Outcome::Unauthorized,
            Some(_) => Outcome::Deny,
        };
        AuditLine {
            kind: "authorizer",
            at: at.seconds(),
            decision_id: id,
            request_id: self.ids.request.as_deref().map(cut),
            extended_request_id: self.ids.extended.as_deref().map(cut),
            outcome,
            code: refusal.map_or("entitled", Refusal::code),
            token: self.token.as_ref().map(TokenFacts::of),
            caller: self.token.map(VerifiedToken::into_caller),
            source: self.source,
            route: place.map(|place| place.route().to_string()),
            actions: actions.iter().copied().map(Action::name).collect(),
            instance_id: place.and_then(|place| place.instance().map(ToString::to_string)),
            denials: self.denials,
            policy: self.policy.as_deref().map(PolicyFacts::of),
        }
    }
}

impl TokenFacts {
    fn of(token: &VerifiedToken) -> Self {
        Self {
            issuer: token.issuer().as_str().to_owned(),
            client_id: token.client_id().to_owned(),
            token_id: token.token_id().map(str::to_owned),
            expires_at: token.expires_at().seconds(),
        }
    }
}

impl PolicyFacts {
    fn of(published: &PublishedPolicy) -> Self {
        Self {
            name: published.policy.name().to_string(),
            version: published.version,
            sha256: published.sha256.clone(),
        }
    }
}

#[expect(clippy::ref_option, reason = "serde passes a reference to the member")]
fn caller<S: Serializer>(caller: &Option<Caller>, serializer: S) -> Result<S::Ok, S::Error> {
    caller.as_ref().map(Record::of).serialize(serializer)
}

fn source<S: Serializer>(source: &Source, serializer: S) -> Result<S::Ok, S::Error> {
    Record::of(source).serialize(serializer)
}

/// Callers can choose a request id: a line holds no more of it than an id has.
fn cut(id: &str) -> String {
    id.chars().take(64).collect()
}
