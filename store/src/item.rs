//! Pointers, history entries and chunks as attributes: one codec for every adapter.

use std::collections::BTreeMap;

use sekisho_policy::{Attribute, Row, UnixTime};

use crate::{
    ChangedKeys, Changes, Chunk, ChunkKey, Digest, HistoryEntry, Pointer, SnapshotRef, TableError,
    layout,
};

/// The attributes of an item, without its keys.
pub(crate) type Item = BTreeMap<String, Attribute>;

pub(crate) fn write_pointer(pointer: &Pointer) -> Item {
    attributes([
        ("version", number(&pointer.version)),
        ("snapshot_version", number(&pointer.snapshot.version)),
        ("chunks", number(&pointer.snapshot.chunks)),
        ("bytes", number(&pointer.snapshot.bytes)),
        ("sha256", text(&pointer.snapshot.sha256)),
        ("language", number(&pointer.language)),
        ("engine", text(&pointer.engine)),
        ("published_at", number(&pointer.published_at.seconds())),
        ("published_by", text(&pointer.published_by)),
        ("reason", text(&pointer.reason)),
    ])
}

pub(crate) fn read_pointer(sort: &str, item: &Item) -> Result<Pointer, TableError> {
    let reader = Reader { sort, item };
    Ok(Pointer {
        version: reader.number("version")?,
        snapshot: SnapshotRef {
            version: reader.number("snapshot_version")?,
            chunks: reader.number("chunks")?,
            bytes: reader.number("bytes")?,
            sha256: reader.digest("sha256")?,
        },
        language: reader.number("language")?,
        engine: reader.text("engine")?.to_owned(),
        published_at: UnixTime::from_seconds(reader.number("published_at")?),
        published_by: reader.text("published_by")?.to_owned(),
        reason: reader.text("reason")?.to_owned(),
    })
}

/// The version of a pointer or a history entry, if it can be told.
pub(crate) fn read_version(item: &Item) -> Option<u64> {
    Reader { sort: "", item }.number("version").ok()
}

pub(crate) fn write_entry(entry: &HistoryEntry) -> Item {
    let mut item = write_pointer(&entry.pointer);
    if let Some(previous) = entry.previous {
        item.insert("previous".to_owned(), number(&previous));
    }
    if let Some(changes) = &entry.changes {
        for (name, keys) in [
            ("added", &changes.added),
            ("changed", &changes.changed),
            ("removed", &changes.removed),
        ] {
            let listed = keys.keys.iter().take(ChangedKeys::LISTED).map(text).collect();
            let map = [("count", number(&keys.count)), ("keys", Attribute::List(listed))];
            item.insert(name.to_owned(), Attribute::Map(attributes(map)));
        }
    }
    if !entry.invariants.is_empty() {
        let rows = entry.invariants.iter();
        let rows = rows.map(|row| (row.key.clone(), Attribute::Map(row.attributes.clone())));
        item.insert(INVARIANTS.to_owned(), Attribute::Map(rows.collect()));
    }
    item
}

pub(crate) fn read_entry(sort: &str, item: &Item) -> Result<HistoryEntry, TableError> {
    let reader = Reader { sort, item };
    let pointer = read_pointer(sort, item)?;
    let previous = reader.has("previous").then(|| reader.number("previous")).transpose()?;
    let changes = if reader.has("added") {
        Some(Changes {
            added: reader.keys("added")?,
            changed: reader.keys("changed")?,
            removed: reader.keys("removed")?,
        })
    } else {
        None
    };
    let invariants = reader.rows(INVARIANTS)?;
    Ok(HistoryEntry { pointer, previous, changes, invariants })
}

pub(crate) fn write_chunk(chunk: &Chunk) -> Item {
    attributes([
        ("version", number(&chunk.key.version)),
        ("sha256", text(&chunk.key.sha256)),
        ("index", number(&chunk.key.index)),
        ("count", number(&chunk.count)),
        ("data", Attribute::Binary(chunk.bytes.clone())),
    ])
}

pub(crate) fn read_chunk(sort: &str, mut item: Item) -> Result<Chunk, TableError> {
    let Some(Attribute::Binary(bytes)) = item.remove("data") else {
        return Err(malformed(sort, "data", "no binary", "the bytes of the chunk"));
    };
    let reader = Reader { sort, item: &item };
    Ok(Chunk {
        key: ChunkKey {
            version: reader.number("version")?,
            sha256: reader.digest("sha256")?,
            index: reader.number("index")?,
        },
        count: reader.number("count")?,
        bytes,
    })
}

pub(crate) fn write_keys(jwks: &str) -> Item {
    attributes([("jwks", text(jwks))])
}

pub(crate) fn read_keys(item: &Item) -> Result<String, TableError> {
    Reader { sort: layout::JWKS, item }.text("jwks").map(str::to_owned)
}

