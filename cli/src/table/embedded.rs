//! A DynamoDB in this process, kept in a file, reached over loopback by the production adapter.

use std::{net::Ipv4Addr, path::Path, sync::Arc};

use dynoxide::Database;
use sekisho_store::{DynamoDbTable, DynamoDbTimeouts, PolicyTable};
use tokio::net::TcpListener;

use crate::error::CommandError;

/// The name of the only table in the file.
const TABLE: &str = "sekisho";

/// Opens the table in a file, and makes both where they are missing. It is served until the process
/// ends.
pub(super) async fn open(path: &Path) -> Result<Arc<dyn PolicyTable>, CommandError> {
    let failed = |message: String| CommandError::Embedded { path: path.to_owned(), message };
    let text = path.to_str().ok_or_else(|| failed("its name is not UTF-8".to_owned()))?;
    let database = Database::new(text).map_err(|error| failed(error.to_string()))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .map_err(|error| failed(error.to_string()))?;
    let address = listener.local_addr().map_err(|error| failed(error.to_string()))?;
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    let endpoint = format!("http://{address}");
    let table = DynamoDbTable::at_endpoint(&endpoint, TABLE, DynamoDbTimeouts::patient());
    table.create_table().await?;
    Ok(Arc::new(table))
}
