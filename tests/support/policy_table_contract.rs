//! What every adapter of `PolicyTable` promises, one function a promise, called with a table that
//! may be shared: each promise keeps to towns of its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_identity::IssuerUrl;
use sekisho_policy::{Attribute, PolicyName, Row, UnixTime};
use sekisho_store::{
    ChangedKeys, Changes, Chunk, ChunkKey, Created, Digest, DraftEdits, HistoryEntry, Jwks, Moved,
    Pointer, PolicyTable, SnapshotRef,
};

/// Makes a module with one test per promise; `$open` is an async function whose answer has the table
/// in a field `table`. `and races` adds the promises about many at once.
#[macro_export]
macro_rules! policy_table_contract {
    ($adapter:ident, $open:path) => {
        mod $adapter {
            $crate::policy_table_contract!(@one_by_one $open);
        }
    };
    ($adapter:ident, $open:path, and races) => {
        mod $adapter {
            $crate::policy_table_contract!(@one_by_one $open);
            $crate::policy_table_contract!(@races $open);
        }
    };
    (@one_by_one $open:path) => {
        $crate::policy_table_contract!(@tests $open, policy_table_contract [
            a_draft_row_is_replaced_and_deleted_by_its_key
            every_type_of_attribute_comes_back
            drafts_beyond_one_page_are_all_there
            keys_that_differ_in_case_only_are_two
            towns_do_not_see_each_other
            a_chunk_is_never_overwritten
            a_chunk_is_found_by_its_exact_key_only
            the_pointer_moves_from_where_it_was_expected_only
            history_is_in_order_of_versions_and_read_by_them
            an_issuer_has_the_keys_that_were_written_last
        ]);
        $crate::policy_table_contract!(@tests $open, publish_contract [
            what_is_published_is_what_is_loaded
            a_policy_of_several_pages_and_chunks_is_whole
            a_rejected_rule_leaves_what_is_active
            a_rollback_is_a_new_version_of_an_old_content
        ]);
        $crate::policy_table_contract!(@tests $open, plan_contract [
            what_was_planned_is_published_once
            a_plan_is_stale_when_either_side_moved
        ]);
        $crate::policy_table_contract!(@tests $open, prune_contract [
            old_snapshots_go_and_their_lines_of_the_history_stay
            of_chunks_without_a_version_only_old_ones_go
        ]);
        $crate::policy_table_contract!(@tests $open, invariants_contract [
            invariants_go_with_a_version_and_not_into_its_snapshot
            a_rollback_brings_the_invariants_of_its_version_back
            a_document_is_imported_beside_its_invariants
            an_invariant_that_changes_makes_a_plan_stale
            what_is_not_proved_is_not_published
            a_rule_that_cannot_wait_waits_for_no_proof
        ]);
    };
    (@races $open:path) => {
        $crate::policy_table_contract!(@tests $open, policy_table_contract [
            of_many_that_move_the_pointer_at_once_one_does
        ]);
        $crate::policy_table_contract!(@tests $open, publish_contract [
            of_two_publishers_one_wins_and_the_other_is_told
        ]);
    };
    (@tests $open:path, $room:ident [$($promise:ident)*]) => {
        $(#[tokio::test]
        async fn $promise() {
            let open = $open().await;
            $crate::$room::$promise(&open.table).await;
        })*
    };
}

pub async fn a_draft_row_is_replaced_and_deleted_by_its_key(table: &Arc<dyn PolicyTable>) {
    let town = town("drafts");
    assert_eq!(table.drafts(&town).await, Ok(vec![]));

    put(table, &town, &row("RULE#b", "first")).await;
    put(table, &town, &row("RULE#a", "second")).await;
    put(table, &town, &row("RULE#b", "third")).await;
    let both = vec![row("RULE#a", "second"), row("RULE#b", "third")];
    assert_eq!(table.drafts(&town).await, Ok(both));

    let mut edits = DraftEdits::default();
    edits.delete("RULE#a");
    edits.put(row("RULE#c", "fourth"));
    for edit in ["once", "again: deleted already"] {
        assert_eq!(table.edit_drafts(&town, &edits).await, Ok(()), "{edit}");
    }
    let both = vec![row("RULE#b", "third"), row("RULE#c", "fourth")];
    assert_eq!(table.drafts(&town).await, Ok(both));
    assert_eq!(table.edit_drafts(&town, &DraftEdits::default()).await, Ok(()));
}

