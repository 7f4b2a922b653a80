//! Publishing over a table that fails at any step, and requests that cannot be meant.

use std::sync::Arc;

use sekisho_policy::{Attribute, PolicyName, Row};
use sekisho_store::{
    Chunk, ChunkKey, Expected, Pointer, PublishRequest, add_rule, import_document, load_active,
    publish, rollback,
};
use support::{
    faulty_table::{ChunkFault, Faults, FaultyTable, MoveFault, PointerFault},
    open_table::OpenTable,
    publish_contract::{document, published, request},
};

/// A town whose first version is published and whose draft has one more rule.
struct Town {
    open: OpenTable,
    table: Arc<FaultyTable>,
    name: PolicyName,
    first: Pointer,
}

impl Town {
    async fn new() -> Self {
        let open = OpenTable::file().await;
        let table = FaultyTable::around(&open.table);
        let name = PolicyName::parse("asahikawa").expect("a policy name");
        let first = published(open.table.as_ref(), &name, &["open-parks"]).await;
        let town = Self { open, table, name, first };
        town.draft(&["open-parks", "open-libraries"]).await;
        town
    }

    async fn draft(&self, rules: &[&str]) {
        let document = document(&self.name, rules);
        let table = self.open.table.as_ref();
        import_document(table, &self.name, &document).await.expect("the draft is written");
    }

    /// Publishes the draft with these faults; the version, or the message.
    async fn publish_with(&self, faults: Faults) -> Result<u64, String> {
        self.table.set(faults);
        let published = self.publish(&request(Expected::Version(1), "a change")).await;
        self.table.set(Faults::default());
        published
    }

    async fn publish(&self, request: &PublishRequest) -> Result<u64, String> {
        publish(self.table.as_ref(), &self.name, request)
            .await
            .map(|entry| entry.pointer.version)
            .map_err(|error| error.to_string())
    }

    async fn active(&self) -> Pointer {
        let active = self.open.table.active(&self.name).await;
        active.expect("the table answers").expect("something is active")
    }

    async fn rules(&self) -> Vec<String> {
        let loaded = load_active(self.open.table.as_ref(), &self.name).await.expect("it is loaded");
        loaded.document.rules().iter().map(|rule| rule.id.to_string()).collect()
    }
}

#[tokio::test]
async fn a_publisher_that_dies_at_any_write_changes_nothing_and_can_be_followed() {
    let town = Town::new().await;
    for writes in 0..2 {
        let died =
            town.publish_with(Faults { writes_left: Some(writes), ..Faults::default() }).await;
        let message = if writes == 0 {
            "PutItem on table `sekisho-policy` got no answer: timed out"
        } else {
            "version 2 may or may not be active: PutItem on table `sekisho-policy` got no answer: \
             timed out: look at what is active before publishing again"
        };
        assert_eq!(died, Err(message.to_owned()), "after {writes} writes");
        assert_eq!(town.active().await, town.first, "after {writes} writes");
        assert_eq!(town.rules().await, ["open-parks"], "after {writes} writes");
    }
    // The chunk of the dead publisher is under version 2; this is another version 2.
    town.draft(&["open-schools"]).await;
    assert_eq!(town.publish_with(Faults::default()).await, Ok(2));
    assert_eq!(town.rules().await, ["open-schools"]);
}

#[tokio::test]
async fn what_a_dead_publisher_left_is_used_if_it_is_the_same_and_refused_if_it_is_not() {
    let town = Town::new().await;
    let faults = Faults { writes_left: Some(1), ..Faults::default() };
    assert!(town.publish_with(faults).await.is_err());
    assert_eq!(town.publish_with(Faults::default()).await, Ok(2), "the chunk is used");

    // Somebody wrote something else under the very key that version 3 will have.
    town.draft(&["open-parks"]).await;
    let key = ChunkKey { version: 3, sha256: town.first.snapshot.sha256, index: 0 };
    let junk = Chunk { key, count: 1, bytes: b"junk".to_vec() };
    town.open.table.create_chunk(&town.name, &junk).await.expect("it is written");
    assert_eq!(
        town.publish(&request(Expected::Any, "again")).await,
        Err(format!(
            "the snapshot written as version 3 reads back wrong: the snapshot has 4 bytes, required \
             {}: a chunk was cut or replaced: delete its chunks and publish again",
            town.first.snapshot.bytes
        ))
    );
    assert_eq!(town.active().await.version, 2);
}

