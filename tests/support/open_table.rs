//! A policy table to test on, and what must live as long as it.

use std::sync::Arc;

use sekisho_store::{DynamoDbTable, DynamoDbTimeouts, FileTable, PolicyTable};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, time::Duration};

/// A table that is gone when this value is.
#[derive(Debug)]
pub struct OpenTable {
    pub table: Arc<dyn PolicyTable>,
    /// The address, if it has one.
    pub endpoint: Option<String>,
    _directory: Option<TempDir>,
    _server: Option<oneshot::Sender<()>>,
}

impl OpenTable {
    /// A table in a directory of its own.
    pub async fn file() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let table = FileTable::create(directory.path()).expect("the table is made");
        let (endpoint, _server) = (None, None);
        Self { table: Arc::new(table), endpoint, _directory: Some(directory), _server }
    }

    /// A DynamoDB in this process, in memory, spoken to over HTTP with the AWS SDK.
    pub async fn embedded() -> Self {
        let database = dynoxide::Database::memory().expect("a database in memory");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("its address"));
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database, async {
            let _ = stopped.await;
        }));
        Self { _server: Some(stop), ..Self::at(&endpoint).await }
    }

    /// A DynamoDB that somebody else runs; the table is made if it is not there.
    pub async fn at(endpoint: &str) -> Self {
        let table = DynamoDbTable::at_endpoint(endpoint, TABLE, patient());
        table.create_table().await.expect("the table is made");
        let endpoint = Some(endpoint.to_owned());
        Self { table: Arc::new(table), endpoint, _directory: None, _server: None }
    }
}

/// The name of the DynamoDB table.
pub const TABLE: &str = "sekisho-policy";

/// A debug build on a busy machine is no Lambda.
pub fn patient() -> DynamoDbTimeouts {
    let limit = Duration::from_secs(20);
    DynamoDbTimeouts { connect: limit, attempt: limit, operation: limit }
}
