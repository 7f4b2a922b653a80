//! What can be done to an instance: the actions of the policy that change something.

use sekisho_policy::Action;

/// An action that changes an instance. There is no terminate and no force, and there will be none.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new change must be planned for and observed")]
pub enum Change {
    /// Ask the operating system to reboot. Only ever *requested*: no state tells that it is done.
    Reboot,
    /// Start a stopped instance.
    Start,
    /// Stop a running instance.
    Stop,
}

impl Change {
    /// Every change, in the order of their names.
    pub const ALL: [Self; 3] = [Self::Reboot, Self::Start, Self::Stop];

    /// The change of this name: `reboot`, `start` or `stop`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.name() == name)
    }

    /// The change an action makes; `None` for one that makes none.
    #[must_use]
    pub const fn of(action: Action) -> Option<Self> {
        match action {
            Action::Describe => None,
            Action::Reboot => Some(Self::Reboot),
            Action::Start => Some(Self::Start),
            Action::Stop => Some(Self::Stop),
        }
    }

    /// The action the policy decides on.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Reboot => Action::Reboot,
            Self::Start => Action::Start,
            Self::Stop => Action::Stop,
        }
    }

    /// The name in paths, bodies and audit lines.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.action().name()
    }
}
