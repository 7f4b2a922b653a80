//! The port on aws-sdk-dynamodb.

use core::{fmt, time::Duration};

use aws_config::{SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    error::SdkError,
    operation::{
        put_item::PutItemError, query::builders::QueryFluentBuilder,
        transact_write_items::TransactWriteItemsError,
    },
    types::{AttributeValue, Put, TransactWriteItem},
};
use sekisho_identity::{IssuerUrl, Pending};
use sekisho_policy::{PolicyName, Row};

use super::{
    batch,
    convert::{Raw, read_item, write_item},
    fault::fault,
    timeouts::DynamoDbTimeouts,
};
use crate::{
    Chunk, ChunkKey, Created, DraftEdits, Edited, HistoryEntry, Jwks, Moved, Pointer, PolicyTable,
    TableError,
    item::{self, Item},
    layout,
};

/// A policy table in DynamoDB, laid out as the module `layout` of this crate says.
///
/// Every read is strongly consistent and every query is read to its last page. A call is tried
/// twice at most and is over within [`DynamoDbTimeouts::operation`], so that a Lambda answers before
/// its own time is up.
#[derive(Clone)]
pub struct DynamoDbTable {
    pub(super) client: Client,
    pub(super) name: String,
}

impl DynamoDbTable {
    /// The table of this name, reached with the credentials and the region of an SDK configuration.
    #[must_use]
    pub fn new(config: &SdkConfig, name: &str, timeouts: DynamoDbTimeouts) -> Self {
        Self::from_client(&Client::new(config), name, timeouts)
    }

    /// The table of this name, reached with a client's configuration; its timeouts and retries are
    /// replaced, because the SDK's defaults wait longer than a Lambda lives.
    #[must_use]
    pub fn from_client(client: &Client, name: &str, timeouts: DynamoDbTimeouts) -> Self {
        let retries = RetryConfig::standard()
            .with_max_attempts(2)
            .with_initial_backoff(Duration::from_millis(100))
            .with_max_backoff(Duration::from_millis(300));
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(timeouts.connect)
            .operation_attempt_timeout(timeouts.attempt)
            .operation_timeout(timeouts.operation)
            .build();
        let config = client.config().to_builder().retry_config(retries).timeout_config(timeouts);
        Self { client: Client::from_conf(config.build()), name: name.to_owned() }
    }

    /// The table of this name at an endpoint of a local DynamoDB, which asks for no credentials.
    #[must_use]
    pub fn at_endpoint(endpoint: &str, name: &str, timeouts: DynamoDbTimeouts) -> Self {
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(Credentials::new("local", "local", None, None, "local"))
            .region(Region::new("ap-northeast-1"))
            .endpoint_url(endpoint);
        Self::from_client(&Client::from_conf(config.build()), name, timeouts)
    }

