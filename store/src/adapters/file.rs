//! The policy table as a directory: one machine, no AWS.
//!
//! ```text
//! <root>/lock                                     held while anything is written
//! <root>/policies/<name>/draft.json               sort key -> attributes, in DynamoDB JSON
//! <root>/policies/<name>/history.json             every entry, oldest first; the last is ACTIVE
//! <root>/policies/<name>/chunks/<v>-<sha>-<i>.json
//! <root>/keys/<sha-256 of the issuer>.json
//! ```
//!
//! The history and the pointer are one file, so that moving the one and adding to the other is one
//! rename: there is no moment at which a crash could leave one without the other.

mod disk;
mod json;
mod ledger;
pub(crate) mod strict;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use sekisho_identity::{IssuerUrl, Pending};
use sekisho_policy::{PolicyName, Row};

use crate::{
    Chunk, ChunkKey, Created, Digest, DraftEdits, Edited, HistoryEntry, Jwks, Moved, Pointer,
    PolicyTable, TableError,
    item::{self, Item},
    layout,
};

use ledger::Ledger;

/// A policy table in a directory of the local disk.
///
/// Every write is a whole new file that is flushed and renamed into place under a lock, so readers
/// see the old or the new content and never a part, and processes that race for the pointer lose
/// clearly. The disk must rename atomically and lock files, as local ones do; a network share may
/// not.
#[derive(Clone, Debug)]
pub struct FileTable {
    root: Arc<Path>,
}

impl FileTable {
    /// The table in a directory that exists.
    ///
    /// # Errors
    ///
    /// [`TableError::File`] if it does not.
    pub fn open(root: &Path) -> Result<Self, TableError> {
        std::fs::read_dir(root).map_err(|error| disk::fault("open the directory", root, &error))?;
        Ok(Self { root: Arc::from(root) })
    }

    /// The table in a directory that is made if it does not exist.
    ///
    /// # Errors
    ///
    /// [`TableError::File`] if it cannot be made.
    pub fn create(root: &Path) -> Result<Self, TableError> {
        std::fs::create_dir_all(root)
            .map_err(|error| disk::fault("make the directory", root, &error))?;
        Self::open(root)
    }

    fn policy(&self, policy: &PolicyName) -> PathBuf {
        self.root.join("policies").join(policy.as_str())
    }

    fn draft(&self, policy: &PolicyName) -> PathBuf {
        self.policy(policy).join("draft.json")
    }

    fn ledger(&self, policy: &PolicyName) -> PathBuf {
        self.policy(policy).join("history.json")
    }

    fn chunks(&self, policy: &PolicyName) -> PathBuf {
        self.policy(policy).join("chunks")
    }

    fn chunk_path(&self, policy: &PolicyName, key: &ChunkKey) -> PathBuf {
        self.chunks(policy).join(chunk_name(key))
    }

    /// A file system may fold case and an issuer has slashes: its digest is its file name.
    fn keys_path(&self, issuer: &IssuerUrl) -> PathBuf {
        self.root.join("keys").join(format!("{}.json", Digest::of(issuer.as_str().as_bytes())))
    }
}

impl PolicyTable for FileTable {
    fn drafts<'a>(&'a self, policy: &'a PolicyName) -> Pending<'a, Result<Vec<Row>, TableError>> {
        let path = self.draft(policy);
        blocking(move || read_rows(&path))
    }

