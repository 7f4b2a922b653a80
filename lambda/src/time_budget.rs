//! How long an answer may take.

use core::time::Duration;
use std::time::SystemTime;

/// The time a Lambda gives itself for one answer.
///
/// An answer in time is one that says why; one that is late is API Gateway's 5xx, and nobody knows
/// why.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TimeBudget {
    longest: Duration,
    margin: Duration,
}

impl TimeBudget {
    /// A budget of at most `longest`, with `margin` kept for writing the audit lines and handing the
    /// answer back.
    #[must_use]
    pub const fn new(longest: Duration, margin: Duration) -> Self {
        Self { longest, margin }
    }

    /// The most there ever is.
    #[must_use]
    pub const fn longest(self) -> Duration {
        self.longest
    }

    /// The time left for an answer that must be out before `deadline`.
    #[must_use]
    pub fn left(self, deadline: SystemTime, now: SystemTime) -> Duration {
        let left = deadline.duration_since(now).unwrap_or(Duration::ZERO);
        left.saturating_sub(self.margin).min(self.longest)
    }
}
