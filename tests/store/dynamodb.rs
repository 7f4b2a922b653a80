//! DynamoDB as it is: pages, keys, refusals, silence.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    types::AttributeValue,
};
use sekisho_policy::{Attribute, PolicyName, Row, UnixTime};
use sekisho_store::{
    DynamoDbTable, DynamoDbTimeouts, Expected, Note, Notes as _, PolicyTable, publish,
};
use support::{
    open_table::{OpenTable, TABLE, patient},
    policy_table_contract::jwks,
    publish_contract::{document, published, request},
};

/// Why every query is read to its last page: the first one looks like a whole answer.
#[tokio::test]
async fn a_single_query_would_lose_rules() {
    let open = OpenTable::embedded().await;
    let text = Attribute::String("x".repeat(40_000));
    let rows = (0..60).map(|index| Row {
        key: format!("RULE#r{index:02}"),
        attributes: [("description".to_owned(), text.clone())].into(),
    });
    open.table.edit_drafts(&town(), &rows.collect()).await.expect("the rows are written");

    let naive = client(&open)
        .query()
        .table_name(TABLE)
        .key_condition_expression("PK = :pk AND begins_with(SK, :draft)")
        .expression_attribute_values(":pk", AttributeValue::S("POLICY#asahikawa".to_owned()))
        .expression_attribute_values(":draft", AttributeValue::S("DRAFT#".to_owned()))
        .send()
        .await
        .expect("the query answers");
    assert!(naive.count < 60, "found all rows on one page: this table cannot test paging");
    assert_eq!(open.table.drafts(&town()).await.map(|rows| rows.len()), Ok(60));
}

/// The keys that `store/src/layout.rs` documents, and nothing else.
#[tokio::test]
async fn the_items_are_where_the_layout_says() {
    let open = OpenTable::embedded().await;
    let pointer = published(open.table.as_ref(), &town(), &["open-parks"]).await;
    let issuer = "https://issuer.example/pool";
    let url = sekisho_identity::IssuerUrl::parse(issuer).expect("an issuer");
    open.table.put_keys(&url, &jwks("one")).await.expect("the keys are written");
    let endpoint = open.endpoint.as_deref().expect("it has an address");
    let expires_at = UnixTime::from_seconds(1_800_000_000);
    let note = Note { revision: 1, text: "seen".to_owned(), expires_at };
    let notes = DynamoDbTable::at_endpoint(endpoint, TABLE, patient());
    notes.put_note(&town(), "i-0123abcd", &note).await.expect("the note is written");
    let scan = client(&open).scan().table_name(TABLE).send().await.expect("the scan answers");
    let text = |value: Option<&AttributeValue>| value.and_then(|value| value.as_s().ok()).cloned();
    let found: BTreeSet<_> =
        scan.items().iter().map(|item| (text(item.get("PK")), text(item.get("SK")))).collect();
    let expected = [
        ("POLICY#asahikawa", "ACTIVE".to_owned()),
        ("POLICY#asahikawa", "DRAFT#POLICY".to_owned()),
        ("POLICY#asahikawa", "DRAFT#RULE#open-parks".to_owned()),
        ("POLICY#asahikawa", "HISTORY#00000000000000000001".to_owned()),
        ("POLICY#asahikawa", format!("V#00000000000000000001#{}#0000", pointer.snapshot.sha256)),
        ("KEYS#https://issuer.example/pool", "JWKS".to_owned()),
        ("GUARD#asahikawa", "INSTANCE#i-0123abcd".to_owned()),
    ]
    .map(|(partition, sort)| (Some(partition.to_owned()), Some(sort)));
    assert_eq!(found, BTreeSet::from(expected));

    let rule = scan
        .items()
        .iter()
        .find(|item| text(item.get("SK")).is_some_and(|sort| sort == "DRAFT#RULE#open-parks"));
    let names: BTreeSet<&str> = rule.expect("the rule").keys().map(String::as_str).collect();
    let expected = ["PK", "SK", "actions", "effect", "instances", "who"];
    assert_eq!(names, BTreeSet::from(expected), "attributes named as in the YAML");
    let kept = scan
        .items()
        .iter()
        .find(|item| text(item.get("PK")).is_some_and(|key| key.starts_with("GUARD#")));
    let expires = kept.and_then(|item| item.get("expires_at")?.as_n().ok());
    assert_eq!(expires.map(String::as_str), Some("1800000000"), "a number, as a TTL must be");
}

