//! `sekisho prove`: what must be true of a policy, proved, or a request that shows that it is not.

use std::path::{Path, PathBuf};

use clap::Args;
use sekisho_policy::analysis::Hints;
use sekisho_store::Content;

use super::{
    document::{Severity, Source},
    policy_argument::PolicyArgument,
    proposal::Proposal,
    table_options::StepOptions,
};
use crate::{
    Exit, Surroundings,
    error::CommandError,
    report::{Proofs, count, proof, proof_as_json},
    table::IfMissing,
};

/// Prove the invariants of a policy, or show a request that breaks one
///
/// Of a policy in a table the invariants are those it was published with, or with --draft those of the
/// draft; --invariants asks others. Ends with 2 if one does not hold, with 4 if none fails but one is not
/// decided, with 3 if the document or the invariants have problems.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho prove examples/hoshimi.yaml --invariants examples/hoshimi-invariants.yaml\n  sekisho prove --table dynamodb:sekisho --policy hoshimi --draft"
)]
pub(crate) struct Prove {
    #[command(flatten)]
    policy: PolicyArgument,
    /// Take what is being edited in the table, instead of what is in force
    #[arg(long, requires = "table", conflicts_with_all = ["version", "as_of"])]
    draft: bool,
    /// The invariants (YAML, or JSON if the name ends in .json); `-` is the standard input
    #[arg(long, value_name = "FILE", required_unless_present = "table")]
    invariants: Option<PathBuf>,
    #[command(flatten)]
    steps: StepOptions,
    /// One JSON object an invariant and line: invariant, outcome, steps, vacuous, rules, witness
    #[arg(long)]
    json: bool,
}

impl Prove {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        if self.invariants.as_deref() == Some(Path::new("-")) && self.policy.is_standard_input() {
            return Err(CommandError::OneInput);
        }
        let content = self.content(surroundings).await?;
        let Content { document, invariants } = &content;
        let name = document.name();
        if invariants.as_slice().is_empty() {
            if !self.json {
                surroundings.tell(
                    format_args!("policy `{name}` has no invariants"),
                    format_args!("ポリシー `{name}` に不変条件はありません"),
                )?;
            }
            return Ok(Exit::Done);
        }
        let near = self.policy.time()?.unwrap_or_else(surroundings.now);
        let hints = Hints::near(near);
        let verdicts = invariants.prove(document, &hints, self.steps.budget());
        for (invariant, verdict) in invariants.as_slice().iter().zip(&verdicts) {
            if self.json {
                surroundings.say(proof_as_json(invariant, verdict)?)?;
                continue;
            }
            for line in proof(invariant, verdict, &content, surroundings)? {
                surroundings.say(line)?;
            }
        }
        let proofs = Proofs::of(&verdicts);
        if !self.json {
            let (counted, counted_ja) = proofs.counted();
            let number = verdicts.len();
            surroundings.tell(
                format_args!("{}: {counted}", count(number, "invariant")),
                format_args!("不変条件 {number} 件: {counted_ja}"),
            )?;
        }
        Ok(proofs.exit())
    }

    /// The policy and the invariants that are asked for.
    async fn content(&self, surroundings: &mut Surroundings<'_>) -> Result<Content, CommandError> {
        if self.draft
            && let Some((location, policy)) = self.policy.in_table()
        {
            let proposal = Proposal::read(None, self.invariants.as_deref(), surroundings)?;
            let table = location.open(IfMissing::Fail).await?;
            return proposal.content(table.as_ref(), policy, surroundings).await;
        }
        let Some(path) = &self.invariants else {
            return self.policy.content(surroundings).await;
        };
        let document = self.policy.document(surroundings).await?;
        let source = Source::read(path, surroundings)?;
        let invariants = source.invariants(&document, surroundings)?;
        if !self.json {
            for warning in invariants.warnings() {
                source.show(warning, Severity::Warning, surroundings)?;
            }
        }
        Ok(Content { document, invariants })
    }
}
