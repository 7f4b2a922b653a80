//! What DynamoDB or the way to it said, in one line.

use core::error::Error;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::TableError;

/// The fault of a call.
pub(super) fn fault<E, R>(
    operation: &'static str,
    table: &str,
    error: &SdkError<E, R>,
) -> TableError
where
    E: Error + ProvideErrorMetadata + 'static,
    R: core::fmt::Debug + 'static,
{
    let table = table.to_owned();
    // The SDK's own text is "service error": the code and the message must be asked for.
    if let Some(service) = error.as_service_error()
        && let Some(code) = service.code()
    {
        let (code, message) = (code.to_owned(), line(service.message().unwrap_or("no message")));
        return TableError::Refused { operation, table, code, message };
    }
    TableError::Unanswered { operation, table, message: line(&chain(error)) }
}

/// An error and its causes, outermost first.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.ends_with(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
