//! The draft: the rows that people edit.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_policy::{Document, PolicyName, Problems, Row};

use crate::{Changes, Content, DraftEdits, Edited, PolicyTable, TableError};

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
/// [`DraftError`]; [`DraftError::Problems`] has every problem of its document, or else of its
/// invariants.
pub async fn read_draft(
    table: &dyn PolicyTable,
    policy: &PolicyName,
) -> Result<Content, DraftError> {
    check(policy, &table.drafts(policy).await?)
}

/// Reads and checks the document of a policy's draft, whatever its invariants are.
///
/// # Errors
///
/// [`DraftError`]; [`DraftError::Problems`] has every problem of the document.
pub async fn draft_document(
    table: &dyn PolicyTable,
    policy: &PolicyName,
) -> Result<Document, DraftError> {
    check_document(policy, &table.drafts(policy).await?)
}

/// The draft of a policy with this document in place of its own: the invariants are those of the
/// draft, or where there is no draft at all, those that are in force.
///
/// # Errors
///
/// [`DraftError::OtherPolicy`]; [`DraftError::Problems`] if the invariants name what the document has
/// not.
pub async fn draft_with(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    document: Document,
) -> Result<Content, DraftError> {
    let rows = table.drafts(policy).await?;
    with_invariants(table, policy, document, &rows).await
}

/// Makes the draft of a policy say what this document says, of which its invariants must not be lost:
/// as [`import_over`], over [`draft_with`].
///
/// # Errors
///
/// As those two; nothing is written if the invariants of the draft do not fit the document.
pub async fn import_document(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    document: &Document,
) -> Result<Changes, DraftError> {
    let before = table.drafts(policy).await?;
    let content = with_invariants(table, policy, document.clone(), &before).await?;
    import_over(table, policy, &content, before).await
}

/// Makes the draft of a policy say what this says, where it still is what its author saw: rows that
/// differ are written, rows that are not in it are deleted. The result is what differed.
///
/// Stopped half-way it leaves the draft as it was, or a mixed one without its head, which cannot be
/// published: import again.
///
/// # Errors
///
/// [`DraftError::OtherPolicy`] before anything is written, and [`DraftError::Moved`] if the draft is not
/// `seen`; [`DraftError::Moved`] also when the draft is not the content afterwards, because somebody
/// edited it too.
pub async fn import_over(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    content: &Content,
    seen: Vec<Row>,
) -> Result<Changes, DraftError> {
    import_watched(table, policy, content, seen, &|_| {}).await
}

/// As [`import_over`], and says how far it is, as [`PolicyTable::edit_drafts_watched`] does.
///
/// # Errors
///
/// As [`import_over`].
pub async fn import_watched(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    content: &Content,
    seen: Vec<Row>,
    watch: &(dyn Fn(Edited) + Send + Sync),
) -> Result<Changes, DraftError> {
    same_policy(policy, &content.document)?;
    let before = table.drafts(policy).await?;
    if before != seen {
        return Err(DraftError::Moved { policy: policy.clone() });
    }
    let rows = content.to_rows();
    table.edit_drafts_watched(policy, &edits(&before, &rows), watch).await?;
    if table.drafts(policy).await? != rows {
        return Err(DraftError::Moved { policy: policy.clone() });
    }
    Ok(Changes::between_rows(before, rows))
}

/// The content of these draft rows.
pub(crate) fn check(policy: &PolicyName, rows: &[Row]) -> Result<Content, DraftError> {
    let document = check_document(policy, rows)?;
    Content::with_rows(document, rows).map_err(DraftError::Problems)
}

fn check_document(policy: &PolicyName, rows: &[Row]) -> Result<Document, DraftError> {
    if rows.is_empty() {
        return Err(DraftError::Empty { policy: policy.clone() });
    }
    let document = Document::from_rows(rows).map_err(DraftError::Problems)?;
    same_policy(policy, &document)?;
    Ok(document)
}

/// This document with the invariants of a draft, or where that has no row, with those in force.
async fn with_invariants(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    document: Document,
    draft: &[Row],
) -> Result<Content, DraftError> {
    same_policy(policy, &document)?;
    let content = if draft.is_empty() {
        let active = table.active(policy).await?;
        let entry = match active {
            Some(active) => table.entry(policy, active.version).await?,
            None => None,
        };
        Content::with_rows(document, &entry.map(|entry| entry.invariants).unwrap_or_default())
    } else {
        Content::with_rows(document, draft)
    };
    content.map_err(DraftError::Problems)
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
