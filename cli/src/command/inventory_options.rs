//! Which instances and which people there are.

use std::path::{Path, PathBuf};

use clap::Args;
use sekisho_policy::{Instance, Region};

use crate::{
    Surroundings,
    error::CommandError,
    inventory::{self, Inventory, People, Person},
};

/// The files that say which instances and which people there are.
#[derive(Args, Debug)]
#[command(next_help_heading = "The inventory")]
pub(crate) struct InventoryOptions {
    /// Instances, as for `decide` or as AWS prints them; `-` is the standard input. May be given several times
    #[arg(long, value_name = "FILE")]
    inventory: Vec<PathBuf>,
    /// People, as for `decide` with a name or as Amazon Cognito prints them; may be given several times
    #[arg(long, value_name = "FILE")]
    people: Vec<PathBuf>,
    /// The region of what `aws ec2 describe-instances` printed; that of each zone unless given
    #[arg(long, value_name = "REGION", requires = "inventory", value_parser = Region::parse)]
    region: Option<Region>,
}

impl InventoryOptions {
    /// How many of the files are the standard input.
    pub(crate) fn standard_inputs(&self) -> usize {
        let files = self.inventory.iter().chain(&self.people);
        files.filter(|file| file.as_path() == Path::new("-")).count()
    }

    /// Whether files of instances are given.
    pub(crate) const fn has_instances(&self) -> bool {
        !self.inventory.is_empty()
    }

    /// Whether files of people are given.
    pub(crate) const fn has_people(&self) -> bool {
        !self.people.is_empty()
    }

    /// Reads the instances, and says beside the answer what was left out.
    pub(crate) fn instances(
        &self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Vec<Instance>, CommandError> {
        let read = inventory::instances(&self.inventory, self.region.as_ref(), surroundings)?;
        let Inventory { instances, gone, others } = read;
        if gone > 0 {
            surroundings.notice(
                format_args!("left out: {gone} of the instances, terminated or shutting down"),
                format_args!("除外: 終了済みまたは終了処理中のインスタンス {gone} 台"),
            )?;
        }
        if others > 0 {
            surroundings.notice(
                format_args!(
                    "left out: {others} of the resources, neither instances nor databases nor services"
                ),
                format_args!("除外: インスタンスでもデータベースでもサービスでもないリソース {others} 件"),
            )?;
        }
        Ok(instances)
    }

    /// Reads the people, and says beside the answer who was left out.
    pub(crate) fn people(
        &self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Vec<Person>, CommandError> {
        let People { people, disabled } = inventory::people(&self.people, surroundings)?;
        if disabled > 0 {
            surroundings.notice(
                format_args!("left out: {disabled} of the users, who are disabled"),
                format_args!("除外: 無効化された利用者 {disabled} 人"),
            )?;
        }
        Ok(people)
    }
}
