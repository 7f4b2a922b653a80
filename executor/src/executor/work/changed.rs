//! When a thing was last changed from here. What was prepared before that is not for the next stop; of a
//! database, and of a reboot, nothing at AWS says so.

use futures_util::{StreamExt as _, stream};
use sekisho_lambda::Change;
use sekisho_policy::{PolicyName, UnixTime};
use sekisho_store::{Note, Noted, Notes, TableError};
use serde::{Deserialize, Serialize};

use super::{memory::KEPT, subject::Subject, thing::Thing};
use crate::Verdict;

/// What is remembered of a thing.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Changed {
    at: i64,
}

/// Notes that are written at once.
const AT_ONCE: usize = 16;
/// Tries to write a note that others write too.
const TRIES: u32 = 4;

/// When it was last changed from here, as far as that is remembered. `None` inside: what is remembered
/// cannot be read.
pub(super) async fn last(
    notes: &dyn Notes,
    policy: &PolicyName,
    thing: &Thing,
) -> Result<Option<Last>, TableError> {
    let note = notes.note(policy, &key(thing)).await?;
    let Some(note) = note else { return Ok(Some(Last { at: None, revision: 0 })) };
    let changed = serde_json::from_str::<Changed>(&note.text).ok();
    Ok(changed.map(|changed| Last {
        at: Some(UnixTime::from_seconds(changed.at)),
        revision: note.revision,
    }))
}

/// The last change, and the revision of the note on it.
pub(super) struct Last {
    pub(super) at: Option<UnixTime>,
    revision: u64,
}

/// Remembers the changes that AWS took and nothing else tells of. Where that cannot be written, a success
/// counts for as long as it does anyway.
pub(super) async fn remember<'a>(
    notes: &dyn Notes,
    policy: &PolicyName,
    change: Change,
    subjects: impl Iterator<Item = &'a Subject>,
    now: UnixTime,
) {
    let accepted = subjects.filter(|one| one.verdict == Some(Verdict::Accepted));
    let things: Vec<Thing> = accepted.filter_map(|one| one.undated(change)).collect();
    let writes = stream::iter(things).for_each_concurrent(AT_ONCE, async |thing| {
        if let Err(error) = write(notes, policy, &thing, now).await {
            tracing::warn!(%error, instance = %thing.id, "a change was not remembered");
        }
    });
    writes.await;
}

async fn write(
    notes: &dyn Notes,
    policy: &PolicyName,
    thing: &Thing,
    now: UnixTime,
) -> Result<(), TableError> {
    let text = serde_json::json!({ "at": now.seconds() }).to_string();
    let kept = i64::try_from(KEPT.as_secs()).unwrap_or(i64::MAX);
    for _ in 0..TRIES {
        // One that cannot be read is left: whatever is prepared is refused until somebody deletes it.
        let Some(Last { revision, .. }) = last(notes, policy, thing).await? else { return Ok(()) };
        let revision = revision.saturating_add(1);
        let note = Note { revision, text: text.clone(), expires_at: now.saturating_add(kept) };
        if notes.put_note(policy, &key(thing), &note).await? == Noted::Done {
            return Ok(());
        }
    }
    // Others write it at this moment, and say the same.
    Ok(())
}

fn key(thing: &Thing) -> String {
    format!("changed/{}", thing.path())
}