#[cfg(feature = "dynamodb")]
pub(crate) fn write_note(note: &crate::Note) -> Item {
    attributes([
        ("revision", number(&note.revision)),
        ("note", text(&note.text)),
        ("expires_at", number(&note.expires_at.seconds())),
    ])
}

#[cfg(feature = "dynamodb")]
pub(crate) fn read_note(sort: &str, item: &Item) -> Result<crate::Note, TableError> {
    let reader = Reader { sort, item };
    Ok(crate::Note {
        revision: reader.number("revision")?,
        text: reader.text("note")?.to_owned(),
        expires_at: UnixTime::from_seconds(reader.number("expires_at")?),
    })
}

/// Reads attributes and says which one is wrong.
struct Reader<'a> {
    sort: &'a str,
    item: &'a Item,
}

impl Reader<'_> {
    fn has(&self, name: &str) -> bool {
        self.item.contains_key(name)
    }

    fn text(&self, name: &str) -> Result<&str, TableError> {
        match self.item.get(name) {
            Some(Attribute::String(text)) => Ok(text),
            other => Err(malformed(self.sort, name, kind(other), "a string (S)")),
        }
    }

    fn number<N: core::str::FromStr>(&self, name: &str) -> Result<N, TableError> {
        match self.item.get(name) {
            Some(Attribute::Number(digits)) => digits.parse().map_err(|_| {
                malformed(self.sort, name, &format!("`{digits}`"), "a whole number in range")
            }),
            other => Err(malformed(self.sort, name, kind(other), "a number (N)")),
        }
    }

    fn digest(&self, name: &str) -> Result<Digest, TableError> {
        let text = self.text(name)?;
        Digest::parse(text).ok_or_else(|| {
            let found = format!("{} characters", text.chars().count());
            malformed(self.sort, name, &found, "64 hexadecimal digits in lower case")
        })
    }

    /// Rows by their keys; none where the attribute is not there.
    fn rows(&self, name: &str) -> Result<Vec<Row>, TableError> {
        let wrong = |found: &Attribute| {
            malformed(self.sort, name, kind(Some(found)), "a map (M) of maps (M)")
        };
        let rows = match self.item.get(name) {
            None => return Ok(Vec::new()),
            Some(Attribute::Map(rows)) => rows,
            Some(other) => return Err(wrong(other)),
        };
        let read = |(key, row): (&String, &Attribute)| {
            let Attribute::Map(attributes) = row else { return Err(wrong(row)) };
            Ok(Row { key: key.clone(), attributes: attributes.clone() })
        };
        rows.iter().map(read).collect()
    }

    fn keys(&self, name: &str) -> Result<ChangedKeys, TableError> {
        let Some(Attribute::Map(map)) = self.item.get(name) else {
            return Err(malformed(self.sort, name, kind(self.item.get(name)), "a map (M)"));
        };
        let Some(Attribute::List(list)) = map.get("keys") else {
            return Err(malformed(self.sort, name, kind(map.get("keys")), "a list `keys` (L)"));
        };
        let mut keys = Vec::new();
        for key in list {
            let Attribute::String(key) = key else {
                let found = kind(Some(key));
                return Err(malformed(self.sort, name, found, "strings (S) in `keys`"));
            };
            keys.push(key.clone());
        }
        let count = Reader { sort: self.sort, item: map }.number("count")?;
        Ok(ChangedKeys { count, keys })
    }
}

/// The attribute of a history entry that holds the rows of its invariants.
const INVARIANTS: &str = "invariants";

fn attributes<const N: usize>(list: [(&str, Attribute); N]) -> Item {
    list.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn number(value: &impl ToString) -> Attribute {
    Attribute::Number(value.to_string())
}

fn text(value: &(impl ToString + ?Sized)) -> Attribute {
    Attribute::String(value.to_string())
}

fn malformed(sort: &str, name: &str, found: &str, required: &'static str) -> TableError {
    TableError::Malformed { key: format!("{sort}.{name}"), found: found.to_owned(), required }
}

const fn kind(attribute: Option<&Attribute>) -> &'static str {
    match attribute {
        None => "nothing",
        Some(Attribute::Binary(_)) => "a binary (B)",
        Some(Attribute::Bool(_)) => "a boolean (BOOL)",
        Some(Attribute::BinarySet(_)) => "a binary set (BS)",
        Some(Attribute::List(_)) => "a list (L)",
        Some(Attribute::Map(_)) => "a map (M)",
        Some(Attribute::Number(_)) => "a number (N)",
        Some(Attribute::NumberSet(_)) => "a number set (NS)",
        Some(Attribute::Null) => "a null (NULL)",
        Some(Attribute::String(_)) => "a string (S)",
        Some(Attribute::StringSet(_)) => "a string set (SS)",
    }
}
