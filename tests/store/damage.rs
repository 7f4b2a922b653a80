//! Items that somebody broke in the console or put back from a backup: each can be repaired with
//! the tools that made it.

use std::path::PathBuf;

use aws_sdk_dynamodb::types::AttributeValue;
use sekisho_policy::{PolicyName, Row};
use sekisho_store::{
    Expected, FileTable, Pointer, PolicyTable, add_rule, load_active, load_invariants, publish,
    rollback,
};
use support::{
    open_table::{OpenTable, TABLE},
    publish_contract::{published, request},
};

use crate::dynamodb::client;

#[tokio::test]
async fn a_chunk_whose_data_has_another_type_can_be_published_over() {
    let open = OpenTable::embedded().await;
    let (_, second) = two_versions(open.table.as_ref()).await;
    break_item(&open, &chunk_sort(&second), "data", AttributeValue::S("H4sIAAAA".to_owned())).await;

    let entry =
        publish(open.table.as_ref(), &town(), &request(Expected::Version(2), "repair")).await;

    let entry = entry.expect("it is published");
    assert_eq!((entry.pointer.version, entry.previous, entry.changes), (3, Some(2), None));
    assert_eq!(rules(open.table.as_ref()).await, ["open-libraries"]);
}

#[tokio::test]
async fn a_chunk_whose_data_has_another_type_can_be_rolled_back_from() {
    let open = OpenTable::embedded().await;
    let (_, second) = two_versions(open.table.as_ref()).await;
    let sort = chunk_sort(&second);
    break_item(&open, &sort, "data", AttributeValue::S("H4sIAAAA".to_owned())).await;
    let unusable = load_active(open.table.as_ref(), &town()).await.map(|_| ());
    assert_eq!(
        unusable.map_err(|error| error.to_string()),
        Err(format!(
            "version 2 of policy `asahikawa` cannot be used: item `{sort}.data`: found no binary, \
             required the bytes of the chunk"
        ))
    );

    let entry = rollback(open.table.as_ref(), &town(), 1, &request(Expected::Any, "repair")).await;

    let entry = entry.expect("it is rolled back");
    assert_eq!((entry.pointer.version, entry.previous, entry.changes), (3, Some(2), None));
    assert_eq!(rules(open.table.as_ref()).await, ["open-parks"]);
}

#[tokio::test]
async fn a_damaged_line_of_the_history_does_not_block_a_rollback_to_another() {
    let open = OpenTable::embedded().await;
    two_versions(open.table.as_ref()).await;
    let sort = "HISTORY#00000000000000000002";
    break_item(&open, sort, "version", AttributeValue::S("two".to_owned())).await;

    let entry = rollback(open.table.as_ref(), &town(), 1, &request(Expected::Any, "back")).await;

    assert_eq!(entry.expect("it is rolled back").pointer.version, 3);
    assert_eq!(rules(open.table.as_ref()).await, ["open-parks"]);
    let damaged = rollback(open.table.as_ref(), &town(), 2, &request(Expected::Any, "back")).await;
    assert_eq!(
        damaged.map(|_| ()).map_err(|error| error.to_string()),
        Err(format!("item `{sort}.version`: found a string (S), required a number (N)"))
    );
}

#[tokio::test]
async fn invariants_that_somebody_broke_keep_nobody_from_revoking_or_publishing() {
    let open = OpenTable::embedded().await;
    let table = open.table.as_ref();
    two_versions(table).await;
    let sort = "HISTORY#00000000000000000002";
    break_item(&open, sort, "invariants", AttributeValue::S("none".to_owned())).await;
    let unreadable = format!(
        "the invariants of version 2 of policy `asahikawa` cannot be read: item `{sort}.invariants`: \
         found a string (S), required a map (M) of maps (M)"
    );
    let active = load_active(table, &town()).await.expect("the snapshot is whole");
    let invariants = load_invariants(table, &town(), &active).await;
    assert_eq!(invariants.map_err(|error| error.to_string()), Err(unreadable));

    let rule = active.document.to_rows().into_iter().find(|row| row.key.starts_with("RULE#"));
    let rule = Row { key: "RULE#revoke-1".to_owned(), ..rule.expect("it has a rule") };
    let added = add_rule(table, &town(), &rule, &request(Expected::Any, "a lost key")).await;
    let (entry, _) = added.expect("it is published");
    assert_eq!((entry.pointer.version, entry.invariants, entry.changes), (3, vec![], None));

    break_item(&open, &sort.replace('2', "3"), "invariants", AttributeValue::Bool(true)).await;
    let entry = publish(table, &town(), &request(Expected::Version(3), "repair")).await;
    assert_eq!(entry.expect("it is published").pointer.version, 4);
    let damaged = rollback(table, &town(), 2, &request(Expected::Any, "back")).await;
    assert_eq!(
        damaged.map(|_| ()).map_err(|error| error.to_string()),
        Err(format!(
            "item `{sort}.invariants`: found a string (S), required a map (M) of maps (M)"
        ))
    );
}

