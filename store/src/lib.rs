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
//!
//! ```
//! use std::sync::Arc;
//!
//! use sekisho_policy::{Document, PolicyName, UnixTime};
//! use sekisho_store::{
//!     CacheSettings, Expected, FileTable, PolicyCache, PublishRequest, import_document, publish,
//! };
//!
//! # let folder = std::env::temp_dir().join(format!("sekisho-store-{}", std::process::id()));
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! let table = FileTable::create(&folder)?;
//! let hoshimi = PolicyName::parse("hoshimi")?;
//! let document = Document::from_yaml(r#"
//! version: 1
//! policy: hoshimi
//! utc_offset: "+09:00"
//! rules:
//!   - { id: a, effect: allow, who: { groups: [staff] }, actions: [describe], instances: any }
//! "#).unwrap();
//! let now = UnixTime::from_seconds(1_795_478_400);
//!
//! import_document(&table, &hoshimi, &document).await?;
//! let request = PublishRequest {
//!     expected: Expected::Nothing,
//!     by: "kato".to_owned(),
//!     why: "the first version".to_owned(),
//!     at: now,
//! };
//! publish(&table, &hoshimi, &request).await?;
//!
//! let cache = PolicyCache::new(Arc::new(table), hoshimi, CacheSettings::default());
//! assert_eq!(cache.current(now).await?.version, 1);
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where to go on: [`publish`] for the steps and what a crash leaves, [`PolicyCache`] for what a reader
//! believes, [`PolicyTable`] for the port; `docs/vendor.md` for the same in commands.
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
