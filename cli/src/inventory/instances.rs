//! The instances of some files.

use std::{collections::BTreeMap, path::PathBuf};

use sekisho_policy::{Fact, Instance, InstanceId, Region};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use super::{
    ec2,
    misfit::{Fault, quoted},
    tagging,
    values::{Placed, values},
};
use crate::{Surroundings, command::read_text, error::CommandError};

/// The instances that there are.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Inventory {
    /// By their ids, each once.
    pub(crate) instances: Vec<Instance>,
    /// How many are left out because they are being terminated, or are.
    pub(crate) gone: usize,
    /// How many resources are left out because they are no instances.
    pub(crate) others: usize,
}

/// Reads the instances of these files; `-` is the standard input. The region, if it is given, is that
/// of everything that `aws ec2 describe-instances` printed.
///
/// # Errors
///
/// [`CommandError::Read`] and [`CommandError::Inventory`]; of an instance that comes twice every fact
/// has to be the same.
pub(crate) fn instances(
    files: &[PathBuf],
    region: Option<&Region>,
    surroundings: &mut Surroundings<'_>,
) -> Result<Inventory, CommandError> {
    let mut inventory = Inventory::default();
    let mut met: BTreeMap<InstanceId, (Instance, String)> = BTreeMap::new();
    for path in files {
        let text = read_text(path, surroundings)?;
        let refused = |misfit| CommandError::Inventory { path: path.clone(), misfit };
        for placed in values(&text).map_err(refused)? {
            let on_line = |fault: Fault| refused(fault.on(placed.line));
            let read = read(placed, region).map_err(on_line)?;
            inventory.gone = inventory.gone.saturating_add(read.gone);
            inventory.others = inventory.others.saturating_add(read.others);
            for instance in read.instances {
                let id = id_of(&instance).map_err(on_line)?;
                let place = format!("{}:{}", path.display(), placed.line);
                let (first, at) = met.entry(id).or_insert_with(|| (instance.clone(), place));
                if *first != instance {
                    return Err(on_line(twice(&instance, at)));
                }
            }
        }
    }
    inventory.instances = met.into_values().map(|(instance, _)| instance).collect();
    Ok(inventory)
}

fn read(placed: Placed<'_>, region: Option<&Region>) -> Result<Inventory, Fault> {
    // What is no object at all, the engine says.
    let kind = serde_json::from_str(placed.text).unwrap_or_default();
    match kind {
        Kind { reservations: Some(_), .. } => {
            let (instances, gone) = ec2::read(&json(placed)?, region)?;
            Ok(Inventory { instances, gone, others: 0 })
        }
        Kind { resources: Some(_), .. } => {
            let (instances, others) = tagging::read(&json(placed)?)?;
            Ok(Inventory { instances, gone: 0, others })
        }
        Kind { .. } => {
            let instance = Instance::from_json(placed.text).map_err(Fault::Facts)?;
            Ok(Inventory { instances: vec![instance], gone: 0, others: 0 })
        }
    }
}

/// The value as AWS may have printed it.
pub(super) fn json(placed: Placed<'_>) -> Result<Value, Fault> {
    serde_json::from_str(placed.text).map_err(|error| {
        let found = format!("text that cannot be read as JSON ({error})");
        Fault::new("", found, "JSON (RFC 8259)")
    })
}

fn id_of(instance: &Instance) -> Result<InstanceId, Fault> {
    match &instance.id {
        Fact::Known(id) => Ok(id.clone()),
        Fact::Absent | Fact::Unknown => {
            Err(Fault::new("id", "nothing", "the id of the instance, by which it is told apart"))
        }
    }
}

fn twice(instance: &Instance, first: &str) -> Fault {
    let id = instance.id.known().map(InstanceId::as_str).unwrap_or_default();
    let found = format!("the instance {} with other facts than at {first}", quoted(id));
    Fault::new("", found, "each instance once, or with the same facts each time")
}

/// What tells what a value is.
#[derive(Debug, Default, Deserialize)]
struct Kind {
    #[serde(rename = "Reservations")]
    reservations: Option<IgnoredAny>,
    #[serde(rename = "ResourceTagMappingList")]
    resources: Option<IgnoredAny>,
}
