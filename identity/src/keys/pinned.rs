//! Keys from a file that was deployed with the function.

use std::path::PathBuf;

use tokio::{fs::File, io::AsyncReadExt};

use super::{KeySource, KeySourceError, MAX_DOCUMENT_BYTES, Pending};

/// A key document in a file: no network, and a rotation by the issuer needs a new file. The file is
/// read again at every refresh.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PinnedKeys {
    path: PathBuf,
}

impl PinnedKeys {
    /// The document at this path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    async fn read(&self) -> Result<Vec<u8>, KeySourceError> {
        let place = || self.path.display().to_string();
        let unreadable = |error: std::io::Error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                KeySourceError::Missing { place: place() }
            } else {
                KeySourceError::Unreachable { place: place(), cause: error.kind().to_string() }
            }
        };
        let file = File::open(&self.path).await.map_err(unreadable)?;
        let limit = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX);
        let mut document = Vec::new();
        let mut reader = file.take(limit.saturating_add(1));
        reader.read_to_end(&mut document).await.map_err(unreadable)?;
        if document.len() > MAX_DOCUMENT_BYTES {
            return Err(KeySourceError::TooLarge { place: place() });
        }
        Ok(document)
    }
}

impl KeySource for PinnedKeys {
    fn fetch(&self) -> Pending<'_, Result<Vec<u8>, KeySourceError>> {
        Box::pin(self.read())
    }
}
