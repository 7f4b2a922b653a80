//! `sekisho export`: a policy in another engine's language.

use std::{fs, path::PathBuf};

use clap::Args;
use sekisho_policy::LossKind;

use super::policy_argument::PolicyArgument;
use crate::{Exit, Surroundings, error::CommandError};

/// Write a policy in another engine's language
///
/// Nothing that the other language cannot say opens anything. An allow rule or an exception that does
/// not translate is left out, with a warning. A deny rule that does not translate ends the command
/// with 3 and nothing is written, unless --partial has it written to deny more.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho export policy.yaml --cedar --out policy.cedar --schema policy.cedarschema"
)]
pub(crate) struct Export {
    #[command(flatten)]
    policy: PolicyArgument,
    /// As policies of Cedar 4, which Amazon Verified Permissions takes
    #[arg(long, required = true)]
    cedar: bool,
    /// Where to write the policies, instead of the standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where to write the schema that the policies are valid under
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Write deny rules without the conditions that do not translate: they deny more
    #[arg(long)]
    partial: bool,
}

impl Export {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let cedar = self.policy.document(surroundings).await?.to_cedar();
        let refused = |kind| kind == LossKind::DeniesMore && !self.partial;
        for loss in cedar.losses() {
            let severity = if refused(loss.kind) { "error" } else { "warning" };
            surroundings.note(format_args!("{severity}: {loss}"))?;
        }
        let errors = cedar.losses().iter().filter(|loss| refused(loss.kind)).count();
        if errors > 0 {
            surroundings.notice(
                "error: nothing is written: say what these rules deny without the conditions, or let \
                 them deny more with --partial",
                "エラー: 何も書き出していません。これらのルールの拒否を条件なしで書き直すか、--partial を付けて拒否が広がることを認めてください",
            )?;
            return Ok(Exit::Problems);
        }
        for (path, text) in [(&self.schema, cedar.schema()), (&self.out, cedar.policies())] {
            if let Some(path) = path {
                fs::write(path, text)
                    .map_err(|error| CommandError::WriteFile { path: path.clone(), error })?;
            }
        }
        if self.out.is_none() {
            surroundings.output.write_all(cedar.policies().as_bytes())?;
        }
        Ok(Exit::Done)
    }
}
