//! `sekisho revoke`: tokens that were issued are good no more.

use std::collections::BTreeMap;

use clap::Args;
use sekisho_policy::{Attribute, Limits, Row, UnixTime, UtcOffset};
use sekisho_store::{Expected, add_rule};

use super::table_options::{ChangeOptions, PolicyOptions};
use crate::{Exit, Surroundings, error::CommandError, report::local_time, table::IfMissing};

/// Take away what a user's tokens allow, at once: a lost device, somebody who left
///
/// Adds a deny rule to what is in force and publishes that; the draft gets the rule too, and is left
/// alone otherwise. Tokens that were issued before this moment allow nothing any more; who signs in
/// again gets a new one. With --lock-out new ones allow nothing either, until the rule is taken out.
/// A token of an issuer whose clock runs ahead counts as issued later: --lock-out holds it too.
/// Authorizers follow within their refresh interval (`SEKISHO_POLICY_REFRESH_SECONDS`).
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho revoke --table dynamodb:sekisho --policy hoshimi --user sato \\\n    --by kato --why \"lost her laptop\""
)]
pub(crate) struct Revoke {
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    whose: Whose,
    /// Deny new tokens too
    #[arg(long, conflicts_with = "everyone")]
    lock_out: bool,
    #[command(flatten)]
    change: ChangeOptions,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Whose {
    /// The user, as the policy names users
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// Everybody's: all have to sign in again
    #[arg(long)]
    everyone: bool,
}

impl Revoke {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let Self { policy: PolicyOptions { table, policy }, whose, lock_out, change } = self;
        let now = (surroundings.now)();
        let rule = rule(whose.user.as_deref(), lock_out, &change, now);
        let table = table.open(IfMissing::Fail).await?;
        let request = change.request(Expected::Any, now);
        let (entry, key) = add_rule(table.as_ref(), &policy, &rule, &request).await?;
        let version = entry.pointer.version;
        surroundings.tell(
            format_args!("policy `{policy}` version {version} is in force, with {key}"),
            format_args!("ポリシー `{policy}` の版 {version} が有効になりました({key} を追加)"),
        )?;
        Ok(Exit::Done)
    }
}

/// The deny rule. Its name is the moment; whoever adds it makes it another one if there is one of that
/// name.
fn rule(user: Option<&str>, lock_out: bool, change: &ChangeOptions, now: UnixTime) -> Row {
    let text = |text: &str| Attribute::String(text.to_owned());
    let verb = if lock_out { "lock-out" } else { "revoke" };
    let moment = local_time("%Y%m%d-%H%M%S", now, UtcOffset::UTC);
    let (by, why) = (change.by.trim(), change.why.trim());
    let mut attributes = BTreeMap::from([
        ("effect".to_owned(), text("deny")),
        ("actions".to_owned(), text("any")),
        ("instances".to_owned(), text("any")),
        ("description".to_owned(), Attribute::String(shortened(&format!("{by}: {why}")))),
    ]);
    let who = if let Some(user) = user {
        Attribute::Map([("users".to_owned(), Attribute::List(vec![text(user)]))].into())
    } else {
        attributes.insert("approved_by".to_owned(), text(by));
        text("everyone")
    };
    attributes.insert("who".to_owned(), who);
    if !lock_out {
        // Up to the next second: a token of this very one is not spared.
        let before = local_time("%Y-%m-%dT%H:%M:%SZ", now.saturating_add(1), UtcOffset::UTC);
        attributes.insert("issued_before".to_owned(), Attribute::String(before));
    }
    Row { key: format!("RULE#{verb}-{moment}"), attributes }
}

/// As much of a text as a description may have: the history has all of it.
fn shortened(text: &str) -> String {
    text.chars().take(Limits::VERSION_1.description).collect()
}
