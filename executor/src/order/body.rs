//! The bodies of the three routes that take one.

use std::{collections::BTreeSet, time::Duration};

use sekisho_lambda::Change;
use sekisho_policy::InstanceId;

use super::{Bounds, Order, Target};
use crate::json::Json;

/// Why a body is refused: what was found, what is required, and what to do.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// A member twice: which one counts would be anybody's guess.
    #[error("found `{0}` twice in the body, required once; leave one out")]
    Duplicate(String),
    /// A list or an object without content.
    #[error("found an empty `{0}`, required at least one entry; name what is meant")]
    Empty(&'static str),
    /// Not JSON at all.
    #[error("found a body that is not JSON ({0}), required a JSON object")]
    NotJson(String),
    /// Neither of two members, one of which is required.
    #[error("found neither `instance_ids` nor `tags`, required one of them")]
    NoTarget,
    /// Two members that exclude each other.
    #[error("found both `{0}` and `{1}`, required one of them; send two requests")]
    Both(&'static str, &'static str),
    /// A member is missing.
    #[error("found no `{member}`, required {required}")]
    Missing {
        /// The member.
        member: &'static str,
        /// What it must be.
        required: &'static str,
    },
    /// More than one request may hold.
    #[error("found {found} {what}, required at most {limit}; split the request")]
    TooMany {
        /// How many.
        found: usize,
        /// Of what.
        what: &'static str,
        /// How many may be.
        limit: usize,
    },
    /// A member this route does not have.
    #[error("found `{found}` in the body, required only {known}")]
    Unknown {
        /// The member.
        found: String,
        /// The members there are.
        known: &'static str,
    },
    /// A body where there is none.
    #[error("found a body, required none; this call only looks")]
    Unwanted,
    /// A value of the wrong kind.
    #[error("found {found} as `{member}`, required {required}")]
    Wrong {
        /// What was found.
        found: String,
        /// Where.
        member: &'static str,
        /// What it must be.
        required: &'static str,
    },
    /// A longer wait than fits into one request.
    #[error(
        "found {found} as `wait_seconds`, required at most {limit}; ask for less and look again by \
         GET /instances"
    )]
    WaitTooLong {
        /// Seconds asked for.
        found: u64,
        /// Seconds that fit.
        limit: u64,
    },
}

/// Ids in one request. SOURCE: a filter of `DescribeInstances` takes 200 values; half of that also
/// keeps finding a bad instance within the calls one request may make.
const MAX_IDS: usize = 100;
/// Tag keys in one request. SOURCE: an instance carries at most 50 tags; nobody needs more than ten
/// to say which of them are meant.
const MAX_TAGS: usize = 10;
/// Values of one tag key in one request.
const MAX_VALUES: usize = 20;

const TAGS: &str = "an object of tag keys, each with a value or a list of values";
const IDS: &str = "a list of instance ids: i- and 8 or 17 hexadecimal digits in lower case, db: and a \
                    database's name, or service: and the names of a cluster and of a service in it \
                    with : between them";

/// The members all orders share.
struct Options {
    dry_run: Option<bool>,
    wait: Option<Duration>,
}

pub(super) fn many(body: &[u8], bounds: Bounds) -> Result<Order, BodyError> {
    let mut members = members(body)?;
    let change = match members.take("action")? {
        Some(Json::Text(name)) => {
            Change::named(&name).ok_or_else(|| wrong_text(&name, "action", CHANGES))?
        }
        Some(other) => return Err(wrong(&other, "action", CHANGES)),
        None => return Err(BodyError::Missing { member: "action", required: CHANGES }),
    };
    let ids = members.take("instance_ids")?;
    let tags = members.take("tags")?;
    let partial = members.flag("partial")?;
    let options = members.options(bounds)?;
    members.end("`action`, `instance_ids` or `tags`, `dry_run`, `partial` and `wait_seconds`")?;
    let mut notes = Vec::new();
    let target = match (ids, tags) {
        (Some(_), Some(_)) => return Err(BodyError::Both("instance_ids", "tags")),
        (Some(ids), None) => Target::Ids(instance_ids(ids, &mut notes)?),
        // What is not the caller's is never selected, so there is nothing to be partial about.
        (None, Some(_)) if partial.is_some() => return Err(BodyError::Both("partial", "tags")),
        (None, Some(tags)) => Target::Tags(tag_values(tags)?),
        (None, None) => return Err(BodyError::NoTarget),
    };
    let partial = partial.unwrap_or(false);
    Ok(order(change, target, &options, partial, notes))
}

