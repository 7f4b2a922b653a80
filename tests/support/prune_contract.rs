//! What pruning promises on every adapter.

use std::sync::Arc;

use sekisho_store::{
    Chunk, ChunkKey, Created, Digest, Expected, PolicyTable, Prunable, load_active, load_version,
    rollback,
};

use crate::{
    policy_table_contract::town,
    publish_contract::{document, published, request},
};

pub async fn old_snapshots_go_and_their_lines_of_the_history_stay(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("prune"));
    published(table, &town, &["one"]).await;
    let second = published(table, &town, &["two"]).await;
    published(table, &town, &["three"]).await;
    rollback(table, &town, 1, &request(Expected::Version(3), "back")).await.expect("rolled back");
    let history = table.history(&town).await.expect("the table answers");

    let prunable = Prunable::find(table, &town, 2).await.expect("the table answers");
    assert_eq!((prunable.chunks(), prunable.versions()), (2, &[1, 2].into()));
    prunable.delete(table, &town).await.expect("they are deleted");

    let found = Prunable::find(table, &town, 2).await.expect("the table answers");
    assert_eq!(found, Prunable::default());
    assert_eq!(table.history(&town).await, Ok(history));
    let loaded = load_active(table, &town).await.expect("it is loaded");
    assert_eq!(loaded.document, document(&town, &["one"]));
    assert_eq!(load_version(table, &town, 3).await.map(|old| old.pointer.version), Ok(3));
    let gone = load_version(table, &town, 2).await.map(|_| ()).map_err(|error| error.to_string());
    let message = format!(
        "version 2 of policy `town-prune` cannot be used: chunk `V#00000000000000000002#{}#0000` is \
         missing (1 of 1)",
        second.snapshot.sha256,
    );
    assert_eq!(gone, Err(message));
}

/// What a killed publisher left is found, what one may be writing at this moment is not.
pub async fn of_chunks_without_a_version_only_old_ones_go(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("left-behind"));
    published(table, &town, &["one"]).await;
    published(table, &town, &["two"]).await;
    let [left, under_way] = [2, 3].map(|version| {
        let bytes = b"half of it".to_vec();
        let key = ChunkKey { version, sha256: Digest::of(&bytes), index: 0 };
        Chunk { key, count: 2, bytes }
    });
    for chunk in [&left, &under_way] {
        assert_eq!(table.create_chunk(&town, chunk).await, Ok(Created::New));
    }
    assert_eq!(table.chunk_keys(&town).await.map(|keys| keys.len()), Ok(4));

    let prunable = Prunable::find(table, &town, 2).await.expect("the table answers");
    assert_eq!((prunable.chunks(), prunable.versions()), (1, &[].into()));
    prunable.delete(table, &town).await.expect("they are deleted");

    assert_eq!(table.chunk(&town, &left.key).await, Ok(None));
    assert_eq!(table.chunk(&town, &under_way.key).await, Ok(Some(under_way)));
    assert_eq!(table.delete_chunk(&town, &left.key).await, Ok(()));
}
