//! The policy table in DynamoDB.

mod batch;
mod convert;
mod create;
mod fault;
mod table;

pub use table::{DynamoDbTable, DynamoDbTimeouts};