pub async fn every_type_of_attribute_comes_back(table: &Arc<dyn PolicyTable>) {
    let town = town("types");
    let text = |text: &str| Attribute::String(text.to_owned());
    let inner = BTreeMap::from([
        ("空".to_owned(), text("")),
        ("list".to_owned(), Attribute::List(vec![Attribute::Null, text("x")])),
    ]);
    let attributes = BTreeMap::from([
        ("b".to_owned(), Attribute::Binary(vec![0, 255, 10])),
        ("bool".to_owned(), Attribute::Bool(false)),
        ("bs".to_owned(), Attribute::BinarySet(BTreeSet::from([vec![1], vec![2, 3]]))),
        ("l".to_owned(), Attribute::List(vec![])),
        ("m".to_owned(), Attribute::Map(inner)),
        ("n".to_owned(), Attribute::Number("900".to_owned())),
        ("ns".to_owned(), Attribute::NumberSet(BTreeSet::from(["1".to_owned(), "2".to_owned()]))),
        ("null".to_owned(), Attribute::Null),
        ("s".to_owned(), text("関所")),
        ("ss".to_owned(), Attribute::StringSet(BTreeSet::from(["旭川".to_owned()]))),
    ]);
    let row = Row { key: "RULE#types".to_owned(), attributes };
    put(table, &town, &row).await;
    assert_eq!(table.drafts(&town).await, Ok(vec![row]));
}

/// A query of DynamoDB answers 1 MB at most: 2.4 MB are three pages, and 60 rows are three batches.
pub async fn drafts_beyond_one_page_are_all_there(table: &Arc<dyn PolicyTable>) {
    let town = town("pages");
    let rows: Vec<Row> =
        (0..60).map(|index| row(&format!("RULE#r{index:02}"), &"x".repeat(40_000))).collect();
    let edits = rows.iter().cloned().collect();
    table.edit_drafts(&town, &edits).await.expect("the rows are written");
    let keys = |rows: &[Row]| rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
    let found = table.drafts(&town).await.expect("the drafts are read");
    assert_eq!(keys(&found), keys(&rows));
    assert!(found == rows, "the rows that came back are other rows");
}

pub async fn keys_that_differ_in_case_only_are_two(table: &Arc<dyn PolicyTable>) {
    let town = town("case");
    put(table, &town, &row("RULE#a", "lower")).await;
    put(table, &town, &row("RULE#A", "upper")).await;
    assert_eq!(table.drafts(&town).await, Ok(vec![row("RULE#A", "upper"), row("RULE#a", "lower")]));

    let (lower, upper) = (issuer("case/a"), issuer("case/A"));
    table.put_keys(&lower, &jwks("lower")).await.expect("the keys are written");
    assert_eq!(table.keys(&upper).await, Ok(None));
}

pub async fn towns_do_not_see_each_other(table: &Arc<dyn PolicyTable>) {
    // The one name begins with the other, and both begin with what a key begins with.
    let (town, other) = (town("isolated"), town("isolated-2"));
    let chunk = chunk(1, 0, b"content");
    put(table, &town, &row("RULE#a", "mine")).await;
    assert_eq!(table.create_chunk(&town, &chunk).await, Ok(Created::New));
    assert_eq!(table.move_active(&town, &entry(1, None)).await, Ok(Moved::Done));

    assert_eq!(table.drafts(&other).await, Ok(vec![]));
    assert_eq!(table.chunk(&other, &chunk.key).await, Ok(None));
    assert_eq!(table.active(&other).await, Ok(None));
    assert_eq!(table.history(&other).await, Ok(vec![]));
    assert_eq!(table.move_active(&other, &entry(1, None)).await, Ok(Moved::Done));
    let mut edits = DraftEdits::default();
    edits.delete("RULE#a");
    assert_eq!(table.edit_drafts(&other, &edits).await, Ok(()));
    assert_eq!(table.drafts(&town).await, Ok(vec![row("RULE#a", "mine")]));
}

