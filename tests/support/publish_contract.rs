//! What publish, load and rollback promise on every adapter.

use std::sync::Arc;

use sekisho_policy::{Attribute, Document, PolicyName, Row, UnixTime};
use sekisho_store::{
    ChangedKeys, Changes, DraftError, Expected, PolicyTable, PublishError, PublishRequest,
    import_document, load_active, load_version, publish, rollback,
};

use crate::policy_table_contract::town;

pub async fn what_is_published_is_what_is_loaded(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("publish"));
    let document = document(&town, &["open-parks"]);
    let imported = import_document(table, &town, &document).await.expect("the draft is written");
    assert_eq!(imported.added, keys(&["POLICY", "RULE#open-parks"]));

    let entry = publish(table, &town, &request(Expected::Nothing, "first")).await;
    let entry = entry.expect("it is published");
    assert_eq!((entry.pointer.version, entry.previous), (1, None));
    assert_eq!(entry.changes, Some(imported));
    assert_eq!(entry.pointer.reason, "first");
    assert_eq!(table.history(&town).await, Ok(vec![entry.clone()]));

    let loaded = load_active(table, &town).await.expect("it is loaded");
    assert_eq!(loaded.pointer, entry.pointer);
    assert_eq!(loaded.document.to_json(), document.to_json());
}

/// A query that stopped after one page would publish a part of the rules, and of the denials.
pub async fn a_policy_of_several_pages_and_chunks_is_whole(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("large"));
    let document = noise(&town, 1_100, 1_000);
    import_document(table, &town, &document).await.expect("the draft is written");
    let entry = publish(table, &town, &request(Expected::Nothing, "large")).await;
    let chunks = entry.expect("it is published").pointer.snapshot.chunks;
    assert!(chunks > 1, "found {chunks} chunk, required several");
    let loaded = load_active(table, &town).await.expect("it is loaded");
    assert!(loaded.document.to_json() == document.to_json(), "another document came back");
}

/// Law 36: a malformed rule leaves the active digest unchanged.
pub async fn a_rejected_rule_leaves_what_is_active(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("rejected"));
    let before = published(table, &town, &["open-parks"]).await;
    let broken = Row {
        key: "RULE#broken".to_owned(),
        attributes: [("effect".to_owned(), Attribute::String("alow".to_owned()))].into(),
    };
    let edits = [broken].into_iter().collect();
    table.edit_drafts(&town, &edits).await.expect("the row is written");

    let refused = publish(table, &town, &request(Expected::Any, "broken")).await;
    let Err(PublishError::Draft(DraftError::Problems(problems))) = refused else {
        panic!("found {refused:?}, required the problems of the draft");
    };
    let rows: Vec<_> =
        problems.as_slice().iter().map(|problem| problem.place.row.as_deref()).collect();
    assert!(rows.iter().all(|row| *row == Some("RULE#broken")), "found {rows:?}");
    assert_eq!(table.active(&town).await, Ok(Some(before)));
    assert_eq!(table.history(&town).await.map(|history| history.len()), Ok(1));
}

pub async fn of_two_publishers_one_wins_and_the_other_is_told(table: &Arc<dyn PolicyTable>) {
    let town = town("two-publishers");
    published(table.as_ref(), &town, &["open-parks"]).await;
    let publishers = ["佐藤", "鈴木"].map(|by| {
        let (table, town) = (Arc::clone(table), town.clone());
        let request =
            PublishRequest { by: by.to_owned(), ..request(Expected::Version(1), "at once") };
        tokio::spawn(async move { publish(table.as_ref(), &town, &request).await })
    });
    let (mut won, mut lost) = (Vec::new(), Vec::new());
    for publisher in publishers {
        match publisher.await.expect("the task ends") {
            Ok(entry) => won.push(entry),
            Err(error) => lost.push(error.to_string()),
        }
    }
    assert_eq!(won.len(), 1, "lost: {lost:?}");
    assert_eq!(
        lost,
        ["policy `town-two-publishers`: found version 2 active, required version 1: look at what \
          is active, then publish again"]
    );
    assert_eq!(table.history(&town).await.map(|mut history| history.pop()), Ok(won.pop()));
}

