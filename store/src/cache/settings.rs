//! How long a policy is trusted, and how often it is confirmed.

use core::time::Duration;

/// How often the pointer is read, and how long the last good policy may outlive that.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "callers name the two they set, `..` the rest")]
pub struct CacheSettings {
    /// How long after a read of the pointer the next one is due. Default 10 seconds: what a
    /// publisher is willing to wait for a revocation, at six reads a minute and process.
    pub refresh_every: Duration,
    /// How long after the last confirmation the policy may be used. Default 3,600 seconds: an
    /// outage of the table is ridden out, a forgotten process is not.
    pub hard_limit: Duration,
    /// How long after a failure the next read is due while no policy is in force at all. Default 1
    /// second: a cold start must not deny for longer than the fault lasts.
    pub retry_every: Duration,
    /// How long one refresh may take. Default 1.5 seconds: shorter than any Lambda's own limit, so
    /// that a table that hangs is a refusal and not a timeout of the Lambda.
    pub refresh_timeout: Duration,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self {
            refresh_every: Duration::from_secs(10),
            hard_limit: Duration::from_hours(1),
            retry_every: Duration::from_secs(1),
            refresh_timeout: Duration::from_millis(1_500),
        }
    }
}

/// Whole seconds of a duration, as the clock of a request counts.
pub(super) fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
