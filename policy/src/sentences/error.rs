//! Why a text is not read as the sentences of a policy.

use alloc::string::String;

use crate::Problems;

/// Why a text is not read as the sentences of a policy.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A line is not what [`render`](super::render) writes.
    #[error("line {line}, column {column}: found {found}, required {required}")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// The letter of the line up to which it is, from 1.
        column: usize,
        /// What stands there.
        found: String,
        /// What would have to stand there.
        required: String,
    },
    /// Every line is a sentence, but what they say together is no policy.
    #[error(transparent)]
    Problems(#[from] Problems),
}
