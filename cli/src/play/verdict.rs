//! What became of a call, read from the audit lines of the two Lambdas.

use clap::builder::styling::AnsiColor;
use sekisho_policy::Policy;
use serde_json::Value;

use super::recall;
use crate::{Language, scenario::Answer, serve::Exchange, words};

/// What became of a call, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) answer: Answer,
    /// For an allow, the rules that allowed it; for a denial, its cause in a word or two.
    pub(crate) reason: String,
    /// The user the token vouched for, as far as one did.
    pub(crate) who: Option<String>,
}

impl Verdict {
    /// The verdict on a call; `policy` explains what the executor's lines leave open: which rule
    /// nearly allowed it.
    pub(crate) fn of(exchange: &Exchange, policy: Option<&Policy>) -> Self {
        let door = exchange.authorizer.as_ref();
        let who = door.and_then(|line| text(line, "/caller/user")).map(str::to_owned);
        let (answer, reason) = match (door, exchange.executor.as_slice()) {
            (None, _) => (Answer::Deny, "no such method".to_owned()),
            (Some(door), []) => (Answer::Deny, cause_at_the_door(door)),
            (Some(_), lines) => match lines.iter().find(|line| is_denied(line)) {
                Some(denied) => (Answer::Deny, cause_at_the_instance(denied, policy)),
                None => (Answer::Allow, rules_of(lines)),
            },
        };
        Self { answer, reason, who }
    }

    /// The reason, for people.
    pub(crate) fn reason_in(&self, language: Language) -> &str {
        match language {
            Language::English => &self.reason,
            Language::Japanese => words::of_play(&self.reason).unwrap_or(&self.reason),
        }
    }

    /// The colour of the answer.
    pub(crate) const fn colour(&self) -> AnsiColor {
        match self.answer {
            Answer::Allow => AnsiColor::Green,
            Answer::Deny => AnsiColor::Red,
        }
    }
}

/// Why the authorizer refused.
fn cause_at_the_door(line: &Value) -> String {
    match text(line, "/code").unwrap_or_default() {
        "expired" => "token expired".to_owned(),
        "bad_signature" => "token forged".to_owned(),
        "missing_token" => "no token".to_owned(),
        "wrong_client" => "token of another client".to_owned(),
        "not_entitled" => match list(line, "/denials").first() {
            None => "no rule".to_owned(),
            Some(denied) => match text(denied, "/denial/code") {
                Some("default") => near_miss(&recorded_misses(denied)),
                code => words(code),
            },
        },
        code => words(Some(code)),
    }
}

/// Whether an executor's line is a denial: of the whole request, of an instance by the policy, or of
/// one that is not there.
fn is_denied(line: &Value) -> bool {
    match text(line, "/instance_id") {
        None => text(line, "/outcome") == Some("refused"),
        Some(_) if text(line, "/stage") == Some("outcome") => false,
        Some(_) => text(line, "/decision/outcome") != Some("allow"),
    }
}

/// Why the executor refused.
fn cause_at_the_instance(line: &Value, policy: Option<&Policy>) -> String {
    let code = match text(line, "/instance_id") {
        None => text(line, "/code"),
        Some(_) if line.pointer("/decision").is_none_or(Value::is_null) => {
            return "unknown instance".to_owned();
        }
        Some(_) => text(line, "/decision/code"),
    };
    let explained = policy.zip(recall::attempt(line)).filter(|_| code == Some("default"));
    match explained {
        None => words(code),
        Some((policy, attempt)) => {
            let explanation = policy.explain(&attempt, recall::instance(line).as_ref());
            let failed = |miss: &sekisho_policy::NearMiss| {
                miss.failed.iter().map(ToString::to_string).collect()
            };
            near_miss(&explanation.near_misses.iter().map(failed).collect::<Vec<_>>())
        }
    }
}

/// The rules that allowed it; `entitled` for a list, which is no one rule's.
fn rules_of(lines: &[Value]) -> String {
    let mut rules: Vec<&str> = lines
        .iter()
        .flat_map(|line| list(line, "/decision/rules"))
        .filter_map(Value::as_str)
        .collect();
    rules.sort_unstable();
    rules.dedup();
    if rules.is_empty() { "entitled".to_owned() } else { rules.join(", ") }
}

/// The stable code of a denial, in words.
fn words(code: Option<&str>) -> String {
    match code {
        None => "no reason".to_owned(),
        Some("default") => "no rule".to_owned(),
        Some("explicit") => "explicit deny".to_owned(),
        Some("indeterminate") => "unknown fact".to_owned(),
        Some(code) => code.replace('_', " "),
    }
}

/// What each near rule of an authorizer's line lacked.
fn recorded_misses(denied: &Value) -> Vec<Vec<String>> {
    let failed = |miss: &Value| {
        list(miss, "/failed").iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    list(denied, "/near_misses").iter().map(failed).collect()
}

/// What the nearest rule lacked, in a word. A rule about another action is not near.
fn near_miss(misses: &[Vec<String>]) -> String {
    let near = misses.iter().find(|failed| failed.iter().all(|place| place != "actions"));
    let Some(failed) = near else { return "no rule".to_owned() };
    let word = CAUSES.iter().find(|(place, _)| failed.iter().any(|one| one.starts_with(place)));
    word.map_or("no rule", |(_, word)| word).to_owned()
}

/// The places of a rule's conditions, each with the word for it; of several, the first that failed.
const CAUSES: [(&str, &str); 8] = [
    ("who.", "group"),
    ("from", "address"),
    ("during", "schedule"),
    ("not_before", "schedule"),
    ("not_after", "schedule"),
    ("signed_in_within", "old sign-in"),
    ("instances.tags", "tag"),
    ("instances", "instance"),
];

fn text<'a>(line: &'a Value, pointer: &str) -> Option<&'a str> {
    line.pointer(pointer).and_then(Value::as_str)
}

fn list<'a>(line: &'a Value, pointer: &str) -> &'a [Value] {
    line.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
