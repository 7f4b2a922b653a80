//! The key cache: how long keys are trusted, and when the network is asked.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use cached::ShardedTtlCache;
use sekisho_policy::UnixTime;

use super::{KeyAges, KeySet, KeySetError, KeySettings, KeySource, KeySourceError};
use crate::{ConfigError, IssuerUrl, TokenRefusal};

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

/// The last good key set of every issuer.
///
/// It is a second fence behind the ages that are compared with the caller's clock: an entry dies at
/// the hard limit of the *monotonic* clock as well, so that a wall clock that is set back cannot
/// extend trust. It is bounded by the number of configured issuers.
#[derive(Clone, Debug)]
pub(crate) struct KeyStore(ShardedTtlCache<IssuerUrl, Dated>);

#[derive(Clone, Debug)]
struct Dated {
    set: Arc<KeySet>,
    fetched_at: UnixTime,
}

impl KeyStore {
    pub(crate) fn new(settings: KeySettings) -> Result<Self, ConfigError> {
        let store = ShardedTtlCache::builder().ttl(settings.ages().hard_limit).shards(1).build();
        store.map(Self).map_err(|_| ConfigError::KeyAges)
    }
}

/// The keys of one issuer: its source, its last good set, and the penalty box.
#[derive(Debug)]
pub(crate) struct IssuerKeys {
    issuer: IssuerUrl,
    source: Arc<dyn KeySource>,
    store: KeyStore,
    ages: KeyAges,
    /// Held over a fetch, so that there is never more than one.
    gate: tokio::sync::Mutex<()>,
    log: Mutex<FetchLog>,
}

/// What happened to this issuer's fetches.
#[derive(Clone, Copy, Debug, Default)]
struct FetchLog {
    /// When the fetch was begun that failed, did not bring the wanted key, or is not finished yet.
    penalised_at: Option<UnixTime>,
    /// Whether one is not finished yet: it may bring any key.
    under_way: bool,
    /// How many fetches have ended.
    ended: u64,
}

/// A fetch until it ends, be it by its caller giving up.
struct UnderWay<'a>(&'a IssuerKeys);

impl<'a> UnderWay<'a> {
    /// Noted before the fetch: if the caller gives up half-way, the attempt still counts.
    fn begin(keys: &'a IssuerKeys, now: UnixTime) -> Self {
        let mut log = keys.log();
        log.penalised_at = Some(now);
        log.under_way = true;
        drop(log);
        Self(keys)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.log().under_way = false;
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
        store: KeyStore,
        settings: KeySettings,
    ) -> Self {
        let gate = tokio::sync::Mutex::new(());
        Self { issuer, source, store, ages: settings.ages(), gate, log: Mutex::default() }
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
        let current = self.usable(now);
        let known = current.as_ref().is_some_and(|dated| dated.set.key(key_id).is_some());
        let fresh = current.as_ref().is_some_and(|dated| !self.is_due(dated, now));
        // A known key waits for nobody: past the first age it waits for a refresh it begins itself.
        if !(known && (fresh || self.is_penalised(now))) {
            // Whatever came of it, the last good set is what counts; the failure is logged.
            self.refresh(Some(key_id), now).await.unwrap_or_default();
        }
        let set = self.usable(now).ok_or(TokenRefusal::KeysUnavailable)?.set;
        if set.key(key_id).is_some() { Ok(set) } else { Err(TokenRefusal::UnknownKey) }
    }

    /// Fetches the keys unless there is a usable set.
    pub(crate) async fn hydrate(&self, now: UnixTime) -> Result<(), RefreshError> {
        if self.usable(now).is_some() { Ok(()) } else { self.refresh(None, now).await }
    }

    /// What is known of a key id at this moment.
    pub(crate) fn standing(&self, key_id: &str, now: UnixTime) -> Standing {
        // Before the set: what a fetch brings that ends in between is then in the set.
        let log = *self.log();
        let closed = !log.under_way && self.penalises(log, now);
        match self.usable(now) {
            Some(dated) if dated.set.key(key_id).is_some() => Standing::Held,
            Some(_) if closed => Standing::Unknown,
            None if closed => Standing::Unavailable,
            Some(_) | None => Standing::Open,
        }
    }

    /// The age of the last good set, if it may still be used.
    pub(crate) fn age(&self, now: UnixTime) -> Option<Duration> {
        self.usable(now).map(|dated| distance(dated.fetched_at, now))
    }

    pub(crate) const fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// Fetches the document unless another caller's fetch ends while this one waits for its turn.
    async fn refresh(&self, wanted: Option<&str>, now: UnixTime) -> Result<(), RefreshError> {
        let seen = self.log().ended;
        let _turn = self.gate.lock().await;
        if self.log().ended != seen {
            return Ok(());
        }
        if self.is_penalised(now) {
            return Err(RefreshError::Penalty { penalty: self.ages.penalty });
        }
        let under_way = UnderWay::begin(self, now);
        let result = self.fetch(wanted, now).await;
        if let Err(error) = &result {
            tracing::warn!(issuer = %self.issuer, %error, "the issuer's keys were not refreshed");
        }
        let mut log = self.log();
        log.ended = log.ended.wrapping_add(1);
        if matches!(result, Ok(true)) {
            log.penalised_at = None;
        }
        drop(log);
        drop(under_way);
        result.map(|_| ())
    }

    /// Replaces the set by a newly fetched one; whether that brought what was wanted.
    async fn fetch(&self, wanted: Option<&str>, now: UnixTime) -> Result<bool, RefreshError> {
        let set = KeySet::from_jwks(&self.source.fetch().await?)?;
        let brought = wanted.is_none_or(|id| set.key(id).is_some());
        // The age counts from the moment before the fetch: trust is never rounded up.
        let dated = Dated { set: Arc::new(set), fetched_at: now };
        self.store.0.set(self.issuer.clone(), dated);
        Ok(brought)
    }

    /// The last good set, if it has not reached the hard limit. A clock that was set back makes a
    /// set as old as one that was set forward.
    fn usable(&self, now: UnixTime) -> Option<Dated> {
        let dated = self.store.0.get(&self.issuer)?;
        (distance(dated.fetched_at, now) < self.ages.hard_limit).then_some(dated)
    }

    fn is_due(&self, dated: &Dated, now: UnixTime) -> bool {
        distance(dated.fetched_at, now) >= self.ages.refresh_after
    }

    fn is_penalised(&self, now: UnixTime) -> bool {
        self.penalises(*self.log(), now)
    }

    fn penalises(&self, log: FetchLog, now: UnixTime) -> bool {
        log.penalised_at.is_some_and(|since| distance(since, now) < self.ages.penalty)
    }

    fn log(&self) -> std::sync::MutexGuard<'_, FetchLog> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn distance(one: UnixTime, other: UnixTime) -> Duration {
    Duration::from_secs(one.seconds().abs_diff(other.seconds()))
}
