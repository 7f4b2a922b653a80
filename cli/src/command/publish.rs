//! `sekisho publish`: the draft becomes what is enforced.

use std::path::PathBuf;

use clap::Args;
use sekisho_policy::{Invariant, PolicyName, analysis::Verdict};
use sekisho_store::{
    Content, Expected, HistoryEntry, LoadError, PolicyTable, PublishError, check_request,
    load_version, plan_content, publish_within, read_draft,
};

use super::{
    document::one_input,
    draft::import,
    proposal::Proposal,
    table_options::{ChangeOptions, PolicyOptions, Reviewed, StepOptions},
};
use crate::{
    Exit, Surroundings,
    cases::all_pass,
    differences::summary,
    error::CommandError,
    report::{Proofs, changes, proof},
    table::IfMissing,
    words,
};

/// Put the draft of a policy in force, all of it or nothing
///
/// With --from and --invariants the draft is first made to say what the files say, unless the request
/// cannot go through. Its invariants are proved before anything is put in force. Ends with 3 if the
/// document, the invariants or the cases have problems, with 2 if a case differs, an invariant does not
/// hold, somebody else published meanwhile or the plan is stale, with 4 if an invariant is not decided;
/// what was in force then still is.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho publish --table file:./table --policy hoshimi --from examples/hoshimi.yaml \\\n    --expect-version none --by kato --why \"first version\""
)]
pub(crate) struct Publish {
    #[command(flatten)]
    policy: PolicyOptions,
    /// Replace the draft by this document first; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Replace the invariants of the draft by these first; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    invariants: Option<PathBuf>,
    /// Publish nothing unless it decides these cases as `sekisho test` expects; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    #[command(flatten)]
    steps: StepOptions,
    #[command(flatten)]
    reviewed: Reviewed,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Publish {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let PolicyOptions { table, policy } = self.policy;
        one_input(&[&self.from, &self.invariants, &self.cases])?;
        let (from, invariants) = (self.from.as_deref(), self.invariants.as_deref());
        let proposal = Proposal::read(from, invariants, surroundings)?;
        // Not even a table is made for a document that is refused.
        if let (Some(cases), Some(document)) = (&self.cases, proposal.document())
            && !all_pass(cases, document, surroundings)?
        {
            return refused(Exit::Differs, surroundings);
        }
        let table = table.open(IfMissing::Create).await?;
        let (table, budget) = (table.as_ref(), self.steps.budget());
        let mut request = self.change.request(self.reviewed.expected(), (surroundings.now)());
        let seen = table.drafts(&policy).await?;
        let (is_draft, has_document) = (proposal.is_draft(), proposal.document().is_some());
        // The draft as it is, is read by the publish itself.
        let content = if is_draft && self.cases.is_none() {
            None
        } else {
            Some(proposal.content(table, &policy, surroundings).await?)
        };
        if let (Some(cases), Some(content)) = (&self.cases, &content) {
            if !has_document && !all_pass(cases, &content.document, surroundings)? {
                return refused(Exit::Differs, surroundings);
            }
            let planned = plan_content(table, &policy, content.clone()).await?;
            check_request(table, &policy, &request, content).await?;
            // What goes in force is what was tested, whoever edits the draft meanwhile.
            request.expected = Expected::Plan(planned.id);
        }
        if let Some(content) = content.as_ref().filter(|_| !is_draft) {
            // A request that cannot go through must not cost anybody the draft they were editing.
            check_request(table, &policy, &request, content).await?;
            let unproved = content.unproved(request.at, budget);
            if !unproved.is_empty() {
                return not_proved(&unproved, content, surroundings);
            }
            let rules = content.document.rules().len();
            import(table, &policy, content, seen, surroundings).await?;
            surroundings.step(rules, "publishing it …", "公開しています …")?;
        }
        let entry = match publish_within(table, &policy, &request, budget).await {
            Err(PublishError::Unproved { unproved, .. }) => {
                let content = match content {
                    Some(content) => content,
                    None => read_draft(table, &policy).await?,
                };
                return not_proved(&unproved, &content, surroundings);
            }
            published => published?,
        };
        let version = entry.pointer.version;
        let (instead, instead_of) = entry.previous.map_or_else(Default::default, |previous| {
            (format!(", in place of {previous}"), format!("(版 {previous} に代わって)"))
        });
        surroundings.tell(
            format_args!("policy `{policy}` version {version} is in force{instead}"),
            format_args!("ポリシー `{policy}` の版 {version} が有効になりました{instead_of}"),
        )?;
        changes(entry.changes.as_ref(), surroundings)?;
        // Where what it replaced could not be read, that has been said.
        if entry.changes.is_some() {
            decisions(table, &policy, &entry, surroundings).await?;
        }
        Ok(Exit::Done)
    }
}

/// Writes what a publication opens and closes. It is in force by now: what cannot be read of it is said
/// beside the answer.
async fn decisions(
    table: &dyn PolicyTable,
    policy: &PolicyName,
    entry: &HistoryEntry,
    surroundings: &mut Surroundings<'_>,
) -> Result<(), CommandError> {
    let read =
        async |version| Ok::<_, LoadError>(load_version(table, policy, version).await?.document);
    let before = match entry.previous {
        Some(version) => Some(read(version).await),
        None => None,
    };
    match (before.transpose(), read(entry.pointer.version).await) {
        (Ok(before), Ok(after)) if before.as_ref() != Some(&after) => {
            Ok(summary(before.as_ref(), &after, surroundings)?)
        }
        (Ok(_), Ok(_)) => Ok(()),
        (Err(error), _) | (_, Err(error)) => {
            let error_ja = words::what_went_wrong(&error);
            Ok(surroundings.notice(
                format_args!("what it opens and closes cannot be told: {error}"),
                format_args!("何が許可され、何が許可されなくなるかは分かりません: {error_ja}"),
            )?)
        }
    }
}

/// Says why the invariants are not proved, and that nothing was published.
fn not_proved(
    unproved: &[(Invariant, Verdict)],
    content: &Content,
    surroundings: &mut Surroundings<'_>,
) -> Result<Exit, CommandError> {
    for (invariant, verdict) in unproved {
        for line in proof(invariant, verdict, content, surroundings)? {
            surroundings.note(line)?;
        }
    }
    refused(Proofs::of(unproved.iter().map(|(_, verdict)| verdict)).exit(), surroundings)
}

fn refused(exit: Exit, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
    surroundings.notice("nothing was published", "公開しませんでした")?;
    Ok(exit)
}
