//! The step every publish and every rollback ends with: ACTIVE moves and HISTORY grows.

use sekisho_policy::PolicyName;

use crate::{
    Content, Expected, HistoryEntry, Moved, PlanId, Pointer, PolicyTable, PublishError,
    PublishRequest, TableError,
};

/// What was active when the step was prepared, and the version that comes next.
pub(crate) struct Start {
    pub(crate) active: Option<Pointer>,
    pub(crate) version: u64,
}

/// Checks the request and what is active, for what is to be active next.
pub(crate) async fn prepare(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    request: &PublishRequest,
    content: &Content,
) -> Result<Start, PublishError> {
    if let Some((field, most)) = request.fault() {
        return Err(PublishError::Unsaid { field, most });
    }
    let active = table.active(policy).await?;
    let found = active.as_ref().map(|pointer| pointer.version);
    match request.expected {
        Expected::Any => {}
        Expected::Nothing if found.is_none() => {}
        Expected::Version(version) if found == Some(version) => {}
        Expected::Plan(id) if id == PlanId::new(policy, active.as_ref(), content) => {}
        Expected::Plan(_) => return Err(PublishError::StalePlan { policy: policy.clone(), found }),
        Expected::Nothing => return Err(lost(policy, None, found)),
        Expected::Version(version) => return Err(lost(policy, Some(version), found)),
    }
    // Somebody may have deleted the pointer by hand, or put an old one back from a backup: versions
    // that once were never come back, and an entry that is in the history is never written again.
    let last = found.max(table.last_version(policy).await?).unwrap_or(0);
    let version = last
        .checked_add(1)
        .ok_or_else(|| PublishError::NoVersionLeft { policy: policy.clone() })?;
    Ok(Start { active, version })
}

/// Moves ACTIVE and writes the history entry, or finds out who was faster.
pub(crate) async fn commit(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    entry: &HistoryEntry,
) -> Result<(), PublishError> {
    let outcome = table.move_active(policy, entry).await;
    if outcome == Ok(Moved::Done) {
        return Ok(());
    }
    // A call without an answer may have been carried out, and a retry of one that was is told that
    // it lost: only the pointer itself knows. (Who published the same content, in the same second,
    // under the same name and for the same reason, has published it: one line of the history.)
    let active = match table.active(policy).await {
        Ok(Some(active)) if active == entry.pointer => return Ok(()),
        Ok(active) => active.map(|pointer| pointer.version),
        Err(unread) => {
            let error = outcome.err().unwrap_or(unread);
            return Err(PublishError::Unknown { version: entry.pointer.version, error });
        }
    };
    Err(match outcome {
        Ok(_) => lost(policy, entry.previous, active),
        Err(error @ TableError::Unanswered { .. }) if active == entry.previous => {
            // It may still be on its way.
            PublishError::Unknown { version: entry.pointer.version, error }
        }
        Err(error) => PublishError::Table(error),
    })
}

fn lost(policy: &PolicyName, expected: Option<u64>, found: Option<u64>) -> PublishError {
    PublishError::Lost { policy: policy.clone(), expected, found }
}