pub(super) fn one(
    id: &InstanceId,
    change: Change,
    body: &[u8],
    bounds: Bounds,
) -> Result<Order, BodyError> {
    let mut members = if body.is_empty() { Members(Vec::new()) } else { members(body)? };
    let options = members.options(bounds)?;
    members.end("`dry_run` and `wait_seconds`")?;
    Ok(order(change, Target::Ids(vec![id.clone()]), &options, false, Vec::new()))
}

/// The body of the original script, to the letter: `{"Action":"Start"}` or `{"Action":"Stop"}`.
pub(super) fn script(body: &[u8]) -> Result<Order, BodyError> {
    const REQUIRED: &str = "`Start` or `Stop`";
    let mut members = members(body)?;
    let change = match members.take("Action")? {
        Some(Json::Text(name)) if name == "Start" => Change::Start,
        Some(Json::Text(name)) if name == "Stop" => Change::Stop,
        Some(Json::Text(name)) => return Err(wrong_text(&name, "Action", REQUIRED)),
        Some(other) => return Err(wrong(&other, "Action", REQUIRED)),
        None => return Err(BodyError::Missing { member: "Action", required: REQUIRED }),
    };
    members.end("`Action`; use POST /actions for anything else")?;
    let options = Options { dry_run: None, wait: None };
    Ok(order(change, Target::Default, &options, false, Vec::new()))
}

const CHANGES: &str = "one of `reboot`, `start` and `stop`";

fn order(
    change: Change,
    target: Target,
    options: &Options,
    partial: bool,
    mut notes: Vec<String>,
) -> Order {
    let mut wait = options.wait.unwrap_or(Duration::ZERO);
    if change == Change::Reboot && !wait.is_zero() {
        wait = Duration::ZERO;
        notes.push("no state shows that a reboot is done: `wait_seconds` is not used".to_owned());
    }
    Order { change, target, dry_run: options.dry_run.unwrap_or(false), partial, wait, notes }
}

fn instance_ids(found: Json, notes: &mut Vec<String>) -> Result<Vec<InstanceId>, BodyError> {
    let Json::List(items) = found else { return Err(wrong(&found, "instance_ids", IDS)) };
    if items.is_empty() {
        return Err(BodyError::Empty("instance_ids"));
    }
    if items.len() > MAX_IDS {
        let what = "instance ids";
        return Err(BodyError::TooMany { found: items.len(), what, limit: MAX_IDS });
    }
    let mut seen = BTreeSet::new();
    let mut ids = Vec::new();
    for item in items {
        let Json::Text(text) = item else { return Err(wrong(&item, "instance_ids", IDS)) };
        let id = InstanceId::parse(&text).map_err(|_| wrong_text(&text, "instance_ids", IDS))?;
        if seen.insert(id.clone()) {
            ids.push(id);
        } else {
            notes.push(format!("`{id}` was given more than once and is taken once"));
        }
    }
    Ok(ids)
}

