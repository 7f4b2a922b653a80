//! What ECS tells of the tasks of a service, and the state that is.

use sekisho_policy::UnixTime;

use crate::State;

/// The tasks of a service.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a new fact must be supplied by every adapter")]
pub struct Tasks {
    /// How many there are to be.
    pub desired: u32,
    /// How many are running.
    pub running: u32,
    /// How many are about to run.
    pub pending: u32,
    /// How far they have been brought up to what was deployed last.
    pub rollout: Rollout,
    /// When the service was made: one that was deleted and made again is another.
    pub created_at: Option<UnixTime>,
}

/// How far the last deployment of a service has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new end of a deployment must be told")]
pub enum Rollout {
    /// It is there.
    Completed,
    /// It was given up by ECS (the deployment circuit breaker), which starts no more tasks of it.
    Failed,
    /// It is on its way, or is tried again and again.
    InProgress,
}

impl Tasks {
    /// What is called the state of a service that has these tasks; [`State::Unknown`] if its deployment
    /// was given up.
    ///
    /// Nothing is running or stopped before ECS counts it so: as many tasks as are to be, brought up to
    /// the last deployment; or none, and none to come.
    #[must_use]
    pub const fn state(&self) -> State {
        match (self.desired, self.rollout) {
            (0, _) if self.running == 0 && self.pending == 0 => State::Stopped,
            (0, _) => State::Stopping,
            (_, Rollout::Failed) => State::Unknown,
            (desired, Rollout::Completed) if self.running == desired => State::Running,
            (_, Rollout::Completed | Rollout::InProgress) => State::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Rollout, Tasks};
    use crate::State;

    #[test]
    fn a_service_is_running_or_stopped_only_when_all_its_tasks_are() {
        let state = |desired, running, pending, rollout| {
            Tasks { desired, running, pending, rollout, created_at: None }.state()
        };
        let (there, failed, going) = (Rollout::Completed, Rollout::Failed, Rollout::InProgress);

        assert_eq!(state(2, 2, 0, there), State::Running);
        assert_eq!(state(2, 2, 1, there), State::Running, "one is replaced");
        assert_eq!(state(2, 1, 1, there), State::Pending);
        assert_eq!(state(2, 0, 0, there), State::Pending);
        assert_eq!(state(2, 3, 0, there), State::Pending);
        assert_eq!(state(2, 2, 0, going), State::Pending);
        assert_eq!(state(2, 2, 0, failed), State::Unknown);
        for rollout in [there, failed, going] {
            assert_eq!(state(0, 0, 0, rollout), State::Stopped);
            assert_eq!(state(0, 1, 0, rollout), State::Stopping);
            assert_eq!(state(0, 0, 1, rollout), State::Stopping);
        }
    }
}
