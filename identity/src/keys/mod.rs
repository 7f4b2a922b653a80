//! Keys: where they come from, which are admitted, how long they are trusted.

mod admission;
mod cache;
mod https;
mod pinned;
mod rsa;
mod set;
mod settings;
mod source;
mod tls_roots;
mod url;

pub use cache::RefreshError;
pub(crate) use cache::{IssuerKeys, Standing};
pub use https::HttpsKeys;
pub use pinned::PinnedKeys;
pub use rsa::RsaKey;
pub use set::{KeySet, KeySetError, SkipReason, SkippedKey};
pub use settings::{KeyAges, KeySettings};
pub use source::{KeySource, KeySourceError, MAX_DOCUMENT_BYTES, Pending};
pub use tls_roots::TlsRoots;
pub use url::KeyUrl;
pub(crate) use url::is_loopback;