    pub(super) async fn item(
        &self,
        partition: String,
        sort: &str,
    ) -> Result<Option<Item>, TableError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.name)
            .key(layout::PARTITION, AttributeValue::S(partition))
            .key(layout::SORT, AttributeValue::S(sort.to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| fault("GetItem", &self.name, &error))?;
        answer.item.map(|raw| read_item(raw).map(|(_, item)| item)).transpose()
    }

    /// Every item of a partition whose sort key begins so, in the order of the sort keys.
    async fn items(
        &self,
        policy: &PolicyName,
        prefix: &str,
    ) -> Result<Vec<(String, Item)>, TableError> {
        // A query answers at most 1 MB and says where it stopped: a list of rules that ends there
        // has lost some, and may have lost the denials.
        let items: Vec<Raw> = self
            .beginning(policy, prefix)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<_, _>>()
            .await
            .map_err(|error| fault("Query", &self.name, &error))?;
        items.into_iter().map(read_item).collect()
    }

    /// The version of the newest history entry, by its sort key alone.
    async fn newest(&self, policy: &PolicyName) -> Result<Option<u64>, TableError> {
        let query = self.sort_keys(policy, layout::HISTORY).scan_index_forward(false);
        let mut items = query.into_paginator().page_size(NEWEST).items().send();
        while let Some(raw) = items.next().await {
            let (sort, _) = read_item(raw.map_err(|error| fault("Query", &self.name, &error))?)?;
            if let Some(version) = layout::history_version(&sort) {
                return Ok(Some(version));
            }
        }
        Ok(None)
    }

    async fn all_chunks(&self, policy: &PolicyName) -> Result<Vec<ChunkKey>, TableError> {
        let mut keys = Vec::new();
        let mut items = self.sort_keys(policy, layout::CHUNK).into_paginator().items().send();
        while let Some(raw) = items.next().await {
            let (sort, _) = read_item(raw.map_err(|error| fault("Query", &self.name, &error))?)?;
            keys.extend(layout::chunk_key(&sort));
        }
        Ok(keys)
    }

    /// A query of the sort keys, and of nothing else, that begin so.
    fn sort_keys(&self, policy: &PolicyName, prefix: &str) -> QueryFluentBuilder {
        self.beginning(policy, prefix).projection_expression("#sk")
    }

    /// A query of the items of a partition whose sort key begins so.
    fn beginning(&self, policy: &PolicyName, prefix: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.name)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :prefix)")
            .expression_attribute_names("#pk", layout::PARTITION)
            .expression_attribute_names("#sk", layout::SORT)
            .expression_attribute_values(":pk", AttributeValue::S(layout::policy(policy)))
            .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()))
            .consistent_read(true)
    }

    async fn delete(&self, partition: String, sort: String) -> Result<(), TableError> {
        let delete = self.client.delete_item().table_name(&self.name);
        let delete = delete
            .key(layout::PARTITION, AttributeValue::S(partition))
            .key(layout::SORT, AttributeValue::S(sort));
        delete.send().await.map_err(|error| fault("DeleteItem", &self.name, &error))?;
        Ok(())
    }

    async fn put(&self, raw: Raw) -> Result<(), TableError> {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(raw));
        put.send().await.map_err(|error| fault("PutItem", &self.name, &error))?;
        Ok(())
    }

    async fn create(&self, raw: Raw) -> Result<Created, TableError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(raw))
            .condition_expression("attribute_not_exists(#pk)")
            .expression_attribute_names("#pk", layout::PARTITION);
        match put.send().await {
            Ok(_) => Ok(Created::New),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(Created::Existed),
                _ => Err(fault("PutItem", &self.name, &error)),
            },
        }
    }

    async fn advance(
        &self,
        policy: &PolicyName,
        entry: &HistoryEntry,
    ) -> Result<Moved, TableError> {
        let partition = layout::policy(policy);
        let pointer = item::write_pointer(&entry.pointer);
        let active =
            Put::builder().set_item(Some(write_item(&partition, layout::ACTIVE, &pointer)));
        let active = match entry.previous {
            None => if_absent(active),
            Some(previous) => active
                .condition_expression("#version = :previous")
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":previous", AttributeValue::N(previous.to_string())),
        };
        let sort = layout::history(entry.pointer.version);
        let line = write_item(&partition, &sort, &item::write_entry(entry));
        let line = if_absent(Put::builder().set_item(Some(line)));
        let mut transaction = self.client.transact_write_items();
        for put in [active, line] {
            let put =
                put.table_name(&self.name).build().map_err(|error| TableError::Unanswered {
                    operation: "TransactWriteItems",
                    table: self.name.clone(),
                    message: error.to_string(),
                })?;
            transaction = transaction.transact_items(TransactWriteItem::builder().put(put).build());
        }
        match transaction.send().await {
            Ok(_) => Ok(Moved::Done),
            Err(error) if was_lost(&error) => Ok(Moved::Lost),
            Err(error) => Err(fault("TransactWriteItems", &self.name, &error)),
        }
    }
}

impl PolicyTable for DynamoDbTable {
    fn drafts<'a>(&'a self, policy: &'a PolicyName) -> Pending<'a, Result<Vec<Row>, TableError>> {
        Box::pin(async move {
            let row = |(sort, attributes): (String, Item)| {
                let key = sort.strip_prefix(layout::DRAFT).unwrap_or(&sort).to_owned();
                Row { key, attributes }
            };
            Ok(self.items(policy, layout::DRAFT).await?.into_iter().map(row).collect())
        })
    }

