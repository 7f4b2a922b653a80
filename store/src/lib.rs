//! Sekisho's policy table: rows are edited, snapshots are enforced.
//!
//! ```text
//! draft rows ──publish──► check ──► chunks (immutable) ──► read back ──► ACTIVE moves, HISTORY grows
//!                                                                          │
//!                                    PolicyCache (last good) ◄── poll ─────┘
//! ```
//!
//! Draft rows can be edited with any tool, the DynamoDB console included. [`publish`] checks them as
//! one [`Document`](sekisho_policy::Document) and its invariants, writes an immutable compressed
//! snapshot of the document, reads it back, and only then moves the ACTIVE pointer with a conditional
//! write that carries its history entry, and in that the invariants. A reader follows the pointer by exact keys and verifies what it reads: whatever is half
//! written, damaged or out of order is never in force.
//!
//! [`plan`] says beforehand what a publish would do, and names it, so that nothing else is published
//! under that name. [`rollback`] and [`add_rule`] publish without a draft. [`Prunable`] finds what nothing
//! needs any more; nothing else deletes a snapshot.
//!
//! [`PolicyTable`] is the port; `DynamoDbTable`, which is the feature `dynamodb`, and [`FileTable`] are
//! its adapters. [`PolicyCache`] is what a Lambda holds. [`Notes`] are what one remembers between events,
//! in the same table. Time is always an argument.
#![forbid(unsafe_code)]

mod adapters;
mod advance;
mod amend;
mod as_of;
mod cache;
mod changes;
mod chunk;
mod content;
mod digest;
mod draft;
mod edits;
mod error;
mod history;
mod item;
mod keys;
#[cfg_attr(
    not(feature = "dynamodb"),
    expect(dead_code, reason = "most of the layout is that of the DynamoDB table")
)]
mod layout;
mod load;
mod notes;
mod plan;
mod pointer;
mod ports;
mod prune;
mod publish;
mod request;
mod rollback;
mod snapshot;

#[cfg(feature = "dynamodb")]
pub use adapters::dynamodb::{DynamoDbTable, DynamoDbTimeouts};
pub use adapters::file::FileTable;
pub use adapters::file::strict::StrictJson;
pub use adapters::memory::MemoryNotes;
pub use amend::add_rule;
pub use as_of::load_as_of;
pub use cache::{CacheSettings, CacheStatus, NoPolicy, PolicyCache, PublishedPolicy};
pub use changes::{ChangedKeys, Changes};
pub use chunk::{Chunk, ChunkKey};
pub use content::Content;
pub use digest::Digest;
pub use draft::{
    DraftError, draft_document, draft_with, import_document, import_over, import_watched,
    read_draft,
};
pub use edits::DraftEdits;
pub use error::TableError;
pub use history::HistoryEntry;
pub use keys::{Jwks, JwksError, KeyChanges, TableKeys};
pub use load::{LoadError, Snapshot, load_active, load_invariants, load_version};
pub use notes::{Note, Noted, Notes};
pub use plan::{Plan, PlanId, plan, plan_content};
pub use pointer::{Pointer, SnapshotRef};
pub use ports::{Created, Edited, Moved, PolicyTable};
pub use prune::Prunable;
pub use publish::{PublishError, check_request, publish, publish_content, publish_within};
pub use request::{Expected, PublishRequest};
pub use rollback::rollback;
pub use snapshot::SnapshotError;
