//! The lines of the guard: what it found of each event, and what it was about to do.

use std::sync::Arc;

use sekisho_lambda::Decided;
use sekisho_policy::{Attempt, Decision, Instance, Record, UnixTime};
use sekisho_store::PublishedPolicy;
use serde::Serialize;
use serde_json::Value;

use super::{GuardOutcome, actor::Actor, event::Event, outcome::Told};
use crate::{AwsError, CallTrace, Seen, audit::record};

/// One line of the guard, as JSON: `docs/schemas/guard-line.schema.json`.
///
/// What is not known is null; the names of the members are stable. `caller`, `source`, `instance` and
/// `decision` are the engine's records, from which the decision can be made again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GuardLine(Box<Members>);

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Members {
    schema: u32,
    kind: &'static str,
    at: i64,
    decision_id: String,
    stage: &'static str,
    outcome: &'static str,
    code: &'static str,
    detail: Option<String>,
    /// Whether the event comes again.
    again: bool,
    event: Option<EventFacts>,
    by: Option<Actor>,
    instance_id: Option<String>,
    state: Option<&'static str>,
    state_reason: Option<String>,
    action: Option<&'static str>,
    caller: Option<Value>,
    source: Option<Value>,
    instance: Option<Value>,
    decision: Option<Value>,
    policy: Option<PolicyFacts>,
    engine: &'static str,
    restarts: Option<usize>,
    aws_code: Option<String>,
    aws_text: Option<String>,
    aws_request_id: Option<String>,
    aws_session: Option<String>,
    source_identity: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct EventFacts {
    id: String,
    name: &'static str,
    at: i64,
    account: String,
    region: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct PolicyFacts {
    name: String,
    version: u64,
    sha256: String,
}

/// What is known of an instance when a line is written.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) instance_id: Option<String>,
    pub(super) seen: Option<Seen>,
    pub(super) decided: Option<Ruling>,
    /// How often it was started within the window, this time included.
    pub(super) restarts: Option<usize>,
    pub(super) aws: Option<AwsError>,
    pub(super) trace: CallTrace,
}

/// What the policy said, in a form that outlives the grant.
#[derive(Debug)]
pub(super) struct Ruling {
    caller: Value,
    source: Value,
    instance: Value,
    decision: Value,
    policy: PolicyFacts,
}

impl Ruling {
    pub(super) fn of(
        attempt: &Attempt,
        facts: &Arc<Instance>,
        decision: &Decision,
        policy: &PublishedPolicy,
    ) -> Self {
        Self {
            caller: record(&Record::of(&attempt.caller)),
            source: record(&Record::of(&attempt.source)),
            instance: record::<Instance>(&Record::of(facts)),
            decision: record::<Decision>(&Record::of(decision)),
            policy: PolicyFacts {
                name: policy.policy.name().to_string(),
                version: policy.version,
                sha256: policy.sha256.clone(),
            },
        }
    }
}

impl GuardLine {
    /// A line at this time, of an event if it could be read.
    pub(super) fn new(
        (id, at): (&str, UnixTime),
        event: Option<&Event>,
        findings: &Findings,
        told: &Told,
    ) -> Self {
        let is_before = told.outcome == GuardOutcome::Starting;
        let seen = findings.seen.as_ref();
        let ruling = findings.decided.as_ref();
        let (aws_code, aws_text) =
            findings.aws.clone().map(|error| (error.code, error.text)).unzip();
        let CallTrace { request_id, session, source_identity } = findings.trace.clone();
        Self(Box::new(Members {
            schema: SCHEMA,
            kind: "guard",
            at: at.seconds(),
            decision_id: id.to_owned(),
            stage: if is_before { "decision" } else { "outcome" },
            outcome: told.outcome.name(),
            code: told.code,
            detail: told.detail.clone(),
            again: told.again,
            event: event.map(EventFacts::of),
            by: event.and_then(Event::actor).cloned(),
            instance_id: findings.instance_id.clone(),
            state: seen.map(|seen| seen.state.name()),
            state_reason: seen.and_then(|seen| Some(seen.state_reason.as_ref()?.code.clone())),
            action: ruling.map(|_| "start"),
            caller: ruling.map(|ruling| ruling.caller.clone()),
            source: ruling.map(|ruling| ruling.source.clone()),
            instance: ruling.map(|ruling| ruling.instance.clone()),
            decision: ruling.map(|ruling| ruling.decision.clone()),
            policy: ruling.map(|ruling| ruling.policy.clone()),
            engine: sekisho_policy::VERSION,
            restarts: findings.restarts,
            aws_code,
            aws_text,
            aws_request_id: request_id,
            aws_session: session,
            source_identity,
        }))
    }
}

impl GuardLine {
    /// Whether the event comes again.
    pub(super) const fn comes_again(&self) -> bool {
        self.0.again
    }
}

impl EventFacts {
    fn of(event: &Event) -> Self {
        Self {
            id: event.id.clone(),
            name: event.name(),
            at: event.at.seconds(),
            account: event.place.account.to_string(),
            region: event.place.region.to_string(),
        }
    }
}

impl Decided for GuardLine {
    fn decision_id(&self) -> &str {
        &self.0.decision_id
    }

    fn outcome(&self) -> &'static str {
        self.0.outcome
    }

    fn code(&self) -> &'static str {
        self.0.code
    }

    fn is_final(&self) -> bool {
        self.0.stage == "outcome"
    }
}

/// The number of docs/schemas/guard-line.schema.json.
const SCHEMA: u32 = 1;
