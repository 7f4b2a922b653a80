//! `sekisho import`: rules that were written elsewhere, as a policy to look at.

use std::path::PathBuf;

use clap::Args;
use sekisho_policy::PolicyName;

use super::document::{Severity, Source, read_text};
use crate::{
    Exit, Surroundings,
    error::CommandError,
    import::{Imported, from_iam, from_rows},
};

/// Turn rows of a plain table, or an IAM policy, into a policy document to look at
///
/// Writes YAML to the standard output, and nothing else anywhere. What has no counterpart is never
/// guessed at: an allow is left out with a warning; a deny, or a row that cannot be read, ends the
/// command with 3 and nothing is written.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho import --rows examples/plain-rows.json --name hoshimi --utc-offset +09:00 > hoshimi.yaml\n  sekisho import --iam instance-policy.json --group operators --name hoshimi --utc-offset +09:00"
)]
pub(crate) struct Import {
    #[command(flatten)]
    from: From,
    /// The name of the policy
    #[arg(long, value_name = "NAME")]
    name: PolicyName,
    /// The offset in which its times will be read
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true)]
    utc_offset: String,
    /// With --iam: the group of the callers who may do what it says
    #[arg(long, value_name = "GROUP", required_unless_present = "rows", conflicts_with = "rows")]
    group: Option<String>,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct From {
    /// Rows: a JSON list of objects, one object a line, or items as DynamoDB exports or scans them; `-` is
    /// the standard input
    #[arg(long, value_name = "FILE")]
    rows: Option<PathBuf>,
    /// An IAM policy about EC2 instances; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    iam: Option<PathBuf>,
}

impl Import {
    pub(crate) fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        // INVARIANT (one of the two): the arguments are refused without.
        let path = self.from.rows.as_ref().or(self.from.iam.as_ref());
        let path = path.cloned().unwrap_or_else(|| "-".into());
        let text = read_text(&path, surroundings)?;
        let imported = match &self.group {
            Some(group) => from_iam(&text, group)
                .map_err(|message| CommandError::Import { path: path.clone(), message })?,
            None => from_rows(&text),
        };
        tell(&imported, surroundings)?;
        if !imported.errors.is_empty() {
            return Ok(Exit::Problems);
        }
        match imported.document(self.name.as_str(), &self.utc_offset) {
            Ok(document) => {
                surroundings.say(document.to_yaml().trim_end())?;
                Ok(Exit::Done)
            }
            Err(problems) => {
                let source = Source::built_in(&path.display().to_string(), "");
                for problem in problems.as_slice() {
                    source.show(problem, Severity::Error, surroundings)?;
                }
                Ok(Exit::Problems)
            }
        }
    }
}

fn tell(imported: &Imported, surroundings: &mut Surroundings<'_>) -> Result<(), CommandError> {
    let language = surroundings.language;
    let remarks = [(Severity::Warning, &imported.warnings), (Severity::Error, &imported.errors)];
    for (severity, remarks) in remarks {
        for remark in remarks {
            let severity = severity.name_in(language);
            surroundings.note(format_args!("{severity}: {}", remark.told(language)))?;
        }
    }
    Ok(())
}