#[tokio::test]
async fn damage_in_a_directory_is_repaired_in_the_same_way() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let table = FileTable::create(directory.path()).expect("the table is made");
    two_versions(&table).await;
    let third = published(&table, &town(), &["open-schools"]).await;
    let folder = directory.path().join("policies/asahikawa");
    let chunk = format!("chunks/{:020}-{}-0000.json", 3, third.snapshot.sha256);
    replace(folder.join(chunk), "\"B\":", "\"S\":");
    let version = |kind: &str| format!("\"version\": {{\n      \"{kind}\": \"1\"");
    replace(folder.join("history.json"), &version("N"), &version("S"));

    let entry = rollback(&table, &town(), 2, &request(Expected::Version(3), "repair")).await;

    let entry = entry.expect("it is rolled back");
    assert_eq!((entry.pointer.version, entry.previous, entry.changes), (4, Some(3), None));
    assert_eq!(rules(&table).await, ["open-libraries"]);
}

/// A backup of the pointer alone: its version was published over long ago.
#[tokio::test]
async fn a_pointer_behind_the_history_can_be_published_over() {
    let open = OpenTable::embedded().await;
    published(open.table.as_ref(), &town(), &["open-parks"]).await;
    let backup = client(&open)
        .get_item()
        .table_name(TABLE)
        .key("PK", AttributeValue::S(PARTITION.to_owned()))
        .key("SK", AttributeValue::S("ACTIVE".to_owned()))
        .send()
        .await
        .expect("the item is read");
    published(open.table.as_ref(), &town(), &["open-libraries"]).await;
    published(open.table.as_ref(), &town(), &["open-schools"]).await;
    let put = client(&open).put_item().table_name(TABLE).set_item(backup.item);
    put.send().await.expect("the old pointer is put back");

    let entry =
        publish(open.table.as_ref(), &town(), &request(Expected::Version(1), "repair")).await;

    let entry = entry.expect("it is published");
    assert_eq!((entry.pointer.version, entry.previous), (4, Some(1)));
    assert_eq!(rules(open.table.as_ref()).await, ["open-schools"]);
}

/// Publishes two versions with one rule each.
async fn two_versions(table: &dyn PolicyTable) -> (Pointer, Pointer) {
    let first = published(table, &town(), &["open-parks"]).await;
    (first, published(table, &town(), &["open-libraries"]).await)
}

/// The rules in force.
async fn rules(table: &dyn PolicyTable) -> Vec<String> {
    let loaded = load_active(table, &town()).await.expect("it is loaded");
    loaded.document.rules().iter().map(|rule| rule.id.to_string()).collect()
}

/// Gives one attribute of an item another value, as anybody can in the console.
async fn break_item(open: &OpenTable, sort: &str, attribute: &str, value: AttributeValue) {
    client(open)
        .update_item()
        .table_name(TABLE)
        .key("PK", AttributeValue::S(PARTITION.to_owned()))
        .key("SK", AttributeValue::S(sort.to_owned()))
        .update_expression("SET #name = :value")
        .condition_expression("attribute_exists(PK)")
        .expression_attribute_names("#name", attribute)
        .expression_attribute_values(":value", value)
        .send()
        .await
        .expect("the item is there and is changed");
}

#[track_caller]
fn replace(path: PathBuf, from: &str, to: &str) {
    let text = std::fs::read_to_string(&path).expect("the file is read");
    assert!(text.contains(from), "{text}");
    std::fs::write(&path, text.replace(from, to)).expect("the file is written");
}

fn chunk_sort(pointer: &Pointer) -> String {
    format!("V#{:020}#{}#0000", pointer.snapshot.version, pointer.snapshot.sha256)
}

fn town() -> PolicyName {
    PolicyName::parse("asahikawa").expect("a policy name")
}

const PARTITION: &str = "POLICY#asahikawa";
