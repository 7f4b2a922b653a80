//! The line that is left of every answer.

use std::sync::Arc;

use sekisho_identity::VerifiedToken;
use sekisho_policy::{Action, Caller, Fact, Source, UnixTime};
use sekisho_store::PublishedPolicy;
use serde::Serialize;
use uuid::Uuid;

use crate::{call::RequestIds, denial::ActionDenied, refusal::Refusal, target::Target};

/// Who asked for what, from where and when, what the answer was and by which policy: one JSON object
/// for one line. No byte of a token or of a header is ever in it.
///
/// What is not known is null. The order and the names of the members are stable.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct AuditLine {
    kind: &'static str,
    at: i64,
    decision_id: String,
    request_id: Option<String>,
    extended_request_id: Option<String>,
    outcome: Outcome,
    reason: &'static str,
    issuer: Option<String>,
    client_id: Option<String>,
    token_id: Option<String>,
    subject: Option<String>,
    user: Option<String>,
    groups: Option<Vec<String>>,
    source_address: Option<String>,
    vpc_endpoint: Option<String>,
    route: Option<String>,
    actions: Vec<&'static str>,
    instance_id: Option<String>,
    denials: Vec<ActionDenied>,
    policy: Option<String>,
    policy_version: Option<u64>,
    policy_sha256: Option<String>,
}

impl AuditLine {
    /// The stable code of the reason: `entitled` where the call was let through.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        self.reason
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
    pub(crate) fn line(self, id: Uuid, at: UnixTime, refusal: Option<Refusal>) -> AuditLine {
        let unknown = Caller::unknown();
        let caller = self.token.as_ref().map_or(&unknown, VerifiedToken::caller);
        let target = self.target.as_ref();
        let policy = self.policy.as_deref();
        let outcome = match refusal {
            None => Outcome::Allow,
            Some(refusal) if refusal.is_unauthorized() => Outcome::Unauthorized,
            Some(_) => Outcome::Deny,
        };
        AuditLine {
            kind: "authorizer",
            at: at.seconds(),
            decision_id: id.to_string(),
            request_id: self.ids.request.as_deref().map(cut),
            extended_request_id: self.ids.extended.as_deref().map(cut),
            outcome,
            reason: refusal.map_or("entitled", Refusal::code),
            issuer: self.token.as_ref().map(|token| token.issuer().as_str().to_owned()),
            client_id: self.token.as_ref().map(|token| token.client_id().to_owned()),
            token_id: self.token.as_ref().and_then(|token| token.token_id().map(str::to_owned)),
            subject: text(caller.subject()),
            user: text(caller.user()),
            groups: caller.groups().known().map(|groups| groups.iter().cloned().collect()),
            source_address: self.source.address().known().map(ToString::to_string),
            vpc_endpoint: self.source.vpc_endpoint().known().map(ToString::to_string),
            route: target.map(|target| target.place.route().to_string()),
            actions: target.map_or_else(Vec::new, |target| {
                target.place.route().actions().iter().copied().map(Action::name).collect()
            }),
            instance_id: target.and_then(|target| target.place.instance().map(ToString::to_string)),
            denials: self.denials,
            policy: policy.map(|published| published.policy.name().to_string()),
            policy_version: policy.map(|published| published.version),
            policy_sha256: policy.map(|published| published.sha256.clone()),
        }
    }
}

fn text(fact: Fact<&str>) -> Option<String> {
    fact.known().map(|text| (*text).to_owned())
}

/// Callers can choose a request id: a line holds no more of it than an id has.
fn cut(id: &str) -> String {
    id.chars().take(64).collect()
}
