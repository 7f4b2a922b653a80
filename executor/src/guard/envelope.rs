//! How events arrive: one by itself, or several as messages of a queue.

use serde::{Deserialize, Serialize};

/// What the function was invoked with.
pub(super) enum Envelope {
    /// One event, straight from EventBridge.
    Direct(String),
    /// Messages of an SQS queue, each with one event as its body.
    Queue(Vec<Message>),
}

/// One message of a queue.
#[derive(Deserialize)]
pub(super) struct Message {
    #[serde(rename = "eventSource")]
    source: String,
    #[serde(rename = "messageId")]
    pub(super) id: String,
    pub(super) body: String,
}

/// What Lambda is told of a batch: the messages that must come again.
// SOURCE: AWS Lambda developer guide, "Using Lambda with Amazon SQS", `ReportBatchItemFailures`.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuardAnswer {
    batch_item_failures: Vec<Failure>,
}

#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

impl GuardAnswer {
    /// The ids of the messages that must come again.
    pub fn again(&self) -> impl Iterator<Item = &str> {
        self.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str())
    }

    pub(super) fn of(again: impl IntoIterator<Item = String>) -> Self {
        let failure = |item_identifier| Failure { item_identifier };
        Self { batch_item_failures: again.into_iter().map(failure).collect() }
    }
}

impl Envelope {
    /// What the bytes of an invocation hold. Whatever is no batch of a queue is taken for one event,
    /// and says itself whether it is one.
    pub(super) fn open(payload: &[u8]) -> Self {
        match serde_json::from_slice::<Batch>(payload) {
            Ok(Batch { records }) if records.iter().all(|one| one.source == QUEUE) => {
                Self::Queue(records)
            }
            Ok(_) | Err(_) => Self::Direct(String::from_utf8_lossy(payload).into_owned()),
        }
    }
}

#[derive(Deserialize)]
struct Batch {
    #[serde(rename = "Records")]
    records: Vec<Message>,
}

const QUEUE: &str = "aws:sqs";
