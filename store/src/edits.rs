//! A change of the draft.

use std::collections::BTreeMap;

use sekisho_policy::{Attribute, Row};

/// Which draft rows to write and which to delete; each key once, the last word on it counts.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DraftEdits {
    rows: BTreeMap<String, Option<BTreeMap<String, Attribute>>>,
}

impl DraftEdits {
    /// Writes this row, in place of the one with the same key if there is one.
    pub fn put(&mut self, row: Row) {
        self.rows.insert(row.key, Some(row.attributes));
    }

    /// Deletes the row with this key.
    pub fn delete(&mut self, key: &str) {
        self.rows.insert(key.to_owned(), None);
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Each key with the attributes its row is to have, or `None` where it is to be deleted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&BTreeMap<String, Attribute>>)> {
        self.rows.iter().map(|(key, attributes)| (key.as_str(), attributes.as_ref()))
    }
}

impl FromIterator<Row> for DraftEdits {
    fn from_iter<R: IntoIterator<Item = Row>>(rows: R) -> Self {
        Self { rows: rows.into_iter().map(|row| (row.key, Some(row.attributes))).collect() }
    }
}