pub async fn a_rollback_is_a_new_version_of_an_old_content(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("rollback"));
    let first = published(table, &town, &["open-parks"]).await;
    let second = published(table, &town, &["open-parks", "open-libraries"]).await;
    assert_ne!(second.snapshot, first.snapshot);

    let entry = rollback(table, &town, 1, &request(Expected::Version(2), "too wide")).await;
    let entry = entry.expect("it is rolled back");
    assert_eq!((entry.pointer.version, entry.previous), (3, Some(2)));
    assert_eq!(entry.pointer.snapshot.sha256, first.snapshot.sha256);
    // Written anew: what it says does not depend on a snapshot that may be pruned.
    assert_eq!(entry.pointer.snapshot.version, 3);
    let removed = Changes { removed: keys(&["RULE#open-libraries"]), ..Changes::default() };
    assert_eq!(entry.changes, Some(removed));

    let loaded = load_active(table, &town).await.expect("it is loaded");
    assert_eq!(loaded.document.to_json(), document(&town, &["open-parks"]).to_json());
    let old = load_version(table, &town, 2).await.expect("version 2 can still be read");
    assert_eq!(old.pointer, second);

    let unknown = rollback(table, &town, 9, &request(Expected::Any, "typing error")).await;
    assert_eq!(
        unknown.map_err(|error| error.to_string()),
        Err("policy `town-rollback` has no version 9 in its history: it has 1 to 3".to_owned())
    );
}

/// Writes and publishes a document with these rules.
pub async fn published(
    table: &dyn PolicyTable,
    town: &PolicyName,
    rules: &[&str],
) -> sekisho_store::Pointer {
    let document = document(town, rules);
    import_document(table, town, &document).await.expect("the draft is written");
    let entry = publish(table, town, &request(Expected::Any, "a change")).await;
    entry.expect("it is published").pointer
}

/// A small document with these rules.
pub fn document(town: &PolicyName, rules: &[&str]) -> Document {
    let rules = rules.iter().map(|id| rule(id, "")).collect::<String>();
    Document::from_yaml(&head(town, &rules)).expect("a valid document")
}

/// A document whose descriptions do not compress.
fn noise(town: &PolicyName, rules: usize, length: usize) -> Document {
    let mut state = 0x5345_4b49_5348_4f21_u64;
    let mut letter = || {
        // SOURCE: the multiplier of Knuth's MMIX; nothing here needs a better generator.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 33) % 26).expect("below 26"))
    };
    let mut text = String::new();
    for index in 0..rules {
        let description: String = (0..length).map(|_| letter()).collect();
        text += &rule(&format!("r{index}"), &format!("    description: {description}\n"));
    }
    Document::from_yaml(&head(town, &text)).expect("a valid document")
}

fn head(town: &PolicyName, rules: &str) -> String {
    format!("version: 1\npolicy: {town}\nutc_offset: \"+09:00\"\nrules:\n{rules}")
}

fn rule(id: &str, more: &str) -> String {
    format!(
        "  - id: {id}\n{more}    effect: allow\n    who: {{ groups: [dept-staff] }}\n    \
         actions: [describe]\n    instances: {{ tags: {{ Department: [parks] }} }}\n"
    )
}

/// A request of one of the publishers.
pub fn request(expected: Expected, why: &str) -> PublishRequest {
    PublishRequest {
        expected,
        by: "高橋".to_owned(),
        why: why.to_owned(),
        at: UnixTime::from_seconds(1_795_000_000),
    }
}

fn keys(keys: &[&str]) -> ChangedKeys {
    let count = u64::try_from(keys.len()).expect("few");
    ChangedKeys { count, keys: keys.iter().map(|key| (*key).to_owned()).collect() }
}
