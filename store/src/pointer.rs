//! The ACTIVE pointer: which snapshot is in force.

use sekisho_policy::UnixTime;

use crate::{ChunkKey, Digest};

/// What is in force, since when, by whom and why.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a pointer is exactly what its item says")]
pub struct Pointer {
    /// The epoch: grows by at least one with every publish and every rollback, never comes back.
    pub version: u64,
    /// Where the content is. After a rollback its version is an earlier one.
    pub snapshot: SnapshotRef,
    /// The version of the policy language the content is written in.
    pub language: u32,
    /// The version of the engine that checked the content.
    pub engine: String,
    /// When it was published.
    pub published_at: UnixTime,
    /// By whom.
    pub published_by: String,
    /// Why.
    pub reason: String,
}

/// Where the content of a snapshot is, and how to know it again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "exactly what the pointer's item says")]
pub struct SnapshotRef {
    /// The version it was first published as: part of the key of its chunks.
    pub version: u64,
    /// How many chunks.
    pub chunks: u32,
    /// How many bytes they hold together, compressed.
    pub bytes: u64,
    /// The digest of those bytes.
    pub sha256: Digest,
}

impl SnapshotRef {
    /// The key of the chunk with this index.
    #[must_use]
    pub const fn chunk(&self, index: u32) -> ChunkKey {
        ChunkKey { version: self.version, sha256: self.sha256, index }
    }
}
