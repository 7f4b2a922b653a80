//! An audit line, as far as its question can be asked again.

use std::sync::Arc;

use sekisho_policy::{Attempt, Decision, NamedRequest, Policy, Record, Request};
use serde::Deserialize;
use serde_json::{Value, json};

/// What a policy is asked by an audit line.
pub(crate) struct Recorded {
    question: Question,
    /// What was answered then.
    pub(crate) answered: Answered,
    /// Who asked for what, in the words of the line.
    pub(crate) subject: Subject,
}

enum Question {
    /// The executor's: this action on this instance.
    Instance(Box<Request>),
    /// The authorizer's: any of these actions on any instance.
    Door(Vec<Attempt>),
}

/// An answer, as far as answers are compared.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Answered {
    pub(crate) allowed: bool,
    pub(crate) code: String,
    /// Empty for the answer of a door.
    pub(crate) rules: Vec<String>,
    /// The facts that the answer waits for.
    pub(crate) missing: Vec<String>,
}

/// Who asked for what.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Subject {
    pub(crate) decision_id: String,
    pub(crate) kind: &'static str,
    pub(crate) at: i64,
    pub(crate) user: Option<String>,
    pub(crate) actions: Vec<String>,
    pub(crate) instance: Option<String>,
}

/// Why a line asks nothing.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Unasked {
    /// It is no audit line: Lambda's own lines, metrics, another program's.
    NotAudit,
    /// It was refused before a policy was asked: the token, the event, the policy table.
    BeforePolicy,
    /// It is a list, and what it showed is not recorded.
    List,
    /// There was no such instance, or it could not be read.
    NoInstance,
    /// It says what became of a decision, which is in a line of its own and is asked there.
    Outcome,
    /// It is an audit line, and its facts cannot be read.
    Unreadable,
}

/// The members of an audit line that are read here. Others may come.
#[derive(Clone, Deserialize)]
struct Line {
    kind: String,
    at: i64,
    decision_id: String,
    caller: Option<Value>,
    source: Value,
    policy: Option<Value>,
    code: String,
    outcome: String,
    /// Of the executor's, since schema 2.
    stage: Option<String>,
    #[serde(default)]
    actions: Vec<String>,
    action: Option<String>,
    instance_id: Option<String>,
    instance: Option<Value>,
    decision: Option<DecisionLine>,
    instances: Option<Vec<ShownLine>>,
}

/// An instance that a list showed.
#[derive(Clone, Deserialize)]
struct ShownLine {
    instance: Value,
    decision: DecisionLine,
}

#[derive(Clone, Deserialize)]
struct DecisionLine {
    outcome: String,
    code: String,
    rules: Vec<String>,
    missing: Vec<String>,
}

impl Recorded {
    /// What a line asks: one question, or one for each instance of a list.
    pub(crate) fn read(text: &str) -> Result<Vec<Self>, Unasked> {
        let value: Value = serde_json::from_str(text).map_err(|_| Unasked::NotAudit)?;
        let kind = match value.get("kind").and_then(Value::as_str) {
            Some("authorizer") => "authorizer",
            Some("executor") => "executor",
            _ => return Err(Unasked::NotAudit),
        };
        let line: Line = serde_json::from_value(value).map_err(|_| Unasked::Unreadable)?;
        if line.stage.as_deref() == Some("outcome") {
            return Err(Unasked::Outcome);
        }
        if line.caller.is_none() || line.policy.is_none() {
            return Err(Unasked::BeforePolicy);
        }
        let user = line.caller.as_ref().and_then(|caller| caller.get("user"));
        let user = user.and_then(Value::as_str).map(str::to_owned);
        match (line.kind.as_str(), line.stage.as_deref()) {
            ("authorizer", _) => line.door(kind, user).map(|one| vec![one]),
            (_, Some("listing")) => line.listing(kind, user.as_deref()),
            _ => line.instance(kind, user).map(|one| vec![one]),
        }
    }

