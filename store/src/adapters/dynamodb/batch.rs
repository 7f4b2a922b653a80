//! Many draft rows with few calls.

use core::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};
use sekisho_policy::PolicyName;

use super::{convert::write_item, fault::fault, table::DynamoDbTable};
use crate::{DraftEdits, Edited, TableError, item::Item, layout};

/// Writes and deletes the rows, as many to a call as the service takes.
///
/// No such call is atomic. Several rows are therefore written while the head of the draft is away:
/// what was cut off half-way is no document, and no rule of it can be published without the others.
pub(super) async fn write(
    table: &DynamoDbTable,
    policy: &PolicyName,
    edits: &DraftEdits,
    watch: &(dyn Fn(Edited) + Send + Sync),
) -> Result<(), TableError> {
    let partition = layout::policy(policy);
    let put = |key: &str, item: Option<&Item>| request(table, &partition, key, item);
    let rows: Vec<_> = edits.iter().collect();
    if let [(key, item)] = rows.as_slice() {
        return send(table, vec![put(key, *item)?]).await;
    }
    let (heads, others): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(key, _)| *key == layout::HEAD);
    if heads.is_empty() && others.is_empty() {
        return Ok(());
    }
    let others: Vec<_> =
        others.into_iter().map(|(key, item)| put(key, item)).collect::<Result<_, _>>()?;
    let head = match heads.first() {
        Some((_, item)) => item.cloned(),
        None => table.item(partition.clone(), &layout::draft(layout::HEAD)).await?,
    };
    // INVARIANT (headless): from the first write to the last, the draft has no head.
    send(table, vec![put(layout::HEAD, None)?]).await?;
    let mut done = Edited { rows: 0, of: others.len() };
    for batch in others.chunks(MOST_REQUESTS) {
        send(table, batch.to_vec()).await?;
        done.rows = done.rows.saturating_add(batch.len());
        watch(done);
    }
    match head {
        Some(head) => send(table, vec![put(layout::HEAD, Some(&head))?]).await,
        None => Ok(()),
    }
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
