//! `sekisho publish`: the draft becomes what is enforced.

use std::path::PathBuf;

use clap::Args;
use sekisho_store::{
    self as store, Expected, check_request, import_document, plan_document, publish,
};

use super::{
    document::{Source, one_input},
    table_options::{ChangeOptions, PolicyOptions, Reviewed},
};
use crate::{
    Exit, Surroundings, cases::all_pass, error::CommandError, report::changes, table::IfMissing,
};

/// Put the draft of a policy in force, all of it or nothing
///
/// With --from the draft is first made to say what the file says, unless the request cannot go
/// through. Ends with 3 if the document or the cases have problems, with 2 if a case differs, somebody else
/// published meanwhile or the plan is stale; what was in force then still is.
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
    /// Publish nothing unless it decides these cases as `sekisho test` expects; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
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
        one_input(&[&self.from, &self.cases])?;
        let document = match &self.from {
            None => None,
            Some(path) => Some(Source::read(path, surroundings)?.document(surroundings)?),
        };
        // Not even a table is made for a document that is refused.
        if let (Some(cases), Some(document)) = (&self.cases, &document)
            && !all_pass(cases, document, surroundings)?
        {
            return refused(surroundings);
        }
        let table = table.open(IfMissing::Create).await?;
        let mut request = self.change.request(self.reviewed.expected(), (surroundings.now)());
        if let Some(cases) = &self.cases {
            let planned = if let Some(document) = document.clone() {
                plan_document(table.as_ref(), &policy, document).await?
            } else {
                let planned = store::plan(table.as_ref(), &policy).await?;
                if !all_pass(cases, &planned.after, surroundings)? {
                    return refused(surroundings);
                }
                planned
            };
            check_request(table.as_ref(), &policy, &request, &planned.after).await?;
            // What goes in force is what was tested, whoever edits the draft meanwhile.
            request.expected = Expected::Plan(planned.id);
        }
        if let Some(document) = document {
            // A request that cannot go through must not cost anybody the draft they were editing.
            check_request(table.as_ref(), &policy, &request, &document).await?;
            let rules = document.rules().len();
            surroundings.step(
                rules,
                format_args!("writing the draft: {rules} rules …"),
                format_args!("下書きを書いています: ルール {rules} 件 …"),
            )?;
            import_document(table.as_ref(), &policy, &document).await?;
            surroundings.step(rules, "publishing it …", "公開しています …")?;
        }
        let entry = publish(table.as_ref(), &policy, &request).await?;
        let version = entry.pointer.version;
        let (instead, instead_of) = entry.previous.map_or_else(Default::default, |previous| {
            (format!(", in place of {previous}"), format!("(版 {previous} に代わって)"))
        });
        surroundings.tell(
            format_args!("policy `{policy}` version {version} is in force{instead}"),
            format_args!("ポリシー `{policy}` の版 {version} が有効になりました{instead_of}"),
        )?;
        changes(entry.changes.as_ref(), surroundings)?;
        Ok(Exit::Done)
    }
}

fn refused(surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
    surroundings.notice("nothing was published", "公開しませんでした")?;
    Ok(Exit::Differs)
}
