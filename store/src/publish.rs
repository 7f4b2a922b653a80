//! Draft rows become a snapshot in force, all of them or none.

use sekisho_policy::{
    Document, Invariant, Policy, PolicyName,
    analysis::{Budget, Verdict},
};

use crate::{
    Changes, Content, Created, DraftError, HistoryEntry, LoadError, Pointer, PolicyTable,
    PublishRequest, SnapshotError, SnapshotRef, TableError, advance, draft, load, plan, snapshot,
};

/// Nothing was published: what was in force still is.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The draft is empty, has problems, or changed while it was being published.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The version to roll back to cannot be used.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Something else is active than was expected: somebody was faster, or the request is old.
    #[error("policy `{policy}`: found {} active, required {}: look at what is active, then publish again", version(*.found), version(*.expected))]
    Lost {
        /// The policy.
        policy: PolicyName,
        /// What was to be replaced.
        expected: Option<u64>,
        /// What is active.
        found: Option<u64>,
    },
    /// The versions are used up.
    #[error("policy `{policy}` has no version left")]
    NoVersionLeft {
        /// The policy.
        policy: PolicyName,
    },
    /// The table could not be read or written.
    #[error(transparent)]
    Table(#[from] TableError),
    /// What was planned is not what would be published now, or not over what is active now.
    #[error("policy `{policy}`: the draft, or what is in force ({} now), is not what it was when this was planned: plan again, and look at what it says", version(*.found))]
    StalePlan {
        /// The policy.
        policy: PolicyName,
        /// What is active.
        found: Option<u64>,
    },
    /// The document cannot be made into a snapshot.
    #[error(transparent)]
    TooLarge(SnapshotError),
    /// The last step got no answer, and neither did the question whether it was carried out.
    #[error(
        "version {version} may or may not be active: {error}: look at what is active before publishing again"
    )]
    Unknown {
        /// The version that was being published.
        version: u64,
        /// What happened.
        error: TableError,
    },
    /// The request does not say who or why.
    #[error("`{field}` is not one line of 1 to {most} characters")]
    Unsaid {
        /// The field of the request.
        field: &'static str,
        /// The most characters it may have.
        most: usize,
    },
    /// Something that must be true of the policy is not, or is not known to be.
    #[error("policy `{policy}` cannot be published: {}", not_proved(.unproved))]
    Unproved {
        /// The policy.
        policy: PolicyName,
        /// The invariants that are not proved, each with a witness or with what is not known.
        unproved: Vec<(Invariant, Verdict)>,
    },
    /// What was written is not what can be read back.
    #[error(
        "the snapshot written as version {version} reads back wrong: {error}: delete its chunks and publish again"
    )]
    Unverified {
        /// The version that was being published.
        version: u64,
        /// What is wrong.
        error: SnapshotError,
    },
}

/// Publishes the draft of a policy.
///
/// The steps, each of which may be the last before a crash: read the draft and check it as one
/// document; prove its invariants; compile it, as every reader will; write the chunks under new keys; read them back and
/// compare; read the draft again, so that what was checked is what is there; move ACTIVE together
/// with its history entry, in one transaction, if it still is where it was. Until that last step no
/// reader can see anything.
///
/// # Errors
///
/// [`PublishError`]; whatever it is, what was in force still is. (Only [`PublishError::Unknown`]
/// cannot promise that.)
pub async fn publish(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    request: &PublishRequest,
) -> Result<HistoryEntry, PublishError> {
    publish_within(table, policy, request, Budget::default()).await
}

/// Publishes the draft of a policy as [`publish`], with so many steps to prove each invariant.
///
/// # Errors
///
/// As [`publish`].
pub async fn publish_within(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    request: &PublishRequest,
    budget: Budget,
) -> Result<HistoryEntry, PublishError> {
    let rows = table.drafts(policy).await?;
    let content = draft::check(policy, &rows)?;
    let unproved = content.unproved(request.at, budget);
    if !unproved.is_empty() {
        return Err(PublishError::Unproved { policy: policy.clone(), unproved });
    }
    let entry = prepare(table, policy, request, &content).await?;
    if table.drafts(policy).await? != rows {
        return Err(DraftError::Moved { policy: policy.clone() }.into());
    }
    advance::commit(table, policy, &entry).await?;
    Ok(entry)
}

/// Publishes this, whatever the draft of the policy says, and leaves the draft alone: for a change of
/// what is in force that cannot wait until a draft is finished, nor for a proof: its invariants are
/// kept with it, and are not asked.
///
/// # Errors
///
/// [`PublishError`], as [`publish`]; [`DraftError::OtherPolicy`] if it is the policy of another town.
pub async fn publish_content(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    request: &PublishRequest,
    content: &Content,
) -> Result<HistoryEntry, PublishError> {
    draft::same_policy(policy, &content.document)?;
    let entry = prepare(table, policy, request, content).await?;
    advance::commit(table, policy, &entry).await?;
    Ok(entry)
}

