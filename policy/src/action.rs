//! What can be done to an instance.

use core::{fmt, str::FromStr};

/// Something a caller may do to an instance. The set is closed: there is no terminate, no force.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new action must be decided on in every room")]
pub enum Action {
    /// See the instance, its tags and its state.
    Describe,
    /// Ask the instance's operating system to reboot.
    Reboot,
    /// Start a stopped instance.
    Start,
    /// Stop a running instance.
    Stop,
}

impl Action {
    /// Every action, in the order of their names.
    pub const ALL: [Self; 4] = [Self::Describe, Self::Reboot, Self::Start, Self::Stop];

    /// The name used in policies, paths and audit lines: `describe`, `reboot`, `start`, `stop`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Describe => "describe",
            Self::Reboot => "reboot",
            Self::Start => "start",
            Self::Stop => "stop",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Action {
    type Err = crate::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|action| action.name() == text)
            .ok_or_else(|| crate::InvalidId::new(text, "one of describe, reboot, start, stop"))
    }
}
