//! Notes in memory: for one process, such as a test.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use sekisho_identity::Pending;
use sekisho_policy::PolicyName;

use crate::{Note, Noted, Notes, TableError};

/// Notes that are gone when this value is. None is ever dropped for its age.
#[derive(Debug, Default)]
pub struct MemoryNotes(Mutex<BTreeMap<(String, String), Note>>);

impl MemoryNotes {
    /// No notes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<(String, String), Note>) -> T) -> T {
        // Every change is one insertion: a panic elsewhere leaves no half of one.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Notes for MemoryNotes {
    fn note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
    ) -> Pending<'a, Result<Option<Note>, TableError>> {
        let key = (policy.to_string(), thing.to_owned());
        let note = self.with(|notes| notes.get(&key).cloned());
        Box::pin(core::future::ready(Ok(note)))
    }

    fn put_note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
        note: &'a Note,
    ) -> Pending<'a, Result<Noted, TableError>> {
        let key = (policy.to_string(), thing.to_owned());
        let noted = self.with(|notes| {
            let before = notes.get(&key).map_or(0, |found| found.revision);
            if before.checked_add(1) != Some(note.revision) {
                return Noted::Lost;
            }
            notes.insert(key, note.clone());
            Noted::Done
        });
        Box::pin(core::future::ready(Ok(noted)))
    }
}
