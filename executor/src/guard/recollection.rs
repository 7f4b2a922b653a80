//! What is remembered of an instance, read and written whole.

use sekisho_policy::{InstanceId, PolicyName, UnixTime};
use sekisho_store::{Note, Noted, Notes, TableError};

use super::memory::{KEPT, Memory};

/// The memory could not be had, or not be changed: nothing is done without it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(super) enum Forgotten {
    #[error("others changed what is remembered of this instance at the same time, again and again")]
    Contended,
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("what is remembered of this instance cannot be read: delete its item")]
    Unreadable,
}

/// Changes what is remembered of an instance, and says what `change` says of it. `change` sees the
/// memory as it is when it is written: it is asked again where somebody else wrote first.
pub(super) async fn amend<T>(
    notes: &dyn Notes,
    policy: &PolicyName,
    instance: &InstanceId,
    now: UnixTime,
    change: impl Fn(&mut Memory) -> T + Sync,
) -> Result<T, Forgotten> {
    for _ in 0..TRIES {
        let note = notes.note(policy, instance.as_str()).await?;
        let before = note.as_ref().map_or_else(|| Ok(Memory::default()), read)?;
        let mut after = before.clone();
        let said = change(&mut after);
        if after == before {
            return Ok(said);
        }
        let revision = note.map_or(0, |note| note.revision).saturating_add(1);
        let text = serde_json::to_string(&after).map_err(|_| Forgotten::Unreadable)?;
        let kept = i64::try_from(KEPT.as_secs()).unwrap_or(i64::MAX);
        let note = Note { revision, text, expires_at: now.saturating_add(kept) };
        match notes.put_note(policy, instance.as_str(), &note).await? {
            Noted::Done => return Ok(said),
            Noted::Lost => {}
        }
    }
    Err(Forgotten::Contended)
}

fn read(note: &Note) -> Result<Memory, Forgotten> {
    serde_json::from_str(&note.text).map_err(|_| Forgotten::Unreadable)
}

/// More than two deliveries of one event at once are rare.
const TRIES: u32 = 4;
