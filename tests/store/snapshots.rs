//! Snapshots that have the right digest and the wrong content: whoever can write the table can make
//! them, and no reader may fall over them.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use sekisho_policy::{PolicyName, UnixTime};
use sekisho_store::{
    Chunk, ChunkKey, Digest, HistoryEntry, Moved, Pointer, SnapshotRef, load_active,
};
use support::{
    open_table::OpenTable,
    publish_contract::{document, published},
};

#[tokio::test]
async fn content_that_is_no_document_is_refused_by_what_it_is() {
    let json = document(&town(), &["open-parks"]).to_json();
    let cases = [
        (
            b"neither compressed nor a document".to_vec(),
            "the snapshot is not gzip of UTF-8 text: invalid gzip header".to_owned(),
        ),
        (
            gzip(b"\xFF\xFE"),
            "the snapshot is not gzip of UTF-8 text: stream did not contain valid UTF-8".to_owned(),
        ),
        (
            // Zeros are the best a compressor can do: 64 KB here, 64 MiB and one byte there.
            gzip(&vec![0; 64 * 1024 * 1024 + 1]),
            "the snapshot has more bytes of JSON than fit, required at most 67108864".to_owned(),
        ),
    ];
    for (content, why) in cases {
        assert_eq!(load(content).await, Err(unusable(&why)), "{why}");
    }
    let broken = json.replace("\"allow\"", "\"alow\"");
    assert_ne!(broken, json);
    let refused = load(gzip(broken.as_bytes())).await.expect_err("it is refused");
    let start = unusable("the snapshot is not a valid document: ");
    assert!(refused.starts_with(&start) && !refused.contains('\n'), "{refused}");
    assert_eq!(load(gzip(json.as_bytes())).await, Ok(2), "and one that is a document is not");
}

#[tokio::test]
async fn a_pointer_to_more_chunks_than_there_can_be_reads_none() {
    let open = OpenTable::file().await;
    let first = published(open.table.as_ref(), &town(), &["open-parks"]).await;
    let snapshot = SnapshotRef { chunks: u32::MAX, ..first.snapshot };
    point(&open, snapshot).await;
    let refused = load_active(open.table.as_ref(), &town()).await;
    assert_eq!(
        refused.map(|_| ()).map_err(|error| error.to_string()),
        Err(unusable("the snapshot has 4294967295 chunks, required at most 64"))
    );
}

/// Puts this content in force, with the right digest and size, and loads it.
async fn load(content: Vec<u8>) -> Result<u64, String> {
    let open = OpenTable::file().await;
    published(open.table.as_ref(), &town(), &["open-parks"]).await;
    let sha256 = Digest::of(&content);
    let bytes = u64::try_from(content.len()).expect("it is small");
    let chunk = Chunk { key: ChunkKey { version: 2, sha256, index: 0 }, count: 1, bytes: content };
    open.table.create_chunk(&town(), &chunk).await.expect("it is written");
    point(&open, SnapshotRef { version: 2, chunks: 1, bytes, sha256 }).await;
    let loaded = load_active(open.table.as_ref(), &town()).await;
    loaded.map(|loaded| loaded.pointer.version).map_err(|error| error.to_string())
}

/// Moves the pointer to version 2 with this content.
async fn point(open: &OpenTable, snapshot: SnapshotRef) {
    let pointer = Pointer {
        version: 2,
        snapshot,
        language: 1,
        engine: "0.1.0".to_owned(),
        published_at: UnixTime::from_seconds(0),
        published_by: "?".to_owned(),
        reason: "?".to_owned(),
    };
    let entry = HistoryEntry { pointer, previous: Some(1), changes: None, invariants: vec![] };
    assert_eq!(open.table.move_active(&town(), &entry).await, Ok(Moved::Done));
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

fn unusable(why: &str) -> String {
    format!("version 2 of policy `asahikawa` cannot be used: {why}")
}

fn town() -> PolicyName {
    PolicyName::parse("asahikawa").expect("a policy name")
}
