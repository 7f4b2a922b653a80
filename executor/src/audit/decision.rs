//! What is recorded of a decision about one instance.

use std::sync::Arc;

use sekisho_policy::{Action, Decision, Instance, Record};
use serde::Serialize;
use serde_json::Value;

use super::record;
use crate::Outcome;

/// What the engine said of an instance, in a form that outlives the grant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ruling(Value);

impl Ruling {
    pub(crate) fn of(decision: &Decision) -> Self {
        Self(record::<Decision>(&Record::of(decision)))
    }
}

/// What a request does next about an instance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Next {
    /// It asks AWS for the change.
    Call,
    /// It does nothing: the decision is the end.
    Nothing,
    /// It only looks: the change is under way already.
    Watch,
}

impl Next {
    const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Nothing => "nothing",
            Self::Watch => "watch",
        }
    }
}

/// What is recorded of a decision about one instance.
pub(crate) struct DecisionRecord {
    pub(crate) id: String,
    pub(crate) facts: Option<Arc<Instance>>,
    pub(crate) action: Action,
    pub(crate) dry_run: bool,
    pub(crate) ruling: Option<Ruling>,
    pub(crate) next: Next,
    pub(crate) outcome: Outcome,
    pub(crate) code: &'static str,
    pub(crate) state_before: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct DecisionLine {
    dry_run: bool,
    instance_id: String,
    /// The facts that were decided on; null for an instance that is not there.
    instance: Option<Value>,
    /// The engine's answer; null for an instance that is not there.
    decision: Option<Value>,
    step: &'static str,
    state_before: Option<String>,
}

impl DecisionRecord {
    pub(super) fn into_line(self) -> DecisionLine {
        DecisionLine {
            dry_run: self.dry_run,
            instance_id: self.id,
            instance: self.facts.map(|facts| record::<Instance>(&Record::of(&facts))),
            decision: self.ruling.map(|ruling| ruling.0),
            step: self.next.name(),
            state_before: self.state_before,
        }
    }
}

impl DecisionLine {
    /// Whether no line about the outcome follows.
    pub(super) fn is_final(&self) -> bool {
        self.step == Next::Nothing.name()
    }
}
