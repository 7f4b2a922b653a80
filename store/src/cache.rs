//! The policy in force, as a Lambda holds it: polled, verified, last good kept, too old refused.

mod settings;
mod state;

use core::{fmt, time::Duration};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sekisho_policy::{Policy, PolicyName, UnixTime};

use crate::{LoadError, Pointer, PolicyTable, load};

pub use settings::CacheSettings;
pub use state::CacheStatus;

use state::{Moment, State};

/// The policy in force, and where it comes from.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "what an audit line says of the policy")]
pub struct PublishedPolicy {
    /// The compiled policy.
    pub policy: Policy,
    /// The version of the pointer that put it in force.
    pub version: u64,
    /// The digest of its snapshot, in hexadecimal.
    pub sha256: String,
    /// When it was published.
    pub published_at: UnixTime,
    /// By whom.
    pub published_by: String,
}

/// There is no policy to decide with: everything is denied.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NoPolicy {
    /// None was ever loaded by this process.
    #[error("policy `{policy}` was never loaded: {last_error}")]
    NeverLoaded {
        /// The policy.
        policy: PolicyName,
        /// Why not.
        last_error: String,
    },
    /// The one that was loaded has not been confirmed for too long.
    #[error(
        "policy `{policy}` version {version} was last confirmed {age} seconds ago, required at most {limit}: {last_error}"
    )]
    Stale {
        /// The policy.
        policy: PolicyName,
        /// The version that is no longer used.
        version: u64,
        /// Seconds since the pointer was last read.
        age: i64,
        /// The hard limit in seconds.
        limit: i64,
        /// Why it could not be confirmed since.
        last_error: String,
    },
}

/// A refresh that changed nothing.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
enum RefreshError {
    #[error("the active pointer went back from version {from} to {to}")]
    Backwards { from: u64, to: u64 },
    #[error(
        "version {version} points at another snapshot than before: SHA-256 `{found}`, required `{required}`"
    )]
    Replaced { version: u64, found: String, required: String },
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error("no answer from the policy table within {milliseconds} ms")]
    Timeout { milliseconds: u128 },
}

/// Holds the policy in force and keeps it in force no longer than it can be confirmed.
///
/// The pointer is read again when it was last read `refresh_every` ago; only a pointer that moved
/// forward makes the snapshot be read. Any failure leaves the last good policy in force, is
/// reported, and is paced like a success. Callers that find a refresh under way wait for it instead
/// of starting their own. After `hard_limit` without a confirmation there is no policy, whether that
/// time has passed on the callers' clock or on the monotonic one of the process: a clock that is set
/// back, even again and again, extends nothing.
pub struct PolicyCache {
    table: Arc<dyn PolicyTable>,
    policy: PolicyName,
    settings: CacheSettings,
    state: Mutex<State>,
    refreshing: tokio::sync::Mutex<()>,
}

impl PolicyCache {
    /// An empty cache; nothing is read yet.
    #[must_use]
    pub fn new(table: Arc<dyn PolicyTable>, policy: PolicyName, settings: CacheSettings) -> Self {
        Self {
            table,
            policy,
            settings,
            state: Mutex::new(State::default()),
            refreshing: tokio::sync::Mutex::new(()),
        }
    }

    /// Reads the policy now: what a cold start does before the first request.
    ///
    /// # Errors
    ///
    /// [`NoPolicy`]; the next [`PolicyCache::current`] tries again.
    pub async fn hydrate(&self, now: UnixTime) -> Result<(), NoPolicy> {
        let _refreshing = self.refreshing.lock().await;
        self.refresh(now).await;
        self.in_force(now).map(|_| ())
    }

    /// The policy in force, refreshed first if it is time to.
    ///
    /// # Errors
    ///
    /// [`NoPolicy`]: deny everything.
    pub async fn current(&self, now: UnixTime) -> Result<Arc<PublishedPolicy>, NoPolicy> {
        if self.is_due(now) {
            let _refreshing = self.refreshing.lock().await;
            // Whoever held the lock before may have done it.
            if self.is_due(now) {
                self.refresh(now).await;
            }
        }
        self.in_force(now)
    }

    /// What the cache holds, and how its refreshes went: for health checks and tests.
    #[must_use]
    pub fn status(&self) -> CacheStatus {
        self.state().status()
    }

    /// How long ago the table last confirmed the policy that is held, in whole seconds begun, by
    /// whichever clock says longer; `None` while none is held. It says how close the hard limit is;
    /// whether it is reached, [`PolicyCache::current`] says.
    #[must_use]
    pub fn age(&self, now: UnixTime) -> Option<Duration> {
        let age = self.state().age(Moment::at(now))?;
        Some(Duration::from_secs(u64::try_from(age).unwrap_or(0)))
    }

    async fn refresh(&self, now: UnixTime) {
        // The moment before the read: trust is never rounded up.
        let began = Moment::at(now);
        let before = self.state().in_force();
        let limit = self.settings.refresh_timeout;
        let outcome = tokio::time::timeout(limit, self.read(before.as_deref())).await;
        let outcome =
            outcome.unwrap_or(Err(RefreshError::Timeout { milliseconds: limit.as_millis() }));
        match outcome {
            Ok(loaded) => {
                if let Some(policy) = &loaded {
                    tracing::info!(policy = %self.policy, version = policy.version, "policy in force");
                }
                self.state().succeed(began, loaded.map(Arc::new));
            }
            Err(error) => {
                tracing::warn!(policy = %self.policy, %error, "policy not refreshed, last good kept");
                self.state().fail(began, error.to_string());
            }
        }
    }

    /// What the table says: `None` if that is what is in force already.
    async fn read(
        &self,
        before: Option<&PublishedPolicy>,
    ) -> Result<Option<PublishedPolicy>, RefreshError> {
        let active = self.table.active(&self.policy).await.map_err(LoadError::from)?;
        let pointer =
            active.ok_or_else(|| LoadError::NothingPublished { policy: self.policy.clone() })?;
        if let Some(before) = before
            && !moved_forward(before, &pointer)?
        {
            return Ok(None);
        }
        let snapshot = load::load(self.table.as_ref(), &self.policy, pointer).await?;
        Ok(Some(PublishedPolicy {
            version: snapshot.pointer.version,
            sha256: snapshot.pointer.snapshot.sha256.to_string(),
            published_at: snapshot.pointer.published_at,
            published_by: snapshot.pointer.published_by,
            policy: Policy::compile(snapshot.document),
        }))
    }

    fn in_force(&self, now: UnixTime) -> Result<Arc<PublishedPolicy>, NoPolicy> {
        self.state().answer(Moment::at(now), &self.policy, &self.settings)
    }

    fn is_due(&self, now: UnixTime) -> bool {
        self.state().is_due(Moment::at(now), &self.settings)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // INVARIANT (whole): the state is only replaced field by field by code that cannot panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for PolicyCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PolicyCache")
            .field("policy", &self.policy)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

fn moved_forward(before: &PublishedPolicy, pointer: &Pointer) -> Result<bool, RefreshError> {
    if pointer.version < before.version {
        return Err(RefreshError::Backwards { from: before.version, to: pointer.version });
    }
    let found = pointer.snapshot.sha256.to_string();
    if pointer.version == before.version && found != before.sha256 {
        let required = before.sha256.clone();
        return Err(RefreshError::Replaced { version: pointer.version, found, required });
    }
    Ok(pointer.version > before.version)
}
