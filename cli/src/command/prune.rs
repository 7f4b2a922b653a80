//! `sekisho prune`: old snapshots go, and nothing else does.

use std::num::NonZeroUsize;

use clap::Args;
use sekisho_store::Prunable;

use super::table_options::PolicyOptions;
use crate::{Exit, Surroundings, error::CommandError, report::count, table::IfMissing};

/// Delete the contents of old versions, which cannot be rolled back to or asked about then
///
/// Says what it would delete; deletes it with --delete. What is in force and the last versions stay,
/// and so does every line of the history.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho prune --table dynamodb:sekisho --policy hoshimi --keep 100\n  sekisho prune --table dynamodb:sekisho --policy hoshimi --keep 100 --delete"
)]
pub(crate) struct Prune {
    #[command(flatten)]
    policy: PolicyOptions,
    /// How many of the last versions to keep
    #[arg(long, value_name = "N")]
    keep: NonZeroUsize,
    /// Delete, instead of saying what would be deleted
    #[arg(long)]
    delete: bool,
}

impl Prune {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let PolicyOptions { table, policy } = self.policy;
        let table = table.open(IfMissing::Fail).await?;
        let prunable = Prunable::find(table.as_ref(), &policy, self.keep.get()).await?;
        let chunks = prunable.chunks();
        let versions: Vec<String> = prunable.versions().iter().map(u64::to_string).collect();
        let versions = versions.join(", ");
        if chunks == 0 {
            surroundings.tell("there is nothing to delete", "削除するものはありません")?;
            return Ok(Exit::Done);
        }
        let (of, of_ja) = if versions.is_empty() {
            (" of no version".to_owned(), "どの版にも属さない".to_owned())
        } else {
            (format!(" (versions: {versions})"), format!("版 {versions} の"))
        };
        let number = count(chunks, "chunk");
        if self.delete {
            prunable.delete(table.as_ref(), &policy).await?;
            surroundings.tell(
                format_args!("deleted {number}{of}"),
                format_args!("{of_ja}チャンク {chunks} 個を削除しました"),
            )?;
        } else {
            surroundings.tell(
                format_args!("would delete {number}{of}: say --delete to delete them"),
                format_args!(
                    "{of_ja}チャンク {chunks} 個が削除の対象です。削除するには --delete を付けてください"
                ),
            )?;
        }
        Ok(Exit::Done)
    }
}
