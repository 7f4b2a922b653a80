//! An old version in force again, as a new one.

use sekisho_policy::PolicyName;

use crate::{
    Content, HistoryEntry, PolicyTable, PublishError, PublishRequest, load_invariants,
    load_version, publish_content,
};

/// Puts what version `to` said in force again, with the invariants that were proved of it.
///
/// It is a publish: a new version, a new history entry, and the content of the old one, read, checked,
/// compiled and written anew by the engine of today: so the old snapshot may be pruned at any moment.
/// The draft is left alone.
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
    let old = load_version(table, policy, to).await?;
    let invariants = load_invariants(table, policy, &old).await?;
    let content = Content { document: old.document, invariants };
    publish_content(table, policy, request, &content).await
}
