//! `sekisho history`: who put what in force, when and why.

use clap::Args;
use sekisho_policy::UtcOffset;
use sekisho_store::{Changes, HistoryEntry, load_active};
use serde_json::{Value, json};

use super::table_options::PolicyOptions;
use crate::{
    Exit, Language, Surroundings,
    error::CommandError,
    report::{Column, Table, date_and_time},
    table::IfMissing,
};

/// Show every version of a policy: when it came into force, by whom, why, and what it changed
///
/// Times are in the offset of the policy that is in force. `=` and a number: the content is that of an
/// earlier version, as after a rollback.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sekisho history --table dynamodb:sekisho --policy hoshimi")]
pub(crate) struct History {
    #[command(flatten)]
    policy: PolicyOptions,
    /// One JSON object a version and line, oldest first: version, previous, at, by, why, sha256, bytes, active, `same_as`, changes, invariants
    #[arg(long)]
    json: bool,
}

/// An entry beside what the others say of it.
struct Line<'a> {
    entry: &'a HistoryEntry,
    active: bool,
    /// The first version with this content, if that is an earlier one.
    same_as: Option<u64>,
}

impl History {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let PolicyOptions { table, policy } = self.policy;
        let table = table.open(IfMissing::Fail).await?;
        let history = table.history(&policy).await?;
        let active = table.active(&policy).await?.map(|pointer| pointer.version);
        let is_same = |one: &HistoryEntry, other: &HistoryEntry| {
            one.pointer.snapshot.sha256 == other.pointer.snapshot.sha256
                && one.invariants == other.invariants
        };
        let lines: Vec<Line<'_>> = history
            .iter()
            .map(|entry| {
                let version = entry.pointer.version;
                let first = history.iter().find(|other| is_same(entry, other));
                let first = first.map(|first| first.pointer.version);
                let same_as = first.filter(|first| *first != version);
                Line { entry, active: active == Some(version), same_as }
            })
            .collect();
        if self.json {
            for line in &lines {
                surroundings.say(line.as_json())?;
            }
            return Ok(Exit::Done);
        }
        if lines.is_empty() {
            surroundings.tell(
                format_args!("policy `{policy}` has nothing published"),
                format_args!("ポリシー `{policy}` はまだ公開されていません"),
            )?;
            return Ok(Exit::Done);
        }
        // A history can be read when the snapshot it ends with cannot.
        let offset = load_active(table.as_ref(), &policy)
            .await
            .map_or(UtcOffset::UTC, |snapshot| snapshot.document.utc_offset());
        let cells: Vec<[String; 6]> =
            lines.iter().map(|line| line.cells(offset, surroundings)).collect();
        let headings = match surroundings.language {
            Language::English => ["version", "", "when", "who", "rows", "why"],
            Language::Japanese => ["版", "", "日時", "誰が", "行の変更", "理由"],
        };
        let columns = headings.map(|heading| Column { heading, width: 0 });
        let rows = cells.iter().map(|row| row.iter().map(String::as_str).collect());
        let shown = Table::fitted(columns.into(), rows);
        shown.head(surroundings)?;
        for row in &cells {
            let row: Vec<_> = row.iter().map(|cell| (cell.as_str(), None)).collect();
            shown.row(&row, surroundings)?;
        }
        Ok(Exit::Done)
    }
}

impl Line<'_> {
    fn cells(&self, offset: UtcOffset, surroundings: &Surroundings<'_>) -> [String; 6] {
        let pointer = &self.entry.pointer;
        let state = match (self.active, self.same_as, surroundings.language) {
            (true, _, Language::English) => "in force".to_owned(),
            (true, _, Language::Japanese) => "有効".to_owned(),
            (false, Some(version), _) => format!("= {version}"),
            (false, None, _) => String::new(),
        };
        [
            pointer.version.to_string(),
            state,
            date_and_time(pointer.published_at, offset),
            pointer.published_by.clone(),
            self.entry.changes.as_ref().map_or_else(|| "?".to_owned(), counts),
            pointer.reason.clone(),
        ]
    }

    fn as_json(&self) -> Value {
        let HistoryEntry { pointer, previous, changes, invariants } = self.entry;
        let keys = |changes: &Changes| {
            let [added, changed, removed] =
                [&changes.added, &changes.changed, &changes.removed].map(|keys| &keys.keys);
            json!({ "added": added, "changed": changed, "removed": removed, "rows": counts(changes) })
        };
        json!({
            "version": pointer.version,
            "previous": previous,
            "at": pointer.published_at.seconds(),
            "by": pointer.published_by,
            "why": pointer.reason,
            "sha256": pointer.snapshot.sha256.to_string(),
            "bytes": pointer.snapshot.bytes,
            "active": self.active,
            "same_as": self.same_as,
            "changes": changes.as_ref().map(keys),
            "invariants": invariants.iter().map(|row| &row.key).collect::<Vec<_>>(),
        })
    }
}

/// How many rows were added, changed and removed: `+1 ~0 -2`.
fn counts(changes: &Changes) -> String {
    let Changes { added, changed, removed } = changes;
    format!("+{} ~{} -{}", added.count, changed.count, removed.count)
}
