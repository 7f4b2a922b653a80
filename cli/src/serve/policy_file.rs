//! A policy file that is enforced through a table of its own: published when it changes.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use sekisho_policy::{Document, PolicyName, UnixTime};
use sekisho_store::{Expected, FileTable, PolicyTable, PublishRequest, import_document, publish};
use tempfile::TempDir;

use crate::error::CommandError;

/// A policy in a table that lives as long as this.
#[derive(Debug)]
pub(crate) struct PolicyFile {
    /// Deleted when this is dropped.
    _folder: TempDir,
    name: PolicyName,
    path: Option<PathBuf>,
    read: Option<SystemTime>,
    table: Arc<dyn PolicyTable>,
}

impl PolicyFile {
    /// Publishes a document into a new table. `path` is the file it was read from, if it was.
    pub(crate) async fn publish(
        path: Option<PathBuf>,
        document: Document,
        at: UnixTime,
    ) -> Result<Self, CommandError> {
        let folder = TempDir::new()?;
        let table = Arc::new(FileTable::open(folder.path())?);
        let read = path.as_deref().and_then(modified);
        let name = document.name().clone();
        let mut file = Self { _folder: folder, name, path, read, table };
        file.publish_again(document, at).await?;
        Ok(file)
    }

    /// Publishes what the file says now, and tells which version it is.
    pub(crate) async fn publish_again(
        &mut self,
        document: Document,
        at: UnixTime,
    ) -> Result<u64, CommandError> {
        import_document(self.table.as_ref(), &self.name, &document).await?;
        let request = PublishRequest {
            expected: Expected::Any,
            by: "sekisho".to_owned(),
            why: "the policy file as it is".to_owned(),
            at,
        };
        Ok(publish(self.table.as_ref(), &self.name, &request).await?.pointer.version)
    }

    /// Ends when the file has changed since this was last asked.
    pub(crate) async fn changed(&mut self) {
        loop {
            tokio::time::sleep(POLL).await;
            let found = self.path.as_deref().and_then(modified);
            // A file that is gone for a moment is an editor at work.
            if found.is_some() && found != self.read {
                self.read = found;
                return;
            }
        }
    }

    /// The file.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The table.
    pub(crate) fn table(&self) -> Arc<dyn PolicyTable> {
        Arc::clone(&self.table)
    }

    /// The name of the policy.
    pub(crate) const fn name(&self) -> &PolicyName {
        &self.name
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

/// How often the file is looked at.
const POLL: Duration = Duration::from_millis(500);