/// Somebody deleted the pointer in the console: versions that once were do not come back.
#[tokio::test]
async fn a_deleted_pointer_does_not_start_the_versions_again() {
    let open = OpenTable::embedded().await;
    published(open.table.as_ref(), &town(), &["open-parks"]).await;
    published(open.table.as_ref(), &town(), &["open-libraries"]).await;
    client(&open)
        .delete_item()
        .table_name(TABLE)
        .key("PK", AttributeValue::S("POLICY#asahikawa".to_owned()))
        .key("SK", AttributeValue::S("ACTIVE".to_owned()))
        .send()
        .await
        .expect("the pointer is deleted");
    let entry = publish(open.table.as_ref(), &town(), &request(Expected::Nothing, "repair")).await;
    let entry = entry.expect("it is published");
    assert_eq!((entry.pointer.version, entry.previous), (3, None));
    assert_eq!(document(&town(), &["open-libraries"]).to_rows().len(), 2);
}

#[tokio::test]
async fn an_item_that_somebody_broke_is_named_with_the_attribute() {
    let open = OpenTable::embedded().await;
    client(&open)
        .put_item()
        .table_name(TABLE)
        .item("PK", AttributeValue::S("POLICY#asahikawa".to_owned()))
        .item("SK", AttributeValue::S("ACTIVE".to_owned()))
        .item("version", AttributeValue::S("1".to_owned()))
        .send()
        .await
        .expect("the item is written");
    assert_eq!(
        open.table.active(&town()).await.map_err(|error| error.to_string()),
        Err("item `ACTIVE.version`: found a string (S), required a number (N)".to_owned())
    );
}

#[tokio::test]
async fn a_refusal_says_what_the_service_said() {
    let open = OpenTable::embedded().await;
    let endpoint = open.endpoint.as_deref().expect("it has an address");
    let table = DynamoDbTable::at_endpoint(endpoint, "typing-error", patient());
    assert_eq!(
        table.active(&town()).await.map_err(|error| error.to_string()),
        Err("GetItem on table `typing-error` was refused: ResourceNotFoundException: Requested \
             resource not found"
            .to_owned())
    );
}

/// The default limits: a table that hangs must not use up the time of a Lambda.
#[tokio::test]
async fn a_service_that_never_answers_is_given_up_within_two_seconds() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let endpoint = format!("http://{}", silent.local_addr().expect("its address"));
    let table = DynamoDbTable::at_endpoint(&endpoint, TABLE, DynamoDbTimeouts::default());
    let began = Instant::now();
    let refused = table.active(&town()).await.map_err(|error| error.to_string());
    assert!(began.elapsed() < Duration::from_secs(2), "it took {:?}", began.elapsed());
    let message = refused.expect_err("nobody answers");
    let start = "GetItem on table `sekisho-policy` got no answer: request has timed out: ";
    assert!(message.starts_with(start), "{message}");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_as_such() {
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let endpoint = format!("http://{}", gone.local_addr().expect("its address"));
    drop(gone);
    let table = DynamoDbTable::at_endpoint(&endpoint, TABLE, DynamoDbTimeouts::default());
    let message = table.active(&town()).await.map_err(|error| error.to_string());
    let start = "GetItem on table `sekisho-policy` got no answer: dispatch failure: ";
    let message = message.expect_err("nobody is there");
    assert!(message.starts_with(start) && message.contains("Connection refused"), "{message}");
}

#[test]
fn a_table_prints_no_credentials() {
    let table = DynamoDbTable::at_endpoint("http://127.0.0.1:1", TABLE, patient());
    assert_eq!(format!("{table:?}"), "DynamoDbTable { name: \"sekisho-policy\", .. }");
}

/// The table as the console sees it.
pub fn client(open: &OpenTable) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .region(Region::new("ap-northeast-1"))
        .endpoint_url(open.endpoint.as_deref().expect("it has an address"));
    Client::from_conf(config.build())
}

fn town() -> PolicyName {
    PolicyName::parse("asahikawa").expect("a policy name")
}
