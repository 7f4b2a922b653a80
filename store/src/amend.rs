//! One more rule in what is in force, now, whatever state the draft is in.

use std::collections::BTreeSet;

use sekisho_policy::{Document, Invariants, PolicyName, Row};

use crate::{
    Content, DraftError, Expected, HistoryEntry, LoadError, PolicyTable, PublishError,
    PublishRequest, check_request, load_active, load_invariants, publish_content,
};

/// Puts what is in force, and this rule beside it, in force: for what cannot wait until a draft is
/// finished, such as a revocation. Its invariants go with it, and none is asked: what one rule denies
/// more cannot wait for a proof, nor for somebody to mend a line of the history. (Where that cannot be
/// read, there are none from then on; those of the draft are asked at the next publish.)
///
/// The rule is written into the draft first, if there is one, so that the next publish keeps it. If
/// somebody else publishes meanwhile, it is tried again over what they published, three times in all;
/// `request.expected` says over what it may be done at all. Returned is the key it was given, which is
/// another one if there is a row of its key.
///
/// # Errors
///
/// [`PublishError`]: [`DraftError::Problems`] if it is no rule;
/// [`PublishError::Lost`] after three times. What was in force then still is.
pub async fn add_rule(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    rule: &Row,
    request: &PublishRequest,
) -> Result<(HistoryEntry, String), PublishError> {
    let mut lost = 0_u32;
    loop {
        let active = load_active(table, policy).await?;
        let invariants = match load_invariants(table, policy, &active).await {
            Err(error @ LoadError::Invariants { .. }) => {
                tracing::warn!(%policy, %error, "a rule is added without the invariants in force");
                Invariants::default()
            }
            read => read?,
        };
        let mut rows = active.document.to_rows();
        let drafts = table.drafts(policy).await?;
        // The draft may have it already, from a try before this one.
        let others = drafts.iter().filter(|row| row.attributes != rule.attributes);
        let rule = Row { key: free_key(&rule.key, rows.iter().chain(others)), ..rule.clone() };
        rows.push(rule.clone());
        let document = Document::from_rows(&rows).map_err(DraftError::Problems)?;
        let content = Content { document, invariants };
        let any = request.expected == Expected::Any;
        let expected =
            if any { Expected::Version(active.pointer.version) } else { request.expected };
        let attempt = PublishRequest { expected, ..request.clone() };
        check_request(table, policy, &attempt, &content).await?;
        if !drafts.is_empty() {
            table.edit_drafts(policy, &[rule.clone()].into_iter().collect()).await?;
        }
        let outcome = publish_content(table, policy, &attempt, &content).await;
        lost = lost.saturating_add(1);
        if !(any && lost < TRIES && matches!(outcome, Err(PublishError::Lost { .. }))) {
            return outcome.map(|entry| (entry, rule.key));
        }
    }
}

/// This key, or with a number behind it the first that no row has: of two rules that are added in one
/// moment neither is in the way of the other.
fn free_key<'a>(key: &str, rows: impl Iterator<Item = &'a Row>) -> String {
    let taken: BTreeSet<&str> = rows.map(|row| row.key.as_str()).collect();
    let numbered = (2_u64..).map(|number| format!("{key}-{number}"));
    let mut keys = core::iter::once(key.to_owned()).chain(numbered);
    keys.find(|key| !taken.contains(key.as_str())).unwrap_or_else(|| key.to_owned())
}

/// Publishers are people: two of them within the second that this takes are rare, three do not happen.
const TRIES: u32 = 3;
