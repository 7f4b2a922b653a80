//! The lines that are left of every request: one for each instance that was decided on, or one for a
//! request that came to none.

use std::sync::Arc;

use sekisho_lambda::{Common, Decided};
use sekisho_policy::{Action, Decision, Instance, Record};
use serde::Serialize;
use serde_json::Value;

use crate::{AwsError, Outcome, State};

/// One line, as JSON.
///
/// It begins with the members that the authorizer's lines have too ([`Common`]). What is not known is
/// null; the names of the members are stable. `instance` and `decision` are the engine's records, from
/// which the decision can be made again.
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

impl Decided for AuditLine {
    fn decision_id(&self) -> &str {
        self.common.decision_id()
    }

    fn outcome(&self) -> &'static str {
        self.outcome
    }

    fn code(&self) -> &'static str {
        self.code
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
    pub(crate) tags_changed: Option<bool>,
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
    /// Whether the tags were others when the instance was looked at again after the call; null if it
    /// was not looked at again.
    tags_changed: Option<bool>,
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
