//! `sekisho why-not`: what would have to change for a request to be allowed.

use std::num::NonZeroUsize;

use clap::Args;
use sekisho_policy::analysis::Budget;

use super::{policy_argument::PolicyArgument, request_options::RequestOptions};
use crate::{
    Exit, Language, Surroundings,
    error::CommandError,
    remedies::{Answer, as_json},
};

/// Say the least that would have to change for a denied request to be allowed, and whom to ask for it
///
/// Who it is, what is to be done and to which instance stays as it is; time only goes on. What the caller
/// can do alone comes first: sign in again, wait, go elsewhere; then groups and claims, then tags. Each
/// way is enough, as the engine confirms, and no part of it is. If none is found, no change of these facts
/// helps: the rules that would have to change are shown. Allowed or denied, it ends with 0; with 4 if
/// the search took more steps than it may. `sekisho explain` says why a request is denied.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho why-not examples/hoshimi.yaml --user sato --group staff --group welfare --action start \\\n    --address 10.20.3.7 --vpc-endpoint vpce-0a1b2c3d4e5f60718 --at 2026-11-24T21:00:00+09:00 \\\n    --tag Department=welfare --tag Env=dev"
)]
pub(crate) struct WhyNot {
    #[command(flatten)]
    policy: PolicyArgument,
    /// How many ways to show at most, the easiest first
    #[arg(long, value_name = "N", default_value = "5")]
    remedies: NonZeroUsize,
    /// How many steps the search may take
    #[arg(long, value_name = "N", default_value_t = Budget::default().steps)]
    steps: u64,
    /// One JSON object: outcome, code, rules, missing, remedies, unknown, barred, nearest, undecided, steps
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    request: RequestOptions,
}

impl WhyNot {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let found = self.policy.found(surroundings).await?;
        let now = found.as_of.unwrap_or_else(surroundings.now);
        let request = self.request.request(now, surroundings)?;
        let budget = Budget::of_steps(self.steps);
        let why = found.document.why_not(&request, self.remedies.get(), budget);
        let language = if self.json { Language::English } else { surroundings.language };
        let answer = Answer::new(&found.document, &request, why, language);
        if self.json {
            surroundings.say(as_json(&answer)?)?;
        } else {
            answer.tell(surroundings)?;
        }
        Ok(answer.exit())
    }
}
