//! A way to a DynamoDB that breaks after some writes of draft rows.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use sekisho_store::{DynamoDbTable, PolicyTable};
use tokio::net::TcpListener;

use crate::{
    forward,
    open_table::{TABLE, patient},
};

/// The table behind `endpoint` for a process that is cut off after so many calls of
/// `BatchWriteItem`: all that come later are refused and not carried out.
pub async fn after_batches(endpoint: &str, batches: usize) -> Arc<dyn PolicyTable> {
    let way = Arc::new(Way { endpoint: endpoint.to_owned(), left: AtomicUsize::new(batches) });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("its address"));
    let router = Router::new().fallback(pass).with_state(way);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Arc::new(DynamoDbTable::at_endpoint(&address, TABLE, patient()))
}

struct Way {
    endpoint: String,
    left: AtomicUsize,
}

async fn pass(
    State(way): State<Arc<Way>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Vec<u8>) {
    let target = headers["x-amz-target"].to_str().expect("a call of DynamoDB").to_owned();
    if target.ends_with(".BatchWriteItem") {
        let take = |left: usize| left.checked_sub(1);
        if way.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_err() {
            return (StatusCode::BAD_REQUEST, CUT_OFF.into());
        }
    }
    let answer = forward::post(&way.endpoint, &headers, body).await;
    (answer.status, answer.body.into())
}

const CUT_OFF: &str =
    r#"{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException","Message":"cut off"}"#;
