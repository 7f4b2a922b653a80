//! What was in force at a moment.

use sekisho_policy::{PolicyName, UnixTime};

use crate::{LoadError, PolicyTable, Snapshot, load};

/// Loads the version that was in force at a moment: the last that was published then or before.
///
/// That is when it was published; an authorizer follows within its refresh interval.
///
/// # Errors
///
/// [`LoadError`]; [`LoadError::NothingThen`] before the first publish.
pub async fn load_as_of(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    at: UnixTime,
) -> Result<Snapshot, LoadError> {
    let history = table.history(policy).await?;
    // By version, not by time: the clocks of two publishers may differ by more than what lies between.
    let then = history.into_iter().rev().find(|entry| entry.pointer.published_at <= at);
    let entry = then.ok_or_else(|| LoadError::NothingThen { policy: policy.clone() })?;
    load::load(table, policy, entry.pointer).await
}
