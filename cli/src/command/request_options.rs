//! One request, from options or from a file.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use sekisho_policy::{Attempt, NamedRequest, Request, UnixTime};
use serde_json::{Map, Value, json};

use super::document::read_text;
use crate::{Surroundings, error::CommandError};

/// The facts of one request. What is not given is unknown, and what an answer lacks is named in it.
#[derive(Args, Debug)]
#[command(next_help_heading = "The request")]
pub(crate) struct RequestOptions {
    #[command(flatten)]
    attempt: AttemptOptions,
    #[command(flatten)]
    instance: InstanceFacts,
}

/// The facts of one request but for those of the instance.
#[derive(Args, Debug)]
#[command(next_help_heading = "The request")]
pub(crate) struct AttemptOptions {
    /// Take the facts from this file, one JSON object as for `decide --batch`; `-` is the standard input
    #[arg(long, value_name = "FILE", conflicts_with = "facts")]
    request: Option<PathBuf>,
    #[command(flatten)]
    facts: AttemptFacts,
}

#[derive(Args, Debug)]
#[group(id = "facts", multiple = true)]
struct AttemptFacts {
    /// Who asks
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// A group the caller is in; give all of them
    #[arg(long = "group", value_name = "NAME")]
    groups: Vec<String>,
    /// A trusted claim of the token
    #[arg(long = "claim", value_name = "NAME=VALUE", value_parser = pair)]
    claims: Vec<(String, String)>,
    /// When the caller signed in: 2026-11-24T08:30:00+09:00, or seconds since 1970
    #[arg(long, value_name = "TIME")]
    signed_in_at: Option<String>,
    /// When the token was issued
    #[arg(long, value_name = "TIME")]
    issued_at: Option<String>,
    /// What is to be done: describe, start, stop or reboot
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// The address the call comes from
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    /// The VPC endpoint it comes through
    #[arg(long, value_name = "VPCE")]
    vpc_endpoint: Option<String>,
    /// When; now, or the time of --as-of, unless given
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// A fact that there is none of, which is another thing than not to know it: groups, tags, user, …
    #[arg(long = "absent", value_name = "FACT", value_parser = fact)]
    absent: Vec<&'static [&'static str]>,
}

#[derive(Args, Debug)]
#[group(id = "instance_facts", multiple = true, conflicts_with = "request")]
struct InstanceFacts {
    /// The id of the instance
    #[arg(long, value_name = "ID")]
    instance: Option<String>,
    /// The account of the instance
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// The region of the instance
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// A tag of the instance; give all of them
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = pair)]
    tags: Vec<(String, String)>,
}

impl RequestOptions {
    /// The request. A time that is not given is `now`.
    pub(crate) fn request(
        &self,
        now: UnixTime,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Request, CommandError> {
        self.attempt.read(Some(&self.instance), now, surroundings)
    }
}

impl AttemptOptions {
    /// The attempt. A time that is not given is `now`.
    pub(crate) fn attempt(
        &self,
        now: UnixTime,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Arc<Attempt>, CommandError> {
        Ok(self.read(None, now, surroundings)?.attempt)
    }

    /// Whether they are read from the standard input.
    pub(crate) fn is_standard_input(&self) -> bool {
        self.request.as_deref() == Some(Path::new("-"))
    }

    fn read(
        &self,
        instance: Option<&InstanceFacts>,
        now: UnixTime,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Request, CommandError> {
        let text = if let Some(path) = &self.request {
            read_text(path, surroundings)?
        } else {
            let mut request = Map::new();
            if let Some(instance) = instance {
                instance.write(&mut request)?;
            }
            self.facts.write(now, &mut request)?;
            Value::Object(request).to_string()
        };
        Ok(NamedRequest::from_json(&text)?.request)
    }
}

impl AttemptFacts {
    fn write(&self, now: UnixTime, request: &mut Map<String, Value>) -> Result<(), CommandError> {
        // Whoever wrote a number of seconds meant one.
        let time = |time: &Option<String>| {
            let time = time.as_ref()?;
            Some(time.parse::<i64>().map_or_else(|_| json!(time), |seconds| json!(seconds)))
        };
        let groups = (!self.groups.is_empty()).then(|| json!(self.groups));
        put(request, &["caller", "user"], text(self.user.as_ref()));
        put(request, &["caller", "groups"], groups);
        put(request, &["caller", "claims"], map("--claim", &self.claims)?);
        put(request, &["caller", "signed_in_at"], time(&self.signed_in_at));
        put(request, &["caller", "issued_at"], time(&self.issued_at));
        put(request, &["action"], text(self.action.as_ref()));
        put(request, &["source", "address"], text(self.address.as_ref()));
        put(request, &["source", "vpc_endpoint"], text(self.vpc_endpoint.as_ref()));
        put(request, &["at"], time(&self.at).or_else(|| Some(json!(now.seconds()))));
        for path in &self.absent {
            let given = path.split_first().and_then(|(first, rest)| {
                rest.iter().try_fold(request.get(*first)?, |value, name| value.get(*name))
            });
            if given.is_some_and(|value| !value.is_null()) {
                let fact = path.last().copied().unwrap_or_default();
                return Err(CommandError::AbsentAndGiven { fact });
            }
            put(request, path, Some(Value::Null));
        }
        Ok(())
    }
}

impl InstanceFacts {
    fn write(&self, request: &mut Map<String, Value>) -> Result<(), CommandError> {
        put(request, &["instance", "id"], text(self.instance.as_ref()));
        put(request, &["instance", "account"], text(self.account.as_ref()));
        put(request, &["instance", "region"], text(self.region.as_ref()));
        put(request, &["instance", "tags"], map("--tag", &self.tags)?);
        Ok(())
    }
}

/// Puts a value at its place in the request, if there is one.
fn put(request: &mut Map<String, Value>, path: &[&str], value: Option<Value>) {
    let Some(value) = value else { return };
    let Some((last, parents)) = path.split_last() else { return };
    let mut object = request;
    for parent in parents {
        let inner = object.entry(*parent).or_insert_with(|| json!({}));
        let Value::Object(inner) = inner else { return };
        object = inner;
    }
    object.insert((*last).to_owned(), value);
}

fn text(text: Option<&String>) -> Option<Value> {
    text.cloned().map(Value::from)
}

/// The pairs of an option as an object. A name that is given twice is refused: which of the values was
/// meant cannot be known.
fn map(option: &'static str, pairs: &[(String, String)]) -> Result<Option<Value>, CommandError> {
    let mut map = BTreeMap::new();
    for (name, value) in pairs {
        if let Some(first) = map.insert(name, value) {
            let [name, first, second] = [name, first, value].map(String::clone);
            return Err(CommandError::Twice { option, name, first, second });
        }
    }
    Ok((!map.is_empty()).then(|| json!(map)))
}

/// A name and a value.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    pair.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| "required a name, `=` and a value".to_owned())
}

fn fact(text: &str) -> Result<&'static [&'static str], String> {
    let found = ABSENT.iter().find(|path| path.last() == Some(&text));
    found.copied().ok_or_else(|| {
        let names: Vec<_> = ABSENT.iter().filter_map(|path| path.last().copied()).collect();
        format!("required one of {}", names.join(", "))
    })
}

/// The facts of which there may be none, by the last word of their place.
const ABSENT: [&[&str]; 10] = [
    &["caller", "user"],
    &["caller", "groups"],
    &["caller", "signed_in_at"],
    &["caller", "issued_at"],
    &["source", "address"],
    &["source", "vpc_endpoint"],
    &["instance", "id"],
    &["instance", "account"],
    &["instance", "region"],
    &["instance", "tags"],
];
