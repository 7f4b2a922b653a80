//! Differences, told to programs: the same in every language.

use std::io;

use sekisho_policy::{
    NamedRequest, Record, Request,
    analysis::{Cause, Change, Found, Undecided},
};
use serde_json::{Map, Value, json};

use super::{Differences, Direction, because, obligations::Rebound};

/// `opened`, `closed`, `incomplete`, `obligations`, `equivalent`, `edits` and `steps`.
pub(crate) fn as_json(differences: &Differences<'_>) -> io::Result<Map<String, Value>> {
    let mut object = Map::new();
    let mut incomplete = Vec::new();
    for direction in Direction::ALL {
        let found = differences.of(direction);
        let mut entries = Vec::new();
        for change in &found.changes {
            for found in &change.regions {
                entries.push(entry(differences, change, found)?);
            }
            if !change.is_complete {
                incomplete.push(cut_short(change, direction)?);
            }
        }
        object.insert(direction.name().to_owned(), entries.into());
        if found.unseen > 0 {
            incomplete.push(json!({
                "direction": direction.name(), "because": "not_looked_at", "edits": found.unseen,
            }));
        }
    }
    object.insert("incomplete".to_owned(), incomplete.into());
    let obligations: Vec<Value> = differences.rebound.iter().map(Rebound::as_json).collect();
    object.insert("obligations".to_owned(), obligations.into());
    object.insert("equivalent".to_owned(), differences.are_none().into());
    object.insert("edits".to_owned(), differences.edits.into());
    object.insert("steps".to_owned(), differences.steps().into());
    Ok(object)
}

fn entry(differences: &Differences<'_>, change: &Change, found: &Found) -> io::Result<Value> {
    let (before, after) = differences.comparison.decisions(&found.witness);
    let mut object = edit(change);
    let rules: Vec<&str> = found.rules.iter().map(sekisho_policy::RuleId::as_str).collect();
    object.insert("rules".to_owned(), rules.into());
    object.insert("region".to_owned(), value(&found.region)?);
    object.insert("witness".to_owned(), facts(&found.witness)?);
    object.insert("before".to_owned(), value(&before)?);
    object.insert("after".to_owned(), value(&after)?);
    Ok(object.into())
}

/// An edit of which more, or all, is not told.
fn cut_short(change: &Change, direction: Direction) -> io::Result<Value> {
    let mut object = edit(change);
    object.insert("direction".to_owned(), direction.name().into());
    let because = change.undecided.as_ref().map_or("limit", because);
    object.insert("because".to_owned(), because.into());
    if let Some(Undecided::Contradicted(request)) = &change.undecided {
        object.insert("request".to_owned(), facts(request)?);
    }
    Ok(object.into())
}

/// What was edited, and how.
fn edit(change: &Change) -> Map<String, Value> {
    let (key, name) = match &change.cause {
        Cause::Rule(id) => ("rule", id.as_str()),
        Cause::RequiredTag(key) => ("required_tag", key.as_str()),
    };
    let pairs = [(key, name), ("edit", change.edit.name())];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect()
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
