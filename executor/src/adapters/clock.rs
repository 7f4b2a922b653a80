//! The system's clock.

use std::time::{Duration, Instant};

use sekisho_identity::Pending;
use sekisho_lambda::process;
use sekisho_policy::UnixTime;

use crate::Clock;

/// The clock of this machine.
#[derive(Debug)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// The clock, with its monotonic time counted from now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this adapter is where time comes from")]
    pub fn new() -> Self {
        Self { origin: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> UnixTime {
        process::now()
    }

    fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Pending<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