fn tag_values(found: Json) -> Result<Vec<(String, Vec<String>)>, BodyError> {
    let Json::Object(pairs) = found else { return Err(wrong(&found, "tags", TAGS)) };
    if pairs.is_empty() {
        return Err(BodyError::Empty("tags"));
    }
    if pairs.len() > MAX_TAGS {
        return Err(BodyError::TooMany { found: pairs.len(), what: "tag keys", limit: MAX_TAGS });
    }
    let mut tags: Vec<(String, Vec<String>)> = Vec::new();
    for (key, values) in pairs {
        if tags.iter().any(|(other, _)| *other == key) {
            return Err(BodyError::Duplicate(quoted(&key)));
        }
        if key.is_empty() || key.chars().count() > 128 {
            return Err(wrong_text(&key, "tags", "tag keys of 1 to 128 characters"));
        }
        tags.push((key, values_of(values)?));
    }
    Ok(tags)
}

fn values_of(found: Json) -> Result<Vec<String>, BodyError> {
    let items = if let Json::List(items) = found { items } else { vec![found] };
    if items.is_empty() {
        return Err(BodyError::Empty("tags"));
    }
    if items.len() > MAX_VALUES {
        let what = "values of one tag";
        return Err(BodyError::TooMany { found: items.len(), what, limit: MAX_VALUES });
    }
    items
        .into_iter()
        .map(|item| {
            let Json::Text(text) = item else { return Err(wrong(&item, "tags", TAGS)) };
            if text.chars().count() > 256 {
                return Err(wrong_text(&text, "tags", "tag values of at most 256 characters"));
            }
            Ok(text)
        })
        .collect()
}

/// The members of a body, taken out one by one.
struct Members(Vec<(String, Json)>);

fn members(body: &[u8]) -> Result<Members, BodyError> {
    if body.is_empty() {
        let empty = "it is empty".to_owned();
        return Err(BodyError::NotJson(empty));
    }
    let json: Json = serde_json::from_slice(body).map_err(|error| {
        BodyError::NotJson(format!("line {}, column {}", error.line(), error.column()))
    })?;
    let Json::Object(members) = json else {
        return Err(wrong(&json, "the body", "a JSON object"));
    };
    Ok(Members(members))
}

impl Members {
    fn take(&mut self, name: &str) -> Result<Option<Json>, BodyError> {
        let mut found = None;
        for (_, value) in self.0.extract_if(.., |(key, _)| key == name) {
            if found.replace(value).is_some() {
                return Err(BodyError::Duplicate(name.to_owned()));
            }
        }
        Ok(found)
    }

    fn flag(&mut self, name: &'static str) -> Result<Option<bool>, BodyError> {
        match self.take(name)? {
            None => Ok(None),
            Some(Json::Bool(value)) => Ok(Some(value)),
            Some(other) => Err(wrong(&other, name, "true or false")),
        }
    }

    fn options(&mut self, bounds: Bounds) -> Result<Options, BodyError> {
        let dry_run = self.flag("dry_run")?;
        let limit = bounds.longest_wait.as_secs();
        let wait = match self.take("wait_seconds")? {
            None => None,
            Some(Json::Count(found)) if found > limit => {
                return Err(BodyError::WaitTooLong { found, limit });
            }
            Some(Json::Count(seconds)) => Some(Duration::from_secs(seconds)),
            Some(other) => return Err(wrong(&other, "wait_seconds", "whole seconds, 0 or more")),
        };
        Ok(Options { dry_run, wait })
    }

    fn end(self, known: &'static str) -> Result<(), BodyError> {
        match self.0.into_iter().next() {
            None => Ok(()),
            Some((found, _)) => Err(BodyError::Unknown { found: quoted(&found), known }),
        }
    }
}

fn wrong(found: &Json, member: &'static str, required: &'static str) -> BodyError {
    BodyError::Wrong { found: found.kind().to_owned(), member, required }
}

fn wrong_text(found: &str, member: &'static str, required: &'static str) -> BodyError {
    BodyError::Wrong { found: format!("`{}`", quoted(found)), member, required }
}

/// A caller's text in a message: escaped, and cut so that the message stays one line.
fn quoted(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_debug).collect()
}
