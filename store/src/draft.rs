//! The draft: the rows that people edit.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_policy::{Document, PolicyName, Problems, Row};

use crate::{Changes, DraftEdits, PolicyTable, TableError};

/// The draft of a policy could not be read or replaced.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// The policy has no draft rows.
    #[error("policy `{policy}` has no draft: import one, or write its rows")]
    Empty {
        /// The policy.
        policy: PolicyName,
    },
    /// Somebody else edited the draft at the same time.
    #[error("the draft of policy `{policy}` was edited by somebody else meanwhile: read it again")]
    Moved {
        /// The policy.
        policy: PolicyName,
    },
    /// The document is the policy of another town.
    #[error("the document is policy `{found}`, required `{required}`")]
    OtherPolicy {
        /// The policy the document names.
        found: PolicyName,
        /// The policy that was asked for.
        required: PolicyName,
    },
    /// The draft is not a valid document; all its problems.
    #[error("the draft is not a valid document: {}", .0.to_string().replace('\n', "; "))]
    Problems(Problems),
    /// The table could not be read or written.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// Reads and checks the draft of a policy.
///
/// # Errors
///
/// [`DraftError`]; [`DraftError::Problems`] has every problem of the draft.
pub async fn read_draft(
    table: &dyn PolicyTable,
    policy: &PolicyName,
) -> Result<Document, DraftError> {
    check(policy, &table.drafts(policy).await?)
}

/// Makes the draft of a policy say what this document says: rows that differ are written, rows that
/// are not in it are deleted. The result is what differed.
///
/// Stopped half-way it leaves the draft as it was, or a mixed one without its head, which cannot be
/// published: import again.
///
/// # Errors
///
/// [`DraftError::OtherPolicy`] before anything is written; [`DraftError::Moved`] when the draft is
/// not the document afterwards, because somebody edited it too.
pub async fn import_document(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    document: &Document,
) -> Result<Changes, DraftError> {
    let before = table.drafts(policy).await?;
    import_over(table, policy, document, before).await
}

/// Makes the draft of a policy say what this document says, as [`import_document`], where it still is
/// what its author saw.
///
/// # Errors
///
/// As [`import_document`]; [`DraftError::Moved`] before anything is written if the draft is not `seen`.
pub async fn import_over(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    document: &Document,
    seen: Vec<Row>,
) -> Result<Changes, DraftError> {
    same_policy(policy, document)?;
    let before = table.drafts(policy).await?;
    if before != seen {
        return Err(DraftError::Moved { policy: policy.clone() });
    }
    let mut rows = document.to_rows();
    rows.sort_by(|one, other| one.key.cmp(&other.key));
    table.edit_drafts(policy, &edits(&before, &rows)).await?;
    if table.drafts(policy).await? != rows {
        return Err(DraftError::Moved { policy: policy.clone() });
    }
    Ok(Changes::between_rows(before, rows))
}

/// The document in these draft rows.
pub(crate) fn check(policy: &PolicyName, rows: &[Row]) -> Result<Document, DraftError> {
    if rows.is_empty() {
        return Err(DraftError::Empty { policy: policy.clone() });
    }
    let document = Document::from_rows(rows).map_err(DraftError::Problems)?;
    same_policy(policy, &document)?;
    Ok(document)
}

/// What makes the rows before into the rows after.
fn edits(before: &[Row], after: &[Row]) -> DraftEdits {
    let old: BTreeMap<_, _> = before.iter().map(|row| (&row.key, row)).collect();
    let new: BTreeSet<_> = after.iter().map(|row| &row.key).collect();
    let changed = after.iter().filter(|row| old.get(&row.key) != Some(row));
    let mut edits: DraftEdits = changed.cloned().collect();
    before.iter().filter(|row| !new.contains(&row.key)).for_each(|row| edits.delete(&row.key));
    edits
}

pub(crate) fn same_policy(policy: &PolicyName, document: &Document) -> Result<(), DraftError> {
    if document.name() == policy {
        return Ok(());
    }
    Err(DraftError::OtherPolicy { found: document.name().clone(), required: policy.clone() })
}