    fn edit_drafts_watched<'a>(
        &'a self,
        policy: &'a PolicyName,
        edits: &'a DraftEdits,
        watch: &'a (dyn Fn(Edited) + Send + Sync),
    ) -> Pending<'a, Result<(), TableError>> {
        Box::pin(batch::write(self, policy, edits, watch))
    }

    fn create_chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        chunk: &'a Chunk,
    ) -> Pending<'a, Result<Created, TableError>> {
        let (partition, sort) = (layout::policy(policy), layout::chunk(&chunk.key));
        Box::pin(self.create(write_item(&partition, &sort, &item::write_chunk(chunk))))
    }

    fn chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        key: &'a ChunkKey,
    ) -> Pending<'a, Result<Option<Chunk>, TableError>> {
        Box::pin(async move {
            let sort = layout::chunk(key);
            let item = self.item(layout::policy(policy), &sort).await?;
            item.map(|item| item::read_chunk(&sort, item)).transpose()
        })
    }

    fn chunk_keys<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Vec<ChunkKey>, TableError>> {
        Box::pin(self.all_chunks(policy))
    }

    fn delete_chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        key: &'a ChunkKey,
    ) -> Pending<'a, Result<(), TableError>> {
        Box::pin(self.delete(layout::policy(policy), layout::chunk(key)))
    }

    fn active<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Option<Pointer>, TableError>> {
        Box::pin(async move {
            let item = self.item(layout::policy(policy), layout::ACTIVE).await?;
            item.map(|item| item::read_pointer(layout::ACTIVE, &item)).transpose()
        })
    }

    fn move_active<'a>(
        &'a self,
        policy: &'a PolicyName,
        entry: &'a HistoryEntry,
    ) -> Pending<'a, Result<Moved, TableError>> {
        Box::pin(self.advance(policy, entry))
    }

    fn entry<'a>(
        &'a self,
        policy: &'a PolicyName,
        version: u64,
    ) -> Pending<'a, Result<Option<HistoryEntry>, TableError>> {
        Box::pin(async move {
            let sort = layout::history(version);
            let item = self.item(layout::policy(policy), &sort).await?;
            item.map(|item| item::read_entry(&sort, &item)).transpose()
        })
    }

    fn last_version<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Option<u64>, TableError>> {
        Box::pin(self.newest(policy))
    }

    fn history<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Vec<HistoryEntry>, TableError>> {
        Box::pin(async move {
            let items = self.items(policy, layout::HISTORY).await?;
            items.iter().map(|(sort, item)| item::read_entry(sort, item)).collect()
        })
    }

    fn keys<'a>(
        &'a self,
        issuer: &'a IssuerUrl,
    ) -> Pending<'a, Result<Option<String>, TableError>> {
        Box::pin(async move {
            let item = self.item(layout::issuer(issuer), layout::JWKS).await?;
            item.map(|item| item::read_keys(&item)).transpose()
        })
    }

    fn put_keys<'a>(
        &'a self,
        issuer: &'a IssuerUrl,
        jwks: &'a Jwks,
    ) -> Pending<'a, Result<(), TableError>> {
        let keys = item::write_keys(jwks.as_str());
        Box::pin(self.put(write_item(&layout::issuer(issuer), layout::JWKS, &keys)))
    }
}

impl fmt::Debug for DynamoDbTable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The client's configuration knows credentials.
        formatter.debug_struct("DynamoDbTable").field("name", &self.name).finish_non_exhaustive()
    }
}

fn if_absent(
    put: aws_sdk_dynamodb::types::builders::PutBuilder,
) -> aws_sdk_dynamodb::types::builders::PutBuilder {
    put.condition_expression("attribute_not_exists(#pk)")
        .expression_attribute_names("#pk", layout::PARTITION)
}

/// Whether a transaction was cancelled because a condition did not hold or another was under way.
fn was_lost<R>(error: &SdkError<TransactWriteItemsError, R>) -> bool {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return false;
    };
    cancelled.cancellation_reasons().iter().any(|reason| {
        matches!(reason.code(), Some("ConditionalCheckFailed" | "TransactionConflict"))
    })
}

/// The first of them has it, unless somebody wrote history by hand.
const NEWEST: i32 = 10;
