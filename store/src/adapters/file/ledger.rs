//! The history of a policy as one file, whose last entry is ACTIVE.

use std::path::Path;

use super::{disk, json};
use crate::{
    HistoryEntry, TableError,
    item::{self, Item},
};

/// The entries as they were written, oldest first: each is understood when it is asked for, so that
/// one that somebody broke stands in the way of nobody else.
pub(super) struct Ledger(Vec<Item>);

impl Ledger {
    /// The ledger in this file; an empty one if there is none.
    pub(super) fn read(path: &Path) -> Result<Self, TableError> {
        let items = disk::read(path)?.map(|text| json::read_items(path, &text)).transpose()?;
        Ok(Self(items.unwrap_or_default()))
    }

    /// The text of the file.
    pub(super) fn write(&self) -> String {
        json::write_items(&self.0)
    }

    pub(super) fn push(&mut self, entry: &HistoryEntry) {
        self.0.push(item::write_entry(entry));
    }

    /// The entry at this place.
    pub(super) fn entry(&self, index: usize) -> Option<Result<HistoryEntry, TableError>> {
        let item = self.0.get(index)?;
        Some(item::read_entry(&format!("history.json[{index}]"), item))
    }

    /// The entry that is ACTIVE.
    pub(super) fn last(&self) -> Option<Result<HistoryEntry, TableError>> {
        self.entry(self.0.len().checked_sub(1)?)
    }

    /// Every entry.
    pub(super) fn entries(&self) -> Result<Vec<HistoryEntry>, TableError> {
        (0..self.0.len()).filter_map(|index| self.entry(index)).collect()
    }

    /// Where the entry of this version is.
    pub(super) fn position(&self, version: u64) -> Option<usize> {
        self.0.iter().position(|item| item::read_version(item) == Some(version))
    }

    /// The highest version there is.
    pub(super) fn newest(&self) -> Option<u64> {
        self.0.iter().filter_map(item::read_version).max()
    }
}
