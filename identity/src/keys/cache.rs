//! The key cache: how long keys are trusted, and when the network is asked.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sekisho_policy::UnixTime;

use super::{KeyAges, KeySet, KeySetError, KeySettings, KeySource, KeySourceError};
use crate::{IssuerUrl, TokenRefusal};

/// Why a key set was not replaced.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RefreshError {
    /// The document is no key set: the last good one stays.
    #[error(transparent)]
    Document(#[from] KeySetError),
    /// A fetch failed a moment ago; the next one waits for the end of the penalty.
    #[error("a fetch of the keys failed less than {} s ago; the next one waits", .penalty.as_secs())]
    Penalty {
        /// The length of the penalty.
        penalty: Duration,
    },
    /// The document could not be fetched: the last good key set stays.
    #[error(transparent)]
    Source(#[from] KeySourceError),
}

/// The keys of one issuer: its source, its last good set, and the penalty box.
#[derive(Debug)]
pub(crate) struct IssuerKeys {
    issuer: IssuerUrl,
    source: Arc<dyn KeySource>,
    ages: KeyAges,
    /// Held over a fetch, so that there is never more than one.
    gate: tokio::sync::Mutex<()>,
    /// Never held over a fetch.
    state: Mutex<State>,
}

/// What this issuer's fetches have brought, and how they went.
#[derive(Debug, Default)]
struct State {
    last_good: Option<Dated>,
    /// When the fetch was begun that failed, did not bring the wanted key, or is not finished yet.
    penalised_at: Option<UnixTime>,
    /// Whether one is not finished yet: it may bring any key.
    under_way: bool,
    /// How many fetches have ended.
    ended: u64,
    /// How many of them brought no key set.
    failed: u64,
}

#[derive(Clone, Debug)]
struct Dated {
    set: Arc<KeySet>,
    fetched_at: UnixTime,
    /// A second fence behind the age that is compared with the caller's clock: a wall clock that is
    /// set back cannot extend trust.
    kept_since: Instant,
}

impl Dated {
    /// By the caller's clock. One that was set back makes a set as old as one that was set forward.
    fn age(&self, now: UnixTime) -> Duration {
        distance(self.fetched_at, now)
    }
}

impl State {
    /// The last good set, if it has not reached the hard limit.
    fn usable(&self, now: UnixTime, ages: &KeyAges) -> Option<&Dated> {
        let limit = ages.hard_limit;
        let lives = |dated: &&Dated| dated.age(now) < limit && dated.kept_since.elapsed() < limit;
        self.last_good.as_ref().filter(lives)
    }

    fn is_penalised(&self, now: UnixTime, ages: &KeyAges) -> bool {
        self.penalised_at.is_some_and(|since| distance(since, now) < ages.penalty)
    }
}

/// A fetch until it ends, be it by its caller giving up.
struct UnderWay<'a>(&'a IssuerKeys);

impl<'a> UnderWay<'a> {
    /// Noted before the fetch: if the caller gives up half-way, the attempt still counts.
    fn begin(keys: &'a IssuerKeys, now: UnixTime) -> Self {
        let mut state = keys.state();
        state.penalised_at = Some(now);
        state.under_way = true;
        drop(state);
        Self(keys)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.state().under_way = false;
    }
}

/// What an issuer's keys say about a key id, without a fetch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Standing {
    /// The last good set has the key.
    Held,
    /// The last good set lacks the key, and no fetch may be tried now.
    Unknown,
    /// There is no set, and no fetch may be tried now.
    Unavailable,
    /// A fetch, one that is under way or the next, may bring the key.
    Open,
}

impl IssuerKeys {
    pub(crate) fn new(
        issuer: IssuerUrl,
        source: Arc<dyn KeySource>,
        settings: KeySettings,
    ) -> Self {
        let gate = tokio::sync::Mutex::new(());
        Self { issuer, source, ages: settings.ages(), gate, state: Mutex::default() }
    }

