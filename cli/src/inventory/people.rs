//! The people of some files.

use std::{collections::BTreeMap, path::PathBuf};

use sekisho_policy::{Caller, NamedCaller};
use serde::{Deserialize, de::IgnoredAny};

use super::{
    cognito::Pool,
    instances::json,
    misfit::{Fault, quoted},
    values::{Placed, values},
};
use crate::{Surroundings, command::read_text, error::CommandError};

/// The people that there are.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct People {
    /// By their names, then their user names, each once.
    pub(crate) people: Vec<Person>,
    /// How many are left out because their user is disabled.
    pub(crate) disabled: usize,
}

/// Somebody.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Person {
    /// What they are called: the user name, unless there is a better one.
    pub(crate) name: String,
    pub(crate) caller: Caller,
}

impl Person {
    /// The name that they sign in by, as far as it is known.
    pub(crate) fn user(&self) -> Option<&str> {
        self.caller.user().known().copied()
    }

    /// Whether this is the name or the user name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name || self.user() == Some(name)
    }
}

/// Reads the people of these files; `-` is the standard input. What Amazon Cognito printed of one user
/// pool stands in one file.
///
/// # Errors
///
/// [`CommandError::Read`] and [`CommandError::Inventory`]; of a person who comes twice every fact has
/// to be the same.
pub(crate) fn people(
    files: &[PathBuf],
    surroundings: &mut Surroundings<'_>,
) -> Result<People, CommandError> {
    let mut disabled = 0_usize;
    let mut met: BTreeMap<(String, String), (Person, String)> = BTreeMap::new();
    for path in files {
        let text = read_text(path, surroundings)?;
        let refused = |misfit| CommandError::Inventory { path: path.clone(), misfit };
        let mut pool = Pool::default();
        let mut found: Vec<(usize, Person)> = Vec::new();
        for placed in values(&text).map_err(refused)? {
            let on_line = |fault: Fault| refused(fault.on(placed.line));
            if is_of_cognito(placed) {
                pool.add(placed.line, json(placed).map_err(on_line)?);
            } else {
                found.push((placed.line, person(placed).map_err(on_line)?));
            }
        }
        let (users, left_out) = pool.people().map_err(refused)?;
        disabled = disabled.saturating_add(left_out);
        for (line, person) in found.into_iter().chain(users) {
            let user = person.user().unwrap_or_default().to_owned();
            let place = format!("{}:{line}", path.display());
            let key = (person.name.clone(), user);
            let (first, at) = met.entry(key).or_insert_with(|| (person.clone(), place));
            if *first != person {
                return Err(refused(twice(&person, at).on(line)));
            }
        }
    }
    Ok(People { people: met.into_values().map(|(person, _)| person).collect(), disabled })
}

fn is_of_cognito(placed: Placed<'_>) -> bool {
    let kind: Kind = serde_json::from_str(placed.text).unwrap_or_default();
    kind.users.or(kind.groups).or(kind.issuer).is_some()
}

/// Somebody in our own form.
fn person(placed: Placed<'_>) -> Result<Person, Fault> {
    let NamedCaller { name, caller } = NamedCaller::from_json(placed.text).map_err(Fault::Facts)?;
    let user = caller.user().known().map(|user| (*user).to_owned());
    let name = name.or(user).ok_or_else(|| Fault::new("", "nothing", "a `name` or a `user`"))?;
    Ok(Person { name, caller })
}

fn twice(person: &Person, first: &str) -> Fault {
    let found = format!("{} with other facts than at {first}", quoted(&person.name));
    Fault::new("", found, "each person once, or with the same facts each time")
}

/// What tells what a value is.
#[derive(Debug, Default, Deserialize)]
struct Kind {
    #[serde(rename = "Users")]
    users: Option<IgnoredAny>,
    #[serde(rename = "Groups")]
    groups: Option<IgnoredAny>,
    issuer: Option<IgnoredAny>,
}
