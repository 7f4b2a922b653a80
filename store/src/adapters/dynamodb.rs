//! The policy table in DynamoDB.

mod batch;
mod convert;
mod create;
mod fault;
mod notes;
mod table;
mod timeouts;

pub use table::DynamoDbTable;
pub use timeouts::DynamoDbTimeouts;
