//! The policy table: one contract on every adapter, and what the cache and the publisher do when a
//! table fails them.

#[path = "store/cache.rs"]
mod cache;
#[path = "store/damage.rs"]
mod damage;
#[path = "store/dynamodb.rs"]
mod dynamodb;
#[path = "store/file_table.rs"]
mod file_table;
#[path = "store/half_imports.rs"]
mod half_imports;
#[path = "store/keys.rs"]
mod keys;
#[path = "store/publisher.rs"]
mod publisher;
#[path = "store/snapshots.rs"]
mod snapshots;

support::policy_table_contract!(file, support::open_table::OpenTable::file, and races);
support::policy_table_contract!(embedded, support::open_table::OpenTable::embedded, and races);

support::notes_contract!(notes_in_memory, support::notes_contract::OpenNotes::memory);
support::notes_contract!(notes_in_dynamodb, support::notes_contract::OpenNotes::embedded);

#[cfg(feature = "moto")]
mod moto_table {
    use std::sync::Arc;

    use sekisho_store::{DynamoDbTable, PolicyTable};
    use support::{
        moto::Moto,
        notes_contract::OpenNotes,
        open_table::{OpenTable, TABLE, patient},
    };
    use tokio::sync::{Mutex, MutexGuard};

    pub struct Turn {
        pub table: Arc<dyn PolicyTable>,
        _turn: MutexGuard<'static, ()>,
    }

    /// One test at a time, and no races: moto copies its whole database for a transaction, and
    /// answers 500 to two at once.
    pub async fn open() -> Turn {
        static TURNS: Mutex<()> = Mutex::const_new(());
        let turn = TURNS.lock().await;
        Turn { table: OpenTable::at(Moto::shared().endpoint()).await.table, _turn: turn }
    }

    /// Notes beside the policies of the other tests.
    pub async fn open_notes() -> OpenNotes {
        drop(open().await);
        let endpoint = Moto::shared().endpoint();
        OpenNotes::of(Arc::new(DynamoDbTable::at_endpoint(endpoint, TABLE, patient())))
    }
}
#[cfg(feature = "moto")]
support::notes_contract!(notes_in_moto, crate::moto_table::open_notes);
#[cfg(feature = "moto")]
support::policy_table_contract!(moto, crate::moto_table::open);
