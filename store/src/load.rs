//! From the pointer to the document, or nothing at all.

use sekisho_policy::{Document, Invariants, PolicyName};

use crate::{
    Pointer, PolicyTable, SnapshotError, SnapshotRef, TableError,
    snapshot::{self, one_line},
};

/// A published document and the pointer that led to it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a pointer and what it points at")]
pub struct Snapshot {
    /// Which version, by whom, when, why.
    pub pointer: Pointer,
    /// What it says.
    pub document: Document,
}

/// A published document could not be had.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The invariants of a version, or its line of the history, are not what any publish writes.
    #[error("the invariants of version {version} of policy `{policy}` cannot be read: {message}")]
    Invariants {
        /// The policy.
        policy: PolicyName,
        /// The version.
        version: u64,
        /// What is wrong.
        message: String,
    },
    /// The policy has never been published.
    #[error("policy `{policy}` has nothing published")]
    NothingPublished {
        /// The policy.
        policy: PolicyName,
    },
    /// The history has no such version.
    #[error("policy `{policy}` has no version {version} in its history: {}", known(.versions))]
    NoSuchVersion {
        /// The policy.
        policy: PolicyName,
        /// The version that was asked for.
        version: u64,
        /// The versions there are.
        versions: Vec<u64>,
    },
    /// Nothing had been published then.
    #[error("policy `{policy}` had nothing in force then")]
    NothingThen {
        /// The policy.
        policy: PolicyName,
    },
    /// The snapshot is not what its pointer says.
    #[error("version {version} of policy `{policy}` cannot be used: {error}")]
    Snapshot {
        /// The policy.
        policy: PolicyName,
        /// The version of the pointer.
        version: u64,
        /// What is wrong.
        error: SnapshotError,
    },
    /// The table could not be read.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// Loads the snapshot that is in force.
///
/// # Errors
///
/// [`LoadError`]; a snapshot is whole and what was published, or it is not returned.
pub async fn load_active(
    table: &dyn PolicyTable,
    policy: &PolicyName,
) -> Result<Snapshot, LoadError> {
    let nothing = || LoadError::NothingPublished { policy: policy.clone() };
    let pointer = table.active(policy).await?.ok_or_else(nothing)?;
    load(table, policy, pointer).await
}

/// Loads an earlier (or the active) version out of the history.
///
/// # Errors
///
/// [`LoadError`]
pub async fn load_version(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    version: u64,
) -> Result<Snapshot, LoadError> {
    let Some(entry) = table.entry(policy, version).await? else {
        let history = table.history(policy).await?;
        let versions = history.iter().map(|entry| entry.pointer.version).collect();
        return Err(LoadError::NoSuchVersion { policy: policy.clone(), version, versions });
    };
    load(table, policy, entry.pointer).await
}

/// Loads the invariants that a version was published with: none, where the history has no line of it.
///
/// No Lambda does this: they decide nothing.
///
/// # Errors
///
/// [`LoadError::Invariants`], [`LoadError::Table`]
pub async fn load_invariants(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    snapshot: &Snapshot,
) -> Result<Invariants, LoadError> {
    let version = snapshot.pointer.version;
    let unreadable =
        |message: String| LoadError::Invariants { policy: policy.clone(), version, message };
    let rows = match table.entry(policy, version).await {
        Ok(entry) => entry.map(|entry| entry.invariants).unwrap_or_default(),
        Err(error @ TableError::Malformed { .. }) => return Err(unreadable(error.to_string())),
        Err(error) => return Err(error.into()),
    };
    Invariants::from_rows(&rows, &snapshot.document)
        .map_err(|problems| unreadable(one_line(&problems)))
}

/// Loads what a pointer points at.
pub(crate) async fn load(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    pointer: Pointer,
) -> Result<Snapshot, LoadError> {
    match load_document(table, policy, &pointer.snapshot, pointer.language).await {
        Ok(document) => Ok(Snapshot { pointer, document }),
        Err(Failure::Table(error)) => Err(error.into()),
        Err(Failure::Snapshot(error)) => {
            Err(LoadError::Snapshot { policy: policy.clone(), version: pointer.version, error })
        }
    }
}

/// Whose fault it is that a document could not be read: the table's, or the snapshot's.
pub(crate) enum Failure {
    Snapshot(SnapshotError),
    Table(TableError),
}

/// A chunk that somebody broke is damage of the snapshot, which can be published over; any other
/// error of the table says nothing about the snapshot.
fn blame(error: TableError) -> Failure {
    if matches!(error, TableError::Malformed { .. }) {
        Failure::Snapshot(SnapshotError::BrokenChunk(error))
    } else {
        Failure::Table(error)
    }
}

/// Reads the chunks of a snapshot by their exact keys and opens it.
pub(crate) async fn load_document(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    reference: &SnapshotRef,
    language: u32,
) -> Result<Document, Failure> {
    snapshot::check(reference, language).map_err(Failure::Snapshot)?;
    let mut bytes = Vec::new();
    for index in 0..reference.chunks {
        let chunk = table.chunk(policy, &reference.chunk(index)).await.map_err(blame)?;
        bytes.extend(snapshot::accept(reference, index, chunk).map_err(Failure::Snapshot)?);
    }
    snapshot::open(reference, policy, &bytes).map_err(Failure::Snapshot)
}

fn known(versions: &[u64]) -> String {
    match versions {
        [] => "it is empty".to_owned(),
        [only] => format!("it has {only}"),
        [first, .., last] => format!("it has {first} to {last}"),
    }
}
