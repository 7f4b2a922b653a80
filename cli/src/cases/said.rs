//! What a case has to say of a request, where the defaults of its table say the rest.

use std::collections::BTreeMap;

use sekisho_policy::{NamedRequest, Record, Request, UnixTime, UtcOffset};
use serde_json::{Map, Value, json};

use super::facts::{Facts, is_unknown};
use crate::report::moment;

/// A fact that a case says: where it is written, and what it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Said {
    /// As in `instance.tags.Env`, without the dots: a key may hold one.
    pub(super) path: Vec<String>,
    pub(super) value: Value,
}

impl Facts {
    /// What a case has to say so that its request is this one, with these facts as the defaults: all
    /// that they have otherwise.
    pub(crate) fn differing(
        &self,
        request: &Request,
        offset: UtcOffset,
    ) -> Result<Vec<Said>, serde_json::Error> {
        let named = NamedRequest { name: None, request: request.clone() };
        let Value::Object(record) = serde_json::to_value(Record::of(&named))? else {
            return Ok(Vec::new());
        };
        let (mut facts, defaults) = (BTreeMap::new(), leaves(&self.request));
        for (path, value) in leaves(&record) {
            let is_time = TIMES.contains(&path.join(".").as_str());
            let at = value.as_i64().filter(|_| is_time).map(UnixTime::from_seconds);
            facts.insert(path, at.map_or(value, |at| moment(at, offset).into()));
        }
        // A tag or a claim of the defaults that the request has not.
        for path in defaults.keys().filter(|path| path.len() == 3) {
            let parent = path.get(..2).unwrap_or_default();
            if !facts.contains_key(path) && !facts.contains_key(parent) {
                let of_instance = path.first().is_some_and(|first| first == "instance");
                let none = if of_instance { Value::Null } else { json!({ "unknown": true }) };
                facts.insert(path.clone(), none);
            }
        }
        facts.retain(|path, value| defaults.get(path) != Some(value));
        let mut said: Vec<Said> =
            facts.into_iter().map(|(path, value)| Said { path, value }).collect();
        // Stable: what is said of one thing stays in order.
        said.sort_by_key(|said| {
            ORDER.iter().position(|key| said.path.first().is_some_and(|it| it == key))
        });
        Ok(said)
    }

    /// The request of a case that says this, with these facts as the defaults; `None` if that is none.
    pub(crate) fn request_of(&self, said: &[Said]) -> Option<Request> {
        let mut facts = Self::default();
        for Said { path, value } in said {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            facts.insert(&path, value.clone());
        }
        let request = Value::Object(facts.over(self));
        NamedRequest::from_json(&request.to_string()).ok().map(|named| named.request)
    }
}

/// The facts by where they are written, parts of a thing each by itself.
fn leaves(facts: &Map<String, Value>) -> BTreeMap<Vec<String>, Value> {
    let mut leaves = BTreeMap::new();
    gather(facts, &[], &mut leaves);
    leaves
}

fn gather(facts: &Map<String, Value>, at: &[String], leaves: &mut BTreeMap<Vec<String>, Value>) {
    for (key, value) in facts {
        let path = [at, std::slice::from_ref(key)].concat();
        let parts = value.as_object().filter(|parts| !parts.is_empty() && !is_unknown(parts));
        match parts {
            Some(parts) => gather(parts, &path, leaves),
            None => drop(leaves.insert(path, value.clone())),
        }
    }
}

const TIMES: [&str; 3] = ["at", "caller.issued_at", "caller.signed_in_at"];

/// What is said first: who, from where, when, what, to which instance.
const ORDER: [&str; 5] = ["caller", "source", "at", "action", "instance"];
