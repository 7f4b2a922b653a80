//! What a cache knows: a state machine without I/O.

use std::sync::Arc;

use sekisho_policy::{PolicyName, UnixTime};

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
    tried_at: Option<UnixTime>,
    failures: u64,
    last_error: Option<String>,
}

#[derive(Debug)]
struct Held {
    policy: Arc<PublishedPolicy>,
    confirmed_at: UnixTime,
}

impl State {
    /// Records a refresh that read the pointer, and the policy if it is another one.
    pub(super) fn succeed(&mut self, now: UnixTime, loaded: Option<Arc<PublishedPolicy>>) {
        self.tried_at = Some(now);
        self.last_error = None;
        let policy = loaded.or_else(|| self.in_force());
        self.held = policy.map(|policy| Held { policy, confirmed_at: now });
    }

    /// Records a refresh that failed: what is held stays, unconfirmed.
    pub(super) fn fail(&mut self, now: UnixTime, error: String) {
        self.tried_at = Some(now);
        self.failures = self.failures.saturating_add(1);
        self.last_error = Some(error);
    }

    /// The policy that is held, or why there is none to use.
    pub(super) fn answer(
        &mut self,
        now: UnixTime,
        policy: &PolicyName,
        settings: &CacheSettings,
    ) -> Result<Arc<PublishedPolicy>, NoPolicy> {
        let last_error = || self.last_error.clone().unwrap_or_else(|| "not tried yet".to_owned());
        let Some(held) = &mut self.held else {
            return Err(NoPolicy::NeverLoaded { policy: policy.clone(), last_error: last_error() });
        };
        // A clock that was set back must not lengthen the life of a policy: age counts from the
        // earliest moment at which the policy was seen to be held.
        held.confirmed_at = held.confirmed_at.min(now);
        let (age, limit) = (elapsed(held.confirmed_at, now), seconds(settings.hard_limit));
        if age > limit {
            let version = held.policy.version;
            let (policy, last_error) = (policy.clone(), last_error());
            return Err(NoPolicy::Stale { policy, version, age, limit, last_error });
        }
        Ok(Arc::clone(&held.policy))
    }

    /// Whether it is time to read the pointer.
    pub(super) fn is_due(&self, now: UnixTime, settings: &CacheSettings) -> bool {
        let pace = if self.held.is_some() {
            settings.refresh_every.min(settings.hard_limit)
        } else {
            settings.retry_every
        };
        self.tried_at.is_none_or(|tried| now < tried || elapsed(tried, now) >= seconds(pace))
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

const fn elapsed(from: UnixTime, to: UnixTime) -> i64 {
    to.seconds().saturating_sub(from.seconds())
}
