//! The lines that are left of every request: one for each instance that was decided on, or one for a
//! request that came to none.

use std::sync::Arc;

use sekisho_identity::VerifiedToken;
use sekisho_policy::{Action, Caller, Decision, Instance, Record, Source, UnixTime};
use sekisho_store::PublishedPolicy;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{AwsError, Outcome, State, call::RequestIds, route::Route};

/// What became known of a request on the way in, as far as it got.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) ids: RequestIds,
    pub(crate) source: Source,
    pub(crate) route: Option<Route>,
    pub(crate) token: Option<VerifiedToken>,
    pub(crate) policy: Option<Arc<PublishedPolicy>>,
}

/// One line, as JSON. No byte of a token or of a header is ever in it.
///
/// What is not known is null. The names of the members are stable; those that the authorizer's lines
/// have too have the same names. `instance` and `decision` are the engine's records, from which the
/// decision can be made again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditLine {
    #[serde(flatten)]
    common: Common,
    status: u16,
    outcome: &'static str,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    action: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instances_shown: Option<usize>,
    #[serde(flatten)]
    instance: Option<InstanceLine>,
}

impl AuditLine {
    /// The line of a request that came to no instance.
    pub(crate) const fn of_request(
        common: Common,
        status: u16,
        outcome: &'static str,
        code: &'static str,
    ) -> Self {
        Self {
            common,
            status,
            outcome,
            code,
            detail: None,
            action: None,
            instances_shown: None,
            instance: None,
        }
    }

    /// The line of one instance.
    pub(crate) fn of_instance(common: Common, status: u16, record: InstanceRecord) -> Self {
        let mut line = Self::of_request(common, status, record.outcome.name(), record.code);
        line.action = Some(record.action.name());
        line.instance = Some(record.into_line());
        line
    }

    pub(crate) fn with_detail(mut self, detail: Option<&str>) -> Self {
        self.detail = detail.map(str::to_owned);
        self
    }

    pub(crate) const fn with_action(mut self, action: Action) -> Self {
        self.action = Some(action.name());
        self
    }

    pub(crate) const fn with_count(mut self, shown: usize) -> Self {
        self.instances_shown = Some(shown);
        self
    }

    /// What became of it: the name of an [`Outcome`], or `refused` or `shown` for a whole request.
    #[must_use]
    pub const fn outcome(&self) -> &'static str {
        self.outcome
    }

    /// The stable code of the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

/// What all lines of one request say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Common {
    kind: &'static str,
    at: i64,
    decision_id: String,
    request_id: Option<String>,
    extended_request_id: Option<String>,
    caller: Option<Value>,
    token: Option<TokenFacts>,
    source: Value,
    route: Option<&'static str>,
    policy: Option<PolicyFacts>,
}

/// What is left of a token that was accepted.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct TokenFacts {
    issuer: String,
    client_id: String,
    token_id: Option<String>,
    expires_at: i64,
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

/// The policy an answer rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct PolicyFacts {
    name: String,
    version: u64,
    sha256: String,
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

impl Common {
    pub(crate) fn new(id: Uuid, at: UnixTime, findings: &Findings) -> Self {
        let token = findings.token.as_ref();
        Self {
            kind: "executor",
            at: at.seconds(),
            decision_id: id.to_string(),
            request_id: findings.ids.request.as_deref().map(cut),
            extended_request_id: findings.ids.extended.as_deref().map(cut),
            caller: token.map(|token| record::<Caller>(&Record::of(token.caller()))),
            token: token.map(TokenFacts::of),
            source: record::<Source>(&Record::of(&findings.source)),
            route: findings.route.as_ref().map(Route::name),
            policy: findings.policy.as_deref().map(PolicyFacts::of),
        }
    }
}

/// What the engine said of an instance, in a form that outlives the grant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ruling(Value);

impl Ruling {
    pub(crate) fn of(decision: &Decision) -> Self {
        Self(record::<Decision>(&Record::of(decision)))
    }
}

/// What is recorded of one instance.
pub(crate) struct InstanceRecord {
    pub(crate) id: String,
    pub(crate) facts: Option<Arc<Instance>>,
    pub(crate) action: Action,
    pub(crate) dry_run: bool,
    pub(crate) ruling: Option<Ruling>,
    pub(crate) outcome: Outcome,
    pub(crate) code: &'static str,
    pub(crate) state_before: Option<State>,
    pub(crate) state_after: Option<State>,
    pub(crate) aws: Option<AwsError>,
    pub(crate) tags_changed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct InstanceLine {
    dry_run: bool,
    instance_id: String,
    /// The facts that were decided on; null for an instance that is not there.
    instance: Option<Value>,
    /// The engine's answer; null for an instance that is not there.
    decision: Option<Value>,
    state_before: Option<&'static str>,
    state_after: Option<&'static str>,
    /// Whether the tags were others when the instance was looked at again after the call.
    tags_changed: bool,
    aws_code: Option<String>,
    aws_text: Option<String>,
}

impl InstanceRecord {
    fn into_line(self) -> InstanceLine {
        let (aws_code, aws_text) = self.aws.map(|error| (error.code, error.text)).unzip();
        InstanceLine {
            dry_run: self.dry_run,
            instance_id: self.id,
            instance: self.facts.map(|facts| record::<Instance>(&Record::of(&facts))),
            decision: self.ruling.map(|ruling| ruling.0),
            state_before: self.state_before.map(State::name),
            state_after: self.state_after.map(State::name),
            tags_changed: self.tags_changed,
            aws_code,
            aws_text,
        }
    }
}

/// The record of something as a JSON value. Records are objects of texts, numbers and lists, which
/// always serialise; were it otherwise, the line would hold null there.
fn record<T>(record: &Record<'_, T>) -> Value
where
    for<'a> Record<'a, T>: Serialize,
{
    serde_json::to_value(record).unwrap_or(Value::Null)
}

/// Callers can choose a request id: a line holds no more of it than an id has.
fn cut(id: &str) -> String {
    id.chars().take(64).collect()
}