#[tokio::test]
async fn a_chunk_that_reads_back_wrong_is_not_published() {
    let town = Town::new().await;
    for fault in
        [ChunkFault::Missing, ChunkFault::Foreign, ChunkFault::Truncated, ChunkFault::Changed]
    {
        let refused = town.publish_with(Faults { chunk: Some(fault), ..Faults::default() }).await;
        let message = refused.expect_err("it is refused");
        let start = "the snapshot written as version 2 reads back wrong: ";
        assert!(message.starts_with(start), "{fault:?}: {message}");
        assert_eq!(town.active().await, town.first, "{fault:?}");
    }
}

#[tokio::test]
async fn a_move_whose_answer_was_lost_is_found_to_be_done() {
    let town = Town::new().await;
    let faults = Faults { moving: Some(MoveFault::AnswerLost), ..Faults::default() };
    assert_eq!(town.publish_with(faults).await, Ok(2));
    assert_eq!(town.active().await.version, 2);
}

#[tokio::test]
async fn a_move_without_an_answer_is_reported_as_unknown() {
    let town = Town::new().await;
    let faults = Faults { moving: Some(MoveFault::NoAnswer), ..Faults::default() };
    assert_eq!(
        town.publish_with(faults).await,
        Err(
            "version 2 may or may not be active: TransactWriteItems on table `sekisho-policy` got \
             no answer: timed out: look at what is active before publishing again"
                .to_owned()
        )
    );
    assert_eq!(town.active().await, town.first);
}

#[tokio::test]
async fn a_draft_that_is_edited_while_it_is_published_is_refused() {
    let town = Town::new().await;
    let row = Row {
        key: "RULE#meanwhile".to_owned(),
        attributes: [("effect".to_owned(), Attribute::String("deny".to_owned()))].into(),
    };
    let edited_meanwhile = Some([row].into_iter().collect());
    let refused = town.publish_with(Faults { edited_meanwhile, ..Faults::default() }).await;
    assert_eq!(
        refused,
        Err("the draft of policy `asahikawa` was edited by somebody else meanwhile: read it again"
            .to_owned())
    );
    assert_eq!(town.active().await, town.first);
}

#[tokio::test]
async fn a_damaged_version_can_be_published_over() {
    let town = Town::new().await;
    let nowhere = sekisho_store::SnapshotRef { version: 9, ..town.first.snapshot };
    let damaged = Pointer { snapshot: nowhere, ..town.first.clone() };
    town.table.set(Faults {
        pointer: Some(PointerFault::Say(Box::new(Some(damaged)))),
        ..Faults::default()
    });
    let entry = publish(
        town.table.as_ref(),
        &town.name,
        &request(Expected::Version(1), "repair what cannot be read"),
    )
    .await
    .expect("it is published");
    assert_eq!((entry.pointer.version, entry.previous, entry.changes), (2, Some(1), None));
    assert_eq!(town.rules().await, ["open-libraries", "open-parks"]);
}

#[tokio::test]
async fn a_request_over_something_else_than_is_active_is_refused() {
    let town = Town::new().await;
    let message = |found, required| {
        Err(format!(
            "policy `asahikawa`: found {found} active, required {required}: look at what is active, \
             then publish again"
        ))
    };
    let old = request(Expected::Version(7), "old");
    assert_eq!(town.publish(&old).await, message("version 1", "version 7"));
    let first = request(Expected::Nothing, "first");
    assert_eq!(town.publish(&first).await, message("version 1", "nothing"));
    let back = rollback(town.table.as_ref(), &town.name, 1, &old).await;
    assert_eq!(
        back.map_err(|error| error.to_string()).map(|entry| entry.pointer.version),
        message("version 1", "version 7")
    );
    assert_eq!(town.active().await, town.first);
}

