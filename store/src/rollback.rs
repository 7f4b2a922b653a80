//! An old snapshot in force again, as a new version.

use sekisho_policy::PolicyName;

use crate::{
    HistoryEntry, PolicyTable, PublishError, PublishRequest, advance, load_version, publish,
};

/// Puts what version `to` said in force again.
///
/// It is a publish: a new version, a new history entry, and the content of the old one, read,
/// checked and compiled by the engine of today. The draft is left alone.
///
/// # Errors
///
/// [`PublishError`]; [`PublishError::Load`] when the history has no such version or its snapshot
/// cannot be used. Whatever it is, what was in force still is.
pub async fn rollback(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    to: u64,
    request: &PublishRequest,
) -> Result<HistoryEntry, PublishError> {
    let start = advance::prepare(table, policy, request).await?;
    let old = load_version(table, policy, to).await?;
    publish::rehearse(&old.document);
    let entry = HistoryEntry {
        previous: start.active.as_ref().map(|pointer| pointer.version),
        changes: publish::changes(table, policy, start.active, &old.document).await?,
        pointer: publish::pointer(start.version, old.pointer.snapshot, request),
    };
    advance::commit(table, policy, &entry).await?;
    Ok(entry)
}