pub async fn a_chunk_is_never_overwritten(table: &Arc<dyn PolicyTable>) {
    let town = town("chunks");
    let first = chunk(7, 0, b"first");
    let second = Chunk { bytes: b"second".to_vec(), ..first.clone() };
    assert_eq!(table.create_chunk(&town, &first).await, Ok(Created::New));
    assert_eq!(table.create_chunk(&town, &second).await, Ok(Created::Existed));
    assert_eq!(table.chunk(&town, &first.key).await, Ok(Some(first)));
}

pub async fn a_chunk_is_found_by_its_exact_key_only(table: &Arc<dyn PolicyTable>) {
    let town = town("exact");
    let largest = chunk(u64::MAX, 63, &vec![0xA5; Chunk::LIMIT]);
    let key = &largest.key;
    assert_eq!(table.create_chunk(&town, &largest).await, Ok(Created::New));
    for other in [
        ChunkKey { version: 1, ..key.clone() },
        ChunkKey { index: 62, ..key.clone() },
        ChunkKey { sha256: Digest::of(b"another"), ..key.clone() },
    ] {
        assert_eq!(table.chunk(&town, &other).await, Ok(None));
    }
    assert!(table.chunk(&town, key).await == Ok(Some(largest)), "the chunk came back changed");
}

pub async fn the_pointer_moves_from_where_it_was_expected_only(table: &Arc<dyn PolicyTable>) {
    let town = town("pointer");
    assert_eq!(table.active(&town).await, Ok(None));
    assert_eq!(table.move_active(&town, &entry(2, Some(1))).await, Ok(Moved::Lost));
    assert_eq!(table.active(&town).await, Ok(None));
    assert_eq!(table.history(&town).await, Ok(vec![]), "a lost move leaves no history");

    let (one, two) = (entry(1, None), entry(2, Some(1)));
    assert_eq!(table.move_active(&town, &one).await, Ok(Moved::Done));
    assert_eq!(table.move_active(&town, &entry(2, None)).await, Ok(Moved::Lost));
    assert_eq!(table.move_active(&town, &two).await, Ok(Moved::Done));
    assert_eq!(table.move_active(&town, &entry(3, Some(1))).await, Ok(Moved::Lost));
    // The pointer is where it is expected, and the history has that version already.
    assert_eq!(table.move_active(&town, &entry(1, Some(2))).await, Ok(Moved::Lost));
    assert_eq!(table.active(&town).await, Ok(Some(two.pointer.clone())));
    assert_eq!(table.history(&town).await, Ok(vec![one, two]));
}

pub async fn history_is_in_order_of_versions_and_read_by_them(table: &Arc<dyn PolicyTable>) {
    let town = town("history");
    assert_eq!(table.last_version(&town).await, Ok(None));
    let entries: Vec<HistoryEntry> =
        (1..=11).map(|version| entry(version, (version > 1).then(|| version - 1))).collect();
    for entry in &entries {
        assert_eq!(table.move_active(&town, entry).await, Ok(Moved::Done));
    }
    assert_eq!(table.entry(&town, 2).await, Ok(entries.get(1).cloned()));
    assert_eq!(table.entry(&town, 12).await, Ok(None));
    assert_eq!(table.last_version(&town).await, Ok(Some(11)));
    assert_eq!(table.history(&town).await, Ok(entries));
}

