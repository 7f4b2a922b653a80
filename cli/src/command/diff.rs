//! `sekisho diff`: exactly what a change of a policy opens and closes.

use std::path::{Path, PathBuf};

use clap::Args;
use sekisho_policy::{Document, PolicyName, analysis::Budget};
use sekisho_store::{LoadError, draft_document, load_active, load_version};
use serde_json::Value;

use super::{
    document::{Source, one_input},
    inventory_options::InventoryOptions,
};
use crate::{
    Exit, Surroundings,
    chart::Gains,
    differences::{Detail, Differences, Extent, as_json, near, tell},
    error::CommandError,
    table::{IfMissing, TableLocation},
};

/// Show exactly what a change of a policy opens and closes, each with a request that shows it
///
/// Everything that one policy allows and the other does not is found, by what was edited; the engine
/// decides every request that is shown. If nothing is found, that is a proof that the two policies
/// decide every request alike. Rules whose obligations changed are listed beside that. Ends with 0 if there is no difference, with 2 if there is one, with 4 if a
/// search took more steps than it may.
#[derive(Args, Debug)]
#[command(
    mut_arg("inventory", |inventory| inventory.requires("people")),
    mut_arg("people", |people| people.requires("inventory")),
    after_help = "Example:\n  sekisho diff old.yaml new.yaml\n  sekisho diff old.yaml new.yaml --people people.json --inventory instances.json\n  sekisho diff --table dynamodb:sekisho --policy hoshimi\n  sekisho diff --table dynamodb:sekisho --policy hoshimi proposed.yaml\n  sekisho diff --table dynamodb:sekisho --policy hoshimi --version 3 --to 5"
)]
pub(crate) struct Diff {
    /// The old policy (YAML, or JSON if the name ends in .json); `-` is the standard input. With --table,
    /// the new one, in place of the draft
    #[arg(value_name = "OLD", required_unless_present = "table")]
    first: Option<PathBuf>,
    /// The new policy
    #[arg(value_name = "NEW", required_unless_present = "table", conflicts_with = "table")]
    second: Option<PathBuf>,
    /// Compare what is in force in this table with the draft: `file:DIR`, `dynamodb:NAME`, or `embedded:PATH`
    #[arg(long, value_name = "TABLE", requires = "policy")]
    table: Option<TableLocation>,
    /// The name of the policy in the table
    #[arg(long, value_name = "NAME", requires = "table")]
    policy: Option<PolicyName>,
    /// Take this version as the old one instead of what is in force
    #[arg(long, value_name = "N", requires = "table")]
    version: Option<u64>,
    /// Take this version as the new one instead of the draft
    #[arg(long, value_name = "N", requires = "table", conflicts_with = "first")]
    to: Option<u64>,
    /// How many regions of requests to show of each edit
    #[arg(long, value_name = "N", default_value_t = 3)]
    regions: usize,
    /// How many steps of search each edit may take
    #[arg(long, value_name = "N", default_value_t = Budget::default().steps)]
    steps: u64,
    /// One JSON object: opened, closed, incomplete, obligations, equivalent, edits, steps; access, with people
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    inventory: InventoryOptions,
}

impl Diff {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let inputs = [&self.first, &self.second].into_iter().flatten();
        let inputs = inputs.filter(|path| path.as_path() == Path::new("-")).count();
        if inputs.saturating_add(self.inventory.standard_inputs()) > 1 {
            return Err(CommandError::OneInput);
        }
        let (old, new) = self.documents(surroundings).await?;
        let people = self.inventory.people(surroundings)?;
        let instances = self.inventory.instances(surroundings)?;
        let callers = people.iter().map(|person| person.caller.clone()).collect();
        let hints = near((surroundings.now)());
        let hints = hints.with_people(callers).with_instances(instances.clone());
        let Self { regions, steps, .. } = self;
        let extent = Extent { regions, steps, edits: usize::MAX, all_steps: u64::MAX };
        let differences = Differences::find(&old, &new, &hints, extent);
        let gains = self.inventory.has_people().then(|| Gains::new(&old, &new, people, instances));
        if self.json {
            let mut object = as_json(&differences)?;
            object.extend(gains.map(|gains| ("access".to_owned(), gains.as_json())));
            surroundings.say(Value::from(object))?;
        } else {
            tell(&differences, Detail::Full, surroundings)?;
            gains.map_or(Ok(()), |gains| gains.tell(surroundings))?;
        }
        Ok(differences.exit())
    }

    /// The old and the new document; the problems of one that has some are written.
    async fn documents(
        &self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<(Document, Document), CommandError> {
        let read = |path: &Option<PathBuf>, surroundings: &mut Surroundings<'_>| {
            // INVARIANT (both are named): the arguments are refused without.
            let path = path.as_deref().unwrap_or(Path::new("-"));
            Source::read(path, surroundings)?.document(surroundings)
        };
        let (Some(location), Some(policy)) = (&self.table, &self.policy) else {
            one_input(&[&self.first, &self.second])?;
            let old = read(&self.first, surroundings)?;
            return Ok((old, read(&self.second, surroundings)?));
        };
        let proposed = match &self.first {
            None => None,
            Some(_) => Some(read(&self.first, surroundings)?),
        };
        let table = location.open(IfMissing::Fail).await?;
        let new = match (proposed, self.to) {
            (Some(document), _) => document,
            (None, Some(version)) => load_version(table.as_ref(), policy, version).await?.document,
            (None, None) => draft_document(table.as_ref(), policy).await?,
        };
        let old = match self.version {
            Some(version) => load_version(table.as_ref(), policy, version).await?.document,
            None => match load_active(table.as_ref(), policy).await {
                // Where nothing is in force, nothing is allowed.
                Err(LoadError::NothingPublished { .. }) => new.without_rules(),
                found => found?.document,
            },
        };
        Ok((old, new))
    }
}
