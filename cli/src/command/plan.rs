//! `sekisho plan`: what a publish would change, before it does.

use std::{path::PathBuf, time::Duration};

use clap::{Args, builder::styling::AnsiColor};
use sekisho_policy::{
    Document, Invariant,
    analysis::{Hints, Verdict},
};
use sekisho_store::{self as store, Changes, Content, plan_content};
use serde_json::{Value, json};
use similar::{ChangeTag, TextDiff};

use super::{
    document::one_input,
    proposal::Proposal,
    table_options::{PolicyOptions, StepOptions},
};
use crate::{
    Exit, Surroundings,
    cases::all_pass,
    differences::{summary, summary_as_json},
    error::CommandError,
    report::{Proofs, changes, date_and_time, meaning, proof, proof_as_json},
    table::IfMissing,
};

/// Show what publishing the draft would change, and what to publish exactly that with
///
/// Nothing is written. A plan is good for as long as neither the draft nor what is in force is another:
/// `sekisho publish --plan` refuses a stale one. Ends with 3 if the document, the invariants or the cases
/// have problems, with 2 if a case differs or an invariant does not hold, with 4 if one is not decided.
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
    /// Plan to publish it with these invariants instead of the draft's; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    invariants: Option<PathBuf>,
    /// Plan nothing unless it decides these cases as `sekisho test` expects; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    #[command(flatten)]
    steps: StepOptions,
    /// One JSON object: policy, plan, active, rows, diff, invariants, and what it opens and closes as `sekisho diff` has it
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
        one_input(&[&self.from, &self.invariants, &self.cases])?;
        let (from, invariants) = (self.from.as_deref(), self.invariants.as_deref());
        let proposal = Proposal::read(from, invariants, surroundings)?;
        let table = location.open(IfMissing::Fail).await?;
        let content = proposal.content(table.as_ref(), &policy, surroundings).await?;
        let planned = plan_content(table.as_ref(), &policy, content).await?;
        if let Some(cases) = &self.cases
            && !all_pass(cases, &planned.after.document, surroundings)?
        {
            return Ok(Exit::Differs);
        }
        let Content { document, invariants } = &planned.after;
        let hints = Hints::near((surroundings.now)());
        let verdicts = invariants.prove(document, &hints, self.steps.budget());
        let exit = Proofs::of(&verdicts).exit();
        let told = Told::new(planned, verdicts);
        if self.json {
            surroundings.say(told.as_json(&hints)?)?;
            return Ok(exit);
        }
        told.in_force(surroundings)?;
        told.changes(surroundings)?;
        told.proofs(surroundings)?;
        if exit != Exit::Done {
            surroundings.say("")?;
            surroundings.tell("this cannot be published", "このままでは公開できません")?;
        } else if !told.is_same() {
            let files =
                [("from", self.from), ("invariants", self.invariants), ("cases", self.cases)];
            let option = |(name, path): (&str, Option<PathBuf>)| {
                Some(format!(" --{name} {}", path?.display()))
            };
            let options: Vec<String> =
                files.into_iter().filter_map(option).chain(self.steps.option()).collect();
            let options = options.concat();
            let id = told.planned.id;
            surroundings.say("")?;
            surroundings.tell("to publish exactly this:", "この内容だけを公開するには:")?;
            surroundings.say(format_args!(
                "  {program} publish --table {location} --policy {policy}{options} --by WHO --why WHY \\\n    --plan {id}"
            ))?;
        }
        Ok(exit)
    }
}

/// A plan, and what is to be told of it.
struct Told {
    planned: store::Plan,
    /// Of the invariants, in their order.
    verdicts: Vec<Verdict>,
    /// `None` where what is in force cannot be read.
    rows: Option<Changes>,
    before: Texts,
    after: Texts,
}

/// What a content looks like for people: the document, and the invariants if there are any.
#[derive(Default)]
struct Texts {
    document: String,
    invariants: String,
}

impl Told {
    fn new(planned: store::Plan, verdicts: Vec<Verdict>) -> Self {
        let rows = (planned.active.is_none() || planned.before.is_some())
            .then(|| Changes::between(planned.before.as_ref(), &planned.after));
        let before = planned.before.as_ref().map(Texts::of).unwrap_or_default();
        let after = Texts::of(&planned.after);
        Self { planned, verdicts, rows, before, after }
    }

