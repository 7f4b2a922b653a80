//! Looking until each instance is where it should be. What was not seen is never said to be done.

use std::{collections::BTreeMap, time::Duration};

use tokio::time::Instant;

use super::{Action, Api, ClerkError, told};
use crate::{Exit, Language, Surroundings, error::CommandError};

const LOOK_EVERY: Duration = Duration::from_secs(3);
/// A state from before a change was taken can be seen for a while after it.
/// SOURCE: EC2 API reference, "Eventual consistency"; the page of the console waits as long.
const SETTLE: Duration = Duration::from_secs(20);

/// How looking for one instance ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    Reached,
    FellBack,
    LostSight,
    StillGoing,
}

impl End {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::FellBack => "fell_back",
            Self::LostSight => "lost_sight",
            Self::StillGoing => "still_going",
        }
    }

    pub(super) const fn exit(self) -> Exit {
        match self {
            Self::Reached => Exit::Done,
            Self::FellBack => Exit::Differs,
            Self::LostSight | Self::StillGoing => Exit::Undecided,
        }
    }

    /// The end in words, as the page of the console has them.
    pub(super) fn words(self, action: Action, language: Language) -> &'static str {
        let is_start = action == Action::Start;
        let (english, japanese) = match self {
            Self::Reached if is_start => ("Running", "起動しました"),
            Self::Reached => ("Stopped", "停止しました"),
            Self::FellBack if is_start => (
                "It did not start: AWS took the request, and it is stopped again. Tell the operator.",
                "起動できませんでした。AWS が起動を受け付けた後、停止に戻りました。運用担当者に知らせてください。",
            ),
            Self::FellBack => (
                "It did not stop: it is still running. Try again, or tell the operator.",
                "停止できませんでした。まだ動いています。もう一度試すか、運用担当者に知らせてください。",
            ),
            Self::LostSight => (
                "It is not in the list: its tags were changed, it was deleted, or you may not see it.",
                "一覧に見えません。タグが変わったか、削除されたか、見る権限がない可能性があります。",
            ),
            Self::StillGoing => (
                "Not seen done yet. Look at the state with `sekisho ls`.",
                "まだ終わっていません。`sekisho ls` で状態を確かめてください。",
            ),
        };
        language.pick(english, japanese)
    }
}

/// Looks until each of these, by id and name, has ended, the time is up, or the user has seen enough.
/// `done` is told of each end as it is seen.
pub(super) async fn watch(
    api: &mut Api,
    action: Action,
    mut left: BTreeMap<String, String>,
    time: Duration,
    surroundings: &mut Surroundings<'_>,
    mut done: impl FnMut(&str, &str, End, &mut Surroundings<'_>) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let (to, from) = match action {
        Action::Start => ("running", "stopped"),
        Action::Stop | Action::Reboot => ("stopped", "running"),
    };
    let began = Instant::now();
    let mut shown: BTreeMap<String, String> = BTreeMap::new();
    while !left.is_empty() && began.elapsed() < time {
        let pause = LOOK_EVERY.min(time.saturating_sub(began.elapsed()));
        tokio::select! {
            () = &mut surroundings.interrupt => break,
            () = tokio::time::sleep(pause) => {}
        }
        let look = tokio::select! {
            // A look can take as long as the API does: nobody has to wait for it.
            () = &mut surroundings.interrupt => break,
            look = api.list() => look,
        };
        let seen = match look {
            Ok(seen) => seen,
            // It passes, or the time is up.
            Err(error) if passes(&error) => continue,
            Err(error) => {
                // What was asked for is told all the same, before the error.
                for (id, name) in &left {
                    done(id, name, End::StillGoing, surroundings)?;
                }
                return Err(error);
            }
        };
        for (id, name) in left.clone() {
            let instance = seen.instances.iter().find(|instance| instance.id == id);
            let end = match instance.map(|instance| instance.state.as_str()) {
                None if seen.complete => Some(End::LostSight),
                None => None,
                Some(state) if state == to => Some(End::Reached),
                Some(state) if state == from => {
                    let has_moved = shown.contains_key(&id);
                    (has_moved || began.elapsed() > SETTLE).then_some(End::FellBack)
                }
                Some(state) => {
                    if shown.insert(id.clone(), state.to_owned()).as_deref() != Some(state) {
                        progress(&name, state, began.elapsed().as_secs(), surroundings)?;
                    }
                    None
                }
            };
            if let Some(end) = end {
                left.remove(&id);
                done(&id, &name, end, surroundings)?;
            }
        }
    }
    for (id, name) in &left {
        done(id, name, End::StillGoing, surroundings)?;
    }
    Ok(())
}

/// Whether an error of looking says nothing about the next look.
fn passes(error: &CommandError) -> bool {
    matches!(
        error,
        CommandError::Clerk(
            ClerkError::Unreachable { .. } | ClerkError::Refused { status: 429 | 500.., .. }
        )
    )
}

/// Says how far it is, to somebody who watches.
fn progress(
    name: &str,
    state: &str,
    seconds: u64,
    surroundings: &mut Surroundings<'_>,
) -> Result<(), CommandError> {
    if surroundings.progress {
        surroundings.notice(
            format_args!("{name}: {} ({seconds} s)", told::state(state, Language::English)),
            format_args!("{name}: {}({seconds} 秒)", told::state(state, Language::Japanese)),
        )?;
    }
    Ok(())
}
