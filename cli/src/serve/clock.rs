//! The time of the town: this machine's, or that of a script.

use std::{
    fmt,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use sekisho_executor::Clock;
use sekisho_identity::Pending;
use sekisho_policy::UnixTime;
use tokio::time::Instant;

/// The clock of this machine.
pub struct MachineClock {
    ahead: i64,
    now: fn() -> UnixTime,
    started: Instant,
}

impl MachineClock {
    /// A clock that reads the time of day from `now`.
    #[must_use]
    pub fn new(now: fn() -> UnixTime) -> Self {
        Self { ahead: 0, now, started: Instant::now() }
    }

    /// A clock that shows `start` now and goes as fast as `now`.
    #[must_use]
    pub fn starting_at(start: UnixTime, now: fn() -> UnixTime) -> Self {
        let ahead = start.seconds().saturating_sub(now().seconds());
        Self { ahead, ..Self::new(now) }
    }

    /// The time of the town.
    #[must_use]
    pub fn time(&self) -> UnixTime {
        (self.now)().saturating_add(self.ahead)
    }
}

impl Clock for MachineClock {
    fn now(&self) -> UnixTime {
        self.time()
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Pending<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

impl fmt::Debug for MachineClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MachineClock")
            .field("started", &self.started)
            .finish_non_exhaustive()
    }
}

/// A clock that stands still until it is set or somebody waits: a morning passes in a second.
#[derive(Debug)]
pub struct ScriptedClock {
    seconds: AtomicI64,
}

impl ScriptedClock {
    /// A clock that stands at `start`.
    #[must_use]
    pub const fn new(start: UnixTime) -> Self {
        Self { seconds: AtomicI64::new(start.seconds()) }
    }

    /// Moves the clock to `time`; it never goes back.
    pub fn advance_to(&self, time: UnixTime) {
        self.seconds.fetch_max(time.seconds(), Ordering::SeqCst);
    }
}

impl Clock for ScriptedClock {
    fn now(&self) -> UnixTime {
        UnixTime::from_seconds(self.seconds.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.now().seconds()).unwrap_or_default())
    }

    fn sleep(&self, duration: Duration) -> Pending<'_, ()> {
        // Whole seconds, rounded up: somebody who waits must see time pass.
        let seconds = i64::try_from(duration.as_millis().div_ceil(1000)).unwrap_or(i64::MAX);
        self.advance_to(self.now().saturating_add(seconds));
        Box::pin(tokio::task::yield_now())
    }
}
