//! A clock that is turned by hand, and by those who wait on it.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use sekisho_executor::Clock;
use sekisho_identity::Pending;
use sekisho_policy::UnixTime;

/// A clock that stands until somebody turns it or sleeps on it.
#[derive(Debug)]
pub struct TurnedClock {
    start: UnixTime,
    passed: AtomicU64,
    frozen: AtomicU64,
}

impl TurnedClock {
    /// A clock that stands at this time.
    pub fn standing_at(start: UnixTime) -> Self {
        Self { start, passed: AtomicU64::new(0), frozen: AtomicU64::new(0) }
    }

    /// Lets so many seconds of the day pass while the process is frozen, as between two events of a
    /// Lambda: the monotonic clock stands.
    pub fn freeze(&self, seconds: u64) {
        self.frozen.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn turn(&self, time: Duration) {
        let milliseconds = u64::try_from(time.as_millis()).expect("a short time");
        self.passed.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for TurnedClock {
    fn now(&self) -> UnixTime {
        let seconds =
            self.passed.load(Ordering::SeqCst) / 1_000 + self.frozen.load(Ordering::SeqCst);
        self.start.saturating_add(i64::try_from(seconds).expect("a short time"))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.passed.load(Ordering::SeqCst))
    }

    fn sleep(&self, duration: Duration) -> Pending<'_, ()> {
        self.turn(duration);
        Box::pin(std::future::ready(()))
    }
}