    fn edit_drafts_watched<'a>(
        &'a self,
        policy: &'a PolicyName,
        edits: &'a DraftEdits,
        _watch: &'a (dyn Fn(Edited) + Send + Sync),
    ) -> Pending<'a, Result<(), TableError>> {
        let (root, path, edits) = (Arc::clone(&self.root), self.draft(policy), edits.clone());
        blocking(move || {
            let _lock = disk::Lock::acquire(&root)?;
            let rows = read_rows(&path)?.into_iter().map(|row| (row.key, row.attributes));
            let mut rows: BTreeMap<String, Item> = rows.collect();
            for (key, attributes) in edits.iter() {
                match attributes {
                    Some(attributes) => rows.insert(key.to_owned(), attributes.clone()),
                    None => rows.remove(key),
                };
            }
            disk::replace(&path, &json::write_rows(&rows))
        })
    }

    fn create_chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        chunk: &'a Chunk,
    ) -> Pending<'a, Result<Created, TableError>> {
        let (root, path) = (Arc::clone(&self.root), self.chunk_path(policy, &chunk.key));
        let content = json::write_item(&item::write_chunk(chunk));
        blocking(move || {
            let _lock = disk::Lock::acquire(&root)?;
            if disk::read(&path)?.is_some() {
                return Ok(Created::Existed);
            }
            disk::replace(&path, &content)?;
            Ok(Created::New)
        })
    }

    fn chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        key: &'a ChunkKey,
    ) -> Pending<'a, Result<Option<Chunk>, TableError>> {
        let (path, sort) = (self.chunk_path(policy, key), layout::chunk(key));
        blocking(move || read_item(&path)?.map(|item| item::read_chunk(&sort, item)).transpose())
    }

    fn chunk_keys<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Vec<ChunkKey>, TableError>> {
        let path = self.chunks(policy);
        blocking(move || {
            let names = disk::names(&path)?;
            let mut keys: Vec<ChunkKey> = names.iter().filter_map(|name| chunk_key(name)).collect();
            keys.sort_by_key(|key| (key.version, key.sha256, key.index));
            Ok(keys)
        })
    }

    fn delete_chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        key: &'a ChunkKey,
    ) -> Pending<'a, Result<(), TableError>> {
        let (root, path) = (Arc::clone(&self.root), self.chunk_path(policy, key));
        blocking(move || {
            let _lock = disk::Lock::acquire(&root)?;
            disk::remove(&path)
        })
    }

    fn active<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Option<Pointer>, TableError>> {
        let path = self.ledger(policy);
        blocking(move || {
            let ledger = Ledger::read(&path)?;
            Ok(ledger.last().transpose()?.map(|entry| entry.pointer))
        })
    }

    fn move_active<'a>(
        &'a self,
        policy: &'a PolicyName,
        entry: &'a HistoryEntry,
    ) -> Pending<'a, Result<Moved, TableError>> {
        let (root, path) = (Arc::clone(&self.root), self.ledger(policy));
        let entry = entry.clone();
        blocking(move || {
            let _lock = disk::Lock::acquire(&root)?;
            let mut ledger = Ledger::read(&path)?;
            let active = ledger.last().transpose()?.map(|last| last.pointer.version);
            if active != entry.previous || ledger.position(entry.pointer.version).is_some() {
                return Ok(Moved::Lost);
            }
            ledger.push(&entry);
            disk::replace(&path, &ledger.write())?;
            Ok(Moved::Done)
        })
    }

    fn entry<'a>(
        &'a self,
        policy: &'a PolicyName,
        version: u64,
    ) -> Pending<'a, Result<Option<HistoryEntry>, TableError>> {
        let path = self.ledger(policy);
        blocking(move || {
            let ledger = Ledger::read(&path)?;
            ledger.position(version).and_then(|index| ledger.entry(index)).transpose()
        })
    }

    fn last_version<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Option<u64>, TableError>> {
        let path = self.ledger(policy);
        blocking(move || Ok(Ledger::read(&path)?.newest()))
    }

    fn history<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Vec<HistoryEntry>, TableError>> {
        let path = self.ledger(policy);
        blocking(move || Ledger::read(&path)?.entries())
    }

    fn keys<'a>(
        &'a self,
        issuer: &'a IssuerUrl,
    ) -> Pending<'a, Result<Option<String>, TableError>> {
        let path = self.keys_path(issuer);
        blocking(move || read_item(&path)?.map(|item| item::read_keys(&item)).transpose())
    }

    fn put_keys<'a>(
        &'a self,
        issuer: &'a IssuerUrl,
        jwks: &'a Jwks,
    ) -> Pending<'a, Result<(), TableError>> {
        let (root, path) = (Arc::clone(&self.root), self.keys_path(issuer));
        let mut item = item::write_keys(jwks.as_str());
        item.insert("issuer".to_owned(), sekisho_policy::Attribute::String(issuer.to_string()));
        blocking(move || {
            let _lock = disk::Lock::acquire(&root)?;
            disk::replace(&path, &json::write_item(&item))
        })
    }
}

/// Runs what waits for the disk where it holds up nobody.
fn blocking<'a, T: Send + 'static>(
    work: impl FnOnce() -> Result<T, TableError> + Send + 'static,
) -> Pending<'a, Result<T, TableError>> {
    Box::pin(async move {
        let stopped = |_| TableError::File {
            action: "reach",
            path: String::new(),
            message: "the program is stopping".to_owned(),
        };
        tokio::task::spawn_blocking(work).await.map_err(stopped)?
    })
}

fn chunk_name(key: &ChunkKey) -> String {
    format!("{:020}-{}-{:04}.json", key.version, key.sha256, key.index)
}

/// The chunk in a file of this name; `None` for a name that no publish wrote.
fn chunk_key(name: &str) -> Option<ChunkKey> {
    let mut parts = name.strip_suffix(".json")?.split('-');
    let version = parts.next()?.parse().ok()?;
    let sha256 = Digest::parse(parts.next()?)?;
    let index = parts.next()?.parse().ok()?;
    let key = ChunkKey { version, sha256, index };
    (chunk_name(&key) == name).then_some(key)
}

fn read_rows(path: &Path) -> Result<Vec<Row>, TableError> {
    disk::read(path)?.map_or_else(|| Ok(Vec::new()), |text| json::read_rows(path, &text))
}

fn read_item(path: &Path) -> Result<Option<Item>, TableError> {
    disk::read(path)?.map(|text| json::read_item(path, &text)).transpose()
}
