//! What a cache knows: a state machine without I/O.

use core::time::Duration;
use std::sync::Arc;

use sekisho_policy::{PolicyName, UnixTime};
use tokio::time::Instant;

use super::{CacheSettings, NoPolicy, PublishedPolicy, settings::seconds};

/// What a cache holds, and how its refreshes went.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct CacheStatus {
    /// The version held, in force or stale.
    pub version: Option<u64>,
    /// When the pointer was last read with success.
    pub confirmed_at: Option<UnixTime>,
    /// How many refreshes failed since the process began.
    pub failures: u64,
    /// Why the last refresh failed; `None` after one that did not.
    pub last_error: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    held: Option<Held>,
    tried_at: Option<Moment>,
    failures: u64,
    last_error: Option<String>,
}

#[derive(Debug)]
struct Held {
    policy: Arc<PublishedPolicy>,
    confirmed_at: UnixTime,
    /// The same moment of the clock that nobody sets.
    confirmed_on: Instant,
}

/// A moment on two clocks: the one of the request, which can be set, and the monotonic one, which
/// may stand still while a Lambda is frozen. Whatever counts from it is over when either says so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) wall: UnixTime,
    pub(super) monotonic: Instant,
}

impl Moment {
    /// The moment at which a caller says that it is `now`.
    pub(super) fn at(now: UnixTime) -> Self {
        Self { wall: now, monotonic: Instant::now() }
    }
}

impl State {
    /// Records a refresh that was begun at `now` and read the pointer, and the policy if it is
    /// another one.
    pub(super) fn succeed(&mut self, now: Moment, loaded: Option<Arc<PublishedPolicy>>) {
        self.tried_at = Some(now);
        self.last_error = None;
        let policy = loaded.or_else(|| self.in_force());
        self.held = policy.map(|policy| Held {
            policy,
            confirmed_at: now.wall,
            confirmed_on: now.monotonic,
        });
    }

    /// Records a refresh that was begun at `now` and failed: what is held stays, unconfirmed.
    pub(super) fn fail(&mut self, now: Moment, error: String) {
        self.tried_at = Some(now);
        self.failures = self.failures.saturating_add(1);
        self.last_error = Some(error);
    }

    /// The policy that is held, or why there is none to use.
    pub(super) fn answer(
        &mut self,
        now: Moment,
        policy: &PolicyName,
        settings: &CacheSettings,
    ) -> Result<Arc<PublishedPolicy>, NoPolicy> {
        let last_error = || self.last_error.clone().unwrap_or_else(|| "not tried yet".to_owned());
        let Some(held) = &mut self.held else {
            return Err(NoPolicy::NeverLoaded { policy: policy.clone(), last_error: last_error() });
        };
        // A clock that was set back must not lengthen the life of a policy: age counts from the
        // earliest moment at which the policy was seen to be held.
        held.confirmed_at = held.confirmed_at.min(now.wall);
        // It may be set back again and again, and each time the age by that clock begins anew: the
        // monotonic clock is the second fence.
        let lived = now.monotonic.saturating_duration_since(held.confirmed_on);
        let age = held.age(now);
        let limit = seconds(settings.hard_limit);
        if elapsed(held.confirmed_at, now.wall) > limit || lived > settings.hard_limit {
            let version = held.policy.version;
            let (policy, last_error) = (policy.clone(), last_error());
            return Err(NoPolicy::Stale { policy, version, age, limit, last_error });
        }
        Ok(Arc::clone(&held.policy))
    }

    /// Whether it is time to read the pointer.
    pub(super) fn is_due(&self, now: Moment, settings: &CacheSettings) -> bool {
        let refresh = settings.refresh_every.min(settings.hard_limit);
        let pace = if self.held.is_some() { refresh } else { settings.retry_every };
        self.tried_at.is_none_or(|tried| {
            let waited = now.monotonic.saturating_duration_since(tried.monotonic);
            now.wall < tried.wall
                || elapsed(tried.wall, now.wall) >= seconds(pace)
                // A clock that stands still must not keep anybody from asking.
                || waited >= refresh.max(pace)
        })
    }

    /// Seconds since the policy that is held was last confirmed.
    pub(super) fn age(&self, now: Moment) -> Option<i64> {
        self.held.as_ref().map(|held| held.age(now))
    }

    pub(super) fn in_force(&self) -> Option<Arc<PublishedPolicy>> {
        self.held.as_ref().map(|held| Arc::clone(&held.policy))
    }

    pub(super) fn status(&self) -> CacheStatus {
        CacheStatus {
            version: self.held.as_ref().map(|held| held.policy.version),
            confirmed_at: self.held.as_ref().map(|held| held.confirmed_at),
            failures: self.failures,
            last_error: self.last_error.clone(),
        }
    }
}

impl Held {
    /// Seconds since the confirmation, by the clock that counts more of them; never negative.
    fn age(&self, now: Moment) -> i64 {
        let lived = now.monotonic.saturating_duration_since(self.confirmed_on);
        elapsed(self.confirmed_at, now.wall).max(begun_seconds(lived))
    }
}

const fn elapsed(from: UnixTime, to: UnixTime) -> i64 {
    to.seconds().saturating_sub(from.seconds())
}

/// The seconds of a duration, the one that has begun included.
fn begun_seconds(duration: Duration) -> i64 {
    let whole = seconds(duration);
    if duration.subsec_nanos() == 0 { whole } else { whole.saturating_add(1) }
}
