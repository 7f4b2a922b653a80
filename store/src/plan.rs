//! What a publish would do, worked out beforehand, and how to know it again.

use sekisho_policy::PolicyName;

use crate::{Content, Digest, LoadError, Pointer, PolicyTable, PublishError, draft, load};

/// What a publish would put in force in place of what.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "what is, what would be, and what names the two")]
pub struct Plan {
    /// What is in force; `None` if nothing is.
    pub active: Option<Pointer>,
    /// What that says; `None` if nothing is in force, or if it is damaged.
    pub before: Option<Content>,
    /// What would be in force.
    pub after: Content,
    /// What a [`PublishRequest`](crate::PublishRequest) names to publish this and nothing else.
    pub id: PlanId,
}

/// Names a plan: it differs if the policy, what is in force, or what would be in force differs, or the
/// invariants of what would be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PlanId(Digest);

impl PlanId {
    pub(crate) fn new(policy: &PolicyName, active: Option<&Pointer>, after: &Content) -> Self {
        let active = active.map_or_else(
            || "nothing".to_owned(),
            |active| format!("{} {}", active.version, active.snapshot.sha256),
        );
        let Content { document, invariants } = after;
        let (document, invariants) = (document.to_json(), invariants.to_json());
        // No part holds a line break, canonical JSON included, so nothing can be read as another part.
        let text = format!("sekisho-plan-2\n{policy}\n{active}\n{document}\n{invariants}");
        Self(Digest::of(text.as_bytes()))
    }

    /// The plan that this text of 64 hexadecimal digits in lower case names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Digest::parse(text).map(Self)
    }
}

impl core::fmt::Display for PlanId {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What publishing the draft would do.
///
/// # Errors
///
/// [`PublishError::Draft`] if the draft is empty or has problems, [`PublishError::Table`] if the table
/// cannot be read.
pub async fn plan(table: &dyn PolicyTable, policy: &PolicyName) -> Result<Plan, PublishError> {
    let after = draft::read_draft(table, policy).await?;
    plan_content(table, policy, after).await
}

/// What publishing this would do.
///
/// # Errors
///
/// [`PublishError::Draft`] if it is the policy of another town, [`PublishError::Table`] if the table
/// cannot be read.
pub async fn plan_content(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    after: Content,
) -> Result<Plan, PublishError> {
    draft::same_policy(policy, &after.document)?;
    let active = table.active(policy).await?;
    let before = in_force(table, policy, active.clone()).await?;
    let id = PlanId::new(policy, active.as_ref(), &after);
    Ok(Plan { active, before, after, id })
}

/// What a pointer leads to; `None` where that is damaged, which must not keep anybody from publishing
/// over it.
pub(crate) async fn in_force(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    active: Option<Pointer>,
) -> Result<Option<Content>, PublishError> {
    let Some(active) = active else { return Ok(None) };
    match load_content(table, policy, active).await {
        Ok(content) => Ok(Some(content)),
        Err(LoadError::Table(error)) => Err(error.into()),
        Err(error) => {
            tracing::warn!(%policy, %error, "the version being replaced cannot be read");
            Ok(None)
        }
    }
}

async fn load_content(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    active: Pointer,
) -> Result<Content, LoadError> {
    let snapshot = load::load(table, policy, active).await?;
    let invariants = load::load_invariants(table, policy, &snapshot).await?;
    Ok(Content { document: snapshot.document, invariants })
}
