//! What every command that touches a policy table is told: which table, which policy, who and why.

use clap::Args;
use sekisho_policy::{PolicyName, UnixTime, analysis::Budget};
use sekisho_store::{Expected, PlanId, PublishRequest};

use crate::table::TableLocation;

/// Which policy of which table.
#[derive(Args, Debug)]
pub(crate) struct PolicyOptions {
    /// The table: `file:DIR`, `dynamodb:NAME`, or `embedded:PATH`
    #[arg(long, value_name = "TABLE")]
    pub(crate) table: TableLocation,
    /// The name of the policy
    #[arg(long, value_name = "NAME")]
    pub(crate) policy: PolicyName,
}

/// Who changes what is in force, and why.
#[derive(Args, Debug)]
pub(crate) struct ChangeOptions {
    /// Who you are, for the history
    #[arg(long, value_name = "WHO")]
    pub(crate) by: String,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
}

impl ChangeOptions {
    pub(crate) fn request(self, expected: Expected, at: UnixTime) -> PublishRequest {
        PublishRequest { expected, by: self.by, why: self.why, at }
    }
}

/// How much a proof may cost.
#[derive(Args, Debug)]
pub(crate) struct StepOptions {
    /// How many steps the search for one invariant may take
    #[arg(long, value_name = "N", default_value_t = Budget::default().steps)]
    steps: u64,
}

impl StepOptions {
    pub(crate) const fn budget(&self) -> Budget {
        Budget::of_steps(self.steps)
    }

    /// How to say the same again, if it has to be said.
    pub(crate) fn option(&self) -> Option<String> {
        (self.budget() != Budget::default()).then(|| format!(" --steps {}", self.steps))
    }
}

/// Over what a change is made.
#[derive(Args, Debug)]
pub(crate) struct ExpectVersion {
    /// The version that must be active, or `none` for the first: what you reviewed the change against
    #[arg(long, value_name = "N|none", value_parser = expected)]
    pub(crate) expect_version: Expected,
}

/// What a publish was reviewed as.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct Reviewed {
    /// The version that must be active, or `none` for the first: what you reviewed the change against
    #[arg(long, value_name = "N|none", value_parser = expected)]
    expect_version: Option<Expected>,
    /// The plan to carry out, as `sekisho plan` printed it: what would change is what it said, or nothing
    #[arg(long, value_name = "PLAN", value_parser = planned)]
    plan: Option<Expected>,
}

impl Reviewed {
    /// What must be as it was.
    pub(crate) fn expected(&self) -> Expected {
        // INVARIANT (one of the two): the arguments are refused without. Were that ever untrue, a
        // policy that is in force would not be replaced.
        self.plan.or(self.expect_version).unwrap_or(Expected::Nothing)
    }
}

fn planned(text: &str) -> Result<Expected, String> {
    PlanId::parse(text)
        .map(Expected::Plan)
        .ok_or_else(|| "required the 64 hexadecimal digits that `sekisho plan` printed".to_owned())
}

fn expected(text: &str) -> Result<Expected, String> {
    if text == "none" {
        return Ok(Expected::Nothing);
    }
    text.parse()
        .map(Expected::Version)
        .map_err(|_| "required a version number, or `none`".to_owned())
}
