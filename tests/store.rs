//! The policy table: one contract on every adapter, and what the cache and the publisher do when a
//! table fails them.

#[path = "store/cache.rs"]
mod cache;
#[path = "store/dynamodb.rs"]
mod dynamodb;
#[path = "store/file_table.rs"]
mod file_table;
#[path = "store/keys.rs"]
mod keys;
#[path = "store/publisher.rs"]
mod publisher;
#[path = "store/snapshots.rs"]
mod snapshots;

support::policy_table_contract!(file, support::open_table::OpenTable::file);
support::policy_table_contract!(embedded, support::open_table::OpenTable::embedded);

#[cfg(feature = "moto")]
mod moto_table {
    use support::{moto::Moto, open_table::OpenTable};

    pub async fn open() -> OpenTable {
        OpenTable::at(Moto::shared().endpoint()).await
    }
}
#[cfg(feature = "moto")]
support::policy_table_contract!(moto, super::moto_table::open);
