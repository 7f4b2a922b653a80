//! `sekisho export`: a policy, or a caller's part of it, in another engine's language.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{ArgGroup, Args};
use sekisho_policy::{LossKind, Partition, ResourceKind};

use super::{
    Severity, policy_argument::PolicyArgument, request_options::AttemptOptions,
    session_policy::session_policy,
};
use crate::{Exit, Surroundings, error::CommandError, words};

/// Write a policy in another engine's language, or a caller's part of it as a session policy of AWS
///
/// Nothing that the other language cannot say opens anything. An allow rule or an exception that does
/// not translate is left out, with a warning. A deny rule that does not translate, or an obligation, ends
/// the command with 3 and nothing is written, unless --partial has it written to deny more or to bind
/// nobody.
///
/// With --iam-session-policy, what one caller may do is written as the session policy for
/// `sts:AssumeRole` under which AWS allows no more. A caller who is entitled to nothing ends the command
/// with 2.
#[derive(Args, Debug)]
#[command(
    group = ArgGroup::new("language").required(true).args(["cedar", "iam_session_policy"]),
    mut_group("facts", |facts| facts.conflicts_with("cedar")),
    mut_arg("request", |request| request.conflicts_with("cedar")),
    after_help = "Example:\n  sekisho export policy.yaml --cedar --out policy.cedar --schema policy.cedarschema\n  sekisho export examples/hoshimi.yaml --iam-session-policy --user sato --group staff --group welfare \\\n    --action start --address 10.20.3.7 --vpc-endpoint vpce-0a1b2c3d4e5f60718 --at 2026-11-24T10:00:00+09:00"
)]
pub(crate) struct Export {
    #[command(flatten)]
    policy: PolicyArgument,
    /// As policies of Cedar 4, which Amazon Verified Permissions takes
    #[arg(long)]
    cedar: bool,
    /// As the session policy that keeps a session of AWS within what one caller may do
    #[arg(long)]
    iam_session_policy: bool,
    /// Where to write the policies, instead of the standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where to write the schema that the policies are valid under
    #[arg(long, value_name = "FILE", conflicts_with = "iam_session_policy")]
    schema: Option<PathBuf>,
    /// Write rules without what does not translate: deny rules deny more, obligations are annotations
    #[arg(long, conflicts_with = "iam_session_policy")]
    partial: bool,
    /// The partition of AWS that the session is in
    #[arg(long, value_name = "PARTITION", default_value = "aws", value_parser = partition, conflicts_with = "cedar")]
    partition: Partition,
    /// The kind of resources that the session is for: instance, database, or service
    #[arg(long, value_name = "KIND", default_value = "instance", value_parser = kind, conflicts_with = "cedar")]
    kind: ResourceKind,
    #[command(flatten)]
    attempt: AttemptOptions,
}

impl Export {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        if self.iam_session_policy {
            return self.session_policy(surroundings).await;
        }
        let cedar = self.policy.document(surroundings).await?.to_cedar();
        let refused =
            |kind| matches!(kind, LossKind::DeniesMore | LossKind::Unbound) && !self.partial;
        for loss in cedar.losses() {
            let severity = if refused(loss.kind) { Severity::Error } else { Severity::Warning };
            let severity = severity.name_in(surroundings.language);
            surroundings.notice(
                format_args!("{severity}: {loss}"),
                format_args!("{severity}: {}", words::loss(loss)),
            )?;
        }
        let errors = cedar.losses().iter().filter(|loss| refused(loss.kind)).count();
        if errors > 0 {
            surroundings.notice(
                "error: nothing is written: say what these rules mean without what is lost, or accept the \
                 loss with --partial",
                "エラー: 何も書き出していません。失われるものなしでこれらのルールを書き直すか、--partial を付けて失われることを認めてください",
            )?;
            return Ok(Exit::Problems);
        }
        for (path, text) in [(&self.schema, cedar.schema()), (&self.out, cedar.policies())] {
            if let Some(path) = path {
                write(path, text)?;
            }
        }
        if self.out.is_none() {
            surroundings.output.write_all(cedar.policies().as_bytes())?;
        }
        Ok(Exit::Done)
    }

    async fn session_policy(
        &self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        if self.policy.is_standard_input() && self.attempt.is_standard_input() {
            return Err(CommandError::OneInput);
        }
        let found = self.policy.found(surroundings).await?;
        let text = session_policy(found, &self.attempt, self.kind, &self.partition, surroundings)?;
        let Some(text) = text else { return Ok(Exit::Differs) };
        match &self.out {
            // Without the end of a line: STS counts every character.
            Some(path) => write(path, &text)?,
            None => surroundings.say(text)?,
        }
        Ok(Exit::Done)
    }
}

fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    fs::write(path, text).map_err(|error| CommandError::WriteFile { path: path.to_owned(), error })
}

fn partition(text: &str) -> Result<Partition, String> {
    Partition::parse(text).map_err(|error| format!("required {}", error.required()))
}

fn kind(text: &str) -> Result<ResourceKind, &'static str> {
    ResourceKind::named(text).ok_or("required instance, database or service")
}
