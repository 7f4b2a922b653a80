//! What the states of an instance say about a change that is under way: pure.

use sekisho_lambda::Change;
use sekisho_policy::ResourceKind;

use crate::{
    AwsError, Obstacle, Seen, State,
    outcome::{STARTED_MEANWHILE, Told},
};

/// An instance on its way to a state.
pub(super) struct Watch {
    before: Option<AwsError>,
    /// Whether it has been seen to leave the state it was in.
    moved: bool,
    /// Whether the look before this one showed the state and the reason from before the call: one
    /// such look can be old.
    back: bool,
}

impl Watch {
    pub(super) fn new(change: Change, seen: &Seen) -> Self {
        let moved = matches!(
            (change, seen.state),
            (Change::Start, State::Pending) | (Change::Stop, State::Stopping)
        );
        Self { before: seen.state_reason.clone(), moved, back: false }
    }

    /// What is to be told now that the instance looks like this; `None` while it is on its way.
    ///
    /// A start that fails after it was accepted falls back to `stopped`. A look can also be a little
    /// old and show the `stopped` from before: only an instance that has been seen starting, or that
    /// has a new reason for its state, has fallen back. So has a service that was seen stopping and has
    /// tasks to run again.
    pub(super) fn look(&mut self, change: Change, seen: &Seen) -> Option<Told> {
        match (change, seen.state) {
            (Change::Start, State::Running) | (Change::Stop, State::Stopped) => {
                Some(Told::reached(change))
            }
            (_, State::ShuttingDown | State::Terminated) => {
                Some(Told::cannot(Obstacle::Terminated))
            }
            (Change::Start, State::Pending) | (Change::Stop, State::Stopping) => {
                self.moved = true;
                self.back = false;
                None
            }
            (Change::Start, State::Stopped | State::Stopping) => self.fallen_back(seen),
            (Change::Start, State::Unknown) if seen.has_given_up() => {
                seen.state_reason.as_ref().map(Told::failed)
            }
            (Change::Stop, State::Pending | State::Running | State::Unknown)
                if seen.tasks.is_some() =>
            {
                self.has_risen()
            }
            (Change::Start, State::Unknown)
            | (Change::Stop, State::Pending | State::Running | State::Unknown)
            | (
                Change::Reboot,
                State::Pending | State::Running | State::Stopped | State::Stopping | State::Unknown,
            ) => None,
        }
    }

    /// Whether a service that was to be stopped has tasks to run again: two looks say so, because one can
    /// be old.
    fn has_risen(&mut self) -> Option<Told> {
        if self.moved && self.back {
            return Some(Told::failed(&AwsError::new(STARTED_MEANWHILE, "")));
        }
        self.back = self.moved;
        None
    }

    fn fallen_back(&mut self, seen: &Seen) -> Option<Told> {
        let reason = seen.state_reason.as_ref();
        let new = reason.is_some() && reason != self.before.as_ref();
        let is_sure = new || (self.moved && self.back);
        if !is_sure {
            self.back = self.moved;
            return None;
        }
        // Of a service ECS gives no reason: that it is to have no tasks is somebody's doing.
        let unsaid = match seen.kind() {
            ResourceKind::Service => AwsError::new("Client.UserInitiatedShutdown", ""),
            ResourceKind::Database | ResourceKind::Instance => AwsError::new("Server.Unsaid", ""),
        };
        Some(Told::failed(reason.unwrap_or(&unsaid)))
    }
}

#[cfg(test)]
mod tests {
    use sekisho_lambda::Change;

    use super::Watch;
    use crate::{AwsError, Seen, State};

    #[expect(clippy::unwrap_used, reason = "constants that parse")]
    fn seen(state: State, reason: Option<&str>) -> Seen {
        let [account, region, id] = ["111122223333", "ap-northeast-1", "i-1234abcd"];
        let mut seen = Seen::new(
            account.parse().unwrap(),
            region.parse().unwrap(),
            id.parse().unwrap(),
            state,
        );
        seen.state_reason = reason.map(|code| AwsError::new(code, code));
        seen
    }

    const BY_A_USER: Option<&str> = Some("Client.UserInitiatedShutdown");

    fn code(watch: &mut Watch, state: State, reason: Option<&str>) -> Option<&'static str> {
        watch.look(Change::Start, &seen(state, reason)).map(|told| told.code)
    }

    /// A look can be older than the one before it.
    #[test]
    fn one_look_that_shows_the_state_from_before_is_no_failure_and_two_are() {
        let mut watch = Watch::new(Change::Start, &seen(State::Stopped, BY_A_USER));

        assert_eq!(code(&mut watch, State::Stopped, BY_A_USER), None);
        assert_eq!(code(&mut watch, State::Pending, None), None);
        assert_eq!(code(&mut watch, State::Stopped, BY_A_USER), None);
        assert_eq!(code(&mut watch, State::Pending, None), None);
        assert_eq!(code(&mut watch, State::Stopped, BY_A_USER), None);
        assert_eq!(code(&mut watch, State::Stopped, BY_A_USER), Some("stopped_meanwhile"));
    }

    #[test]
    fn a_stop_by_somebody_is_not_called_a_failure_of_aws() {
        let mut watch = Watch::new(Change::Start, &seen(State::Stopped, None));

        assert_eq!(code(&mut watch, State::Pending, None), None);
        assert_eq!(code(&mut watch, State::Stopping, BY_A_USER), Some("stopped_meanwhile"));
    }

    #[test]
    fn a_new_reason_is_a_failure_at_once() {
        let mut watch = Watch::new(Change::Start, &seen(State::Stopped, BY_A_USER));

        let told = code(&mut watch, State::Stopped, Some("Client.InternalError"));
        assert_eq!(told, Some("fell_back_disk_key"));
    }
}