    /// The set that holds the key of this id.
    ///
    /// A known key of a set in its first age is answered at once. Otherwise a fetch is tried, at most
    /// one at a time and none within the penalty, and whatever good set there is then answers.
    pub(crate) async fn set_with(
        &self,
        key_id: &str,
        now: UnixTime,
    ) -> Result<Arc<KeySet>, TokenRefusal> {
        if let Some(set) = self.settled(key_id, now) {
            return Ok(set);
        }
        // Whatever came of it, the last good set is what counts; the failure is logged.
        self.refresh(Some(key_id), now).await.unwrap_or_default();
        let state = self.state();
        let set = &state.usable(now, &self.ages).ok_or(TokenRefusal::KeysUnavailable)?.set;
        set.key(key_id).map(|_| Arc::clone(set)).ok_or(TokenRefusal::UnknownKey)
    }

    /// The set that holds this key, if no fetch is to be tried before the key is used.
    fn settled(&self, key_id: &str, now: UnixTime) -> Option<Arc<KeySet>> {
        let state = self.state();
        let dated = state.usable(now, &self.ages)?;
        dated.set.key(key_id)?;
        // A known key waits for nobody: past the first age it waits for a refresh it begins itself.
        let waits =
            dated.age(now) >= self.ages.refresh_after && !state.is_penalised(now, &self.ages);
        (!waits).then(|| Arc::clone(&dated.set))
    }

    /// Fetches the keys unless there is a usable set.
    pub(crate) async fn hydrate(&self, now: UnixTime) -> Result<(), RefreshError> {
        if self.age(now).is_some() { Ok(()) } else { self.refresh(None, now).await }
    }

    /// What is known of a key id at this moment.
    pub(crate) fn standing(&self, key_id: &str, now: UnixTime) -> Standing {
        let state = self.state();
        let closed = !state.under_way && state.is_penalised(now, &self.ages);
        match state.usable(now, &self.ages) {
            Some(dated) if dated.set.key(key_id).is_some() => Standing::Held,
            Some(_) if closed => Standing::Unknown,
            None if closed => Standing::Unavailable,
            Some(_) | None => Standing::Open,
        }
    }

    /// The age of the last good set, if it may still be used.
    pub(crate) fn age(&self, now: UnixTime) -> Option<Duration> {
        self.state().usable(now, &self.ages).map(|dated| dated.age(now))
    }

    /// How many fetches have brought no key set.
    pub(crate) fn failed(&self) -> u64 {
        self.state().failed
    }

    pub(crate) const fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// Fetches the document unless another caller's fetch ends while this one waits for its turn.
    async fn refresh(&self, wanted: Option<&str>, now: UnixTime) -> Result<(), RefreshError> {
        let seen = self.state().ended;
        let _turn = self.gate.lock().await;
        if self.state().ended != seen {
            return Ok(());
        }
        if self.state().is_penalised(now, &self.ages) {
            return Err(RefreshError::Penalty { penalty: self.ages.penalty });
        }
        let under_way = UnderWay::begin(self, now);
        let result = self.fetch(wanted, now).await;
        if let Err(error) = &result {
            tracing::warn!(issuer = %self.issuer, %error, "the issuer's keys were not refreshed");
        }
        let mut state = self.state();
        state.ended = state.ended.wrapping_add(1);
        state.failed = state.failed.saturating_add(u64::from(result.is_err()));
        if matches!(result, Ok(true)) {
            state.penalised_at = None;
        }
        drop(state);
        drop(under_way);
        result.map(|_| ())
    }

    /// Replaces the set by a newly fetched one; whether that brought what was wanted.
    async fn fetch(&self, wanted: Option<&str>, now: UnixTime) -> Result<bool, RefreshError> {
        #[expect(clippy::disallowed_methods, reason = "the fence that no argument can move")]
        // Both ages count from the moment before the fetch: trust is never rounded up.
        let kept_since = Instant::now();
        let set = KeySet::from_jwks(&self.source.fetch().await?)?;
        let brought = wanted.is_none_or(|id| set.key(id).is_some());
        let dated = Dated { set: Arc::new(set), fetched_at: now, kept_since };
        self.state().last_good = Some(dated);
        Ok(brought)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn distance(one: UnixTime, other: UnixTime) -> Duration {
    Duration::from_secs(one.seconds().abs_diff(other.seconds()))
}
