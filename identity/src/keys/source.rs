//! The port through which key documents arrive.

use std::{fmt::Debug, pin::Pin};

/// The largest key document that is read: 64 KiB. Cognito's is about 900 bytes.
pub const MAX_DOCUMENT_BYTES: usize = 64 * 1024;

/// A future behind a pointer, so that ports can be objects.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where the key document (JWKS) of one issuer is fetched.
///
/// A source keeps its own time limit, well under the Lambda's, reads at most
/// [`MAX_DOCUMENT_BYTES`], and does not judge the document: the key cache does, and it alone decides
/// when to fetch.
pub trait KeySource: Debug + Send + Sync {
    /// The document's bytes as they are now.
    fn fetch(&self) -> Pending<'_, Result<Vec<u8>, KeySourceError>>;
}

/// Why a key document could not be fetched. `place` is an address, a path or a table, never a key.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeySourceError {
    /// There is no document.
    #[error("found no key document at `{place}`; publish the issuer's JWKS there")]
    Missing {
        /// Where it was looked for.
        place: String,
    },
    /// The server answered with another status than 200. Redirects are not followed.
    #[error("found status {status} at `{place}`, required 200 without a redirect")]
    Status {
        /// Where it was asked for.
        place: String,
        /// The status.
        status: u16,
    },
    /// The source took too long.
    #[error("the key document at `{place}` did not arrive within {limit_ms} ms")]
    TimedOut {
        /// Where it was asked for.
        place: String,
        /// The limit in milliseconds.
        limit_ms: u64,
    },
    /// The document is larger than [`MAX_DOCUMENT_BYTES`].
    #[error("the key document at `{place}` is larger than the limit of {MAX_DOCUMENT_BYTES} bytes")]
    TooLarge {
        /// Where it was read.
        place: String,
    },
    /// The source could not be reached or read.
    #[error("the key document at `{place}` could not be read: {cause}")]
    Unreachable {
        /// Where it was asked for.
        place: String,
        /// What went wrong, in one line.
        cause: String,
    },
}