    /// Whether what would be in force is.
    fn is_same(&self) -> bool {
        self.planned.before.as_ref() == Some(&self.planned.after)
    }

    fn verdicts(&self) -> impl Iterator<Item = (&Invariant, &Verdict)> {
        self.planned.after.invariants.as_slice().iter().zip(&self.verdicts)
    }

    fn as_json(&self, hints: &Hints) -> Result<Value, CommandError> {
        let mut diff = String::new();
        for (before, after) in self.texts() {
            diff.push_str(&compared(before, after).unified_diff().to_string());
        }
        let verdicts = self.verdicts().map(|(invariant, it)| proof_as_json(invariant, it));
        let invariants: Vec<Value> = verdicts.collect::<Result<_, _>>()?;
        let mut object = json!({
            "policy": self.planned.after.document.name().as_str(),
            "plan": self.planned.id.to_string(),
            "active": self.planned.active.as_ref().map(|active| active.version),
            "rows": self.rows.as_ref().map(|rows| json!({
                "added": rows.added.keys,
                "changed": rows.changed.keys,
                "removed": rows.removed.keys,
            })),
            "diff": diff,
            "invariants": invariants,
        });
        if let (Some(_), Value::Object(members)) = (&self.rows, &mut object) {
            let (before, after) = self.documents();
            members.extend(summary_as_json(before, after, hints.near)?);
        }
        Ok(object)
    }

    /// What is in force, if anything is, and what would be.
    fn documents(&self) -> (Option<&Document>, &Document) {
        let before = self.planned.before.as_ref().map(|before| &before.document);
        (before, &self.planned.after.document)
    }

    fn in_force(&self, surroundings: &mut Surroundings<'_>) -> Result<(), CommandError> {
        let document = &self.planned.after.document;
        let policy = document.name();
        let Some(active) = &self.planned.active else {
            return Ok(surroundings.tell(
                format_args!("policy `{policy}`: nothing is in force yet"),
                format_args!("ポリシー `{policy}`: まだ何も有効になっていません"),
            )?);
        };
        let (version, by) = (active.version, &active.published_by);
        let since = date_and_time(active.published_at, document.utc_offset());
        Ok(surroundings.tell(
            format_args!("policy `{policy}`: version {version} is in force since {since}, by {by}"),
            format_args!("ポリシー `{policy}`: {since} から版 {version} が有効です({by} が公開)"),
        )?)
    }

    fn changes(&self, surroundings: &mut Surroundings<'_>) -> Result<(), CommandError> {
        changes(self.rows.as_ref(), surroundings)?;
        let (before, after) = self.documents();
        if before != Some(after) {
            surroundings.say("")?;
            surroundings.tell("what it means:", "内容の変更:")?;
            meaning(before, after, surroundings)?;
            if self.rows.is_some() {
                surroundings.say("")?;
                summary(before, after, surroundings)?;
            }
        }
        for (before, after) in self.texts().into_iter().filter(|(before, after)| before != after) {
            surroundings.say("")?;
            difference(before, after, surroundings)?;
        }
        Ok(())
    }

    /// How many invariants are proved, and each that is not.
    fn proofs(&self, surroundings: &mut Surroundings<'_>) -> Result<(), CommandError> {
        if self.verdicts.is_empty() {
            return Ok(());
        }
        let (counted, counted_ja) = Proofs::of(&self.verdicts).counted();
        surroundings.say("")?;
        surroundings
            .tell(format_args!("invariants: {counted}"), format_args!("不変条件: {counted_ja}"))?;
        for (invariant, verdict) in self.verdicts().filter(|(_, verdict)| !verdict.holds()) {
            for line in proof(invariant, verdict, &self.planned.after, surroundings)? {
                surroundings.say(format_args!("  {line}"))?;
            }
        }
        Ok(())
    }

    fn texts(&self) -> [(&str, &str); 2] {
        [
            (&self.before.document, &self.after.document),
            (&self.before.invariants, &self.after.invariants),
        ]
    }
}

impl Texts {
    fn of(content: &Content) -> Self {
        let Content { document, invariants } = content;
        let none = invariants.as_slice().is_empty();
        let invariants = if none { String::new() } else { invariants.to_yaml() };
        Self { document: document.to_yaml(), invariants }
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
