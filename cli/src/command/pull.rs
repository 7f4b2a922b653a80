//! `sekisho pull`: a policy out of the table, as a document.

use clap::Args;
use sekisho_store::{load_active, load_version, read_draft};

use super::{document::Format, table_options::PolicyOptions};
use crate::{Exit, Surroundings, error::CommandError, table::IfMissing};

/// Print a policy of the table as a document
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho pull --table dynamodb:sekisho --policy hoshimi --draft > hoshimi.yaml"
)]
pub(crate) struct Pull {
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    which: Which,
    /// The form to print it in
    #[arg(long, value_enum, default_value = "yaml")]
    format: Format,
}

#[derive(Args, Debug)]
#[group(multiple = false)]
struct Which {
    /// What is in force (this is what you get unless you ask for another)
    #[arg(long)]
    active: bool,
    /// What is being edited
    #[arg(long)]
    draft: bool,
    /// What was published as this version
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

impl Pull {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let PolicyOptions { table, policy } = self.policy;
        let table = table.open(IfMissing::Fail).await?;
        let document = match (self.which.draft, self.which.version) {
            (true, _) => read_draft(table.as_ref(), &policy).await?,
            (false, Some(version)) => {
                load_version(table.as_ref(), &policy, version).await?.document
            }
            (false, None) => load_active(table.as_ref(), &policy).await?.document,
        };
        let text = match self.format {
            Format::Json => document.to_json(),
            Format::Yaml => document.to_yaml(),
        };
        surroundings.say(text.trim_end())?;
        Ok(Exit::Done)
    }
}
