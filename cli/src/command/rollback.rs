//! `sekisho rollback`: an old version in force again.

use clap::Args;
use sekisho_store::rollback;

use super::table_options::{ChangeOptions, ExpectVersion, PolicyOptions};
use crate::{Exit, Surroundings, error::CommandError, report::changes, table::IfMissing};

/// Put an old version of a policy in force again, as a new version
///
/// The draft is left alone. The invariants of that version come back with it. A revocation that was made
/// since is lifted, and an invariant that was added since is not kept, with a warning. Ends with 2 if
/// somebody else published meanwhile.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho rollback --table file:./table --policy hoshimi --to 3 --expect-version 4 \\\n    --by kato --why \"version 4 locked the library out\""
)]
pub(crate) struct Rollback {
    #[command(flatten)]
    policy: PolicyOptions,
    /// The version whose rules to put in force
    #[arg(long, value_name = "N")]
    to: u64,
    #[command(flatten)]
    expect: ExpectVersion,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Rollback {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let PolicyOptions { table, policy } = self.policy;
        let table = table.open(IfMissing::Fail).await?;
        let request = self.change.request(self.expect.expect_version, (surroundings.now)());
        let entry = rollback(table.as_ref(), &policy, self.to, &request).await?;
        let (version, to) = (entry.pointer.version, self.to);
        surroundings.tell(
            format_args!("policy `{policy}` version {version} is in force: what version {to} said"),
            format_args!(
                "ポリシー `{policy}` の版 {version} が有効になりました(内容は版 {to} と同じ)"
            ),
        )?;
        changes(entry.changes.as_ref(), surroundings)?;
        let removed = || entry.changes.iter().flat_map(|changes| &changes.removed.keys);
        for key in removed().filter(|key| key.starts_with("INVARIANT#")) {
            surroundings.notice(
                format_args!(
                    "warning: {key} is not kept any more: version {to} was published without it"
                ),
                format_args!(
                    "警告: {key} は守られなくなりました。版 {to} はこれなしで公開されたものです"
                ),
            )?;
        }
        for key in removed().filter(|key| REVOCATIONS.iter().any(|start| key.starts_with(start))) {
            surroundings.notice(
                format_args!(
                    "warning: {key} is not in force any more: revoke again if it is still needed"
                ),
                format_args!(
                    "警告: {key} は有効でなくなりました。まだ必要なら、もう一度 revoke してください"
                ),
            )?;
        }
        Ok(Exit::Done)
    }
}

/// What the rows of `sekisho revoke` begin with.
const REVOCATIONS: [&str; 2] = ["RULE#revoke-", "RULE#lock-out-"];
