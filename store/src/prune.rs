//! Old snapshots are deleted by this alone, and their lines of the history never are.

use std::collections::BTreeSet;

use sekisho_policy::PolicyName;

use crate::{ChunkKey, Digest, PolicyTable, TableError};

/// The chunks that nothing needs any more.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Prunable {
    chunks: Vec<ChunkKey>,
    versions: BTreeSet<u64>,
}

impl Prunable {
    /// The chunks of a policy that neither what is in force nor one of the last `keep` versions needs:
    /// those of older versions, and those of a publish that never came to its end.
    ///
    /// Chunks of a version that is not in the history yet belong to a publish that may be under way,
    /// and are left alone. A rollback writes chunks of its own, so that what one is about to put in
    /// force is never taken away from under it.
    ///
    /// # Errors
    ///
    /// [`TableError`] if the table cannot be read, or an entry of its history is malformed: what that
    /// one needs cannot be told.
    pub async fn find(
        table: &dyn PolicyTable,
        policy: &PolicyName,
        keep: usize,
    ) -> Result<Self, TableError> {
        // Before the history: a chunk that is written from here on is not in this list.
        let chunks = table.chunk_keys(policy).await?;
        let history = table.history(policy).await?;
        let active = table.active(policy).await?;
        let kept = history.iter().rev().take(keep).map(|entry| &entry.pointer);
        let needed: BTreeSet<(u64, Digest)> = kept
            .chain(&active)
            .map(|pointer| (pointer.snapshot.version, pointer.snapshot.sha256))
            .collect();
        let newest = history.iter().map(|entry| entry.pointer.version).max().unwrap_or(0);
        let unneeded =
            |key: &ChunkKey| key.version <= newest && !needed.contains(&(key.version, key.sha256));
        let chunks: Vec<ChunkKey> = chunks.into_iter().filter(unneeded).collect();
        let old = history.iter().filter(|entry| {
            let snapshot = &entry.pointer.snapshot;
            chunks
                .iter()
                .any(|key| (key.version, key.sha256) == (snapshot.version, snapshot.sha256))
        });
        let versions = old.map(|entry| entry.pointer.version).collect();
        Ok(Self { chunks, versions })
    }

    /// The versions that cannot be loaded, or rolled back to, once these chunks are gone.
    #[must_use]
    pub const fn versions(&self) -> &BTreeSet<u64> {
        &self.versions
    }

    /// How many chunks there are.
    #[must_use]
    pub const fn chunks(&self) -> usize {
        self.chunks.len()
    }

    /// Deletes them.
    ///
    /// # Errors
    ///
    /// [`TableError`]; some may be deleted then, and the rest is found again.
    pub async fn delete(
        &self,
        table: &dyn PolicyTable,
        policy: &PolicyName,
    ) -> Result<(), TableError> {
        for key in &self.chunks {
            table.delete_chunk(policy, key).await?;
        }
        Ok(())
    }
}
