//! A town: its people, the places they call from, and its machines.

use std::{collections::BTreeMap, net::IpAddr};

use sekisho_policy::{AccountId, InstanceId, Region, VpcEndpointId};
use serde::Deserialize;

use super::{ScenarioError, from_text};

/// A town whose machines stand in one account and region.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "plain data of a file; tests build them")]
pub struct Town {
    /// What people call it.
    pub name: String,
    /// The account its machines stand in.
    #[serde(deserialize_with = "from_text::value")]
    pub account: AccountId,
    /// The region its machines stand in.
    #[serde(deserialize_with = "from_text::value")]
    pub region: Region,
    /// The tag (`Key=Value`) of the machines that the plain body `{"Action":"Start"}` is about.
    pub default_target: String,
    /// Who works there, by the name they sign in with.
    pub people: BTreeMap<String, Person>,
    /// Where calls come from.
    pub places: BTreeMap<String, Place>,
    /// The machines, by their names.
    pub instances: BTreeMap<String, Machine>,
}

/// Somebody who signs in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "plain data of a file; tests build them")]
pub struct Person {
    /// What people call them.
    pub name: String,
    /// Their groups in the user directory.
    #[serde(default)]
    pub groups: Vec<String>,
    /// A place they usually call from: what `serve` proposes.
    pub usually: String,
}

/// Where a call comes from, as API Gateway sees it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "plain data of a file; tests build them")]
pub struct Place {
    /// The address of the PC.
    pub address: IpAddr,
    /// The VPC endpoint the call travels through; left out for a call that uses none.
    #[serde(default, deserialize_with = "from_text::optional")]
    pub vpce: Option<VpcEndpointId>,
}

/// A machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "plain data of a file; tests build them")]
pub struct Machine {
    /// Its id.
    #[serde(deserialize_with = "from_text::value")]
    pub id: InstanceId,
    /// What it does when the morning begins.
    pub state: MachineState,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// What a machine does when the morning begins.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "a machine at rest runs or does not")]
pub enum MachineState {
    /// It runs.
    Running,
    /// It does not.
    Stopped,
}

impl Town {
    /// The id of the machine by that name, or the id itself if it is written as one: a scenario may
    /// ask for a machine that does not exist.
    #[must_use]
    pub fn instance_id(&self, name: &str) -> Option<InstanceId> {
        match self.instances.get(name) {
            Some(machine) => Some(machine.id.clone()),
            None => InstanceId::parse(name).ok(),
        }
    }

    /// The name of the machine with that id; the id itself for a machine the town does not have.
    #[must_use]
    pub fn instance_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.instances
            .iter()
            .find(|(_, machine)| machine.id.as_str() == id)
            .map_or(id, |(name, _)| name)
    }

    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        for person in self.people.values() {
            self.place(&person.usually)?;
        }
        match self.default_target.split_once('=') {
            Some((key, value)) if !key.is_empty() && !value.is_empty() => Ok(()),
            _ => Err(ScenarioError::Shape {
                found: format!("default_target `{}`", self.default_target),
                required: "a tag written as Key=Value",
            }),
        }
    }

    pub(crate) fn person(&self, name: &str) -> Result<&Person, ScenarioError> {
        self.people.get(name).ok_or_else(|| unknown("person", name, self.people.keys()))
    }

    pub(crate) fn place(&self, name: &str) -> Result<&Place, ScenarioError> {
        self.places.get(name).ok_or_else(|| unknown("place", name, self.places.keys()))
    }
}

pub(super) fn unknown<'a>(
    kind: &'static str,
    found: &str,
    names: impl IntoIterator<Item = &'a String>,
) -> ScenarioError {
    ScenarioError::Unknown { kind, found: found.to_owned(), known: super::known(names) }
}
