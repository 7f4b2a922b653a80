//! The policy that a question is put to: a document, or what is in force in a table.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use sekisho_policy::{Document, Invariants, PolicyName, UnixTime};
use sekisho_store::{
    Content, Digest, PolicyTable, Snapshot, load_active, load_as_of, load_invariants, load_version,
};

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
        let as_of = self.time()?;
        let Some((table, policy)) = self.in_table() else {
            let source = self.source(surroundings)?;
            let origin = Origin::Document { sha256: Digest::of(source.text().as_bytes()) };
            return Ok(Found { document: source.document(surroundings)?, origin, as_of });
        };
        let table = table.open(IfMissing::Fail).await?;
        let Snapshot { pointer, document } = self.snapshot(table.as_ref(), policy).await?;
        let origin = Origin::Table { version: pointer.version, sha256: pointer.snapshot.sha256 };
        Ok(Found { document, origin, as_of })
    }

    /// The document, and in a table the invariants it was published with.
    pub(crate) async fn content(
        &self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Content, CommandError> {
        let Some((table, policy)) = self.in_table() else {
            let document = self.source(surroundings)?.document(surroundings)?;
            return Ok(Content { document, invariants: Invariants::default() });
        };
        let table = table.open(IfMissing::Fail).await?;
        let snapshot = self.snapshot(table.as_ref(), policy).await?;
        let invariants = load_invariants(table.as_ref(), policy, &snapshot).await?;
        Ok(Content { document: snapshot.document, invariants })
    }

    /// The time that is asked about, if it is another than now.
    pub(crate) fn time(&self) -> Result<Option<UnixTime>, CommandError> {
        self.as_of.as_deref().map(time).transpose()
    }

    /// The table it is in, if it is in one, and its name there.
    pub(crate) fn in_table(&self) -> Option<(&TableLocation, &PolicyName)> {
        self.table.as_ref().zip(self.policy.as_ref())
    }

    async fn snapshot(
        &self,
        table: &dyn PolicyTable,
        policy: &PolicyName,
    ) -> Result<Snapshot, CommandError> {
        Ok(match (self.time()?, self.version) {
            (Some(at), _) => load_as_of(table, policy, at).await?,
            (None, Some(version)) => load_version(table, policy, version).await?,
            (None, None) => load_active(table, policy).await?,
        })
    }

    fn source(&self, surroundings: &mut Surroundings<'_>) -> Result<Source, CommandError> {
        // INVARIANT (one of the two): the arguments are refused without a file and without a table.
        let file = self.file.as_deref().unwrap_or(Path::new("-"));
        Source::read(file, surroundings)
    }
}

/// A policy, and the time that is asked about if it is another than now.
pub(crate) struct Found {
    pub(crate) document: Document,
    pub(crate) origin: Origin,
    pub(crate) as_of: Option<UnixTime>,
}

/// What a policy was read from, so that it can be known again.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// A text with this digest.
    Document { sha256: Digest },
    /// A version of a table, with the digest that the history has of it.
    Table { version: u64, sha256: Digest },
}

/// A time as RFC 3339 has it, with its offset.
fn time(text: &str) -> Result<UnixTime, CommandError> {
    let time = text.parse::<Timestamp>().map_err(|_| CommandError::Time(text.to_owned()))?;
    Ok(UnixTime::from_seconds(time.as_second()))
}
