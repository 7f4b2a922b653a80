//! Which instances are meant: by their names, their ids or their tags.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Action, ClerkError, Instance};

/// SOURCE: docs/api.md, `instance_ids`.
pub(super) const MOST_IDS: usize = 100;
/// How many names are told of those that there are.
const MOST_TOLD: usize = 20;

/// Which instances are meant.
#[derive(Debug)]
pub(super) enum Target {
    Ids(Vec<String>),
    Tags(BTreeMap<String, Vec<String>>),
}

impl Target {
    /// Those of these names or ids, by the list of what may be seen.
    ///
    /// # Errors
    ///
    /// A name is nobody's or several servers', or there are too many.
    pub(super) fn named(names: &[String], seen: &[Instance]) -> Result<Self, ClerkError> {
        let mut ids: Vec<String> = Vec::new();
        for name in names {
            let id = resolved(name, seen)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.len() > MOST_IDS {
            return Err(ClerkError::TooMany { found: ids.len(), most: MOST_IDS });
        }
        Ok(Self::Ids(ids))
    }

    /// Those that carry every key with one of its values.
    pub(super) fn tagged(tags: &[(String, String)]) -> Self {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, value) in tags {
            values.entry(key.clone()).or_default().push(value.clone());
        }
        Self::Tags(values)
    }

    /// What the API is asked.
    pub(super) fn order(&self, action: Action, is_dry: bool) -> Value {
        let action = action.name();
        match self {
            Self::Ids(ids) => {
                json!({ "action": action, "instance_ids": ids, "partial": true, "dry_run": is_dry })
            }
            Self::Tags(tags) => json!({ "action": action, "tags": tags, "dry_run": is_dry }),
        }
    }
}

/// Whether it begins as an id does: of an instance, a database or a service.
pub(super) fn is_id(name: &str) -> bool {
    ["i-", "db:", "service:"].iter().any(|begin| name.starts_with(begin))
}

fn resolved(name: &str, seen: &[Instance]) -> Result<String, ClerkError> {
    if let Some(instance) = seen.iter().find(|instance| instance.id == name) {
        return Ok(instance.id.clone());
    }
    let named: Vec<&Instance> =
        seen.iter().filter(|instance| instance.name.as_deref() == Some(name)).collect();
    match named.as_slice() {
        [instance] => Ok(instance.id.clone()),
        // What may be changed need not be seen: the API knows.
        [] if is_id(name) => Ok(name.to_owned()),
        [] => {
            let mut known: Vec<String> = seen.iter().map(Instance::called).collect();
            known.sort();
            known.dedup();
            if known.len() > MOST_TOLD {
                known.truncate(MOST_TOLD);
                known.push("…".to_owned());
            }
            Err(ClerkError::UnknownName { name: super::plain(name), known })
        }
        several => {
            let ids = several.iter().map(|instance| instance.id.clone()).collect();
            Err(ClerkError::AmbiguousName { name: super::plain(name), ids })
        }
    }
}
