//! Many draft rows with few calls.

use core::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};
use sekisho_policy::PolicyName;

use super::{convert::write_item, fault::fault, table::DynamoDbTable};
use crate::{DraftEdits, TableError, item::Item, layout};

/// Writes and deletes the rows, as many to a call as the service takes.
pub(super) async fn write(
    table: &DynamoDbTable,
    policy: &PolicyName,
    edits: &DraftEdits,
) -> Result<(), TableError> {
    let partition = layout::policy(policy);
    let requests: Result<Vec<_>, _> =
        edits.iter().map(|(key, item)| request(table, &partition, key, item)).collect();
    for batch in requests?.chunks(MOST_REQUESTS) {
        send(table, batch.to_vec()).await?;
    }
    Ok(())
}

/// Sends a batch, and again what the service did not get to.
async fn send(table: &DynamoDbTable, batch: Vec<WriteRequest>) -> Result<(), TableError> {
    let mut waiting = batch;
    let mut pause = FIRST_PAUSE;
    for _ in 0..ROUNDS {
        let call = table.client.batch_write_item().request_items(&table.name, waiting);
        let answer =
            call.send().await.map_err(|error| fault("BatchWriteItem", &table.name, &error))?;
        waiting =
            answer.unprocessed_items.unwrap_or_default().remove(&table.name).unwrap_or_default();
        if waiting.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2);
    }
    Err(unanswered(table, format!("{} rows not written after {ROUNDS} rounds", waiting.len())))
}

fn request(
    table: &DynamoDbTable,
    partition: &str,
    key: &str,
    attributes: Option<&Item>,
) -> Result<WriteRequest, TableError> {
    let sort = layout::draft(key);
    let broken = |error: aws_sdk_dynamodb::error::BuildError| unanswered(table, error.to_string());
    let request = WriteRequest::builder();
    let request = if let Some(attributes) = attributes {
        let put = PutRequest::builder().set_item(Some(write_item(partition, &sort, attributes)));
        request.put_request(put.build().map_err(broken)?)
    } else {
        let delete = DeleteRequest::builder()
            .key(layout::PARTITION, AttributeValue::S(partition.to_owned()))
            .key(layout::SORT, AttributeValue::S(sort));
        request.delete_request(delete.build().map_err(broken)?)
    };
    Ok(request.build())
}

fn unanswered(table: &DynamoDbTable, message: String) -> TableError {
    TableError::Unanswered { operation: "BatchWriteItem", table: table.name.clone(), message }
}

// SOURCE: BatchWriteItem takes 25 requests of together 16 MB; an item has at most 400 KB.
const MOST_REQUESTS: usize = 25;
/// With the pauses, some 6 seconds: a table that is created on demand doubles its rate by then.
const ROUNDS: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(25);
