//! What would have to change, for programs: the same in every language.

use std::io;

use sekisho_policy::{
    Fact, NamedRequest, Record, Request, Source,
    analysis::{Barred, FactChange, Remedy, Undecided},
};
use serde_json::{Map, Value, json};

use super::{Answer, change::Who};
use crate::report::FailedCondition;

/// `outcome`, `code`, `rules` and `missing` of the decision, then `remedies`, `unknown`, `barred`,
/// `nearest`, `undecided` and `steps`.
pub(crate) fn as_json(answer: &Answer<'_>) -> io::Result<Value> {
    let Answer { decision, why, nearest, .. } = answer;
    let mut object: Map<String, Value> =
        serde_json::from_value(value(decision)?).map_err(io::Error::other)?;
    let remedies: io::Result<Vec<Value>> = why.remedies.iter().map(remedy).collect();
    object.insert("remedies".to_owned(), remedies?.into());
    object.insert("unknown".to_owned(), json!(texts(&why.unknown)));
    let barred = why.barred.as_ref().map(barred).transpose()?;
    object.insert("barred".to_owned(), barred.into());
    let nearest = nearest.as_ref().map(|(rule, failed)| {
        let failed = failed.iter().map(|FailedCondition { condition, found, required }| {
            json!({ "condition": condition, "found": found, "required": required })
        });
        json!({ "rule": rule.as_str(), "failed": failed.collect::<Vec<_>>() })
    });
    object.insert("nearest".to_owned(), nearest.into());
    let undecided = why.undecided.as_ref().map(undecided).transpose()?;
    object.insert("undecided".to_owned(), undecided.into());
    object.insert("steps".to_owned(), why.effort.steps.into());
    Ok(Value::Object(object))
}

fn remedy(remedy: &Remedy) -> io::Result<Value> {
    Ok(json!({
        "changes": remedy.changes.iter().map(change).collect::<Vec<_>>(),
        "weight": remedy.weight,
        "rules": texts(&remedy.rules),
        "request": facts(&remedy.request)?,
        "region": value(&remedy.region)?,
    }))
}

fn barred(barred: &Barred) -> io::Result<Value> {
    Ok(json!({
        "by": texts(&barred.by),
        "changes": barred.changes.iter().map(change).collect::<Vec<_>>(),
        "rules": texts(&barred.rules),
        "request": facts(&barred.request)?,
    }))
}

fn change(change: &FactChange) -> Value {
    let by = Who::of(change).name();
    match change {
        FactChange::SignInAgain => json!({ "change": "sign_in_again", "by": by }),
        FactChange::At(at) => json!({ "change": "come_at", "by": by, "at": at.seconds() }),
        FactChange::From(from) => {
            json!({ "change": "call_from", "by": by, "source": source(from) })
        }
        FactChange::JoinGroups(groups) => {
            json!({ "change": "join_groups", "by": by, "groups": groups })
        }
        FactChange::LeaveGroups(groups) => {
            json!({ "change": "leave_groups", "by": by, "groups": groups })
        }
        FactChange::Claim(name, value) => {
            json!({ "change": "claim", "by": by, "name": name, "value": value })
        }
        FactChange::Tag(key, value) => {
            json!({ "change": "tag", "by": by, "key": key, "value": value })
        }
    }
}

/// As in a request.
fn source(source: &Source) -> Value {
    let address = match source.address() {
        Fact::Known(address) => json!(address),
        Fact::Absent | Fact::Unknown => Value::Null,
    };
    let endpoint = match source.vpc_endpoint() {
        Fact::Known(endpoint) => json!(endpoint.to_string()),
        Fact::Absent | Fact::Unknown => Value::Null,
    };
    json!({ "address": address, "vpc_endpoint": endpoint })
}

fn undecided(why: &Undecided) -> io::Result<Value> {
    Ok(match why {
        Undecided::OutOfSteps(_) => json!({ "because": "out_of_steps" }),
        Undecided::Contradicted(request) => {
            json!({ "because": "contradicted", "request": facts(request)? })
        }
    })
}

/// A request as `sekisho decide --batch` takes it.
fn facts(request: &Request) -> io::Result<Value> {
    value(&NamedRequest { name: None, request: request.clone() })
}

fn value<T>(of: &T) -> io::Result<Value>
where
    for<'r> Record<'r, T>: serde::Serialize,
{
    serde_json::to_value(Record::of(of)).map_err(io::Error::other)
}

fn texts(all: &[impl ToString]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}
