//! The keys of the table, in one place.
//!
//! | partition key `PK` | sort key `SK` | holds |
//! | --- | --- | --- |
//! | `POLICY#<name>` | `DRAFT#POLICY` | the head of the draft: `version`, `policy`, `utc_offset`, `required_tags` |
//! | `POLICY#<name>` | `DRAFT#ZONE#<name>` | a zone |
//! | `POLICY#<name>` | `DRAFT#CALENDAR#<name>` | a calendar |
//! | `POLICY#<name>` | `DRAFT#SCHEDULE#<name>` | a schedule |
//! | `POLICY#<name>` | `DRAFT#RULE#<id>` | a rule, attributes named as in the YAML |
//! | `POLICY#<name>` | `DRAFT#INVARIANT#<id>` | an invariant, attributes named as in the YAML |
//! | `POLICY#<name>` | `V#<version>#<sha256>#<index>` | a chunk of a snapshot: `version`, `index`, `count`, `sha256`, `data` |
//! | `POLICY#<name>` | `ACTIVE` | what is in force: `version`, `snapshot_version`, `chunks`, `bytes`, `sha256`, `language`, `engine`, `published_at`, `published_by`, `reason` |
//! | `POLICY#<name>` | `HISTORY#<version>` | the same, and `previous`, `added`, `changed`, `removed`, `invariants` |
//! | `KEYS#<issuer>` | `JWKS` | the signing keys of an issuer: `jwks`, a JWK set as text |
//! | `GUARD#<name>` | `INSTANCE#<id>` | what the guard remembers of an instance: `revision`, `note`, `expires_at` (the table's TTL attribute) |
//!
//! Versions are padded to 20 digits and indexes to 4, so that the order of the text is the order of
//! the numbers. A reader needs `dynamodb:GetItem` on `POLICY#<name>` and `KEYS#<issuer>` only, which
//! a `dynamodb:LeadingKeys` condition can say; it never needs the draft, and never a query. The guard
//! needs `dynamodb:PutItem` too, on `GUARD#<name>` only.

use sekisho_identity::IssuerUrl;
use sekisho_policy::PolicyName;

use crate::{ChunkKey, Digest};

/// The attribute that holds the partition key.
pub(crate) const PARTITION: &str = "PK";
/// The attribute that holds the sort key.
pub(crate) const SORT: &str = "SK";
/// The sort key of the pointer.
pub(crate) const ACTIVE: &str = "ACTIVE";
/// The sort key of an issuer's keys.
pub(crate) const JWKS: &str = "JWKS";
/// What the sort keys of draft rows begin with.
pub(crate) const DRAFT: &str = "DRAFT#";
/// The key of the head among the draft rows: without it they are no document.
pub(crate) const HEAD: &str = "POLICY";
/// What the sort keys of chunks begin with.
pub(crate) const CHUNK: &str = "V#";
/// What the sort keys of history entries begin with.
pub(crate) const HISTORY: &str = "HISTORY#";

/// The partition of a policy.
pub(crate) fn policy(name: &PolicyName) -> String {
    format!("POLICY#{name}")
}

/// The partition of an issuer's keys.
pub(crate) fn issuer(issuer: &IssuerUrl) -> String {
    format!("KEYS#{issuer}")
}

/// The partition of the notes under a policy.
pub(crate) fn notes(policy: &PolicyName) -> String {
    format!("GUARD#{policy}")
}

/// The sort key of the note on a thing.
pub(crate) fn note(thing: &str) -> String {
    format!("INSTANCE#{thing}")
}

/// The sort key of a draft row.
pub(crate) fn draft(key: &str) -> String {
    format!("{DRAFT}{key}")
}

/// The sort key of a history entry.
pub(crate) fn history(version: u64) -> String {
    format!("{HISTORY}{version:020}")
}

/// The version of a history entry with this sort key; `None` for a key that no publish wrote.
pub(crate) fn history_version(sort: &str) -> Option<u64> {
    let version = sort.strip_prefix(HISTORY)?.parse().ok()?;
    (history(version) == sort).then_some(version)
}

/// The sort key of a chunk.
pub(crate) fn chunk(key: &ChunkKey) -> String {
    format!("{CHUNK}{:020}#{}#{:04}", key.version, key.sha256, key.index)
}

/// The chunk with this sort key; `None` for a key that no publish wrote.
pub(crate) fn chunk_key(sort: &str) -> Option<ChunkKey> {
    let mut parts = sort.strip_prefix(CHUNK)?.split('#');
    let version = parts.next()?.parse().ok()?;
    let sha256 = Digest::parse(parts.next()?)?;
    let index = parts.next()?.parse().ok()?;
    let key = ChunkKey { version, sha256, index };
    (chunk(&key) == sort).then_some(key)
}
