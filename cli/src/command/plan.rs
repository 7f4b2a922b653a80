//! `sekisho plan`: what a publish would change, before it does.

use std::{path::PathBuf, time::Duration};

use clap::{Args, builder::styling::AnsiColor};
use sekisho_store::{self as store, Changes, plan_document};
use serde_json::json;
use similar::{ChangeTag, TextDiff};

use super::{
    document::{Source, one_input},
    table_options::PolicyOptions,
};
use crate::{
    Exit, Surroundings,
    cases::all_pass,
    error::CommandError,
    report::{changes, date_and_time, meaning},
    table::IfMissing,
};

/// Show what publishing the draft would change, and what to publish exactly that with
///
/// Nothing is written. A plan is good for as long as neither the draft nor what is in force is another:
/// `sekisho publish --plan` refuses a stale one. Ends with 3 if the document or the cases have problems,
/// with 2 if a case differs.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho plan --table dynamodb:sekisho --policy hoshimi\n  sekisho plan --table dynamodb:sekisho --policy hoshimi --from hoshimi.yaml"
)]
pub(crate) struct Plan {
    #[command(flatten)]
    policy: PolicyOptions,
    /// Plan to publish this document instead of the draft; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Plan nothing unless it decides these cases as `sekisho test` expects; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// One JSON object: policy, plan, active, rows, diff
    #[arg(long)]
    json: bool,
}

impl Plan {
    pub(crate) async fn run(
        self,
        program: &str,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let PolicyOptions { table: location, policy } = self.policy;
        one_input(&[&self.from, &self.cases])?;
        let document = match &self.from {
            None => None,
            Some(path) => Some(Source::read(path, surroundings)?.document(surroundings)?),
        };
        let table = location.open(IfMissing::Fail).await?;
        let planned = match document {
            None => store::plan(table.as_ref(), &policy).await?,
            Some(document) => plan_document(table.as_ref(), &policy, document).await?,
        };
        if let Some(cases) = &self.cases
            && !all_pass(cases, &planned.after, surroundings)?
        {
            return Ok(Exit::Differs);
        }
        let rows = (planned.active.is_none() || planned.before.is_some())
            .then(|| Changes::between(planned.before.as_ref(), &planned.after));
        let before = planned.before.as_ref().map(sekisho_policy::Document::to_yaml);
        let (before, after) = (before.unwrap_or_default(), planned.after.to_yaml());
        let id = planned.id;
        if self.json {
            let diff = compared(&before, &after);
            surroundings.say(json!({
                "policy": policy.as_str(),
                "plan": id.to_string(),
                "active": planned.active.map(|active| active.version),
                "rows": rows.map(|rows| json!({
                    "added": rows.added.keys,
                    "changed": rows.changed.keys,
                    "removed": rows.removed.keys,
                })),
                "diff": diff.unified_diff().to_string(),
            }))?;
            return Ok(Exit::Done);
        }
        match &planned.active {
            None => surroundings.tell(
                format_args!("policy `{policy}`: nothing is in force yet"),
                format_args!("ポリシー `{policy}`: まだ何も有効になっていません"),
            )?,
            Some(active) => {
                let (version, by) = (active.version, &active.published_by);
                let since = date_and_time(active.published_at, planned.after.utc_offset());
                surroundings.tell(
                    format_args!(
                        "policy `{policy}`: version {version} is in force since {since}, by {by}"
                    ),
                    format_args!(
                        "ポリシー `{policy}`: {since} から版 {version} が有効です({by} が公開)"
                    ),
                )?;
            }
        }
        changes(rows.as_ref(), surroundings)?;
        if planned.before.as_ref() == Some(&planned.after) {
            return Ok(Exit::Done);
        }
        surroundings.say("")?;
        surroundings.tell("what it means:", "内容の変更:")?;
        meaning(planned.before.as_ref(), &planned.after, surroundings)?;
        surroundings.say("")?;
        difference(&before, &after, surroundings)?;
        surroundings.say("")?;
        surroundings.tell("to publish exactly this:", "この内容だけを公開するには:")?;
        let from = self.from.map_or_else(String::new, |path| format!(" --from {}", path.display()));
        let cases =
            self.cases.map_or_else(String::new, |path| format!(" --cases {}", path.display()));
        surroundings.say(format_args!(
            "  {program} publish --table {location} --policy {policy}{from}{cases} --by WHO --why WHY \\\n    --plan {id}"
        ))?;
        Ok(Exit::Done)
    }
}

/// Writes the lines that differ, with some around them.
fn difference(
    before: &str,
    after: &str,
    surroundings: &mut Surroundings<'_>,
) -> Result<(), CommandError> {
    let diff = compared(before, after);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        surroundings.say(surroundings.paint(AnsiColor::Cyan, hunk.header()))?;
        for change in hunk.iter_changes() {
            let text = change.value().trim_end_matches('\n');
            let line = match change.tag() {
                ChangeTag::Equal => format!(" {text}"),
                ChangeTag::Delete => surroundings.paint(AnsiColor::Red, format_args!("-{text}")),
                ChangeTag::Insert => surroundings.paint(AnsiColor::Green, format_args!("+{text}")),
            };
            surroundings.say(line)?;
        }
    }
    Ok(())
}

/// The lines that differ; what is found within some seconds, where two large texts have little in
/// common: then more lines than had to are shown as changed, and none is left out.
fn compared<'a>(before: &'a str, after: &'a str) -> TextDiff<'a, 'a, str> {
    TextDiff::configure().timeout(Duration::from_secs(5)).diff_lines(before, after)
}
