//! The system's clock.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sekisho_policy::UnixTime;

use crate::{Clock, Pending};

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
    #[expect(clippy::disallowed_methods, reason = "this adapter is where time comes from")]
    fn now(&self) -> UnixTime {
        // A machine whose clock stands before 1970 gets the end of time: every token has expired
        // then, so that nothing is allowed by a clock that is wrong.
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|since| i64::try_from(since.as_secs()).ok())
            .unwrap_or(i64::MAX);
        UnixTime::from_seconds(seconds)
    }

    fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Pending<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
