//! The policy that a question is put to: a document, or what is in force in a table.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use sekisho_policy::{Document, PolicyName, UnixTime};
use sekisho_store::{load_active, load_as_of, load_version};

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
    /// Take this version of it instead of what is in force
    #[arg(long, value_name = "N", requires = "table", conflicts_with = "as_of")]
    version: Option<u64>,
    /// Take what was in force at this time, such as 2026-11-17T18:05:00+09:00; the question is about it too
    #[arg(long, value_name = "TIME", requires = "table")]
    as_of: Option<String>,
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
        Ok(self.found(surroundings).await?.document)
    }

    /// The document, and the time that is asked about.
    pub(crate) async fn found(
        &self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Found, CommandError> {
        let as_of = self.as_of.as_deref().map(time).transpose()?;
        if let (Some(table), Some(policy)) = (&self.table, &self.policy) {
            let table = table.open(IfMissing::Fail).await?;
            let snapshot = match (as_of, self.version) {
                (Some(at), _) => load_as_of(table.as_ref(), policy, at).await?,
                (None, Some(version)) => load_version(table.as_ref(), policy, version).await?,
                (None, None) => load_active(table.as_ref(), policy).await?,
            };
            return Ok(Found { document: snapshot.document, as_of });
        }
        // INVARIANT (one of the two): the arguments are refused without a file and without a table.
        let file = self.file.as_deref().unwrap_or(Path::new("-"));
        let document = Source::read(file, surroundings)?.document(surroundings)?;
        Ok(Found { document, as_of })
    }
}

/// A policy, and the time that is asked about if it is another than now.
pub(crate) struct Found {
    pub(crate) document: Document,
    pub(crate) as_of: Option<UnixTime>,
}

/// A time as RFC 3339 has it, with its offset.
fn time(text: &str) -> Result<UnixTime, CommandError> {
    let time = text.parse::<Timestamp>().map_err(|_| CommandError::Time(text.to_owned()))?;
    Ok(UnixTime::from_seconds(time.as_second()))
}