pub async fn of_many_that_move_the_pointer_at_once_one_does(table: &Arc<dyn PolicyTable>) {
    let town = town("race");
    let moves: Vec<_> = (0..8)
        .map(|index| {
            let (table, town) = (Arc::clone(table), town.clone());
            let mut entry = entry(1, None);
            entry.pointer.published_by = format!("publisher {index}");
            tokio::spawn(async move {
                let moved = table.move_active(&town, &entry).await.expect("the table answers");
                (moved, entry)
            })
        })
        .collect();
    let mut winners = Vec::new();
    for one in moves {
        let (moved, entry) = one.await.expect("the task ends");
        if moved == Moved::Done {
            winners.push(entry);
        }
    }
    assert_eq!(winners.len(), 1);
    assert_eq!(table.history(&town).await, Ok(winners.clone()));
    assert_eq!(table.active(&town).await, Ok(winners.pop().map(|entry| entry.pointer)));
}

pub async fn an_issuer_has_the_keys_that_were_written_last(table: &Arc<dyn PolicyTable>) {
    let issuer = issuer("ap-northeast-1_EXAMPLE01");
    assert_eq!(table.keys(&issuer).await, Ok(None));
    for name in ["first", "second"] {
        table.put_keys(&issuer, &jwks(name)).await.expect("the keys are written");
        assert_eq!(table.keys(&issuer).await, Ok(Some(jwks(name).as_str().to_owned())));
    }
}

pub(crate) fn town(name: &str) -> PolicyName {
    PolicyName::parse(&format!("town-{name}")).expect("a policy name")
}

fn row(key: &str, text: &str) -> Row {
    let attributes = [("description".to_owned(), Attribute::String(text.to_owned()))];
    Row { key: key.to_owned(), attributes: attributes.into() }
}

async fn put(table: &Arc<dyn PolicyTable>, town: &PolicyName, row: &Row) {
    let edits = [row.clone()].into_iter().collect();
    table.edit_drafts(town, &edits).await.expect("the row is written");
}

fn chunk(version: u64, index: u32, bytes: &[u8]) -> Chunk {
    let key = ChunkKey { version, sha256: Digest::of(bytes), index };
    Chunk { key, count: index + 1, bytes: bytes.to_vec() }
}

fn entry(version: u64, previous: Option<u64>) -> HistoryEntry {
    let listed = |key: &str| ChangedKeys { count: 1, keys: vec![key.to_owned()] };
    HistoryEntry {
        pointer: Pointer {
            version,
            snapshot: SnapshotRef {
                version,
                chunks: 2,
                bytes: 400_000,
                sha256: Digest::of(&version.to_be_bytes()),
            },
            language: 1,
            engine: "0.1.0".to_owned(),
            published_at: UnixTime::from_seconds(1_795_000_000),
            published_by: "佐藤".to_owned(),
            reason: "人事異動".to_owned(),
        },
        previous,
        changes: (version % 2 == 1).then(|| Changes {
            added: listed("RULE#a"),
            changed: ChangedKeys::default(),
            removed: listed("ZONE#b"),
        }),
        invariants: (0..version % 3)
            .map(|at| row(&format!("INVARIANT#i{at}"), "人事異動"))
            .collect(),
    }
}

fn issuer(path: &str) -> IssuerUrl {
    IssuerUrl::parse(&format!("https://issuer.example/{path}")).expect("an issuer")
}

/// A key document with one key, whose private half nobody has.
pub fn jwks(kid: &str) -> Jwks {
    let mut modulus = [0x5A; 256];
    (modulus[0], modulus[255]) = (0xC3, 0x01);
    let n = URL_SAFE_NO_PAD.encode(modulus);
    Jwks::parse(&format!(
        r#"{{"keys":[{{"kty":"RSA","use":"sig","alg":"RS256","kid":"{kid}","n":"{n}","e":"AQAB"}}]}}"#
    ))
    .expect("a key set")
}
