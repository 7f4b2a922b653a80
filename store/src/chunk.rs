//! A piece of a snapshot, small enough for one item.

use crate::Digest;

/// The key of a chunk.
///
/// It carries the digest of the whole snapshot, not only its version: what a publish that crashed
/// left behind under the same version can never be mixed into the next one, because another content
/// has other keys.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a key is its three parts")]
pub struct ChunkKey {
    /// The version the snapshot was first published as.
    pub version: u64,
    /// The digest of the whole compressed snapshot.
    pub sha256: Digest,
    /// Which piece, from 0.
    pub index: u32,
}

/// One piece of a compressed snapshot.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a chunk is its key, the number of pieces and bytes")]
pub struct Chunk {
    /// Its key.
    pub key: ChunkKey,
    /// How many pieces the snapshot has.
    pub count: u32,
    /// At most [`Chunk::LIMIT`] bytes.
    pub bytes: Vec<u8>,
}

impl Chunk {
    /// The most bytes one chunk carries: 350 KiB.
    // SOURCE: an item of DynamoDB holds 400 KB with its attribute names (developer guide, "Service,
    // account, and table quotas in Amazon DynamoDB"); the rest is room for keys and metadata.
    pub const LIMIT: usize = 350 * 1024;
}
