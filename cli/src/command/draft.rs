//! `sekisho draft`: the rows that people edit.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use sekisho_store::import_document;

use super::{document::Source, table_options::PolicyOptions};
use crate::{Exit, Surroundings, error::CommandError, report::changes, table::IfMissing};

/// Work on the draft of a policy, which decides nothing until it is published
#[derive(Args, Debug)]
pub(crate) struct Draft {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Import(Import),
}

/// Make the rows of the draft say what a document says
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho draft import --table dynamodb:sekisho --policy hoshimi examples/hoshimi.yaml"
)]
struct Import {
    #[command(flatten)]
    policy: PolicyOptions,
    /// The document; `-` is the standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Draft {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let Verb::Import(Import { policy: PolicyOptions { table, policy }, file }) = self.verb;
        let source = Source::read(&file, surroundings)?;
        let document = source.document(surroundings)?;
        let table = table.open(IfMissing::Create).await?;
        let differences = import_document(table.as_ref(), &policy, &document).await?;
        surroundings.say(format_args!(
            "the draft of policy `{policy}` says what {} says",
            source.place()
        ))?;
        changes(Some(&differences), surroundings)?;
        Ok(Exit::Done)
    }
}