/// Everything but the last step: the entry that will put the document in force.
async fn prepare(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    request: &PublishRequest,
    content: &Content,
) -> Result<HistoryEntry, PublishError> {
    let Content { document, invariants } = content;
    rehearse(document);
    // They go into the line of the history, which is one item: no part of its size is as large as JSON.
    let size = invariants.to_json().len();
    if size > MOST_BYTES_OF_INVARIANTS {
        return Err(PublishError::TooLarge(SnapshotError::TooLarge {
            found: format!("{size} bytes of invariants"),
            most: MOST_BYTES_OF_INVARIANTS.to_string(),
        }));
    }
    let start = advance::prepare(table, policy, request, content).await?;
    let snapshot = write(table, policy, start.version, document).await?;
    Ok(HistoryEntry {
        previous: start.active.as_ref().map(|pointer| pointer.version),
        changes: changes(table, policy, start.active, content).await?,
        pointer: pointer(start.version, snapshot, request),
        invariants: invariants.to_rows(),
    })
}

/// Whether a request to publish this could go through as things are: who and why are said, and what is
/// active is what is expected. For a caller that is about to replace the draft, which must not happen in vain.
///
/// # Errors
///
/// [`PublishError`], as [`publish`] would answer.
pub async fn check_request(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    request: &PublishRequest,
    content: &Content,
) -> Result<(), PublishError> {
    advance::prepare(table, policy, request, content).await.map(|_| ())
}

/// Makes of a document what every reader will make of it. The engine promises that this cannot fail;
/// where it breaks that promise, or the policy does not fit into memory, the publisher must fall and
/// not every authorizer after it.
pub(crate) fn rehearse(document: &Document) {
    drop(Policy::compile(document.clone()));
}

/// The pointer that a request sets.
pub(crate) fn pointer(version: u64, snapshot: SnapshotRef, request: &PublishRequest) -> Pointer {
    Pointer {
        version,
        snapshot,
        language: snapshot::LANGUAGE,
        engine: snapshot::ENGINE.to_owned(),
        published_at: request.at,
        published_by: request.by.clone(),
        reason: request.why.clone(),
    }
}

/// What differs from what is active; `None` where that is damaged.
pub(crate) async fn changes(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    active: Option<Pointer>,
    content: &Content,
) -> Result<Option<Changes>, PublishError> {
    let first = active.is_none();
    let before = plan::in_force(table, policy, active).await?;
    Ok((first || before.is_some()).then(|| Changes::between(before.as_ref(), content)))
}

/// Writes the chunks of a document and reads them back.
async fn write(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    version: u64,
    document: &Document,
) -> Result<SnapshotRef, PublishError> {
    let sealed = snapshot::Sealed::new(document).map_err(PublishError::TooLarge)?;
    for chunk in sealed.chunks(version) {
        if table.create_chunk(policy, &chunk).await? == Created::Existed {
            // A publish that crashed, or one that is racing this one with the same content: the
            // same key promises the same bytes, and reading back holds it to that.
            tracing::info!(%policy, version, index = chunk.key.index, "chunk was there already");
        }
    }
    let reference = sealed.reference(version);
    match load::load_document(table, policy, &reference, snapshot::LANGUAGE).await {
        // Their texts are compared: a warning names the row it was found in, and JSON has no rows.
        Ok(read) if read.to_json() == document.to_json() => Ok(reference),
        Ok(_) => Err(PublishError::Unverified { version, error: SnapshotError::Unfaithful }),
        Err(load::Failure::Snapshot(error)) => Err(PublishError::Unverified { version, error }),
        Err(load::Failure::Table(error)) => Err(error.into()),
    }
}

fn not_proved(unproved: &[(Invariant, Verdict)]) -> String {
    let Some(((invariant, verdict), rest)) = unproved.split_first() else { return String::new() };
    let id = &invariant.id;
    let what = match verdict {
        Verdict::Fails(_) => "does not hold",
        Verdict::Holds { .. } | Verdict::Undecided(_) => "is not decided",
    };
    match rest.len() {
        0 => format!("the invariant `{id}` {what}"),
        more => format!("the invariant `{id}` {what}, and {more} more are not proved"),
    }
}

fn version(version: Option<u64>) -> String {
    version.map_or_else(|| "nothing".to_owned(), |version| format!("version {version}"))
}

/// Of the 400 KB of an item; the rest of a line of the history takes some 30 KB.
const MOST_BYTES_OF_INVARIANTS: usize = 256 * 1024;