#[tokio::test]
async fn who_and_why_are_one_line_each() {
    let town = Town::new().await;
    let by = Err("`by` is not one line of 1 to 128 characters".to_owned());
    let why = Err("`why` is not one line of 1 to 1024 characters".to_owned());
    let whole = request(Expected::Any, "a change");
    for text in ["", "  ", "佐藤\n鈴木", &"a".repeat(129)] {
        let request = PublishRequest { by: text.to_owned(), ..whole.clone() };
        assert_eq!(town.publish(&request).await, by, "`{text}`");
    }
    for text in ["", "\u{7}", &"a".repeat(1025)] {
        let request = PublishRequest { why: text.to_owned(), ..whole.clone() };
        assert_eq!(town.publish(&request).await, why, "`{text}`");
    }
    assert_eq!(town.active().await, town.first);
}

#[tokio::test]
async fn a_draft_that_is_empty_or_another_towns_is_refused() {
    let town = Town::new().await;
    let other = PolicyName::parse("biei").expect("a policy name");
    let table = town.open.table.as_ref();
    let refused = publish(table, &other, &request(Expected::Nothing, "first")).await;
    assert_eq!(
        refused.map_err(|error| error.to_string()),
        Err("policy `biei` has no draft: import one, or write its rows".to_owned())
    );

    let foreign = document(&town.name, &["open-parks"]);
    let message = Err("the document is policy `asahikawa`, required `biei`".to_owned());
    let refused = import_document(table, &other, &foreign).await;
    assert_eq!(refused.map(|_| ()).map_err(|error| error.to_string()), message);
    assert_eq!(table.drafts(&other).await, Ok(vec![]));

    let edits = foreign.to_rows().into_iter().collect();
    table.edit_drafts(&other, &edits).await.expect("the rows are copied");
    let refused = publish(table, &other, &request(Expected::Nothing, "first")).await;
    assert_eq!(refused.map(|_| ()).map_err(|error| error.to_string()), message);
}

#[tokio::test]
async fn an_import_deletes_the_rows_that_vanished_and_tells_what_changed() {
    let town = Town::new().await;
    let table = town.open.table.as_ref();
    let wanted = document(&town.name, &["open-schools", "open-parks"]);
    let changes = import_document(table, &town.name, &wanted).await.expect("it is imported");
    assert_eq!(changes.added.keys, ["RULE#open-schools"]);
    assert_eq!(changes.removed.keys, ["RULE#open-libraries"]);
    assert_eq!(changes.changed.count, 0);
    let again = import_document(table, &town.name, &wanted).await.expect("it is imported");
    assert_eq!(again, sekisho_store::Changes::default());
}

/// The draft has the rule from the try that lost; the next try must not add it once more.
#[tokio::test]
async fn a_rule_that_is_added_over_a_faster_publisher_is_in_the_draft_once() {
    let town = Town::new().await;
    let attributes = [
        ("effect", Attribute::String("deny".to_owned())),
        ("actions", Attribute::String("any".to_owned())),
        ("instances", Attribute::String("any".to_owned())),
        ("who", Attribute::Map([users("sato")].into())),
    ];
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value)).into();
    let rule = Row { key: "RULE#revoke-now".to_owned(), attributes };
    // As a try that lost leaves it.
    let edits = [rule.clone()].into_iter().collect();
    town.open.table.edit_drafts(&town.name, &edits).await.expect("the row is written");

    let asked = request(Expected::Any, "lost a laptop");
    let added = add_rule(town.table.as_ref(), &town.name, &rule, &asked).await;

    let (entry, key) = added.expect("it is published");
    assert_eq!((entry.pointer.version, key.as_str()), (2, "RULE#revoke-now"));
    let drafts = town.open.table.drafts(&town.name).await.expect("the table answers");
    assert_eq!(drafts.iter().filter(|row| row.key.starts_with("RULE#revoke")).count(), 1);
    // The same again is a rule of its own.
    let again = add_rule(town.table.as_ref(), &town.name, &rule, &asked).await;
    assert_eq!(again.expect("it is published").1, "RULE#revoke-now-2");
}

fn users(name: &str) -> (String, Attribute) {
    ("users".to_owned(), Attribute::List(vec![Attribute::String(name.to_owned())]))
}
