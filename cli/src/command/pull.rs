//! `sekisho pull`: a policy out of the table, as a document.

use clap::Args;
use sekisho_policy::{Invariants, PolicyName};
use sekisho_store::{Content, LoadError, load_active, load_invariants, load_version, read_draft};

use super::{document::Format, table_options::PolicyOptions};
use crate::{Exit, Surroundings, error::CommandError, report::count, table::IfMissing, words};

/// Print a policy of the table as a document
///
/// Its invariants are a file of their own, which --invariants prints instead.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho pull --table dynamodb:sekisho --policy hoshimi --draft > hoshimi.yaml"
)]
pub(crate) struct Pull {
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    which: Which,
    /// Print the invariants of the policy instead
    #[arg(long)]
    invariants: bool,
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
        let snapshot = match (self.which.draft, self.which.version) {
            (true, _) => None,
            (false, Some(version)) => Some(load_version(table.as_ref(), &policy, version).await?),
            (false, None) => Some(load_active(table.as_ref(), &policy).await?),
        };
        let (document, invariants) = match snapshot {
            None => {
                let Content { document, invariants } = read_draft(table.as_ref(), &policy).await?;
                (document, Ok(invariants))
            }
            Some(snapshot) => {
                let invariants = load_invariants(table.as_ref(), &policy, &snapshot).await;
                (snapshot.document, invariants)
            }
        };
        if !self.invariants {
            tell_of(&invariants, &policy, surroundings)?;
        }
        let text = match (self.invariants, self.format) {
            (false, Format::Json) => document.to_json(),
            (false, Format::Yaml) => document.to_yaml(),
            (true, Format::Json) => invariants?.to_json(),
            (true, Format::Yaml) => invariants?.to_yaml(),
        };
        surroundings.say(text.trim_end())?;
        Ok(Exit::Done)
    }
}

/// Says that a policy has more than its document. One whose invariants cannot be read has that still.
fn tell_of(
    invariants: &Result<Invariants, LoadError>,
    policy: &PolicyName,
    surroundings: &mut Surroundings<'_>,
) -> Result<(), CommandError> {
    match invariants {
        Ok(invariants) if invariants.as_slice().is_empty() => {}
        Ok(invariants) => {
            let number = invariants.as_slice().len();
            surroundings.notice(
                format_args!(
                    "policy `{policy}` has {} besides: `pull --invariants` prints them",
                    count(number, "invariant")
                ),
                format_args!(
                    "ポリシー `{policy}` にはほかに不変条件が {number} 件あります。`pull --invariants` で出力します"
                ),
            )?;
        }
        Err(error) => surroundings.notice(
            format_args!("warning: {error}"),
            format_args!("警告: {}", words::what_went_wrong(error)),
        )?,
    }
    Ok(())
}
