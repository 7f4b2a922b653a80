//! What can go wrong between us and a table.

/// A table did not do what it was asked to do. Nothing is known of what it holds now.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// A file or a directory of the file table could not be read or written.
    #[error("cannot {action} `{path}`: {message}")]
    File {
        /// What was tried, such as `read`.
        action: &'static str,
        /// The path.
        path: String,
        /// What the operating system said.
        message: String,
    },
    /// Another process held the file table's lock for too long.
    #[error("`{path}` is held by another process: try again when it is done")]
    Locked {
        /// The path of the lock.
        path: String,
    },
    /// An item is not what this program writes.
    #[error("item `{key}`: found {found}, required {required}")]
    Malformed {
        /// Where: the sort key, and the attribute where there is one.
        key: String,
        /// What was found.
        found: String,
        /// What was required.
        required: &'static str,
    },
    /// The service answered with a refusal.
    #[error("{operation} on table `{table}` was refused: {code}: {message}")]
    Refused {
        /// The call, such as `GetItem`.
        operation: &'static str,
        /// The table.
        table: String,
        /// The service's code, such as `ResourceNotFoundException`.
        code: String,
        /// The service's text.
        message: String,
    },
    /// The service gave no answer in time, or none that can be read.
    #[error("{operation} on table `{table}` got no answer: {message}")]
    Unanswered {
        /// The call, such as `GetItem`.
        operation: &'static str,
        /// The table.
        table: String,
        /// What happened instead.
        message: String,
    },
}
