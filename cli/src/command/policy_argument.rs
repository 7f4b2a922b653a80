//! The policy that a question is put to: a document, or what is in force in a table.

use std::path::{Path, PathBuf};

use clap::Args;
use sekisho_policy::{Document, PolicyName};
use sekisho_store::load_active;

use super::document::Source;
use crate::{
    Surroundings,
    error::CommandError,
    table::{IfMissing, TableLocation},
};

/// Which policy: a document, or the one in force in a table.
#[derive(Args, Debug)]
pub(crate) struct PolicyArgument {
    /// The policy: a document (YAML, or JSON if the name ends in .json); `-` is the standard input
    #[arg(value_name = "POLICY", required_unless_present = "table", conflicts_with = "table")]
    file: Option<PathBuf>,
    /// Take what is in force in this table: `file:DIR`, `dynamodb:NAME`, or `embedded:PATH`
    #[arg(long, value_name = "TABLE", requires = "policy")]
    table: Option<TableLocation>,
    /// The name of the policy in the table
    #[arg(long, value_name = "NAME", requires = "table")]
    policy: Option<PolicyName>,
}

impl PolicyArgument {
    /// Whether it is read from the standard input.
    pub(crate) fn is_standard_input(&self) -> bool {
        self.file.as_deref() == Some(Path::new("-"))
    }

    /// The document; if it has problems they are written, all of them.
    pub(crate) async fn document(
        &self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Document, CommandError> {
        if let (Some(table), Some(policy)) = (&self.table, &self.policy) {
            let table = table.open(IfMissing::Fail).await?;
            return Ok(load_active(table.as_ref(), policy).await?.document);
        }
        // INVARIANT (one of the two): the arguments are refused without a file and without a table.
        let file = self.file.as_deref().unwrap_or(Path::new("-"));
        Source::read(file, surroundings)?.document(surroundings)
    }
}