    /// What this policy answers.
    pub(crate) fn answer_of(&self, policy: &Policy) -> Answered {
        match &self.question {
            Question::Instance(request) => {
                let decision = policy.decide((**request).clone());
                Answered::of(&decision)
            }
            Question::Door(attempts) => {
                let entitlements =
                    attempts.iter().map(|attempt| policy.entitlement(Arc::new(attempt.clone())));
                let allowed =
                    entitlements.map(|entitlement| entitlement.is_empty()).any(|empty| !empty);
                Answered::at_door(allowed)
            }
        }
    }
}

impl Line {
    fn door(self, kind: &'static str, user: Option<String>) -> Result<Recorded, Unasked> {
        let allowed = match self.code.as_str() {
            "entitled" => true,
            "not_entitled" => false,
            // It was refused for another reason than the policy.
            _ => return Err(Unasked::BeforePolicy),
        };
        if self.actions.is_empty() {
            return Err(Unasked::Unreadable);
        }
        let attempts: Result<Vec<Attempt>, Unasked> = self
            .actions
            .iter()
            .map(|action| Ok((*self.request(action)?.attempt).clone()))
            .collect();
        Ok(Recorded {
            question: Question::Door(attempts?),
            answered: Answered::at_door(allowed),
            subject: self.subject(kind, user),
        })
    }

    fn instance(self, kind: &'static str, user: Option<String>) -> Result<Recorded, Unasked> {
        let action = self.action.clone();
        let (Some(action), Some(decision), true) =
            (action, self.decision.as_ref(), self.instance.is_some())
        else {
            return Err(match (self.outcome.as_str(), self.instance_id) {
                ("shown", None) => Unasked::List,
                (_, None) => Unasked::BeforePolicy,
                (_, Some(_)) => Unasked::NoInstance,
            });
        };
        let answered = Answered {
            allowed: decision.outcome == "allow",
            code: decision.code.clone(),
            rules: decision.rules.clone(),
            missing: decision.missing.clone(),
        };
        let question = Question::Instance(Box::new(self.request(&action)?));
        let mut subject = self.subject(kind, user);
        subject.actions = vec![action];
        Ok(Recorded { question, answered, subject })
    }

    /// A list asks of each instance whether it may be seen.
    fn listing(mut self, kind: &'static str, user: Option<&str>) -> Result<Vec<Recorded>, Unasked> {
        let shown = self.instances.take().ok_or(Unasked::List)?;
        let ask = |ShownLine { instance, decision }| {
            let instance_id = instance.get("id").and_then(Value::as_str).map(str::to_owned);
            let (instance, decision) = (Some(instance), Some(decision));
            let one = Self { instance_id, instance, decision, ..self.clone() };
            one.instance(kind, user.map(str::to_owned))
        };
        shown.into_iter().map(ask).collect()
    }

    /// The facts are in the form in which requests are written.
    fn request(&self, action: &str) -> Result<Request, Unasked> {
        let request = json!({
            "caller": self.caller,
            "action": action,
            "source": self.source,
            "at": self.at,
            "instance": self.instance.clone().unwrap_or_else(|| json!({})),
        });
        let read = NamedRequest::from_json(&request.to_string());
        read.map(|named| named.request).map_err(|_| Unasked::Unreadable)
    }

    fn subject(self, kind: &'static str, user: Option<String>) -> Subject {
        let Self { decision_id, at, actions, instance_id, .. } = self;
        Subject { decision_id, kind, at, user, actions, instance: instance_id }
    }
}

impl Answered {
    fn of(decision: &Decision) -> Self {
        // The engine's own words, so that they are compared with what it wrote then.
        let record = serde_json::to_value(Record::of(decision)).unwrap_or_default();
        let text =
            |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let texts = |name: &str| {
            let items = record.get(name).and_then(Value::as_array);
            let items = items.into_iter().flatten().filter_map(Value::as_str);
            items.map(str::to_owned).collect()
        };
        Self {
            allowed: decision.is_allow(),
            code: text("code"),
            rules: texts("rules"),
            missing: texts("missing"),
        }
    }

    fn at_door(allowed: bool) -> Self {
        let code = if allowed { "entitled" } else { "not_entitled" };
        Self { allowed, code: code.to_owned(), rules: Vec::new(), missing: Vec::new() }
    }
}
