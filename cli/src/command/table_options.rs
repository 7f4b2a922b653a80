//! What every command that touches a policy table is told: which table, which policy, who and why.

use clap::Args;
use sekisho_policy::{PolicyName, UnixTime};
use sekisho_store::{Expected, PublishRequest};

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

/// Who changes what is in force, why, and over what.
#[derive(Args, Debug)]
pub(crate) struct ChangeOptions {
    /// The version that must be active, or `none` for the first: what you reviewed the change against
    #[arg(long, value_name = "N|none", value_parser = expected)]
    expect_version: Expected,
    /// Who you are, for the history
    #[arg(long, value_name = "WHO")]
    by: String,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    why: String,
}

impl ChangeOptions {
    pub(crate) fn request(self, at: UnixTime) -> PublishRequest {
        PublishRequest { expected: self.expect_version, by: self.by, why: self.why, at }
    }
}

fn expected(text: &str) -> Result<Expected, String> {
    if text == "none" {
        return Ok(Expected::Nothing);
    }
    text.parse()
        .map(Expected::Version)
        .map_err(|_| "required a version number, or `none`".to_owned())
}
