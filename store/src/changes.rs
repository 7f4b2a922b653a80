//! Which rows differ between two contents.

use std::collections::BTreeMap;

use sekisho_policy::Row;

use crate::Content;

/// The rows that differ between a content and the one before it, by their keys.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row is added, changed, removed or the same")]
pub struct Changes {
    /// Rows that were not there before.
    pub added: ChangedKeys,
    /// Rows that say something else now.
    pub changed: ChangedKeys,
    /// Rows that are gone.
    pub removed: ChangedKeys,
}

/// How many rows, and their keys.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a count and a list")]
pub struct ChangedKeys {
    /// How many there are.
    pub count: u64,
    /// The keys, in order: all of them, or of an entry that is read from the history the first
    /// [`ChangedKeys::LISTED`].
    pub keys: Vec<String>,
}

impl Changes {
    /// What differs from `before` (nothing, for a first publish) in `after`.
    #[must_use]
    pub fn between(before: Option<&Content>, after: &Content) -> Self {
        Self::between_rows(before.map(Content::to_rows).unwrap_or_default(), after.to_rows())
    }

    pub(crate) fn between_rows(before: Vec<Row>, after: Vec<Row>) -> Self {
        let (before, after) = (by_key(before), by_key(after));
        let mut changes = Self::default();
        for (key, row) in &after {
            match before.get(key) {
                None => changes.added.push(key),
                Some(old) if old != row => changes.changed.push(key),
                Some(_) => {}
            }
        }
        for key in before.keys().filter(|key| !after.contains_key(*key)) {
            changes.removed.push(key);
        }
        changes
    }
}

impl ChangedKeys {
    /// The most keys that the history lists, because an entry must fit into one item: 3 × 100 keys of at
    /// most 80 bytes are 24 KB of its 400 KB.
    pub const LISTED: usize = 100;

    fn push(&mut self, key: &str) {
        self.count = self.count.saturating_add(1);
        self.keys.push(key.to_owned());
    }
}

fn by_key(rows: Vec<Row>) -> BTreeMap<String, Row> {
    rows.into_iter().map(|row| (row.key.clone(), row)).collect()
}
