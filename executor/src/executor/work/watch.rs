//! What the states of an instance say about a change that is under way: pure.

use sekisho_lambda::Change;

use crate::{AwsError, Obstacle, Seen, State, outcome::Told};

/// An instance on its way to a state.
pub(super) struct Watch {
    before: Option<AwsError>,
    /// Whether it has been seen to leave the state it was in.
    moved: bool,
}

impl Watch {
    pub(super) fn new(seen: &Seen) -> Self {
        let moved = matches!(seen.state, State::Pending | State::Stopping);
        Self { before: seen.state_reason.clone(), moved }
    }

    /// What is to be told now that the instance looks like this; `None` while it is on its way.
    ///
    /// A start that fails after it was accepted falls back to `stopped`. A look can also be a little
    /// old and show the `stopped` from before: only an instance that has been seen starting, or that
    /// has a new reason for its state, has fallen back.
    pub(super) fn look(&mut self, change: Change, seen: &Seen) -> Option<Told> {
        match (change, seen.state) {
            (Change::Start, State::Running) | (Change::Stop, State::Stopped) => {
                Some(Told::reached(change))
            }
            (_, State::ShuttingDown | State::Terminated) => {
                Some(Told::cannot(Obstacle::Terminated))
            }
            (Change::Start, State::Pending) => {
                self.moved = true;
                None
            }
            (Change::Start, State::Stopped | State::Stopping) => self.fallen_back(seen),
            (Change::Start, State::Unknown)
            | (Change::Stop, State::Pending | State::Running | State::Stopping | State::Unknown)
            | (
                Change::Reboot,
                State::Pending | State::Running | State::Stopped | State::Stopping | State::Unknown,
            ) => None,
        }
    }

    fn fallen_back(&self, seen: &Seen) -> Option<Told> {
        let reason = seen.state_reason.as_ref();
        let new = reason.is_some() && reason != self.before.as_ref();
        if !self.moved && !new {
            return None;
        }
        let unsaid = AwsError::new("Server.Unsaid", "");
        Some(Told::failed(reason.unwrap_or(&unsaid)))
    }
}
