//! `sekisho decide`: one answer for each request of a file.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use clap::Args;
use sekisho_policy::Policy;

use super::policy_argument::PolicyArgument;
use crate::{Exit, Surroundings, batch, error::CommandError};

/// Decide requests by a policy, one a line
///
/// Each line of FILE is one request as JSON, with all of its facts; line N of the answer is the
/// decision on line N. A line that holds no request gets an answer that says why, and the others
/// are decided all the same; the command then ends with 3. Allowed or denied, it ends with 0.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho decide examples/hoshimi.yaml --batch requests.jsonl\n  sekisho decide --table dynamodb:sekisho --policy hoshimi --batch - < requests.jsonl"
)]
pub(crate) struct Decide {
    #[command(flatten)]
    policy: PolicyArgument,
    /// The requests, one JSON object a line; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    batch: PathBuf,
}

impl Decide {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let from_input = self.batch == Path::new("-");
        if from_input && self.policy.is_standard_input() {
            return Err(CommandError::OneInput);
        }
        let policy = Policy::compile(self.policy.document(surroundings).await?);
        let failed = |error| CommandError::Read { path: self.batch.clone(), error };
        let counts = if from_input {
            batch::decide(&policy, &mut surroundings.input, &mut surroundings.output, failed)?
        } else {
            let mut file = File::open(&self.batch).map_err(failed)?;
            let input: &mut dyn Read = &mut file;
            batch::decide(&policy, input, &mut surroundings.output, failed)?
        };
        if counts.problems == 0 {
            return Ok(Exit::Done);
        }
        surroundings.note(format_args!(
            "error: {} of {} lines hold no request",
            counts.problems, counts.lines
        ))?;
        Ok(Exit::Problems)
    }
}
