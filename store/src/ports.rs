//! What the store needs of a table.

use core::fmt;

use sekisho_identity::{IssuerUrl, Pending};
use sekisho_policy::{PolicyName, Row};

use crate::{Chunk, ChunkKey, DraftEdits, HistoryEntry, Jwks, Pointer, TableError};

/// A table that holds the policies of any number of towns, and the signing keys of issuers.
///
/// Every key is isolated by the policy's name and compared byte by byte, case included. Every read
/// is strongly consistent, and every list is whole: an adapter that pages reads all pages.
///
/// Writes of draft rows are last-writer-wins, as they are in the DynamoDB console: what makes that
/// safe is that a draft row never decides anything. [`publish`](crate::publish) reads the draft
/// twice and refuses if it moved in between.
pub trait PolicyTable: Send + Sync + fmt::Debug {
    /// Every draft row of a policy, ordered by key.
    fn drafts<'a>(&'a self, policy: &'a PolicyName) -> Pending<'a, Result<Vec<Row>, TableError>>;

    /// Writes and deletes draft rows, in place of whatever they were; a row to delete that is not
    /// there is deleted already. Each row is written whole. An edit of several rows that fails
    /// half-way may have written some of them; the draft has no head (`POLICY`) then, so that it
    /// cannot be published.
    fn edit_drafts<'a>(
        &'a self,
        policy: &'a PolicyName,
        edits: &'a DraftEdits,
    ) -> Pending<'a, Result<(), TableError>> {
        self.edit_drafts_watched(policy, edits, &|_| {})
    }

    /// As [`PolicyTable::edit_drafts`], and says how far it is whenever some of the rows are done. An
    /// adapter that writes all of them at once says nothing.
    fn edit_drafts_watched<'a>(
        &'a self,
        policy: &'a PolicyName,
        edits: &'a DraftEdits,
        watch: &'a (dyn Fn(Edited) + Send + Sync),
    ) -> Pending<'a, Result<(), TableError>>;

    /// Writes a chunk unless one with the same key exists; never overwrites.
    fn create_chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        chunk: &'a Chunk,
    ) -> Pending<'a, Result<Created, TableError>>;

    /// The chunk with exactly this key.
    fn chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        key: &'a ChunkKey,
    ) -> Pending<'a, Result<Option<Chunk>, TableError>>;

    /// The key of every chunk of a policy, in order, those of no snapshot in the history included.
    fn chunk_keys<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Vec<ChunkKey>, TableError>>;

    /// Deletes the chunk with exactly this key; one that is not there is deleted already.
    fn delete_chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        key: &'a ChunkKey,
    ) -> Pending<'a, Result<(), TableError>>;

    /// The ACTIVE pointer.
    fn active<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Option<Pointer>, TableError>>;

    /// Moves ACTIVE to `entry.pointer` and writes `entry` to the history, both or neither, if ACTIVE
    /// is at `entry.previous` (absent for `None`) and the history has no entry of that version.
    fn move_active<'a>(
        &'a self,
        policy: &'a PolicyName,
        entry: &'a HistoryEntry,
    ) -> Pending<'a, Result<Moved, TableError>>;

    /// The history entry of one version, and no other: a damaged one beside it is not looked at.
    fn entry<'a>(
        &'a self,
        policy: &'a PolicyName,
        version: u64,
    ) -> Pending<'a, Result<Option<HistoryEntry>, TableError>>;

    /// The highest version in the history, whatever its entry says.
    fn last_version<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Option<u64>, TableError>>;

    /// Every history entry of a policy, oldest first.
    fn history<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Vec<HistoryEntry>, TableError>>;

    /// The signing keys of an issuer: the text of its JWKS.
    fn keys<'a>(&'a self, issuer: &'a IssuerUrl)
    -> Pending<'a, Result<Option<String>, TableError>>;

    /// Writes the signing keys of an issuer in place of those it had; [`Jwks`] is never empty.
    fn put_keys<'a>(
        &'a self,
        issuer: &'a IssuerUrl,
        jwks: &'a Jwks,
    ) -> Pending<'a, Result<(), TableError>>;
}

/// How far an edit of draft rows is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "so many of so many")]
pub struct Edited {
    /// The rows that are written or deleted by now.
    pub rows: usize,
    /// All that are to be.
    pub of: usize,
}

/// What became of a create-only write.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a create-only write has these two outcomes")]
pub enum Created {
    /// An item with this key was there before; nothing was written.
    Existed,
    /// The item is new.
    New,
}

/// What became of a conditional move of the ACTIVE pointer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a conditional move has these two outcomes")]
pub enum Moved {
    /// The pointer and the history entry are written.
    Done,
    /// Somebody else moved first; nothing was written.
    Lost,
}
