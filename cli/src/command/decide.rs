//! `sekisho decide`: one answer for each request of a file.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use clap::Args;
use sekisho_policy::{Policy, Record};

use super::{policy_argument::PolicyArgument, request_options::RequestOptions};
use crate::{Exit, Surroundings, batch, error::CommandError};

/// Decide one request, or a file of requests, one a line, by a policy
///
/// With --batch each line of FILE is one request as JSON, with all of its facts; line N of the answer is the
/// decision on line N. A line that holds no request gets an answer that says why, and the others
/// are decided all the same; the command then ends with 3. Allowed or denied, it ends with 0. `sekisho
/// explain` takes the same request and says why.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho decide examples/hoshimi.yaml --batch requests.jsonl\n  sekisho decide --table dynamodb:sekisho --policy hoshimi --batch - < requests.jsonl\n  sekisho decide examples/hoshimi.yaml --user sato --group staff --action start --tag Env=dev"
)]
pub(crate) struct Decide {
    #[command(flatten)]
    policy: PolicyArgument,
    /// The requests, one JSON object a line; `-` is the standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["facts", "request"])]
    batch: Option<PathBuf>,
    #[command(flatten)]
    request: RequestOptions,
}

impl Decide {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let Some(batch) = self.batch else {
            let found = self.policy.found(surroundings).await?;
            let now = found.as_of.unwrap_or_else(surroundings.now);
            let request = self.request.request(now, surroundings)?;
            let decision = Policy::compile(found.document).decide(request);
            let answer = serde_json::to_string(&Record::of(&decision)).map_err(io::Error::other)?;
            surroundings.say(answer)?;
            return Ok(Exit::Done);
        };
        let from_input = batch == Path::new("-");
        if from_input && self.policy.is_standard_input() {
            return Err(CommandError::OneInput);
        }
        let policy = Policy::compile(self.policy.document(surroundings).await?);
        let failed = |error| CommandError::Read { path: batch.clone(), error };
        let counts = if from_input {
            batch::decide(&policy, &mut surroundings.input, &mut surroundings.output, failed)?
        } else {
            let mut file = File::open(&batch).map_err(failed)?;
            let input: &mut dyn Read = &mut file;
            batch::decide(&policy, input, &mut surroundings.output, failed)?
        };
        if counts.problems == 0 {
            return Ok(Exit::Done);
        }
        let (problems, lines) = (counts.problems, counts.lines);
        surroundings.notice(
            format_args!("error: {problems} of {lines} lines hold no request"),
            format_args!("エラー: {lines} 行のうち {problems} 行はリクエストではありません"),
        )?;
        Ok(Exit::Problems)
    }
}
